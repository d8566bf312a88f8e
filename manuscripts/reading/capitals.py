"""Speakers set in capitals: "DR PEIRIS SAYS:" is read as "Dr Peiris says:"."""

import re

from .plan import Span
from .titles import has_role
from .vocabulary import ROLE_NOUNS, SPEECH_VERBS, any_credential

_LABEL = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ.’'-]*,?\s){0,5}[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+\s?(?=:|,\s(?:aged\s)?[1-9][0-9]\b|,\s[a-z])"
)
_DOCTOR = re.compile(
    r"\b(?:DR|PROF|PROFESSOR)\b\.?(?:\s(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][A-ZÀ-Þ’'-]+(?![\w’-]))){1,4}"
)
# "TREVANTE MOSS, TRICHOLOGIST, ATLANTA", below a quotation set apart
_SIGNED = re.compile(
    r"(?:[—–-]{1,2}\s?)?[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+(?:\s[A-ZÀ-Þ][A-ZÀ-Þ.’'-]*){1,3}"
    r",\s[A-ZÀ-Þ0-9 ,.’'&-]{2,60}\Z"
)
_CREDENTIAL = re.compile(rf"(?:{any_credential()}),?")
_TITLES = frozenset("DR DRS PROF PROFESSOR MR MRS MS MISS NURSE".split())
_CAPITALIZED = re.compile(r"\b[A-ZÀ-Þ][a-zß-ÿ]+")


def in_small_letters(prose: str, spans: list[Span]) -> str:
    """The same prose, letter by letter, with its speakers in capitals as names are written."""
    if not prose.isupper():
        prose = _DOCTOR.sub(lambda found: _as_written(found[0]), prose)
    names: set[str] = set()
    parts, at = [], 0
    for start, end in spans:
        signed = _SIGNED.match(prose[start : min(end, start + 110)].rstrip())
        if signed and has_role(signed[0]):
            parts += [prose[at:start], _as_written(signed[0])]
            at = start + len(signed[0])
            continue
        label = _LABEL.match(prose, start, min(end, start + 90))
        if not label:
            continue
        names = names or {"", *_CAPITALIZED.findall(prose)}
        if _is_told(prose, label.end()) or _names_somebody(label[0], names):
            parts += [prose[at:start], _as_written(label[0])]
            at = label.end()
    return "".join((*parts, prose[at:]))


def _is_told(prose: str, at: int) -> bool:
    """An age or a role behind the name: "MARIA OLSEN, 52," · "IONA BELL, dermatologist"."""
    behind = prose[at : at + 60]
    return behind.startswith(",") and (behind[2:4].isdigit() or has_role(behind.split(":")[0]))


def _names_somebody(label: str, names: set[str]) -> bool:
    """A title, a degree, "SAYS", or a name that stands elsewhere; "STAR RATING:" is none."""
    words = [word.strip(".,") for word in label.split()]
    return (
        words[0] in _TITLES
        or words[-1].lower() in SPEECH_VERBS
        or any(_CREDENTIAL.fullmatch(word) for word in words[1:])
        or _capitalized(words[-1]) in names
    )


def _as_written(words: str) -> str:
    written = "".join(_word(part) for part in re.split(r"(\s)", words))
    return written if len(written) == len(words) else words


def _word(word: str) -> str:
    plain = word.lower().strip(".,")
    if plain in SPEECH_VERBS or plain in ROLE_NOUNS:
        return word.lower()
    is_degree = len(plain) > 1 and _CREDENTIAL.fullmatch(word) and word.strip(".,") not in _TITLES
    return word if is_degree else _capitalized(word)


def _capitalized(word: str) -> str:
    return re.sub(r"(?<![’'])[^\W\d_]+|S\b|[^\W\d_]{2,}", _part, word)


def _part(part: re.Match) -> str:
    is_owned = part[0] == "S" and part.string[part.start() - 1 : part.start()] in ("’", "'")
    return "s" if is_owned else part[0].capitalize()
