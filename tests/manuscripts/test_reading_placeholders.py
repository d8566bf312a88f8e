"""What is written for colleagues: no sure answer, no heading, and told where it is left out."""

import pytest

from manuscripts.reading import read

OPENING = "Winter hands\n\nHands are dry by March, and nobody knows what to do about that.\n\n"


def plan_of(answer):
    first = f"FAQ\n\nQ: Is soap bad for hands?\nA: {answer}\n\n"
    return read(f"{OPENING}{first}Q: Is oil any better?\nA: It is.\n".encode(), "a.txt")


def is_doubted(plan, piece):
    return any(w.span[0] < piece.span[1] and piece.span[0] < w.span[1] for w in plan.warnings)


@pytest.mark.parametrize(
    "answer",
    [
        *("TK", "TK.", "tk", "TKTK", "TBC", "tbd", "TBA", "XXX", "???", "…", "-", "N/A", "To do"),
        *("to come", "Answer to come.", "(to come from Holt)", "waiting for Holt", "[TK: Holt]"),
        *("[Ana to ask Holt]", "[answer]", "<<answer>>", "((JO))", "{{answer}}", "Reply pending"),
        *("Quote to come from Dr Holt", "To be confirmed", "awaiting the brand", "Chasing Holt"),
        *("Answer missing", "No reply yet", "to follow tomorrow"),
    ],
)
def test_a_placeholder_is_no_answer_and_stands_nowhere_in_the_article(answer):
    plan = plan_of(answer)

    assert [one.answer for one in plan.faqs] == [None, "It is."]
    assert not [one for one in plan.blocks if answer in f"{one.text} {one.items}"]


@pytest.mark.parametrize(
    "answer",
    [
        *("TK - waiting for Iversen", "TBC – asking Dr Holt", "TBD (Jo)", "XXX ask Holt"),
        "It is wetter. (Jo, is this true? PS)",
        "Not on your face. DRAFT - NOT APPROVED BY OKAFOR",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
        *("Twice a day, TK says.", "Twice a day (source?).", "Twice a day. [Ana to check]"),
        *("It does, in most people. PLEASE CHECK.", "It does [pls confirm with Holt] most days."),
        "Never. (Can we check this?)",
        "Never. DO NOT PUBLISH before Holt has read it.",
        "About ??? percent of people.",
        "Twice a day. (Not yet approved by Holt.)",
        "It is. TODO: add her reason.",
    ],
)
def test_a_note_within_an_answer_is_asked_about(answer):
    plan = plan_of(answer)

    assert is_doubted(plan, plan.faqs[0])


@pytest.mark.parametrize(
    "answer",
    [
        "TK Maxx sells it for less.",
        "Waiting for it to dry is enough.",
        "Add a second coat when the first is dry.",
        "It is, to come back to your question.",
        "Missing a day does no harm.",
        "Pending a test, leave it alone.",
        "Yes (you knew that).",
        "Check the label, and ask your doctor if you are not sure.",
        "Ask a pharmacist to check the list with you.",
        "It draws on water to add weight.",
        "No answer is right for everybody.",
    ],
)
def test_what_answers_a_reader_is_an_answer(answer):
    plan = plan_of(answer)

    assert plan.faqs[0].answer == answer
    assert not is_doubted(plan, plan.faqs[0])


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Ed: check with Okafor before we run this",
            "DESK – is this true?",
            "TBC",
            "Quote to come",
        ),
        *("Jo: please check the prices", "Subs: cut this?", "Note to self: add a link", "XXX"),
        *("TK: her age", "Waiting for Holt", "Lorem ipsum dolor sit amet", "Answer to come"),
    ],
)
def test_a_note_to_colleagues_is_no_heading_and_is_told(line):
    text = f"{OPENING}{line}\n\nWash less, and cream more, is what it comes to in the end.\n"
    plan = read(text.encode(), "a.txt")

    assert [one.kind for one in plan.blocks if line in (one.text or "")] == ["note"]
    told = [one for one in plan.warnings if one.code == "text.note_left_out"]
    assert [plan.source.text[slice(*one.span)] for one in told] == [line]


@pytest.mark.parametrize(
    "line", ["Ask your doctor first", "What to check", "Waiting for spring", "Add oil, not water"]
)
def test_a_heading_for_readers_stays_one(line):
    text = f"{OPENING}{line}\n\nWash less, and cream more, is what it comes to in the end.\n"
    plan = read(text.encode(), "a.txt")

    assert [one.kind for one in plan.blocks if line in (one.text or "")] == ["heading"]
