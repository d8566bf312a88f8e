"""One line of a manuscript read as a product's: name, size, price and shop, in whatever order."""

import re
from dataclasses import replace

from .card_fields import with_label
from .gazetteer import Gazetteer
from .money import money_in
from .offers import Offers, offers_in, shops_in
from .pick_labels import label_before
from .product_names import (
    SENTENCE_END,
    Reading,
    ends_sentence,
    is_capital,
    name_like,
    price_at,
    size_in,
    sized,
)
from .segmentation import Passage
from .vocabulary import PRODUCT_NOUNS, PROSE_WORDS

_SHOP_MARK = re.compile(r"[:,;(|/–—]\s*|\s-\s|\s(?:at|from|on|via)\s")
_MARKED = re.compile(r"[:,;(\[|/–—\t-]")
MAX_LINE = 600
# What may stand between a name and its price: marks, and words such as "on sale for".
_BEFORE_PRICE = re.compile(
    r"(?:[\s:,;(\[|/~=…–—•·-]|\b(?:was|were|now|originally|orig\.?|on sale|sale"
    r"|(?:(?:original|sale|list|full|current) )?price[ds]?|for|at|from|about|around|approx\.?"
    r"|roughly|circa|ca\.?|only|just|is|it’s|costs?|retails?|sells?"
    r"|goes|introductory|special|statt|uvp|nur|jetzt|de|got|bought|grabbed|found|picked up|mine"
    r"|currently|normally|usually|typically|regular(?:ly)?|reg\.?|rrp|msrp|marked down|reduced"
    r"|discounted|down|to|starting|starts|between|zwischen|à partir de|ab|buy(?: it)?|shop"
    r"|available|listed|list|½|half|us|a jaw-dropping|it|comes in|entre|environ|etwa|rund"
    r"|ungefähr|knapp|dès|für|desde|vanaf|fra|från|seulement|au lieu de|kostet"
    r"|\d{1,2}\s?% off|save \d{1,2}\s?%|half price)(?!\w))+\Z",
    re.IGNORECASE,
)

_PIECE = re.compile(r"[^\s:,;(\[|/~=…–—•·-]+")
_LONGEST_CUE = 3  # pieces: "a jaw-dropping"
_REACH = 120  # characters of what may stand there


def before_price(head: str) -> re.Match | None:
    """
    The marks and words at the end of these that lead to a price, as one match.

    Asked for from the end: a search from the start would try each of the words at each place.
    """
    floor, missed = max(0, len(head) - _REACH), 0
    pieces = list(_PIECE.finditer(head, floor))
    start = pieces[-1].end() if pieces else floor
    for at in range(len(pieces) - 1, -1, -1):
        if _BEFORE_PRICE.match(head, pieces[at].start()):
            start, missed = pieces[at - 1].end() if at else floor, 0
        elif (missed := missed + 1) == _LONGEST_CUE:
            break
    return _BEFORE_PRICE.match(head, start)


def read_line(words: str, passage: Passage, trade: Gazetteer) -> Reading | None:
    """The passage read as a product's line; None where it is none."""
    if passage.kind == "rule" or passage.end - passage.start > MAX_LINE:
        return None
    words = _without_leader(words)
    at = price_at(words)
    if at is None and passage.kind != "note":
        return _buttoned(words, trade)
    shop_first = _shop_first(words, trade) if at else None
    led = shop_first is not None
    if at is None or (passage.kind == "note" and not _heads_price(words, at, trade, led=led)):
        return None
    if passage.kind == "note" and _READ_ON.match(words):
        return None
    start, empty = at
    if _GOES_ON.search(words, start):
        return None
    reading = shop_first or _taken_apart(words, start, trade, empty=empty)
    if not reading or not name_like(reading.head, trade) or reading.head in trade.retailers:
        return None
    if passage.kind == "prose" and not _is_called(reading.head, trade):
        return None
    listed = passage.kind == "item"
    return reading if listed or _heads_price(words, at, trade, led=led) else None


_READ_ON = re.compile(
    r"(?:read next|read more|see also|related|more from|you may also)\b", re.IGNORECASE
)


def _is_called(head: str, trade: Gazetteer) -> bool:
    """Whether words before a price in prose are a name: a brand, capitals, a kind of product."""
    words = head.split()
    capitals = sum(is_capital(word[0]) for word in words)
    kinds = sum(word.lower().strip(",") in PRODUCT_NOUNS for word in words)
    return capitals > 1 or kinds + min(capitals, 1) > 1 or trade.brands.end_at(head) > 0


