"""
The words around a price: which leave it what anybody pays at the shop beside it.

Between an amount and its shop only words of a closed list do ("now", "online", "for the tub"); any
other may put a condition ("with a coupon", "for members") or speak of another thing ("travel size",
"in 2019"). Behind the last of them, where a sentence goes on, and between name and price, what is
known to put one is asked about.
"""

import re
from collections.abc import Iterator

from .money import money_in
from .plan import ReadProduct, Span
from .vocabulary import lines, words

_NEUTRAL = words("neutral-offer-words.txt")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
# What is neither a word nor a number of its own: sizes, addresses, "20% off", "(save 20%)".
_NO_WORDS = re.compile(
    r"(?:https?://)?(?<![\w.])[\w-]+(?:\.[a-z-]{2,12}){1,3}(?:/[^\s,;)]*)?"
    r"|\.(?:com|co|org|net|shop|[a-z]{2})(?:\.[a-z]{2})?(?!\w)"
    r"|\d[\d.,/]*\s?-?(?:fl\.? ?oz|oz|ounces?|m[lL]|ML|cl|kg|g|gr|l|L|ct|count|pcs?|pieces|pads"
    r"|patches|pairs|sheets|capsules|wipes|masks|points)\b\.?"
    r"|(?:save |saving |[-–−])?\d{1,2}\s?%(?: off)?",
)
# What makes an amount the price of somebody else, of another thing, or of another day.
CONDITION = re.compile("|".join(lines("price-conditions.txt")), re.IGNORECASE)
# In a name: another thing it is held against, or what is sold as one.
_IN_NAME = re.compile(
    r"\b(?:vs\.?|versus|unlike|instead of|rather than|similar to|compared (?:to|with)|better than"
    r"|as good as|cheaper than|the same as|next to|against|\d for (?:\d|the price)|bogo|buy one"
    r"|with (?:a |an |the |your )?(?:coupon|code|voucher|card)|for members|members only"
    r"|second-?hand"
    r"|if you|when you|sold out|no longer|not (?:the|a))\b|[,(] ?(?:like|not|or|and|plus) "
    r"|\?|\b(?-i:TBC|TBD|TK|XX+)\b|[(\[](?:check|confirm|verify|name|sp|which)\b",
    re.IGNORECASE,
)
# "I sold my Olay Cream for $5 on eBay"
_GAVE = re.compile(
    r"\b(?:sold|selling|resold|flipped|returned|swapped|auctioned|stole|regifted|pawned|won"
    r"|would(?:n[’']t| not)? (?:pay|buy|have)|should (?:be|cost)|used to (?:buy|be|cost|pay))\b"
    r"(?! (?:at|by|in|on|for)\b)[^.!?;:]{0,24}\Z",
    re.IGNORECASE,
)
# "Two tubes of CeraVe Cream", "the mini CeraVe Cream", "If CeraVe Cream is $9, buy it"
_ANOTHER = re.compile(
    r"(?:\b(?:two|three|four|five|six|several|half an?|(?:any|no)thing like|as good as|unlike"
    r"|refills?|minis?|travel[- ]sized?|samples?|testers?|dupes?|cop(?:y|ies)|imitations?"
    r"|bundles?)\b"
    r"(?: (?:of|for|to))?(?: (?:the|an?|my|your|that|this|its|their))?"
    r"(?: (?:tubes?|jars?|bottles?|tubs?|pots?|sticks?|packs?|boxes|tins?))?(?: of)?"
    r"(?: (?:the|an?|my|your|that|this))?|\b(?:if|imagine|suppose)(?: (?:the|a|my|your))?) \Z",
    re.IGNORECASE,
)
# "$9 less", "$9 delivery", "$9*": what the amount itself is, or that there is more to say of it
_OF_AMOUNT = re.compile(
    r"[*†‡](?!\*)|\s(?:less|lower|higher|more|extra|cheaper|dearer|back|off|on top|left|delivery"
    r"|postage|shipping|tip|fee|deposit)\b(?! than ever)",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[.;!](?=\s|\Z)|\n|\t|\|| [–—] |\s[“\"]")
_PLAIN = frozenset(("", "at", "from", "on", "for", "via", "bei", "now", "was"))
_BRACKET = re.compile(r"\([^()\n]{3,80}\)")
_FRAGMENT = re.compile(r" ?[^\s.!?\n]+(?: [^\s.!?\n]+){0,4}[.!]?(?=\n|\Z)")
_MAX_BEHIND = 60  # characters


def other_words(text: str, product: ReadProduct) -> str | None:
    """The words around a product's prices that nothing explains; None where all are."""
    if told := _IN_NAME.search(product.name):
        return told[0].strip(" ,(")
    start, end = product.span
    before = text[max(0, start - 40) : start].rsplit("\n", maxsplit=1)[-1]
    before += text[start : text.find(product.name, start, end)].removesuffix(
        f"{product.brand} " if product.brand else ""
    )
    if told := _GAVE.search(before) or _ANOTHER.search(before):
        return told[0].strip()
    # What a set is worth, or two of it cost, is said apart: "(two for $25)".
    whole = text[start : min(len(text), end + _MAX_BEHIND)]
    whole = _BRACKET.sub(_without_aside, whole) if "(" in whole else whole
    at = 0
    for line in whole[: end - start].split("\n"):
        if found := _of_line(whole, at, line, product):
            return found
        at += len(line) + 1
    return None


def _without_aside(bracket: re.Match) -> str:
    sums = money_in(bracket[0])
    is_aside = sums and all(one.role == "none" for one in sums)
    return " " * len(bracket[0]) if is_aside else bracket[0]


def _of_line(text: str, at: int, line: str, product: ReadProduct) -> str | None:
    named = line.find(product.name)
    floor = named + len(product.name) if named >= 0 else 0
    events = [one for one in _events(line, product) if one[0] >= floor]
    if not events:
        floor, events = 0, _events(line, product)
    if not events:
        return None
    for start, stop in _gaps(events):
        if found := _strange(line[start:stop]):
            return found
    if named >= 0 and floor and (told := CONDITION.search(line, floor, events[0][0])):
        return told[0]
    return _behind(text, at + events[-1][1], product)


def _events(line: str, product: ReadProduct) -> list[Span]:
    """Where amounts and the product's own shops stand in a line."""
    found = [(one.start, one.end) for one in money_in(line) if one.role != "none"]
    plain = line.lower() if found else ""
    for shop in {offer.retailer.lower() for offer in product.offers if found and offer.retailer}:
        at = plain.find(shop, found[0][0])
        at = at if at >= 0 else plain.find(shop)
        if at >= 0:
            found.append((at, at + len(shop)))
    return sorted(found)


def _gaps(events: list[Span]) -> Iterator[Span]:
    end = events[0][1]
    for start, stop in events[1:]:
        if start > end:
            yield end, start
        end = max(end, stop)


def _strange(between: str) -> str | None:
    """What stands between an amount and a shop and is not known to be neutral."""
    if between.strip(" ,()|–—:;") in _PLAIN:
        return None
    if told := CONDITION.search(between) or _OF_AMOUNT.match(between):
        return told[0].strip()
    bare = _NO_WORDS.sub(" ", between)
    found = [word for word in _WORD.findall(bare) if word.lower() not in _NEUTRAL]
    return " ".join(found[:6]) or None


def _behind(text: str, end: int, product: ReadProduct) -> str | None:
    """A condition in what is left of the clause behind the last amount or shop."""
    stop = min(len(text), end + _MAX_BEHIND)
    ends = _CLAUSE_ENDS.search(text, end, stop)
    if (
        ends and ends[0] in ".;!" and _FRAGMENT.match(text, ends.end())
    ):  # "$9 at CVS. Members only."
        ends = None
    told = CONDITION.search(text, end, ends.start() if ends else stop) or _OF_AMOUNT.match(
        text, end
    )
    return told[0] if told else None
