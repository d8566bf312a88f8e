"""
What each line of a product's card is: its name, an offer, a shop, a size, a field, a shout.

    Best Overall                     "praise"
    Gold Bond Firming Cream          "name"
    2 oz                             "size"
    Was: $16.97 / Now: $12.97        "offer", each
    SHOP AT WALMART                  "shop"
    Rating: 9/10                     "field"
    Pros                             "pros", and "item" or "text" below it
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from .gazetteer import Gazetteer
from .links import Links
from .money import empty_prices, money_in
from .offers import is_offer_alone, leads_to_price, shops_in
from .pick_labels import field_of, is_label, is_praise, is_shout, label_before, list_head
from .product_names import ends_sentence, is_capital, name_like, price_at
from .segmentation import Passage
from .vocabulary import PRODUCT_NOUNS

_MAX_NAME = 100
_MAX_LINE = 200
_SIZE_ALONE = re.compile(
    r"\(?\d[\d.,]*(?:\s?[x×]\s?\d[\d.,]*)?\s?"
    r"(?:fl\.? ?oz|oz|ml|mL|ML|g|l|L|cl|ct|count|pads|patches)\.?"
    r"(?:\s?[/|(]\s?\d[\d.,]*\s?(?:fl\.? ?oz|oz|ml|mL|g)\.?\)?)?\)?"
)
_PACK = re.compile(
    r"(?:\d{1,2}[- ]?pack|(?:set|pack|box) of \w+|twin pack|travel size|mini|full size)[,:]?\s?",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?:where (?:i|we) (?:got|bought|found) it"
    r"|(?:shop|buy|get|find|available|order|where|view|see|check|visit)"
    r"(?: (?:the|it|now|this|best|deal|offer|prices?|availability|product"
    r"|to (?:buy|shop|find|get))){0,3}(?: (?:at|from|on|in))?"
    r"|(?:sold|found|seen|spotted|bought|stocked) (?:at|by|in|from)"
    r"|at|from|via|to|stockists?|retailers?"
    # Dutch, German, French, Spanish, Italian and Nordic shops' own buttons.
    r"|(?:bekijk|koop|shop|bestel|verkrijgbaar|naar)(?: (?:nu|het|hier|product))*(?: (?:bij|op))?"
    r"|(?:jetzt |hier )?(?:kaufen|ansehen|bestellen|erhältlich|zu|zum angebot|gibt es)"
    r"(?: (?:bei|auf))?|(?:acheter|voir|commander|disponible)(?: (?:chez|sur))?"
    r"|(?:comprar|ver|disponible)(?: (?:en|em))|(?:acquista|compra)(?: (?:su|da))"
    r"|(?:köp|kjøp|køb)(?: (?:hos|på))?"
    r"|stores?)\s?:?\s",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\A(?:#|No\.? ?)?\d{1,2}[.):]\s+(?=\S)|\A#\d{1,2}\s+(?=\S)")
# "Luma Slow Cream – the one for dry skin"
_TOLD = re.compile(r"(?:\s[–—-]|:)\s([a-z][^:]{5,80})\Z")
_AT_PUBLISH_LABEL = re.compile(
    r"\A(?:Price (?:at publish|when published|at (?:the )?time of (?:writing|publication))"
    r"|(?:What )?(?:I|we|you)(?:’ll)? (?:paid|pay|spent))\s?:",
    re.IGNORECASE,
)
_COLON = re.compile(r": (?=[A-Z])")
# "$7.70, Smith’s Rosebud Salve": more words of a name than shops have.
_NAME_BEHIND = re.compile(r"((?:[A-Z][\w’'.+-]* ){2,}[A-Z0-9][\w’'.+-]*)")
_HOST = re.compile(r"\w\.[a-z]{2,6}\Z", re.IGNORECASE)
_UNIT_PRICE = re.compile(r"[\s()\d./|a-zA-Z−%]{0,20}")
# Headings of a section, and of no product.
_SECTIONS = frozenset(
    "all best bottom buy edit faq final guide how line list overall picks prices products ranking"
    " results review reviews roundup shop shopping thoughts top verdict what where winners".split()
)
_SMALL = frozenset("a and for i in it my of on our the to we your".split())
# Lines of a card that say something of the product above them.
OWN = frozenset({"size", "field", "shout", "unit", "offer", "shop", "praise", "pro", "rating"})
# "4.8", "9/10", "★★★★☆", "4.5 out of 5 stars"
_RATING = re.compile(
    r"[★☆⭐]{1,5}|(?:(?:score|rating|marks?|rated)\s)?"
    r"(?:\d{1,2}\.\d|\d{1,2}(?:\.\d)?\s?(?:/|out of)\s?\d{1,3})(?:\s(?:stars?|points))?",
    re.IGNORECASE,
)
_SHOP_HEAD = re.compile(
    r"(?:(?:at|from|in|via)\s)?(?:the\s)?(.{2,30}?)(?:\s(?:haul|order|basket|finds|buys|picks|sale))?"
    r"\s?:?",
    re.IGNORECASE,
)
# "$30", "£TK": a note is passed over, but for one that begins with a price.
_BARE_PRICE = re.compile(r"[$£€]\s?(?:\d|TK)")
_PARTS = re.compile(r"\s[|•·]\s")
_SIZE_POINT = re.compile(r"\d ?(?:fl\. )?oz\.\Z")
_NAME_JOINS = frozenset("de la le les du des of the à &".split())
# "Stockists: …": a label of few words, and no sentence behind it: that is what somebody says.
_LABELED = re.compile(r"([A-Z][^\W\d]*(?:[ /&-][^\W\d]+){0,3}) ?: (?=[^“”\"]{1,90}(?<![.?!…])\Z)")
_ADDRESS = re.compile(r"\s?\(https?://[^()\s]*\)")


class CardLines:
    """The lines of a manuscript as lines of cards; each is asked often, and read once."""

    def __init__(
        self,
        text: str,
        passages: list[Passage],
        free: Collection[int],
        trade: Gazetteer,
        links: Links,
    ):
        self._text, self.passages, self._free = text, passages, frozenset(free)
        self._trade, self._links = trade, links
        self._roles: dict[int, str] = {}
        self._labels: Counter[str] | None = None
        self._said: dict[int, str] = {}

    def said(self, index: int) -> str:
        if index not in self._said:
            passage = self.passages[index]
            said = self._links.said(passage).strip()
            self._said[index] = _as_field(said) if passage.kind == "row" else said
        return self._said[index]

    def is_heading(self, index: int) -> bool:
        """Whether a line heads what comes; in plain text a number and blank lines around it do."""
        passage = self.passages[index]
        is_numbered = self._text[passage.start : passage.start + 1].isdigit()
        alone = passage.kind == "item" and passage.apart and passage.closed
        return passage.kind == "heading" or (alone and is_numbered)

    def role(self, index: int) -> str:
        """What this line is; "wall" where a card can't go on, "beside" where it is passed over."""
        if index not in self._roles:
            self._roles[index] = self._role(index)
        return self._roles[index]

    def _role(self, index: int) -> str:
        passage = self.passages[index]
        is_beside = passage.kind in ("image", "note", "around")
        if is_beside and not (index in self._free and _BARE_PRICE.match(self.said(index))):
            return "beside"
        if index not in self._free or (passage.kind == "row" and not self.said(index)):
            return "wall"
        if passage.end - passage.start > _MAX_LINE:
            return "text"
        words = self.said(index)
        if words in self._trade.retailers:
            return "shop"
        if len(self.parts(index)) > 1:
            return "offer" if "offer" in dict(self.parts(index)) else "field"
        return self._simple(words) or self._named(words, index)

    def _simple(self, words: str) -> str:
        return _labeled(words) or self._priced(words)

    def parts(self, index: int) -> list[tuple[str, str]]:
        """What a line says, part for part, with its roles: "Price: $62 | Size: 1.7 oz"."""
        words = self.said(index)
        cut = _PARTS.split(words) if _PARTS.search(words) else []
        roles = [self._simple(part) for part in cut]
        if "field" in roles and all(role in ("field", "offer", "unit", "shout") for role in roles):
            return list(zip(roles, cut, strict=True))
        return [(self._roles.get(index, ""), words)]

    def _priced(self, words: str) -> str:
        """What a line with an amount in it is; nothing where it has none."""
        sums = money_in(words)
        if not sums and not empty_prices(words):
            return ""
        if sums and all(one.role == "none" for one in sums):
            rest = words[: sums[0].start] + words[sums[-1].end :]
            return "unit" if len(sums) == 1 and _UNIT_PRICE.fullmatch(rest) else "text"
        is_prose = len(words) > 60 and words[-1] in ".!?"
        bare = unpacked(words)
        at = price_at(bare)
        is_led = at is None or leads_to_price(bare[: at[0]])
        is_shop_first = self._trade.retailers.end_at(bare) > 0 or _BUTTON.match(bare)
        if not is_led and not is_shop_first:
            return "text" if is_prose else "line"
        if self._names_behind(words, sums[-1].end if sums else 0):
            return "line"
        if is_offer_alone(bare, self._trade):
            return "offer"
        if is_prose or not at:
            return "text"
        # "$29.95 (or two for $50)": its words stand behind the price, and none before.
        return "offer" if is_led and len(words) < 90 else "line"

    def _names_behind(self, words: str, end: int) -> bool:
        """ "£24, Boots: Sanctuary Spa Gift Box": the product's name stands last."""
        for colon in _COLON.finditer(words, end):
            if not self._trade.retailers.end_at(words, colon.end()) > colon.end():
                return True
        named = _NAME_BEHIND.search(words, end)
        known = named and self._trade.retailers.end_at(words, named.start()) > named.start()
        return bool(named and not known)

    def _named(self, words: str, index: int) -> str:
        passage = self.passages[index]
        if words.startswith(("+ ", "✓ ", "✔ ", "👍 ")):
            return "pro"
        if self.shop_of(words, known=True):
            return "shop"
        if self._is_labeled(index):
            return "field"
        if self._is_name(words, passage) or (is_capital(words[0]) and self._is_below_brand(index)):
            return "name"
        return passage.kind if passage.kind in ("item", "heading") else "text"

    def _is_labeled(self, index: int) -> bool:
        """
        Whether a line begins with a label, known or not: "PIP code: 405-2231".

        One that begins several lines is one, and so are those of three lines in a row.
        """
        label = self._label(index)
        if not label:
            return False
        if self._labels is None:
            self._labels = Counter(filter(None, map(self._label, self._free)))
        near = range(max(0, index - 2), min(len(self.passages), index + 3))
        beside = [bool(self._label(at)) and self._is_tight(index, at) for at in near]
        return self._labels[label] > 1 or any(all(three) for three in _threes(beside))

    def _is_tight(self, index: int, at: int) -> bool:
        """Whether no blank line stands between two lines near each other."""
        first, last = min(index, at), max(index, at)
        return not any(self.passages[one].apart for one in range(first + 1, last + 1))

    def _label(self, index: int) -> str:
        if index not in self._free or self.passages[index].kind not in ("prose", "item", "heading"):
            return ""
        told = _LABELED.match(self.said(index))
        words = told[1].strip() if told else ""
        if not words or words in self._trade.brands or words in self._trade.retailers:
            return ""
        return words.lower() if self._trade.brands.end_at(words) == 0 else ""

    def _is_name(self, words: str, passage: Passage) -> bool:
        if passage.kind not in ("heading", "prose", "item", "row") or len(words) > _MAX_NAME:
            return False
        words = bare_name(words, self._trade)
        words = words[:-1] if _SIZE_POINT.search(words) else words
        if not words or (words[-1] in ".?!:;" and self._trade.brands.end_at(words) != len(words)):
            return False
        if ends_sentence(words, self._trade) or any(mark in words for mark in '“”"$£€'):
            return False
        parts = [part for part in words.split() if part not in _NAME_JOINS]
        if all(part.lower().strip(",&") in _SECTIONS | _SMALL for part in parts):
            return False
        named = sum(
            part[0].isupper() or part[0].isdigit() or part.lower().strip(",") in PRODUCT_NOUNS
            for part in parts
        )
        if "%" in parts[0] and not any(part[0].isupper() for part in parts):  # "99% water"
            return False
        shaped = len(parts) > 1 and named * 10 >= len(parts) * 6
        return shaped and name_like(words, self._trade)

    def _is_below_brand(self, index: int) -> bool:
        """ "Z-Bar" below "Vanicream": a name of one word, below its brand."""
        words = self.said(index)
        is_word = len(words.split()) == 1 and len(words) > 2 and words[-1] not in ".:;!?"
        return is_word and index > 0 and self.said(index - 1) in self._trade.brands

    def is_own_name(self, index: int) -> bool:
        """Whether a name says so itself: a number or a label before it, a brand, what it is."""
        words = self.said(index)
        name = bare_name(words, self._trade)
        kinds = (part.lower().strip(",") in PRODUCT_NOUNS for part in name.split())
        numbered = self.passages[index].kind == "item"
        is_below = index > 0 and self.said(index - 1) in self._trade.brands
        return numbered or name != words or is_below or self.is_branded(index) or any(kinds)

    def headed_shop(self, index: int) -> str:
        """The shop of a line that heads what is sold there: "At Boots:", "Sephora haul"."""
        words = self.said(index)
        told = _SHOP_HEAD.fullmatch(words) if len(words) < 50 else None
        if told and told[1] in self._trade.retailers:
            return self._trade.retailers.usual(told[1])
        # "Quick hits, all at Ulta, all ending tonight:"
        is_head = words.endswith(":") and len(words) < 100 and not money_in(words)
        led = shops_in(words, self._trade) if is_head else ()
        shops = {one.name for one in led if one.name in self._trade.retailers}
        return shops.pop() if len(shops) == 1 and _ALL_AT.search(words) else ""

    def is_branded(self, index: int) -> bool:
        """Whether a known brand begins or ends a name: "Booster by Paula’s Choice"."""
        name = bare_name(self.said(index), self._trade)
        by = name.rpartition(" by ")[2]
        return self._trade.brands.end_at(name) > 0 or (by != name and by in self._trade.brands)

    def is_called(self, index: int) -> bool:
        """Whether markup calls a line a product's name, and it says itself what it is."""
        return self.passages[index].part == "name" and self.is_own_name(index)

    def is_button(self, index: int) -> bool:
        """Whether a label leads to the shop: "SHOP TARGET", "Where to buy: Target"."""
        return bool(_BUTTON.match(self.said(index)))

    def shop_of(self, words: str, *, known: bool) -> str:
        """
        "Amazon or Ulta" where a line holds shops and nothing else, without its label.

        `known`: only where one of them is a shop we know, or a label or an address says so.
        """
        label = _BUTTON.match(words)
        rest = _WHEN.sub("", words[label.end() :] if label else words).strip(" ;,")
        if len(rest) > 80 or not rest or (not label and len(rest.split()) > 6):
            return ""
        shops = list(shops_in(f"at {rest}", self._trade))
        covered = sum(shop.end - shop.start for shop in shops)
        if (
            not shops
            or words[-1] in ".!?"
            or covered < len(re.sub(r"\b(?:or|and)\b|[\s,;/&|.]", "", rest)) - 3
        ):
            return ""
        told = any(
            one.name in self._trade.retailers or one.url or _HOST.search(one.name) for one in shops
        )
        is_led = label and not label[0].lower().startswith("to ")  # "To Boots" is, "To finish" none
        return rest if told or is_led or not (known or label) else ""


