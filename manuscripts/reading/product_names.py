"""What stands before a price: a product's name, its size, and whether it is a name at all."""

import re
from dataclasses import dataclass

from .gazetteer import Gazetteer
from .money import empty_prices, money_in
from .offers import Offers
from .pick_labels import field_of, is_label
from .plan import Span
from .vocabulary import NO_NAMES, PRODUCT_NOUNS, PROSE_WORDS

_UNIT = r"(?:fl\.? ?oz\.?|oz\.?|ounces?|m[lL]|ML|cl|l|L|kg|g|gr|grams?)"
_COUNT = r"(?:pads|patches|pairs|sheets|capsules|count|ct|wipes|pieces|pcs?|masks)"
_AMOUNT = r"(?:\d{1,2}\s?[x×]\s?)?\d{1,4}(?:[.,]\d{1,2})?\s?"
# "50 ml", "1.7 oz / 50 ml", "3 x 10 ml", "60 pads" at the end of a name.
_SIZE = re.compile(
    rf"[\s,(\[–—/|-]\s?\b({_AMOUNT}(?:{_UNIT}|{_COUNT})"
    rf"(?:\s?[/|(]\s?{_AMOUNT}{_UNIT}\)?)?)[\s),\]]*\Z"
)
# "£10, 30ml" and "£53 for 30ml": a size behind the price.
_SIZE_BEHIND = re.compile(
    rf"(?:\b(?:for|of|de)|[,(/·•|])\s?({_AMOUNT}{_UNIT})(?!\w)", re.IGNORECASE
)
# A container behind a size says nothing more: "16 oz tub".
_CONTAINER = re.compile(
    r"(?<=[a-z\d])\s(?:tub|tube|bottle|jar|pump|pot|stick|bar|refill|spray|bag|can|tin)\Z"
)
# "Moisturizing Cream, the 19-oz tub"
_OF_SIZE = re.compile(
    rf",\s(?:the|an?|in the|in an?)\s({_AMOUNT})-?({_UNIT})(?:\s[a-z]{{2,8}})?\Z", re.IGNORECASE
)
# What a set is worth is told of its name and is no price: "Glow Set (worth £41)".
_ASIDE = re.compile(
    r"\s?[(\[](?:worth|value|valued|rrp|save|a \S+ value|the|our|my|not)\b[^()\[\]]*[)\]]\Z",
    re.IGNORECASE,
)
# "Handcreme, 100 ml (1,25 €/100 ml)"
_UNIT_PRICE = re.compile(
    r"\s?[(\[][^()\[\]]{0,20}[\d€$£][^()\[\]]{0,6}/\s?(?:1|10|100|1000)?\s?"
    r"(?:fl\.? ?oz|oz|m[lL]|g|l|L|kg|Stück|St)\.?[)\]]\Z"
)
# "Balm, 100g. Was £48, now £31" is one line yet, for all its full stops.
SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z]r)(?<!\breg)(?<!\borig)(?<!\bapprox)(?<!\bca)(?<!\bincl)(?<!\binkl)"
    r"(?<!\bc)(?<!\bSt)(?<!\bNo)(?<!\bNr)(?<!\bvs)(?<!\boz)(?<!\bfl)[.!?][”\"]?\s+"
    r"(?=[A-Z“\"])(?!(?:Was|Now|From|RRP|Originally|Normally|Usually|Reduced|Sale|Price)\b)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A line taken apart: what stands before the price, and what the tail says."""

    head: str
    size: str | None
    tail: Offers
    empty: bool  # the price itself is lost
    brand: str | None = None  # where a column of its own tells it
    best_for: str | None = None
    note: str | None = None
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    doubt: str | None = None  # why an editor should look whether the price is this product's
    is_brand_by_place: bool = False  # only where it stands tells that it is one
    places: tuple[Span, ...] = ()  # where else than in one run of words it stands
    checked: str | None = (
        None  # words whose amounts its offers must hold, if not those of its lines
    )


