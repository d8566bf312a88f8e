"""
The tail of a product line, "$19 (originally $31) on Amazon or Walmart", to offers.

Amounts and shops are read in order. An amount opens an offer, shops behind it join it, a former
price goes with the amount beside it. Shops that share an amount get an offer each, list price
included (docs/rules.md 7.17); shops with amounts of their own keep them (7.18).
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

from products.brand_names import normalize_brand_name

from .gazetteer import Gazetteer
from .money import Money, empty_prices, money_in
from .plan import ReadOffer
from .shops import Shop, shops_in
from .vocabulary import OFFER_WORDS


@dataclass(slots=True)
class _Priced:
    """An amount with the shops that ask it, while a line is read."""

    money: Money
    shops: list[Shop] = field(default_factory=list)
    former: Money | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """What a tail says: its offers, and what an editor should look at."""

    offers: tuple[ReadOffer, ...] = ()
    shared: bool = False
    unclear: bool = False
    parted: bool = False  # other words stand between its prices


_WORD = re.compile(r"[^\W_](?:[\w’'-]*[^\W_])?|[$£€]")
_MEASURE = re.compile(r"[\d½]+(?:ml|mL|g|oz)?")


def _is_filling(words: str) -> bool:
    """Whether these may stand between the prices and shops of one product: "now only … at"."""
    return all(
        part in OFFER_WORDS or _MEASURE.fullmatch(part)
        for word in _WORD.findall(words)
        for part in ((word.lower(),) if word.lower() in OFFER_WORDS else word.lower().split("-"))
    )


_NAMED = re.compile(r"[A-Z][\w’'.+-]*(?: (?:&|[A-Z0-9][\w’'.+-]*))+")


def offers_in(tail: str, trade: Gazetteer) -> Offers:
    """The offers of a product line from behind its name."""
    sums = money_in(tail)
    amounts = [one for one in sums if one.role != "none"]
    # The "Euro" of "1,63 Euro" and the "A" of "A$29" are no shops.
    shops = [
        shop
        for shop in shops_in(tail, trade)
        if not any(one.start < shop.end and shop.start < one.end for one in sums)
    ]
    events = _in_order(amounts, shops)
    own = _own(tail, events, sums, trade)
    priced, loose, unclear = _priced(tail, own, _leading(tail, own))
    offers = []
    for one in priced:
        named: list[Shop | None] = [*one.shops] or [None]
        offers += [_offer(one, shop) for shop in named]
    if not priced and (asked := _suggested(tail, amounts)):
        priced = [_Priced(asked, loose)]
        offers = [_offer(priced[0], shop) for shop in (*loose, *[None] * (not loose))]
    if not priced:
        offers = [ReadOffer(shop.name, shop.url, None, None, None, None, None) for shop in loose]
    shared = any(len({shop.name for shop in one.shops}) > 1 for one in priced)
    gaps = list(_gaps(tail, own, sums))
    last = max((at for at, (one, _) in enumerate(gaps) if isinstance(one, Money)), default=-1)
    parted = len(own) < len(events) or any(
        gap and (at <= last or _CLAUSE.search(gap)) for at, (_, gap) in enumerate(gaps)
    )
    return Offers(_without_twins(offers), shared=shared, unclear=unclear, parted=parted)


_CLAUSE = re.compile(r"[;.!?]\s")
_SUGGESTED = re.compile(
    r"\b(?:[mr]?s?rp|rrp|uvp|(?:list|retail|regular|full) price)\W{0,3}\Z", re.IGNORECASE
)


def _suggested(tail: str, amounts: list[Money]) -> Money | None:
    """ "(SRP $16.99, Target)": what makers suggest is the price where no other is told."""
    asked = amounts[0] if len(amounts) == 1 else None
    is_suggested = asked and _SUGGESTED.search(tail, max(0, asked.start - 16), asked.start)
    return replace(asked, role="price") if asked and is_suggested else None


def offers_at(text: str, start: int, stop: int, trade: Gazetteer) -> tuple[Offers, int]:
    """
    The offers that begin here within a sentence, and where they end.

    They end where other words than those of an offer come: what follows may be another product's.
    """
    tail = text[start:stop]
    sums = money_in(tail)
    amounts = [one for one in sums if one.role != "none"]
    shops = [
        shop
        for shop in shops_in(tail, trade)
        if not any(one.start < shop.end and shop.start < one.end for one in sums)
    ]
    end = amounts[0].end if amounts else 0
    at_price = True
    for event, gap in _gaps(tail, _in_order(amounts, shops), sums):
        if gap or event.start - end > _FAR or ";" in tail[end : event.start]:
            break
        if (
            isinstance(event, Shop)
            and _OPENS.fullmatch(tail, end, event.start)
            and (at_price or _has_own_amount(tail, event, sums))
        ):
            break
        at_price = isinstance(event, Money)
        end = max(end, event.end)
    return offers_in(tail[:end], trade), start + end


_OPENS = re.compile(r",?\s(?:and|while|but|whereas|though)\s")
_ASKS = re.compile(r"\s[a-z’][^,;:.(|\d]{1,30}")


def _has_own_amount(tail: str, shop: Shop, sums: tuple[Money, ...]) -> bool:
    """ "$9.50, and Boots does it for $8": the shop opens a clause with an amount of its own."""
    behind = next((one.start for one in sums if one.start >= shop.end), None)
    return behind is not None and bool(_ASKS.fullmatch(tail, shop.end, behind))


_FAR = 45  # characters between a price and the shop or former price that goes with it


def is_offer_alone(words: str, trade: Gazetteer) -> bool:
    """Whether a line holds a price, its shops and the words that go with them, and no more."""
    sums = money_in(words)
    if not any(one.role != "none" for one in sums) and not empty_prices(words):
        return False
    parts, at = [], 0
    first = sums[0].start if sums else 0
    # Before the price only a shop that is known is one: other words there are the product's name.
    shops = [
        shop
        for shop in shops_in(words, trade)
        if shop.start > first or trade.retailers.end_at(words, shop.start) > shop.start or shop.url
    ]
    spans = empty_prices(words) + [(one.start, one.end) for one in sums]
    spans += [(shop.start, shop.end) for shop in shops]
    for start, end in sorted(spans):
        if start >= at:
            parts.append(words[at:start])
        at = max(at, end)
    return _is_filling(" ".join([*parts, words[at:]]))


def leads_to_price(words: str) -> bool:
    """Whether words before a price are no product's name: "Around", "Price:", "From"."""
    return _is_filling(words)


