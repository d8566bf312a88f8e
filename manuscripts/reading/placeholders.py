"""
What a manuscript holds for colleagues and no reader: placeholders, and notes of the desk.

"TK", "TBC – asking Dr Holt", "[Ana to ask Holt]" stand where words are still to come; "(Jo, is
this true? PS)" and "DRAFT - NOT APPROVED" are said beside words that are there. Neither may be
published.
"""

import re

# Nobody writes these to a reader, whatever follows; "TK Maxx" is a shop.
_SIGN = r"(?:(?:TK)+(?! ?Maxx)|TBC|TBA|TBD|TODO|FIXME|XX+)(?![\w’'])"
_FIGURE = r"(?:answer|reply|response|quote|copy|text|comment|details?|figures?|price|link|source)"
_TO_COME = (
    r"(?:to (?:come|follow|be (?:added|answered|confirmed|supplied|written|checked|provided))"
    r"|pending|missing|outstanding|coming (?:later|soon))"
)
_FROM = r"(?:from|by|on|after|once|when|next|later|tomorrow|tonight|soon|this|today|asap|with)"
_WHOM = (
    r"(?:(?-i:[A-Z])|(?:the|a|an|her|his|their|our) (?:brand|company|doctor|expert|firm|lab|maker"
    r"|press|pr|reply|answer|quote|response|comment)|(?:reply|answer|quote|response|comment)\b)"
)
_HELD = re.compile(
    rf"\W*(?:{_SIGN}|placeholder"
    rf"|(?:{_FIGURE} )?{_TO_COME}(?: {_FROM}\b[^.!?]{{0,60}})?"
    rf"|(?:awaiting|(?:still )?(?:waiting (?:for|on)|chasing)) {_WHOM}.{{0,60}}"
    r"|to ?do|n/?a|\?{2,}|(?:left )?(?:blank|unanswered).{0,30}"
    r"|(?:no )?(?:answer|reply|response)(?: yet| given)?)?\W*\Z",
    re.IGNORECASE,
)
# A bracket around all of it is a note: "[Ana to ask Holt]", "<<answer>>", "((JO))"
_BRACKETED = re.compile(
    r"\W{0,2}(?:\[[^\[\]]{1,240}\]|\{[^{}]{1,240}\}|<<[^<>]{1,240}>>"
    r"|\(\([^()]{1,240}\)\))\W{0,2}\Z"
)
# "TK - waiting for Iversen"
_BEGUN = re.compile(rf"\W*(?:{_SIGN}|[Ll]orem ipsum\b)(?:\W|\Z)")
# In capitals, where a sentence goes on without them.
_SHOUTED = re.compile(
    r"(?<![\w’'])(?:(?:TK)+(?! ?M[Aa][Xx]{2})|TBC|TBD|TODO|FIXME|XXX+|DRAFT|UNAPPROVED|UNCHECKED"
    r"|NOT (?:YET )?(?:APPROVED|CHECKED|CLEARED|FINAL|FOR (?:PUBLICATION|PRINT))"
    r"|DO NOT (?:PUBLISH|PRINT|RUN|USE)|(?:PLS|PLEASE) (?:CHECK|CONFIRM)|CHECK(?: THIS| WITH)"
    r"|LEGAL TO|EMBARGOED|NEEDS? (?:A )?(?:SOURCE|CHECK\w*|QUOTE)|PLACEHOLDER|INSERT)(?![\w’'])"
)
_ASK = (
    r"(?:is this (?:true|right|ok|okay|correct|still)"
    r"|(?:can|could|would|will) (?:you|we|someone) (?:check|confirm|ask|find|verify|get|add|cut)"
    r"|(?:pls|please|plz) (?:check|confirm|ask|chase|add|cut|verify|fix|rewrite)|pls\b"
    r"|do we (?:need|have|want|still|know)|should we (?:keep|cut|say|run|name|add)"
    r"|(?:check|confirm|verify|clear)(?:ed)? (?:this )?with (?-i:[A-Z])"
    r"|before (?:we|this) (?:run|runs|publish|print|goes?)\b"
    r"|not (?:yet )?(?:approved|cleared|checked)|fact[- ]?check|too long\?|cut this\?"
    r"|(?:source|cite|citation|sp|ref|true|right|ok|which)\?"
    r"|(?-i:[A-Z])\w+ to (?:ask|check|confirm|chase|add|send|supply|write|answer)\b)"
)
_IN_BRACKETS = re.compile(
    rf"[(\[{{][^()\[\]{{}}]{{0,160}}?(?i:\b{_ASK})[^()\[\]{{}}]{{0,160}}[)\]}}]"
)
_LOREM = re.compile(r"\blorem ipsum\b|\bdolor sit amet\b|\?{3,}", re.IGNORECASE)
# "Ed: check with Okafor before we run this", "DESK – is this true?", "Jo: please check"
_DESK = (
    r"(?:Eds?|ED|Editors?|Subs?|SUBS|Desk|DESK|Legal|LEGAL|Fact[- ]?check(?:er)?s?"
    r"|Note to (?:self|ed\w*|subs?|desk|design|art)|(?:Author |Copy )?[Qq]uery|Art desk"
    r"|Picture desk|Designer)"
)
_TO_DESK = re.compile(
    rf"\W{{0,3}}(?:{_DESK}\s?[:–—-]\s?.{{0,200}}?"
    rf"(?i:\b{_ASK}|\b(?:check|confirm|ask|cut|hold|fix|chase|rewrite|add) )"
    r"|(?!(?:Q|A|Question|Answer|Reader)\b)[A-Z][a-z]+\s?[:,–—]\s"
    r"(?i:(?:pls|please) (?:check|confirm|ask|chase|verify)"
    r"|(?:can|could) (?:you|we) (?:check|confirm|verify|chase)|is this (?:true|right|ok|correct)\?"
    r"|(?:check|confirm|clear) (?:this )?with (?-i:[A-Z])))"
)
_MAX = 300  # characters


def is_placeholder(words: str) -> bool:
    """
    Whether words only say that others are still to come: "TBC", "[Ana to ask Holt]".

    Where they go on, as in "TK - waiting for Iversen", they are a note: `note_within` tells it.
    """
    if len(words) > _MAX:
        return bool(_LOREM.match(words.lstrip()))
    return bool(_HELD.match(words) or _BRACKETED.match(words))


def note_within(words: str) -> str | None:
    """What in these words is said to a colleague, or is still to come; None where nothing is."""
    found = _BEGUN.match(words)
    for note in (_SHOUTED, _LOREM, _IN_BRACKETS):
        found = found or note.search(words)
    return found[0].strip() if found else None


def is_for_desk(words: str) -> bool:
    """Whether a line of an article is a placeholder, or asks a colleague for something."""
    if len(words) > _MAX or "“" in words:
        return False
    is_held = _ALONE.match(words) and _HELD.match(words)
    return bool(_TO_DESK.match(words) or _BEGUN.match(words) or is_held)


# Of what may stand for an answer, a line by itself is one only where no reader could be meant.
_ALONE = re.compile(
    rf"\W*(?:{_SIGN}|\?{{2,}}|(?:{_FIGURE} )?to (?:come|follow|be (?:added|confirmed|supplied))"
    r"|(?:answer|reply|response|quote) (?:pending|missing)|awaiting |waiting (?:for|on) [A-Z]"
    r"|chasing [A-Z])",
    re.IGNORECASE,
)
