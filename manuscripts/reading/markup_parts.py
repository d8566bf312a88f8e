"""
What a page's own markup calls a piece of a product's box: its brand, its name, a price, a shop.

Page builders and shops set each in an element of its own and say so in its class, or as schema.org
does: `product-card__vendor`, `ProductEmbedBrand`, `aawp-product__price--old`, `itemprop="brand"`.
Such elements stand on lines of their own, though only the page's style sheet parts them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml import etree

from .money import money_in
from .pick_labels import is_call
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
# "accordion-header", "et_pb_toggle_title", "elementor-tab-title", "faq__heading"
_OPENING = frozenset("accordion toggle collapsible expander expandable faq faqs tab".split())
_OPENERS = frozenset("title header heading button trigger label summary head control".split())
_FAQS = frozenset("faq faqs".split())
_OPENED = frozenset("content body panel collapse text".split())
_FORMER = frozenset("old was compare before crossed strike struck rrp msrp original".split())
_MAX_CLASS = 200  # characters
_MAX_PART = 40  # characters of a brand
_MAX_CALL = 12  # characters
_MAX_OFFER = 60  # characters of a button
_MAX_FORMER = 40  # characters of a former price
_BOX_FOOT = re.compile(r"(?:product|card|offer|embed|pick|deal)\w*[-_]{1,2}footer\b", re.IGNORECASE)


def part_of(element: etree._Element) -> str:
    """What an element is of a product's box; nothing where its markup doesn't say."""
    told = (element.get("itemprop") or "").lower()
    words = _words_of(element)
    if asked := _asks_or_answers(element, told, words):
        return asked
    if told in ("brand", "manufacturer"):
        return "brand"
    if told in ("name", "price", "seller"):
        return {"seller": "shop"}.get(told, told)
    if not words or not _PIECES.isdisjoint(words):
        return ""
    return next((part for part, known in _PARTS.items() if not known.isdisjoint(words)), "")


def _asks_or_answers(element: etree._Element, told: str, words: frozenset[str]) -> str:
    """
    `question` and `answer` where the page calls them so; `toggle` what opens the words below it.

    Blocks of FAQ plug-ins, schema.org's Question, <details>, definition lists, accordions.
    """
    opened = not _OPENING.isdisjoint(words)
    if told in ("acceptedanswer", "suggestedanswer") or element.tag in ("dd", "details"):
        return "answer"
    if "answer" in words or (opened and not _OPENED.isdisjoint(words)):
        return "answer"
    if "question" in words or (told == "name" and _is_of_question(element.getparent())):
        return "question"
    if element.tag in ("summary", "dt") or (
        element.tag in ("button", "a") and element.get("aria-expanded") is not None
    ):
        return "toggle"
    if opened and not _OPENERS.isdisjoint(words):
        return "toggle"
    is_faq = not _FAQS.isdisjoint(words) or (element.get("id") or "").lower() in _FAQS
    of_faq = is_faq or (element.get("itemtype") or "").endswith("/FAQPage")
    return "faq" if of_faq and element.tag in ("div", "section") else ""


def _is_of_question(outer: etree._Element | None) -> bool:
    return outer is not None and (outer.get("itemtype") or "").endswith("/Question")


def stands_apart(element: etree._Element, tag: str) -> bool:
    """Whether an inline piece is glued to the one beside it, and only style parts them."""
    if tag not in _INLINE:
        return False
    if not (part_of(element) or (tag == "a" and _is_offer(element)) or _is_call(element)):
        return False
    before, after = element.getprevious(), element.getnext()
    if before is not None and not before.tail and _are_glued(before, element):
        return True
    return after is not None and not element.tail and _are_glued(element, after)


def _are_glued(one: etree._Element, other: etree._Element) -> bool:
    """Whether two pieces of a box stand side by side with no space between their words."""
    if one.tag not in _INLINE or other.tag not in _INLINE:
        return False
    told = part_of(one) and part_of(other)
    if not told and "a" not in (one.tag, other.tag) and not _is_call(other):
        return False
    left, right = "".join(one.itertext()), "".join(other.itertext())
    return bool(left and right) and not (left[-1].isspace() or right[0].isspace())


def _is_call(element: etree._Element) -> bool:
    """Whether a piece is the call at the end of a button: "$16 at Amazon", "Buy"."""
    return not len(element) and len(element.text or "") < _MAX_CALL and is_call(element.text or "")


def _is_offer(link: etree._Element) -> bool:
    """Whether a link is an offer's button, "$38 at Sephora"."""
    said = "".join(islice(link.itertext(), 20)).strip()
    return len(said) < _MAX_OFFER and bool(money_in(said))


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
    return _words(names[:_MAX_CLASS]) if names else frozenset()


@lru_cache(maxsize=1_000)  # a page has few classes, on many elements
def _words(names: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(names))
