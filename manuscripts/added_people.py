"""People who speak in a manuscript and were not read: an editor names them in the review."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from manuscripts.matches import Match
from manuscripts.matching import Records, normalize_name
from manuscripts.models import Manuscript, Proposal
from manuscripts.name_titles import name_and_titles
from manuscripts.reading import Expert

Kind, Decision = Proposal.Kind, Proposal.Decision
ADD = "people.add_person"


def is_added(proposal: Proposal) -> bool:
    """Whether an editor named this person, and no rule of the reader."""
    return proposal.kind == Kind.EXPERT and bool(proposal.reading.get("added"))


def add_person(
    manuscript: Manuscript, *, by: User, name: str, role: str, organization: str, beside: int
) -> Proposal:
    """
    The proposal of a person of that name: who was read or added before, else a new one.

    One of exactly that name on file is who is meant; one that comes near is asked about. `beside`
    is the place of what they say. Call it inside a transaction.
    """
    people = list(manuscript.proposals.select_for_update().filter(kind=Kind.EXPERT))
    called, titles = name_and_titles(name)
    for known in people:
        names = (known.content["name"], known.reading["name"])
        if normalize_name(called) in map(normalize_name, names):
            return known
    facts = {**titles, "role": role, "organization": organization}
    near = Records().people_near(called, facts)
    is_same = bool(near) and near[0].is_certain
    return Proposal.objects.create(
        manuscript=manuscript,
        kind=Kind.EXPERT,
        position=max((one.position for one in people), default=-1) + 1,
        reading={
            "name": called,
            **titles,
            "role": role or None,
            "organization": organization or None,
            "span": None,
            "beside": beside,
            "added": True,
        },
        near=[match.as_json() for match in near],
        record=near[0].record.pk if is_same else None,
        doubts=[] if is_same else list(_doubts(near)),
        decision=Decision.OPEN if near and not is_same else Decision.ACCEPTED,
        decided_by=by,
        decided_at=timezone.now(),
    )


def _doubts(near: list[Match]) -> Iterable[str]:
    if near:
        names = " or ".join(f"“{match.called}”" for match in near)
        yield f"{names} is already on file: is it the same?"


def with_added(experts: tuple[Expert, ...], proposals: Iterable[Proposal]) -> tuple[Expert, ...]:
    """The people of a plan with those an editor added, by the positions of their proposals."""
    added = sorted(filter(is_added, proposals), key=lambda one: one.position)
    keys = ("name", "honorific", "credentials", "role", "organization")
    return (
        *experts,
        *(Expert(**{key: one.reading[key] for key in keys}, span=(0, 0)) for one in added),
    )


def added_before(
    follows: Manuscript | None, names: Iterable[str], first: int
) -> list[dict[str, Any]]:
    """What was added to the version before and this one has not either, from position `first`."""
    if follows is None:
        return []
    known = {normalize_name(name) for name in names}
    people = follows.proposals.filter(kind=Kind.EXPERT).order_by("position")
    kept = [
        one for one in people if is_added(one) and normalize_name(one.reading["name"]) not in known
    ]
    carried = ("reading", "edited", "record", "near", "decision", "decided_by", "decided_at")
    return [
        {"position": at, "unchanged": True, **{name: getattr(one, name) for name in carried}}
        for at, one in enumerate(kept, first)
    ]
