# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Who likely speaks where no sentence says so, and people who are told by lines and labels."""

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

START = "How to wash a face in winter\n\nThis paragraph is here so that there is a body.\n\n"
BELL = "We rang Dr. Iona Bell, a dermatologist in Leeds.\n\n"
WORDS = "“I own eleven hats and would like twelve.”"


def last(text, ending="txt"):
    """The speaker of the last quote and how it was read: sure, look or open."""
    plan = read((START + text).encode(), f"article.{ending}")
    quotes = [one for one in plan.quotes if one.kind == "verbatim"]
    if not quotes:
        return None, "none"
    is_doubted = any(
        warning.span[0] < end and start < warning.span[1]
        for warning in plan.warnings
        for start, end in quotes[-1].spans
    )
    speaker = quotes[-1].speaker
    return speaker, "open" if speaker is None else "look" if is_doubted else "sure"


@pytest.mark.parametrize(
    "text",
    [
        "Dr Iona Bell\n\nMORNING: “Cold water, and no more.” NIGHT: “Retinal, twice a week.”",
        "Meet Dr Iona Bell\n\nIn her bag: a hat. “I own eleven of them, and counting.”",
        "Asked for one rule, Dr. Iona Bell doesn’t hesitate: “Wear a hat.”",
        "I put that to Iona Bell, consultant dermatologist. “Soap is a habit.”",
        BELL + "Bell’s answer surprised me. “Wear a hat, and mean it.”",
        BELL + "What about hats? " + WORDS,
        BELL + "What about hats?\n\n" + WORDS,
        BELL + "Bell, on soap: “A habit.” On hats: “I own eleven.”",
        BELL + "“Eleven,” she counted on her fingers, “and I would like twelve.”",
        BELL + "“Eleven hats,” Bell fired back.",
        BELL + "“Eleven hats,” is all she’ll say.",
        BELL + "\n\n“Soap is a habit looking for a reason.”",
        BELL + "She isn’t a fan of soap. “It is a habit looking for a reason.”",
        BELL + "Odo Fell, a nurse, came too.\n\nCut to Iona: “Soap is a habit.”",
        BELL + "Odo Fell, a nurse, came too.\n\nThe dermatologist shrugs: “Soap is a habit.”",
        "Iona Bell, head nurse and a tester who works at the Fern Clinic, said:\n\n" + WORDS,
        BELL + "“Soap is a habit,” the Leeds dermatologist says.",
    ],
)
def test_what_stands_around_tells_who_likely_speaks(text):
    speaker, state = last(text)

    # Sure where the paragraph speaks of nobody else.
    assert speaker == "Iona Bell"
    assert state in ("look", "sure")


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("Iona Bell\n\n(School nurse, Leeds)\n\n" + WORDS, "txt"),
        ("## Iona Bell\n\n*Dermatologist, Leeds*\n\n" + WORDS, "md"),
        ("**Iona Bell**, 52, community nurse\n\n" + WORDS, "md"),
        ("## The dermatologist\n\nIona Bell, Leeds\n\n" + WORDS, "md"),
        ("THE NURSE: Iona Bell\n\n" + WORDS, "txt"),
        ("IONA BELL, community nurse\n\n" + WORDS, "txt"),
        ("Iona Bell | Nurse | Leeds\n\n" + WORDS, "txt"),
        ("### 1. Iona Bell, dermatologist\n\n" + WORDS, "md"),
        ("## Interview: Dr. Iona Bell\n\n**So, hats?**\n\n" + WORDS, "md"),
        (WORDS + "\n\n(Iona Bell, community nurse)", "txt"),
        ("| Who | What | Says |\n|---|---|---|\n| Iona Bell | Nurse | “Less is more.” |\n", "md"),
        ("> Soap is a habit.\n>\n> Water is not.\n>\n> — Dr. Iona Bell, by phone\n", "md"),
        ("“Less is more, always.” –I.B.\n\nIona Bell is a nurse in Leeds.", "txt"),
    ],
)
def test_a_line_tells_whose_the_words_beside_it_are(text, ending):
    assert last(text, ending)[0] == "Iona Bell"


@pytest.mark.parametrize(
    "text",
    [
        "“Soap has its place,” says Odo Fell, a nurse. Bell shakes her head. “In a museum,” she says.",
        "[00:12] Bell: “It is a habit.”",
        "Bell [04:52]: “It is a habit.”",
        "Bell is no fan of soap, which she calls “a habit looking for a reason”.",
        "Odo Fell, a nurse, nods. Bell has heard it all. “I nod,” she says.",
    ],
)
def test_the_subject_of_the_sentence_before_speaks(text):
    assert last(BELL + text) == ("Iona Bell", "sure")


@pytest.mark.parametrize(
    "text",
    [
        "Bell and her colleague Odo Fell, a nurse, differ. “Soap has its place,” he says.",
        "Bell has dry hands. So has Odo Fell, a nurse. “It keeps us humble,” she says.",
        "My mother swears by soap. “It never did me harm,” she says.",
        "Amazon reviewers love it: “It does the job and it is cheap.”",
        "Bell was my first call. My second was a beautician. “We wash too much,” she says.",
        "My husband tried it. “It smells of my grandmother.”",
        "One study called it “a waste of time and of money”.",
        "A commenter wrote: “This changed my life and my skin.”",
        "A line from Bo Carr’s memoir stays with me: “I was forty before I learnt it.”",
        "People wash.\n\n“Your face is not a kitchen floor.”\n\nThe rest is patience and a towel.",
    ],
)
def test_where_two_may_speak_or_somebody_unnamed_it_stays_open(text):
    assert last(BELL + text)[0] is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("For years Odo Fell has been the only dermatologist in Hull. People wash.", ["Odo Fell"]),
        ("Odo Fell trained as a pharmacist and sells soap. People wash.", ["Odo Fell"]),
        ("We met Odo Fell, a pharmacist-owner in Hull. People wash.", ["Odo Fell"]),
        ("Our panel: Odo Fell (nurse, Hull) and Ann Lee (pharmacist). People wash.", ["Odo Fell", "Ann Lee"]),
        ("That facialist is Odo Fell, who owns a salon in Hull. People wash.", ["Odo Fell"]),
        ("Messaged Dr Odo Fell, my forever phone-a-friend, a photo. People wash.", ["Odo Fell"]),
        ("The paper is by Jun-ho Fell and Ann Lee. “It works,” said Fell, a nurse.", ["Jun-ho Fell"]),
        ("Winter Skin: What Your Pharmacist Wants You to Know\n\nPeople wash.", []),
        ("Copenhagen-based Nordlys will go into shops, says a nurse. People wash.", []),
        ("It falls short, according to research by the charity Fair Basket.", []),
        ("People wash too much, writes Ada Moss", []),
        ("Ada Moss\n\nBeauty editor\n\nPeople wash.", []),
        ("Dr Paw Paw is £5 and smells of nothing. People wash.", []),
        ("Dr Paw Paw Original Balm is cheap. People wash.", []),
    ],
)  # fmt: skip
def test_people_are_told_by_what_stands_beside_their_name(text, names):
    plan = read((START + text).encode(), "article.txt")

    assert [one.name for one in plan.experts] == names
