"""
How sure a reading is: *open* where something can't be told, *look* at a doubt, else *sure*.

The words are those of the plan's contract (docs/manuscript-plan.md). Many at once are accepted by
what they are: all that are sure, all whose words are only to be mended.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from manuscripts.models import Manuscript, Proposal

Kind, Decision = Proposal.Kind, Proposal.Decision


class Sureness(TextChoices):
    OPEN = "open", "open"
    LOOK = "look", "to look at"
    SURE = "sure", "sure"


def sureness(proposal: Proposal) -> Sureness:
    """What a proposal is before anybody decides about it."""
    if _is_open(proposal.kind, proposal.content):
        return Sureness.OPEN
    return Sureness.LOOK if proposal.doubts else Sureness.SURE


def _is_open(kind: str, content: dict[str, Any]) -> bool:
    if kind == Kind.QUOTE:
        return not content["speaker"]
    if kind == Kind.PRODUCT:
        return not content["brand"]
    return kind == Kind.FAQ and not content["answer"]


def is_waiting(proposal: Proposal) -> bool:
    """Whether it is undecided, and no matter of the version before."""
    return proposal.decision == Decision.OPEN and not proposal.unchanged


def is_undoubted(proposal: Proposal) -> bool:
    """Whether it may be accepted along with all that are sure."""
    return is_waiting(proposal) and sureness(proposal) == Sureness.SURE


def is_only_mended(proposal: Proposal) -> bool:
    """Whether its words are to be mended, and nothing else is in doubt."""
    has_words = bool(proposal.reading.get("mended"))
    return is_waiting(proposal) and has_words and len(proposal.doubts) == 1


def as_mended(proposal: Proposal) -> dict[str, Any] | None:
    """What accepting its mended words edits: an answer; other words are mended by the import."""
    if proposal.kind != Kind.FAQ:
        return proposal.edited
    return {**(proposal.edited or {}), "answer": proposal.reading["mended"]}


def accept_undoubted(manuscript: Manuscript, *, by: User) -> int:
    """Accept every undecided proposal that is sure; returns how many they were."""
    with transaction.atomic():
        waiting = manuscript.proposals.select_for_update().filter(decision=Decision.OPEN)
        return _accept([one for one in waiting if is_undoubted(one)], by)


def accept_mended(manuscript: Manuscript, *, by: User) -> int:
    """Accept all words that are only to be mended, as they were mended; returns how many."""
    with transaction.atomic():
        waiting = manuscript.proposals.select_for_update().filter(decision=Decision.OPEN)
        chosen = [one for one in waiting if is_only_mended(one)]
        for proposal in chosen:
            proposal.edited = as_mended(proposal)
        return _accept(chosen, by)


def _accept(proposals: list[Proposal], by: User) -> int:
    now = timezone.now()
    for proposal in proposals:
        proposal.decision, proposal.decided_by, proposal.decided_at = Decision.ACCEPTED, by, now
        proposal.version += 1
    fields = ["edited", "decision", "decided_by", "decided_at", "version"]
    Proposal.objects.bulk_update(proposals, fields, batch_size=200)
    return len(proposals)
