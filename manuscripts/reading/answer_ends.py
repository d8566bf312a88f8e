"""One question as it is read, and where the last answer of a run of them ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .question_forms import answered_by, is_post
from .segmentation import Passage
from .sign_offs import is_sign_off

PARTS = ("answer", "faq")  # what markup calls an answer, and all of an FAQ


@dataclass(slots=True)
class Asked:
    question: str
    first: int
    answer: list[str] = field(default_factory=list)
    last: int = 0
    labeled: bool = False
    rest: list[int] = field(default_factory=list)  # the passages of the answer behind its first
    tight: bool = False  # the answer stands right below its question
    tables: dict[int, list[int]] = field(default_factory=dict)  # the rows of a part of the answer
    style: str = "label"  # else heading, item, line, or beside: with its answer on its line
    signed: bool = False  # a line of its own says who asks
    is_held: bool = False  # what stands in place of an answer says that it is to come
    likely: str = ""  # why an editor should look at it


def without_names(run: list[Asked]) -> None:
    """
    Takes from answers the name before them, where several are one's: "Dr Bell: A cyst."; an
    account's name says by itself what it is.
    """
    labels = [answered_by(asked.answer[0]) if asked.answer else "" for asked in run]
    for asked, label in zip(run, labels, strict=True):
        if label and (labels.count(label) > 1 or is_post(asked.answer[0])):
            asked.answer[0] = asked.answer[0].removeprefix(label)


def ended(run: list[Asked], passages: Sequence[Passage]) -> list[Asked]:
    """
    The run, its last answer ending where the others do.

    Paragraphs behind the last answer are the article's end, unless answers of several paragraphs
    are usual here; and whatever changes its form, or speaks of the letter itself, is none of it.
    """
    *others, last = run
    usual = any(len(asked.rest) > len(asked.tables) for asked in others)
    single = not usual and (len(others) > 1 or last.labeled or last.tight)
    first = len(last.answer) - len(last.rest)
    if not last.rest or first <= 0:
        return run
    behind = [
        at
        for at in range(first, len(last.answer))
        if at not in last.tables and not _is_own(last, passages, last.rest[at - first])
    ]
    # A table right behind the answer is its own.
    kept = behind[0] if single and behind else next(_changes(run, behind, first, passages), None)
    if kept is not None:
        end = last.rest[kept - first] - 1
        run[-1] = replace(last, answer=last.answer[:kept], last=end, rest=[])
    elif behind and others and not usual:
        run[-1] = replace(last, likely="its answer may end before its last paragraph")
    return run


def _is_own(last: Asked, passages: Sequence[Passage], index: int) -> bool:
    """More of an answer: the page says so, or it stands tight below, and questions don't."""
    own, piece = passages[last.rest[0] - 1], passages[index]
    told = own.part in PARTS and piece.part in PARTS
    tight = passages[last.first].apart and not piece.apart
    return told or (tight and all(not passages[at].apart for at in last.rest if at <= index))


def _changes(
    run: list[Asked], behind: list[int], first: int, passages: Sequence[Passage]
) -> Iterator[int]:
    """The parts of the last answer with which the form changes."""
    *others, last = run
    own = passages[last.rest[0] - 1]
    above = [passages[at] for asked in others for at in (asked.last, *asked.rest)]
    slanted = own.slanted or any(piece.slanted for piece in above)
    tight = bool(others) and all(not passages[at].apart for asked in others for at in asked.rest)
    for at in behind:
        piece = passages[last.rest[at - first]]
        leaves = own.part in PARTS and piece.part not in PARTS
        gap = tight and any(asked.rest for asked in others) and piece.apart
        if leaves or gap or (piece.slanted and not slanted) or is_sign_off(last.answer[at]):
            yield at
