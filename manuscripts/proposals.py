"""
Between reading and importing: what a manuscript was read to hold, and what an editor decides.

    manuscript, is_new = receive(data, name, by=user)  # the same bytes are one manuscript
    decide(proposal, version, Decision.ACCEPTED, by=user, edited={...})
    outcome = create_draft(manuscript, by=user)        # manuscripts.importer
    outcome = apply_correction(manuscript, by=user)    # manuscripts.corrections

Every decision is a row in the database at once, so a reload or another editor finds it there.
"""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.timezones import site_day
from manuscripts.added_people import added_before, is_added
from manuscripts.article_body import authors_in
from manuscripts.column_limits import ADDRESS, problems_of
from manuscripts.earlier_versions import SameFileName, earlier_version, of_same_file_name
from manuscripts.matches import Match
from manuscripts.matching import Records, names_on_file, normalize_name
from manuscripts.mending import (
    OF_ANSWERS,
    TO_MEND,
    hyphened_words,
    mended_answer,
    ordinary_words,
    words_to_mend,
)
from manuscripts.models import Manuscript, Proposal
from manuscripts.offer_import import exchanged
from manuscripts.price_dates import price_date
from manuscripts.reading import Plan, read_apart
from manuscripts.reviewed_plan import PLAN_LISTS
from manuscripts.shop_addresses import address_doubt, doubts_of_links
from manuscripts.shop_currencies import currency_doubt

Kind, Decision = Proposal.Kind, Proposal.Decision

# Whom a warning at a place without words is about, by the beginning of its code.
_ABOUT = {
    "title": Kind.ARTICLE,
    "quote": Kind.QUOTE,
    "product": Kind.PRODUCT,
    "price": Kind.PRODUCT,
    "faq": Kind.FAQ,
}
_MENDED_WITHIN = (Kind.FAQ, Kind.PRODUCT)  # no card of its own for words to mend in them
# What an editor may say of each kind; all else of a proposal stays as it was read.
EDITABLE: dict[str, tuple[str, ...]] = {
    Kind.ARTICLE: ("title", "dek", "tags", "authors"),
    Kind.EXPERT: ("name", "honorific", "credentials", "role", "organization"),
    Kind.QUOTE: ("speaker", "kind", "second_hand"),
    Kind.PRODUCT: ("brand", "name", "size", "offers", "best_for", "note", "pros", "cons"),
    Kind.FAQ: ("question", "answer"),
    Kind.WORDING: (),
}


