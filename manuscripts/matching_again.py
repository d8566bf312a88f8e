"""What is on file may be another by the time a draft is made: a review is matched again then."""

from typing import Any

from django.db import transaction

from manuscripts.matches import is_same
from manuscripts.models import Manuscript, Proposal
from manuscripts.proposals import proposed
from manuscripts.reading import Plan
from people.models import Person
from products.models import Product

Kind, Decision = Proposal.Kind, Proposal.Decision
_MODELS: dict[str, type[Person] | type[Product]] = {
    Kind.EXPERT: Person,
    Kind.PRODUCT: Product,
}


def match_again(manuscript: Manuscript) -> list[str]:
    """
    Bring a review's matches up to date; the names of whom and what they are other for by now.

    What was certain and is another, or none, or open now is open to decide about again. What an
    editor chose or left out stays, as long as it is on file.
    """
    plan = Plan.from_json(manuscript.plan)
    fresh = {(one.kind, one.position): one for one in proposed(plan, manuscript.follows)}
    changed = []
    with transaction.atomic():
        rows = manuscript.proposals.select_for_update().filter(kind__in=_MODELS)
        for one in rows.exclude(decision=Decision.REJECTED).exclude(unchanged=True):
            new = fresh.get((one.kind, one.position))
            if new and new.reading == one.reading and _is_other(one, new):
                _take(one, new)
                changed.append(one.content["name"])
    return changed


def _is_other(one: Proposal, new: Proposal) -> bool:
    if one.record is not None and not is_same(one.near, one.record):  # an editor's choice
        return not _MODELS[one.kind]._default_manager.filter(pk=one.record).exists()
    return _told(one.near) != _told(new.near)


def _told(near: list[dict[str, Any]]) -> list[tuple[int, bool]]:
    return [(one["pk"], one["score"] == 1) for one in near]


def _take(one: Proposal, new: Proposal) -> None:
    one.near, one.doubts, one.record = new.near, new.doubts, new.record
    one.decision, one.version = Decision.OPEN, one.version + 1
    one.save(update_fields=["near", "doubts", "record", "decision", "version"])
