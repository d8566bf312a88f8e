"""The way through a manuscript, from its bytes to its plan."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from .apostrophes import as_written, folded
from .authors import authors
from .brands import houses_in
from .decoding import UnreadableManuscript
from .document import Document, open_document
from .found_products import FoundProduct
from .front_matter import FrontMatter, doubled_title, listed, read_front_matter
from .gazetteer import Gazetteer
from .links import Links
from .lists import list_html, list_item
from .markup_parts import called_brands
from .money import forget_amounts, money_in, struck_out
from .people import People
from .plain_tables import read_table, table_html, tables_in
from .plan import Block, Plan, Source, Unplaced
from .plan_warnings import all_warnings
from .product_lines import find_products
from .questions import FoundFaq, doubled_headings, find_faqs
from .quotes import DEK, extract_quotes
from .segmentation import Passage
from .stacked_brands import stacked_brands
from .tags import suggested_tags

# What is read becomes rows that an editor decides about; the longest list of products is a tenth.
MAX_PROPOSALS = 3_000
MAX_QUOTES = 300  # an article's form shows them all; a long interview has forty
MAX_STRUCK = 3_000  # of which a plan tells where they stand
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
    The plan of a manuscript; UnreadableManuscript where the bytes are none, or too much to review.

    `name` is the file's: its ending tells the format. Names on file count before the common ones
    of the trade.
    """
    try:
        return _read(data, name, known_brands, known_retailers)
    finally:
        forget_amounts()


def _read(
    data: bytes, name: str, known_brands: Iterable[str], known_retailers: Iterable[str]
) -> Plan:
    document = open_document(data, name)
    written = document.text
    document = replace(document, text=folded(written))
    text = document.text
    pieces = list(document.passages)
    front = read_front_matter(text, pieces)
    document = _said_once(document, front)
    pieces = list(document.passages)
    named_brands = (*known_brands, *listed(text, pieces, what="brands"))
    called = (*known_brands, *called_brands(text, pieces))
    trade = Gazetteer(called, known_retailers)
    if guessed := set(stacked_brands(text, pieces, trade)):
        trade = Gazetteer(called, known_retailers, sorted(guessed))

    taken = {at for at in (front.title_at, front.dek_at) if at is not None}
    free = [
        index
        for index, piece in enumerate(pieces)
        if index not in taken and piece.kind not in _NO_WORDS
    ]
    priced = struck_out(text, document.struck)
    links = Links(priced, document.links, trade)
    houses = (*named_brands, *houses_in(text))
    products = find_products(priced, pieces, free, trade, houses, links, MAX_PROPOSALS)
    lines = {index for found in products for index in found.passages}
    faqs = find_faqs(document.valid_text, pieces, taken | lines)
    products = _outside(products, faqs)
    _refuse_endless(name, len(products) + len(faqs))

    brands = tuple(found.product.brand for found in products if found.product.brand)
    people = People(trade, (*named_brands, *brands, *authors(text, pieces, front.title_at)))
    extraction = extract_quotes(
        text,
        _voiced(text, pieces, front, products),
        people,
        headings={
            (one.body, one.end): one.level if one.kind == "heading" else DEK
            for one in pieces
            if one.kind in ("heading", "dek")
        },
        set_apart=_set_apart(text, pieces),
    )
    found = (products, faqs, extraction.people, extraction.quotes)
    _refuse_endless(name, sum(len(kind) for kind in found))
    _refuse_endless(name, len(extraction.quotes), "quotes", MAX_QUOTES)
    products_read = tuple(found.product for found in products)
    blocks, unplaced = _blocks(document, front, products, faqs)
    plan = Plan(
        source=Source(
            name,
            document.format,
            hashlib.sha256(data).hexdigest(),
            text,
            struck=tuple(document.struck[:MAX_STRUCK]),
            hidden=document.hidden_words,
            comments=document.comment_words,
        ),
        title=front.title,
        title_origin=front.origin,
        dek=front.dek,
        blocks=tuple(blocks),
        experts=tuple(person.expert() for person in extraction.people),
        quotes=extraction.quotes,
        products=products_read,
        faqs=tuple(found.faq for found in faqs),
        tags=suggested_tags(text, listed(text, pieces, what="tags")),
        warnings=tuple(
            all_warnings(document, priced, front, products, faqs, extraction, people, trade, houses)
        ),
        unplaced=tuple(unplaced),
    )
    return as_written(plan, written)


