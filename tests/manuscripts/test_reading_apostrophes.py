"""A straight apostrophe reads as the curly one, and a plan's words keep the writer's."""

import re
from pathlib import Path

import pytest

from manuscripts.reading import read

HERE = Path(__file__).parent
TOP = (
    "The Balm Question\n\nDr. Lena Okafor is a dermatologist at Marlow Skin in Leeds. Tom Bell, a "
    "pharmacist in York, makes ointments.\n\n“It is a lid on a pot,” says Okafor.\n\n"
)
PARTS = [
    "Okafor’s mother is less sure. “I use lard,” she says.",
    "“Soap is fine,” says Bell. Bell’s nurse washes with oil. “Soap is awful,” he says.",
    "“Soap is fine,” says Bell. There’s a nurse in the back. “Soap is awful,” he says.",
    "“Soap is fine,” says Bell. He doesn’t say “soap is awful.”",
    "Bell’s answer: “Soap is awful.”",
    "“Soap is awful” is how Bell’s sister puts it.",
    "I’ve asked Bell. “Soap is awful,” he says.",
    "Okafor’s patients’ view is another: “Soap is awful.”",
    "We met Bell at Dermstore’s head office, where the label’s founder, Ann Voss, sat.",
    "CeraVe Foaming Cleanser\n$15 at Target\nWho it’s for: dry skin\nWhat we don’t like: sticky",
    "CeraVe Foaming Cleanser\n$15 at Target\nEditor’s note: it stings\nWhy it’s great: light",
    "Olay Milk, $15 at Macy’s\n\nKiehl’s Creme de Corps, $11 at Kohl’s\n\nWe flew to Canada.",
    "Editors’ choice: Burt’s Bees Milk, $9, at Trader Joe’s",
    "Readers’ questions\n\nIs soap bad? It’s bad.\n\nDoesn’t oil help? It does at night.",
]


def straight(text):
    return text.replace("’", "'")


def plain(value):
    """JSON with every apostrophe straight."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if key != "sha256"}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return straight(value) if isinstance(value, str) else value


@pytest.mark.parametrize("part", PARTS)
def test_both_forms_give_one_plan(part):
    curly, typed = TOP + part, TOP + straight(part)

    plans = [read(text.encode(), "a.txt").as_json() for text in (curly, typed)]

    assert plain(plans[0]) == plain(plans[1])


@pytest.mark.once
@pytest.mark.parametrize("name", ["txt", "html"])
def test_whole_manuscripts_read_alike_in_both_forms(name):
    inner = re.compile(r"(?<=[A-Za-z])['’](?=[a-z]{1,2}\b)|(?<=[a-z]s)['’](?= [a-z])")
    for path in sorted(HERE.glob(f"known/*.{name}")):
        text = path.read_bytes().decode(errors="ignore")
        if "'" in text or "’" in text:
            plans = [
                plain(read(inner.sub(form, text).encode(), path.name).as_json()) for form in "'’"
            ]
            assert plans[0] == plans[1], path


def test_words_keep_the_apostrophes_that_the_writer_set():
    plan = read(
        (
            TOP + "Ann O'Hara, a nurse in Hull, won't. \"I don't, and I don’t miss it,\" she says. "
            "*I'd rather* rest & sleep.\n\n"
            "Burt's Bees Baby's Lotion, $9 at Macy’s\n\nFAQ\n\n"
            "Is Burt's soap bad? It’s bad. Don't use it."
        ).encode(),
        "a.txt",
    )

    assert plan.experts[-1].name == "Ann O'Hara"
    assert plan.quotes[-1].speaker == "Ann O'Hara"
    assert plan.quotes[-1].segments == ("I don't, and I don’t miss it,",)
    assert plan.products[0].line == "Burt's Bees Baby's Lotion, $9 at Macy’s"
    assert (plan.products[0].name, plan.products[0].offers[0].retailer) == (
        "Baby's Lotion",
        "Macy’s",
    )
    assert plan.faqs[0].question == "Is Burt's soap bad?"
    assert plan.faqs[0].answer == "It’s bad. Don't use it."
    assert "O'Hara, a nurse in Hull, won't." in plan.blocks[3].html
    assert "Ann O'Hara" in plan.source.text


@pytest.mark.parametrize("mark", "'´`ʼ′‘")
def test_other_marks_that_stand_for_an_apostrophe_own_as_well(mark):
    text = TOP + "Okafor’s mother is less sure. “I use lard,” she says.".replace("’", mark)

    assert read(text.encode(), "a.txt").quotes[-1].speaker is None


def test_words_in_single_marks_are_still_quoted():
    text = TOP + "'It's the readers' own choice, and mine,' says Bell."

    quote = read(text.encode(), "a.txt").quotes[-1]

    assert quote.speaker == "Tom Bell"
    assert quote.segments == ("It's the readers' own choice, and mine,",)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("CeraVe Foaming Cleanser's $15, Target", "Foaming Cleanser"),
        ("Vanicream Lotion’s now $12 at Ulta", "Lotion"),
        ("- Olay Milk’s only $9 at Ulta", "Milk"),
        ("Palmwick Hand Cream’s $14 at Walgreens", "Palmwick Hand Cream"),
        ("Nivea Creme’s tin costs $4 at Target.", "Creme"),
        ("Kiehl’s $30 Ultra Facial Cream, Sephora", "Ultra Facial Cream"),
    ],
)
def test_the_verb_of_a_name_is_no_part_of_it(line, name):
    assert [one.name for one in read((TOP + line).encode(), "a.txt").products] == [name]