class DecidedMeanwhile(Exception):
    """Somebody else decided about the proposal since it was looked at; `proposal` is as it is."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(str(proposal))
        self.proposal = proposal


def receive(
    data: bytes,
    name: str,
    *,
    by: User | None = None,
    follows: Manuscript | None = None,
    asks: bool = False,
) -> tuple[Manuscript, bool]:
    """
    Read a manuscript and keep it with its proposals; returns `(manuscript, is_new)`.

    It is read in a process of its own and matched before anything is locked.

    The same bytes are the same manuscript, whoever uploads them. UnreadableManuscript where they
    are none; nothing is written then. Without `follows` it follows what it corrects for certain
    (manuscripts/earlier_versions.py); the review asks what it may correct. One that shares only the
    file name may be another piece: who `asks` gets SameFileName, else this one is new.
    """
    if known := Manuscript.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first():
        return known, False
    plan = read_apart(data, name, **names_on_file())
    likeness = None
    if follows is None and (earlier := earlier_version(plan)):
        if earlier.is_certain:
            follows, likeness = earlier.manuscript, earlier.likeness
    elif asks and follows is None and (of_name := of_same_file_name(name)):
        raise SameFileName(of_name)
    return keep(plan, data, by=by, follows=follows, likeness=likeness)


def keep(
    plan: Plan,
    data: bytes,
    *,
    by: User | None = None,
    follows: Manuscript | None = None,
    likeness: float | None = None,
) -> tuple[Manuscript, bool]:
    """A manuscript that was read, with its proposals; `(manuscript, is_new)`."""
    proposals = proposed(plan, follows)
    with transaction.atomic():
        manuscript, is_new = Manuscript.objects.store(
            plan, data, by=by, follows=follows, likeness=likeness
        )
        if is_new:
            _keep(proposals, manuscript)
            _keep_notes(manuscript)
    return manuscript, is_new


def proposals_of(manuscript: Manuscript) -> QuerySet[Proposal]:
    """The proposals of a manuscript, made now where it was imported without a review."""
    if not manuscript.proposals.exists():
        proposals = proposed(Plan.from_json(manuscript.plan), manuscript.follows)
        with transaction.atomic():
            Manuscript.objects.select_for_update().get(pk=manuscript.pk)
            if not manuscript.proposals.exists():
                _keep(proposals, manuscript)
    return manuscript.proposals.select_related("decided_by").order_by("kind", "position")


def follow(
    manuscript: Manuscript, follows: Manuscript | None, likeness: float | None = None
) -> None:
    """
    Let a manuscript correct that one, or none; decisions that were made about it itself are kept.

    Call it inside a transaction.
    """
    decided = {
        content_key(one.kind, one.reading): one
        for one in manuscript.proposals.filter(version__gt=0)
    }
    proposals = proposed(Plan.from_json(manuscript.plan), follows)
    for proposal in proposals:
        if kept := decided.pop(content_key(proposal.kind, proposal.reading), None):
            for name in ("edited", "record", "decision", "version", "decided_by", "decided_at"):
                setattr(proposal, name, getattr(kept, name))
    after = len(proposals)
    for place, added in enumerate(filter(is_added, decided.values()), after):
        added.pk, added.position = None, place
        proposals.append(added)
    manuscript.follows, manuscript.likeness = follows, likeness
    manuscript.save(update_fields=["follows", "likeness"])
    manuscript.proposals.all().delete()
    _keep(proposals, manuscript)


def decide(
    proposal: Proposal,
    version: int,
    decision: str,
    *,
    by: User,
    edited: dict[str, Any] | None = None,
    record: int | None = None,
) -> Proposal:
    """
    Keep a decision; `edited` holds what the editor changed, `record` a row on file (its pk).

    DecidedMeanwhile where `version` is not the proposal's any more: nothing is written then.
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if proposal.version != version:
            raise DecidedMeanwhile(proposal)
        if edited is not None:
            editable = [key for key in EDITABLE[proposal.kind] if key in edited]
            reading = proposal.reading
            changed = {key: edited[key] for key in editable if edited[key] != reading.get(key)}
            proposal.edited = changed or None
        proposal.record = record
        proposal.decision = decision
        proposal.version += 1
        proposal.decided_by, proposal.decided_at = by, timezone.now()
        proposal.full_clean(exclude=["manuscript", "decided_by", "near", "doubts"])
        proposal.save()
    return proposal


# Reading to proposals


def proposed(plan: Plan, follows: Manuscript | None) -> list[Proposal]:
    """The proposals of a plan, matched and not saved yet: everything that takes time."""
    before, records = _before(follows), Records()
    proposals = []
    for kind, position, reading in _rows(plan, plan.as_json()):
        near = _near(kind, reading, records, follows)
        key = content_key(kind, reading)
        proposals.append(
            Proposal(
                kind=kind,
                position=position,
                reading=reading,
                near=[match.as_json() for match in near],
                **_decided_before(before.get(key), near),
                doubts=list(dict.fromkeys(_all_doubts(plan, kind, reading, near, records))),
                unchanged=key in before,
            )
        )
    names = [expert.name for expert in plan.experts]
    added = added_before(follows, names, first=len(names))
    return proposals + [Proposal(kind=Kind.EXPERT, **facts) for facts in added]


