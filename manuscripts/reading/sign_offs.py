"""
What stands behind the last answer of an FAQ and is none of it, and an answer that nobody gave.

Told by its kind, not by its form: words to the reader about the letter itself, who wrote or paid
for what, what was corrected; a direction in place of an answer.
"""

import re

_TEXT = (
    r"(?:articles?|columns?|interviews?|conversations?|q ?& ?as?|pieces?|posts?|story|stories"
    r"|newsletters?|letters?|answers?|questions?|responses?|replies|names?|quotes?|products?|prices?"
    r"|samples?|links?|opinions?|views?|reviews?|advice|pages?|information|content|issues?)"
)
_DONE = (
    r"(?:edited|condensed|shortened|abridged|updated|corrected|amended|changed|bought|gifted"
    r"|supplied|provided|sent|paid|checked|correct|accurate|independent|sponsored|published"
    r"|(?:intended|meant) (?:as|to replace)|no substitute|not (?:a substitute|medical advice)"
    r"|for (?:general |education|information)|(?:her|his|their|our|my) own)"
)
_REACH = (
    r"(?:(?:e-?mail|write to|reply to|dm|message|tweet|text|ask|tell|send|let|follow|support|join)"
    r" (?:me|us|@\w+|a friend)|(?:send|forward|share|pass|post) (?:it|this|them|in|your|yours)"
    r"|(?:leave|drop|post|add) (?:me |us |it |them |a |your )*(?:line|comment|review|below|in the)"
    r"|comment below|get in touch|(?:hit|just|simply) reply|subscribe|sign up|upgrade to|become a"
    r"|buy me|(?:e-?mail|write to|dm|message) (?=\S+@|the )|@\w+)"
)
_NAME = r"(?-i:[A-Z][\w.’'-]+(?: (?:(?:de|van|von|la|le|ní|mac) )?[A-Z][\w’'-]+){0,3})"
_WRITES = (
    r"(?:writers?|editors?|journalists?|columnists?|reporters?|authors?|contributors?|broadcasters?"
    r"|podcasters?|bloggers?|correspondents?)"
)
_SIGN_OFF = re.compile(
    # "If you enjoyed this, forward it …", "Got a question? Email …", "Send us yours"
    rf"(?:if you\b|(?:have|got|do you have|any|want|like|know|enjoy|is there)\b)[^.!]{{3,140}}"
    rf"\b{_REACH}"
    r"|(?:e-?mail|send|write|post|dm|message|tweet|text|drop|submit|forward|share|join|follow|support"
    r"|ask)(?: (?:it|this|that|them|your|yours?|us|me|in|here|with|on|to|for|a|an|the|and|any|more"
    r"|skin))+\b.{0,12}\b(?:questions?|quer(?:y|ies)|comments?|inbox|friends?|letters?|newsletters?"
    r"|issues?|posts?|columns?|anything|instagram|desk|@\w+|\S+@\S+)\b"
    r"|(?:subscribe|sign up|follow us|follow me|hit reply|hit subscribe|like and)\b"
    r"|(?:share|forward|pass) (?:this|it on)\b|(?:many )?thank(?:s| you)\b.{0,20}(?: for (?:reading"
    r"|all|the|your)|(?: to (?:all|every\w+|dr\b|my|our|readers|(?-i:[A-Z]))))"
    r"|(?:see|talk to|speak to|catch) you (?:all )?(?:next|soon|then|on|there)\b"
    r"|(?:until|till|’til) (?:next|then)\b|that(?:’|')?s (?:all|it|a wrap)\b.{0,40}\Z"
    r"|(?:next (?:week|month|time|issue|up|sunday|saturday)|coming (?:up|next|soon)"
    r"|in (?:the )?next (?:week(?:’|')s )?(?:issue|letter|column|part))\s?[:,–—]"
    r"|(?:more|back|another) (?:next|soon|again|of these)\b.{0,40}\Z"
    # "Devane's column appears on Saturdays", "Ada Moss is a beauty writer in Hull"
    rf"|{_NAME}(?:’|')?s? (?:new |latest |weekly )?(?:column|newsletter|book|podcast|letter)\b"
    r".{0,80}\b(?:appears|runs|is|comes|goes|returns|will)\b"
    rf"|{_NAME},? (?:is|was|writes)\b.{{0,80}}\b{_WRITES}\b"
    rf"|{_NAME} (?:travell?ed|has consulted|has received|reports no|declares?|is a paid|is paid"
    r"|consults for|did not (?:respond|reply)|didn(?:’|')t (?:respond|reply)|paid for|was (?:sent"
    r"|given|a guest))\b"
    rf"|{_NAME} was (?:talking|speaking) to\b"
    # "This interview has been edited", "Names have been changed", "An earlier version …"
    rf"|(?:this|these|the|our|some|all|both|his|her|their|my)?\s?(?:[\w-]+ )?{_TEXT}\b.{{0,50}}"
    rf"\b(?:(?:has|have) been|was|were|are|is|may be|may have been)\b.{{0,30}}\b{_DONE}\b"
    r"|(?:an|in an) earlier version\b|(?:corrections?|clarifications?|updates?"
    r"|editor(?:’|')?s? notes?|p\.?s\.?|disclosures?|footnotes?)\s?[:,–—]"
    r"|(?:interview|words|text|as told|edited|compiled|photograph\w*|illustrations?|pictures?"
    r"|styling|research|additional reporting)\b.{0,20}\b(?:by|to)\s(?-i:[A-Z])"
    r"|(?:i|we) (?:paid|bought|was sent|were sent|received|have no|earn|own|accepted?) .{0,60}\b"
    r"(?:everything|all|own money|products?|links?|shares|samples?|ties|interests?|commission)\b"
    r"|(?:no|not one|none of the) (?:brands?|products?|samples?|company|companies)\b.{0,40}\b"
    r"(?:paid|pays|was|were|knew)\b"
    r"|nothing (?:here|in this|on this)\b.{0,80}\b(?:advice|sponsored|paid|ad)\b",
    re.IGNORECASE,
)
_MAX_SIGN_OFF = 420  # characters

