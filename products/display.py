"""
All that a page, a feed, markup or a title may say about an offer at a moment.

`display_of(offer, at)` weighs what is on file against the shop's display policy. What may not be
shown is not in the `OfferDisplay`, and so decides no order either: products/leading_offer.py sees
nothing else. Pure: `offer` comes with its retailer, product and current price, `low` from the
price history (the lowest price of the 30 days before; None where it isn't known).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from backoffice.site_settings import current
from products.display_policy import STALE_AFTER, DisplayPolicy, Show
from products.market import REDUCTION_MARKETS
from products.money import Money, shown_amount
from products.price_kinds import (
    STRIKE_WORDS,
    ListPriceKind,
    PriceKind,
    PriceSource,
    VariantKind,
)
from products.shop_links import is_search_or_front

if TYPE_CHECKING:
    from products.models import Offer, PricePoint

# A list price ten times the price is a slip, or bait: no shop takes 90 % off.
IMPLAUSIBLE_FACTOR = 10

# Today's price is lower still: the one struck through is of the days before it came down.
_LOWEST = ("Lowest in the 30 days before:", "")


# What words that readers can't know are told in, below “About this price”.
_NOTES = {
    "reported": "“As reported”: somebody told us of this earlier price; "
    "we didn’t see it ourselves.",
    "manuscript": "“From the manuscript”: the price as our writer handed it in on that day. Nobody "
    "here has looked at the shop since.",
}
_NO_LINK = "Check the price there"


@dataclass(frozen=True, slots=True)
class Strike:
    """A struck-through price, with the words before and after it."""

    before: str
    amount: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDisplay:
    """`price` is "" and `amount` None where no price may be shown, `not_available` "" unless
    somebody saw it. `currency` is the shop's own where no price is shown."""

    offer: int
    product: int
    retailer: str
    market: str
    variant: str
    variant_kind: str
    currency: str
    price: str = ""
    price_kind: str = ""
    amount: Decimal | None = None
    strike: Strike | None = None
    not_available: str = ""
    is_stale: bool = False
    stamp: str = ""  # of `checked_at`, where anything was seen and is shown
    checked_at: datetime | None = None
    reported_on: date | None = None
    disclaimer: str = ""
    notes: tuple[str, ...] = ()
    link: str = ""  # "" with `link_words` where readers have to find the way themselves
    link_words: str = ""
    is_paid: bool = False
    statement: str = ""
    until: datetime | None = None  # the last moment at which this may be shown

    def without_paid_link(self) -> "OfferDisplay":
        """The same where no link may earn."""
        if not self.is_paid:
            return self
        return replace(self, link="", link_words="", is_paid=False, statement="")

    def as_line(self) -> dict[str, Any]:
        """For `products/_offer.html`: a template reads a dict fastest, and asks several times."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = tuple(OfferDisplay.__dataclass_fields__)


def display_of(
    offer: "Offer", at: datetime, low: Money | None = None, *, market: SimpleNamespace | None = None
) -> OfferDisplay:
    """What may be said of the offer at this moment; `market` is the site's, as its settings say."""
    market = market or current().market
    policy = offer.retailer.display_policy
    point = offer.current
    known = point if point and policy.covers(point, at) else None
    shown = known if known and known.price is not None and policy.show == Show.EXACT else None
    facts: dict[str, Any] = _link(offer, policy, is_priced=shown is not None)
    if known:
        facts["not_available"] = _not_available(known, policy)
    if known and shown:
        facts |= {
            "price": shown.text,
            "price_kind": shown.price_kind,
            "amount": shown.money and shown_amount(shown.money),
            "is_stale": at - shown.aged_from > STALE_AFTER,
            "strike": strike_of(shown, low, only_lows=strikes_only_lows(policy, offer, market)),
        }
    if known and (shown or facts["not_available"]):
        facts |= {
            "stamp": policy.stamp,
            "checked_at": known.checked_at,
            "reported_on": None if known.checked_at else known.reported_on,
            "disclaimer": policy.disclaimer.replace("{site}", offer.site),
            "until": known.aged_from + policy.max_age,
        }
        facts["notes"] = tuple(_notes(facts))
    elif not offer.link and policy.show != Show.NEVER and not offer.product.is_prescription:
        facts["link_words"] = _NO_LINK
    return OfferDisplay(
        offer=offer.pk,
        product=offer.product_id,
        retailer=offer.retailer.name,
        market=offer.retailer.market,
        variant=_variant(offer),
        variant_kind=offer.variant_kind,
        currency=shown.currency if shown else offer.retailer.currency,
        **facts,
    )