# "John Lewis from 21 January; nationwide from 4 February", "the Luma website"
_WHEN = re.compile(
    r"(?:; )?(?:\bnationwide)?\s(?:from|until|till|since)\s\d{1,2}\.?\s[A-Z][a-z]+"
    r"|\s(?:stores?|branches|website|app)\b"
)
_ALL_AT = re.compile(r"\b(?:at|from|bei|chez|bij)\s(?:the\s)?[A-Z]")


def _threes(beside: list[bool]) -> Iterator[list[bool]]:
    return (beside[at : at + 3] for at in range(len(beside) - 2))


def _labeled(words: str) -> str:
    if head := list_head(words):
        return head
    if is_shout(words):
        return "shout"
    if is_praise(words):
        return "praise"
    if _SIZE_ALONE.fullmatch(words):
        return "size"
    if _RATING.fullmatch(words):
        return "rating"
    field = field_of(words)
    if not field or any(mark in words for mark in '“"'):
        return ""
    # "Cons: The refill costs $11": a reason, whose amount is asked about.
    is_reason = field.kind in ("pros", "cons") and len(field.value.split()) > 3
    return "field" if is_reason or not money_in(field.value) else ""


def _as_field(row: str) -> str:
    """ "Price: $15" of a row of two cells, the first of which is a label; else nothing."""
    cells = [cell.strip(" *:") for cell in row.split("\t")]
    if (
        len(cells) != 2
        or not all(cells)
        or not (is_label(cells[0]) or _OFFERED.fullmatch(cells[0]))
    ):
        return ""
    return f"{cells[0]}: {cells[1]}"


