# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Whose words they are once somebody else comes in; what can't be told is never asserted."""

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

ITO = (
    "“Wash it less than you want to,” says Dr. Maren Ito, a dermatologist at Harbor Lane Skin.\n\n"
)


def plan_of(text):
    start = "How to wash a face in winter\n\nThis paragraph is here so that there is a body.\n\n"
    return read((start + text).encode(), "article.txt")


def last(text):
    """The speaker of the last quote and how it was read: sure, look or open."""
    plan = plan_of(text)
    quote = [one for one in plan.quotes if one.kind == "verbatim"][-1]
    is_doubted = any(
        warning.span[0] < end and start < warning.span[1]
        for warning in plan.warnings
        for start, end in quote.spans
    )
    how = "open" if quote.speaker is None else "look" if is_doubted else "sure"
    return quote.speaker, how


@pytest.mark.parametrize(
    "text",
    [
        "A spokeswoman for Dove had a line ready. “We love skin of all kinds here,” she said.",
        "A spokeswoman for Dove had a line ready.\n\n“We love skin of all kinds here,” she said.",
        "Ito sees it every week. One reader wrote in. “I have tried it all my life,” she says.",
        "A second doctor, who asked not to be named, was less sure. “I would not bother,” she says.",
        "Ito’s mother is a nurse. “She taught me to wash my hands,” she says.",
        "A colleague of Ito’s, who works on the ward, agrees. “We all wash too much,” she says.",
        "The pharmacist on my street is not convinced. “People buy three of all,” she says.",
        "The brand’s founder disagrees. “We stand by our label,” she said.",
        "It was the pharmacist who changed my mind. “It is mostly water,” she said.",
        "Not everyone agrees. “We all wash too little,” one rival says.",
        "One patient told Ito: “I have been scrubbing since the war.”",
        "“I have been scrubbing since the war,” Ito’s mother says.",
        "Ito and Dr. Ottilie Grange both keep a stick in the car. “It melts in July,” she says.",
        "“We have scrubbed since the war,” Ito and Carr say.\n\nBo Carr is a chemist.",
        "A reader wrote to Ito in despair. “I scrub and scrub every night,” she told her.",
        "Ito’s husband, Ken Ito, cooks. “It is mostly water, of course,” Ito says.",
        "“It never hurts to wait a bit,” says Mr. Ito.",
        "Says one reader: “Rule two is to stop reading in the bath.”",
        "“Your face is not a kitchen floor.”\n\nThe rest is patience and a towel.",
    ],
)
def test_a_new_subject_ends_the_claim_of_who_was_named_before(text):
    assert last(ITO + text)[1] == "open"


@pytest.mark.parametrize(
    ("text", "speaker", "how"),
    [
        ("Ito keeps a jar at home. “Mine is by the kettle,” she says.", "Maren Ito", "sure"),
        ("Ito tells her patients to wait. “Mine is by the kettle,” she says.", "Maren Ito", "sure"),
        ("“Mine is by the kettle,” Ito says.", "Maren Ito", "sure"),
        ("“Mine is by the kettle,” she says.", "Maren Ito", "look"),
        ("A patient asks for more, and Ito shakes her head. “By the kettle,” she says.", "Maren Ito", "look"),
        ("Skin minds.\n\n“Wash it less than you want to.”\n\nThe rest is up to you.", "Maren Ito", "sure"),
        ("Says Ito: “Rule two is to stop reading in the bath.”", "Maren Ito", "sure"),
        ("As Ito puts it, “the third rule is that there is none.”", "Maren Ito", "sure"),
        ("Ito is blunt: “Don’t.”", "Maren Ito", "sure"),
        ("Ito’s verdict? “Overrated.”", "Maren Ito", "sure"),
        ("DR ITO SAYS: “There is a gap along the hairline.”", "Maren Ito", "sure"),
        ("MARIA OLSEN, 52, from Leeds, says: “It is mostly water.”", "Maria Olsen", "sure"),
        ("A reader, Bea, 34, disagrees. “I scrub every night,” she says.", "Bea", "sure"),
        ("Dr. Ottilie Grange sees the other end. “Cold sores love a sunburn,” she says.", "Ottilie Grange", "sure"),
        ("Ito’s partner, Dr. Ottilie Grange, treats the rest. “Cold sores love it,” she says.", "Ottilie Grange", "look"),
        ("Next I rang Dr. Ann Lee in Leeds. “It is mostly water,” she says.", "Ann Lee", "sure"),
        ("The clinic’s director, Bo Carr, is blunt. “Nobody needs eleven steps,” he says.", "Bo Carr", "sure"),
        ("Bo Carr founded Loam & Salt in 2012. “Nobody needs eleven steps,” he says.", "Bo Carr", "look"),
        ("“Ten percent,” says Yusuf Al\u2011Hadidi, DO.\n\n“Or so,” Al\u2010Hadidi says.", "Yusuf Al-Hadidi", "sure"),
    ],
)  # fmt: skip
def test_what_less_than_the_sentence_itself_tells_is_asked_about(text, speaker, how):
    assert last(ITO + text) == (speaker, how)


