"""Words that don't fit into a column: a doubt in the review, a note after an import, never lost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from manuscripts.column_limits import COLUMNS, Column, shortened
from manuscripts.importer import apply_plan, create_draft
from manuscripts.models import Manuscript, Proposal
from manuscripts.proposals import proposals_of, receive
from manuscripts.reading import Block, Expert, Faq, Quote, ReadOffer, ReadProduct, read

WORDS = "a word of every kind that a hurried writer types "
ORIGINAL = b"Is a peel worth it?\n\nA peel loosens the top of the skin, and so does a scrub."


def too_long(column: Column) -> str:
    return (WORDS * 60)[: column.max_length + 30].strip() + " end"


def plan_with(kind, key, words):
    """A plan in which one thing, at one place, has these words."""
    plan = read(ORIGINAL, "peel.txt")
    span = plan.blocks[0].span
    if kind == "article":
        return replace(plan, **{key: words})
    if kind == "expert":
        expert = Expert("Ann Lee", None, None, None, None, span)
        return replace(plan, experts=(replace(expert, **{key: words}),))
    if kind == "quote":
        quote = Quote(None, (), "verbatim", ("A peel",), (span,), second_hand=words)
        return replace(plan, quotes=(quote,))
    if kind == "faq":
        return replace(plan, faqs=(Faq(f"{words}?", "Yes.", span),))
    offer = ReadOffer("Boots", None, Decimal(9), None, "exact", None, "USD")
    if key == "retailer":
        offer, key, words = replace(offer, retailer=words), "name", "Peel"
    product = ReadProduct("CeraVe", "Peel", None, "CeraVe Peel: $9", span, (offer,))
    picked = (*plan.blocks, Block("product_list", span, products=(0,)))
    return replace(plan, products=(replace(product, **{key: words}),), blocks=picked)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "key"), COLUMNS, ids=str)
def test_import_shortens_nothing_without_saying_what_it_was(kind, key):
    words = too_long(COLUMNS[kind, key])

    outcome = apply_plan(plan_with(kind, key, words), ORIGINAL)

    (note,) = [note for note in outcome.notes if words in note]
    column = COLUMNS[kind, key]
    assert f"{column.max_length} characters" in note
    assert note in Manuscript.objects.get().import_notes
    kept = [
        value.removesuffix(column.ending)
        for value in column.model._default_manager.values_list(column.name, flat=True)
    ]
    assert any(value.endswith("…") and words.startswith(value[:-1]) for value in kept)


@pytest.mark.django_db
def test_review_shows_the_whole_words_with_a_doubt():
    title = f"Title: {'Is a peel worth it and what else should one know ' * 6}\n\n"
    manuscript, _ = receive(title.encode() + ORIGINAL, "peel.txt")
    (proposal,) = proposals_of(manuscript).filter(kind=Proposal.Kind.ARTICLE)

    assert len(proposal.content["title"]) > 200
    assert any("only 200 fit" in doubt for doubt in proposal.doubts)
    assert create_draft(manuscript).article.title.endswith("…")
    assert Manuscript.objects.get().plan["article"]["title"] == proposal.content["title"]


def test_words_that_fit_are_left_alone_and_others_end_between_words():
    assert shortened("as it is", 8) == "as it is"
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("x" * 30, 10) == "x" * 9 + "…"
