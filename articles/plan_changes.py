"""
What changes behind a plan: kept, told to those who decide about it, and, if the site wants, a
reason to hold the plan.

Facts are told by `core.shown_facts`, in the transaction that changes them; words by whoever saves
a draft. A held plan is moved to the end of time in that very transaction, so that nothing that
asks for what is live can find it; an editor releases it (articles/publishing/schedule.py).
"""

from collections.abc import Iterable
from functools import partial
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, Model, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from simple_history.models import HistoricalRecords
from taggit.models import Tag

from articles.content import Content
from articles.content.references import references_in
from articles.models import Article, Edition, PlanChange, Quote
from articles.models.edition import EditionLink, EditionQuerySet
from articles.publishing.checks import PUBLISH
from articles.publishing.schedule import hold
from backoffice import site_settings
from backoffice.decisions import State
from backoffice.rights import holders_of
from core.shown_facts import Told, facts_key, on_change
from core.site_name import subject
from core.timezones import moment_text
from core.visibility import links_to
from faq.models import Question
from people.models import Person
from pictures.models import Picture
from products.models import Brand, Offer, Product, Retailer

# What changed → the choices of the site setting by which a plan is held for it.
HELD_BY = {"facts": ("facts", "all"), "draft": ("all",)}


@on_change
def note_fact_changes(told: Told) -> None:
    """Keep what changed of rows for each plan that shows them."""
    plans: dict[int, Edition] = {}
    changed: dict[int, list[tuple[str, str, str, str]]] = {}
    for row, changes in told:
        what = f"{capfirst(row._meta.verbose_name)} {row}"[:300]
        for edition in _plans_showing(row):
            plans[edition.pk] = edition
            changed.setdefault(edition.pk, []).extend((what, *change) for change in changes)
    for pk, edition in plans.items():
        note(edition, changed[pk], holding=HELD_BY["facts"])


def _plans_showing(row: Model) -> list[Edition]:
    found: dict[int, Edition] = {}
    for links in links_to(row):
        if issubclass(links.model, EditionLink):
            planned = links.filter(edition__live_from__gt=timezone.now())
            found |= {link.edition_id: link.edition for link in planned.select_related("edition")}
    return list(found.values())


def note_words_saved(article: Article) -> None:
    """Keep that a draft was saved as something else than planned, for as long as it is so."""
    lacking = Edition.objects.lacking_words().filter(article=article.pk)
    noted = PlanChange.objects.unseen().filter(what=PlanChange.DRAFT, edition__article=article.pk)
    noted.exclude(edition__in=lacking).delete()
    for edition in lacking.exclude(pk__in=noted.values("edition")):
        note(edition, [(PlanChange.DRAFT, "", "", "")], holding=HELD_BY["draft"])


def changed_plans() -> EditionQuerySet:
    """Plans with changes for which the site wants a plan held, and that are not held yet."""
    choice = site_settings.current().planning.hold
    changes = PlanChange.objects.unseen().filter(edition=OuterRef("pk"))
    if choice not in HELD_BY["draft"]:
        changes = changes.of_facts()
    plans = Edition.objects.planned().filter(Exists(changes), held_from=None, withdrawn=False)
    return plans if choice in HELD_BY["facts"] else plans.none()


def hold_what_changed() -> int:
    """Hold them, and tell those who decide: for a site that wants it from now on. How many."""
    plans = list(changed_plans().select_related("article", "made_by").order_by("pk"))
    for edition in plans:
        hold(edition)
        unseen = list(edition.plan_changes.unseen())
        transaction.on_commit(partial(_tell, edition, unseen, acting_user()), robust=True)
    return len(plans)


def note(
    edition: Edition, changes: Iterable[tuple[str, str, str, str]], *, holding: tuple[str, ...]
) -> None:
    """Keep the changes, hold the plan where the site says so, and tell those who decide."""
    by = acting_user()
    rows = [
        PlanChange(
            edition=edition, what=what, field=field, before=before, after=after, changed_by=by
        )
        for what, field, before, after in changes
    ]
    PlanChange.objects.bulk_create(rows)
    if site_settings.current().planning.hold in holding and not edition.is_held:
        hold(edition)
    transaction.on_commit(partial(_tell, edition, rows, by), robust=True)


def facts_state(content: Content) -> State:
    """The facts that readers of a content would see, for a page that asks whether they may."""
    shown = references_in(content)
    people, products = {pk for pk, _ in shown.people}, shown.products
    pictures = [
        *shown.pictures,
        *Person.objects.filter(pk__in=people).values_list("picture", flat=True),
        *Product.objects.filter(pk__in=products).values_list("picture", flat=True),
    ]
    kinds: dict[type[Model], Iterable[int | None]] = {
        Person: people,
        Product: products,
        Brand: Brand.objects.filter(products__in=products).values_list("pk", flat=True),
        Retailer: Offer.objects.filter(product__in=products).values_list("retailer", flat=True),
        Question: shown.questions,
        Quote: shown.quotes,
        Picture: pictures,
        Tag: Tag.objects.filter(name__in=content["tags"]).values_list("pk", flat=True),
    }
    return {
        str(capfirst(model._meta.verbose_name_plural)): (
            "What it shows of them has changed; see the preview.",
            facts_key(model, ids),
        )
        for model, ids in kinds.items()
    }


def acting_user() -> User | None:
    """Who is signed in where this runs; None for a command."""
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _tell(edition: Edition, rows: list[PlanChange], by: User | None) -> None:
    """A letter to the planner and to everybody who publishes, but for who changed it."""
    planner = edition.made_by.email if edition.made_by else ""
    asked = {planner, *(user.email for user in holders_of(PUBLISH))}
    asked -= {"", by.email if by else ""}
    if not asked:
        return
    page = reverse("admin:articles_article_plan_changes", args=[edition.article_id, edition.number])
    state = (
        "It is held: it doesn't go live before an editor releases it."
        if edition.is_held
        else f"It goes live on {moment_text(edition.live_from)}."
    )
    lines = [f"Since “{edition.title}” was planned, something changed:", ""]
    lines += [f"- {row.sentence}" for row in rows]
    lines += ["", state, urljoin(settings.BASE_URL, page)]
    about = subject(f"“{edition.title}” changed after it was planned")
    for address in sorted(asked):
        send_mail(about, "\n".join(lines), None, [address])
