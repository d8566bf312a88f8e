"""
The net under everything: what looks like a price, an utterance or a person, and was read as none.

A rule may miss; nothing is missed in silence. Each amount with a currency, each sentence in
quotation marks, and each name beside a title, a credential or a profession that no rule took gets
a warning with its place (docs/manuscript-plan.md). What a rule took on purpose is none of these:
"$25 off", a nickname, the title of a book.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, pairwise

from .found_products import FoundProduct
from .gazetteer import Gazetteer
from .money import Money, amounts_not_kept, money_in, unstruck
from .offers import shops_in
from .people import Mention, People, mentions_in
from .plan import PlanWarning, Quote, Span
from .quotation_marks import Quoted, quoted_in
from .quotes import QuoteExtraction
from .segmentation import Passage
from .sentence_quotes import is_title_case
from .titled_names import appositive
from .titles import has_role
from .vocabulary import PRODUCT_NOUNS, ROLE_NOUNS, any_of, speech_verbs_in

_SHOWN = 120  # characters of a text in a warning


class Taken:
    """Stretches of a text, to ask whether a place lies in one of them."""

    def __init__(self, spans: Iterable[Span]):
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._reach: list[int] = []
        for _, end in self._spans:
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def holds(self, at: int) -> bool:
        """Whether any stretch covers this place."""
        before = bisect_right(self._starts, at) - 1
        return before >= 0 and self._reach[before] > at

    def covers(self, start: int, end: int) -> bool:
        """Whether one stretch covers all of these places."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and self._spans[before][1] >= end


_HOLDING = ("prose", "item", "row", "heading", "dek")
_LEFT_ASIDE = "beside the article"  # by a rule that may be wrong; menus and such are told apart


def _may_hold(passage: Passage, *kinds: str) -> bool:
    """Whether an article's words may stand in it: also where it was taken for no part of one."""
    is_left = passage.kind == "around" and passage.reason == _LEFT_ASIDE
    is_long = passage.end - passage.body > _MAX_LABEL
    return passage.kind in (*_HOLDING, *kinds) or is_left and is_long


def unread(
    text: str,
    passages: Sequence[Passage],
    products: Sequence[FoundProduct],
    extraction: QuoteExtraction,
    people: People,
    trade: Gazetteer,
) -> Iterator[PlanWarning]:
    """All that the net catches; in `text` digits that are struck through are marked."""
    taken = Taken(span for found in products for span in found.places)
    yield from unread_amounts(text, passages, taken, trade)
    voiced = {start for start, _ in extraction.spans}
    silent = [
        (one.body, one.end) for one in passages if one.body not in voiced and _may_hold(one, "note")
    ]
    beside, _ = quoted_in(text, silent)
    quoted = sorted((*extraction.quoted, *beside), key=lambda one: one.start)
    yield from unread_utterances(text, extraction.prose, quoted, extraction.quotes)
    yield from signed_without_marks(text, passages, extraction.quotes)
    yield from unread_people(extraction.prose, extraction.mentions, people, passages, taken, trade)


_NAME_FIRST = re.compile(r"\S.{1,120}?\s?[:–—,(|-]\s?$")
_MAX_LINE = 300
# "(£3.49/200ml)" is what the bottle costs, "£1.75/100ml" is what its content costs.
_OF_SIZE = re.compile(
    r"\s?(?:/|per)\s?(?!(?:1|10|100|1000)(?![\d.]))\d[\d.]*\s?(?:ml|g|fl|oz)\b", re.IGNORECASE
)