_PRICE_SHOP = re.compile(r"([^:]{2,30}?),? ?(?:\bat\b|[,–—-]) ?([^:,]{2,40}): (?=\S)")


def _shop_first(words: str, trade: Gazetteer) -> Reading | None:
    """ "Space NK: Diptyque Rose Hand Balm, £34" and "£24, Boots: Sanctuary Spa Gift Box"."""
    end = trade.retailers.end_at(words)
    if end and words[end : end + 2] == ": ":
        shop, rest = words[:end], words[end + 2 :]
        at = price_at(rest)
        reading = at and _taken_apart(rest, at[0], trade, empty=at[1])
        if reading and not any(offer.retailer for offer in reading.tail.offers):
            offers = tuple(replace(offer, retailer=shop) for offer in reading.tail.offers)
            return replace(reading, tail=replace(reading.tail, offers=offers))
        return None
    told = _PRICE_SHOP.match(words)
    if not told:
        return _price_first(words, trade)
    if told[2] not in trade.retailers or not money_in(told[1]):
        return None
    name, size = sized(words[told.end() :].strip())
    return Reading(name, size, offers_in(f"{told[1]} at {told[2]}", trade), empty=False)


# "$14 – CeraVe PM, Target"
_PRICE_LED = re.compile(r"\s?(?:[–—:|]|-)\s(?=[A-Z0-9])")
_NAME_ENDS = re.compile(r"\s?[(|]|,?\s(?:at|from|via)\s(?=[A-Z])|,\s(?=[A-Z])|\Z")


def _price_first(words: str, trade: Gazetteer) -> Reading | None:
    """A price at the head of a line, a mark, and the name: a known brand, or what kind it is."""
    sums = money_in(words[:120])
    if len(sums) > 1 and not words[sums[0].end : sums[1].start].strip():  # "$36 $18 – Luma Balm"
        led = not sums[0].start and _PRICE_LED.match(words, sums[1].end)
        sums = sums[1:]
    else:
        leads = bool(sums) and not sums[0].start
        led = leads and _PRICE_LED.match(words, sums[0].end)
    if not led or len(sums) > 1 or sums[0].role == "none":
        return None
    cut = _NAME_ENDS.search(words, led.end())
    end = cut.start() if cut else len(words)
    name, size = sized(words[led.end() : end])
    known = 0 < trade.brands.end_at(name) < len(name)
    if not known and not PRODUCT_NOUNS.intersection(name.lower().split()):
        return None
    return Reading(name, size, offers_in(words[: led.start()] + words[end:], trade), empty=False)


# "Heel Balm 112g ........ $13.95": dots that lead to the price.
def _without_leader(words: str) -> str:
    if ".." in words or "…" in words or "__" in words:
        return _LEADER.sub(lambda dots: "–" * len(dots[0]), words)
    return words


_LEADER = re.compile(r"(?<=\s)(?:\.{3,}|…{2,}|_{3,}|(?:\. ){3,}\.?)(?=\s)")


# "Night Cream (£90, is like butter on toast": a sentence whose bracket was cut, and no list's line.
_GOES_ON = re.compile(r"\([^()]{1,40}?,? (?:is|was|are|has|feels|smells|comes) ")


# "Treatment Balm Amazon View On Amazon View On Paulaschoice.com": a credit, then buttons.
_BUTTON = re.compile(
    r"\s(?:(?:View|Shop|Buy|See(?: It)?|Get It|Order)(?: Now)? (?:On|At|From)"
    r"|(?:Bekijk|Koop|Shop|Bestel) (?:bij|op)|(?:Kaufen|Ansehen|Bestellen|Jetzt) (?:bei|auf)"
    r"|(?:Acheter|Voir) (?:chez|sur)|(?:Köp|Kjøp|Køb) (?:hos|på))\s(?=\w)"
)


def _buttoned(words: str, trade: Gazetteer) -> Reading | None:
    """A name with buttons to shops behind it, and no price."""
    button = _BUTTON.search(words) if len(words) <= 200 else None
    if not button:
        return None
    name = words[: button.start()].rstrip()
    for start in range(len(name) - 1, max(0, len(name) - 40), -1):
        credited = name[start - 1] == " " and trade.retailers.end_at(name, start) == len(name)
        if credited:
            name = name[:start].rstrip()
            break
    tail = _BUTTON.sub(" at ", words[button.start() :])
    if not name_like(name, trade) or len(name.split()) < 2:
        return None
    return Reading(name, None, offers_in(tail, trade), empty=True)


