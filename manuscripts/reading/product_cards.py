"""
Products told on several lines: a name, perhaps a size, prices, where to buy, and what we think.

    Bevel Shave Cream, 4 oz          ### 1. Gold Bond Firming Cream
    $16.95                           Was: $16.97
    Target                           Now: $12.97
                                     SHOP AT WALMART
                                     Pros: …

An offer stands alone on its line. The name above it is the nearest line that may be one; between
them, and below, only lines of the card stand. Under a heading that says itself that it names a
product its review may stand between them, too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .card_fields import Said, with_fields, with_label
from .card_lines import OWN, CardLines, bare_name, labels_of, unpacked
from .gazetteer import Gazetteer
from .money import money_in
from .offers import Offers, offers_in
from .pick_labels import is_call
from .product_names import Reading, size_first, size_in, sized

_MAX_ABOVE = 25  # lines of a review between its heading and where to buy
_MAX_BELOW = 30
_MAX_REVIEW = 8  # lines of a review below a price
_MAX_ITEM = 160  # characters of one of the pros
_LISTS = ("pros", "cons")
_BRAND = re.compile(r"(?:Brand|Label|House|Marke|Marque)\s?:\s", re.IGNORECASE)


@dataclass(slots=True)
class _Card:
    """The lines of one card: its name's, those of its offers and fields, the items of its lists."""

    name: int
    lines: list[int] = field(default_factory=list)
    lists: dict[int, str] = field(default_factory=dict)
    is_headed: bool = False
    size: str | None = None  # with which its review begins


