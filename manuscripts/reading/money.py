"""
Money in running text, and what each amount says about a product.

A number is a price only with a currency, by sign (£24), code (USD 19) or word (2 dollars), and
only where the words around it make it one: "$25 off", "under $20", "$90 value", "two for $25" and
"$5.52/oz." are none (docs/rules.md 7.19, 3.48).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from products.currencies import MINOR_UNITS, precision, quantized

from .money_signs import AFTER, LETTERS, SIGNS, WORDS

_MAX_DIGITS = 9  # of the whole number: no jar of cream costs a billion of anything

# "$1.299" is a mistake, "1.299 €" is thirteen hundred: who writes the point between thousands.
_POINT_PARTS_THOUSANDS = frozenset(
    "EUR BRL DKK NOK SEK TRY PLN CZK HUF RON RSD COP ARS IDR".split()
)


def _longest_first(signs: Iterable[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))


_GAP = r"[ \u00a0\u202f]?"  # between a sign and its number

_NUMBER = re.compile(
    r"(?<![0-9])(?:"
    r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,3}(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?"  # 1 299,00
    r"|[0-9]+(?:[.,'’][0-9]+)*"  # 19 · 1,299.00 · 1.299,00 · 1'299.00
    r"|(?<![0-9A-Za-z])\.[0-9]{2}(?![0-9])"  # .47
    r")(?:[.,][-–—](?![0-9]))?"  # 19,-
)
_BEFORE_NUMBER = re.compile(
    rf"(?:({_longest_first(SIGNS)})|(?<![\w-])({_longest_first(LETTERS)})"
    rf"|(?<![A-Za-z])([A-Z]{{3}}))[ \u00a0\u202f]?$"
)
_AFTER_NUMBER = re.compile(
    rf"{_GAP}(?:({_longest_first(AFTER)})(?![A-Za-z0-9])|([A-Z]{{3}})(?![A-Za-z])"
    rf"|({_longest_first(WORDS)})(?![A-Za-z]))",
)
_AFTER_WORD = re.compile(rf"[ -]?({_longest_first(WORDS)})(?![A-Za-z])", re.IGNORECASE)
_MAGNITUDE = re.compile(
    r"[ \u00a0\u202f]?(?i:k|m|bn|mn|million|billion|trillion|thousand)\b"
    r"|[a-z\d]|[A-Z](?![a-z]{2})"  # "$30Was $40": two pieces of a page without a space
)
_EMPTY = re.compile(r"(?<![A-Za-z0-9$])[$£€](?=\s*(?:[,;)]|$|TK\b|XX))")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, or from `low` to `high`, at `[start, end)` of the text it was read in."""

    start: int
    end: int
    low: Decimal
    currency: str
    high: Decimal | None = None
    role: str = "price"  # price, now, was, from, about or none


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    digits: str
    sign_start: int
    sign_end: int
    currency: str | None
    leads: bool  # the currency stands before the number


@lru_cache(maxsize=50_000)  # each line is asked about by many rules; a manuscript has 20,000
def money_in(text: str) -> tuple[Money, ...]:
    """Every amount of money in the text, in order, each with its role."""
    if not may_hold_money(text):
        return ()
    marked, text = text, unstruck(text)
    found: list[Money] = []
    for one in _ranges_joined(text, list(_numbers(text))):
        floor = found[-1].end if found else 0
        was = marked is not text and bool(_STRUCK_DIGIT.search(marked, one.start, one.end))
        role = "was" if was else _role(text, one, floor)
        found.append(Money(one.start, one.end, one.low, one.currency, one.high, role))
    return tuple(found)


def forget_amounts() -> None:
    """Give back the room that the amounts of the last manuscript take."""
    money_in.cache_clear()


def may_hold_money(text: str) -> bool:
    """Whether a number and a currency stand anywhere in a text; most texts hold no amount."""
    return bool(_ANY_DIGIT.search(text) and _ANY_CURRENCY.search(text))


# A digit that is struck through says what something cost before. While a text is read, those
# digits are marked by characters that no text has (Unicode's noncharacters); no place moves.
_STRIKE = {ord("0") + digit: 0xFDD0 + digit for digit in range(10)}
_UNSTRIKE = {struck: digit for digit, struck in _STRIKE.items()}
_ANY_CURRENCY = re.compile(
    rf"{_longest_first(AFTER | SIGNS)}|(?<![A-Za-z])[A-Z]{{3}}(?![A-Za-z])"
    rf"|(?<![\w-])(?:{_longest_first(LETTERS)})[ \u00a0\u202f]?[0-9\ufdd0-\ufdd9]"
    rf"|(?i:{_longest_first(WORDS)})"
)
_ANY_DIGIT = re.compile("[0-9\ufdd0-\ufdd9]")
_STRUCK_DIGIT = re.compile("[\ufdd0-\ufdd9]")