def _all_doubts(
    plan: Plan, kind: str, reading: dict[str, Any], near: list[Match], records: Records
) -> Iterator[str]:
    yield from _warned(plan, kind, reading)
    yield from _doubts(kind, reading, near, records)
    if kind == Kind.ARTICLE:
        yield from doubts_of_links(plan, records)
        told = price_date(plan.source.text, site_day())
        if told and told.day != site_day():
            yield told.doubt


def _keep(proposals: list[Proposal], manuscript: Manuscript) -> None:
    for proposal in proposals:
        proposal.manuscript = manuscript
    Proposal.objects.bulk_create(proposals)


def _keep_notes(manuscript: Manuscript) -> None:
    """What the version before kept of its notes is kept of the same words."""
    before = manuscript.follows
    if before is None or not before.kept_notes:
        return
    blocks = before.plan["blocks"]
    words = {_words_of(before, blocks[at]) for at in before.kept_notes}
    manuscript.kept_notes = [
        at
        for at, block in enumerate(manuscript.plan["blocks"])
        if block["kind"] == "note" and _words_of(manuscript, block) in words
    ]
    manuscript.save(update_fields=["kept_notes"])


def _words_of(manuscript: Manuscript, block: dict[str, Any]) -> str:
    text: str = manuscript.plan["source"]["text"]
    return " ".join(text[slice(*block["span"])].split())


