"""Editions: what readers see from when until when, held against a plain model of spans."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from articles.drafts.revisions import restore
from articles.models import Edition, EditionProduct, TextBlock
from articles.publishing.schedule import (
    cancel,
    live_edition,
    preview_edition,
    publish,
    reschedule,
    take_down,
)
from tests.factories import (
    make_article,
    make_product,
)

pytestmark = pytest.mark.django_db
HOURS = st.integers(min_value=1, max_value=48).map(lambda hours: timedelta(hours=hours))
TICK = timedelta(microseconds=1)


class Publishing(RuleBasedStateMachine):
    """Any sequence of what editors do, and after each step: who is live when?"""

    planned = Bundle("planned")
    published = Bundle("published")

    @initialize()
    def new_article(self):
        self.start = timezone.now()
        self.article = make_article(publish=False)
        self.spans = {}  # moment → title that is live from then on, or None
        self.edits = 0

    def expected(self, at):
        begun = [moment for moment in self.spans if moment <= at]
        return self.spans[max(begun)] if begun else None

    def forget_idle_take_downs(self):
        """A scheduled takedown goes when nothing is left for it to end."""
        before = None
        for moment in sorted(self.spans):
            if self.spans[moment] is None and before is None and moment > timezone.now():
                del self.spans[moment]
            else:
                before = self.spans[moment]

    @rule()
    def edit(self):
        self.edits += 1
        self.article.title = f"Title {self.edits}"
        self.article.save()

    @rule(target=published)
    def publish(self):
        edition = publish(self.article)
        assert edition.live_from - self.start < timedelta(minutes=10)
        self.spans[edition.live_from] = self.article.title
        return edition

    @rule(target=planned, ahead=HOURS)
    def schedule(self, ahead):
        at = self.start.replace(microsecond=0) + ahead
        if at in self.spans:
            with pytest.raises(ValidationError, match="goes live at that time"):
                publish(self.article, at=at)
            return None
        self.spans[at] = self.article.title
        return publish(self.article, at=at)

    @rule(target=planned, ahead=HOURS)
    def schedule_take_down(self, ahead):
        at = self.start.replace(microsecond=0) + ahead + TICK
        if self.expected(at) is None or at in self.spans:
            with pytest.raises(ValidationError):
                take_down(self.article, at=at)
            return None
        self.spans[at] = None
        taken_down = take_down(self.article, at=at)
        self.forget_idle_take_downs()
        return taken_down

    @rule()
    def take_down(self):
        if self.expected(timezone.now()) is None:
            with pytest.raises(ValidationError, match="nothing to take down|before it goes live"):
                take_down(self.article)
            return
        self.spans[take_down(self.article).live_from] = None
        self.forget_idle_take_downs()

    @rule(edition=consumes(planned))
    def cancel(self, edition):
        if edition is not None and edition.live_from in self.spans:
            for idle in cancel(self.article, edition):
                del self.spans[idle.live_from]
            del self.spans[edition.live_from]

    @rule(edition=consumes(planned), ahead=HOURS, target=planned)
    def move(self, edition, ahead):
        if edition is None or edition.live_from not in self.spans:
            return None
        at = self.start.replace(microsecond=0) + ahead + 2 * TICK
        others = {moment: now for moment, now in self.spans.items() if moment != edition.live_from}
        moved = {**others, at: self.spans[edition.live_from]}
        turns = [moved[moment] for moment in sorted(moved)]
        if at in others or any(
            now is None and before is None
            for before, now in zip([None, *turns], turns, strict=False)
        ):
            with pytest.raises(ValidationError):
                reschedule(self.article, edition, at)
            return edition
        reschedule(self.article, edition, at)
        self.spans = moved
        return Edition.objects.get(pk=edition.pk)

    @rule(edition=published)
    def restore(self, edition):
        restore(self.article, edition)
        assert self.article.title == edition.title

    @rule(edition=published)
    def what_began_stays(self, edition):
        with pytest.raises(ValidationError, match="already live"):
            cancel(self.article, edition)

    @invariant()
    def readers_see_what_the_model_says(self):
        if not hasattr(self, "article"):
            return
        moments = [self.start, timezone.now(), self.start + timedelta(days=9)]
        for moment in self.spans:
            moments += [moment - TICK, moment, moment + TICK]
        for at in moments:
            live = Edition.objects.live(at).filter(article=self.article)
            expected = self.expected(at)
            assert [edition.title for edition in live] == ([expected] if expected else [])
            first = min((begin for begin, title in self.spans.items() if title), default=None)
            assert all(edition.published_at == first for edition in live)


def test_any_sequence_of_publishing_agrees_with_a_plain_model_of_spans():
    run_state_machine_as_test(
        Publishing, settings=settings(max_examples=25, stateful_step_count=15, deadline=None)
    )


@pytest.mark.django_db(transaction=True)
def test_parallel_processes_leave_one_edition_live_at_any_moment(database_url):
    article = make_article(publish=False)
    worker = Path(__file__).with_name("publishing_worker.py")
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": str(site.BASE_DIR)}
    environment["DJANGO_SETTINGS_MODULE"] = "skinsite.settings"

    workers = [
        subprocess.Popen(
            [sys.executable, worker, str(article.pk), str(seed)],
            env=environment,
            cwd=site.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(3)
    ]
    done = [json.loads(each.communicate(timeout=100)[0]) for each in workers]

    rows = article.editions.order_by("number")
    written = sorted(number for made in done for number in made)
    assert len(written) > 20
    # A scheduled takedown that another one left with nothing to end is gone again.
    kept = {row.number for row in rows}
    assert len(rows) == len(kept) > 15
    assert kept <= set(written)
    for row in rows:
        live = Edition.objects.live(row.live_from).filter(article=article)
        assert [edition.number for edition in live] == ([] if row.withdrawn else [row.number])


def test_two_editions_can_not_begin_at_the_same_moment():
    article = make_article()
    twin = Edition.objects.get(article=article)
    twin.pk, twin.number = None, 2
    twin._state.adding = True

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(
    "way",
    [
        lambda e: Edition.objects.filter(pk=e.pk).update(title="Other words"),
        lambda e: Edition.objects.filter(pk=e.pk).update(withdrawn=True, content=None),
        lambda e: e.delete(),
        lambda e: Edition.objects.filter(pk=e.pk).update(live_from=timezone.now()),
        lambda e: Edition.objects.filter(pk=e.pk).update(live_until=timezone.now()),
        lambda e: e.save(),
    ],
)
def test_edition_is_never_changed_or_deleted(way):
    edition = live_edition(make_article("Words"))

    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        way(edition)

    assert Edition.objects.live().get() == edition
    assert Edition.objects.live().get().title == "Words"


def test_article_that_was_published_can_not_be_deleted():
    article = make_article()

    with pytest.raises(models.ProtectedError):
        article.delete()


def test_edits_stay_in_the_draft_until_they_are_published():
    article = make_article("Before", html="<p>Old words.</p>")

    article.title = "After"
    article.save()
    TextBlock.objects.filter(parent=article).update(html="<p>New words.</p>")

    live = live_edition(article)
    assert live.title == "Before"
    assert live.content["blocks"][0]["html"] == "<p>Old words.</p>"


def reword(article, words):
    TextBlock.objects.filter(parent=article).update(html=f"<p>{words}</p>")


def test_typing_change_leaves_the_updated_date_alone():
    article = make_article()
    first = live_edition(article)

    reword(article, "Some wrods.")
    typing = publish(article, change=Edition.Change.TYPING)
    reword(article, "Other advice.")
    advice = publish(article, change=Edition.Change.ADVICE)

    assert typing.modified_at == first.modified_at
    assert advice.modified_at == advice.live_from
    assert advice.published_at == first.published_at


@pytest.mark.parametrize("change", Edition.Change.values)
def test_the_same_words_published_again_are_no_fresher(change):
    article = make_article(tags=["milia"])
    first = live_edition(article)

    publish(article, change=change)
    take_down(article)
    reword(article, "Some <strong>words</strong>.")
    article.slug, article.topic = "another-address", "Another topic"
    article.save()
    article.tags.add("retinol")
    again = publish(article, change=change)
    planned = publish(article, change=change, at=timezone.now() + timedelta(days=9))

    for edition in (again, planned):
        assert (edition.published_at, edition.modified_at) == (first.live_from, first.live_from)
        assert not edition.is_updated
    reword(article, 'Some <a href="https://journal.example/">words</a>.')
    assert publish(article).modified_at > first.modified_at


def test_words_readers_had_before_are_dated_then_and_come_after_all_that_is_there():
    article, now = make_article(publish=False), timezone.now()
    old = publish(article, began=now - timedelta(days=700))
    reword(article, "Other advice.")
    newer = publish(article, began=now - timedelta(days=30))

    assert (newer.published_at, newer.modified_at) == (old.live_from, newer.live_from)
    assert live_edition(article, now - timedelta(days=31)) == old
    assert live_edition(article) == newer
    with pytest.raises(ValidationError, match="Edition 2 began later"):
        publish(article, began=now - timedelta(days=60))
    with pytest.raises(ValidationError, match="began in the past"):
        publish(article, began=now + timedelta(days=1))


def test_planned_edition_says_truly_when_the_article_was_first_published():
    article = make_article(publish=False, tags=["milia"], products=[make_product()])
    later = timezone.now() + timedelta(days=1)
    planned = publish(article, at=later)

    now = publish(article)

    live = Edition.objects.live(later).get()
    assert (live, live.number) == (planned, planned.number)
    assert live.published_at == now.live_from
    assert [tag.name for tag in live.tags.all()] == ["milia"]
    assert live.products.count() == live.people.count() == 1


def test_canceled_edition_leaves_no_date_behind():
    article = make_article()
    later = timezone.now() + timedelta(days=1)
    reword(article, "Other advice.")
    advice = publish(article, at=later, change=Edition.Change.ADVICE)
    publish(article, at=later + timedelta(days=1), change=Edition.Change.TYPING)

    cancel(article, advice)

    live = Edition.objects.live(later + timedelta(days=1)).get()
    assert live.modified_at == live_edition(article).modified_at


def test_preview_after_a_take_down_says_when_the_article_was_first_published():
    article = make_article()
    first = live_edition(article)
    take_down(article)

    assert preview_edition(article).published_at == first.published_at
    assert publish(article).published_at == first.published_at


def test_publishing_in_the_past_is_refused():
    article = make_article(publish=False)

    with pytest.raises(ValidationError, match="time in the future"):
        publish(article, at=timezone.now() - timedelta(minutes=1))


def test_what_an_edition_shows_is_protected_from_deletion():
    product = make_product()
    article = make_article(products=[product])

    with pytest.raises(models.ProtectedError):
        product.delete()
    assert EditionProduct.objects.get(edition__article=article).product == product
