"""
Words that are to be mended before readers see them: a missing space, answers without a full stop.

Nothing is mended by itself: an editor is shown the words as they would be, and accepts them.
Words in quotation marks are never altered (docs/rules.md 4.13), so nothing is proposed for them.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import Any

from core.punctuation import glued_sentences
from manuscripts.reading import Block, Plan
from manuscripts.reading.plan import PlanWarning, Span

GLUED, NO_FULL_STOP = "text.glued_sentences", "text.no_full_stop"
TO_MEND = (GLUED, NO_FULL_STOP)
OF_ANSWERS = "A full stop or a space is missing: accept the words as mended, or write them anew."
_LEAST = 6  # words, below which an answer needs no full stop
_WORD = re.compile(r"\S+")
# Such words begin a sentence, however they stand in the rest of a manuscript.
_BEGINNERS = frozenset(
    "a an and as at avoid but by do for from he her his how if in it its just look many most no of"
    " on one or our she so some such that the their them then there these they this those to try"
    " unlike use we what when while why with yes you your".split()
)
_ITS = re.compile(r"\bIts(?= (?:an?|the|not|just|also)\b)")
_CONTRACTED = re.compile(
    r"\b(do|does|did|is|are|was|were|could|should|would|has|have|had)nt\b", re.IGNORECASE
)


def words_to_mend(plan: Plan) -> Iterator[dict[str, Any]]:
    """
    What of the text is proposed to be mended, as rows of proposals.

    `words` as they are and `mended`, None where they are somebody's; `edits` are the pairs of
    words that lead from one to the other. Answers have theirs in `mended_answer`.
    """
    said = [span for quote in plan.quotes for span in quote.spans]
    ordinary = ordinary_words(plan.source.text)
    apart = [faq.span for faq in plan.faqs] + [one.span for one in plan.products]
    for warning in plan.warnings:
        if warning.code in TO_MEND and not _over(warning.span, apart):
            words, mended = _mended(plan.source.text, warning, ordinary)
            if _over(warning.span, said):
                mended = None
            yield {
                "code": warning.code,
                "message": warning.message,
                "span": list(warning.span),
                "words": words,
                "mended": mended,
                "edits": [list(pair) for pair in edits(words, mended)] if mended else [],
            }


def _over(span: Span, spans: list[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _mended(text: str, warning: PlanWarning, ordinary: Container[str]) -> tuple[str, str | None]:
    start, end = warning.span
    if warning.code == GLUED:
        start = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
        behind = re.compile(r"\s|\Z").search(text, end)
        end = behind.start() if behind else end
    words = text[start:end]
    mended = parted(words) if warning.code == GLUED else with_full_stops(words, ordinary)
    return words, mended if mended != words else None


def parted(text: str) -> str:
    """The text with a space wherever one sentence is glued to the next."""
    pieces, at = [], 0
    for glued in glued_sentences(text):
        pieces.append(text[at : glued.start() + 1])
        at = glued.start() + 1
    return " ".join([*pieces, text[at:]])


def edits(words: str, mended: str) -> list[tuple[str, str]]:
    """`(words, what they become)` for each place that differs; else the whole of both."""
    pairs = list(_word_pairs(words, mended))
    return pairs if _replaced(words, pairs) == mended else [(words, mended)]


def _word_pairs(words: str, mended: str) -> Iterator[tuple[str, str]]:
    old, new = words.split(), mended.split()
    at = of = 0
    while at < len(old) and of < len(new):
        if old[at] == new[of]:
            at, of = at + 1, of + 1
            continue
        joined, parts = old[at], [new[of]]
        while len("".join(parts)) < len(joined) and of + 1 < len(new):
            of += 1
            parts.append(new[of])
        before, after = [joined], parts
        if at + 1 < len(old):
            before, after = [*before, old[at + 1]], [*after, *new[of + 1 : of + 2]]
        yield " ".join(before), " ".join(after)
        at, of = at + len(before), of + len(before)


def ordinary_words(text: str) -> Container[str]:
    """The words that a manuscript writes small: where one has a capital, a sentence begins."""
    return {*re.findall(r"\b[a-z]{2,}\b", text), *_BEGINNERS}


def mended_answer(
    answer: str | None, ordinary: Container[str], hyphened: Mapping[str, str]
) -> str | None:
    """An answer with full stops where it has none at all; None where it is right as it is."""
    if not answer or len(answer.split()) < _LEAST:
        return None
    if re.search(r"[.!?:…|\n]", answer):
        spaced = parted(answer)
        return spaced if spaced != answer else None
    mended = with_full_stops(answer, ordinary)
    return re.sub(r"\b[A-Za-z]{6,}\b", lambda word: hyphened.get(word[0], word[0]), mended)


def hyphened_words(text: str) -> dict[str, str]:
    """`{"athome": "at-home"}`: what a manuscript writes with a hyphen, by how it lost it."""
    return {word.replace("-", ""): word for word in re.findall(r"\b[a-z]{2,}-[a-z]{2,}\b", text)}


def with_full_stops(words: str, ordinary: Container[str]) -> str:
    """Words in sentences: a full stop before each capital of a word that is no name, and behind."""
    found = [match.group() for match in _WORD.finditer(words)]
    for at in range(1, len(found)):
        if _begins(found, at, ordinary):
            found[at - 1] += "."
    mended = _CONTRACTED.sub(r"\1n’t", " ".join(found))
    mended = _ITS.sub("It’s", mended)
    return mended if mended[-1:] in ".!?…:" else f"{mended}."


def _begins(words: list[str], at: int, ordinary: Container[str]) -> bool:
    """Whether a sentence begins with this word, though nothing ends before it."""
    word, before = words[at], words[at - 1]
    behind = words[at + 1] if at + 1 < len(words) else ""
    is_name = behind[:1].isupper() and behind.lower() not in _BEGINNERS
    small = re.sub(r"\W.*", "", word).lower()
    known = small in ordinary or small.endswith("ing")
    return (
        word[:1].isupper()
        and word[1:].islower()
        and known
        and not is_name
        and before[-1:].isalpha()
    )


def mended_block(block: Block, pairs: list[tuple[str, str]]) -> Block:
    """
    A block with these words replaced, in its HTML and in its plain words.

    What markup divides (a link that ends between two words) is not found, and stays as it is.
    """
    changed: dict[str, Any] = {}
    if block.text:
        changed["text"] = _replaced(block.text, pairs)
    if block.items:
        changed["items"] = tuple(_replaced(item, pairs) for item in block.items)
    if block.html:
        in_html = [(escape(old, quote=False), escape(new, quote=False)) for old, new in pairs]
        changed["html"] = _replaced(block.html, in_html)
    return replace(block, **changed)


def _replaced(text: str, pairs: list[tuple[str, str]]) -> str:
    for before, after in pairs:
        text = text.replace(before, after, 1)
    return text
