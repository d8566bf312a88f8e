# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Phrasings of quotes on real pages, one case each, with the name of their row; names are invented."""

import pytest

from tests.manuscripts.phrasings import codes, plan_of, row, said

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "speaker", "segments"),
    [
        row("Q1", "“It comes back,” explains South Florida-based dermatologist Dr. Gary Holt, founder of Holt MD Skin Care.",
            "Gary Holt", ["It comes back,"]),
        row("Q3", "“It works,” explains dermatologist Dr. Dennis Holt. “It refreshes the skin.”",
            "Dennis Holt", ["It works,", "It refreshes the skin."]),
        row("Q5", "“Peel,” explains board-certified dermatologist and Clinical Assistant Professor of Dermatology at NYU School of Medicine Dr. Shari March.",
            "Shari March", ["Peel,"]),
        row("Q7", "“Oil,” says aesthetic godmother Meg Frost. “That’s because it does.”",
            "Meg Frost", ["Oil,", "That’s because it does."]),
        row("Q9", "‘Go slowly,’ advises Dr Ross Keane, cosmetic doctor and managing director of Kew Skin Clinics.",
            "Ross Keane", ["Go slowly,"]),
        row("Q11", "“Rest,” says Dr. Marie Hale, board-certified dermatologist and founder of Tenth Avenue Aesthetics.",
            "Marie Hale", ["Rest,"]),
        row("Q19", "“Rest,” says Morgan Raban, M.D., dermatologist and co-founder of LM Medical NYC.",
            "Morgan Raban", ["Rest,"]),
        row("Q21", "“Rest,” says dermatologist Marisa Garland, MD.", "Marisa Garland", ["Rest,"]),
        row("Q25", "“Rest,” says Valerie Aparo, biochemist and certified cosmetologist-aesthetician at OnFace.",
            "Valerie Aparo", ["Rest,"]),
        row("Q27", "“Incidental sun exposure counts,” explains Dendy Engel, MD, a board certified dermatologist.",
            "Dendy Engel", ["Incidental sun exposure counts,"]),
        row("Q37", "We asked Dr. Sara Houston, a dermatologist, and according to Dr. Houston, “they have a real effect”.",
            "Sara Houston", ["they have a real effect"]),
        row("Q43", "Dr. Anthony Ross, a dermatologist and founder of Dr. Ross DERM MD, says that SPF is the “ratio of doses [ultraviolet B (UVB) rays on] protected [skin] compared with none.”",
            "Anthony Ross", ["ratio of doses [ultraviolet B (UVB) rays on] protected [skin] compared with none."]),
        row("Q49", "We met Hadley Kind, MD, a dermatologist. Kind explains, “Milia are tiny cysts.”",
            "Hadley Kind", ["Milia are tiny cysts."]),
        row("Q51", "We met Maria De Rosa, an aesthetician. De Rosa tells us that they “tend to go away,” but that “if this doesn’t work, see us.”",
            "Maria De Rosa", ["tend to go away,", "if this doesn’t work, see us."]),
        row("Q53", "Jenna Perry is a dermatologist. “It stings,” Jenna says, noting that some patients stop.",
            "Jenna Perry", ["It stings,"]),
        row("Q55", "We met Dr. Iona Bell, a dermatologist. ‘In most cases it passes, ’ she continues.",
            "Iona Bell", ["In most cases it passes,"]),
        row("Q59", "Dr. Keira Barn, MD, a dermatologist in Seattle, says that “a good moisturizer does half of it.”",
            "Keira Barn", ["a good moisturizer does half of it."]),
        row("Q61", "We met Dr. Mona Gohar, a dermatologist. “It dries out,” Dr. Gohar explains, which is why it stings.",
            "Mona Gohar", ["It dries out,"]),
        row("Q65", "We met Valerie Aparo, a biochemist. Aparo adds, “they usually don’t work so fast.”",
            "Valerie Aparo", ["they usually don’t work so fast."]),
        row("Q73", "We met Tom Prath, a dermatologist. “It works,” says Prath, who also appreciates its price.",
            "Tom Prath", ["It works,"]),
        row("Q67", "Expert says: “There is […] nothing’s more effective than sleep.”",
            None, ["There is […] nothing’s more effective than sleep."]),
        row("C5", "“Rest,” says New York City board- certified dermatologist Doris Dale.", "Doris Dale", ["Rest,"]),
    ],
)  # fmt: skip
def test_a_quote_is_given_to_its_speaker(text, speaker, segments):
    plan = plan_of(text)

    assert said(plan) == [[speaker, *segments]]
    assert ("quote.speaker_unknown" in codes(plan)) == (speaker is None)


