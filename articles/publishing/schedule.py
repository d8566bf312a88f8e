"""
What readers see of an article from when until when: publishing, taking down, rescheduling.

Every function that changes something is atomic and raises `ValidationError` with sentences where it
can't be done; one at a time works on an article, the others wait. Nothing here touches the draft.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from taggit.models import Tag

from articles.content import Content
from articles.content.formats import read_content
from articles.content.references import references_in
from articles.content.snapshot import snapshot
from articles.models import (
    Article,
    Edition,
    EditionPerson,
    EditionPicture,
    EditionProduct,
    EditionQuestion,
    EditionQuote,
    EditionTag,
    PlanChange,
    Quote,
    address_problem,
)
from articles.models.edition import EditionQuerySet
from articles.publishing.checks import publish_checks
from articles.publishing.ends import (
    end_of,
    newer_than,
    refuse_end_before_beginning,
    refuse_what_begins_between,
)
from articles.publishing.moments import MOMENTS, dates_of, past_moment, taken_moment, write_moments
from articles.publishing.said import corrections_said
from core.shown_facts import tell_written
from core.timezones import moment_text
from faq.answer_facts import answer_digest
from pictures import files


def live_edition(article: Article, at: datetime | None = None) -> Edition | None:
    """The edition readers see at that moment (now, where none is given), or None."""
    return article.editions.live(at).first()


def preview_edition(article: Article) -> Edition:
    """The draft as an unsaved edition that begins now: what publishing would show readers."""
    edition = Edition(article=article, slug=article.slug, live_from=timezone.now())
    edition.fill(snapshot(article))
    edition.published_at, edition.modified_at = dates_of(edition)
    return edition


def planned_editions(article: Article) -> EditionQuerySet:
    """Editions and takedowns that have not begun yet, the next one first."""
    return article.editions.filter(live_from__gt=timezone.now()).order_by("live_from")


def publish(
    article: Article,
    *,
    by: User | None = None,
    at: datetime | None = None,
    until: datetime | None = None,
    note: str = "",
    change: str = Edition.Change.TEXT,
    began: datetime | None = None,
) -> Edition:
    """
    Publish the draft as an edition that is live from `at` (default: now).

    With `until` its takedown is scheduled in the same transaction. Both must lie in the future.
    `began` is for words readers have had since then, elsewhere: no form asks for it.
    Raises `ValidationError` where publish checks fail, where another edition begins at that very
    moment, or where something is scheduled before the end.
    """
    with transaction.atomic():
        lock(article)
        content = snapshot(article)
        if problems := publish_checks(article, content, by=by):
            raise ValidationError(problems)
        live_from = past_moment(article, began) if began else _moment(article, at)
        edition = _new_edition(article, live_from, by=by, note=note, change=change)
        edition.fill(content)
        _begin(edition)
        _link(edition, content)
        if until is not None:
            refuse_what_begins_between(edition, until)
            note = f"The end of edition {edition.number}"
            take_down(article, by=by, at=until, note=note, ends=edition.number)
        write_moments([article.pk])
    return edition


def nothing_new(article: Article, content: Content) -> list[str]:
    """A sentence where readers see this very content already, and nothing is scheduled."""
    live = live_edition(article)
    if live is None or planned_editions(article).exists():
        return []
    is_same = live.slug == article.slug and read_content(live) == content
    return [f"Nothing has changed since {live.label}, which readers see."] if is_same else []


def take_down(
    article: Article,
    *,
    by: User | None = None,
    at: datetime | None = None,
    note: str = "",
    cancel_planned: bool = False,
    ends: int | None = None,
) -> Edition:
    """
    End what is live, now or at a moment in the future; the draft keeps everything.

    With `cancel_planned` nothing that was scheduled brings it back by itself afterwards. `ends` is
    the number of the edition whose end it is, planned with it (articles/publishing/ends.py). Raises
    `ValidationError` where there is nothing to end then.
    """
    with transaction.atomic():
        lock(article)
        live_from = _moment(article, at)
        if cancel_planned:
            planned_editions(article).filter(live_from__gte=live_from).delete()
        last = article.editions.begun(live_from).first()
        if last is None or last.withdrawn:
            raise ValidationError(_why_nothing_ends(article, live_from, last))
        edition = _new_edition(article, live_from, by=by, note=note, change=Edition.Change.TEXT)
        edition.title, edition.slug, edition.withdrawn = last.title, last.slug, True
        edition.ends = ends
        _begin(edition)
        _drop_idle_take_downs(article)
    return edition


def cancel(article: Article, edition: Edition) -> list[Edition]:
    """
    Drop a scheduled edition or takedown that has not begun yet.

    Its end goes with it, and a takedown that has nothing left to end. Returns the rows that went
    besides. Raises `ValidationError` where it has begun or is gone.
    """
    with transaction.atomic():
        lock(article)
        row = _planned_row(article, edition)
        end = end_of(row)
        besides = [end] if end else []
        planned_editions(article).filter(pk__in=[each.pk for each in (row, *besides)]).delete()
        besides += _drop_idle_take_downs(article)
        write_moments([article.pk])
    return besides


def reschedule(article: Article, edition: Edition, at: datetime) -> datetime:
    """
    Move what is scheduled to another moment in the future; words, number and note stay.

    What is held stays held, for its new moment. Returns the old moment. Raises `ValidationError`
    where another one begins then, where a takedown would be left with nothing to end, and where a
    quote in it was withdrawn since.
    """
    with transaction.atomic():
        lock(article)
        row = _planned_row(article, edition)
        for quote in row.quotes.filter(permission=Quote.Permission.WITHDRAWN):
            raise ValidationError(
                f"“{quote.text[:60]}” in it has been withdrawn by its speaker. Cancel it, "
                "remove the quote from the draft, and schedule it again."
            )
        old = row.planned_for
        _move(row, at)
        write_moments([article.pk], [row])
        refuse_end_before_beginning(row)
        _refuse_idle_take_downs(article, row)
        write_moments([article.pk])
        tell_written([row])
    return old


def hold(plans: Collection[Edition]) -> None:
    """
    Keep plans and their ends from beginning until somebody releases them.

    They begin at the end of time, each of an article's at a moment of its own, so that what asks
    for live editions never finds them and what is live goes on. Four queries and one write a plan,
    however many plans, for it is done while somebody's change of a fact waits.
    """
    with transaction.atomic():
        articles = {plan.article_id for plan in plans}
        _lock(articles)
        wanted = {plan.pk: plan for plan in plans}
        planned = Edition.objects.planned().filter(article__in=articles, held_from=None)
        rows = list(planned.only("article", "number", "ends", *MOMENTS))
        held = {(row.article_id, row.number) for row in rows if row.pk in wanted}
        moved = [
            row
            for row in rows
            if not held.isdisjoint({(row.article_id, row.number), (row.article_id, row.ends)})
        ]
        for row in moved:
            row.held_from = row.live_from
            row.live_from = Edition.HELD_UNTIL + row.number * Edition.TICK
            if plan := wanted.get(row.pk):
                plan.held_from, plan.live_from = row.held_from, row.live_from
        write_moments(articles, moved)


def release(
    article: Article,
    edition: Edition,
    *,
    by: User | None = None,
    until: datetime | None = None,
    over_newer: bool = False,
) -> Edition:
    """
    Say yes to what changed since it was planned; what is held goes live as planned, or now.

    Its end is kept, or moved to `until`. Raises `ValidationError` where it has begun or is gone,
    where its end has passed, and, without `over_newer`, where it would replace what is newer.
    """
    with transaction.atomic():
        lock(article)
        row = _planned_row(article, edition)
        row.plan_changes.unseen().update(seen_by=by, seen_at=timezone.now())
        if row.is_held:
            if row.withdrawn:
                raise ValidationError(f"It is held with edition {row.ends}. Release that one.")
            _let_go(row, until, over_newer=over_newer)
    return row


def _let_go(row: Edition, until: datetime | None, *, over_newer: bool) -> None:
    article, end = row.article, end_of(row)
    is_ahead = row.planned_for > timezone.now()
    row.live_from, row.held_from = _moment(article, row.held_from if is_ahead else None), None
    if not over_newer and (problems := newer_than(row, row.live_from)):
        raise ValidationError(problems)
    write_moments([article.pk], [row])
    if end:
        end.live_from, end.held_from = _moment(article, until or end.held_from), None
        refuse_what_begins_between(row, end.live_from)
        write_moments([article.pk], [end])
    tell_written([row])


def replan(
    article: Article, edition: Edition, *, by: User | None = None, at: datetime | None = None
) -> Edition:
    """
    Put the draft as it is saved now into what is scheduled, for the same moment or for `at`.

    Number, note and kind of change stay, what is held stays held, and changes of facts that nobody
    has seen wait on; words saved since are in it now. Raises `ValidationError` where publish checks
    fail, where it has begun or is gone, and where it can't be moved.
    """
    with transaction.atomic():
        lock(article)
        row = _planned_row(article, edition)
        if row.withdrawn:
            raise ValidationError("A takedown has no words to put in.")
        content = snapshot(article)
        if problems := publish_checks(article, content, by=by):
            raise ValidationError(problems)
        in_it_now = row.plan_changes.unseen().filter(what=PlanChange.DRAFT)
        in_it_now.update(seen_by=by, seen_at=timezone.now())
        changes = list(row.plan_changes.all())
        planned_editions(article).filter(pk=row.pk).delete()
        fresh = _new_edition(article, row.live_from, by=by, note=row.note, change=row.change)
        fresh.number, fresh.held_from = row.number, row.held_from
        if at not in (None, row.planned_for):
            _move(fresh, at)
        fresh.fill(content)
        _begin(fresh)
        _link(fresh, content)
        for change in changes:
            change.edition = fresh
        _write([changes])
        refuse_end_before_beginning(fresh)
        _refuse_idle_take_downs(article, fresh)
        write_moments([article.pk])
    return fresh


def _move(edition: Edition, at: datetime) -> None:
    """Plan it for another moment, without writing it down; only a release ends its being held."""
    if edition.is_held:
        edition.held_from = _moment(edition.article, at)
    else:
        edition.live_from = _moment(edition.article, at)


def _refuse_idle_take_downs(article: Article, moved: Edition) -> None:
    for idle in _drop_idle_take_downs(article):
        if idle.pk == moved.pk:
            raise ValidationError(_why_nothing_ends(article, idle.live_from, None))
        raise ValidationError(
            f"The takedown scheduled for {moment_text(idle.live_from)} would have nothing "
            "to take down. Move or cancel it first."
        )


def lock(article: Article) -> None:
    """Hold the article until the transaction ends: one at a time decides about it."""
    _lock([article.pk])


def _lock(articles: Collection[int]) -> None:
    rows = Article.objects.select_for_update(of=("self",)).filter(pk__in=articles)
    list(rows.order_by("pk").values_list("pk"))  # in one order, so that nobody waits in a circle


def _moment(article: Article, at: datetime | None) -> datetime:
    """`at`, checked to lie ahead; or now, and never before what has begun already."""
    now = timezone.now()
    if at is not None:
        if at < now:
            raise ValidationError(f"{moment_text(at)} has passed. Choose a time in the future.")
        return at
    last = article.editions.order_by("-live_from").filter(live_from__lte=now).first()
    taken = set(article.editions.filter(live_from__gte=now).values_list("live_from", flat=True))
    moment = max(now, last.live_from + Edition.TICK) if last else now
    while moment in taken:
        moment += Edition.TICK
    return moment


def _new_edition(
    article: Article, live_from: datetime, *, by: User | None, note: str, change: str
) -> Edition:
    last = article.editions.aggregate(last=models.Max("number"))["last"] or 0
    return Edition(
        article=article,
        slug=article.slug,
        number=last + 1,
        live_from=live_from,
        made_by=by,
        note=note,
        change=change,
    )


def _begin(edition: Edition) -> None:
    edition.published_at, edition.modified_at = dates_of(edition)
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
    except IntegrityError as error:
        # Another article may have taken the address at this very moment.
        taken = address_problem(edition.slug, edition.article_id)
        raise ValidationError(taken or taken_moment(edition) or str(error)) from error
    if edition.live_from <= timezone.now():
        transaction.on_commit(partial(_take_pictures_off, edition.article_id), robust=True)


def _take_pictures_off(article: int) -> None:
    """The public copies of all it ever showed; those it still shows are written again."""
    shown = EditionPicture.objects.filter(edition__article=article).order_by()
    files.remove_public(shown.values_list("picture", flat=True).distinct())


def _link(edition: Edition, content: Content) -> None:
    """
    Write the rows that say whom and what this edition shows (PROTECTed from deletion).

    It is told as written then: all its words are there.
    """
    shown, answers = references_in(content), _answers_in(content)
    tags = Tag.objects.filter(name__in=content["tags"])
    links: list[Iterable[models.Model]] = [
        [EditionProduct(edition=edition, product_id=pk) for pk in shown.products],
        [EditionQuote(edition=edition, quote_id=pk) for pk in shown.quotes],
        [
            EditionQuestion(edition=edition, question_id=pk, answer_digest=answers[pk])
            for pk in shown.questions
        ],
        [
            EditionPerson(edition=edition, person_id=pk, role=role, position=position)
            for position, (pk, role) in enumerate(shown.people)
        ],
        [EditionPicture(edition=edition, picture_id=pk) for pk in shown.pictures],
        [EditionTag(edition=edition, tag=tag) for tag in tags],
        corrections_said(edition, content),
    ]
    _write(links)
    tell_written([edition])


def _answers_in(content: Content) -> dict[int, str]:
    """Question → the digest of the answer that is shown of it."""
    blocks = [block for block in content["blocks"] if block["kind"] == "question"]
    return {block["question"]: answer_digest(block["answer"]) for block in blocks}


def _write(links: Iterable[Iterable[models.Model]]) -> None:
    """Write lists of rows, each of one model."""
    for rows in map(list, links):
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)


def _planned_row(article: Article, edition: Edition) -> Edition:
    """The row as it is now; refused once it has begun or is gone."""
    row = article.editions.filter(pk=edition.pk).first()
    if row is None:
        raise ValidationError("It is no longer scheduled: somebody canceled it.")
    if row.live_from <= timezone.now():
        raise ValidationError("It is already live. Take the article down instead.")
    return row


def _why_nothing_ends(article: Article, at: datetime, last: Edition | None) -> str:
    """The sentence for a takedown at a moment when readers see nothing."""
    later = article.editions.filter(withdrawn=False, live_from__gt=at).order_by("live_from")
    if last is None and (row := later.first()):
        return (
            f"It would come down before it goes live on {moment_text(row.planned_for)}. "
            "Choose a later time, or cancel what is scheduled."
        )
    return "There is nothing to take down: the article won't be live then."


def _drop_idle_take_downs(article: Article) -> list[Edition]:
    """A scheduled takedown with nothing to end is dropped, and returned."""
    last = article.editions.begun().only("withdrawn").first()
    is_live = last is not None and not last.withdrawn
    idle = []
    planned = planned_editions(article).defer("content")
    for row in sorted(planned, key=lambda row: row.planned_for):
        if row.withdrawn and row.is_held:
            continue  # it waits with its plan
        if row.withdrawn and not is_live:
            idle.append(row)
        is_live = not row.withdrawn
    if idle:
        planned_editions(article).filter(pk__in=[row.pk for row in idle]).delete()
    return idle