def test_brands_labels_and_inverted_verbs_are_nobody():
    text = "Dr. Dennis Gross makes a peel. Says Ito: “Skip it.” STAR RATING: “Four of five stars.”"

    assert [one.name for one in plan_of(ITO + text).experts] == ["Maren Ito"]


@pytest.mark.parametrize(
    "way", ["in a voice note", "in a blog post", "in an email reply", "online"]
)
def test_words_go_on_behind_the_way_in_which_they_came(way):
    words = "“The blue one is a joke,” {} said {}, “but it did not sting me, and everything does.”"
    plan = plan_of(f"{ITO}{words.format('Ito', way)}")

    assert [(one.speaker, len(one.segments)) for one in plan.quotes][1:] == [("Maren Ito", 2)]


@pytest.mark.parametrize(
    ("told", "outlet"),
    [
        ("Ito told Carr", None),
        ("Ito told Dr. Carr", None),
        ("Ito told Dr. Weiss, who had not asked", None),
        ("Ito told Carr’s class", None),
        ("Ito said in an interview with Carr", None),
        ("Ito told Vogue", "Vogue"),
        ("Ito said in an interview with Skin Today", "Skin Today"),
    ],
)
def test_somebody_who_is_told_is_no_magazine(told, outlet):
    plan = plan_of(f"{ITO}Dr. Bo Carr is a dermatologist in Reno.\n\n“Start with less,” {told}.")

    assert [(one.speaker, one.second_hand) for one in plan.quotes][1:] == [("Maren Ito", outlet)]


@pytest.mark.parametrize("name", ["Bo Carr⁴", "Bo Carr²", "Bo Carr¹²"])
def test_the_number_of_a_footnote_is_in_nobodys_name(name):
    plan = plan_of(f"“Start with less,” says Dr. {name}, a dermatologist in Reno.")

    assert [(one.name, one.role) for one in plan.experts] == [("Bo Carr", "dermatologist")]


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ("- Dr. Maren Ito", "- Dr. Bo Carr"),
        ("— Maren Ito", "— Bo Carr"),
        ("– Dr. Maren Ito, a dermatologist at Harbor Lane Skin", "– Dr. Bo Carr, Reno"),
        ("(Ito)", "(Dr. Carr)"),
    ],
)
def test_lines_that_flow_together_are_a_quote_for_each_name_that_signs(mine, yours):
    known = f"{ITO}Dr. Bo Carr is a dermatologist in Reno.\n\n"
    plan = plan_of(f"{known}“Start with less.” {mine} “Stop when it burns.” {yours}")

    assert [(one.speaker, one.segments) for one in plan.quotes][1:] == [
        ("Maren Ito", ("Start with less.",)),
        ("Bo Carr", ("Stop when it burns.",)),
    ]


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("Dr. Lena Ortiz and Dr. Bo Carr, dermatologists in Austin, answered.", "dermatologist"),
        ("Lena Ortiz, MD, and Bo Carr, MD, board-certified dermatologists, answered.", "board-certified dermatologist"),
        ("“Less,” say Lena Ortiz and Bo Carr, both dermatologists in Austin.", "dermatologist"),
        ("Dermatologists Lena Ortiz and Bo Carr answered.", "Dermatologist"),
        ("Dermatologists Lena Ortiz and Bo Carr say: “Start with less.”", "Dermatologist"),
        ("I asked two dermatologists, Dr. Lena Ortiz and Dr. Bo Carr, for it.", "dermatologist"),
        ("Cosmetic chemists Lena Ortiz and Bo Carr answered.", "chemist"),
    ],
)  # fmt: skip
def test_a_role_in_the_plural_is_that_of_each(told, role):
    found = plan_of(told).experts

    assert sorted((one.name, one.role) for one in found) == [
        ("Bo Carr", role),
        ("Lena Ortiz", role),
    ]


@pytest.mark.parametrize("behind", ["love both", "say, are fine", "in Texas love it"])
def test_dermatologists_who_only_love_a_thing_introduce_nobody(behind):
    assert plan_of(f"Rice Milk and Snail Mucin, dermatologists {behind}.").experts == ()