def _rows(plan: Plan, as_json: dict[str, Any]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """`(kind, position, reading)` of all that is proposed; `as_json` is the plan as JSON."""
    yield _of_article(plan)
    text = plan.source.text
    ordinary, hyphened = ordinary_words(text), hyphened_words(text)
    for kind, name in PLAN_LISTS.items():
        for position, reading in enumerate(as_json[name]):
            answer = reading["answer"] if kind == Kind.FAQ else None
            mended = mended_answer(answer, ordinary, hyphened)
            yield kind, position, {**reading, "mended": mended} if mended else reading
    for position, reading in enumerate(words_to_mend(plan)):
        yield Kind.WORDING, position, reading


def _of_article(plan: Plan) -> tuple[str, int, dict[str, Any]]:
    span = next((list(one.span) for one in plan.blocks if one.kind == "title"), None)
    if span is None:
        span = next((list(one.span) for one in plan.warnings if one.code == "title.derived"), None)
    authors = [name for names in authors_in(plan) for name in names]
    reading = {
        "title": plan.title,
        "dek": plan.dek or "",
        "tags": list(plan.tags),
        "authors": list(dict.fromkeys(authors)),
        "span": span,
    }
    return Kind.ARTICLE, 0, reading


def _before(follows: Manuscript | None) -> dict[tuple[str, str], Proposal | None]:
    """`{what was read: its proposal, or None}` of the version before."""
    if follows is None:
        return {}
    as_json = follows.plan
    rows = _rows(Plan.from_json(as_json), as_json)
    found: dict[tuple[str, str], Proposal | None] = {
        content_key(kind, reading): None for kind, _, reading in rows
    }
    proposals = follows.proposals.all()
    return found | {content_key(one.kind, one.reading): one for one in proposals}


def _decided_before(proposal: Proposal | None, near: list[Match]) -> dict[str, Any]:
    """What was decided about the same words in the version before goes on holding."""
    same = near[0].record.pk if near and near[0].is_certain else None
    if proposal is None:
        return {"record": same}
    return {
        "record": proposal.record or same,
        "edited": proposal.edited,
        "decision": proposal.decision,
        "decided_by": proposal.decided_by,
        "decided_at": proposal.decided_at,
    }


def names_person(manuscript: Manuscript, name: str) -> bool:
    """Whether a manuscript names somebody so: a correction of it means the same person."""
    wanted = normalize_name(name)
    return any(normalize_name(one["name"]) == wanted for one in manuscript.plan["experts"])


def content_key(kind: str, reading: dict[str, Any]) -> tuple[str, str]:
    """What a proposal says, without where it stands: equal for what two versions have alike."""
    content = {key: value for key, value in reading.items() if key not in ("span", "spans")}
    return kind, json.dumps(content, sort_keys=True)


def _near(
    kind: str, reading: dict[str, Any], records: Records, follows: Manuscript | None
) -> list[Match]:
    if kind == Kind.EXPERT:
        is_known = follows is not None and names_person(follows, reading["name"])
        return records.people_near(reading["name"], None if is_known else reading)
    if kind == Kind.PRODUCT:
        return records.products_near(
            reading["brand"], reading["name"], reading["size"] or "", line=reading["line"]
        )
    return []


MARK_IS_OURS = "faq.question_mark_added"


def _warned(plan: Plan, kind: str, reading: dict[str, Any]) -> Iterator[str]:
    """The plan's warnings that touch these words: what none of them touches is sure."""
    if kind == Kind.WORDING:
        yield reading["message"]
        return
    spans = reading.get("spans") or ([reading["span"]] if reading.get("span") else [])
    first = min((begin for begin, _ in spans), default=0)
    last = max((stop for _, stop in spans), default=0)
    for warning in plan.warnings:
        start, end = warning.span
        if start >= last or max(end, start + 1) <= first:
            continue  # most are far away: thousands of them are asked by thousands of readings
        if warning.code in TO_MEND and (kind not in _MENDED_WITHIN or reading.get("mended")):
            continue  # the words have a card of their own, or are shown as mended on this one
        if warning.code == MARK_IS_OURS and reading.get("mended"):
            continue  # it is accepted along with the words, and told in the manuscript beside
        about = _ABOUT.get(warning.code.split(".")[0])
        if about != kind and (start == end or (start, end) == (0, len(plan.source.text))):
            continue  # it is about all of the manuscript, and told once above
        if any(start < stop and begin < max(end, start + 1) for begin, stop in spans):
            yield warning.message


def _doubts(
    kind: str, reading: dict[str, Any], near: list[Match], records: Records
) -> Iterator[str]:
    """What the reading can't know: names on file that come near, words that fit no column."""
    yield from problems_of(kind, reading)
    if near and not near[0].is_certain:
        names = " or ".join(f"“{match.called}”" for match in near)
        yield f"{names} is already on file: is it the same?"
    if reading.get("mended") and kind == Kind.FAQ:
        yield OF_ANSWERS
    if kind == Kind.PRODUCT:
        yield from _doubts_of_product(reading, records)
    if kind == Kind.ARTICLE:
        yield from _doubts_of_authors(reading, records)


def _doubts_of_authors(reading: dict[str, Any], records: Records) -> Iterator[str]:
    for name in reading["authors"]:
        near = records.people_near(name)
        if near and near[0].is_same_name:
            names = " and ".join(f"“{match.called}”" for match in near)
            yield f"{names} are on file: choose in the article which of them wrote it."
        elif near and not near[0].is_certain:
            yield f"The author {name} is new, but {near[0].record} is on file."


def _doubts_of_product(reading: dict[str, Any], records: Records) -> Iterator[str]:
    if reading["brand"]:
        brands = records.brands_near(reading["brand"])
        if brands and brands[0].score < 1:
            yield f"The brand {reading['brand']} is new, but {brands[0].record} is on file."
    for name in dict.fromkeys(offer["retailer"] for offer in reading["offers"]):
        shops = records.retailers_near(name) if name else []
        if shops and shops[0].score < 1:
            yield f"The retailer {name} is new, but {shops[0].record} is on file."
    yield from _doubts_of_offers(reading, records)


def _doubts_of_offers(reading: dict[str, Any], records: Records) -> Iterator[str]:
    for offer in reading["offers"]:
        amounts = (offer[key] and Decimal(offer[key]) for key in ("price", "list_price"))
        if doubt := exchanged(*amounts):
            yield doubt
        if doubt := currency_doubt(offer, records):
            yield doubt
        url = offer["url"]
        doubt = address_doubt(url, offer["retailer"], records) if url else ""
        if doubt or len(url or "") > ADDRESS.max_length:
            yield doubt if doubt and url in doubt else f"{doubt} The manuscript has: {url}".strip()