_LONG = re.compile(r"[0-9](?:[.,'’][0-9]|[0-9]{9})")


def amounts_not_kept(text: str) -> list[tuple[int, int]]:
    """Where numbers with a currency are no price we can keep: "$99999999999", "$1.299"."""
    return [
        (one.sign_start, one.sign_end)
        for one in (_numbers(text) if _LONG.search(text) and may_hold_money(text) else ())
        if one.currency
        and amount(one.digits, one.currency) is None
        and not _MAGNITUDE.match(text, one.sign_end)
    ]


def struck_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the digits in these spans marked as struck through; of the same length."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], text[start:end].translate(_STRIKE)]
        at = end
    return "".join(parts) + text[at:] if parts else text


def unstruck(text: str) -> str:
    """The text as it stands on the page; itself where nothing in it is struck through."""
    return text.translate(_UNSTRIKE) if _STRUCK_DIGIT.search(text) else text


def empty_prices(text: str) -> list[tuple[int, int]]:
    """Where a sign stands without an amount: "$, available" has lost its price."""
    return [match.span() for match in _EMPTY.finditer(text)]


_DIGITS = re.compile(r"[0-9]+")


@lru_cache(maxsize=4096)
def amount(digits: str, currency: str) -> Decimal | None:
    """
    "1.299,00" as a Decimal in the currency's precision; None for what is no price in it.

    The last mark parts the decimals where it differs from the marks before it; a lone mark before
    three digits parts thousands, but for currencies with three decimals (KWD 3.450). A currency
    without decimals (KRW, JPY) has nothing that a mark could part.
    """
    marks = [character for character in digits if not character.isdigit()]
    whole, part = digits, ""
    if marks and _parts_decimals(digits, marks, currency):
        whole, _, part = digits.rpartition(marks[-1])
        marks = marks[:-1]
    groups = re.split(r"[.,'’  \u202f]", whole)
    if len(set(marks)) > 1 or any(len(group) != 3 for group in groups[1:]):
        return None
    plain = "".join(groups)
    if len(plain) > _MAX_DIGITS or len(part) > 4 or not _DIGITS.fullmatch(plain + part):
        return None
    try:
        return quantized(Decimal(f"{plain or 0}.{part or 0}"), currency)
    except ValueError:
        return None


def _parts_decimals(digits: str, marks: list[str], currency: str) -> bool:
    last = marks[-1]
    tail = len(digits) - digits.rindex(last) - 1
    if last not in ".,":
        return False
    if len(marks) > 1:
        return last != marks[-2]
    if tail != 3:
        return True
    if last == ".":
        decimals = precision(currency)  # "₩32.000" has none to part
        return decimals == 3 or decimals > 0 and currency not in _POINT_PARTS_THOUSANDS
    return False


def _numbers(text: str) -> Iterator[_Number]:
    taken = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        digits = match[0].rstrip("-–—").rstrip(".,") if match[0][-1] in "-–—" else match[0]
        sign = _BEFORE_NUMBER.search(text, max(taken, start - 6), start)
        code = sign and _leading(sign, digits)
        if sign and code:
            number = _led(text, start, end, digits, sign.start(), code)
        else:
            number = _followed(text, start, end, digits)
        taken = number.sign_end
        yield _without_unit(text, number)


# "R 3" and "R2" are no rands of anything sold; "R95", "R 1 299" and "R 24.90" are.
_RANDS = re.compile(r"\d{2,}|\d+[., \u00a0\u202f]\d{2,}.*")


def _leading(sign: re.Match, digits: str) -> str | None:
    """The currency that the sign before a number means."""
    if sign[2] == "R":
        least = 2 if sign[0] == "R" else 3
        return "ZAR" if _RANDS.fullmatch(digits) and len(digits) >= least else None
    return SIGNS.get(sign[1] or "") or LETTERS.get(sign[2] or "") or known_code(sign[3] or "")


def _led(text: str, start: int, end: int, digits: str, sign_at: int, code: str) -> _Number:
    """A sign before the number; "$12.50 AUD" says behind it whose dollars they are."""
    told = _DOLLARS.match(text, end) if code == "USD" else None
    if told:
        code = next((one for one in (told[1], f"{told[1]}D") if one in MINOR_UNITS), "USD")
        return _Number(start, end, digits, sign_at, told.end(), code, leads=True)
    return _Number(start, end, digits, sign_at, end, code, leads=True)


_DOLLARS = re.compile(r"[ \u00a0]?(AUD?|CAD?|HKD?|MXN|NZD?|SGD?|TWD|USD?)(?![A-Za-z])")


