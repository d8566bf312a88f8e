"""
Between reading and importing: what an editor sees of a manuscript, decides, and changes.

    manuscript = receive(data, name, by=user)          # reads it; the same bytes are one manuscript
    decide(proposal, version, Decision.ACCEPTED, by=user, edited={...})
    outcome = create_draft(manuscript, by=user)
    outcome = bring_changes(manuscript, by=user)     # where it corrects one that was imported

Every decision is a row in the database at once, so a reload or another editor finds it there.
"""

import json
from dataclasses import replace
from decimal import Decimal
from html import escape

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from manuscripts.corrections import Correction, bring
from manuscripts.importing import Choices, apply_plan
from manuscripts.matching import Records, names_on_file
from manuscripts.models import Manuscript, Proposal
from manuscripts.reading import Block, Plan, ReadOffer, read

Kind, Decision = Proposal.Kind, Proposal.Decision

# The lists of a plan whose rows become proposals.
_LISTS = {
    Kind.EXPERT: "experts",
    Kind.QUOTE: "quotes",
    Kind.PRODUCT: "products",
    Kind.FAQ: "faqs",
}
# Whom a warning is about, by the beginning of its code; others are about the manuscript as a whole.
_ABOUT = {
    "title": Kind.ARTICLE,
    "quote": Kind.QUOTE,
    "product": Kind.PRODUCT,
    "price": Kind.PRODUCT,
    "faq": Kind.FAQ,
}
# What an editor may say of each kind; all else of a proposal stays as it was read.
EDITABLE = {
    Kind.ARTICLE: ("title", "dek", "tags"),
    Kind.EXPERT: ("name", "honorific", "credentials", "role", "organization"),
    Kind.QUOTE: ("speaker", "kind", "second_hand"),
    Kind.PRODUCT: ("brand", "name", "size", "offers"),
    Kind.FAQ: ("question", "answer"),
}


class DecidedMeanwhile(Exception):
    """Somebody else decided about the proposal since it was looked at; `proposal` is as it is."""

    def __init__(self, proposal):
        super().__init__(str(proposal))
        self.proposal = proposal


def receive(data, name, *, by=None, follows=None):
    """
    Read a manuscript and keep it with its proposals; returns `(manuscript, is_new)`.

    The same bytes are the same manuscript, whoever hands them in. UnreadableManuscript where they
    are none; nothing is written then. Without `follows`, an imported manuscript of the same title
    or file name is taken as the version before this one.
    """
    plan = read(data, name, **names_on_file())
    with transaction.atomic():
        manuscript, is_new = Manuscript.objects.take_in(
            plan, data, by=by, follows=follows or _earlier(plan)
        )
        if is_new:
            _propose(manuscript, plan, Records())
    return manuscript, is_new


def proposals_of(manuscript):
    """The proposals of a manuscript, made now where it was imported without a review."""
    if not manuscript.proposals.exists():
        with transaction.atomic():
            Manuscript.objects.select_for_update().get(pk=manuscript.pk)
            if not manuscript.proposals.exists():
                _propose(manuscript, Plan.from_json(manuscript.plan), Records())
    return manuscript.proposals.select_related("decided_by").order_by("kind", "position")


