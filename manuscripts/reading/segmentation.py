"""
Text to passages: the pieces of a plain-text page, before anybody asks what they say.

A passage is a heading, a paragraph (hard-wrapped lines are one), an item of a list, a note or a
rule ("***"). Each covers whole lines, so every word of the text lies in exactly one passage.
"""

import re
from dataclasses import dataclass
from typing import Any

from .placeholders import is_for_desk
from .wraps import BULLET, TextLine, unwrapped

_TWO_SENTENCES = re.compile(r"[.!?] [A-Z“]")
# "Rating: 9/10", "Size: 8 oz", "$27 at Ulta", "Photo courtesy of the brand", "Shop now".
NO_HEADING = re.compile(
    r"[A-Z][\w ]{0,25}:\s?\W?\d[^?]{0,40}\Z|[$£€]\s?\d|\d[\d.,]*\s?[$£€]|\d+(?:/\d+)?\Z"
    r"|(?:shop|buy|order|get|see|read|view|learn|add|sign up)\b(?: (?:it|this|now|here|more|online"
    r"|at|on|to|the|full|review|story|recipe|bag|cart|up)){1,4}\Z",
    re.IGNORECASE,
)
_HASHES = re.compile(r"(#{1,6}) +|\*\* (?=[^*]+\Z)")  # "** The stick": a letter as plain text
_MAX_HEADING = 90

