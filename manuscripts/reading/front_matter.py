"""
The front matter of a manuscript: title, dek, byline, tags and the brands a writer names.

"Title: …" and "Dek: …" labels; else the first line, where it is a heading, and a short paragraph
below it. A manuscript without a title gets a working title derived from its words.
"""

import re
from dataclasses import dataclass

from .plan import Span
from .properties import ISSUE
from .question_forms import Q_LABEL
from .questions import is_faq_heading
from .segmentation import Passage, is_note

_TITLE = re.compile(r"(?:title|headline|working title|hed)\s*:\s*", re.IGNORECASE)
# What Notion puts behind the title of a page.
_PAGE_MARK = re.compile(r" [0-9a-f]{16,32}\Z")
_DEK = re.compile(
    r"\W{0,4}(?:dek|standfirst|subtitle|subhead(?:ing|line)?|summary|sell)\s*:\s*", re.IGNORECASE
)
_DESCRIPTION = re.compile(r"(?:description|excerpt|lede|abstract)\s*:\s*", re.IGNORECASE)
_TAGS = re.compile(r"(?:suggested )?(?:tags?|keywords?|topics?)\s*:\s*", re.IGNORECASE)
_BRANDS = re.compile(r"brands?(?: mentioned)?\s*:\s*", re.IGNORECASE)
_HEAD = 16  # passages in which labels of the front matter stand
_MAX_TITLE = 140
_MAX_MARKED_TITLE = 200  # of a heading of the first level: nobody marks a paragraph up as one
_MAX_DEK = 260
_AROUND_TAG = " .#[]\"'“”"
_BESIDE_ARTICLE = ("note", "rule", "image", "around", "row")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    title: str
    origin: str  # heading or derived
    dek: str | None
    title_at: int | None
    dek_at: int | None
    title_span: Span


def read_front_matter(text: str, passages: list[Passage]) -> FrontMatter:
    title_at = _title_at(text, passages)
    dek_at = _dek_at(text, passages, title_at)
    dek = None if dek_at is None else _dek_of(passages[dek_at].words(text))
    if title_at is None:
        title, span = _derived(text, passages)
        return FrontMatter(title, "derived", dek, None, dek_at, span)
    passage = passages[title_at]
    words = ISSUE.sub("", _TITLE.sub("", passage.words(text), count=1), count=1)
    title = _unquoted(_PAGE_MARK.sub("", words).strip())
    return FrontMatter(title, "heading", dek, title_at, dek_at, (passage.start, passage.end))


def _dek_of(words: str) -> str:
    return _DESCRIPTION.sub("", _DEK.sub("", words, count=1), count=1)


def doubled_title(text: str, passages: list[Passage], front: FrontMatter) -> set[int]:
    """Where the title stands once more above the article, as a page and its export have it."""
    if front.title_at is None:
        return set()
    return {
        index
        for index, passage in enumerate(passages[:_HEAD])
        if index not in (front.title_at, front.dek_at)
        and passage.kind in ("heading", "prose")
        and passage.end - passage.start <= 2 * _MAX_MARKED_TITLE
        and _same(passage.words(text), front.title)
    }


def _unquoted(title: str) -> str:
    """A front matter may have its title in marks: `title: "Oil on wet skin"`."""
    inner = title[1:-1]
    return inner if title[:1] == title[-1:] == '"' and '"' not in inner and inner else title


def listed(text: str, passages: list[Passage], *, what: str) -> tuple[str, ...]:
    """The parts of a "Tags: a, b" (`what="tags"`) or "Brands: A, B" line, in order, each once."""
    label = {"tags": _TAGS, "brands": _BRANDS}[what]
    found: dict[str, None] = {}
    for passage in passages:
        if passage.kind != "note":
            continue
        words = passage.words(text)
        match = label.match(words)
        if match:
            parts = re.split(r"\s*[,;|]\s*|\s+#", words[match.end() :].lstrip("#"))
            found |= dict.fromkeys(
                part.strip(_AROUND_TAG) for part in parts if part.strip(_AROUND_TAG)
            )
    return tuple(found)


def _title_at(text: str, passages: list[Passage]) -> int | None:
    for index, passage in enumerate(passages[:_HEAD]):
        words = passage.words(text)
        label = _TITLE.match(words)
        if label and len(words) > label.end():
            return index
    for index, passage in enumerate(passages):
        words = passage.words(text)
        if passage.kind in _BESIDE_ARTICLE or _DEK.match(words):
            continue
        alone = len(passages) > 1 and (passage.closed or index == 0)
        is_marked = passage.kind == "heading" and passage.level == 1
        longest = _MAX_MARKED_TITLE if is_marked else _MAX_TITLE
        fits = len(words) <= longest and alone and not is_faq_heading(words)
        return index if fits and _titles(passage, words) else None
    return None