class CardReader:
    """Cards, read from their offers upwards to the name and down to what belongs to it."""

    def __init__(self, lines: CardLines, trade: Gazetteer):
        self._lines, self._trade = lines, trade
        self.taken: set[int] = set()

    def cards(self, free: list[int]) -> Iterator[tuple[Reading, list[int]]]:
        """Each product told on lines of its own, and the indexes of its lines."""
        for index in free:
            if index in self.taken or self._lines.role(index) != "offer":
                continue
            card = self._above(index)
            if card:
                self._go_below(card, index)
                reading, held = self._reading(card)
                self.taken.update(held)
                yield reading, held

    def completed(self, reading: Reading, index: int) -> tuple[Reading, list[int]]:
        """A product of one line with what the lines below it say, and the indexes of them all."""
        card = _Card(index)
        self._go_below(card, index)
        offers = reading.tail.offers
        priced = any(offer.price for offer in offers)
        named = any(offer.retailer for offer in offers)
        # A shop below goes with a price that has none, a price with a shop beside another such.
        fits = {"shop": priced and not named, "offer": priced and named}
        strange = (at for at, line in enumerate(card.lines) if not fits.get(self._role(line), True))
        card.lines = card.lines[: next(strange, len(card.lines))]
        if not card.lines:
            return reading, [index]
        self.taken.update(card.lines)
        below = [at for at in card.lines if self._role(at) in fits]
        tail = reading.tail
        if named and below:
            more = self._offers(below)
            tail = replace(more, offers=offers + more.offers, shared=more.shared or tail.shared)
        elif below:
            shops = offers_in(f"at {self._shops(below[0])}", self._trade).offers
            sold = tuple(
                replace(offer, retailer=shop.retailer, url=shop.url)
                for offer in offers
                for shop in shops
            )
            tail = replace(tail, offers=sold, shared=len(shops) > 1)
        return self._with_fields(replace(reading, tail=tail), card), [index, *card.lines]

    def _role(self, index: int) -> str:
        return self._lines.role(index)

    def _shops(self, index: int) -> str:
        return self._lines.shop_of(self._lines.said(index), known=False)

    def _with_fields(self, reading: Reading, card: _Card) -> Reading:
        told = (
            Said(words, role or self._role(at), card.lists.get(at, ""))
            for at in sorted(card.lines)
            for role, words in self._lines.parts(at)
        )
        return with_fields(reading, told)

    def _above(self, index: int) -> _Card | None:
        """The card of an offer, from the line of its name down to it; None without a name."""
        card = _Card(-1, [index])
        items: list[int] = []
        is_reviewed = False
        for near in range(index - 1, max(-1, index - _MAX_ABOVE), -1):
            role = self._role(near)
            if self._ends(near, is_reviewed=is_reviewed):
                return None
            if role == "name" and self._is_named(near, items, is_reviewed=is_reviewed):
                is_reviewed = is_reviewed or bool(items)
                return self._of_name(card, near, is_reviewed=is_reviewed)
            if role in _LISTS:
                card.lists |= dict.fromkeys(items, role)
                card.lines += [near, *items]
                items = []
            elif role in OWN and not (role == "praise" and is_reviewed):
                card.lines.append(near)
            elif not is_reviewed and self._may_be_item(near):
                items.append(near)
            else:
                is_reviewed = is_reviewed or role != "beside"
        return None

    def _is_named(self, near: int, items: list[int], *, is_reviewed: bool) -> bool:
        """Whether a name above is an offer's, with what was passed on the way to it."""
        if self._lines.is_called(near):
            return True
        if any(self._role(at) != "text" for at in items):
            return False
        is_near = not is_reviewed and not items
        return is_near or self._is_heading(near) or self._lines.is_branded(near)

    def _may_be_item(self, near: int) -> bool:
        """Whether a line may be one of the pros, if those are headed so further up."""
        role = self._role(near)
        is_tight = not self._lines.passages[near].apart
        is_short = len(self._lines.said(near)) <= _MAX_ITEM
        return role in ("item", "name") or (role in ("heading", "text") and is_tight and is_short)

    def _ends(self, near: int, *, is_reviewed: bool) -> bool:
        """Whether no name above this line can be that of an offer below it."""
        role = self._role(near)
        if near in self.taken or role in ("wall", "line", "offer"):
            return True
        strange = ("heading", "text", "praise") if is_reviewed else ("heading", "text")
        # A line right below another looks like a heading in plain text, and may be one of the pros.
        is_apart = self._lines.passages[near].apart or is_reviewed
        return self._is_heading(near) and role in strange and is_apart

    def _is_heading(self, index: int) -> bool:
        return self._lines.is_heading(index)

    def _of_name(self, card: _Card, name: int, *, is_reviewed: bool) -> _Card | None:
        card.name, card.is_headed = name, self._is_heading(name)
        return None if is_reviewed and not self._lines.is_own_name(name) else card

    def _go_below(self, card: _Card, index: int) -> None:
        """Adds the lines below that belong to the card, up to the next name or heading."""
        listed = ""
        for near in range(index + 1, min(len(self._lines.passages), index + _MAX_BELOW)):
            role = self._role(near)
            if role == "beside":
                continue
            if near in self.taken or role in ("wall", "line"):
                return
            kind = self._kind(card, near, listed)
            if kind == "own":
                listed = role if role in _LISTS else ""
                card.lines.append(near)
            elif kind:
                card.lists[near] = kind
                card.lines.append(near)
            elif self._is_review(card, near):
                listed = ""
                card.size = card.size or size_first(self._lines.said(near))
            else:
                return

    def _kind(self, card: _Card, near: int, listed: str) -> str:
        """ "pros" or "cons" for an item of them, "own" for another line of the card, or nothing."""
        if listed and self._is_listed(near):
            return listed
        if self._is_con(card, near):
            return "cons"
        return "own" if self._role(near) in _LISTS or self._is_own(card, near) else ""

    def _is_review(self, card: _Card, near: int) -> bool:
        """Whether a line is of the review that may stand between the lines of a card."""
        is_next = self._role(near) in ("name", "heading", "praise")
        return not is_next and (card.is_headed or self._goes_on_below(near))

    def _goes_on_below(self, near: int) -> bool:
        """Whether a card without heading goes on below its review: "Size: 8 oz", "SHOP TARGET"."""
        after = near + 1
        while after < near + _MAX_REVIEW and self._follows(after) in ("beside", "text", "praise"):
            after += 1
        role = self._follows(after)
        if role == "wall":
            return False
        is_fields = role == "field" or len(self._lines.parts(after)) > 1
        return is_fields or role in _LISTS or (role == "shop" and self._lines.is_button(after))

    def _is_own(self, card: _Card, near: int) -> bool:
        """Whether a line is of this card, and no shout above the name of the next: "NEW"."""
        role = self._role(near)
        if role == "shout":
            if is_call(self._lines.said(near)):
                return True
            after = near + 1
            while self._follows(after) in ("beside", "shout"):
                after += 1
            return self._follows(after) not in ("name", "line")
        is_apart = self._lines.passages[near].apart
        if role == "shop" and is_apart and self._is_heading(near):  # "At Tesco", and its products
            return self._follows(near + 1) not in ("line", "name", "item")
        return (role in OWN and role != "praise") or self._is_bare_shop(card, near)

    def _follows(self, index: int) -> str:
        return self._role(index) if index < len(self._lines.passages) else "wall"

    def _is_listed(self, near: int) -> bool:
        """Whether a line goes on with the pros: an item, or a short line right below."""
        passage = self._lines.passages[near]
        words, role = self._lines.said(near), self._role(near)
        if len(words) > _MAX_ITEM or "“" in words or role in (*OWN - {"pro"}, *_LISTS):
            return False
        return passage.kind == "item" or not passage.apart

    def _is_con(self, card: _Card, near: int) -> bool:
        """ "– Runs out" below "+ No scent"."""
        before = card.lines[-1] if card.lines else card.name
        minus = self._lines.passages[near].kind == "item" or self._lines.said(near)[0] in "−✗✘❌👎"
        return minus and (self._role(before) == "pro" or card.lists.get(before) == "cons")

    def _is_bare_shop(self, card: _Card, near: int) -> bool:
        """An unknown shop alone below a price without any: "Fernhill Store"."""
        if not card.lines or card.lines[-1] != near - 1 or self._role(near - 1) != "offer":
            return False
        words = self._lines.said(near)
        if len(words.split()) > 4 or not self._shops(near):
            return False
        if any(one.retailer for one in offers_in(self._lines.said(near - 1), self._trade).offers):
            return False
        is_next = self._follows(near + 1) in ("offer", "size")
        return not is_next and not self._trade.brands.end_at(words)

    def _reading(self, card: _Card) -> tuple[Reading, list[int]]:
        said = self._lines.said(card.name)
        name, size = sized(bare_name(said, self._trade))
        doubt = self._without_next_shop(card)
        offers = [at for at in sorted(card.lines) if self._is_offer(card, at)]
        tail = self._offers(offers)
        reading = Reading(name, size, tail, empty=not tail.offers)
        for label in labels_of(said, self._trade):
            reading = with_label(reading, label)
        above = self._labels_above(card.name)
        reading = self._with_fields(self._labeled(reading, above), card)
        size = next(filter(None, (size_in(self._lines.said(at)) for at in offers)), None)
        doubt = reading.doubt or doubt or self._price_above(card.name)
        reading = replace(reading, size=reading.size or size or card.size, doubt=doubt)
        held = [*card.lines, *(at for at in above if not self._stays(at))]
        # A heading of the writer's stays one; a name that only looks like one is the product's.
        if not self._stays(card.name):
            held.append(card.name)
        return reading, sorted(held)

    def _price_above(self, name: int) -> str | None:
        """The doubt where a price that is nobody's stands right above the name, too."""
        near = name - 1
        while near >= 0 and (
            self._role(near) in ("beside", "praise") or self._brand(near) in self._trade.brands
        ):
            near -= 1
        if near < 0 or near in self.taken or self._role(near) != "offer":
            return None
        return "A price stands above its name, and one below it."

    def _without_next_shop(self, card: _Card) -> str | None:
        """
        The doubt where shops stand above names; then the last line's may be the next card's.

        "Sephora / Luma Balm / $9 / Target / Luma Foam / $8": nobody can tell whose Target is.
        """
        last = max(card.lines)
        is_next = self._is_lone_shop(last) and self._follows(last + 1) in ("name", "line")
        above = card.name - 1
        while above >= 0 and self._brand(above) in self._trade.brands:
            above -= 1
        if not is_next or above in self.taken or above < 0 or not self._is_lone_shop(above):
            return None
        card.lines.remove(last)
        return "A shop stands above its name, and one below its price."

    def _is_lone_shop(self, index: int) -> bool:
        return self._role(index) == "shop" and not self._lines.is_button(index)

    def _labeled(self, reading: Reading, above: list[int]) -> Reading:
        """The reading with the brand and the praise that stand above its name."""
        for at in above:
            if self._role(at) == "praise":
                reading = with_label(reading, self._lines.said(at).strip(" :"))
            elif self._role(at) != "shout":
                reading = replace(reading, brand=self._brand(at))
        return reading

    def _brand(self, index: int) -> str:
        """The words of a line without "Brand:"."""
        return _BRAND.sub("", self._lines.said(index)).strip(" :")

    def _is_brand_field(self, index: int) -> bool:
        return bool(_BRAND.match(self._lines.said(index)) and len(self._brand(index)) < 40)

    def _stays(self, index: int) -> bool:
        kept = self._lines.passages[index]
        return kept.kind == "heading" and (kept.body > kept.start or kept.level > 2)

    def _is_offer(self, card: _Card, at: int) -> bool:
        """Whether a line of a card tells a price or a shop, known or not."""
        return at not in card.lists and (
            self._role(at) in ("offer", "shop") or self._role(at) not in (*OWN, *_LISTS)
        )

    def _labels_above(self, name: int) -> list[int]:
        """The lines right above a name that are its brand, its label, or the shop's shouts."""
        found: list[int] = []
        for near in range(name - 1, max(-1, name - 6), -1):
            role = self._role(near)
            is_brand = self._brand(near) in self._trade.brands or self._is_brand_field(near)
            if near in self.taken or (is_brand and found):
                break
            if is_brand or role in ("praise", "shout"):
                found.append(near)
            elif role != "beside" and not (role == "shop" and found):
                break
            if role == "praise":
                break
        return found

    def _offers(self, lines: list[int]) -> Offers:
        """The offers on these lines: a price opens one, a former price or a shop joins it."""
        groups: list[str] = []
        before = ""
        for at in lines:
            said = [words for role, words in self._lines.parts(at) if role in ("", "offer")]
            words = unpacked(" ".join(said) if said else self._lines.said(at))
            shops = "" if self._role(at) == "offer" else self._shops(at)
            if shops and groups:
                groups[-1] += f" at {shops}"
            elif shops:
                before = f"at {shops} "
            elif groups and self._goes_on(groups[-1], words):
                groups[-1] += f" {words}"
            else:
                groups.append(f"{before}{words}")
                before = ""
        told = _without_repeated([offers_in(group, self._trade) for group in groups])
        nameless = any(not offer.retailer for one in told for offer in one.offers)
        return Offers(
            tuple(offer for one in told for offer in one.offers),
            shared=any(one.shared for one in told),
            unclear=any(one.unclear for one in told) or (nameless and len(told) > 1),
            parted=any(one.parted for one in told),
        )

    def _goes_on(self, group: str, words: str) -> bool:
        """Whether a line goes on with the offer above it: "Was: $230", then "Now: $161"."""
        before = [one.role for one in money_in(group) if one.role != "none"]
        here = [one.role for one in money_in(words) if one.role != "none"]
        if not here or set(here) == {"was"}:
            return "was" not in before
        if set(before) == {"was"}:
            return True
        told = offers_in(group, self._trade).offers
        return here[0] == "now" and len(before) == 1 and not any(one.retailer for one in told)


def _without_repeated(told: list[Offers]) -> list[Offers]:
    """
    Without a price that is said again beside no shop: "Price at publish: $62", and what the range
    of a product's sizes says, too: "€9 €20", "Price range: €9 through €20".
    """
    sold = {one.price for group in told for one in group.offers if one.retailer}
    ranges = [{one.price, one.price_max} for group in told for one in group.offers if one.price_max]
    return [
        group
        for group in told
        if not (
            group.offers
            and all(not o.retailer and o.price in sold for o in group.offers)
            or any(
                not o.retailer and not o.price_max and o.price in ends
                for o in group.offers
                for ends in ranges
            )
        )
    ]