@pytest.mark.parametrize(
    ("text", "name", "role", "organization"),
    [
        row("Q1", "“Rest,” explains South Florida-based dermatologist Dr. Gary Holt, founder of Holt MD Skin Care.",
            "Gary Holt", "South Florida-based dermatologist, founder", "Holt MD Skin Care"),
        row("Q5", "“Peel,” explains board-certified dermatologist and Clinical Assistant Professor of Dermatology at NYU School of Medicine Dr. Shari March.",
            "Shari March", "board-certified dermatologist and Clinical Assistant Professor of Dermatology", "NYU School of Medicine"),
        row("Q23", "“Rest,” dermatologist and Mount Sinai Hospital’s Director of Cosmetic Research Joshua Zell, MD, tells Refinery29.",
            "Joshua Zell", "dermatologist and Director of Cosmetic Research", "Mount Sinai Hospital"),
        row("Q31", "According to board-certified dermatologist Ryan Tanner, MD, of Tanner Dermatology, it takes weeks.",
            "Ryan Tanner", "board-certified dermatologist", "Tanner Dermatology"),
        row("C5", "“Rest,” says New York City board- certified dermatologist Doris Dale.",
            "Doris Dale", "New York City board-certified dermatologist", None),
    ],
)  # fmt: skip
def test_a_speaker_is_described(text, name, role, organization):
    (expert,) = plan_of(text).experts

    assert (expert.name, expert.role, expert.organization) == (name, role, organization)


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        row("Q13", "“Rest,” Shereen Idle, MD, a dermatologist in New York, tells Allure.", "Allure"),
        row("Q15", "“Rest,” Dr. Jean Graft, a board-certified dermatologist and assistant clinical professor at Mount Sinai, tells PEOPLE.", "PEOPLE"),
        row("Q17", "“Rest,” Libby Reed, MD, a board-certified dermatologist in NYC, told The Post. “It’s good.”", "The Post"),
        row("Q45", "“Rest,” Dr. Iona Bell previously told Allure. “It should be done.”", "Allure"),
    ],
)  # fmt: skip
def test_an_outlet_is_no_person(text, outlet):
    plan = plan_of(text)

    assert [quote.second_hand for quote in plan.quotes] == [outlet]
    assert len(plan.experts) == 1


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        row("Q29", "“Rest,” says Dr. Gary Holt, a dermatologist. And, according to Holt, 75 to 85 percent of us have it.",
            "Gary Holt", "75 to 85 percent of us have it."),
        row("Q31", "According to board-certified dermatologist Ryan Tanner, MD, of Tanner Dermatology, it takes weeks.",
            "Ryan Tanner", "it takes weeks."),
        row("Q33", "It takes weeks to show, according to Dr. Rachel Nazar, a board-certified dermatologist at Schwei Dermatology in New York City.",
            "Rachel Nazar", "It takes weeks to show"),
        row("Q35", "We asked Dr. Nadia Saed, a dermatologist. It lowers your blood pressure, says Dr. Saed.",
            "Nadia Saed", "It lowers your blood pressure"),
        row("Q39", "We asked Dr. Ivo Bell, a dermatologist. According to him, the skin needs rest most of all.",
            "Ivo Bell", "the skin needs rest most of all."),
        row("Q45", "Dr. Iona Bell, a dermatologist, previously told NBC BETTER that washing is enough for most.",
            "Iona Bell", "washing is enough for most."),
        row("Q69", "We met Dr. Ivo Bell, a dermatologist. He says he prefers to think of it as a garden.",
            "Ivo Bell", "He says he prefers to think of it as a garden."),
    ],
)  # fmt: skip
def test_reported_words_are_a_paraphrase(text, speaker, words):
    assert [speaker, words] in said(plan_of(text), kind="paraphrase")


def test_q41_an_employee_of_the_brand_is_a_conflict():
    text = "“Rest,” says Gina Thorn, educational director for Wella and Coty Professional Beauty."

    assert "quote.conflict_of_interest" in codes(plan_of(f"{text}\n\n– Wella Shampoo: $12"))


def test_q1_a_founder_of_the_brand_is_a_conflict():
    text = "“Rest,” explains Miami-based dermatologist Dr. Gary Holt, founder of Holt MD Skin Care."

    assert "quote.conflict_of_interest" in codes(plan_of(f"{text}\n\n– Holt MD – Scrub: $75"))


def test_q47_a_scare_quote_is_no_quote():
    text = "“Rest,” says Dendy Engel, MD. Engel shared a “genius trick” someone shared with her."

    assert said(plan_of(text)) == [["Dendy Engel", "Rest,"]]


def test_q57_prose_may_go_on_behind_an_attribution():
    text = "“It is,” Dora Dale, MD, noted. “It works,” she said, which then helps the skin."

    assert [one[0] for one in said(plan_of(text))] == ["Dora Dale", "Dora Dale"]


