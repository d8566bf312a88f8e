"""
What a site looks like while people work on it, over what `write_articles` wrote.

Of a hundred articles twenty changed since they went live, five of them are in review, two
have a planned edition and one a scheduled takedown; ten more are drafts. All were logged thrice.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from articles.block_types import BLOCK_TYPES
from articles.content import Content
from articles.content.snapshot import draft_snapshot
from articles.models import Article, Byline, Edition, Quote, Revision
from faq.models import Question
from people.models import Person
from products.display_policy import STALE_AFTER
from products.models import Observation, Offer, PriceBatch, PriceSource, Retailer

from .catalog import PREFIX, Catalog, Progress, chunks

EDITORS = 20
AT_ONCE = 250
OPEN_QUESTIONS, QUOTES_WITHOUT_SPEAKER, HELD = 300, 200, 40


def write_worklist(catalog: Catalog, progress: Progress) -> None:
    """Write editors and what waits for them."""
    chance = random.Random(catalog.content.seed)  # noqa: S311 -- always the same
    editors = _editors(catalog, chance)
    ids = list(
        Article.objects.filter(slug__startswith=PREFIX).order_by("pk").values_list("pk", flat=True)
    )
    for portion in chunks(ids, AT_ONCE):
        _work_on(catalog, editors, chance, portion, first=portion[0] - ids[0])
        progress("work on articles", portion[-1] - ids[0] + 1, len(ids))
    Article.objects.bulk_create(_drafts(editors, len(ids) // 10), batch_size=500)
    Question.objects.bulk_create(
        Question(question=f"Is this one still open, number {n}?", slug=f"{PREFIX}open-{n}")
        for n in range(OPEN_QUESTIONS)
    )
    Quote.objects.bulk_create(
        Quote(segments=[catalog.content.article(n).title])
        for n in range(1, QUOTES_WITHOUT_SPEAKER + 1)
    )
    _stale_prices()
    _held_prices(catalog)


def _editors(catalog: Catalog, chance: random.Random) -> list[AbstractUser]:
    user = get_user_model()
    editors = user.objects.bulk_create(
        user(username=f"{PREFIX}{n}", is_staff=True, is_superuser=True, password="!")  # noqa: S106
        for n in range(EDITORS)
    )
    for person, editor in zip(catalog.people, editors, strict=False):
        person.account = editor
        due_on = catalog.moment + timedelta(days=chance.randint(-9, 9))
        person.credentials_due_on = due_on.date()
    Person.objects.bulk_update(catalog.people, ["account", "credentials_due_on"])
    return editors


def _work_on(
    catalog: Catalog,
    editors: list[AbstractUser],
    chance: random.Random,
    ids: list[int],
    *,
    first: int,
) -> None:
    articles = Article.objects.in_bulk(ids)
    live = {row.article_id: row for row in Edition.objects.filter(article__in=ids)}
    kind = ContentType.objects.get_for_model(Article).pk
    planned, entries = [], []
    for number, article in enumerate(articles.values(), first):
        edition, editor = live[article.pk], editors[number % EDITORS]
        kinds = number % 100
        article.created_by = editor
        article.saved_at = edition.made_at + timedelta(hours=-1 if kinds >= 20 else 1)
        if 20 <= kinds < 25:
            article.status = Article.Status.IN_REVIEW
        if 30 <= kinds < 33:
            planned.append(_planned(catalog, edition, chance, withdrawn=kinds == 32))
        entries += _log_entries(article, edition, editor, kind)
    Article.objects.bulk_update(articles.values(), ["created_by", "saved_at", "status"])
    Edition.objects.bulk_create(planned)
    Revision.objects.bulk_create(_revisions(articles, live))
    LogEntry.objects.bulk_create(entries)


def _revisions(articles: dict[int, Article], live: dict[int, Edition]) -> Iterator[Revision]:
    """What saving each of these drafts would have kept: the edition's content, with keys."""
    pattern = draft_snapshot(next(iter(articles.values())))
    keys = _keys_of_blocks(articles)
    bylines: dict[int, list[int]] = defaultdict(list)
    for article, pk in Byline.objects.filter(article__in=articles).values_list("article", "pk"):
        bylines[article].append(pk)
    for pk, article in articles.items():
        content = live[pk].content
        blocks = zip(content["blocks"], keys[pk], strict=True)
        more: Content = {
            "slug": article.slug,
            "status": article.status,
            "blocks": [block | {"key": key} for block, key in blocks],
            "keys": pattern["keys"] | {"bylines": bylines[pk]},
        }
        yield Revision(
            article=article,
            number=1,
            content=pattern | content | more,
            saved_by=article.created_by,
        )


def _keys_of_blocks(articles: Iterable[int]) -> dict[int, list[str]]:
    """Article → the keys of its blocks in reading order, a query for each kind."""
    rows = sorted(
        (parent, ordering, f"{kind}-{pk}")
        for kind, block_type in BLOCK_TYPES.items()
        for parent, ordering, pk in block_type.model.objects.filter(
            parent__in=articles
        ).values_list("parent", "ordering", "pk")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for parent, _, key in rows:
        found[parent].append(key)
    return found


def _log_entries(
    article: Article, edition: Edition, editor: AbstractUser, kind: int
) -> Iterator[LogEntry]:
    for note in ("Changed text.", "Published edition 1.", "Changed text."):
        yield LogEntry(
            user=editor,
            content_type_id=kind,
            object_id=str(article.pk),
            object_repr=article.title,
            action_flag=CHANGE,
            change_message=note,
            action_time=edition.live_from,
        )


def _planned(
    catalog: Catalog, edition: Edition, chance: random.Random, *, withdrawn: bool
) -> Edition:
    """Within three months from a month on, so that it is still ahead when a kept file is used."""
    hours = 31 * 24 + chance.randint(1, 90 * 24)
    return Edition(
        article_id=edition.article_id,
        number=2,
        live_from=catalog.moment + timedelta(hours=hours, seconds=edition.pk % 3000),
        title=edition.title,
        slug=edition.slug,
        withdrawn=withdrawn,
        content=None if withdrawn else edition.content,
        published_at=edition.published_at,
        modified_at=edition.modified_at,
    )


def _drafts(editors: list[AbstractUser], count: int) -> Iterator[Article]:
    for number in range(count):
        yield Article(
            title=f"Invented draft {number}",
            slug=f"{PREFIX}draft-{number}",
            created_by=editors[number % EDITORS],
        )


def _stale_prices() -> None:
    """One shop's terms are the usual thirty days: a quarter of its prices is due for a check."""
    due = Offer.objects.filter(price_checked_at__lt=timezone.now() - STALE_AFTER)
    shop = Retailer.objects.filter(slug__startswith=PREFIX, offers__in=due).order_by("-pk")[0]
    shop.policy_max_age_hours = STALE_AFTER // timedelta(hours=1)
    shop.save()


def _held_prices(catalog: Catalog) -> None:
    offers = Offer.objects.select_related("current").order_by("pk")
    offers = list(offers.filter(pk__gte=catalog.first_offer)[:HELD])
    for reason in ("A slip of the file", "Another one"):
        PriceBatch(source=PriceSource.FILE, reason=reason).apply(
            Observation(offer=offer, price=offer.current.price * 100, currency="USD")
            for offer in offers
        )