def unread_amounts(
    text: str, passages: Sequence[Passage], taken: Taken, trade: Gazetteer
) -> Iterator[PlanWarning]:
    """
    Amounts with a currency that lie in no product and may be a price.

    In a sentence that means something sold is named, or meant, or a shop: "a haircut costs about
    $45" is taken for what it says. On a line of its own an amount is always asked for. A line
    shaped as a product's, with name, price and shop, is asked for as a whole.
    """
    for passage in passages:
        if not _may_hold(passage, "note") or taken.covers(passage.body, passage.end):
            continue
        words = passage.words(text)
        sums = [
            one
            for one in money_in(words)
            if (one.role != "none" or _OF_SIZE.match(words, one.end))
            and not taken.holds(passage.body + one.start)
        ]
        sums += [
            Money(start, end, Decimal(0), "USD")
            for start, end in amounts_not_kept(unstruck(words))
            if not taken.holds(passage.body + start)
        ]
        if sums and passage.kind == "note" and not _sells(words, trade):
            continue
        sums = [one for one in sums if may_be_price(words, one, trade)]
        sums += _cents(words, trade) if not sums else []
        if sums and _is_product_line(words, sums[0], trade):
            yield PlanWarning(
                "line.price_unread",
                f"A price and a shop stand in “{_shown(words)}”, but it was not read as a "
                "product’s line: it stays in the text.",
                (passage.start, passage.end),
            )
            continue
        for one in sums:
            yield PlanWarning(
                "price.unread",
                f"“{unstruck(words[one.start : one.end])}” may be a price that wasn’t read: add "
                "it if it is one.",
                (passage.body + one.start, passage.body + one.end),
            )


def _sells(words: str, trade: Gazetteer) -> bool:
    """ "Editor’s note: sticky. Olay Milk is $9 at Ulta.": whether a note names a brand."""
    begins = (at.start() for at in _BEGINS.finditer(words))
    return any(trade.brands.end_at(words, begin) > begin for begin in begins)


_BEGINS = re.compile(r"(?<![\w’.&-])[A-Z]")
# "99 cents, Rite Aid": no currency that is read, but a price beside a shop.
_CENTS = re.compile(r"(?<![\w.,$£€])\d{1,2}(?: cents|\s?¢|p)(?!\w)(?! (?:more|less|off|a)\b)")


def _cents(words: str, trade: Gazetteer) -> list[Money]:
    found = _CENTS.search(words)
    if not found or not any(shop.name in trade.retailers for shop in shops_in(words, trade)):
        return []
    return [Money(found.start(), found.end(), Decimal(0), "USD")]


def _is_product_line(words: str, one: Money, trade: Gazetteer) -> bool:
    if len(words) > _MAX_LINE or words.endswith(".") or not _NAME_FIRST.match(words[: one.start]):
        return False
    return any(shop.name in trade.retailers or shop.url for shop in shops_in(words, trade))


# What is paid for and is no product ("Facial Moisturizer" is one), or no price of one.
_NO_PRICE = re.compile(
    r"\b(?:consultations?|appointments?|sessions?|visits?|facials?|pedicures?|manicures?|massages?"
    r"|haircuts?|cures?|peels?|lasers?|injections?|[Bb]otox|fillers?|surger(?:y|ies)|co-?pays?"
    r"|prescriptions?|insurance|salary|tickets?|deposit|tuition|rent|donat\w+|revenue|market"
    r"|industry|budgets?|spend\w*|spent|sav(?:e|es|ed|ing|ings))\b"
    r"|\b(?i:deliver\w*|shipping|ships?|postage|versand\w*|livraison|vouchers?|coupons?|gift cards?"
    r"|refund\w*|total\w*|altogether|insgesamt|in all|comes? to|came to|adds? up|added up|together"
    r"|whole (?:box|kit|lot|thing|routine|haul|shelf|basket)|between them|as much as"
    r"|(?:a|one) (?:year|month|summer|winter)(?:’s)? (?:of|supply)"
    r"|(?:two|three|four|five|six|(?<!\. )[2-9]) (?:[\w’-]+ ){0,4}for)\b"
    r"|\bfree\W{1,3}(?:from|over|above)|\bfrei\b|\bof (?:every|each)\b"
)
_EACH = re.compile(r"\s(?:each|apiece|a (?:go|pop|time|face|wear|month|year|week)|an hour|frei\b)")
_SENTENCE = re.compile(r"[.!?…][”\"’)]*(?=\s+[^\sa-z0-9]|\s*\Z)|\n")
_CONTAINER = r"(?:tube|jar|tub|bottle|pot|stick|tin|pump)s?"
_SOLD = re.compile(
    rf"\b(?:a|one|each|two|three|my) (?:[a-z-]+ )?{_CONTAINER}\b(?! of [a-z])|"
    r"\b(?:prices?|priced|rrp|msrp|retails?|sells for|it|it’s|it's|they|th(?:is|at) one|mine|which"
    r"|these|those|ours|yours)\b"
    rf"|\b(?:the|this|that|my|her|his|our|their)\s(?:[a-z-]+\s){{0,3}}(?:{any_of(PRODUCT_NOUNS)})\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<=[a-z,;:(] )(?:the )?[A-Z][\w’'&.+-]*[a-z][\w’'&.+-]*(?: [A-Z0-9][\w’'&.+-]*)+"
)
_AT_SHOP = re.compile(
    r"\b(?:at|from|on|via|chez|bei|in)\s(?:the\s)?[A-Z@][\w’'&.+-]+|\.com\b|\.co\."
)
_MAX_LABEL = 60  # characters of a line that is no sentence
_FRAGMENT = 4  # words: "Yes, $33." goes on with what stands before it
_REACH = 200  # characters of a sentence on either side of an amount


