"""
Labels on the lines of a product, and what each says of it.

"Best overall: Luma Foam", "Size: 8 oz", "Rating: 9/10", "Pros": a label is never a brand and never
a product's name. What it leads to becomes the pick's own: best for, note, pros, cons, size.
"""

import re
from dataclasses import dataclass

from .gazetteer import Gazetteer
from .money import money_in
from .vocabulary import PERSON_NOUNS

# What a label before a name says whom or what a product is best for: some go on in any words …
_PRAISE = (
    r"(?:(?:the |our |my )?(?:best|most|top)\b|(?:ideal|great|good|perfect|recommended) for\b|for\b"
    r"|if you\b)[^:.!?$£€]{0,50}"
)
# … others only in "for …" or "under …".
_AWARD = (
    r"(?:the |our |my )?(?:celebrity )?"
    r"(?:(?:top|overall|first|second|all[- ]time|absolute|personal|number one|own) ){0,2}"
    r"(?:(?:choice|picks?)(?: awards?)?|secret|go-to|fave|favou?rites?|winner|champion"
    r"|honou?rable mentions?|runners?[- ]up"
    r"|also (?:great|good|consider|worth \w+|liked?|loved?)|(?:second|third|first) place"
    r"|(?:gold|silver|bronze)(?: (?:award|medal|winner))?|cult (?:classic|favou?rite|buy)"
    r"|(?:budget|luxury|splurge|drugstore|high[- ]street|value|wallet-friendly|affordable|bargain"
    r"|premium|upgrade|wild ?card|all[- ](?:a?rounder|a?round)|crowd[- ]pleaser|classic|overall"
    r"|cheapest|fanciest)"
    r"(?: (?:picks?|buy|buys|choice|option|find|winner|alternative|favou?rite|version))?"
    r"|worth (?:the|a|every) \w+|splurge|steal|save|spend|treat|holy grail|newcomer|all[- ]star"
    r"|[a-z]{3,12}iest"
    r"|(?:gentl|light|rich|fast|cheap|fanc|nic|soft|strong)est)"
    r"(?: (?:for|of|under|in|on|overall) [^:.!?$£€]{1,40})?"
)
_PRAISES = re.compile(rf"(?:{_PRAISE}|{_AWARD})", re.IGNORECASE)
# "Editor’s top pick", "Beauty director’s favorite", "Desk favorite": whose it is.
_OWNED = re.compile(
    rf"(?:the |our |my )?(?:[a-z-]+ ){{0,2}}([a-z-]+?)s?(?:’s?)? {_AWARD}", re.IGNORECASE
)
_OWNERS = PERSON_NOUNS | frozenset(
    "staff desk team office derm panel director writer author columnist people jury judge artist"
    " buyer critic".split()
)
# Words that lead to a name and say nothing of it.
_LEADS = re.compile(
    r"(?:buy|try|shop|get|product|pick|our pick|item|what|name|the product|brand)"
    r"(?: (?:it|now|this|here))?",
    re.IGNORECASE,
)
# What a shop shouts: no part of a name, and no reason to pick it.
_SHOUT = re.compile(
    r"(?:brand[- ])?new(?: in| launch)?|just (?:in|launched|landed)|launch|half[- ]price|½ price"
    r"|sale|on (?:sale|offer)|offer|special offer"
    r"|(?:(?:today’s|this week’s|weekend|daily|hot|top) )*deal(?: of the (?:day|week|month))?"
    r"|best ?seller|bestselling|limited (?:edition|time|offer)|exclusive|back in stock|sold out"
    r"|(?:now )?(?:save |up to )?\d{1,2}\s?% off(?: (?:now|today))?|now \d{1,2}\s?% off"
    r"|(?:save|up to) \d{1,2}\s?%(?: off)?|(?:2|two|3|three) for (?:2|two|1|one)|bogof|reduced|hot"
    r"|sponsored|advertisement|\[?(?:photo|image|picture|product shot|pic|pack ?shot)\]?"
    r"|(?:buy|shop|order|get) (?:it )?(?:now|here|this)|view (?:deal|product|offer)"
    r"|(?:buying|shopping) options?|buy(?: it)?|see (?:price|deal)s?"
    r"|check (?:price|availability)|learn more|read (?:more|review)"
    r"|add to (?:bag|cart|basket)|courtesy of (?:the )?brand",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:buy|shop|order|get) (?:it )?(?:now|here)|(?:view|see) (?:deal|product|offer|prices?)"
    r"|check (?:price|availability)|add to (?:bag|cart|basket)|shop|buy|buy it",
    re.IGNORECASE,
)
_SHOUTED = re.compile(
    r"(?-i:NEW|SALE|HALF[- ]PRICE|OFFER|DEAL|HOT|BESTSELLER|LAUNCH|JUST IN|New in|New|Sale"
    r"|Half[- ]price|Just in|Just landed|Bestseller|Limited edition)\s?[!:–—-]+\s?(?=\S)"
    # Where a picture shows it: "Clockwise from top left: …", "Above, from left: …".
    r"|(?:(?:(?:anti-?)?clockwise|pictured|shown|this page|opposite|above|below"
    r"|(?:top|bottom|cent(?:re|er)|middle|far|back|front)(?: row)?|left|right|from|the|to)"
    r"[, ]{0,2}\b){1,7}(?<!from)(?<!the)(?<!to):\s?(?=\S)",
    re.IGNORECASE,
)
_FIELDS = {
    "size": r"(?:(?:pack|tube|tub|bottle|jar|pot|product|full) )?sizes?|volume"
    r"|net (?:weight|wt\.?)|contents?|contenance|menge|inhalt|packaging size",
    "best_for": r"(?:best|good|great|ideal|perfect|suitable|recommended) for|suits|who it’s for"
    r"|who should (?:buy|try) it",
    "pros": r"pros?|the pros|the good|good|what we (?:like|liked|love|loved)"
    r"|why we (?:like|love) it|what i (?:like|liked|love|loved)|likes?|loves?|upsides?"
    r"|advantages?|plus(?:es)?|positives?|reasons to buy|hits|thumbs up|for",
    "cons": r"cons?|the cons|the bad|bad|what we (?:don’t|didn’t) (?:like|love)|dislikes?"
    r"|what i (?:don’t|didn’t) (?:like|love)|downsides?|disadvantages?|drawbacks?|minus(?:es)?"
    r"|negatives?|reasons to avoid|misses|thumbs down|watch out(?: for)?|against"
    r"|things to consider|what to consider|keep in mind|the catch",
    "note": r"(?:our |overall |final |my |test |editor’s |user )?(?:rating|score|verdict|marks?)"
    r"|(?:skin|hair|scalp) types?|(?:skin )?concerns?|rated|stars?|repurchase|reviews?|actives?"
    r"|(?:would i )?(?:buy|repurchase)(?: it)? again"
    r"|(?:(?:key|main|star|hero|active|notable|star) ){0,2}ingredients?"
    r"|formula|formulation|texture|finish|scent|fragrance|smell|feel|coverage|shades?|colou?rs?"
    r"|spf|uva|ph|type|product type|format|form|application|protection|results?|effectiveness"
    r"|absorption|cruelty[- ]free|vegan|fragrance[- ]free|paraben[- ]free|made in|origin|lasts?"
    r"|how (?:it works|to use(?: it)?|we tested|it feels|it smells)|why (?:we|i) (?:like|love|chose"
    r"|picked|trust|recommend)d?(?: it)?|why it’s great|why buy it|the bottom line|bottom line"
    r"|in short|tester|tested by|testers?(?: say)?|dermatologist[- ](?:tested|approved)"
    r"|key (?:features|specs|benefits|claims)|specs|features|benefits?|claims?|use|usage"
    r"|when to use|allergens?|package|packaging|dispenser|award",
}
_FIELD = {
    kind: re.compile(rf"(?:(?:the|our|my) )?(?:{labels})(?:\s?:|\?:?|\s[–—-])\s?", re.IGNORECASE)
    for kind, labels in _FIELDS.items()
}
_ALONE = {
    kind: re.compile(rf"(?:{labels})\s?[:–—-]?", re.IGNORECASE)
    for kind, labels in _FIELDS.items()
    if kind in ("pros", "cons")
}
_ANY_FIELD = re.compile(
    rf"(?:(?:the|our|my) )?(?:{'|'.join(_FIELDS.values())}"
    r"|(?:the |sale |list |our |current |original )?(?:price|cost)(?: at publish)?"
    r"|(?:what )?(?:i|we|you)(?:’ll)? (?:paid|pay|spent)|paid"
    r"|where (?:to buy|(?:i|we) (?:got|bought|found) it))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"([^:!?\n]{2,60}?)(?: ?: ?| ?[–—] ?| - )(?=\S)")
MAX_VALUE = 200


@dataclass(frozen=True, slots=True)
class Field:
    """What a line with a label says: of which `kind`, under which `label`, and its `value`."""

    kind: str
    label: str
    value: str

    @property
    def words(self) -> str:
        """The field as a sentence of a note: "Rating: 9/10"."""
        return f"{self.label}: {self.value}"


def field_of(words: str) -> Field | None:
    """The field on a line of a card, "Size: 8 oz"; None where its label is none we know."""
    if len(words) > MAX_VALUE:
        return None
    for kind, label in _FIELD.items():
        found = label.match(words)
        if found and found.end() < len(words):
            return Field(kind, found[0].strip(" :?–—-"), words[found.end() :].strip())
    return None


def list_head(words: str) -> str:
    """ "pros" or "cons" where a line heads a list of them; else nothing."""
    short = len(words) < 40
    return next((kind for kind, label in _ALONE.items() if short and label.fullmatch(words)), "")


def is_shout(words: str) -> bool:
    """Whether a line is a shop's own call, "Now 20% off", "NEW", or a picture's place."""
    return len(words) < 40 and bool(_SHOUT.fullmatch(words.strip(" !.:*[]()")))


def is_call(words: str) -> bool:
    """Whether a line is a button's, "Shop now": it belongs to the product above it."""
    return len(words) < 40 and bool(_CALL.fullmatch(words.strip(" !.:→>›")))


def is_praise(words: str) -> bool:
    """Whether a line says what a product is best at and no more: "Best overall", "Most elegant"."""
    bare = words.rstrip(" :")
    if len(bare) >= 60 or not (_PRAISES.fullmatch(bare) or _is_owned(bare)):
        return False
    return not money_in(bare)


def _is_owned(words: str) -> bool:
    """Whether words say whose pick something is: "Editor’s top choice"."""
    parts = words.lower().replace("’", " ").split()
    if all(part not in _OWNERS and part.removesuffix("s") not in _OWNERS for part in parts[:-1]):
        return False  # asked first, as it is quickly told
    owned = _OWNED.fullmatch(words)
    return owned is not None and owned[1].lower() in _OWNERS


def is_label(words: str) -> bool:
    """Whether words are a label of ours, and so nobody's brand and no product's name."""
    bare = words.strip(" :–—-")
    if len(bare) > 60:
        return False
    return bool(_ANY_FIELD.fullmatch(bare) or _LEADS.fullmatch(bare)) or (
        is_shout(bare) or is_praise(bare)
    )


def label_before(head: str, trade: Gazetteer) -> tuple[str | None, str]:
    """
    The label before a product's name, and the name: "Most elegant", "Tatcha The Rice Wash".

    None where there is none, or where it says nothing of the product ("NEW: …", "TRY: …"). A brand
    or a shop before a colon is no label.
    """
    shouted = _SHOUTED.match(head)
    if shouted:
        return label_before(head[shouted.end() :], trade)
    found = _LABEL.match(head)
    label = found[1].strip() if found else ""
    if not found or not label or label in trade.brands or label in trade.retailers:
        return None, head
    rest = head[found.end() :]
    dashed = ":" not in found[0]
    if _LEADS.fullmatch(label) or is_shout(label):
        return (None, rest) if dashed else label_before(rest, trade)
    if is_praise(label) and not (dashed and trade.brands.end_at(label)):
        return label, rest
    known = not dashed and trade.brands.end_at(rest) > 0 and not trade.brands.end_at(label)
    if known and len(label.split()) <= 6 and not any(mark in label for mark in ',;("“'):
        return label, rest
    return None, head
