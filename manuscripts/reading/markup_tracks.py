"""
What an editor did to a text in Word or Google Docs: deletions tracked, comments beside it.

Deletions go (docs/rules.md 7.10) and no comment reaches an article (7.5).
"""

import re

from lxml import etree

from .money import money_in

_COMMENT_ID = re.compile(r"cmnt\d+")
_WORD_COMMENTS = re.compile(r"mso-element\s*:\s*comment(?:-list)?\b", re.IGNORECASE)
_WORD_ANCHOR = re.compile(r"#_(?:msocom|com)_\d+")
_COMMENT_CLASSES = frozenset({"msocomanchor", "msocomoff", "msocomtxt", "MsoCommentReference"})
_LONGEST_AMOUNT = 30
_PRICE = re.compile(r"price|amount|\bwas\b", re.IGNORECASE)


def is_deleted(element: etree._Element, tag: str) -> bool:
    """
    Whether this is the deletion of a tracked change.

    It names who made it or when, or stands beside what was put in its place. A shop's page marks a
    former price up alike, in elements whose classes say that they are prices, or as two amounts.
    """
    if "msoDel" in (element.get("class") or "").split():
        return True
    if tag != "del":
        return False
    if element.get("cite") is not None or element.get("datetime") is not None:
        return True
    inserted = _insertion_beside(element)
    if inserted is None or _is_of_price(element):
        return False
    return not (_is_amount(element) and _is_amount(inserted))


def _insertion_beside(element: etree._Element) -> etree._Element | None:
    after, before = element.getnext(), element.getprevious()
    if after is not None and after.tag == "ins" and not (element.tail or "").strip():
        return after
    if before is not None and before.tag == "ins" and not (before.tail or "").strip():
        return before
    return None


def _is_amount(element: etree._Element) -> bool:
    """Whether all of it is one amount with its currency: "$24.00", "12,95 €"."""
    words = "".join(element.itertext()).strip()
    found = money_in(words) if len(words) <= _LONGEST_AMOUNT else ()
    return (
        len(found) == 1
        and not any(map(str.isalnum, words[: found[0].start]))
        and (not any(map(str.isalnum, words[found[0].end :])))
    )


def _is_of_price(element: etree._Element) -> bool:
    around = [element, element.getparent(), *element.iter("span", "bdi")]
    return any(_PRICE.search(one.get("class") or "") for one in around if one is not None)


def is_comment(element: etree._Element, tag: str, *, has_google_comments: bool) -> int | None:
    """How many comments this holds; 0 for the anchor of one in the text, None for anything else."""
    classes = (element.get("class") or "").split()
    if _COMMENT_CLASSES.intersection(classes):
        return 0
    if tag == "a" and _WORD_ANCHOR.match(element.get("href") or ""):
        return 0
    style = element.get("style") or ""
    if "comment" in style and _WORD_COMMENTS.search(style):
        inner = sum("mso-element:comment" in (one.get("style") or "").replace(" ", "")
                    for one in element.iterdescendants("div"))  # fmt: skip
        return max(1, inner)
    if has_google_comments and tag in ("div", "p"):
        first = next(iter(element.iter("a")), None)
        if first is not None and _COMMENT_ID.fullmatch(first.get("id") or ""):
            return 1
    return None