# Codes that are words of this trade in capitals: "30 GEL", "28 SOS Daily Cream", "TRY".
_NO_CODES = frozenset("ALL CUP GEL MAD PEN SOS TOP TRY".split())


def known_code(code: str) -> str | None:
    """A currency's three letters; None for words of this trade and others: "30 GEL"."""
    return code if code in MINOR_UNITS and code not in _NO_CODES else None


def _followed(text: str, start: int, end: int, digits: str) -> _Number:
    sign = _AFTER_NUMBER.match(text, end) or _AFTER_WORD.match(text, end)
    code = None
    if sign:
        groups = (*sign.groups(), None, None)
        code = WORDS.get(sign[0].strip(" -\u00a0").lower()) or AFTER.get(groups[0] or "")
        code = code or known_code(groups[1] or "")
        # In "Cream 19 $24" the sign belongs to the number after it.
        if groups[0] in SIGNS and re.match(
            r"[ \u00a0\u202f]?[0-9]", text[sign.end() : sign.end() + 2]
        ):
            code = None
    if not sign or not code:
        return _Number(start, end, digits, start, end, None, leads=False)
    return _Number(start, end, digits, start, sign.end(), code, leads=False)


def _without_unit(text: str, number: _Number) -> _Number:
    """In "£10,30ml" the size is glued to the price: read £10."""
    comma = number.digits.rfind(",")
    if number.leads and comma > 0 and text[number.end : number.end + 1].isalpha():
        end = number.start + comma
        return replace(number, digits=number.digits[:comma], end=end, sign_end=end)
    return number


_TO = re.compile(
    r"\s?[-–—]\s?|\s(?:to|through|till|up to|and|bis|und|à|a|et|al?)\s"
    r"(?:(?:more than|over|about)\s)?"
)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre|from|von|de)\s*$", re.IGNORECASE)


def _ranges_joined(text: str, numbers: list[_Number]) -> Iterator[Money]:
    skip = False
    for number, following in zip(numbers, [*numbers[1:], None], strict=False):
        if skip:
            skip = False
            continue
        joined = following and _range(text, number, following)
        skip = bool(joined)
        one = joined or _single(text, number)
        if one:
            yield one


def _single(text: str, number: _Number) -> Money | None:
    if not number.currency or _MAGNITUDE.match(text, number.sign_end):
        return None
    low = amount(number.digits, number.currency)
    if low is None or low <= 0:
        return None
    return Money(number.sign_start, number.sign_end, low, number.currency)


def _range(text: str, first: _Number, second: _Number) -> Money | None:
    """$19–$31 · $19-31 · 19–31 € · between $38 and $270 · zwischen 1,63 und 44,83 Euro."""
    between = text[first.sign_end : second.sign_start]
    if len(between) > 16 or not _TO.fullmatch(between):
        return None
    currency = second.currency or first.currency
    if not currency or (first.currency or currency) != currency:
        return None
    led = _BETWEEN.search(text, max(0, first.sign_start - 12), first.sign_start)
    # "SPF 30 - $34" is no range: a number without currency is one only close by or after "between".
    if not (first.currency and second.currency) and not led and between.strip() != between:
        return None
    if between.strip() in ("and", "und", "et") and not led:
        return None
    if _MAGNITUDE.match(text, second.sign_end):
        return None
    low, high = amount(first.digits, currency), amount(second.digits, currency)
    if low is None or high is None or not 0 < low < high:
        return None
    return Money(first.sign_start, second.sign_end, low, currency, high)


