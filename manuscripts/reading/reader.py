"""The way through a manuscript, from its bytes to its plan."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from .brands import houses_in
from .document import Document, open_document
from .layout import Passage, is_chat
from .links import Links
from .money import struck_out
from .opening import Opening, listed, read_opening
from .people import People, Person
from .plan import Block, Caution, Plan, ReadProduct, Source, Unplaced
from .product_lines import FoundProduct, find_products
from .questions import FoundFaq, find_faqs
from .quotes import Voices, read_voices
from .tags import suggested_tags
from .trade_names import TradeNames, folded

_MAX_ALIKE = 50  # warnings of one kind; more help nobody
_GLUED = re.compile(r"[.!?](?<=[a-z]{2}.)[A-Z][a-z]")
_VOICED = ("prose", "item", "row")
_NO_WORDS = ("around", "image", "rule")


def read(
    data: bytes,
    name: str,
    *,
    known_brands: Iterable[str] = (),
    known_retailers: Iterable[str] = (),
) -> Plan:
    """
    The plan of a manuscript; UnreadableManuscript where the bytes are none.

    `name` is the file's: its ending tells the format. Names on file count before the common ones
    of the trade.
    """
    document = open_document(data, name)
    text = document.text
    pieces = list(document.passages)
    opening = read_opening(text, pieces)
    named_brands = (*known_brands, *listed(text, pieces, what="brands"))
    trade = TradeNames(known_brands, known_retailers)

    taken = {opening.title_at, opening.dek_at}
    free = [
        index
        for index, piece in enumerate(pieces)
        if index not in taken and piece.kind not in _NO_WORDS
    ]
    priced = struck_out(text, document.struck)
    links = Links(priced, document.links, trade)
    houses = (*named_brands, *houses_in(text))
    products = find_products(priced, pieces, free, trade, houses, links)
    lines = {index for found in products for index in found.passages}
    faqs = find_faqs(text, pieces, taken | lines)
    products = _outside(products, faqs)

    brands = tuple(found.product.brand for found in products if found.product.brand)
    people = People(trade, (*named_brands, *brands))
    voices = read_voices(text, _voiced(text, pieces, opening, products), people)
    blocks, unplaced = _blocks(document, opening, products, faqs)
    return Plan(
        source=Source(name, document.format, hashlib.sha256(data).hexdigest(), text),
        title=opening.title,
        title_origin=opening.origin,
        dek=opening.dek,
        blocks=tuple(blocks),
        experts=tuple(person.expert() for person in voices.people),
        quotes=voices.quotes,
        products=tuple(found.product for found in products),
        faqs=tuple(found.faq for found in faqs),
        tags=suggested_tags(text, listed(text, pieces, what="tags")),
        warnings=tuple(_bounded(_warnings(document, opening, products, faqs, voices))),
        unplaced=tuple(unplaced),
    )


def _outside(products: list[FoundProduct], faqs: list[FoundFaq]) -> list[FoundProduct]:
    """Product lines that a question's answer does not hold."""
    held = {index for found in faqs for index in found.passages}
    return [found for found in products if not held.intersection(found.passages)]


_CAPTION = re.compile(r"[“\"«][^“”\"«»\n]{3,300}[”\"»]")


def _voiced(
    text: str, pieces: list[Passage], opening: Opening, products: list[FoundProduct]
) -> list[tuple[int, int]]:
    """Where somebody may speak: the prose, lists, and captions that quote."""
    silent = {opening.title_at, *(index for found in products for index in found.passages)}
    return [
        (piece.body, piece.end)
        for index, piece in enumerate(pieces)
        if index not in silent
        and (
            piece.kind in _VOICED
            or (piece.kind == "note" and _CAPTION.search(text, piece.start, piece.end))
        )
    ]


def _blocks(
    document: Document,
    opening: Opening,
    products: list[FoundProduct],
    faqs: list[FoundFaq],
) -> tuple[list[Block], list[Unplaced]]:
    text = document.text
    product_at = {index: n for n, one in enumerate(products) for index in one.passages}
    faq_at = {index: n for n, one in enumerate(faqs) for index in one.passages}
    blocks: list[Block] = []
    unplaced: list[Unplaced] = []
    for index, piece in enumerate(document.passages):
        words, span = piece.words(text), (piece.start, piece.end)
        if index == opening.title_at:
            blocks.append(Block("title", span, text=opening.title))
        elif index == opening.dek_at:
            blocks.append(Block("dek", span, text=opening.dek))
        elif index in faq_at:
            _grow(blocks, Block("faq", span, faqs=(faq_at[index],)), unplaced)
        elif index in product_at:
            _grow(blocks, Block("product_list", span, products=(product_at[index],)), unplaced)
        elif piece.kind in ("rule", "around"):
            if piece.end > piece.start:
                why = piece.why or "no words: a rule or stray marks"
                unplaced.append(Unplaced(text[piece.start : piece.end], span, why))
        else:
            _grow(blocks, _plain_block(document, piece, words, span), unplaced)
    return blocks, unplaced


