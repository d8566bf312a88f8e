"""Placeholders: what can't be published, and the like of it that is written on purpose."""

import pytest

from core.placeholders import placeholders_in


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("TK", "TK"),
        ("tk.", "tk."),
        ("TK - waiting for Iversen", "TK"),
        ("It costs TKTK at the shop.", "TKTK"),
        ("TBC – asking Dr Holt", "TBC"),
        ("It was tested in XXX.", "XXX"),
        ("The cream costs $??? there.", "???"),
        ("Answer to come.", "Answer to come."),
        ("It soothes. (to come from Holt)", "(to come from Holt)"),
        ("Photo to come", "Photo to come"),
        ("Waiting for Holt", "Waiting for Holt"),
        ("Waiting for O'Hara", "Waiting for O'Hara"),
        ("[Ana to ask Holt]", "[Ana to ask Holt]"),
        ("It works [add source] at night.", "[add source]"),
        ("It works [Ed: is it so?].", "[Ed: is it so?]"),
        ("It works [check with Holt].", "[check with Holt]"),
        ("It is wetter. (Jo, is this true? PS)", "(Jo, is this true? PS)"),
        ("Ed: check with Okafor before we run this", "Ed: check with Okafor before we run this"),
        ("Not on your face. DRAFT - NOT APPROVED BY OKAFOR", "DRAFT"),
        ("Lorem ipsum dolor sit amet.", "Lorem ipsum"),
    ],
)
def test_words_that_hold_the_place_of_others_are_found(words, found):
    assert list(placeholders_in(words)) == [found]


@pytest.mark.parametrize(
    "words",
    [
        "It is sold at TK Maxx, in XXL.",
        "“[The skin] dries,” she says [sic].",
        "“[Ask] a doctor, and tell people [to check] the label,” he says.",
        "There is more to come, for years to come.",
        "[Editor’s note: the firm answered on Monday.]",
        "[Source: the clinic]",
        "Ask your doctor.",
        "Waiting for spring",
        "Ed: I would not draft a routine without it.",
        "(Yes, is it really so? It is.)",
        "Really??? Yes.",
        "See notes [2] and [14].",
        "N/A",
        "—",
    ],
)
def test_words_of_an_article_are_none(words):
    assert list(placeholders_in(words)) == []