# Words between a cue and its amount: "on sale for just a jaw-dropping $35".
_FILL = (
    r"(?:only|just|a|an|the|its?|at|of|for|to|is|are|was|price|prices|priced|cost|costs|costing"
    r"|it|now|mere|cool|whopping|steep|jaw-dropping|bargain|orders?|purchases?|sold|retail|"
    r"retails|retailing|listed|hefty|cheap|currently|all)"
)
_SELLING = r"(?:on sale|sale price|sale|discounted|reduced|marked down|down|dropped|cut|slashed)"
_CUES_BEFORE = (
    # (role, words directly before the amount, fill words allowed between)
    ("none", r"(?:save|saves|saving|savings|get|take|extra|spend|over|under|below|above|worth|"
             r"valued?|valued at|less than|more than|up to|at least|minimum|max|"
             r"budget|total|total cost|voucher|coupon|gift card|shipping|postage|delivery|tip|fee|"
             r"deposit|per (?:pair|ounce|oz|ml|use|wash|sheet|unit|month|item)|within|"
             r"cash ?back|credit|everything starts|prices start|off|earn)"),
    ("none", r"\b(?:two|three|four|five|six|[2-9]|both|pack) for"),
    ("was", r"(?:originally|original(?: price)?|orig\.?|was|were|normally|usual(?: price)?|"
            r"usually|typically|"
            r"regular(?:ly)?(?: price)?|reg\.?|rrp|msrp|srp|list(?: price)?|full price|old price|"
            r"mrp|ord\.?|"
            r"previously|formerly|before|instead of|down from|statt|au lieu de|uvp|"
            r"compare at|compared to|against|having been|had been|used to be)"),
    ("was", rf"{_SELLING}(?: price)? from"),
    ("now", r"(?:down|reduced|cut|dropped|slashed|marked down|discounted|knocked down) to"),
    ("now", rf"(?:now|today|currently|{_SELLING}(?: (?:for|at|to))|on sale|sale price|half price|"
            r"½ price|offer price|deal price|"
            r"introductory(?: price)?|special price|nur|jetzt|sale)"),
    ("from", r"(?:from|starting (?:at|from)|starts? (?:at|from)|à partir de|a partir de|dès|ab|"
             r"desde|da|vanaf|fra|från|as low as)"),
    ("about", r"(?:around|about|approximately|approx\.?|roughly|circa|ca\.?|nearly|almost|~|"
              r"environ|etwa|rund|some)"),
)  # fmt: skip
# "−$3.00" in a shop's box is what one saves.
_BEFORE = [
    ("none", re.compile("−$")),
    *(
        (
            role,
            re.compile(
                rf"(?<![\w-])(?:{cue})[\s:(=–—-]*(?:{_FILL}\b[\s:]*){{0,4}}$", re.IGNORECASE
            ),
        )
        for role, cue in _CUES_BEFORE
    ),
]
_AFTER_CUES = (
    ("none", re.compile(
        r"\s?(?:off\b|value\b|worth\b|gift\b|voucher|coupon|credit\b|shipping|minimum|"
        r"grant\b|"
        r"less than|cheaper|more than|savings?\b|saving|discount|cash ?back|total\b|budget|"
        r"(?:-|\s)?(?:and|or)(?:-|\s)(?:under|less|below)\b|for (?:two|three|four|five|"
        r"[2-9]|all|both)\b(?! ?(?:ml|(?:fl\.? ?)?oz|g)\b)|for [0-9]+ items|"
        r"(?:a|an|per|the|each)\s(?:week|session|night|visit|hour|day|year|treatment|course"
        r"|consultation|appointment)\b|"
        # "£3.49/200ml" is what that bottle costs; "£1.75/100ml" is no price.
        r"(?:/\s?(?:(?:1|10|100|1000|1[.,]0) ?)?|(?:\bper\b|\bpro\b|\bje\b|\ba\b)\s?(?:[0-9.]+ ?)?)"
        r"(?:fl\.? ?oz|oz|ounce|ml|millilit|g\b|gram|l\b|lit|pair|use\b|wash|sheet|"
        r"month|unit|item|patch|pad|wipe|capsule|dose|piece|shave|blade|kg|kilo|pint|slice|100|10))",
        re.IGNORECASE)),
    ("about", re.compile(r"-?ish\b|\s(?:or (?:so|thereabouts)|give or take)\b", re.IGNORECASE)),
    ("was", re.compile(r"\s?\(?(?:originally|rrp|msrp|list price|usually|normally|"
                       r"regular(?:ly)?\b|full price|value\b)", re.IGNORECASE)),
    ("now", re.compile(r"\s(?:in the sale|in their sale|on sale|on offer|on special)\b",
                       re.IGNORECASE)),
    ("from", re.compile(r"\s?(?:\+(?!\s?(?:shipping|tax|postage|delivery))|and up\b|and above\b"
                        r"|onwards\b|upwards\b)", re.IGNORECASE)),
)  # fmt: skip


# Behind a comma or a number no words say what an amount is: most stand so in a list.
_NO_CUE = re.compile(r"(?:[,;!?/|)\]”\"0-9]\s*|\A\s*)\Z")


_LABEL = re.compile(r"\b(?:rrp|srp|mrp|msrp|uvp|price)\W{0,3}\Z", re.IGNORECASE)


def _role(text: str, one: Money, floor: int) -> str:
    after = text[one.end : one.end + 30]
    before = text[max(floor, one.start - 60) : one.start]
    for role, cue in _AFTER_CUES[:1]:
        # "RRP £39 / 100ml" is what that bottle costs.
        if cue.match(after) and not (after.lstrip()[:1] == "/" and _LABEL.search(before)):
            return role
    if not _NO_CUE.search(before):
        for role, cue in _BEFORE:
            if cue.search(before):
                return role
    for role, cue in _AFTER_CUES[1:]:
        # "$19 (originally $31)": the word there belongs to the amount behind it.
        if cue.match(after) and not re.match(r"\W*\w+\W+(?:at )?\W*[$£€0-9]", after):
            return role
    return "price"