def _notes(facts: dict[str, Any]) -> Iterator[str]:
    strike = facts.get("strike")
    if strike and strike.before == STRIKE_WORDS[ListPriceKind.REPORTED][0]:
        yield _NOTES["reported"]
    if facts["reported_on"]:
        yield _NOTES["manuscript"]


def strikes_only_lows(policy: DisplayPolicy, offer: "Offer", market: SimpleNamespace) -> bool:
    """
    Whether nothing but the lowest price of 30 days may be struck through.

    By the shop's policy, or as its readers or the site's have that right (docs/rules.md 3.12).
    """
    markets = {offer.retailer.market, market.country}
    return policy.strikes_only_lows or not REDUCTION_MARKETS.isdisjoint(markets)


def strike_of(point: "PricePoint", low: Money | None, *, only_lows: bool) -> Strike | None:
    """The higher price beside this one: above it as shown, plausible, and of an exact price."""
    price, higher = point.money, low if only_lows else point.list_money
    if price is None or higher is None or point.price_kind != PriceKind.EXACT:
        return None
    if higher.currency != price.currency:
        return None
    shown = shown_amount(price)
    if not shown < shown_amount(higher) < IMPLAUSIBLE_FACTOR * shown:
        return None
    before, after = _LOWEST if only_lows else point.strike_words
    return Strike(before, str(higher), after)


def _not_available(known: "PricePoint", policy: DisplayPolicy) -> str:
    """“Out of stock”, where somebody saw it and the shop lets us say it (docs/rules.md 3.19)."""
    if known.is_available or known.checked_at is None or not policy.shows_availability:
        return ""
    return str(known.get_availability_display())


def _link(offer: "Offer", policy: DisplayPolicy, *, is_priced: bool) -> dict[str, Any]:
    """The way to the shop. To a prescription medicine none is paid (docs/rules.md 3.18)."""
    link, is_paid = offer.link, offer.retailer.pays_commission
    if not link or (is_paid and offer.product.is_prescription):
        return {}
    if is_search_or_front(link):
        words = "Search at"
    elif is_priced or policy.show == Show.NEVER:
        words = "View at"
    else:
        words = "Check price at"
    statement = policy.statement if is_paid else ""
    return {"link": link, "link_words": words, "is_paid": is_paid, "statement": statement}


def _variant(offer: "Offer") -> str:
    kind = offer.variant_kind
    label = "" if kind == VariantKind.FULL else VariantKind(kind).label
    return ", ".join(filter(None, [label, offer.variant]))


def why_hidden(offer: "Offer", at: datetime) -> str:
    """Why readers see no price of it at that moment; "" where they do, if they see its host."""
    policy, point = offer.retailer.display_policy, offer.current
    if offer.withdrawn_at:
        return "it is withdrawn"
    if offer.retailer.released_at is None:
        return "its shop waits for release"
    if policy.show != Show.EXACT:
        return "this shop’s terms let no price be shown"
    if point is None or point.price is None:
        return "no price is known"
    if not policy.shows_typed and point.source != PriceSource.FEED:
        return "this shop’s prices come from its feed alone"
    if not policy.covers(point, at):
        hours = round(policy.max_age / timedelta(hours=1))
        return f"this shop’s terms show a price for {hours} hours after the look"
    return ""


def readers_see(offer: "Offer", at: datetime) -> str:
    """What its price line comes to, for the desk, and why where it is no price. No query."""
    reason = why_hidden(offer, at)
    if offer.withdrawn_at or offer.retailer.released_at is None:
        return f"nothing: {reason}"
    display = display_of(offer, at)
    if not reason:
        return f"“{display.price} at {display.retailer}”"
    if display.link:
        return f"“{display.link_words} {display.retailer}”: {reason}"
    return f"“{'At' if display.not_available else 'Sold at'} {display.retailer}”: {reason}"


def why_no_strike(offer: "Offer", display: OfferDisplay) -> str:
    """Why the higher price on file isn't struck through beside the price; "" where it is."""
    point = offer.current
    if not (display.price and point and point.list_price) or display.strike:
        return ""
    if strikes_only_lows(offer.retailer.display_policy, offer, current().market):
        return "only the lowest price of the 30 days before may be, and it isn’t known"
    return "it is no plausible price above an exact one"
