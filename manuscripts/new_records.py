"""
The brands, shops and people that an import would make: seen before it is done, near ones first.

    new_records(proposals)                                      # what is new, and what is near it
    use_on_file(manuscript, "retailer", "AT SEPHORA", pk, by=user)  # take the one on file instead
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from manuscripts.matches import namesakes
from manuscripts.matching import Shops, names_near, normalize_name, rows_by_name
from manuscripts.models import Manuscript, Proposal
from manuscripts.people_on_file import PeopleOnFile
from people.models import Person
from products.models import Brand, Retailer

Kind, Decision = Proposal.Kind, Proposal.Decision
PERSON, BRAND, RETAILER = "person", "brand", "retailer"
_PLURALS = {PERSON: "people", BRAND: "brands", RETAILER: "shops"}
_SINGULARS = {PERSON: "person", BRAND: "brand", RETAILER: "shop"}


@dataclass
class NewRecord:
    """A name that would become a new row, and the rows on file that come near it."""

    kind: str
    name: str
    near: list[dict[str, Any]] = field(default_factory=list)  # as in a proposal
    named_by: set[int] = field(default_factory=set)  # the proposals that name it

    @property
    def label(self) -> str:
        return _SINGULARS[self.kind]


def new_records(proposals: Iterable[Proposal]) -> list[NewRecord]:
    """What importing these proposals would make new, what comes near a row on file first."""
    kept = [one for one in proposals if one.decision != Decision.REJECTED and not one.unchanged]
    found: dict[tuple[str, str], NewRecord] = {}
    shops = Shops()
    for proposal in kept:
        for kind, name, near in _names(proposal, shops):
            record = found.setdefault((kind, normalize_name(name)), NewRecord(kind, name, near))
            record.named_by.add(proposal.pk)
    _without_those_on_file(found, shops)
    return sorted(found.values(), key=lambda one: (not one.near, list(_PLURALS).index(one.kind)))


def plural_of(kind: str) -> str:
    """“shops”."""
    return _PLURALS[kind]


def in_words(records: Iterable[NewRecord]) -> str:
    """“2 shops, 1 brand”."""
    kinds = [one.kind for one in records]
    counts = [(kind, kinds.count(kind)) for kind in _PLURALS if kind in kinds]
    return ", ".join(
        f"{count} {_SINGULARS[kind] if count == 1 else _PLURALS[kind]}" for kind, count in counts
    )


def _names(proposal: Proposal, known: Shops) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    content = proposal.content
    if proposal.kind == Kind.EXPERT and proposal.record is None:
        near = proposal.near if content["name"] == proposal.reading["name"] else []
        if not namesakes(near) or proposal.decision == Decision.ACCEPTED:
            yield PERSON, content["name"], near
    elif proposal.kind == Kind.ARTICLE:
        for name in content.get("authors", ()):
            yield PERSON, name, []
    elif proposal.kind == Kind.PRODUCT:
        brand = content["brand"] if proposal.record is None else None
        # As the import finds them: “AMAZON.COM” is whose host that is.
        shops = (
            offer.get("retailer")
            for offer in content["offers"]
            if not known.retailer(offer.get("retailer"), offer.get("url"))
        )
        yield from ((BRAND, name, []) for name in (brand,) if name)
        yield from ((RETAILER, name, []) for name in shops if name)


def _without_those_on_file(found: dict[tuple[str, str], NewRecord], shops: Shops) -> None:
    """One query or two; the names are compared in memory."""
    kinds = {kind for kind, _ in found}
    rows: dict[str, Callable[[], Any]] = {
        PERSON: lambda: PeopleOnFile(Person.objects.only("name")),
        BRAND: lambda: rows_by_name(Brand),
        RETAILER: lambda: shops.retailers,
    }
    for kind in kinds:
        on_file = rows[kind]()
        for key in [key for key in found if key[0] == kind]:
            record = found[key]
            if key[1] in on_file and not namesakes(record.near):
                del found[key]
            elif not record.near:
                is_person = isinstance(on_file, PeopleOnFile)
                near = on_file.near(record.name) if is_person else names_near(record.name, on_file)
                record.near = [match.as_json() for match in near]


def use_on_file(manuscript: Manuscript, kind: str, name: str, record: int, *, by: User) -> str:
    """
    Take the row on file for a new name wherever it was read; a sentence, or "" for nothing done.

    What was decided stays decided; a doubt about the name is gone.
    """
    model = {PERSON: Person, BRAND: Brand, RETAILER: Retailer}.get(kind)
    row: Any = model._default_manager.filter(pk=record).first() if model else None
    if row is None:
        return ""
    with transaction.atomic():
        proposals = manuscript.proposals.select_for_update().exclude(decision=Decision.REJECTED)
        changed = [one for one in proposals if _uses(one, kind, name, row)]
        for proposal in changed:
            proposal.version += 1
            proposal.decided_by = proposal.decided_by or by
            proposal.save(update_fields=["edited", "record", "doubts", "version", "decided_by"])
    return f"{row} is used for “{name}”." if changed else ""


def _uses(proposal: Proposal, kind: str, name: str, row: Any) -> bool:
    """Change one proposal, unsaved; False where the name is not in it."""
    wanted, content = normalize_name(name), proposal.content
    if kind == PERSON and proposal.kind == Kind.EXPERT:
        if normalize_name(content["name"]) != wanted:
            return False
        proposal.record = row.pk
        proposal.doubts = [one for one in proposal.doubts if "already on file" not in one]
        return True
    if kind == PERSON and proposal.kind == Kind.ARTICLE:
        names = proposal.content.get("authors", ())
        authors = [row.name if normalize_name(one) == wanted else one for one in names]
        proposal.edited = {**(proposal.edited or {}), "authors": authors}
        start = f"The author {name} is new"
        proposal.doubts = [one for one in proposal.doubts if not one.startswith(start)]
        return authors != list(names)
    if proposal.kind != Kind.PRODUCT:
        return False
    changes = _of_product(content, kind, wanted, row)
    if not changes:
        return False
    proposal.edited = {**(proposal.edited or {}), **changes}
    start = f"The {kind} {name} is new"
    proposal.doubts = [one for one in proposal.doubts if not one.startswith(start)]
    return True


def _of_product(content: dict[str, Any], kind: str, wanted: str, row: Any) -> dict[str, Any]:
    if kind == BRAND:
        is_it = normalize_name(content["brand"] or "") == wanted
        return {"brand": row.name} if is_it else {}
    offers = [
        {**offer, "retailer": row.name}
        if normalize_name(offer.get("retailer") or "") == wanted
        else offer
        for offer in content["offers"]
    ]
    return {"offers": offers} if offers != list(content["offers"]) else {}