def decide(proposal, version, decision, *, by, edited=None, record=None):
    """
    Keep a decision; `edited` holds what the editor changed, `record` a row on file (its pk).

    DecidedMeanwhile where `version` is not the proposal's any more: nothing is written then.
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if proposal.version != version:
            raise DecidedMeanwhile(proposal)
        if edited is not None:
            said = {key: edited[key] for key in EDITABLE[proposal.kind] if key in edited}
            changed = {key: value for key, value in said.items() if value != proposal.reading[key]}
            proposal.edited = changed or None
        proposal.record = record
        proposal.decision = decision
        proposal.version += 1
        proposal.decided_by, proposal.decided_at = by, timezone.now()
        proposal.full_clean(exclude=["manuscript", "decided_by", "near", "doubts"])
        proposal.save()
    return proposal


def accept_undoubted(manuscript, *, by):
    """Accept every open proposal without doubts; returns how many they were."""
    with transaction.atomic():
        waiting = manuscript.proposals.select_for_update().filter(decision=Decision.OPEN)
        sure = [one.pk for one in waiting if not one.doubts and not one.unchanged]
        return manuscript.proposals.filter(pk__in=sure).update(
            decision=Decision.ACCEPTED,
            version=F("version") + 1,
            decided_by=by,
            decided_at=timezone.now(),
        )


def create_draft(manuscript, *, by=None):
    """Import a manuscript as it was reviewed; returns the `Import`. Open proposals are taken."""
    proposals = list(proposals_of(manuscript))
    plan, choices = reviewed(Plan.from_json(manuscript.plan), proposals)
    return apply_plan(plan, bytes(manuscript.original), by=by, choices=choices)


def bring_changes(manuscript, *, by=None):
    """
    Bring a corrected manuscript into the article of the version before it; returns the `Import`.

    What the two have alike is left alone, however it was decided about.
    """
    before = manuscript.follows
    proposals = list(proposals_of(manuscript))
    old, _ = reviewed(Plan.from_json(before.plan), list(before.proposals.all()))
    new, choices = reviewed(Plan.from_json(manuscript.plan), proposals)
    correction = Correction(
        before,
        old,
        new,
        choices=choices,
        **{_SETS[kind]: _fresh(kind, proposals) for kind in _SETS},
    )
    return bring(manuscript, correction, by=by)


_SETS = {
    Kind.EXPERT: "people",
    Kind.QUOTE: "quotes",
    Kind.PRODUCT: "products",
    Kind.FAQ: "faqs",
}


def _fresh(kind, proposals):
    """Which rows of the reviewed plan are new: not read before, or decided about since."""
    kept = [one for one in proposals if one.kind == kind and one.decision != Decision.REJECTED]
    kept.sort(key=lambda one: one.position)
    return frozenset(at for at, one in enumerate(kept) if not one.unchanged or one.version)


# Reading to proposals


def _earlier(plan):
    """The newest imported manuscript of the same title, or of the same file name."""
    imported = Manuscript.objects.without_files().filter(article__isnull=False)
    if plan.title_origin == "heading":
        titled = imported.filter(plan__article__title=plan.title).first()
        if titled:
            return titled
    return imported.filter(name=plan.source.name).exclude(name=PASTED).first()


PASTED = "Pasted text"


def _propose(manuscript, plan, records):
    before = _before(manuscript)
    proposals = []
    for kind, position, reading in _rows(plan, plan.as_json()):
        near = _near(kind, reading, records)
        key = content_key(kind, reading)
        proposals.append(
            Proposal(
                manuscript=manuscript,
                kind=kind,
                position=position,
                reading=reading,
                near=[match.as_json() for match in near],
                **_decided_before(before.get(key), near),
                doubts=[*_warned(plan, kind, reading), *_doubts(kind, reading, near, records)],
                unchanged=key in before,
            )
        )
    Proposal.objects.bulk_create(proposals)


def _rows(plan, told):
    """`(kind, position, reading)` of all that is proposed; `told` is the plan as JSON."""
    yield _of_article(plan)
    for kind, name in _LISTS.items():
        for position, reading in enumerate(told[name]):
            yield kind, position, reading


def _of_article(plan):
    span = next((list(one.span) for one in plan.blocks if one.kind == "title"), None)
    if span is None:
        span = next((list(one.span) for one in plan.warnings if one.code == "title.derived"), None)
    reading = {"title": plan.title, "dek": plan.dek or "", "tags": list(plan.tags), "span": span}
    return Kind.ARTICLE, 0, reading


def _before(manuscript):
    """`{what was read: its proposal, or None}` of the version before this one."""
    if manuscript.follows_id is None:
        return {}
    told = manuscript.follows.plan
    rows = _rows(Plan.from_json(told), told)
    found = {content_key(kind, reading): None for kind, _, reading in rows}
    proposals = manuscript.follows.proposals.all()
    return found | {content_key(one.kind, one.reading): one for one in proposals}


def _decided_before(proposal, near):
    """What was decided about the same words in the version before goes on holding."""
    same = near[0].record.pk if near and near[0].score == 1 else None
    if proposal is None:
        return {"record": same}
    return {
        "record": proposal.record or same,
        "edited": proposal.edited,
        "decision": proposal.decision,
        "decided_by": proposal.decided_by,
        "decided_at": proposal.decided_at,
    }


def content_key(kind, reading):
    """What a proposal says, without where it stands: equal for what two versions have alike."""
    said = {key: value for key, value in reading.items() if key not in ("span", "spans")}
    return kind, json.dumps(said, sort_keys=True)


def _near(kind, reading, records):
    if kind == Kind.EXPERT:
        return records.people_near(reading["name"])
    if kind == Kind.PRODUCT:
        return records.products_near(
            reading["brand"], reading["name"], reading["size"] or "", line=reading["line"]
        )
    return []


def _warned(plan, kind, reading):
    """The plan's warnings about these words."""
    spans = reading.get("spans") or ([reading["span"]] if reading.get("span") else [])
    for warning in plan.warnings:
        if _ABOUT.get(warning.code.split(".")[0]) != kind:
            if not (warning.code == "quote.conflict_of_interest" and kind == Kind.EXPERT):
                continue
        elif warning.code == "quote.conflict_of_interest":
            continue
        start, end = warning.span
        if any(start < stop and begin < max(end, start + 1) for begin, stop in spans):
            yield warning.message