def price_at(words: str) -> tuple[int, bool] | None:
    """Where the first price stands, and whether its amount is lost."""
    amounts = [one for one in money_in(words) if one.role != "none"]
    if amounts:
        return amounts[0].start, False
    lost = empty_prices(words)
    return (lost[0][0], True) if lost else None


def ends_sentence(head: str, trade: Gazetteer) -> bool:
    """Whether a sentence ends in these words; a brand's own mark, "Supergoop!", ends none."""
    return bool(SENTENCE_END.search(head, trade.brands.end_at(head)))


def sized(name: str) -> tuple[str, str | None]:
    if name.endswith((")", "]")):
        name = _UNIT_PRICE.sub("", _ASIDE.sub("", name))
    name = _OF_SIZE.sub(r", \1 \2", name) if name[-24:].count(",") else name
    name = _CONTAINER.sub("", name) if any(letter.isdigit() for letter in name[-24:]) else name
    size = _SIZE.search(name, max(0, len(name) - 60))
    if size and size.start() > 0:
        name = _ASIDE.sub("", name[: size.start()].rstrip(" ,:;–—|-([\t"))
        return name, size[1].strip(" )")
    return name, None


def is_size(words: str) -> bool:
    """Whether words are a size and no more."""
    return bool(_SIZE.fullmatch(f" {words}"))


def size_in(tail: str) -> str | None:
    size = _SIZE_BEHIND.search(tail)
    return size[1] if size else None


def size_first(words: str) -> str | None:
    """The size that a text begins with: "7 fl oz. A first line against flakes."."""
    size = _SIZE_FIRST.match(words)
    return size[1] if size else None


_SIZE_FIRST = re.compile(rf"({_AMOUNT}(?:fl\.? ?oz|oz|m[lL]|g|{_COUNT}))\s?[.;,·–—|](?=\s)")


def name_like(head: str, trade: Gazetteer) -> bool:
    """Whether words may be a product's name: not a sentence, and with a capital in them."""
    words = head.split()
    if not 1 <= len(words) <= 18 or not any(character.isalpha() for character in head):
        return False
    # "A $160 lippie", "One tube"
    if all(word.lower().strip(".,:") in NO_NAMES | _COUNTED for word in words):
        return False
    if is_label(head) or field_of(head):
        return False
    branded = trade.brands.end_at(head) > 0
    if ends_sentence(head, trade) or any(word in PROSE_WORDS for word in words):
        return False
    if not branded and words[0].lower() in PROSE_WORDS | _SUMS:
        return False
    if not branded and (_says(words) or _DESCRIBES.match(head)):
        return False
    capital = any(is_capital(word[0]) or word[0].isdigit() for word in words)
    # "gold radiance eye cream (£575, John Lewis)": no capital, but a kind of product at its end.
    return branded or capital or (len(words) > 2 and words[-1] in PRODUCT_NOUNS)


# "A rich oil", "Our winner", "By Halden": what stands below a name, and none itself.
_DESCRIBES = re.compile(r"(?:An?|The|Our|My|Your|Its|This|That|These)\s[a-z]|(?:By|From|Made by)\s")


def is_capital(letter: str) -> bool:
    """Whether a name may begin with it: letters of scripts without capitals are as good as any."""
    return letter.isupper() or (letter.isalpha() and letter.lower() == letter.upper())


def _says(words: list[str]) -> bool:
    """ "Two more tubs nearly made it": more small words than any name has."""
    small = [
        word
        for word in words
        if word[0].islower() and word.strip(",:").lower() not in PRODUCT_NOUNS | _SMALL
    ]
    return len(small) > 3


_COUNTED = frozenset(
    "one two three four five six each tube tubes jar jars tub tubs bottle bottles pot pots tin tins"
    " stick sticks".split()
)
_SMALL = frozenset("for with and of in the de la et à mit und & + to by on".split())
_SUMS = frozenset(
    "saved spent difference budget total sum subtotal"
    " everything all it’s both together prices altogether".split()
)
