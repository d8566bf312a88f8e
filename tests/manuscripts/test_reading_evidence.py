"""What nothing speaks for is asked about, whichever rule read it; what is plain is not."""

import pytest

from manuscripts.reading import read

OPENING = "Winter hands\n\nHands are dry by March, and nobody knows what to do about that.\n\n"
ITO = "Dr. Maren Ito, a dermatologist at Harbor Lane Skin, has three rules.\n\n"
DOUBTS = {
    "product.brand_unsure",
    "product.name_unclear",
    "product.repeated",
    "price.shop_unsure",
    "price.other_words",
    "person.unsure",
    "quote.speaker_likely",
    "faq.unsure",
    "faq.repeated",
}


def doubts(text, name="a.txt"):
    """The codes of what is asked about for want of evidence."""
    return {one.code for one in read(text.encode(), name).warnings} & DOUBTS


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("- CeraVe Foaming Cleanser | $15.99 | Glowbarn", "price.shop_unsure"),
        ("- Fenwick Lane – Foaming Cleanser, $15.99, Target", "product.brand_unsure"),
        (
            "- CeraVe Foaming Cleanser, $15.99, Target\n- CeraVe Foaming Cleanser, $13.99, Ulta",
            "product.repeated",
        ),
    ],
)
def test_an_unknown_name_and_a_product_that_contradicts_itself_are_asked_about(lines, code):
    assert code in doubts(OPENING + lines + "\n- Nivea Creme, $4, Target\n")


@pytest.mark.parametrize(
    "line",
    [
        "- CeraVe Foaming Cleanser, 12 oz, $15.99, Target",
        "- CeraVe Foaming Cleanser ($15.99 at Glowbarn)",
        "- Nivea Creme: was $5, now $4 at Sephora Canada",
        "- Eucerin pH5 Waschlotion, 12,95 € bei dm",
        "- Paula’s Choice 10% Azelaic Acid Booster, $42, Sephora",
    ],
)
def test_a_product_whose_words_are_all_explained_is_sure(line):
    assert not doubts(OPENING + line + "\n- Olay Regenerist Cream, $24, Target\n")


@pytest.mark.parametrize(
    "text",
    [
        "I asked Dr. Ito, then Ann Lee, who runs a spa, and she answers “five times in any week.”",
        "Ito met Bo Carr at the fair. “Nobody on earth needs eleven steps,” she says.",
    ],
)
def test_a_speaker_with_another_name_nearer_the_marks_is_asked_about(text):
    plan = read((OPENING + ITO + text).encode(), "a.txt")
    quote = plan.quotes[-1]

    assert quote.speaker is None or "quote.speaker_likely" in doubts(OPENING + ITO + text)


@pytest.mark.parametrize(
    "text",
    [
        "“Wash it less than you want to,” says Ito.",
        "“Wash it less,” says Ito, who works with Ann Lee in Oslo.",
        "Of Ann Lee’s book Ito says: “I have not read it.”",
        "“Wash it less than you want to.”\n\n— Maren Ito",
        "“Wash it less than you want to.” —Ito",
    ],
)
def test_a_speaker_named_beside_the_marks_is_sure(text):
    assert "quote.speaker_likely" not in doubts(OPENING + ITO + text)


FAQ = "## FAQ\n\n**Is soap bad?**\n\nIn winter it is.\n\n"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("**Does it sting?**\n\n(Bo, Leeds) Only at first.\n", "faq.unsure"),
        ("**Does it sting?**\n\n*Ito had to leave before answering.*\n\n## Shop\n", "faq.unsure"),
        ("**Does it sting?**\n\nNo.\n\n*Send this to a friend.*\n", "faq.unsure"),
        ("**Is soap bad?**\n\nNot really.\n", "faq.repeated"),
    ],
)
def test_an_answer_that_may_hold_more_or_less_is_asked_about(more, code):
    assert code in doubts(f"# Winter hands\n\n{OPENING}{FAQ}{more}", "a.md")


def test_a_question_whose_answer_ends_at_the_next_thing_is_sure():
    text = f"# Winter hands\n\n{OPENING}{FAQ}**Does it sting?**\n\nOnly *at first*.\n\n## Shop\n"

    assert not doubts(text, "a.md")


def test_each_piece_is_asked_about_once():
    text = f"{OPENING}- Fenwick Lane – Foaming Cleanser, $15.99 | Glowbarn\n"
    spans = [one.span for one in read(text.encode(), "a.txt").warnings if one.code in DOUBTS]

    assert len(spans) == len(set(spans))