_TO_ANSWER = r"(?:answer|respon[ds]|repl[yi]|comment|say|get to|get round|be drawn|tell)"
# Somebody else tells that the one who was asked did not answer.
_NOT_GIVEN = re.compile(
    rf"\b(?:declined|refused|failed|forgot|did(?: not|n(?:’|')t)|would(?: not|n(?:’|')t)"
    rf"|could(?: not|n(?:’|')t)|ha[sd] yet|is yet|never)(?: to)? {_TO_ANSWER}"
    rf"|\b(?:before|without) (?:(?:s?he|they|[A-Z][\w’'-]+) (?:could|had|was able to"
    r"|got to) ?)?(?:to )?(?:answer|reply|respon[ds])"
    r"|\b(?:ran|run) out of (?:time|road)|(?:was|were|had been) called (?:away|out|back)"
    r"|\b(?:skipped|ignored|dodged|ducked|passed on) (?:this|that|the) (?:one|question)"
    r"|\b(?:answer|reply|response)s? (?:to (?:come|follow)|pending)|will update",
    re.IGNORECASE,
)
_MAX_DIRECTION = 200  # characters


def is_sign_off(words: str) -> bool:
    """Whether a paragraph speaks of the letter, its writer or its making, and answers nothing."""
    return len(words) <= _MAX_SIGN_OFF and bool(_SIGN_OFF.match(words.lstrip(" *_([—–-")))


def is_no_answer(words: str) -> bool:
    """Whether words in place of an answer tell that there is none: "She had to leave before
    answering this one."."""
    if len(words) > _MAX_DIRECTION:
        return False
    is_one = not re.search(r"[.!?]\s+\w", words) and not re.search(r"[“”\"«»]", words)
    in_person = re.match(r"\W*(?:I|it|they|this|that|you)\b", words, re.IGNORECASE)
    return is_one and not in_person and bool(_NOT_GIVEN.search(words))
