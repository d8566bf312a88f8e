"""What speaks for a question and its answer: a mark of its own, and where the answer ends."""

import re
from collections.abc import Iterator, Sequence

from .answer_ends import PARTS
from .document import Document
from .money import money_in
from .placeholders import note_within
from .plan import PlanWarning
from .question_forms import Q_LABEL, is_post_line
from .questions import FoundFaq
from .segmentation import Passage
from .sign_offs import is_sign_off

# "(Priya, in the comments)", "— A tired nurse": who asks, or what is said of it
_ASIDE = re.compile(r"[(\[—–*]")
# "Enough? (Mireille, Gatineau)?", "… the same thing? Worried, Tralee?"
_SIGNED = re.compile(r"\?[”\"]?\s*(?:[(\[—–-]|(?:[\w’'.-]+[, ]+){0,3}[\w’'.-]+\?\Z)")
# "TK", "To do", and a line below a sentence that is none: "u/nurse_arlo · 417 points"
_UNENDED = re.compile(
    r"\A\w+(?: \w+){0,2}\Z|[.!?…”\"’)]\n\n[^\n]{0,60}[^\s.!?…”\"’):;,*\]]\Z|\n\n[QA]\d?: "
)
_ENDS = ("heading", "rule", "note", "around", "image", "row")


def weak_faqs(document: Document, faqs: Sequence[FoundFaq]) -> Iterator[PlanWarning]:
    """Questions without a mark of their own, and answers that may hold more or less."""
    asking = {index for found in faqs for index in found.passages}
    usual = sorted(len(found.passages) for found in faqs)[-2:][0] if len(faqs) > 1 else _MANY
    for found in faqs:
        why = found.faq.answer and (
            _of_note(found)
            or _of_question(document, found)
            or _of_answer(document, found, asking, usual)
        )
        if why:
            yield PlanWarning("faq.unclear", f"“{found.faq.question}” {why}", found.faq.span)


_MANY = 60


def _of_question(document: Document, found: FoundFaq) -> str | None:
    is_labeled = Q_LABEL.match(document.passages[found.passages[0]].words(document.text))
    if not found.asks and not is_labeled:
        return "has no question mark in the manuscript: check that it is a question."
    if _SIGNED.search(found.faq.question):
        return "may hold more than the question: check where it ends."
    return None


def _of_note(found: FoundFaq) -> str | None:
    note = note_within(found.faq.answer or "")
    return note and f"has an answer with a note to colleagues, “{note[:60]}”: settle it."


def _of_answer(document: Document, found: FoundFaq, asking: set[int], usual: int) -> str | None:
    if _ASIDE.match(found.faq.answer or ""):
        return "has an answer that begins with an aside: check where it begins."
    if _is_told(found.faq.answer or ""):
        return "has an answer with prices, in which somebody is quoted: check that it is one."
    if _UNENDED.search(found.faq.answer or ""):
        return "has an answer that ends in no sentence: check that all of it is the answer."
    if any(_is_italic(document, document.passages[index]) for index in found.passages[1:]):
        return "has an answer set in italics, in part or whole: check that it is one."
    following = found.passages[-1] + 1
    if following < len(document.passages) and _ends_plainly(document, found, following):
        return None
    if following in asking or following >= len(document.passages):
        return None if following in asking or len(found.passages) <= usual else _LAST
    if document.passages[following].kind not in _ENDS:
        return "has an answer that may go on below it: check where it ends."
    return _LAST if len(found.passages) > usual else None


_SAID = re.compile(r"[”’'\"] (?:[a-z]+ ){1,2}[A-Z]|[”’'\"] [A-Z][\w.]+ (?:[A-Z][\w-]+ )?[a-z]+s\b")


def _is_told(answer: str) -> bool:
    """Whether an answer sells and quotes, as the part of an article does under its heading."""
    return bool(money_in(answer) and _SAID.search(answer))


def _ends_plainly(document: Document, found: FoundFaq, following: int) -> bool:
    """Whether markup, a rule, or what the next words are about tells that an answer ended."""
    last, below = document.passages[found.passages[-1]], document.passages[following]
    told = last.part in PARTS and below.part not in PARTS
    words = below.words(document.text)
    return told or below.ruled or is_post_line(words) or is_sign_off(words)


_LAST = "stands last and has the longest answer: check where it ends."


def _is_italic(document: Document, passage: Passage) -> bool:
    """Whether all words of a passage are set in italics: what is said about the article."""
    if passage.kind == "heading" or passage.quoted:
        return False
    at, plain = passage.body, []
    for start, end, look in document.looks_within(passage.body, passage.end):
        if look.emphasis:
            plain.append(document.text[at:start])
            at = end
    plain.append(document.text[at : passage.end])
    return at > passage.body and not any(map(str.isalnum, "".join(plain)))
