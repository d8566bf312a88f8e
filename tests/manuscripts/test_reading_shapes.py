"""Tables and lists in shapes that the article's own cannot have, and heads of all kinds."""

import pytest

from manuscripts.article_body import body_of, text_html
from manuscripts.reading import read
from tests.manuscripts.docx_files import docx, paragraph

pytestmark = pytest.mark.once

HTML = """<h1>How often to use retinol</h1><p>Start slowly, and watch your skin for a month.</p>
{}<p>More is not better: irritation undoes what the nights before have done.</p>"""


def page(markup):
    return read(HTML.format(markup).encode(), "a.html")


def body(plan):
    return "".join(part.html for part in body_of(plan))


def codes(plan):
    return [one.code for one in plan.warnings]


# Tables


@pytest.mark.parametrize("span", ["rowspan=2", "colspan=2"])
def test_merged_cells_are_told(span):
    plan = page(f"<table><tr><td>Day</td><td {span}>Dose</td></tr><tr><td>1</td></tr></table>")

    assert codes(plan) == ["table.merged_cells"]


def test_table_that_is_read_as_lines_is_told():
    plan = page(f"<table><tr><td>Day</td><td>{'Dose ' * 90}</td></tr><tr><td>1</td></tr></table>")

    assert "table.as_lines" in codes(plan)
    assert body(plan).count("Dose") == 90


MARKDOWN_ROWS = """# How often to use retinol

Start slowly.

| Day | Dose |
| --- | --- |
| 1 | 2 | at night |
| 2 | 3 |
"""


def test_row_of_markdown_beyond_its_header_is_kept_and_told():
    plan = read(MARKDOWN_ROWS.encode(), "a.md")

    assert "<td>at night</td>" in body(plan)
    assert "table.cells_without_head" in codes(plan)


def test_row_of_markdown_without_outer_pipes_is_kept():
    text = "# A title of it\n\nStart.\n\nDay | Dose\n--- | ---\n1 | 2 | at night\n"

    assert "<td>at night</td>" in body(read(text.encode(), "a.md"))


def test_code_in_markdown_stays_as_it_is():
    text = "# A title of it\n\n```\na | b\n--- | ---\n1 | 2 | 3\n```\n\nMore of it.\n"

    assert "a | b\n--- | ---\n1 | 2 | 3" in read(text.encode(), "a.md").source.text


def test_table_without_anything_odd_has_no_warning():
    assert not codes(
        page("<table><tr><th>Day</th><th>Dose</th></tr><tr><td>1</td><td>2</td></tr></table>")
    )


BOTH = (
    "<table><tr><th>Strength</th><th>Nights</th></tr>"
    "<tr><th scope=row>0.1%</th><td>2</td></tr><tr><th scope=row>0.3%</th><td>3</td></tr></table>"
)


def test_heads_of_rows_stay_beside_those_of_columns():
    assert '<th scope="col">Nights</th>' in body(page(BOTH))
    assert '<th scope="row">0.1%</th><td>2</td>' in body(page(BOTH))


def test_heads_of_rows_stay_in_an_answer():
    faq = f"<h2>FAQ</h2><h3>How often may I use it?</h3><p>Slowly.</p>{BOTH}"
    (found,) = page(faq).faqs

    assert '<th scope="row">0.1%</th><td>2</td>' in text_html(found.answer)
    assert '<th scope="col">Nights</th>' in text_html(found.answer)


# Lists


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("<ol><li>Wash</li><li>Dry</li></ol>", "<ol><li>Wash</li><li>Dry</li></ol>"),
        (
            '<ol start="3"><li>Wash</li><li>Dry</li></ol>',
            '<ol start="3"><li>Wash</li><li>Dry</li></ol>',
        ),
        (
            "<ol><li>Wash<ul><li>Hands</li><li>Face</li></ul></li><li>Dry</li></ol>",
            "<ol><li>Wash<ul><li>Hands</li><li>Face</li></ul></li><li>Dry</li></ol>",
        ),
        (
            "<ul><li>Wash <b>well</b> and <i>soon</i></li><li>10<sup>6</sup></li></ul>",
            "<ul><li>Wash <strong>well</strong> and <em>soon</em></li><li>10<sup>6</sup></li></ul>",
        ),
        (
            "<ol><li><p>Wash</p><p>with soap</p></li><li>Dry</li></ol>",
            "<ol><li>Wash<br>with soap</li><li>Dry</li></ol>",
        ),
        (
            "<ul hidden><li>x</li></ul><ol><li>Wash</li></ol><ul><li>Dry</li></ul>",
            "<ol><li>Wash</li></ol><ul><li>Dry</li></ul>",
        ),
        (
            '<ul class="lst-kix_a-0"><li>Wash</li></ul><ol class="lst-kix_a-1"><li>Hands</li></ol>'
            '<ul class="lst-kix_a-0"><li>Dry</li></ul>',
            "<ul><li>Wash<ol><li>Hands</li></ol></li><li>Dry</li></ul>",
        ),
        (
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>1. Wash</p>"
            "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>· Hands</p>"
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>2. Dry</p>",
            "<ol><li>Wash<ul><li>Hands</li></ul></li><li>Dry</li></ol>",
        ),
        *(
            (
                "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<i>&nbsp; </i>"
                "</span>Wash</p><p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>"
                f"{mark}<i>&nbsp; </i></span>hands</p>"
                "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>Dry</p>",
                "<ul><li>Wash<ul><li>hands</li></ul></li><li>Dry</li></ul>",
            )
            for mark in "o§Ø"
        ),
    ],
)
def test_lists_keep_numbers_depth_and_marks(markup, html):
    assert html in body(page(markup))