def _doubts(kind, reading, near, records):
    """What the reading can't know: names on file that come near."""
    if near and near[0].score < 1:
        names = " or ".join(f"“{match.record}”" for match in near)
        yield f"On file there is {names}: is it the same?"
    if kind != Kind.PRODUCT:
        return
    if reading["brand"]:
        brands = records.brands_near(reading["brand"])
        if brands and brands[0].score < 1:
            yield f"The brand {reading['brand']} is new, and {brands[0].record} is on file."
    for name in dict.fromkeys(offer["retailer"] for offer in reading["offers"]):
        shops = records.retailers_near(name) if name else []
        if shops and shops[0].score < 1:
            yield f"The retailer {name} is new, and {shops[0].record} is on file."


# Decisions to a plan


def reviewed(plan, proposals):
    """
    The plan as an editor left it, and the `Choices` of rows on file; what was left out is gone.

    A product or a question that was left out stays in the article as its words: nothing a writer
    wrote is lost by a decision.
    """
    by_kind = {kind: {} for kind in Kind}
    for proposal in proposals:
        by_kind[proposal.kind][proposal.position] = proposal
    article = by_kind[Kind.ARTICLE].get(0)
    names = _names(by_kind[Kind.EXPERT], plan)
    kept = {kind: _kept(kind, by_kind[kind], getattr(plan, name)) for kind, name in _LISTS.items()}
    choices = Choices(
        people={
            names[plan.experts[at].name]: one.record
            for at, one in by_kind[Kind.EXPERT].items()
            if one.record and names.get(plan.experts[at].name)
        },
        products={
            new: by_kind[Kind.PRODUCT][old].record
            for new, old in enumerate(kept[Kind.PRODUCT])
            if old in by_kind[Kind.PRODUCT] and by_kind[Kind.PRODUCT][old].record
        },
    )
    said = article.content if article else {}
    return (
        replace(
            plan,
            title=said.get("title") or plan.title,
            dek=said["dek"] or None if "dek" in said else plan.dek,
            tags=tuple(said.get("tags", plan.tags)),
            experts=tuple(
                _edited(plan.experts[at], by_kind[Kind.EXPERT].get(at)) for at in kept[Kind.EXPERT]
            ),
            quotes=tuple(
                _quote(plan.quotes[at], by_kind[Kind.QUOTE].get(at), names)
                for at in kept[Kind.QUOTE]
            ),
            products=tuple(
                _product(plan.products[at], by_kind[Kind.PRODUCT].get(at))
                for at in kept[Kind.PRODUCT]
            ),
            faqs=tuple(_faq(plan.faqs[at], by_kind[Kind.FAQ].get(at)) for at in kept[Kind.FAQ]),
            blocks=tuple(_blocks(plan, kept[Kind.PRODUCT], kept[Kind.FAQ])),
        ),
        choices,
    )


