"""
Links beside a price, to the address of an offer and, where the words name none, its shop.

A link around the shop's name is that offer's; so is one to the host that shop is known by. What is
left goes by order, where there are as many links as offers. "here" and "Buy now" are no shop's
name, but the host behind them may tell it. A link around a product's name that leads to nobody
known is not used: it may lead to our own review.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from products.brand_names import normalize_brand_name
from products.shop_hosts import host_of, owner_of

from .gazetteer import Gazetteer
from .money import may_hold_money, money_in
from .plan import ReadOffer, Span
from .reference_marks import without_marks
from .segmentation import Passage

Link = tuple[int, int, str]
# "Buy now", "Shop at Boots", "here": words that lead to a shop.
_BUYING = re.compile(
    r"\b(?:buy|shop|here|order|get it|see (?:it|price)|view|check|available|amazon|kaufen|acheter"
    r"|zum shop)\b",
    re.IGNORECASE,
)
# "$9 at Ulta", "$9, Ulta": the words name the shop themselves.
_NAMED_BEHIND = re.compile(r"\s?(?:(?:at|from|on|via)\s|[,(|–—-]\s?(?=[A-Z]))")


@dataclass(frozen=True, slots=True)
class _Lead:
    """A link of a line: where it leads, whose the host is, and what its words are."""

    url: str
    words: str
    shop: str | None

    def names(self, retailer: str) -> bool:
        called = normalize_brand_name(retailer)
        own = normalize_brand_name(self.shop or "")
        return called in normalize_brand_name(self.words) or (
            bool(own) and is_same_shop(called, own)
        )

    @property
    def sells(self) -> bool:
        """Whether it can be an offer's: a known shop's, around a price, or with a buying word."""
        return bool(self.shop or _BUYING.search(self.words) or money_in(self.words))


class Links:
    """The links of a document, found by place."""

    def __init__(self, text: str, links: Iterable[Link], trade: Gazetteer):
        self._text, self._trade = text, trade
        self._links = sorted(links)
        self._starts = [start for start, *_ in self._links]

    @property
    def addresses(self) -> list[str]:
        """Where all the links lead."""
        return [url for *_, url in self._links]

    def offers_of(
        self, offers: tuple[ReadOffer, ...], spans: Iterable[Span]
    ) -> tuple[ReadOffer, ...]:
        """These offers with the addresses and shops that the links in their lines tell."""
        leads = [lead for span in spans for lead in self._within(*span)] if self._links else []
        return _led(offers, leads) if leads else offers

    def said(self, passage: Passage) -> str:
        """
        The words of a passage; "[$9](ulta.com) or [$8](cvs.com)" says the shop behind each price.
        """
        parts, at = [], passage.body
        for begin, stop, url in self._between(passage.body, passage.end):
            shop = shop_at(url, self._trade) if self._is_price(begin, stop) else None
            if shop and not _NAMED_BEHIND.match(self._text, stop, passage.end):
                parts += [self._text[at:stop], f" at {shop}"]
                at = stop
        said = ("".join(parts) + self._text[at : passage.end]).replace("\n", " ")
        return _without_handles(without_marks(said), self._trade)

    def _is_price(self, begin: int, stop: int) -> bool:
        """Whether a link holds a price and no more words than that."""
        words = self._text[begin:stop].strip()
        sums = money_in(words) if len(words) < 20 else []
        return len(sums) == 1 and (sums[0].start, sums[0].end) == (0, len(words))

    def _between(self, start: int, end: int) -> Iterable[Link]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return self._links[first:last]

    def _within(self, start: int, end: int) -> Iterable[_Lead]:
        for begin, stop, url in self._between(start, end):
            yield _Lead(url, self._text[begin:stop], shop_at(url, self._trade))


_HANDLE = re.compile(r"(?:\b(?:at|from|on|via)\s)?(?<![\w@])@([\w.]{2,40}\w)")


def _without_handles(words: str, trade: Gazetteer) -> str:
    """The words with the brands and shops of their handles: "€31 @boots" is at Boots."""

    def called(handle: re.Match) -> str:
        told = trade.handled(handle[1])
        if not told:
            return handle[0]
        kind, name = told
        is_sold = kind == "shop" and may_hold_money(words[: handle.start()])
        return f"at {name}" if is_sold else name

    return _HANDLE.sub(called, words) if "@" in words else words


def shop_at(url: str, trade: Gazetteer) -> str | None:
    """Whose shop an address is, by the known host it is at or below."""
    return owner_of(host_of(url), trade.domains)


def _led(offers: tuple[ReadOffer, ...], leads: list[_Lead]) -> tuple[ReadOffer, ...]:
    found = list(offers)
    left = list(leads)
    for at, offer in enumerate(found):
        lead = next((one for one in left if offer.retailer and one.names(offer.retailer)), None)
        if lead:
            found[at] = replace(offer, url=offer.url or lead.url)
            left.remove(lead)
    still = [at for at, offer in enumerate(found) if not offer.url]
    left = [lead for lead in left if lead.sells and _is_free(lead, found)]
    if left and len(left) == len(still):
        for at, lead in zip(still, left, strict=True):
            found[at] = _with(found[at], lead)
    return tuple(found)


def _is_free(lead: _Lead, offers: list[ReadOffer]) -> bool:
    """A link to a shop that has an offer already is no other shop's."""
    own = normalize_brand_name(lead.shop or "")
    return not any(
        own and is_same_shop(normalize_brand_name(one.retailer or ""), own) for one in offers
    )


def _with(offer: ReadOffer, lead: _Lead) -> ReadOffer:
    if not offer.retailer:
        return replace(offer, retailer=lead.shop, url=lead.url)
    if lead.shop:  # the words say one shop, the address another: the words are right
        return offer
    return replace(offer, url=lead.url)


def is_same_shop(one: str, other: str) -> bool:
    """Whether two names, as `normalize_brand_name` gives them, are one shop's: "Ulta Beauty"."""
    is_part = one == other or f"{other} ".startswith(f"{one} ")
    return bool(one) and (is_part or one.replace(" ", "") == other.replace(" ", ""))