def test_q63_a_full_stop_may_stand_outside_the_marks():
    text = "“It passes,” Dr. Anju Guna tells us. She explains that it can be “hyperpigmented in darker skin”."

    assert said(plan_of(text))[-1] == ["Anju Guna", "hyperpigmented in darker skin"]


def test_q76_a_paragraph_of_quotation_keeps_the_speaker():
    text = "“We waited,” says Ivy Moss, a founder.\n\n“We first launched in spring and nobody came to see it.”"

    assert said(plan_of(text))[-1][0] == "Ivy Moss"


def test_q81_turns_of_a_conversation_are_told():
    plan = plan_of("Interviewer: What is it?\n\nDr. McKenna: A cyst that sits below the skin.")

    assert [expert.name for expert in plan.experts] == ["McKenna"]
    assert "quote.unmarked_turn" in codes(plan)
    assert said(plan) == []


def test_c3_stripped_marks_make_no_quote():
    plan = plan_of("We met Dr. Otto Holm. They complement creams. Dr. Holm says. But go slowly.")

    assert plan.quotes == ()


def test_c9_the_open_words_are_no_quote():
    plan = plan_of(
        "“Rest,” says Dr. Shari March. “Start with a little and then\n\nThe next goes on."
    )

    assert said(plan) == [["Shari March", "Rest,"]]


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        ("“Rest,” says Iona Bell, MD, a dermatologist who teaches at Eastmere College.", "Eastmere College"),
        ("“Rest,” says Iona Bell, MD, who leads the team at the contract lab Bluegate Labs.", "Bluegate Labs"),
        ("“Rest,” says Iona Bell, a dermatologist who chairs the Coolabah Sun Council.", "Coolabah Sun Council"),
        ("“Rest,” says Iona Bell, founder of the consultancy Third Beaker.", "Third Beaker"),
        ("“Rest,” says Iona Bell, co-founder of the Barber’s Itch Clinic.", "Barber’s Itch Clinic"),
        ("“Rest,” says pharmacist Iona Bell of the Alsterhof Apotheke in Hamburg.", "Alsterhof Apotheke"),
        ("“Rest and sleep and drink enough water.”\n\n— Iona Bell, dermatologist, Tidewater Skin Institute", "Tidewater Skin Institute"),
        ("“Rest,” says Iona Bell, a chemist with 20 years in the trade.", None),
    ],
)  # fmt: skip
def test_an_organization_is_found_where_it_stands(text, organization):
    assert [(one.name, one.organization) for one in plan_of(text).experts] == [
        ("Iona Bell", organization)
    ]


TWO = "“A,” says Iona Bell, a nurse.\n\n“B,” says Odo Fell, a surgeon.\n\n"


@pytest.mark.parametrize(
    ("told_of", "pronoun", "speaker"),
    [
        ("Fell tells his patients to rest.", "he", "Odo Fell"),
        ("Fell tells his patients to rest.", "she", "Iona Bell"),
        ("Bell has a garden. She walks there.", "he", "Odo Fell"),
        ("Fell recalls a patient. She was ill.", "she", None),
        ("Fell and Bell met. She was ill.", "she", None),
        ("Fell wrote to Maria Holm. She was ill.", "she", None),
    ],
)
def test_the_writers_own_pronouns_tell_who_speaks(told_of, pronoun, speaker):
    text = f"{TWO}{told_of}\n\n“Go slowly now,” {pronoun} says."

    assert said(plan_of(text))[-1] == [speaker, "Go slowly now,"]


def test_somebodys_view_is_theirs():
    text = (
        "We met Iona Bell, a nurse. In Bell’s view a mask is “a rest with an excuse,” and no more."
    )

    assert said(plan_of(text)) == [["Iona Bell", "a rest with an excuse,"]]


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Moss",
        "by Ada Moss and Bo Carr, beauty editors",
        "By Ada Moss | Medically reviewed by Bo Carr, MD",
        "By Ada Moss · Updated March 3 · 6 min read",
    ],
)
def test_a_byline_is_a_note_and_nobody_in_it_speaks(line):
    plan = plan_of(line)

    assert [block.kind for block in plan.blocks] == ["title", "note"]
    assert plan.experts == ()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("„Weniger ist mehr“, sagt die Dermatologin Dr. Anna Weiss aus Bonn.", "Anna Weiss"),
        ("« C’est simple », explique le Dr Camille Roux, dermatologue à Lyon.", "Camille Roux"),
    ],
)
def test_verbs_of_other_languages_attribute_too(text, speaker):
    assert [one[0] for one in said(plan_of(text))] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Laut Dr. Anna Weiss hilft vor allem Geduld, und zwar viel davon.",
        "Selon Dr Anna Weiss, la patience aide plus que tout le reste.",
    ],
)
def test_according_to_is_read_in_other_languages(text):
    assert [one[0] for one in said(plan_of(text), kind="paraphrase")] == ["Anna Weiss"]