def _own(
    tail: str, events: list[Money | Shop], sums: tuple[Money, ...], trade: Gazetteer
) -> list[Money | Shop]:
    """The amounts and shops up to where another product is named between two of them."""
    for at, (_, gap) in enumerate(_gaps(tail, events, sums)):
        is_priced = gap and any(isinstance(one, Money) for one in events[at:])
        if is_priced and (_NAMED.search(gap) or _has_brand(gap, trade)):
            return events[:at]
    return events


_CAPITAL = re.compile(r"(?<![\w’'.&-])[A-Z]")


def _has_brand(gap: str, trade: Gazetteer) -> bool:
    return any(trade.brands.end_at(gap, at.start()) > at.start() for at in _CAPITAL.finditer(gap))


def _gaps(
    tail: str, events: list[Money | Shop], sums: tuple[Money, ...]
) -> Iterator[tuple[Money | Shop, str]]:
    """Each amount and shop behind the first amount, with the strange words that lead to it."""
    known = sorted([*((one.start, one.end) for one in sums), *((s.start, s.end) for s in events)])
    end, at = None, 0
    for event in events:
        while at < len(known) and known[at][1] <= event.start:
            end = max(end or 0, known[at][1])
            at += 1
        gap = tail[end : event.start] if end is not None else ""
        yield event, "" if _is_filling(gap) else gap


def _in_order(amounts: list[Money], shops: list[Shop]) -> list[Money | Shop]:
    return sorted([*amounts, *shops], key=lambda one: one.start)


_OR_AT = re.compile(r"[,;]\s(?:or|and|but)\s(?:at|from|in)\s\Z")
_LEADS = re.compile(r"\s?[:–—]?\s?(?:(?:for|at|from|ab|je|now|für|à|is)\s)?")


def _leading(tail: str, events: list[Money | Shop]) -> set[int]:
    """Where shops stand that lead to the price behind them: "€21 at Douglas, at Rossmann €23"."""
    found = set()
    for before, shop, behind in zip(events, events[1:], events[2:], strict=False):
        if not (isinstance(shop, Shop) and isinstance(behind, Money)):
            continue
        between = tail[before.end : shop.start]
        is_parted = any(mark in between for mark in ",;/|·")
        if isinstance(before, Money):  # "€12 in most, or at Monoprix for €13"
            is_parted = bool(_OR_AT.search(between)) and tail[shop.end : behind.start].strip() != ""
        if is_parted and _LEADS.fullmatch(tail, shop.end, behind.start):
            found.add(shop.start)
    return found


