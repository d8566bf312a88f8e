"""What editors decided about a manuscript, as a plan again: the importer takes nothing else."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from manuscripts.added_people import with_added
from manuscripts.article_body import text_html
from manuscripts.matches import is_same, namesakes
from manuscripts.mending import mended_block
from manuscripts.models import Manuscript, Proposal
from manuscripts.reading import Block, Expert, Faq, Plan, Quote, ReadOffer, ReadProduct
from manuscripts.reading.plain_tables import from_pipes
from manuscripts.reading.plan import Span

Kind, Decision = Proposal.Kind, Proposal.Decision

# The lists of a plan whose rows become proposals.
PLAN_LISTS = {
    Kind.EXPERT: "experts",
    Kind.QUOTE: "quotes",
    Kind.PRODUCT: "products",
    Kind.FAQ: "faqs",
}
ByPosition = dict[int, Proposal]


@dataclass(frozen=True, slots=True)
class Choices:
    """
    Rows on file that an editor chose: by the name of an expert, by the index of a product.

    `nobody_of` are the namesakes on file, by the name of an expert, of whom an editor said that it
    is none. What was certain at the review is no choice: it is asked again at the import.

    `authors` are names that an editor gave instead of those the manuscript names, or None; `notes`
    say what a decision left out of the article.
    """

    people: dict[str, int] = field(default_factory=dict)
    products: dict[int, int] = field(default_factory=dict)
    nobody_of: dict[str, frozenset[int]] = field(default_factory=dict)
    authors: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()


def plan_of(manuscript: Manuscript) -> Plan:
    """The plan of a manuscript; the notes that an editor keeps are paragraphs of it."""
    plan = Plan.from_json(manuscript.plan)
    kept = set(manuscript.kept_notes)
    return replace(
        plan,
        blocks=tuple(
            _as_paragraph(block, plan) if at in kept and block.kind == "note" else block
            for at, block in enumerate(plan.blocks)
        ),
    )


def _as_paragraph(note: Block, plan: Plan) -> Block:
    words = note.text or plan.source.text[slice(*note.span)]
    return replace(note, kind="paragraph", text=words, html=text_html(words))


def reviewed_plan(plan: Plan, proposals: Iterable[Proposal]) -> tuple[Plan, Choices]:
    """
    The plan as an editor left it, and the `Choices` of rows on file; what was left out is gone.

    A product or a question that was left out stays in the article as its words: nothing a writer
    wrote is lost by a decision. Only a question without an answer goes, with a note.
    """
    by_kind: dict[str, ByPosition] = {kind: {} for kind in Kind}
    for proposal in proposals:
        by_kind[proposal.kind][proposal.position] = proposal
    plan = replace(plan, experts=with_added(plan.experts, by_kind[Kind.EXPERT].values()))
    plan = _with_mended_words(plan, by_kind[Kind.WORDING].values())
    article = by_kind[Kind.ARTICLE].get(0)
    names = _names(by_kind[Kind.EXPERT], plan)
    kept = {
        kind: _kept(by_kind[kind], len(getattr(plan, name))) for kind, name in PLAN_LISTS.items()
    }
    chosen = {
        plan.experts[at].name: one.record
        for at, one in by_kind[Kind.EXPERT].items()
        if one.record is not None and not is_same(one.near, one.record)
    }
    nobody_of = {
        names[plan.experts[at].name]: namesakes(one.near)
        for at, one in by_kind[Kind.EXPERT].items()
        if one.record is None and one.decision == Decision.ACCEPTED
    }
    kept_products = {
        new: one.record
        for new, old in enumerate(kept[Kind.PRODUCT])
        if (one := by_kind[Kind.PRODUCT].get(old)) and not is_same(one.near, one.record)
    }
    choices = Choices(
        people={names[name]: record for name, record in chosen.items() if names.get(name)},
        products={new: record for new, record in kept_products.items() if record is not None},
        nobody_of=nobody_of,
        authors=_authors(article),
        notes=tuple(_unasked(plan, kept[Kind.FAQ])),
    )
    edited = article.content if article else {}
    return (
        replace(
            plan,
            title=edited.get("title") or plan.title,
            dek=edited["dek"] or None if "dek" in edited else plan.dek,
            tags=tuple(edited.get("tags", plan.tags)),
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


def _with_mended_words(plan: Plan, proposals: Iterable[Proposal]) -> Plan:
    """The plan with the words that an editor accepted as mended."""
    accepted = [one for one in proposals if one.decision == Decision.ACCEPTED]
    pairs: dict[int, list[tuple[str, str]]] = {}
    starts = [block.span[0] for block in plan.blocks]
    for proposal in accepted:
        at = bisect_right(starts, proposal.reading["span"][0]) - 1
        pairs.setdefault(at, []).extend((old, new) for old, new in proposal.reading["edits"])
    return replace(
        plan,
        blocks=tuple(
            mended_block(block, pairs[at]) if at in pairs else block
            for at, block in enumerate(plan.blocks)
        ),
    )


def _kept(proposals: ByPosition, count: int) -> list[int]:
    """The positions that stay, in order."""
    left_out = {at for at, one in proposals.items() if one.decision == Decision.REJECTED}
    return [at for at in range(count) if at not in left_out]


def _names(proposals: ByPosition, plan: Plan) -> dict[str, str]:
    """What each expert is called after the review; "" for one who was left out."""
    names = {}
    for at, expert in enumerate(plan.experts):
        proposal = proposals.get(at)
        name = proposal.content["name"] if proposal else expert.name
        names[expert.name] = "" if proposal and proposal.decision == Decision.REJECTED else name
    return names


def _unasked(plan: Plan, kept: list[int]) -> Iterator[str]:
    """A question that was left out and has no answer is no text either: it would be a heading."""
    for at, faq in enumerate(plan.faqs):
        if at not in kept and not faq.answer:
            yield f"“{faq.question}” has no answer and was left out: it stands in the manuscript."


def _authors(article: Proposal | None) -> tuple[str, ...] | None:
    authors = _edits(article).get("authors")
    return None if authors is None else tuple(authors)


def _edits(proposal: Proposal | None) -> dict[str, Any]:
    return (proposal.edited or {}) if proposal else {}


def _edited(expert: Expert, proposal: Proposal | None) -> Expert:
    if proposal is None or not proposal.edited:
        return expert
    edited: dict[str, Any] = {key: value or None for key, value in proposal.edited.items()}
    return replace(expert, **edited)


def _quote(quote: Quote, proposal: Proposal | None, names: dict[str, str]) -> Quote:
    edited = _edits(proposal)
    speaker = edited["speaker"] or None if "speaker" in edited else quote.speaker
    return replace(
        quote,
        speaker=names.get(speaker, speaker) or None if speaker else None,
        candidates=tuple(
            names.get(name, name) for name in quote.candidates if names.get(name, name)
        ),
        kind=edited.get("kind") or quote.kind,
        second_hand=edited["second_hand"] or None if "second_hand" in edited else quote.second_hand,
    )


def _product(product: ReadProduct, proposal: Proposal | None) -> ReadProduct:
    edited = _edits(proposal)
    changes: dict[str, Any] = {
        key: edited[key] or None for key in ("brand", "size") if key in edited
    }
    changes |= {key: edited[key] or None for key in ("best_for", "note") if key in edited}
    changes |= {key: tuple(edited[key]) for key in ("pros", "cons") if key in edited}
    if edited.get("name"):
        changes["name"] = edited["name"]
    if "offers" in edited:
        changes["offers"] = tuple(_offer(offer) for offer in edited["offers"])
    return replace(product, **changes)


def _offer(edited: dict[str, Any]) -> ReadOffer:
    amounts = {
        key: Decimal(edited[key]) if edited.get(key) else None
        for key in ("price", "price_max", "list_price")
    }
    return ReadOffer(
        retailer=edited.get("retailer") or None,
        url=edited.get("url") or None,
        price_kind=(edited.get("price_kind") or "exact") if amounts["price"] is not None else None,
        currency=edited.get("currency") or None,
        **amounts,
    )


def _faq(faq: Faq, proposal: Proposal | None) -> Faq:
    edited = _edits(proposal)
    return replace(
        faq,
        question=edited.get("question") or faq.question,
        answer=edited["answer"] or None if "answer" in edited else faq.answer,
    )


def _blocks(plan: Plan, products: list[int], faqs: list[int]) -> Iterator[Block]:
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


def _without(
    block: Block,
    indexes: Iterable[int],
    kept: dict[int, int],
    as_words: Callable[[int], Iterator[Block]],
) -> Iterator[Block]:
    indexed: list[int] = []
    for old in indexes:
        if old in kept:
            indexed.append(kept[old])
            continue
        if indexed:
            yield _part(block, indexed)
            indexed = []
        yield from as_words(old)
    if indexed:
        yield _part(block, indexed)


def _part(block: Block, indexes: list[int]) -> Block:
    if block.kind == "product_list":
        return replace(block, products=tuple(indexes))
    return replace(block, faqs=tuple(indexes))


def _as_item(product: ReadProduct) -> Iterator[Block]:
    yield Block("list", product.span, items=(product.line,))


def _as_text(faq: Faq) -> Iterator[Block]:
    if not faq.answer:
        return
    yield Block("heading", faq.span, text=faq.question, level=3)
    for part in filter(None, faq.answer.split("\n\n")):
        yield _as_paragraph_or_table(part, faq.span)


def _as_paragraph_or_table(words: str, span: Span) -> Block:
    table = from_pipes(words)
    if table is None:
        return Block("paragraph", span, text=words, html=text_html(words))
    return Block(
        "table",
        span,
        rows=table.rows,
        header=table.header,
        caption=table.caption,
        html=table.html(),
    )


def indexes_of_new(kind: str, proposals: Iterable[Proposal]) -> frozenset[int]:
    """Which rows of the reviewed plan are new: not read before, or decided about since."""
    kept = [one for one in proposals if one.kind == kind and one.decision != Decision.REJECTED]
    kept.sort(key=lambda one: one.position)
    return frozenset(at for at, one in enumerate(kept) if not one.unchanged or one.version)