def _plain_block(document: Document, piece: Passage, words: str, span: tuple[int, int]) -> Block:
    if piece.kind == "heading":
        return Block("heading", span, text=words, level=piece.level)
    if piece.kind in ("item", "row"):
        return Block("list", span, items=(words.replace("\t", " – "),))
    if piece.kind == "note":
        return Block("note", span, text=words)
    if piece.kind == "image":
        return Block("image", span, alt=words, ref=piece.ref or None)
    inline = document.inline(piece.body, piece.end)
    return Block("paragraph", span, text=words, html=f"<p>{inline}</p>")


def _grow(blocks: list[Block], block: Block, unplaced: list[Unplaced]) -> None:
    """Neighbouring items, product lines and questions are one block."""
    last = blocks[-1] if blocks else None
    parted = bool(last and unplaced and unplaced[-1].span[0] >= last.span[1])
    grows = last and last.kind == block.kind and block.kind in ("list", "product_list", "faq")
    if not grows or parted:
        blocks.append(block)
        return
    # A question or a product of several passages is named once.
    fresh_faqs = tuple(faq for faq in block.faqs if faq not in last.faqs[-1:])
    fresh_products = tuple(one for one in block.products if one not in last.products[-1:])
    blocks[-1] = Block(
        block.kind,
        (last.span[0], block.span[1]),
        items=last.items + block.items,
        products=last.products + fresh_products,
        faqs=last.faqs + fresh_faqs,
    )


def _warnings(
    document: Document,
    opening: Opening,
    products: list[FoundProduct],
    faqs: list[FoundFaq],
    voices: Voices,
) -> Iterator[Caution]:
    text = document.text
    yield from _of_text(document)
    if opening.origin == "derived":
        yield Caution(
            "title.derived",
            f"The manuscript has no title: “{opening.title}” is a working title.",
            opening.title_span,
        )
    yield from voices.cautions
    yield from _conflicts(voices, products)
    for found in products:
        yield from found.cautions
    for found in faqs:
        if found.faq.answer is None:
            yield Caution(
                "faq.unanswered",
                f"“{found.faq.question}” has no answer: write one or leave the question out.",
                found.faq.span,
            )
    for piece in document.passages:
        if piece.kind == "note" and is_chat(piece.words(text)):
            yield Caution(
                "text.chat_left_in",
                "This line looks like a chat assistant’s own words: it is kept out of the text.",
                (piece.start, piece.end),
            )


def _of_text(document: Document) -> Iterator[Caution]:
    text = document.text
    if document.encoding_assumed:
        yield Caution(
            "text.encoding_assumed",
            "The file is not UTF-8 and was read as Windows-1252: check accents and marks.",
            (0, len(text)),
        )
    if document.mojibake_repaired:
        yield Caution(
            "text.mojibake",
            f"{document.mojibake_repaired} damaged marks (â€œ for “) were repaired: check them.",
            (0, len(text)),
        )
    if document.hidden:
        yield Caution(
            "text.hidden_left_out",
            f"{document.hidden} hidden pieces of text were left out: look for them in the file.",
            (0, 0),
        )
    if document.comments:
        yield Caution(
            "text.comments_left_out",
            f"{document.comments} comments were left out: settle them in the file.",
            (0, 0),
        )
    for piece in document.passages:
        if piece.kind not in ("prose", "item"):
            continue
        for glued in _GLUED.finditer(text, piece.start, piece.end):
            at = glued.start()
            yield Caution(
                "text.glued_sentences",
                f"A space is missing in “{_around(text, at)}”.",
                (at, glued.end()),
            )


def _around(text: str, at: int) -> str:
    words = text[max(0, at - 30) : at + 30].replace("\n", " ")
    return words.split(" ", 1)[-1].rsplit(" ", 1)[0]


def _conflicts(voices: Voices, products: list[FoundProduct]) -> Iterator[Caution]:
    """A brand's founder or employee quoted beside that brand's product."""
    brands: dict[str, ReadProduct] = {}
    for found in products:
        if found.product.brand:
            brands.setdefault(folded(found.product.brand), found.product)
    quoted = {quote.speaker for quote in voices.quotes}
    for person in voices.people:
        if person.name in quoted and person.has_ties:
            brand = _own_brand(person, brands)
            if brand:
                yield Caution(
                    "quote.conflict_of_interest",
                    f"{person.name} ({person.role}) is tied to {brand}, whose product stands here: "
                    "disclose it.",
                    person.span,
                )


def _own_brand(person: Person, brands: dict[str, ReadProduct]) -> str | None:
    organization = f" {folded(person.organization or '')} "
    for key, product in list(brands.items())[:500]:
        if f" {key} " in organization or organization.strip() and organization in f" {key} ":
            return product.brand
    return None


def _bounded(cautions: Iterable[Caution]) -> Iterator[Caution]:
    """At most so many of a kind, the last of which says that there were more."""
    seen: Counter[str] = Counter()
    for caution in cautions:
        seen[caution.code] += 1
        if seen[caution.code] < _MAX_ALIKE:
            yield caution
        elif seen[caution.code] == _MAX_ALIKE:
            yield Caution(caution.code, f"{caution.message} There are more of these.", caution.span)
