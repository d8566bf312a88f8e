"""What always holds, whatever is read."""

import json
import time
from decimal import Decimal
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manuscripts.reading import UnreadableManuscript, read

pytestmark = pytest.mark.once

ARTICLE = """Retinol, gently
A short dek that says what it is about.

By Maren Osei-Lund
Tags: Retinol, Night care

A first paragraph that is long enough to be one, & holds <b>no</b> markup of its own at all.

“Start low,” says Dr. Iona Bell, a dermatologist at Larkmoor Clinic.

What to buy

– Luma Slow Serum, 30 ml: $19 (originally $31) at Harbour Chemist or Counter Nine
– Luma Night Oil: ¥1,980 at Counter Nine

A list of habits:

- Wait for dry skin
- Use a pea

***

Frequently asked questions

Q What is it
A A form of vitamin A

Q Who should not use it
"""


def plan_of(text):
    return read(text.encode(), "article.txt")


def test_a_plan_prints_as_the_contracts_json():
    plan = json.loads(json.dumps(plan_of(ARTICLE).as_json()))

    assert list(plan) == [
        "source", "article", "blocks", "experts", "quotes", "products", "faqs", "tags", "warnings",
        "unplaced",
    ]  # fmt: skip
    assert plan["source"]["format"] == "text"
    assert len(plan["source"]["sha256"]) == 64
    assert plan["article"] == {
        "title": "Retinol, gently",
        "title_origin": "heading",
        "dek": "A short dek that says what it is about.",
    }
    assert [block["kind"] for block in plan["blocks"]] == [
        "title", "dek", "note", "note", "paragraph", "paragraph", "heading", "product_list",
        "paragraph", "list", "heading", "faq",
    ]  # fmt: skip
    assert plan["blocks"][4]["html"].startswith("<p>A first paragraph")
    assert "&amp; holds &lt;b&gt;no&lt;/b&gt;" in plan["blocks"][4]["html"]
    assert plan["blocks"][7]["products"] == [0, 1]
    assert plan["blocks"][9]["items"] == ["Wait for dry skin", "Use a pea"]
    assert plan["blocks"][11]["faqs"] == [0, 1]
    assert plan["products"][0]["offers"][1] == {
        "retailer": "Counter Nine", "url": None, "price": "19.00", "price_max": None,
        "price_kind": "exact", "list_price": "31.00", "currency": "USD",
    }  # fmt: skip
    assert plan["products"][1]["offers"][0]["price"] == "1980"
    assert plan["faqs"][0]["question"] == "What is it?"
    assert plan["faqs"][1]["answer"] is None
    assert plan["tags"] == ["retinol", "night care"]
    assert {"code", "message", "span"} == set(plan["warnings"][0])
    assert plan["unplaced"][0]["text"] == "***"


def test_amounts_are_decimals():
    offer = plan_of(ARTICLE).products[0].offers[0]

    assert (offer.price, offer.list_price) == (Decimal("19.00"), Decimal("31.00"))


def test_the_same_bytes_give_the_same_plan():
    assert plan_of(ARTICLE) == plan_of(ARTICLE)


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("FAQs Milia vs Whiteheads", "Milia vs Whiteheads"),
        ("FAQ about retinol", "retinol"),
        ("A paragraph, with a full stop. And more of it to read.", "A paragraph, with a full stop"),
    ],
)
def test_a_manuscript_without_a_title_gets_a_working_title(first, title):
    plan = plan_of(f"{first}\n\nQ: What is it?\nA: An answer that is quite short.")

    assert (plan.title, plan.title_origin) == (title, "derived")
    assert "title.derived" in {warning.code for warning in plan.warnings}


def test_brands_on_file_count_first():
    line = "A title\n\n– Quiet Harbour Balm: $9 at Plain Sailing Goods"

    known = read(line.encode(), "a.txt", known_brands=["Quiet Harbour"])
    unknown = read(line.encode(), "a.txt")

    assert (known.products[0].brand, known.products[0].name) == ("Quiet Harbour", "Balm")
    assert (unknown.products[0].brand, unknown.products[0].name) == (None, "Quiet Harbour Balm")


def test_retailers_on_file_are_found_without_a_preposition():
    line = "A title\n\n– Luma Balm: $9 quince & co"

    known = read(line.encode(), "a.txt", known_retailers=["quince & co"])

    assert known.products[0].offers[0].retailer == "quince & co"
    assert plan_of(line).products[0].offers[0].retailer is None


def test_a_retailer_on_file_keeps_the_spelling_on_file():
    line = "A title\n\n– Luma Balm: $9 at Sephora"

    known = read(line.encode(), "a.txt", known_retailers=["SEPHORA"])

    assert known.products[0].offers[0].retailer == "SEPHORA"


def test_tags_are_suggested_where_the_writer_gives_none():
    text = "Milia come back. Milia are small. Milia are cysts. Retinol may help, once."

    assert plan_of(text).tags == ("milia",)