def _kept(kind, proposals, rows):
    """The positions that stay, in order."""
    left_out = {at for at, one in proposals.items() if one.decision == Decision.REJECTED}
    return [at for at in range(len(rows)) if at not in left_out]


def _names(proposals, plan):
    """What each expert is called after the review; "" for one who was left out."""
    names = {}
    for at, expert in enumerate(plan.experts):
        proposal = proposals.get(at)
        name = proposal.content["name"] if proposal else expert.name
        names[expert.name] = "" if proposal and proposal.decision == Decision.REJECTED else name
    return names


def _edited(expert, proposal):
    if proposal is None or not proposal.edited:
        return expert
    return replace(expert, **{key: value or None for key, value in proposal.edited.items()})


def _quote(quote, proposal, names):
    said = (proposal.edited or {}) if proposal else {}
    speaker = said["speaker"] or None if "speaker" in said else quote.speaker
    return replace(
        quote,
        speaker=names.get(speaker, speaker) or None,
        candidates=tuple(
            names.get(name, name) for name in quote.candidates if names.get(name, name)
        ),
        kind=said.get("kind") or quote.kind,
        second_hand=said["second_hand"] or None if "second_hand" in said else quote.second_hand,
    )


def _product(product, proposal):
    said = (proposal.edited or {}) if proposal else {}
    changes = {key: said[key] or None for key in ("brand", "size") if key in said}
    if said.get("name"):
        changes["name"] = said["name"]
    if "offers" in said:
        changes["offers"] = tuple(_offer(offer) for offer in said["offers"])
    return replace(product, **changes)


def _offer(said):
    amounts = {
        key: Decimal(said[key]) if said.get(key) else None
        for key in ("price", "price_max", "list_price")
    }
    return ReadOffer(
        retailer=said.get("retailer") or None,
        url=said.get("url") or None,
        price_kind=(said.get("price_kind") or "exact") if amounts["price"] is not None else None,
        currency=said.get("currency") or None,
        **amounts,
    )


def _faq(faq, proposal):
    said = (proposal.edited or {}) if proposal else {}
    return replace(
        faq,
        question=said.get("question") or faq.question,
        answer=said["answer"] or None if "answer" in said else faq.answer,
    )


def _blocks(plan, products, faqs):
    """The blocks with new indexes; what was left out of a list stands there as words."""
    product_at = {old: new for new, old in enumerate(products)}
    faq_at = {old: new for new, old in enumerate(faqs)}
    for block in plan.blocks:
        if block.kind == "product_list":
            yield from _without(
                block, block.products, product_at, lambda old: _as_item(plan.products[old])
            )
        elif block.kind == "faq":
            yield from _without(block, block.faqs, faq_at, lambda old: _as_text(plan.faqs[old]))
        else:
            yield block


def _without(block, indexes, kept, words):
    run = []
    for old in indexes:
        if old in kept:
            run.append(kept[old])
            continue
        if run:
            yield _part(block, run)
            run = []
        yield from words(old)
    if run:
        yield _part(block, run)


def _part(block, indexes):
    key = "products" if block.kind == "product_list" else "faqs"
    return replace(block, **{key: tuple(indexes)})


def _as_item(product):
    yield Block("list", product.span, items=(product.line,))


def _as_text(faq):
    yield Block("heading", faq.span, text=faq.question, level=3)
    if faq.answer:
        for part in faq.answer.split("\n\n"):
            yield Block("paragraph", faq.span, text=part, html=f"<p>{escape(part)}</p>")