def _priced(
    tail: str, events: list[Money | Shop], leading: Container[int]
) -> tuple[list[_Priced], list[Shop], bool]:
    """Amounts with their shops; shops without an amount; whether an amount stayed unclear."""
    # "Amazon $19, Sephora $22" names the shop first, "$19 at Amazon, $22 at Sephora" the amount.
    shop_first = bool(events) and isinstance(events[0], Shop)
    priced: list[_Priced] = []
    loose: list[Shop] = []
    former: Money | None = None
    unclear = False
    for index, event in enumerate(events):
        if isinstance(event, Shop):
            more = any(isinstance(later, Money) for later in events[index + 1 :])
            is_next = not priced or event.start in leading or (shop_first and more)
            (loose if is_next else priced[-1].shops).append(event)
            continue
        if _is_former(event, priced, events[index + 1 :]):
            if priced and not priced[-1].former and not _reopens(events[index + 1 :]):
                priced[-1].former = event
            else:
                former = event
        elif priced and _is_now(event, priced[-1], events[index + 1 :]):
            # "First Aid Beauty’s $40 Limited Edition … marked down to $15"
            priced[-1] = _Priced(event, priced[-1].shops, former=priced[-1].money)
        elif priced and not priced[-1].shops and not loose:
            unclear = unclear or priced[-1].money.currency == event.currency
            between = tail[priced[-1].money.end : event.start]
            priced[-1] = _beside(priced[-1], event, alone=len(events) == 2, between=between)
        else:
            priced.append(_Priced(event, shops=loose, former=former))
            loose, former = [], None
    return priced, loose, unclear


def _is_now(event: Money, before: _Priced, later: list[Money | Shop]) -> bool:
    """Whether an amount is what the one before it was cut to, at its shop where it has one."""
    if event.role != "now" or before.former:
        return False
    is_less = event.low < before.money.low and event.currency == before.money.currency
    return not before.shops or (is_less and not any(isinstance(one, Shop) for one in later))


def _beside(before: _Priced, now: Money, *, alone: bool, between: str) -> _Priced:
    """
    A price right behind another: "$54 $43 at Amazon", "$54 → $43" is what it was cut to.

    "€9 €20" alone is what the smallest and the largest size cost in a shop's box.
    """
    money = before.money
    is_arrow = bool(_ARROW.fullmatch(between))
    is_plain = len(between) == 1 or is_arrow
    if not is_plain or before.former or money.high or now.high or money.currency != now.currency:
        return before
    if now.low < money.low:
        return _Priced(now, former=money)
    rises = alone and not is_arrow and money.low < now.low and money.role == now.role == "price"
    return _Priced(replace(money, high=now.low)) if rises else before


_ARROW = re.compile(r"\s?(?:[-–—=]{1,3}>|[→➔➜⇒»›>]{1,2})\s?")


def _is_former(money: Money, priced: list[_Priced], later: list) -> bool:
    if money.role == "was":
        # "(originally $31)" alone still is what the shop once asked, and no price.
        return True
    if money.role == "from" and priced and not priced[-1].former:
        # "on sale for $14 from $28"
        return priced[-1].money.low < money.low and not money.high
    return False


def _reopens(later: list) -> bool:
    """In "$19 at A, was $25, now $22 at B" the former price goes with what comes."""
    return bool(later) and isinstance(later[0], Money) and later[0].role == "now"


def _offer(one: _Priced, shop: Shop | None) -> ReadOffer:
    return offer_of(one.money, one.former, shop)


def offer_of(money: Money, former: Money | None, shop: Shop | None) -> ReadOffer:
    """The offer of an amount, at a shop where one is told; the former one may be its list price."""
    if former and (former.currency != money.currency or former.low <= money.low):
        former = None
    kind = "range" if money.high else money.role if money.role in ("from", "about") else "exact"
    return ReadOffer(
        retailer=shop.name if shop else None,
        url=shop.url if shop else None,
        price=money.low,
        price_max=money.high,
        price_kind=kind,
        list_price=former.low if former else None,
        currency=money.currency,
    )


def _without_twins(offers: list[ReadOffer]) -> tuple[ReadOffer, ...]:
    seen, kept = set(), []
    for offer in offers:
        key = (normalize_brand_name(offer.retailer or ""), offer.price)
        if key not in seen:
            seen.add(key)
            kept.append(offer)
    return tuple(kept)