def _heads_price(words: str, at: tuple[int, bool], trade: Gazetteer, *, led: bool) -> bool:
    """
    Whether a line without a bullet has the shape "Name: $19": a mark parts name and price.

    `led`: a shop or a price stands before the name, `_shop_first`.
    """
    head = words[: at[0]]
    parted = before_price(head)
    if not parted and led:
        return True
    name = label_before(head, trade)[1]
    if not parted or ends_sentence(name[_brand_at(name, trade) :], trade):
        return False
    if _MARKED.search(parted[0]):
        return len(words) < 300
    # "Balm $1.29 From Rite Aid", "Balm now $5": no mark, but a name to its last word.
    last = head[: parted.start()].split()[-1:]
    word = last[0] if last else ""
    named = word[:1].isupper() or word[:1].isdigit() or word.lower() in PRODUCT_NOUNS
    priced = not parted[0].strip() or _LEADS.search(parted[0])
    return named and bool(priced) and len(words) < 120


_LEADS = re.compile(r"\b(?:now|was|sale|only)\b", re.IGNORECASE)


# "Price: $62. Where: Nordstrom": a label behind the full stop goes on with the offer.
_WHERE = re.compile(r"(?:Where(?: to buy)?|Available(?: at)?|Retailers?|At|Shop|Buy(?: at)?):\s")


def _taken_apart(words: str, start: int, trade: Gazetteer, *, empty: bool) -> Reading | None:
    head = words[:start]
    parted = before_price(head)
    tail_start = parted.start() if parted else start
    tail_start = _before_shop(head, tail_start, trade)
    tail_start = _before_bare_shop(head, tail_start, trade)
    # A sentence behind the price describes the product; its numbers are no prices.
    described = next(
        (end for end in SENTENCE_END.finditer(words, start) if not _WHERE.match(words, end.end())),
        None,
    )
    tail = words[tail_start : described.start() + 1 if described else len(words)]
    # "Cream: buy it on eBay for $50": the words that lead to the shop are not the name's.
    leading = before_price(head[:tail_start])
    name = head[: leading.start()] if leading else head[:tail_start]
    called = unlabeled(name, trade)
    name = called.head.removesuffix(".")
    if not name or name.endswith("’s") and not _is_its_own(name, trade):
        name, tail = _name_behind(name, tail)
    name = name.removesuffix("’s")  # "Foaming Cleanser’s $15"
    name, size = sized(_SCORED.sub("", name))
    size = size or size_in(tail)
    if not name:
        return None
    return replace(called, head=name, size=size, tail=offers_in(tail, trade), empty=empty)


def unlabeled(head: str, trade: Gazetteer) -> Reading:
    """What stands before a price without its label, which tells what the product is best for."""
    label, name = label_before(head.strip(' \t,:;–—|([-“”"'), trade)
    name = name.strip(' \t,:;–—|([-“”"')
    name = name[_brand_at(name, trade) :]
    return with_label(Reading(name, None, Offers(), empty=True), label)


_TOKEN = re.compile(r"\S+")
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_MAX_LABEL = 8  # words
_MAX_LEADING = 90  # characters before a brand
# With one of these before it a brand is another's part: "Balm with Aveeno", "Hand Cream by Luma".
_JOINS = frozenset("with by from for and & + x × mit avec no not like".split())


def _brand_at(name: str, trade: Gazetteer) -> int:
    """
    Where the name begins behind what leads to its brand.

    "The gel, CeraVe’s Foam", "A tub of Nivea Creme", "16:40 — her "honest" one: Olay Milk": words
    in small letters or a mark stand before it. Of "Rose Hermès Balm" nothing is cut.
    """
    if trade.brands.end_at(name) > 0:
        return 0
    tokens = list(_TOKEN.finditer(name, 0, _MAX_LEADING))
    for number, token in enumerate(tokens[1:], 1):
        start = token.start() + (token[0][0] in '“"‘(')
        if not (name[start : start + 1].isupper() or "." in token[0][:-1]):
            continue
        end = trade.brands.end_at(name, start)
        if end <= start or not name[end:].strip(" ,:;’s"):
            continue
        before = [one[0] for one in tokens[:number]]
        last = before[-1]
        small = any(word[0].islower() for word in before) or before[0] in _ARTICLES
        parted = last[-1] in ',:;—–-”"'
        bare = _QUOTED.sub(" ", name[:start])
        is_told = any(word.strip("’'(,").lower() in PROSE_WORDS for word in bare.split())
        is_label = last[-1] == ":" and len(before) <= _MAX_LABEL
        if (
            is_told and not is_label or SENTENCE_END.search(name, 0, start + 1)
        ):  # "I use Olay Milk": a sentence
            return 0
        return start if (small or parted) and last.lower() not in _JOINS else 0
    return 0


