"""
The plan of a manuscript: what the importer would create, and nothing written.

Spans are half-open `(start, end)` pairs of code points in `source.text`. `Plan.as_json()` gives
the object that `import_manuscript --dry-run --format json` prints.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """
    `struck` are spans that are struck through; `hidden` words and `comments` were left out.
    """

    name: str
    format: str
    sha256: str
    text: str
    struck: tuple[Span, ...] = ()
    hidden: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """
    A piece of the article, in reading order.

    kind: title, dek, heading, paragraph, list, product_list, faq, table, image or note. `products`
    and `faqs` are indexes into the plan's own; `html` is sanitized. A table has `rows` of one
    length, a `header` (row, column or none) and a `caption`.
    """

    kind: str
    span: Span
    text: str | None = None
    html: str | None = None
    level: int | None = None
    items: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    faqs: tuple[int, ...] = ()
    alt: str | None = None
    ref: str | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    header: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Expert:
    """`name` is without titles: "Dr." is the honorific, "MD" a credential."""

    name: str
    honorific: str | None
    credentials: str | None
    role: str | None
    organization: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Quote:
    """
    One utterance. Its segments are substrings of the source, never altered (docs/rules.md 4.13).

    `speaker` is an expert's name, or None where it can't be told; then `candidates` may hold names.
    """

    speaker: str | None
    candidates: tuple[str, ...]
    kind: str
    segments: tuple[str, ...]
    spans: tuple[Span, ...]
    second_hand: str | None = None


@dataclass(frozen=True, slots=True)
class ReadOffer:
    """Amounts have the precision of `currency`; all of them None where only a retailer is named."""

    retailer: str | None
    url: str | None
    price: Decimal | None
    price_max: Decimal | None
    price_kind: str | None
    list_price: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class ReadProduct:
    """
    `brand` is None where it can't be told; then `name` holds all of it.

    `best_for`, `note`, `pros` and `cons` are what its card says of it, in a pick's own fields:
    "Best overall", "Rating: 9/10".
    """

    brand: str | None
    name: str
    size: str | None
    line: str
    span: Span
    offers: tuple[ReadOffer, ...] = ()
    best_for: str | None = None
    note: str | None = None
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Faq:
    """`question` ends in "?"; `answer` is None where the manuscript has none."""

    question: str
    answer: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """A warning to the editor: a code for machines, a sentence for people."""

    code: str
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Unplaced:
    text: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    source: Source
    title: str
    title_origin: str
    dek: str | None
    blocks: tuple[Block, ...]
    experts: tuple[Expert, ...]
    quotes: tuple[Quote, ...]
    products: tuple[ReadProduct, ...]
    faqs: tuple[Faq, ...]
    tags: tuple[str, ...]
    warnings: tuple[PlanWarning, ...]
    unplaced: tuple[Unplaced, ...]

    def as_json(self) -> dict[str, Any]:
        """The plan as plain dicts, lists, strings and numbers, ready for `json.dumps`."""
        article = {"title": self.title, "title_origin": self.title_origin, "dek": self.dek}
        return {
            "source": _plain(self.source),
            "article": article,
            "blocks": [_block(block) for block in self.blocks],
            "experts": _plain(self.experts),
            "quotes": _plain(self.quotes),
            "products": _plain(self.products),
            "faqs": _plain(self.faqs),
            "tags": _plain(self.tags),
            "warnings": _plain(self.warnings),
            "unplaced": _plain(self.unplaced),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Plan":
        """The plan that `as_json` gave `data` of. KeyError where it is something else."""
        article = data["article"]
        return cls(
            source=_made(Source, data["source"]),
            title=article["title"],
            title_origin=article["title_origin"],
            dek=article["dek"],
            **{
                name: tuple(_made(kind, row) for row in data[name]) for name, kind in _KINDS.items()
            },
            tags=tuple(data["tags"]),
        )


_KINDS = {
    "blocks": Block,
    "experts": Expert,
    "quotes": Quote,
    "products": ReadProduct,
    "faqs": Faq,
    "warnings": PlanWarning,
    "unplaced": Unplaced,
}
_AMOUNTS = frozenset({"price", "price_max", "list_price"})


def _made(kind: type, row: dict[str, Any]) -> Any:
    """A dataclass of its JSON: lists are tuples again, amounts are decimals."""
    return kind(**{key: _value(key, value) for key, value in row.items()})


def _value(key: str, value: Any) -> Any:
    if key == "offers":
        return tuple(_made(ReadOffer, offer) for offer in value)
    if key in _AMOUNTS and value is not None:
        return Decimal(value)
    if isinstance(value, list):
        return tuple(_value("", item) for item in value)
    return value


_BLOCK_KEYS = {
    "title": ("text",),
    "dek": ("text",),
    "heading": ("level", "text"),
    "paragraph": ("text", "html"),
    "list": ("items", "html"),
    "product_list": ("products",),
    "faq": ("faqs",),
    "image": ("alt", "ref"),
    "note": ("text",),
    "table": ("rows", "header", "caption", "html"),
}


def _block(block: Block) -> dict[str, Any]:
    keys = ("kind", "span", *_BLOCK_KEYS[block.kind])
    return {key: _plain(getattr(block, key)) for key in keys}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if hasattr(value, "__dataclass_fields__"):
        return {key: _plain(getattr(value, key)) for key in value.__dataclass_fields__}
    return value