PIECES = st.sampled_from(
    [
        "“", "”", '"', "‘", "’", "'", "«", "»", "„", "``", "''", "\n", "\n\n", " ", "\t", ". ",
        ", ", ": ", "– ", "- ", "1. ", "Q: ", "A: ", "Q ", "A ", "FAQ\n", "Tags: a, b\n",
        "By Ann Bell\n",
        "says Dr. Ann Bell", "she adds", "According to Bo Carr, MD, ", "Dr. Carr", "$19", "£",
        "24,90 €", "from ", "$1e999", "at Amazon", "or Walmart", "(originally ", ")", "(",
        "Luma Cream",
        "what is it?", "It is a cyst", "…", "é", "\u00a0", "\u200b", "🙂", "***", "â€œ", "9" * 40,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map("".join))


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_nothing_is_lost_and_no_word_is_altered(text):
    try:
        plan = plan_of(text)
    except UnreadableManuscript:
        return

    source = plan.source.text
    held = [0] * len(source)
    for piece in (*plan.blocks, *plan.unplaced):
        start, end = piece.span
        assert 0 <= start < end <= len(source)
        for at in range(start, end):
            held[at] += 1
    assert all(times == 1 for times, word in zip(held, source, strict=True) if not word.isspace())
    assert all(times <= 1 for times in held)

    for quote in plan.quotes:
        assert [source[start:end] for start, end in quote.spans] == list(quote.segments)
        assert quote.segments
        assert all(segment.strip() for segment in quote.segments)
    names = {expert.name for expert in plan.experts}
    assert {quote.speaker for quote in plan.quotes} <= names | {None}
    assert all(faq.question.endswith("?") for faq in plan.faqs)
    for product in plan.products:
        assert product.name
        assert product.line in source
    for warning in plan.warnings:
        assert 0 <= warning.span[0] <= warning.span[1] <= len(source)
    json.dumps(plan.as_json()).encode()
    assert plan == plan_of(text)


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=200))
def test_bytes_are_read_or_refused_in_a_sentence(data):
    said = "article.txt was read."
    try:
        read(data, "article.txt")
    except UnreadableManuscript as refused:
        said = str(refused)

    assert said.startswith("article.txt ")
    assert said.endswith(".")


HOSTILE = {
    "marks that open": "“",
    "single marks": "‘a ",
    "currencies": "$",
    "amounts": "$19 ",
    "amounts and shops": "at Amazon $1 ",
    "ranges": "$1 to ",
    "digits": "9",
    "digits in groups": "111 ",
    "capitals": "Aa ",
    "one endless sentence": "says Dr. Ann Bee, ",
    "titles": "Dr. ",
    "quotes": "“a.” ",
    "dashes": "Ann—",
    "brackets": "(Aa Bb $1) ",
    "dots between letters": "A.",
    "spaces and marks": "- ",
    "mojibake": "â€œ",
    "hyphens": "A-",
    "marks upon a letter": "a\u0301\u0316",
    "stacked marks": "\u0301\u0316",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece):
    def seconds(length):
        text = (piece * length)[:length]
        started = time.process_time()
        plan_of(f"A title\n\n{text}")
        return time.process_time() - started

    seconds(2_000)
    short = long = inf
    for _ in range(5):
        # The best of several: what else the machine does makes a reading longer, never shorter.
        short, long = min(short, seconds(10_000)), min(long, seconds(40_000))
        # Four times the text: four times the time, and not sixteen.
        if long < 6 * short + 0.1:
            return
    pytest.fail(f"{short:.2f} s for 10,000 characters, {long:.2f} s for 40,000.")


@pytest.mark.parametrize("line", ["\n“", "\nx\n", "\n– Luma Cream: $1 at Amazon", "\nQ: a?"])
def test_very_many_lines_are_refused(line):
    with pytest.raises(UnreadableManuscript, match="more than 20,000 lines: split it"):
        plan_of("A title" + line * 20_001)


def test_warnings_of_a_kind_are_bounded():
    plan = plan_of("A title\n\n" + "It ends.It begins again here. " * 200)

    glued = [warning for warning in plan.warnings if warning.code == "text.glued_sentences"]
    assert len(glued) == 50
    assert glued[-1].message.endswith("There are more like this.")


def test_a_doubt_stays_with_its_reading_however_many_there_are():
    lines = "".join(f"– Luma Cream No. {n}: $9.99 until 31 December\n" for n in range(120))
    plan = plan_of("A title\n\n" + lines)

    doubted = {span[0] for span in (one.span for one in plan.warnings) if span}
    assert len(plan.products) == 120
    assert all(
        any(product.span[0] <= at < product.span[1] for at in doubted) for product in plan.products
    )


def test_answer_without_a_full_stop_is_told():
    answer = "A No please do not Unlike a whitehead milia lie under the skin and popping them at "
    text = f"FAQ\n\nQ Can I pop it\n{answer}home usually leads to scars and infection\n"

    (warning,) = [one for one in plan_of(text).warnings if one.code == "text.no_full_stop"]
    assert "24 words" in warning.message
    assert plan_of(text).source.text[slice(*warning.span)].startswith("A No please")
