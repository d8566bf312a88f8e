"""Warnings about a text as a whole and its sentences, whatever was read in it."""

from collections.abc import Container, Iterator

from core.punctuation import glued_sentences, words_without_full_stop

from .document import Document
from .placeholders import is_for_desk
from .plan import PlanWarning
from .table_warnings import table_warnings


def text_warnings(document: Document, listed: Container[int]) -> Iterator[PlanWarning]:
    """
    What had to be done to a text, was left out of it, or is still to be done in its sentences.

    `listed` are the passages of products, whose lines are no sentences.
    """
    text = document.text
    if document.encoding_assumed:
        yield PlanWarning(
            "text.encoding_assumed",
            "The file is not UTF-8 and was read as Windows-1252: check accents and marks.",
            (0, len(text)),
        )
    if document.mojibake_repaired:
        yield PlanWarning(
            "text.mojibake",
            f"{document.mojibake_repaired} damaged marks (â€œ for “) were repaired: check them.",
            (0, 0),
        )
    if document.hidden:
        yield PlanWarning(
            "text.hidden_left_out",
            f"{_left_out(document.hidden, 'hidden piece')} of the text: read it in the file.",
            (0, 0),
        )
    if document.comments:
        yield PlanWarning(
            "text.comments_left_out",
            f"{_left_out(document.comments, 'comment')}: resolve what they ask in the file.",
            (0, 0),
        )
    yield from _of_desk(document)
    yield from _of_markup(document)
    yield from _of_sentences(document, listed)


def _of_sentences(document: Document, listed: Container[int]) -> Iterator[PlanWarning]:
    """Sentences without a space or a full stop between them."""
    text = document.text
    for index, piece in enumerate(document.passages):
        if piece.kind not in ("prose", "item"):
            continue
        for glued in glued_sentences(text[piece.start : piece.end]):
            at = piece.start + glued.start()
            yield PlanWarning(
                "text.glued_sentences",
                f"A space is missing in “{_around(text, at)}”.",
                (at, piece.start + glued.end()),
            )
        words = piece.words(document.valid_text)
        count = words_without_full_stop(words, is_item=piece.kind == "item")
        if count and index not in listed:
            yield PlanWarning(
                "text.no_full_stop",
                f"There is no full stop in {count} words: set it where a sentence ends.",
                (piece.body, piece.end),
            )


def _of_desk(document: Document) -> Iterator[PlanWarning]:
    """Placeholders and notes to colleagues, which are no part of the article."""
    for piece in document.passages:
        words = piece.words(document.text) if piece.kind == "note" else ""
        if words and is_for_desk(words):
            yield PlanWarning(
                "text.note_left_out",
                f"“{words[:80]}” is for colleagues: it is left out, settle it before publishing.",
                (piece.body, piece.end),
            )


def _of_markup(document: Document) -> Iterator[PlanWarning]:
    if deleted := document.deleted + document.tracked:
        shown = ", ".join(f"“{words[:60]}”" for words in document.deleted_words[:5])
        yield PlanWarning(
            "text.deleted_left_out",
            f"{_left_out(deleted, 'deleted or struck piece')} of the text"
            f"{f' ({shown})' if shown else ''}: look there in the file.",
            (0, 0),
        )
    if document.flat:
        yield PlanWarning(
            "text.raised_on_the_line",
            f"{document.flat} raised or lowered pieces of text stand on the line in plain words: "
            "check them in names, quotes and answers.",
            (0, 0),
        )
    if document.tables_as_lines:
        yield PlanWarning(
            "table.as_lines",
            f"{document.tables_as_lines} tables with a very long cell or very many columns were "
            "read as lines: check that they still make sense.",
            (0, 0),
        )
    yield from table_warnings(document.text, document.passages)


def _left_out(count: int, what: str) -> str:
    """“1 comment was left out”, “2 hidden pieces were left out”."""
    return f"{count} {what} was left out" if count == 1 else f"{count} {what}s were left out"


def _around(text: str, at: int) -> str:
    words = text[max(0, at - 30) : at + 30].replace("\n", " ")
    return words.split(" ", 1)[-1].rsplit(" ", 1)[0]