_ARTICLES = frozenset("The My Our A An This That Try And Some Or Then Next For".split())


def _before_bare_shop(head: str, end: int, trade: Gazetteer) -> int:
    """Where the name ends when a shop stands in a column before the price: "7 fl oz  Target $9"."""
    words = list(_TOKEN.finditer(head, max(0, end - 60), end))
    for word in words[-3:]:
        start = word.start()
        known = trade.retailers.end_at(head, start)
        sized_before = start > 8 and sized(head[:start].rstrip())[1]
        if known > start and not head[known:end].strip() and sized_before:
            return start
    return end


def _before_shop(head: str, end: int, trade: Gazetteer) -> int:
    """Where the name ends when a shop stands between it and the price: "Cream – Amazon, $17"."""
    for mark in _SHOP_MARK.finditer(head[:end]):
        if mark.start() < 4:
            continue
        rest = head[mark.end() : end]
        shops = list(shops_in(head[mark.start() : end], trade))
        covered = sum(shop.end - shop.start for shop in shops)
        known = any(shop.name in trade.retailers for shop in shops)
        if shops and known and covered >= len(rest.strip()) - 6 * len(shops):
            return mark.start()
    return end


# "Luma Balm – 8/10", "Luma Balm (4.5 out of 5)": marks are no part of a name.
_SCORED = re.compile(
    r"\s?[–—|,(-]\s?\d{1,2}(?:\.\d)?\s?(?:/|out of)\s?(?:5|10|20|100)(?:\sstars)?\)?\Z"
)
_NAME_BEHIND_ENDS = re.compile(
    r"\s(?:at|from|on|via)\s(?=[A-Z])|[,(;]|\s[–—]\s|\s(?:marked down|now|on sale|is)\s|\Z"
)


def _is_its_own(name: str, trade: Gazetteer) -> bool:
    """Whether a name that ends in “’s” is a product's, which is at a price, and no owner's."""
    brand, bare = trade.brands.end_at(name), name.removesuffix("’s")
    is_kind = " " in bare and bare.rsplit(" ", 1)[-1].lower() in PRODUCT_NOUNS
    return is_kind or 0 < brand < len(bare)


def _name_behind(owner: str, tail: str) -> tuple[str, str]:
    """
    The name behind the price, and the tail without it.

    "$45 Face Hero protective oil at Amazon", "Brand’s $40 Limited Edition Set marked down to $15".
    """
    amounts = money_in(tail)
    if not amounts:
        return "", tail
    rest = tail[amounts[0].end :].lstrip(" :,–—-")
    cut = _NAME_BEHIND_ENDS.search(rest)
    end = cut.start() if cut else len(rest)
    name = rest[:end].strip()
    if len(name.split()) < 2 or not name[0].isupper():
        return "", tail
    return f"{owner} {name}".strip(), tail[: amounts[0].end] + rest[end:]


_ANY_SIGN = re.compile(r"(?:[A-Z]{1,3})?[$£€¥₹₩]")


def read_unpriced(words: str, trade: Gazetteer, *, alone: bool) -> Reading | None:
    """
    An item without a price of its own: "Brand Cream at Shop", "Brand Cream: two for £20".

    `alone`: with a single product line beside it, it takes a shop, an amount or a brand to be one.
    """
    sums, sign = money_in(words), _ANY_SIGN.search(words)
    shops = list(shops_in(words, trade))
    end = min([*(one.start for one in sums[:1]), sign.start() if sign else len(words)])
    cut = _before_shop(words, end, trade) if shops else end
    if alone and end == len(words) and not shops and not trade.brands.end_at(words):
        return None
    called = unlabeled(words[:cut], trade)
    name, size = sized(_NO_PRICE.sub("", called.head).strip(" ,:;–—|([-"))
    if not name_like(name, trade) or len(name.split()) > 12 or name[-1] in ".!?":
        return None
    tail = Offers() if end < len(words) or not shops else offers_in(words[cut:], trade)
    return replace(called, head=name, size=size, tail=tail)


# What leads to an amount that is no price: "two for £20", "under $20", "worth $150".
_NO_PRICE = re.compile(
    r"[\s,:(–—-](?:(?:two|three|2|3|[bB]uy \w+) for|under|over|worth|save|value|from|only|up to)\Z"
)
