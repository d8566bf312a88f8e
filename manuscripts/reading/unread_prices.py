"""
What stands beside a price and was not read: a whole line, a shop's name, a link.

An editor looks at it; what nobody says is lost when the words become a product.
"""

import re
from collections.abc import Container, Iterator

from .gazetteer import Gazetteer
from .money import money_in
from .offers import shops_in
from .plan import PlanWarning, ReadProduct
from .segmentation import Passage
from .vocabulary import NO_SHOP

_MAX_LINE = 300
_SHOWN = 120  # characters of a line in a warning
_NAME_FIRST = re.compile(r"\S.{1,120}?\s?[:–—,(|-]\s?$")
_LED = re.compile(r"(?:\b(?:at|on|via|through|bei|chez)|@)\s+(?:the\s+)?([^\s,;)]+)", re.IGNORECASE)


def unread_lines(
    text: str, passages: tuple[Passage, ...], read: Container[int], trade: Gazetteer
) -> Iterator[PlanWarning]:
    """Lines shaped as a product's, name, price and shop, that are none; `read` are taken ones."""
    for index, passage in enumerate(passages):
        is_short = passage.end - passage.body <= _MAX_LINE
        if index in read or not is_short or passage.kind not in ("prose", "item", "heading"):
            continue
        words = passage.words(text)
        sums = [one for one in money_in(words) if one.role != "none"]
        if not sums or not _NAME_FIRST.match(words[: sums[0].start]) or words.endswith("."):
            continue
        if any(shop.name in trade.retailers or shop.url for shop in shops_in(words, trade)):
            yield PlanWarning(
                "line.price_unread",
                f"A price and a shop stand in “{words[:_SHOWN]}”, but it was not read as a "
                "product’s line: it stays in the text.",
                (passage.start, passage.end),
            )


def unread_shop(product: ReadProduct) -> Iterator[PlanWarning]:
    """A word that leads to a shop, behind the price of an offer for which none was read."""
    if all(offer.retailer or offer.url for offer in product.offers):
        return
    sums = money_in(product.line)
    told = _LED.search(product.line, sums[0].end) if sums else None
    if told and told[1].lower().strip(".:") not in NO_SHOP and not money_in(told[1]):
        yield PlanWarning(
            "price.shop_unread",
            f"The shop of “{product.name}” was not read; the manuscript has “{told[0]}”: name it.",
            product.span,
        )