def _said_once(document: Document, front: FrontMatter) -> Document:
    """
    What is said twice as a note: the title above the article, and the second FAQ heading of two.
    """
    pieces = list(document.passages)
    doubled = doubled_headings(document.text, pieces) | doubled_title(document.text, pieces, front)
    passages = (
        replace(piece, kind="note") if index in doubled else piece
        for index, piece in enumerate(pieces)
    )
    return replace(document, passages=tuple(passages)) if doubled else document


def _refuse_endless(
    name: str,
    count: int,
    what: str = "people, quotes, products and questions",
    most: int = MAX_PROPOSALS,
) -> None:
    if count > most:
        raise UnreadableManuscript(
            f"{name} holds more {what} than one manuscript may have, {most:,}: split it into "
            "single articles."
        )


def _outside(products: list[FoundProduct], faqs: list[FoundFaq]) -> list[FoundProduct]:
    """Product lines that a question's answer does not hold; of one told twice, the others."""
    held = {index for found in faqs for index in found.passages}
    kept = []
    for found in products:
        passages = tuple(index for index in found.passages if index not in held)
        if len(passages) == len(found.passages):
            kept.append(found)
        elif passages and found.passages[0] not in held:
            kept.append(replace(found, passages=passages))
    return kept


_CAPTION = re.compile(
    r"[“\"«][^“”\"«»\n]{3,300}[”\"»]|(?<!\w)‘[^‘’\n]{3,150}(?:’[a-z][^‘’\n]{0,150}){0,5}[,.?!]’"
)
# "[PHOTO: Rocco Bellandi, barber and owner of Bellandi & Sons, at work.]"
_SHOWN = re.compile(r"\[(?:photos?|caption|images?|pictured?) ?: ?[A-Z].{30}", re.IGNORECASE)


def _voiced(
    text: str, pieces: list[Passage], front: FrontMatter, products: list[FoundProduct]
) -> list[tuple[int, int]]:
    """Where somebody may speak: the prose, lists, and captions, cells and cards that quote."""
    in_products = {index for found in products for index in found.passages}
    tables = {pieces[index].table for index in in_products} - {None}
    spans: list[tuple[int, int]] = []
    for index, piece in enumerate(pieces):
        if index == front.title_at:
            continue
        is_head = piece.table in tables and (not index or pieces[index - 1].table != piece.table)
        if piece.cells and (index in in_products or is_head):
            cells = ((cell.start, cell.end) for cell in piece.cells)
            spans += [cell for cell in cells if _CAPTION.search(text, *cell)]
            continue
        is_prose = piece.kind in _VOICED and index not in in_products
        quotes = piece.kind in (*_VOICED, "note") and _is_caption(text, piece)
        if is_prose or quotes:
            spans.append((piece.body, piece.end))
    return spans


_DASHES = "—–-"


def _set_apart(text: str, pieces: list[Passage]) -> set[tuple[int, int]]:
    """Block quotations without marks, of any length, above a line like "— Iona Bell"."""
    found: set[tuple[int, int]] = set()
    run: list[Passage] = []
    for piece in pieces:
        if run and (text[piece.start] in _DASHES or piece.quoted and _is_name(text, piece)):
            found |= {(one.body, one.end) for one in run}
        is_set = piece.quoted and piece.kind == "prose"
        run = [*run, piece] if is_set and not _CAPTION.search(text, piece.start, piece.end) else []
    return found


_NAME = re.compile(
    r"(?:(?:Drs?|Prof|Professor|M[rsx]s?)\.? )?[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){1,3}(?:,.{2,70})?"
)


def _is_name(text: str, piece: Passage) -> bool:
    """Who is cited, on the last line of a block quotation."""
    return bool(_NAME.fullmatch(text, piece.body, piece.end))


def _is_caption(text: str, piece: Passage) -> bool:
    return bool(
        _CAPTION.search(text, piece.start, piece.end) or _SHOWN.match(text, piece.start, piece.end)
    )


