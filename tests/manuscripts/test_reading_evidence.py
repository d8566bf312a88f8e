"""What nothing speaks for is asked about, whichever rule read it; what is plain is not."""

import pytest

from manuscripts.reading import read

OPENING = "Winter hands\n\nHands are dry by March, and nobody knows what to do about that.\n\n"
ITO = "Dr. Maren Ito, a dermatologist at Harbor Lane Skin, has three rules.\n\n"
DOUBTS = {
    "price.amount_unread",
    "price.by_place",
    "price.unclear",
    "product.brand_unsure",
    "product.name_unclear",
    "product.repeated",
    "price.shop_unsure",
    "price.other_words",
    "person.unsure",
    "quote.speaker_likely",
    "faq.unclear",
    "faq.repeated",
    "faq.unanswered",
}


def doubts(text, name="a.txt"):
    """The codes of what is asked about for want of evidence."""
    return {one.code for one in read(text.encode(), name).warnings} & DOUBTS


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("- CeraVe Foaming Cleanser, $15.99 per refill, Target", "price.unclear"),
        ("- CeraVe Foaming Cleanser: $15.99 last year, now discontinued", "price.unclear"),
        ("- CeraVe Foaming Cleanser dupe, $5.99, Target", "price.unclear"),
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
    ("text", "code"),
    [
        (
            "The CeraVe Foaming Cleanser and the Nivea Creme are $9 each at Target.",
            "price.by_place",
        ),
        (
            "| Product | US price | UK price |\n|---|---|---|\n| CeraVe Cleanser | $15 | £12 |\n"
            "| Nivea Creme | $5 | £4 |\n",
            "price.amount_unread",
        ),
    ],
)
def test_amounts_that_only_part_of_a_product_holds_are_asked_about(text, code):
    assert code in doubts(f"# Winter hands\n\n{OPENING}{text}", "a.md")


def test_a_former_price_is_read_without_a_class_and_asked_about_where_words_were_deleted():
    item = "<li>CeraVe Foaming Cleanser <del>$20</del> <ins>$15</ins>, Target</li>"
    page = "<h1>Winter hands</h1><p>Hands are {} dry by March.</p><ul>{}</ul>"
    plain = read(page.format("very", item).encode(), "a.html")
    edited = read(page.format("<del>very</del><ins>quite</ins>", item).encode(), "a.html")

    assert [str(one.products[0].offers[0].list_price) for one in (plain, edited)] == ["20.00"] * 2
    assert [
        any(warning.code == "price.unclear" for warning in one.warnings) for one in (plain, edited)
    ] == [False, True]


def test_a_currency_is_asked_about_once():
    text = f"{OPENING}All in Canadian dollars.\n\n- CeraVe Cleanser, $15, Sephora Canada\n"
    text += "- Nivea Creme, $4, Shoppers Drug Mart (well.ca)\n\nOne is at Target, US$3.\n"
    spans = [
        one.span
        for one in read(text.encode(), "a.txt").warnings
        if one.code == "price.currency_unsure"
    ]

    assert len(spans) == len(set(spans))


@pytest.mark.parametrize(
    "words",
    ["new research by the charity Fair Basket", "“Hm,” says Bo Carr, nurse. Fair Basket agrees"],
)
def test_a_house_is_no_person_for_sure(words):
    plan = read(f"{OPENING}That is {words}.\n\nIt has Bo Carr, head of Fair Basket.".encode(), "a")

    told = [one.span for one in plan.warnings if one.code.startswith("person.")]
    assert all(one.span in told for one in plan.experts if one.name == "Fair Basket")


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


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Ito has a rule for the night, and it is short. “Wash it less, and sleep more.”", False),
        ("Ito trained a nurse who has a rule for the night. “Wash it less, and sleep more.”", True),
        ("Ito met Bo Carr, who has a rule for the night. “Wash it less, and sleep more.”", True),
    ],
)
def test_a_paragraph_that_speaks_of_nobody_else_tells_whose_words_stand_in_it(text, is_asked):
    plan = read((OPENING + ITO + text).encode(), "a.txt")
    codes = {one.code for one in plan.warnings}

    assert bool(codes & {"quote.speaker_likely", "quote.speaker_unknown"}) is is_asked


FAQ = "## FAQ\n\n**Is soap bad?**\n\nIn winter it is.\n\n"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("**Does it sting?**\n\n(Bo, Leeds) Only at first.\n", "faq.unclear"),
        ("**Does it sting?**\n\n*Ito had to leave before answering.*\n\n## Shop\n", "faq.unclear"),
        ("**Does it sting?**\n\nNo.\n\nSoftly, it says here.\n", "faq.unclear"),
        ("**Is soap bad?**\n\nNot really.\n", "faq.repeated"),
        ("**Does it sting?**\n\nTo do\n\n## Shop\n", "faq.unclear"),
    ],
)
def test_an_answer_that_may_hold_more_or_less_is_asked_about(more, code):
    found = doubts(f"# Winter hands\n\n{OPENING}{FAQ}{more}", "a.md")

    assert {code, "faq.unanswered"} & found  # an aside in place of an answer is none


def test_a_question_whose_answer_ends_at_the_next_thing_is_sure():
    text = f"# Winter hands\n\n{OPENING}{FAQ}**Does it sting?**\n\nOnly *at first*.\n\n## Shop\n"

    assert not doubts(text, "a.md")


def test_each_piece_is_asked_about_once():
    text = f"{OPENING}- Fenwick Lane – Foaming Cleanser, $15.99 | Glowbarn\n"
    spans = [one.span for one in read(text.encode(), "a.txt").warnings if one.code in DOUBTS]

    assert len(spans) == len(set(spans))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # The other words in marks are nobody's, and may be hers.
        (
            ITO + "“Wash less in winter than you think,” says Ito. Is that enough, then? A long "
            "pause. “It is a beginning.”",
            "quote.speaker_likely",
        ),
        # An amount of the sentence is no product's.
        (
            "The CeraVe Foaming Cleanser is $9 at Target, and I can read what was crossed out, "
            "$14.",
            "price.amount_unread",
        ),
        # The answer sells and quotes: it may be a part of the article.
        (
            "## FAQ\n\nWhy am I dry?\n\n“Because of the heating,” says Dr. Maren Ito, a "
            "dermatologist. Try Nivea Creme, $4, Target.\n\nIs soap bad?\n\nNo.\n",
            "faq.unclear",
        ),
    ],
)
def test_what_goes_on_elsewhere_is_asked_about(text, code):
    assert code in doubts(f"# Winter hands\n\n{OPENING}{text}", "a.md")


@pytest.mark.parametrize(
    "house", ["the Canterbury Panel", "the Bergklinik Arosa", "Harbor Lane Medical"]
)
def test_a_house_is_nobody(house):
    plan = read(
        f"{OPENING}“Wash less in winter,” says {house}, which asked 60 nurses.".encode(), "a"
    )

    assert plan.experts == ()
