"""
Signing off: a medical reviewer says of each section that the very words standing there are right.

    sign(article, by=person, digests=[…], version=7)    # a Review, or ValidationError in sentences
    section_states(article)                             # who signed which section; what changed
    signatures(article)                                 # the same in one line a reviewer

A digest names the words, so nothing can be signed that was not on the page; what a signature is
worth to readers is `Review.standing`.
"""

from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.content import Section, desk_sections
from articles.models import Article, Review

_STALE = (
    "Somebody changed the article after this page was opened, so nothing is signed. "
    "The sections below are as they stand now: look at them again."
)


def can_sign(user):
    """Who signs off at all. Whether somebody may sign this article, `obstacles_for` says."""
    return user.has_perm("articles.add_review")


def obstacles_for(person, article):
    """Sentences that say why `person` (or None) can't sign this article; empty where they can."""
    if person is None:
        return [
            "Your log-in stands at nobody on file. Somebody who manages accounts must enter it at "
            "your own name among the people."
        ]
    if article.bylines.filter(person=person).exists():
        return [f"{person.name} is an author of this article. Somebody else must review it."]
    return person.obstacles_to_reviewing()


def sign(article, *, by, digests, version):
    """
    Note that `by` (a Person) has checked the sections with these digests; returns the `Review`.

    `version` is the article's when the page was opened. Where it was saved since, or a word of
    those sections is another one now, nothing is signed.
    """
    with transaction.atomic():
        now = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if problems := obstacles_for(by, now):
            raise ValidationError(problems)
        if not digests:
            raise ValidationError("Tick the sections you have checked.")
        signed = [section for section in desk_sections(now) if section.digest in digests]
        if now.version != version or {section.digest for section in signed} != {*digests}:
            raise ValidationError(_STALE)
        return Review.objects.create(
            article=now,
            reviewer=by,
            digests=[section.digest for section in signed],
            keys=[section.key for section in signed],
        )


@dataclass(frozen=True, slots=True)
class SectionState:
    section: Section
    review: Review | None  # the newest that has these very words, or else had this section
    is_signed: bool

    @property
    def is_changed(self):
        return self.review is not None and not self.is_signed


def section_states(article):
    """A `SectionState` for each section at the desk, authors' own signatures passed over."""
    reviews = _reviews_of(article)
    return [_state_of(section, reviews) for section in desk_sections(article)]


def _reviews_of(article):
    authors = article.bylines.values("person")
    return list(article.reviews.exclude(reviewer__in=authors).select_related("reviewer"))


def _state_of(section, reviews):
    for review in reviews:
        if section.digest in review.digests:
            return SectionState(section, review, is_signed=True)
    had = next((review for review in reviews if section.key in review.keys), None)
    return SectionState(section, had, is_signed=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """What one reviewer's signatures amount to by now; `signed_at` is the newest of them."""

    reviewer: object
    signed_at: object
    signed: int
    changed: int
    total: int

    @property
    def is_whole(self):
        return self.signed == self.total


def signatures(article):
    """A `Signature` a reviewer, who signed last first. One query where nobody has signed."""
    reviews = _reviews_of(article)
    if not reviews:
        return []
    current = desk_sections(article)
    by_reviewer = {}
    for review in reviews:
        by_reviewer.setdefault(review.reviewer, []).append(review)
    return [_signature(reviewer, own, current) for reviewer, own in by_reviewer.items()]


def _signature(reviewer, reviews, current):
    states = [_state_of(section, reviews) for section in current]
    count = Counter("signed" if state.is_signed else "changed" for state in states if state.review)
    return Signature(
        reviewer, reviews[0].signed_at, count["signed"], count["changed"], len(current)
    )
