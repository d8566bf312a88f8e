"""
What stands around an article that came as a mail: its head, a greeting, words to the desk, a
signature, and earlier mails. It is kept, with a reason, and never read as the article.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from .money import money_in
from .segmentation import Passage

_FIELD = (
    r"(?:From|To|Cc|Bcc|Sent|Date|Subject|Reply-To|Attachments?|Importance|Message-ID"
    r"|MIME-Version|Content-Type|Content-Transfer-Encoding|X-[\w-]{2,30}|Von|An|Gesendet|Datum"
    r"|Betreff|De|À|Envoyé|Objet)\s?:(?! ?[$£€]?\d+[.,]?\d*\s?[$£€]?\Z)"
)
_HEAD = re.compile(rf"\W{{0,3}}{_FIELD}", re.IGNORECASE)
_FIELDS = re.compile(rf"(?:^|[\s*]){_FIELD}(?=\W{{0,3}}\s|$)")
# One of these tells that it is the head of a mail: "Date:" alone stands in any manuscript.
_TELLING = re.compile(r"\W{0,3}(?:From|To|Subject|Von|An|Betreff|De|À|Objet)\s?:", re.IGNORECASE)
_SUBJECT = re.compile(r"\W{0,3}(?:Subject|Betreff|Objet)\s?:|\W{0,3}(?:Re|Fwd?|AW|WG)\s?: ")
_EARLIER = re.compile(
    r"-{2,}\s?(?:original message|ursprüngliche nachricht|message d(?:’|')origine|forwarded message"
    r"|weitergeleitete nachricht|message transféré)|begin forwarded message"
    r"|(?:on|am|le) (?=.{0,120}\d)[^“”\"]{5,160} (?:wrote|schrieb[^:]{0,80}|a écrit)\s?:\Z",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|dear|morning|good (?:morning|afternoon|evening)|hallo|liebe[r]?|salut"
    r"|bonjour)\b[^.!?:;“\"]{0,40}(?:[,!.:;–—-]|\Z)\s*",
    re.IGNORECASE,
)
# What a writer says to the desk, and a reader is never told.
_DESK = re.compile(
    r"\b(?:(?:clean|final|revised|my|the|your|edited) (?:copy|draft|piece|invoice)"
    r"|(?:copy|draft|text|release|see|pasted|it(?:’|')?s|it is) (?:is )?below"
    r"|attached|enclosed|pasted|fil(?:ed|ing)|invoice|word ?count|deadline|read back|let me know"
    r"|shout if"
    r"|(?:happy to|can) (?:cut|trim|tweak|change|set up|arrange|send|answer)"
    r"|as (?:promised|agreed|discussed)|sorry for the"
    r"|hope (?:this|you|all)|here(?:’|')?s? (?:is |it is |you go|comes |are |the |my )"
    r"|still (?:to come|waiting)|(?:captions?|pix|pics?|prices?|quotes?|photos?) to (?:follow|come)"
    r"|second draft|TK)\b|\d{3,4} words",
    re.IGNORECASE,
)
_IN_PERSON = re.compile(r"\b(?:I|(?i:me|my|you|your|we)|us|TK)\b")
_SIGN_OFF = re.compile(
    r"(?:(?:with )?(?:all (?:the )?best|best(?: wishes| regards)?|(?:kind|warm)(?:est)? regards"
    r"|regards|cheers|thanks?(?: again| so much| a lot)?|thank you|many thanks|warmly|yours"
    r"(?: sincerely| faithfully| truly)?|sincerely|talk soon|love|mfg|(?:viele|liebe|beste) grüße"
    r"|mit freundlichen grüßen|cordialement|bien à vous)[,.!–—-]?"
    r"(?: [A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)?)?(?: x{1,3})?|[A-Z][a-z]* x{1,3})\Z",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w.’'-]+){1,3}\Z")
_SIGNED_BY = re.compile(r"[A-Z][\w.’'-]*(?: x{1,3})?\Z")
_SENT_FROM = re.compile(
    r"(?:sent from my|sent via|get outlook for|von meinem .{2,20} gesendet|envoyé de mon"
    r"|this e-?mail (?:and|is|may|was)|caution: ?this e-?mail"
    r"|the information (?:contained )?in this (?:e-?mail|message)"
    r"|please consider the environment)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"--\s?\Z")
_ENDS = re.compile(r"\W{0,4}(?:ends?|30|fin)\W{0,4}\Z", re.IGNORECASE)
_DESK_HEADING = re.compile(
    r"(?:sources? for|(?:media|press) (?:contacts?|inquiries)|contacts?\W*\Z|for the desk"
    r"|(?:notes?|questions?) (?:for|to) (?:the )?(?:desk|editors?|subs|fact|production|art)"
    r"|to (?:check|do)\b|todo|checklist|fact[- ]check"
    r"|(?-i:ABOUT [A-Z]))",
    re.IGNORECASE,
)
_QUOTED = re.compile(r">")
_MAX_CHAT = 500  # characters of a paragraph to the desk
_SIGNED = 12  # passages from the end in which a signature may begin
_LONGEST_LINE = 110  # of a signature


def without_mail(text: str, passages: list[Passage]) -> list[Passage]:
    """The passages, with `around` and its reason for what only the mail holds."""
    passages = desk_sections(text, passages)
    heads = list(_heads(text, passages))
    breaks = [index for index, piece in enumerate(passages) if _begins_earlier(text, piece)]
    passages = _below_end(text, passages)
    first_words = text[: passages[0].end] if passages else ""
    if not (heads or breaks or _GREETING.match(first_words) or _has_signature(text, passages)):
        return passages
    reasons, is_mail = _of_thread(text, passages, heads, breaks), bool(heads or breaks)
    inner = [index for index in range(len(passages)) if index not in reasons]
    reasons |= _spoken_to_desk(text, passages, inner, is_mail=is_mail)
    inner = [index for index in inner if index not in reasons]
    signature = _signature(text, passages, inner)
    if is_mail or signature:
        inner = [index for index in inner if index not in signature]
        reasons |= signature | _last_words(text, passages, inner)
    return [
        replace(piece, kind="around", reason=reasons[index], body=piece.start)
        if index in reasons and piece.kind != "image"
        else piece
        for index, piece in enumerate(passages)
    ]


def _of_thread(
    text: str, passages: list[Passage], heads: list[list[int]], breaks: list[int]
) -> dict[int, str]:
    """The heads of mails, and all but the longest mail."""
    reasons = {index: "the head of a mail" for head in heads for index in head}
    reasons |= dict.fromkeys(breaks, "where an earlier mail begins")
    start, end = _longest_part(passages, heads, breaks)
    for index, piece in enumerate(passages):
        if not start <= index < end:
            reasons.setdefault(index, "from an earlier mail")
        elif (heads or breaks) and _QUOTED.match(text, piece.start):
            reasons.setdefault(index, "quoted from an earlier mail")
    return reasons


def out_of_quotes(text: str) -> str:
    """A text that was forwarded as a whole, "> " before each line, without those marks."""
    for _ in range(5):
        lines = text.split("\n")
        quoted = sum(len(line) for line in lines if line.startswith(">"))
        if quoted * 2 <= len(text):
            break
        text = "\n".join(line.removeprefix(">").strip() for line in lines)
    return text


def desk_sections(text: str, passages: list[Passage]) -> list[Passage]:
    """The passages, with sections for the desk alone as notes: sources, contacts, checklists."""
    is_open = False
    kept = []
    for piece in passages:
        words = piece.words(text)
        if piece.kind in ("heading", "prose") and len(words) <= 60 and _DESK_HEADING.match(words):
            is_open = piece.start > len(text) / 2
        elif piece.kind == "heading" and not _may_sign_off(words):
            is_open = False
        noted = is_open and piece.kind in ("prose", "heading", "item")
        kept.append(replace(piece, kind="note", body=piece.start) if noted else piece)
    return kept


def _may_sign_off(words: str) -> bool:
    """A line of a contact may look like a heading: a name, a number, "Ada Moss, MD, 210-555"."""
    return bool(re.search(r"\d{3}|@|, ", words) or _NAME.match(words))


def _below_end(text: str, passages: list[Passage]) -> list[Passage]:
    """What stands below "ENDS", lines for the desk alone, as notes."""
    last = passages[-_SIGNED:]
    end = next((at for at, piece in enumerate(last) if _ENDS.match(piece.words(text))), None)
    if end is None or any(_is_of_article(text, piece) for piece in last[end + 1 :]):
        return passages
    below = len(passages) - len(last) + end + 1
    return [
        replace(piece, kind="note", body=piece.start)
        if at >= below and piece.kind in ("prose", "heading", "item")
        else piece
        for at, piece in enumerate(passages)
    ]


def _is_of_article(text: str, piece: Passage) -> bool:
    return piece.end - piece.start > 2 * _LONGEST_LINE or bool(
        piece.kind in ("row", "item") or "?" in piece.words(text)
    )


def _heads(text: str, passages: list[Passage]) -> Iterator[list[int]]:
    """The lines of each head: two or more fields, one of which only mails have."""
    run: list[int] = []
    for index, piece in enumerate([*passages, None]):
        if piece is not None and _HEAD.match(text, piece.body, piece.end):
            run.append(index)
            continue
        if run and _is_head(text, passages, run):
            yield run
        run = []


def _is_head(text: str, passages: list[Passage], run: list[int]) -> bool:
    told = [passages[index].words(text) for index in run]
    fields = sum(max(1, len(_FIELDS.findall(words[:400]))) for words in told)
    if fields == 1 and run[0] == 0:
        return bool(_SUBJECT.match(told[0]))
    return fields >= 2 and any(_TELLING.match(words) for words in told)


def _begins_earlier(text: str, piece: Passage) -> bool:
    return piece.end - piece.start < 300 and bool(
        _EARLIER.match(piece.words(text)) or _EARLIER.match(text[piece.start : piece.end])
    )


def _longest_part(
    passages: list[Passage], heads: list[list[int]], breaks: list[int]
) -> tuple[int, int]:
    """Of the mails of a thread the one with most words, from its first passage to its last."""
    edges = sorted({0, *breaks, *(head[0] for head in heads), len(passages)})
    parts = list(zip(edges, edges[1:], strict=False)) or [(0, len(passages))]
    return max(parts, key=lambda part: _length(passages, *part))


def _length(passages: list[Passage], start: int, end: int) -> int:
    return sum(piece.end - piece.start for piece in passages[start:end])


def _spoken_to_desk(
    text: str, passages: list[Passage], inner: list[int], *, is_mail: bool
) -> dict[int, str]:
    """The greeting above an article, and what is said to the desk below it."""
    found: dict[int, str] = {}
    for at, index in enumerate(inner[:5]):
        piece = passages[index]
        words = piece.words(text)
        greeting = _GREETING.match(words) if not found else None
        is_chat = len(words) <= _MAX_CHAT and bool(_DESK.search(words))
        if piece.kind not in ("prose", "heading", "item"):
            break
        following = passages[inner[at + 1]].words(text) if at + 1 < len(inner) else ""
        if greeting and len(words) - greeting.end() < 3:
            if not (is_mail or _DESK.search(following[:_MAX_CHAT])):
                break
            found[index] = "a greeting"
        elif is_chat and (greeting or is_mail or found):
            found[index] = "said to the desk"
        elif found and _SIGNED_BY.match(words):
            found[index] = "a signature"
        else:
            break
    return found


def _has_signature(text: str, passages: list[Passage]) -> bool:
    return any(
        _ends_mail(text, passages, index)
        for index in range(max(0, len(passages) - _SIGNED), len(passages))
    )


def _ends_mail(text: str, passages: list[Passage], index: int) -> bool:
    piece = passages[index]
    words = text[piece.start : piece.end]
    return bool(
        _SEPARATOR.match(words)
        or _SENT_FROM.match(words)
        or (_SIGN_OFF.match(words) and (index + 1 < len(passages) or words[-1] not in ".!"))
    )


def _signature(text: str, passages: list[Passage], inner: list[int]) -> dict[int, str]:
    """From a sign-off to the end, where only short lines follow."""
    tail = inner[-_SIGNED:]
    for at, index in enumerate(tail):
        rest = tail[at + 1 :]
        if passages[index].start < len(text) / 2:
            continue
        if _ends_mail(text, passages, index) and all(
            _may_sign(text, passages[one]) for one in rest
        ):
            return dict.fromkeys((index, *rest), "a signature")
    return {}


def _last_words(text: str, passages: list[Passage], inner: list[int]) -> dict[int, str]:
    """What is said to the desk right below the article."""
    found = {}
    for index in reversed(inner[-3:]):
        words = passages[index].words(text)
        if len(words) > _MAX_CHAT or not _is_for_desk(words):
            break
        found[index] = "said to the desk"
    return found


def _is_for_desk(words: str) -> bool:
    return bool(_DESK.search(words) and _IN_PERSON.search(words))


def _may_sign(text: str, piece: Passage) -> bool:
    """A name, a post, a number, an address, or what a mail program puts below; no price."""
    words = piece.words(text)
    if money_in(words[:_LONGEST_LINE]):  # "Best Overall" is above a product, then
        return False
    is_sentence = words[-1:] in tuple(".!?") and words.count(" ") > 6
    short = len(words) <= _LONGEST_LINE and not is_sentence and piece.kind not in ("row", "item")
    return short or bool(_SENT_FROM.match(words))