def _titles(passage: Passage, words: str) -> bool:
    if passage.kind == "heading":
        return True
    # "Do eye creams work? It depends what you ask of them": longer than a heading, and no end.
    return passage.kind == "prose" and words[-1] not in '.,;:…”"' and len(words.split()) >= 3


def _dek_at(text: str, passages: list[Passage], title_at: int | None) -> int | None:
    head = passages[:_HEAD]
    for index, passage in enumerate(head):
        if _DEK.match(passage.words(text)):
            return index
    for index, passage in enumerate(head):
        # "Description: …" is a dek in a front matter only; a product has one too.
        if (passage.kind == "dek" and not is_note(passage.words(text))) or (
            passage.kind == "note" and _DESCRIPTION.match(passage.words(text))
        ):
            return index
    return None if title_at is None else _dek_below(text, passages, title_at)


def _dek_below(text: str, passages: list[Passage], title_at: int) -> int | None:
    """The short paragraph below a title; or the heading, where a byline or a day follows."""
    for index in range(title_at + 1, min(len(passages) - 1, title_at + 4)):
        passage = passages[index]
        if passage.kind in _BESIDE_ARTICLE:
            continue
        if passage.kind == "prose":
            return index if _is_dek(text, passages, index) else None
        words = passage.words(text)
        noted = passages[index + 1].kind == "note" and index == title_at + 1
        of_its_own = not (is_faq_heading(words) or _same(words, passages[title_at].words(text)))
        is_heading = passage.kind == "heading" and passage.level > 1
        return index if is_heading and noted and of_its_own else None
    return None


def _same(words: str, title: str) -> bool:
    """Whether the words are the title's, however they are set."""
    title = _TITLE.sub("", title, count=1)
    return re.findall(r"\w+", words.casefold()) == re.findall(r"\w+", title.casefold())


def _is_dek(text: str, passages: list[Passage], index: int) -> bool:
    """
    One short paragraph with a blank line below, and more of the article to come.

    It has a single sentence; more of them only where a byline or another note follows.
    """
    words = passages[index].words(text)
    closed = passages[index].closed and not re.search(r"[“”\"«]|[$£€]\d", words)
    if len(words) > _MAX_DEK or not closed:
        return False
    sentences = len(re.findall(r"[.!?](?:\s|$)", words))
    noted = passages[index + 1].kind in _BESIDE_ARTICLE
    prose = [passage for passage in passages[index + 1 :] if passage.kind == "prose"]
    longer = any(passage.end - passage.start > len(words) for passage in prose[:3])
    return longer and sentences <= (3 if noted else 1)


_FAQ_TITLE = re.compile(r"(?:faqs?|questions) (?:about |on |for |: ?|– )?(?=\w)", re.IGNORECASE)
_FIRST_CLAUSE = re.compile(r"(?:[^.!?:;—–\n]|(?<=\b[DM]r)\.|(?<=\bMrs)\.|(?<=\bProf)\.)+")


def _derived(text: str, passages: list[Passage]) -> tuple[str, Span]:
    """A working title: what the FAQ is about, or the first words of the first sentence."""
    for passage in passages:
        words = passage.words(text)
        about = _FAQ_TITLE.match(words)
        if passage.kind == "heading" and about and len(words) <= 90:
            return words[about.end() :].strip(), (passage.start, passage.end)
    if len(passages) > 1 and is_faq_heading(passages[0].words(text)):
        asked = passages[1].words(text)
        if asked.endswith("?") and len(asked) <= _MAX_TITLE:  # of a page of questions the first
            return Q_LABEL.sub("", asked), (passages[1].start, passages[1].end)
    for kinds in (("prose",), ("heading", "item"), ("note",)):
        for passage in passages:
            if passage.kind in kinds:
                return _first_words(passage.words(text)), (passage.start, passage.end)
    return "Untitled manuscript", (0, len(text))


def _first_words(words: str) -> str:
    found = _FIRST_CLAUSE.search(words.lstrip(" “\"'‘«"))
    clause = (found[0] if found else words).strip(' ”"’')
    parts = clause.split()
    short = " ".join(parts[:10])[:100].rstrip(" ,")
    return (short + " …" if len(parts) > 10 else short) or "Untitled manuscript"
