"""
Who made an article: named in its head or at its foot beside a writer's word, and nowhere else.

"writes Ada Moss", "Ada Moss tests twelve", "Ada Moss, beauty director", "Ada Moss is the author of
…": none of them is asked, so none is an expert.
"""

import re
from collections.abc import Iterator, Sequence

from .segmentation import Passage

_NAME = (
    r"(?P<name>(?-i:[A-ZÀ-ÖØ-Þ][\w.’'-]+(?: (?:(?:de|van|von|der|la|le|ní|mac|al|bin) ){0,2}"
    r"[A-ZÀ-ÖØ-Þ][\w’'-]+){1,3}))"
)
_POST = (
    r"(?:editors?|writers?|reporters?|correspondents?|columnists?|journalists?|contributors?"
    r"|authors?|broadcasters?|podcasters?|bloggers?|beauty director|features director|freelance)"
)
_WORK = (
    r"(?:words|text|story|writes|reports|asks|investigates|written|edited|interviews?|compiled"
    r"|told|reporting|posted|photographs?|photography|pictures?|illustrations?|styling)"
)
_TELLS = (
    re.compile(rf"\b{_WORK}(?: (?:by|to|with))?\s?:? {_NAME}", re.IGNORECASE),
    re.compile(rf"(?:\A|[|•·–—,]\s?|\.\s)(?:by|author|writer|byline)\s?:? {_NAME}", re.IGNORECASE),
    re.compile(rf"\bour (?:[\w-]+ ){{0,2}}{_POST},? {_NAME}", re.IGNORECASE),
    re.compile(
        rf"\A\W*{_NAME}(?:’s)?,? (?:is|was|an?|our|the|[a-z ]{{3,20}})\b.{{0,50}}\b{_POST}\b"
    ),
    re.compile(rf"\A\W*{_NAME},? (?:[|·•–—] )?(?:[\w-]+ ){{0,2}}(?i:{_POST})\b"),
    re.compile(
        rf"\A\W*{_NAME} (?:reports|asks|tests|tries|tried|investigates|meets|talks to|speaks to"
        r"|puts|picks|rounds up|visits|road-tests|spent|has tried|travell?ed|paid|bought)\b"
    ),
)
_SPEAKS = re.compile(r"[“”\"«]|\b(?:says|said|adds|added|agrees|tells|told (?:me|us))\b")
_BODY = 30  # words of a paragraph of the article itself
_HEAD, _FOOT, _NO_BODY = 12, 5, 3  # passages
_NO_WORDS = ("around", "image", "rule", "row")


def authors(text: str, passages: Sequence[Passage], title_at: int | None) -> set[str]:
    """The names of those who made the article and are named nowhere in between."""
    shown = [at for at, piece in enumerate(passages) if piece.kind not in _NO_WORDS]
    words = {at: passages[at].words(text) for at in shown}
    begins = next((n for n, at in enumerate(shown[:_HEAD]) if _is_body(words[at])), _NO_BODY)
    edges = {*shown[:begins], *shown[begins:][-_FOOT:]} - {title_at}
    edges = {at for at in edges if not _is_body(words[at])}
    told = {name for at in sorted(edges) for name in _told(words[at])}
    if not told:
        return set()
    inner = {
        word.casefold() for at in shown if at not in edges for word in re.findall(r"\w+", words[at])
    }
    return {name for name in told if re.findall(r"\w+", name)[-1].casefold() not in inner}


def _is_body(words: str) -> bool:
    """Whether the article itself speaks, and not somebody about it."""
    return words.count(" ") >= _BODY or bool(_SPEAKS.search(words))


def _told(words: str) -> Iterator[str]:
    for rule in _TELLS:
        for found in rule.finditer(words):
            yield found["name"]