def may_be_price(words: str, one: Money, trade: Gazetteer) -> bool:
    """Whether an amount that no rule took may be the price of something sold."""
    floor, limit = max(0, one.start - _REACH), min(len(words), one.end + _REACH)
    ends = [mark.end() for mark in _SENTENCE.finditer(words, floor, one.start)]
    begin = ends[-1] if ends else floor
    stop = _SENTENCE.search(words, one.end, limit)
    end = stop.start() if stop else limit
    sentence = words[begin:end]
    # "Skip the $300 facial: CeraVe Cream for $17": behind the colon another thing is named.
    colon = words.rfind(": ", begin, one.start)
    own = colon if colon >= 0 and _NAMED.search(words, colon + 1, one.start) else begin
    if _NO_PRICE.search(words, max(own, one.start - 70), min(end, one.end + 20)):
        return False
    if _EACH.match(words, one.end):
        return False
    if not stop and begin == floor == 0 and len(words) <= _MAX_LABEL:
        return True
    if len(sentence.split()) <= _FRAGMENT:
        return True
    return bool(
        _SOLD.search(sentence)
        or _NAMED.search(sentence)
        or _AT_SHOP.search(sentence)
        or any(shop.name in trade.retailers for shop in shops_in(sentence, trade))
    )


_ENDED = ",.!?…"
_MIN_WORDS = 4
_MIN_ATTRIBUTED = 3
_MIN_PLAIN = 6  # words in marks without a full stop or a comma at their end


def unread_utterances(
    text: str, prose: str, quoted: Iterable[Quoted], quotes: Iterable[Quote]
) -> Iterator[PlanWarning]:
    """Sentences in quotation marks that are in no quote."""
    taken = Taken(span for quote in quotes if quote.kind == "verbatim" for span in quote.spans)
    for one in quoted:
        words = text[one.start : one.end]
        if not taken.holds(one.start) and _may_be_said(words, prose, one):
            yield PlanWarning(
                "quote.unread",
                f"“{_shown(words)}” is in no quote: add it if somebody says it.",
                (one.start, one.end),
            )


_SIGNED = re.compile(r"\s*[—–-]{1,2}\s?[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,3}")


def signed_without_marks(
    text: str, passages: Sequence[Passage], quotes: Iterable[Quote]
) -> Iterator[PlanWarning]:
    """A paragraph set as a quotation, without marks, above a line that signs it."""
    taken = Taken(span for quote in quotes for span in quote.spans)
    for one, following in pairwise(passages):
        is_signed = one.quoted and one.kind == "prose" and _SIGNED.match(text, following.start)
        if is_signed and text[one.body].isalpha() and not taken.holds(one.body):
            yield PlanWarning(
                "quote.unread",
                f"“{_shown(text[one.body : one.end])}” is signed, but has no quotation marks: add "
                "it if it is a quote.",
                (one.body, one.end),
            )