def _blocks(
    document: Document,
    front: FrontMatter,
    products: list[FoundProduct],
    faqs: list[FoundFaq],
) -> tuple[list[Block], list[Unplaced]]:
    product_at = {index: n for n, one in enumerate(products) for index in one.passages}
    faq_at = {index: n for n, one in enumerate(faqs) for index in one.passages}
    front_at = (front.title_at, front.dek_at)
    table_at = tables_in(document.passages, {*product_at, *faq_at}, front_at)
    heads = _heads(document, {*product_at})
    blocks: list[list[Block]] = []
    unplaced: list[Unplaced] = []
    listed: set[int] = set()
    for index, piece in enumerate(document.passages):
        span = (piece.start, piece.end)
        if index in faq_at:
            _grow(blocks, Block("faq", span, faqs=(faq_at[index],)), unplaced)
        elif index in product_at:
            # A review may stand between the lines of one product: it is listed once.
            fresh = {product_at[index]} - listed
            listed |= fresh
            _grow(blocks, Block("product_list", span, products=tuple(fresh)), unplaced)
        elif index in table_at:
            if index == table_at[index][0]:
                blocks.append([_table_block(document, table_at[index])])
        elif index in heads:
            unplaced += _unplaced(document, replace(piece, reason=_HEAD))
        elif piece.kind in ("rule", "around") and index not in front_at:
            unplaced += _unplaced(document, piece)
        else:
            _grow(blocks, _plain_block(document, index, front), unplaced)
    return list(_with_list_html(document, map(_joined, blocks))), unplaced


_HEAD = "the head of a table whose rows are products"


def _heads(document: Document, listed: Container[int]) -> set[int]:
    """The first rows of tables whose other rows are products: without them they say nothing."""
    tables = {piece.table for at, piece in enumerate(document.passages) if at in listed} - {None}
    found = set()
    for index, piece in enumerate(document.passages):
        if piece.kind == "row" and piece.table in tables:
            tables.discard(piece.table)
            if index not in listed and not money_in(piece.words(document.text)):
                found.add(index)
    return found


def _with_list_html(document: Document, blocks: Iterable[Block]) -> Iterator[Block]:
    starts = [piece.start for piece in document.passages]
    for block in blocks:
        if block.kind != "list":
            yield block
            continue
        first, end = (bisect_left(starts, at) for at in block.span)
        items = (
            list_item(document.text, piece, document.inline(piece.body, piece.end).strip())
            for piece in document.passages[first:end]
            if piece.kind in ("item", "row")
        )
        yield replace(block, html=list_html(items))


def _unplaced(document: Document, piece: Passage) -> Iterator[Unplaced]:
    if piece.end > piece.start:
        reason = piece.reason or "no words: a rule or stray marks"
        words = document.text[piece.start : piece.end]
        yield Unplaced(words, (piece.start, piece.end), reason)


def _table_block(document: Document, indexes: list[int]) -> Block:
    passages = [document.passages[index] for index in indexes]
    table = read_table(document.valid_text, passages)
    marked = read_table(document.text, passages, document.lines_inline)
    return Block(
        "table",
        (passages[0].start, passages[-1].end),
        rows=table.rows,
        header=table.header,
        caption=table.caption,
        html=table_html(
            marked.rows, marked.header, marked.caption, has_row_heads=marked.has_row_heads
        ),
    )


def _plain_block(document: Document, index: int, front: FrontMatter) -> Block:
    piece = document.passages[index]
    words, span = piece.words(document.valid_text), (piece.start, piece.end)
    words = re.sub("  +", " ", words).strip() if document.struck else words
    if index == front.title_at:
        return Block("title", span, text=front.title)
    if index == front.dek_at:
        return Block("dek", span, text=front.dek)
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


def _grow(blocks: list[list[Block]], block: Block, unplaced: list[Unplaced]) -> None:
    """Neighboring items, product lines and questions are one block."""
    if blocks and _grows(blocks[-1][-1], block, unplaced):
        blocks[-1].append(block)
    else:
        blocks.append([block])


def _joined(run: list[Block]) -> Block:
    """A question of several passages is named once."""
    if len(run) == 1:
        return run[0]
    return Block(
        run[0].kind,
        (run[0].span[0], run[-1].span[1]),
        items=tuple(item for block in run for item in block.items),
        products=tuple(at for block in run for at in block.products),
        faqs=tuple(one for one, _ in groupby(at for block in run for at in block.faqs)),
    )


def _grows(last: Block, block: Block, unplaced: list[Unplaced]) -> bool:
    is_parted = bool(unplaced) and unplaced[-1].span[0] >= last.span[1]
    is_list = block.kind in ("list", "product_list", "faq")
    return is_list and last.kind == block.kind and not is_parted
