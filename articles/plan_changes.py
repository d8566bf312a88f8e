"""
What changes behind a plan: kept, told to those who decide about it, and, if the site wants, a
reason to hold the plan.

Facts are told by `core.shown_facts`, in the transaction that changes them; words by whoever saves
a draft. A held plan is moved to the end of time in that very transaction, so that nothing that
asks for what is live can find it; an editor releases it (articles/publishing/schedule.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from simple_history.models import HistoricalRecords
from taggit.models import Tag

from articles.content import Content
from articles.content.references import references_in
from articles.models import Article, Edition, PlanChange, Quote
from articles.models.edition import EditionLink, EditionQuerySet
from articles.publishing.checks import PUBLISH, can_publish
from articles.publishing.schedule import hold
from backoffice import site_settings
from backoffice.decisions import State
from backoffice.rights import holders_of
from core.shown_facts import Told, facts_key, on_change
from core.site_name import subject
from core.timezones import letter_moment, moment_text
from core.visibility import links_to
from faq.models import Question
from people.models import Person
from pictures.models import Picture
from products.models import Brand, Offer, Product, Retailer

# What changed → the choices of the site setting by which a plan is held for it.
HELD_BY = {"facts": ("facts", "all"), "draft": ("all",)}

MOST_TOLD = 50  # plans in one letter
Words = tuple[str, str, str, str]  # of a change: what, field, before, after
SAVED: list[Words] = [(PlanChange.DRAFT, "", "", "")]


@on_change
def note_fact_changes(told: Told) -> None:
    """Keep what changed of rows for each plan that shows them."""
    changed: dict[int, list[Words]] = defaultdict(list)
    for row, changes in told:
        what = f"{capfirst(row._meta.verbose_name)} {row}"[:300]
        for pk in _plans_showing(row):
            changed[pk].extend((what, *change) for change in changes)
    plans = _to_tell(Edition.objects.filter(pk__in=changed))
    note({plan: changed[plan.pk] for plan in plans}, holding=HELD_BY["facts"])


def _plans_showing(row: Model) -> set[int]:
    planned = Q(edition__live_from__gt=timezone.now())
    return {
        edition
        for links in links_to(row)
        if issubclass(links.model, EditionLink)
        for edition in links.filter(planned).order_by().values_list("edition", flat=True)
    }


def _to_tell(plans: EditionQuerySet) -> EditionQuerySet:
    """With what a letter about them says, and without their words."""
    return plans.select_related("article", "made_by").defer("content").order_by("pk")


def note_words_saved(article: Article) -> None:
    """Keep that a draft was saved as something else than planned, for as long as it is so."""
    lacking = Edition.objects.lacking_words().filter(article=article.pk)
    noted = PlanChange.objects.unseen().filter(what=PlanChange.DRAFT, edition__article=article.pk)
    noted.exclude(edition__in=lacking).delete()
    unsaid = _to_tell(lacking.exclude(pk__in=noted.values("edition")))
    note(dict.fromkeys(unsaid, SAVED), holding=HELD_BY["draft"])


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
    plans = list(_to_tell(changed_plans()))
    hold(plans)
    _tell_at_the_end(list(PlanChange.objects.unseen().filter(edition__in=plans)))
    return len(plans)


def note(changed: Mapping[Edition, Iterable[Words]], *, holding: tuple[str, ...]) -> None:
    """Keep changes of plans, hold those where the site says so, and tell those who decide."""
    by = acting_user()
    rows = [
        PlanChange(edition=plan, what=what, field=field, before=before, after=after, changed_by=by)
        for plan, changes in changed.items()
        for what, field, before, after in changes
    ]
    PlanChange.objects.bulk_create(rows)
    if changed and site_settings.current().planning.hold in holding:
        hold([plan for plan in changed if not plan.is_held])
    _tell_at_the_end(rows)
    seen = [plan for plan, words in changed.items() if plan.is_held or words != SAVED]
    if seen and (request := _request()):
        transaction.on_commit(partial(_say, request, seen), robust=True)


def _say(request: HttpRequest, plans: Iterable[Edition]) -> None:
    """Tell whoever changed something, on the page that follows, which plans show it."""
    told: set[int] = request.__dict__.setdefault("_told_plans", set())
    plans = [plan for plan in plans if plan.pk not in told]
    told.update(plan.pk for plan in plans)
    if not plans:
        return
    first, count = plans[0], len(plans)
    where = f"“{first.title}”, planned for {moment_text(first.planned_for)}, shows what changed"
    page = reverse("admin:articles_article_plan_changes", args=[first.article_id, first.number])
    if count > 1:
        where = f"{count} planned articles show what changed, “{first.title}” among them"
        page = f"{reverse('admin:articles_edition_changelist')}?worklist=changes"
    held = sum(plan.is_held for plan in plans)
    state = f"{'It is' if count == 1 else f'{held} are'} held until an editor says yes to it"
    text = f"{where}. {state if held else 'Those who planned it and the editors are told'}."
    if can_publish(request.user):
        text = format_html('{} <a href="{}">See what changed</a>.', text, page)
    messages.warning(request, text)


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


def _request() -> HttpRequest | None:
    """That of a page that can say something; None for a command."""
    request = getattr(HistoricalRecords.context, "request", None)
    return request if hasattr(request, "_messages") else None


def acting_user() -> User | None:
    """Who is signed in where this runs; None for a command."""
    user = getattr(_request(), "user", None)
    return user if user is not None and user.is_authenticated else None


class _Letters:
    """Called once a transaction is certain: tells all that changed in it, a letter a person."""

    def __init__(self, keys: list[int]) -> None:
        self.keys = keys  # of rows, shared by all of a transaction: the first one called tells

    def __call__(self) -> None:
        rows = PlanChange.objects.filter(pk__in=self.keys).order_by("edition", "pk")
        changes = rows.select_related("edition__made_by", "changed_by").defer("edition__content")
        plans: dict[Edition, list[PlanChange]] = {}
        for change in changes:
            plans.setdefault(change.edition, []).append(change)
        self.keys.clear()
        if plans:
            _tell(plans)


def _tell_at_the_end(rows: list[PlanChange]) -> None:
    if not rows:
        return
    waiting = (function for _, function, _ in transaction.get_connection().run_on_commit)
    keys = next((each.keys for each in waiting if isinstance(each, _Letters)), [])
    keys += [row.pk for row in rows]
    transaction.on_commit(_Letters(keys), robust=True)


def _tell(plans: dict[Edition, list[PlanChange]]) -> None:
    """To each planner and to everybody who publishes, but for who changed it."""
    editors = {user.email for user in holders_of(PUBLISH)}
    changes = [change for rows in plans.values() for change in rows]
    changers = {change.changed_by.email for change in changes if change.changed_by}
    planners = {plan: plan.made_by.email if plan.made_by else "" for plan in plans}
    for address in sorted({*editors, *planners.values()} - changers - {""}):
        mine = [plan for plan in plans if address in {*editors, planners[plan]}]
        told = [_told(plan, plans[plan]) for plan in mine[:MOST_TOLD]]
        if more := mine[MOST_TOLD:]:
            desk = urljoin(settings.BASE_URL, reverse("admin:index"))
            told.append(f"And {len(more)} more: {desk}")
        send_mail(subject(_about(mine)), "\n\n\n".join(told), None, [address])


def _about(plans: list[Edition]) -> str:
    if len(plans) > 1:
        return f"{len(plans)} articles changed after they were planned"
    return f"“{plans[0].title}” changed after it was planned"


def _told(plan: Edition, rows: list[PlanChange]) -> str:
    page = reverse("admin:articles_article_plan_changes", args=[plan.article_id, plan.number])
    state = (
        "It is held: it doesn't go live before an editor releases it."
        if plan.is_held
        else f"It goes live on {letter_moment(plan.live_from)}."
    )
    changes = [f"- {row.sentence}" for row in rows]
    first = f"Since “{plan.title}” was planned, something changed:"
    return "\n".join([first, "", *changes, "", state, urljoin(settings.BASE_URL, page)])