def _may_be_said(words: str, prose: str, one: Quoted) -> bool:
    parts = words.split()
    is_ended = words[-1] in _ENDED
    is_attributed = _is_attributed(prose, one)
    if is_attributed and (is_ended or len(parts) >= _MIN_ATTRIBUTED):
        return True
    if is_title_case(parts):
        return False
    return len(parts) >= (_MIN_WORDS if is_ended else _MIN_PLAIN)


def _is_attributed(prose: str, one: Quoted) -> bool:
    before = prose[max(0, one.open_at - 16) : one.open_at].rsplit("\n", maxsplit=1)[-1]
    if any(
        not before[verb.end() :].strip(" :,") for verb in speech_verbs_in(before, 0, len(before))
    ):
        return True
    behind = re.match(r"\s?[^.;:\n]{0,40}", prose[one.close_at : one.close_at + 42])
    if not behind or re.match(r",?\s(?:which|that|who)\b", behind[0]):
        return False
    return bool(any(speech_verbs_in(behind[0], 0, len(behind[0]))))


def unread_people(
    text: str,
    mentions: Iterable[Mention],
    people: People,
    passages: Sequence[Passage],
    taken: Taken,
    trade: Gazetteer,
) -> Iterator[PlanWarning]:
    """Names beside a title, a credential or a profession that are no person."""
    seen: set[str] = set()
    # A heading’s capitals are no names: "Every Optician Dreads".
    elsewhere = (
        mention
        for piece in passages
        if piece.kind in ("heading", "note", "dek") and piece.end - piece.body < 400
        for mention in mentions_in(text, piece.body, piece.end)
        if mention.honorific or mention.credentials
    )
    for mention in chain(mentions, elsewhere):
        if mention.words in seen or people.named(mention.words):
            continue
        seen.add(mention.words)
        if taken.holds(mention.start) or _is_named_otherwise(text, mention, trade):
            continue
        if _is_somebody(text, mention) and people.is_person_like(mention):
            yield PlanWarning(
                "person.unread",
                f"“{mention.words}” may be a person who wasn’t read: add them if so.",
                (mention.start, mention.end),
            )


# "By Ada Moss, beauty editor", "Medically reviewed by Bo Carr, MD": who made the article.
_BY_LINE = re.compile(
    r"(?:^|[|·•,–—]\s|\n|(?:reviewed|checked|written|edited|words|text|photographs|photos|story"
    r"|interview|illustrations?)\s)by\s\Z",
    re.IGNORECASE,
)
_NOBODY = frozenset({"Google", "Internet", "TikTok", "YouTube", "Instagram", "AI"})


def _is_named_otherwise(text: str, mention: Mention, trade: Gazetteer) -> bool:
    """Whether a name with a title is a byline's, a brand’s or a product’s: "Dr. Dennis Gross"."""
    words = mention.words.split()
    return (
        bool(_BY_LINE.search(text, max(0, mention.start - 20), mention.start))
        or words[-1].lower().strip(".,") in PRODUCT_NOUNS
        or words[0] in _NOBODY
        or trade.brands.end_at(text, mention.start) > mention.start
    )


def _is_somebody(text: str, mention: Mention) -> bool:
    if mention.honorific or mention.credentials or (mention.role and has_role(mention.role)):
        return True
    if not mention.is_full:
        return False
    before = text[max(0, mention.start - 40) : mention.start].rsplit("\n", maxsplit=1)[-1].split()
    if before and before[-1].lower().strip("“\"'‘(") in ROLE_NOUNS:
        return True
    behind, _ = appositive(text, mention.end, min(len(text), mention.end + 160))
    return bool(behind and behind.role and has_role(behind.role))


def _shown(words: str) -> str:
    words = words.replace("\n", " ")
    return words if len(words) <= _SHOWN else words[:_SHOWN].rsplit(" ", 1)[0] + " …"