_OFFERED = re.compile(
    r"(?:(?:sale |list |our |current |original |regular |deal )?price(?: from)?|was|now|rrp|mrp"
    r"|cost|where(?: to buy)?|retailers?|shops?|stores?|stockists?|available(?: at| from)?"
    r"|(?:sold|found|seen|spotted|bought|stocked) (?:at|by|in|from)|buy(?: it)?(?: at| from)?)",
    re.IGNORECASE,
)


def unpacked(words: str) -> str:
    """A price without what it is for: "3-pack, $23.97", and when: "Price at publish: $9"."""
    words = _AT_PUBLISH_LABEL.sub("Price:", words)
    return _PACK.sub("", words, count=1) if _PACK.match(words) else words


def bare_name(words: str, trade: Gazetteer) -> str:
    """A product's name without the number and the label before it, and what is said behind it."""
    words = _ADDRESS.sub("", _NUMBER.sub("", words, count=1))
    return _TOLD.sub("", label_before(words, trade)[1]).strip(" ,:*")


def labels_of(words: str, trade: Gazetteer) -> list[str]:
    """What stands before and behind the name: "1. Best overall: Luma Foam – a mild one"."""
    label, name = label_before(_NUMBER.sub("", words, count=1), trade)
    told = _TOLD.search(name)
    return [one for one in (label, told and told[1]) if one]
