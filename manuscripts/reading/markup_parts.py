"""
What a page's own markup calls a piece of a product's box: its brand, its name, a price, a shop.

Page builders and shops set each in an element of its own and say so in its class, or as schema.org
does: `product-card__vendor`, `ProductEmbedBrand`, `aawp-product__price--old`, `itemprop="brand"`.
Such elements stand on lines of their own, though only the page's style sheet parts them.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from .money import money_in
from .segmentation import Passage

_INLINE = frozenset("span a b strong em i s del ins small button label data bdi mark u".split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PARTS = {
    "brand": frozenset("brand vendor manufacturer maker".split()),
    "shop": frozenset("retailer merchant seller store".split()),
    "price": frozenset("price pricing prices cost saved saving savings".split()),
    "name": frozenset("title name hed headline heading".split()),
    "beside": frozenset("button btn cta badge ribbon rating stars size description label".split()),
}
# A price's own pieces: "$", "16", ".", "97".
_PIECES = frozenset(
    "symbol currency whole decimal fraction integer cents prefix suffix amount sign sup".split()
)
_FORMER = frozenset("old was compare before crossed strike struck rrp msrp original".split())
_MAX_CLASS = 200  # characters
_MAX_PART = 40  # characters of a brand
_MAX_FORMER = 40  # characters of a former price
_BOX_FOOT = re.compile(r"(?:product|card|offer|embed|pick|deal)\w*[-_]{1,2}footer\b", re.IGNORECASE)


def part_of(element: etree._Element) -> str:
    """What an element is of a product's box; nothing where its markup doesn't say."""
    told = (element.get("itemprop") or "").lower()
    if told in ("brand", "manufacturer"):
        return "brand"
    if told in ("name", "price", "seller"):
        return {"seller": "shop"}.get(told, told)
    words = _words_of(element)
    if not words or not _PIECES.isdisjoint(words):
        return ""
    return next((part for part, known in _PARTS.items() if not known.isdisjoint(words)), "")


def stands_apart(element: etree._Element, tag: str) -> bool:
    """Whether an inline piece is glued to the one beside it, and only style parts them."""
    if tag not in _INLINE or not part_of(element):
        return False
    before, after = element.getprevious(), element.getnext()
    return (before is not None and _is_glued(before, before.tail, element)) or (
        after is not None and _is_glued(after, element.tail, element)
    )


def _is_glued(other: etree._Element, between: str | None, element: etree._Element) -> bool:
    if between or other.tag not in _INLINE:
        return False
    return bool(part_of(other)) or "a" in (other.tag, element.tag)


def is_former(element: etree._Element) -> bool:
    """Whether the class of a price says that it is what something cost before."""
    words = _words_of(element)
    if not words or _FORMER.isdisjoint(words):
        return False
    if "price" not in words and "price" not in _words_of(element.getparent()):
        return False
    said = "".join(islice(element.itertext(), 20)).strip()
    return len(said) < _MAX_FORMER and bool(money_in(said))


def is_box_foot(element: etree._Element) -> bool:
    """Whether this is the foot of a product's box, where its price stands, and not of the page."""
    return bool(_BOX_FOOT.search((element.get("class") or "")[:_MAX_CLASS]))


def called_brands(text: str, passages: Iterable[Passage]) -> Iterator[str]:
    """The words of elements that the page itself calls brands."""
    for passage in passages:
        if passage.part == "brand" and passage.kind not in ("around", "image"):
            words = passage.words(text).strip()
            if _is_name(words):
                yield words


def _is_name(words: str) -> bool:
    short = 1 < len(words) <= _MAX_PART and len(words.split()) <= 5
    return short and words[-1] not in ".:;?" and not money_in(words)


def _words_of(element: etree._Element | None) -> frozenset[str]:
    names = element.get("class") if element is not None else None
    if not names:
        return frozenset()
    return frozenset(word.lower() for word in _WORDS.findall(names[:_MAX_CLASS]))