# Lines that stand beside an article and are never its text: disclosures, credits, "as of" lines
# and what a chat assistant says before its answer.
_WRITER = r"(?-i:(?:(?:Dr|Prof|Mrs?|Ms)\b\.? )?[A-Z][\w’'-]+(?: [A-Z][\w.’'-]+){1,3})"
_NOTE = re.compile(
    r"\[\d{1,2}\]\s"
    r"|(?:read next|read more|see also|related|you may also like|more from)\b\s?:"
    r"|(?:photos?|images?|pictures?) (?:courtesy|via)\b|courtesy of\b|(?:additional )?reporting by "
    r"|(?:stand|fotos?|preise) ?: |(?:alle )?preise (?:sind|stand|inkl)"
    r"|(?:tous les )?prix (?:relev|const)"
    r"|(?:all )?prices (?:are|were|checked|correct|in) "
    r"|(?:tags?|keywords?|topics?|brands?(?: mentioned)?|disclosures?|disclaimer|credits?|photos?"
    r"|photography|photographs?|images?|pictures?|illustrations?|words|text|authors?|writer|editor"
    r"|sources?|updated|last updated?|published|date|slug|seo|meta(?: description)?|category"
    r"|editor(?:’|')s note|note to (?:the )?(?:editor|desk)|byline|story|caption|hero image)"
    r"(?: by)? ?:"
    r"|(?:words|text|story|photos?|photography|photographs?|images?|illustrations?|edited|written"
    r"|(?:medically |expert |fact[- ])?(?:reviewed|checked)) by "
    r"|(?:last )?(?:updated|published|reviewed|modified|checked)(?: on)?"
    r" (?:\d|[A-Z][a-z]{2,8}\.? \d)"
    # "By Ada Moss", "By Ada Moss and Bo Carr, beauty editors", "By Ada Moss | 3 March"
    rf"|by {_WRITER}(?: and {_WRITER})?"
    r"(?:\s?(?:,|\||·|•|/|–|—)[^.!?:;“]{0,120})?\Z",
    re.IGNORECASE,
)
# What a letter or a release has around its text.
_OF_LETTER = re.compile(
    r"(?:view|read) (?:(?:this|it|the) )?(?:e-?mail |newsletter |letter |issue )?(?:in|on) (?:your"
    r"|the|a) |view in browser|(?:forwarded|was) this (?:e-?mail|letter)\b|you(?:(?:’|')?re| are)?"
    r" (?:received|receiving|got) this (?:e-?mail|letter|because)|unsubscribe\b|manage (?:your )?"
    r"(?:preferences|subscription)|update (?:your )?preferences|subscribe now\W*\Z"
    r"|upgrade to paid\b"
    r"|become a (?:paid )?(?:member|subscriber)|(?:hit|just) reply\b|got a question for "
    r"|share this (?:post|issue)|leave a comment\W*\Z|copyright (?:\(c\)|©|\d{4})|© ?\d{4}"
    r"|all rights reserved|for immediate release|press release\W*\Z"
    r"|embargoed? (?:until|for|lifted)\b",
    re.IGNORECASE,
)
_NOTE_WORDS = re.compile(
    r"affiliate|commission|#ad\b|\bsponsored\b|as an amazon associate|advertisement|advertorial"
    r"|\bwe (?:(?:may|might|can|could|will|do) )?(?:also )?(?:earn|make|get|receive)(?: a| some)?"
    r"(?: small| little)? (?:money|cut|fee|something)\b.{0,40}\b(?:links?|buy|click)"
    r"|price[sd]?\b.{0,60}\b(?:accurate|correct|checked|as of|at (?:the )?time|subject to change"
    r"|may (?:change|vary))|availability .{0,40}\b(?:accurate|subject to|may)\b"
    r"|accurate as of|subject to change|portion of (?:the )?sales|last updated? on"
    r"|reader-supported|originally (?:published|appeared)|getty images|shutterstock"
    r"|not (?:a substitute for|intended as) (?:professional |medical )"
    r"|(?:this|the) (?:article|story|content) (?:was|has been) (?:medically )?(?:reviewed|updated)",
    re.IGNORECASE,
)
# What a writer leaves for the desk: "[JO: do we need this? PS]", "TK", "ENDS", "NB: …".
_FOR_DESK = re.compile(
    r"\[[^\[\]]{1,480}\]\Z|\(\([^()]{1,300}\)\)\Z|\{[^{}]{1,300}\}\Z|<<[^<>]{1,300}>>\Z"
    r"|\W{0,4}TK(?:TK|\b)[^“”\"]{0,200}\Z"
    r"|(?:NB|N\.B\.|SUBS|DESK|FAO|TODO|FIXME|XXX|QUERY)\s?[:–—-] ?"
    r"|\W{0,4}(?:(?i:ends?(?= ?\W{1,4}\Z)|\(ends\))|ENDS?|Ends|FIN|MORE(?: FOLLOWS)?|30)\W{0,4}\Z"
    r"|(?:Pix|Pics?|PIX|Art|ART|Length|LENGTH|Word ?count|Deadline|Embargo(?:ed)?|EMBARGO(?:ED)?)"
    r"(?: until)?\s?: ?[^“”\"]{1,120}\Z"
)
# "Price: $17 (checked 11/2/24)" says what something costs, whatever is said of it.
_PRICE_FIELD = re.compile(
    r"(?:[A-Za-z]+ )?(?:[Pp]rice|PRICE|Cost|RRP)\s?:\s?\D{0,12}\d[^.!?]{0,80}\Z"
)
# One of these stands in every such line: a look for them spares most lines the pattern.
_HINTS = (
    *("affiliate", "commission", "#ad", "sponsored", "amazon associate", "advert", "price"),
    *("availability", "accurate", "subject to change", "portion of", "last update", "supported"),
    *("originally", "getty images", "shutterstock", "substitute", "intended as", "reviewed"),
    *("updated", "link", "money"),
)
_CHAT = re.compile(
    r"(?:of course|sure|certainly|absolutely)\b[,!.]? ?(?:here(?:’|')?(?: i)?s|i can|below)"
    r"|here(?:’|')?(?: i)?s (?:a|the|your) (?:list|draft|article|revised|updated)\b"
    r"|(?:let me know|would you like me|i hope this helps)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's row: where its words stand, and how many columns and rows it covers."""

    start: int
    end: int
    columns: int = 1
    rows: int = 1
    is_header: bool = False
    is_strong: bool = False  # all of its words are bold


@dataclass(frozen=True, slots=True)
class ListPlace:
    """
    Where an item stands in its list, as markup tells.

    `depth` is 1 for a list in no other, `number` None where it has only a bullet; lines of one
    `item` share its number, and 0 is none of them.
    """

    depth: int = 1
    number: int | None = None
    item: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """
    `start` to `end` are its lines in the text. `kind`: heading, prose, item, note or rule; from
    markup also dek, row (of a table), image and around (what stands around an article; `reason`
    says what it is).

    `body` is where its words begin, behind a bullet; `lead` where bold words at its beginning end;
    `level` that of a heading; `apart` tells whether a blank line stands before it, and `closed`
    whether one follows. `quoted` is what stands in a block quotation, `ref` a picture's address.
    `table` is the number of the table that a row, with its `cells`, or a caption belongs to;
    `place` that of an item in its list; `part` what markup calls it, a product's brand; `slanted`
    tells that all of it is in italics, `ruled` that a page draws a rule above it.
    """

    kind: str
    start: int
    end: int
    body: int
    level: int = 2
    apart: bool = True
    closed: bool = True
    quoted: bool = False
    reason: str | None = None
    ref: str | None = None
    table: int | None = None
    cells: tuple[Cell, ...] = ()
    place: ListPlace | None = None
    lead: int = 0
    part: str = ""
    slanted: bool = False
    ruled: bool = False

    def words(self, text: str) -> str:
        """The passage without its bullet, its line breaks folded."""
        return text[self.body : self.end].replace("\n", " ")


def passages(text: str) -> tuple[str, list[Passage]]:
    """
    A normalized text with its hard-wrapped lines joined, and its passages in order.

    Together they hold all of its words.
    """
    joined, lines = unwrapped(text)
    return joined, [_passage(joined, line) for line in lines]


def is_note(words: str) -> bool:
    """Whether a line stands beside the article: a credit, a disclosure, tags, a chat's preamble."""
    if len(words) > 500:
        return False
    if _NOTE.match(words) or _CHAT.match(words) or _FOR_DESK.match(words) or is_for_desk(words):
        return True
    if _OF_LETTER.match(words):
        return True
    if "“" in words or "«" in words or _PRICE_FIELD.match(words):
        return False
    plain = words.lower()
    return any(hint in plain for hint in _HINTS) and bool(_NOTE_WORDS.search(words))


def is_chat(words: str) -> bool:
    """Whether a chat assistant's own words were left in: "Of course! Here is a list of …"."""
    return bool(_CHAT.match(words)) and len(words) <= 500


def _passage(text: str, whole: TextLine) -> Passage:
    start, end = whole.start, whole.end
    where: dict[str, Any] = {"apart": whole.apart, "closed": whole.closed}
    line = text[start:end]
    kind, body = classified(line)
    hashes = _HASHES.match(line)
    if hashes and kind != "rule":
        body = start + hashes.end()
        return Passage("heading", start, end, body, level=len(hashes[1] or "##"), **where)
    if kind == "prose" and not whole.wrapped and looks_like_heading(line):
        kind = "heading"
    return Passage(kind, start, end, start + body, **where)


def classified(line: str) -> tuple[str, int]:
    """What a line is by its first characters, and where its words begin behind a bullet."""
    if not any(character.isalnum() for character in line):
        return "rule", 0
    bullet = BULLET.match(line)
    if bullet:
        return "item", bullet.end()
    return ("note" if is_note(line) else "prose"), 0


def looks_like_heading(line: str) -> bool:
    """A short line without a sentence's end is a heading; a short question too."""
    if (
        NO_HEADING.match(line)
        or len(line) > _MAX_HEADING
        or line[0] in "“”\"'‘’«„("
        or line[0].islower()
    ):
        return False
    if line[-1] in ".,;:…”\"’'»)" or "\t" in line or " | " in line:
        return line[-1] == ")" and "." not in line
    return len(line.split()) <= 14 and not _TWO_SENTENCES.search(line[:-1])
