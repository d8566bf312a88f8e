"""
Medical sign-off: a reviewer says of each section that the very words standing there are right.

    sign(article, by=person, digests=[…], version=7)    # a Review, or ValidationError in sentences
    section_states(article)                             # who signed which section; what changed
    signatures(article)                                 # the same in one line a reviewer

A digest names the words, so nothing can be signed that was not on the page, and any change of the
words voids the signature: `Review.in_force` says what is left of it for readers.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles.content.sections import Section
from articles.content.snapshot import draft_sections
from articles.drafts.revisions import keep_sign_off
from articles.models import Article, Review
from people.models import Person

_STALE = (
    "Somebody changed the article after you opened this page, so nothing was signed. "
    "The sections below are up to date: check them again."
)


def can_sign(user: User | AnonymousUser) -> bool:
    """Who signs off at all. Whether somebody may sign this article, `sign_off_checks` says."""
    return user.has_perm("articles.add_review")


def sign_off_checks(person: Person | None, article: Article) -> list[str]:
    """Sentences that say why `person` (or None) can't sign this article; empty where they can."""
    if person is None:
        return [
            "Your login isn't linked to anyone on file. Ask a superuser to link it "
            "to your entry under People."
        ]
    if article.bylines.filter(person=person).exists():
        return [f"{person.name} is an author of this article. Somebody else must review it."]
    return person.sign_off_blockers()


def sign(
    article: Article,
    *,
    by: Person | None,
    digests: Collection[str],
    version: int | None,
    at: datetime | None = None,
) -> Review:
    """
    Note that `by` (a Person) has checked the sections with these digests; returns the `Review`.

    `version` is the article's when the page was opened. Raises `ValidationError`, and nothing is
    signed, where it was saved since, where a word of those sections is another one now, and where
    `sign_off_checks` fail. `at` is when they signed, where that was elsewhere and not now.
    """
    with transaction.atomic():
        now = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        problems = sign_off_checks(by, now)
        if by is None or problems:
            raise ValidationError(problems)
        if not digests:
            raise ValidationError("Tick the sections you have checked.")
        signed = [section for section in draft_sections(now) if section.digest in digests]
        if now.version != version or {section.digest for section in signed} != {*digests}:
            raise ValidationError(_STALE)
        review = Review.objects.create(
            article=now,
            reviewer=by,
            signed_at=at or timezone.now(),
            digests=[section.digest for section in signed],
            keys=[section.key for section in signed],
        )
        keep_sign_off(now)
        return review


@dataclass(frozen=True, slots=True)
class SectionState:
    section: Section
    review: Review | None  # the newest that has these very words, or else had this section
    is_signed: bool

    @property
    def is_changed(self) -> bool:
        return self.review is not None and not self.is_signed


def section_states(article: Article) -> list[SectionState]:
    """A `SectionState` for each section of the draft, authors' own signatures passed over."""
    reviews = _reviews_of(article)
    return [_state_of(section, reviews) for section in draft_sections(article)]


def _reviews_of(article: Article) -> list[Review]:
    authors = article.bylines.values("person")
    return list(article.reviews.exclude(reviewer__in=authors).select_related("reviewer"))


def _state_of(section: Section, reviews: list[Review]) -> SectionState:
    for review in reviews:
        if section.digest in review.digests:
            return SectionState(section, review, is_signed=True)
    had = next((review for review in reviews if section.key in review.keys), None)
    return SectionState(section, had, is_signed=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """What one reviewer's signatures amount to by now; `signed_at` is the newest of them."""

    reviewer: Person
    signed_at: datetime
    signed: int
    changed: int
    total: int

    @property
    def is_whole(self) -> bool:
        return self.signed == self.total


def signatures(article: Article) -> list[Signature]:
    """A `Signature` a reviewer, who signed last first. One query where nobody has signed."""
    reviews = _reviews_of(article)
    if not reviews:
        return []
    current = draft_sections(article)
    by_reviewer: dict[Person, list[Review]] = {}
    for review in reviews:
        by_reviewer.setdefault(review.reviewer, []).append(review)
    return [_signature(reviewer, own, current) for reviewer, own in by_reviewer.items()]


def _signature(reviewer: Person, reviews: list[Review], current: list[Section]) -> Signature:
    states = [_state_of(section, reviews) for section in current]
    count = Counter("signed" if state.is_signed else "changed" for state in states if state.review)
    return Signature(
        reviewer, reviews[0].signed_at, count["signed"], count["changed"], len(current)
    )