def test_list_of_plain_text_keeps_its_numbers():
    text = (
        "How often to use retinol\n\nStart slowly, all of you.\n\n1. Wash\n2. Dry\n\n"
        "Then wait for it to sink in.\n\n3. Sleep\n"
    )

    html = body(read(text.encode(), "a.txt"))

    assert "<ol><li>Wash</li><li>Dry</li></ol>" in html
    assert '<ol start="3"><li>Sleep</li></ol>' in html


def test_countdown_is_not_counted_upwards():
    assert body(page("<ul><li>2. Wash</li><li>1. Dry</li></ul>")).count("<ol") == 2


# Heads

LONG = "What “dermatologist tested” does and does not tell about a cream, " * 3


def test_long_heading_of_the_first_level_is_the_title():
    title = LONG[:180].strip()
    plan = read(f"<h1>{title}</h1><p>Start slowly.</p><p>More of it.</p>".encode(), "a.html")

    assert (plan.title, plan.title_origin) == (title, "heading")


def test_lines_below_a_title_of_markdown_are_author_and_tags():
    text = "# A title of it\nBy Ada Moss\nTags: retinol, night\n\nStart slowly, all of you.\n"
    plan = read(text.encode(), "a.md")

    assert {"retinol", "night"} <= set(plan.tags)
    assert [block.text for block in plan.blocks if block.kind == "note"] == [
        "By Ada Moss",
        "Tags: retinol, night",
    ]


def test_lists_of_a_word_file_keep_their_bullets():
    plan = read(docx(paragraph("A title", style="Title"), paragraph("– Wash it off")), "a.docx")

    assert "<ul><li>Wash it off</li></ul>" in body(plan)


def test_merged_brand_of_two_products_is_the_brand_of_both():
    plan = page(
        "<table><tr><th>Brand</th><th>Product</th><th>Price</th></tr>"
        "<tr><td rowspan=2>CeraVe</td><td>Foaming Cleanser</td><td>$12</td></tr>"
        "<tr><td>Gentle Peel</td><td>$19</td></tr></table>"
    )

    assert [(one.brand, one.name, str(one.offers[0].price)) for one in plan.products] == [
        ("CeraVe", "Foaming Cleanser", "12.00"),
        ("CeraVe", "Gentle Peel", "19.00"),
    ]


def test_table_with_a_picture_is_told_to_be_lines():
    plan = page(
        "<table><tr><td>1<img src=x.jpg alt=jar></td><td>2</td></tr>"
        "<tr><td>3</td><td>4</td></tr></table>"
    )

    assert "table.as_lines" in codes(plan)


def test_bold_author_below_a_title_of_markdown_is_a_note():
    text = "# A title of it\n**By Ada Moss**\nTags: retinol, night\n\nStart slowly, all of you.\n"

    assert {"retinol", "night"} <= set(read(text.encode(), "a.md").tags)


ARTICLE = "I was told to wash. Here is why that is wrong, at some length and with many words."
TITLE = "Why I stopped washing my face"
DEK = "And what happened to my skin in the month that followed"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.html",
            f"<h1>{TITLE}</h1><h2>{DEK}</h2><p>Ada Moss</p><p>Follow</p><p>6 min read</p><p>·</p>"
            f"<p>Mar 3, 2025</p><p>--</p><p>12</p><p>Share</p><h1>{TITLE}</h1><p>{ARTICLE}</p>",
        ),
        ("a.txt", f"BEAUTY\n\n{TITLE}\n\n{DEK}\n\nAda Moss\n\nMarch 3, 2025\n\n{ARTICLE}\n"),
        ("a.txt", f"{TITLE}\n{DEK}\nAda Moss, beauty editor\n3 March 2025 · 6 min\n\n{ARTICLE}\n"),
        ("a.md", f"Skin Care\n\n# {TITLE}\n\n## {DEK}\n\nAda Moss · 3 May 2025\n\n{ARTICLE}\n"),
        ("a.txt", f"Title: {TITLE}\nDek: {DEK}\n\n{TITLE.upper()}\n\n2 days ago\n\n{ARTICLE}\n"),
    ],
)
def test_what_a_page_shows_around_its_title_is_no_text(name, text):
    plan = read(text.encode(), name)

    assert (plan.title, plan.dek) == (TITLE, DEK)
    kinds = [block.kind for block in plan.blocks if block.kind not in ("title", "dek")]
    assert set(kinds[:-1]) <= {"note"}
    assert plan.blocks[-1].text == ARTICLE


@pytest.mark.parametrize(
    "line",
    ["Rating: 9/10", "Application: 2", "$27 at Ulta", "£9, Boots", "Shop now", "5/5", "Size: 8 oz"],
)
def test_short_line_that_heads_nothing_is_no_heading(line):
    plan = read(f"{TITLE}\n\n{ARTICLE}\n\n{line}\n\n{ARTICLE}\n".encode(), "a.txt")

    assert "heading" not in [block.kind for block in plan.blocks]
