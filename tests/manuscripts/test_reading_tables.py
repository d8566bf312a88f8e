"""Tables that hold no products: kept as tables, in the article and in answers."""

import pytest

from manuscripts.reading import Plan, read
from manuscripts.reading.plain_tables import Table, as_pipes, from_pipes
from tests.manuscripts.docx_files import docx, paragraph, table

HTML = """<h1>How often to use retinol</h1><p>Start slowly, and watch your skin for a month.</p>
{}<p>More is not better: irritation undoes what the nights before have done.</p>"""
DOSES = """<table><caption>Nights a week</caption>
<tr><th>Strength</th><th>First month</th></tr>
<tr><td>0.1%</td><td>2</td></tr><tr><td>0.3%</td><td>3</td></tr></table>"""


def tables_of(plan):
    return [block for block in plan.blocks if block.kind == "table"]


def only_table(markup):
    (found,) = tables_of(read(HTML.format(markup).encode(), "a.html"))
    return found


def test_table_of_a_page_keeps_its_rows_header_and_caption():
    found = only_table(DOSES)

    assert found.rows == (("Strength", "First month"), ("0.1%", "2"), ("0.3%", "3"))
    assert (found.header, found.caption) == ("row", "Nights a week")
    assert found.html.startswith("<table><caption>Nights a week</caption><thead><tr>")


def test_plan_with_a_table_says_in_json_what_the_contract_asks():
    plan = read(HTML.format(DOSES).encode(), "a.html")
    (told,) = [block for block in plan.as_json()["blocks"] if block["kind"] == "table"]

    assert told["rows"][1] == ["0.1%", "2"]
    assert (told["header"], told["caption"]) == ("row", "Nights a week")
    assert Plan.from_json(plan.as_json()) == plan


def test_every_word_around_and_in_a_table_has_one_place():
    plan = read(HTML.format(DOSES).encode(), "a.html")
    held = [at for one in (*plan.blocks, *plan.unplaced) for at in range(*one.span)]
    words = [at for at, letter in enumerate(plan.source.text) if not letter.isspace()]

    assert len(held) == len(set(held))
    assert set(words) <= set(held)


def test_first_column_of_header_cells_heads_the_rows():
    found = only_table(
        "<table><tr><th>0.1%</th><td>2</td></tr><tr><th>0.3%</th><td>3</td></tr></table>"
    )

    assert found.header == "column"
    assert '<th scope="row">0.1%</th><td>2</td>' in found.html


@pytest.mark.parametrize(
    "first",
    [
        "<tr><td><b>Strength</b></td><td><b>Nights</b></td></tr>",
        "<thead><tr><td>Strength</td><td>Nights</td></tr></thead>",
    ],
    ids=["bold, as Google Docs and Word paste it", "thead"],
)
def test_row_that_looks_like_a_header_is_one(first):
    found = only_table(f"<table>{first}<tr><td>0.1%</td><td>2</td></tr></table>")

    assert (found.header, found.rows[0]) == ("row", ("Strength", "Nights"))


def test_table_without_header_cells_has_none():
    assert only_table(
        "<table><tr><td>0.1%</td><td>2</td></tr><tr><td>0.3%</td><td>3</td></tr></table>"
    ).header == "none"  # fmt: skip


def test_cell_over_several_rows_or_columns_stands_in_each():
    found = only_table(
        "<table><tr><td>Pregnant</td><td rowspan=2>Never</td></tr><tr><td>Nursing</td></tr>"
        "<tr><td colspan=2>Ask first</td></tr></table>"
    )

    assert found.rows == (("Pregnant", "Never"), ("Nursing", "Never"), ("Ask first", "Ask first"))


def test_links_and_bold_words_of_a_cell_are_kept():
    found = only_table(
        '<table><tr><td>Trial</td><td><a href="https://x.test/1">Kang 2019</a></td></tr>'
        "<tr><td>Result</td><td><b>no</b> change</td></tr></table>"
    )

    assert '<a href="https://x.test/1">Kang 2019</a>' in found.html
    assert "<strong>no</strong> change" in found.html


def test_table_of_hostile_spans_stays_small():
    cell = "<td rowspan=60000 colspan=60000>x</td>"
    plan = read(HTML.format(f"<table>{f'<tr>{cell * 6}</tr>' * 300}</table>").encode(), "a.html")

    assert sum(len(row) for one in tables_of(plan) for row in one.rows) < 100_000


def test_table_of_markdown_is_one():
    text = "# Retinol\n\nStart slowly.\n\n| Strength | Nights |\n| --- | --- |\n| 0.1% | 2 |\n"
    (found,) = tables_of(read(text.encode(), "a.md"))

    assert (found.header, found.rows) == ("row", (("Strength", "Nights"), ("0.1%", "2")))


def test_table_of_a_word_file_is_one():
    rows = [["Strength", "Nights"], ["0.1%", "2"]]
    plan = read(docx(paragraph("Start slowly, says everybody."), table(*rows)), "a.docx")
    (found,) = tables_of(plan)

    assert found.rows == (("Strength", "Nights"), ("0.1%", "2"))


def test_table_of_products_stays_a_list_of_products():
    plan = read(
        HTML.format(
            "<table><tr><th>Product</th><th>Price</th></tr>"
            "<tr><td>CeraVe Resurfacing Serum</td><td>$19</td></tr></table>"
        ).encode(),
        "a.html",
    )

    assert [product.name for product in plan.products] == ["Resurfacing Serum"]
    assert not tables_of(plan)


FAQ = """<h1>Retinol</h1><p>Start slowly, and watch your skin for a month.</p>
<h2>Frequently asked questions</h2>
<h3>How often may I use it?</h3><p>Build up slowly.</p>{}
<h3>Is it safe in pregnancy?</h3><p>No. Ask your doctor.</p>"""


def test_table_in_an_answer_is_a_table_there():
    plan = read(FAQ.format(DOSES).encode(), "a.html")
    first, second = plan.faqs

    assert first.answer == (
        "Build up slowly.\n\n"
        "Nights a week\n| Strength | First month |\n| --- | --- |\n| 0.1% | 2 |\n| 0.3% | 3 |"
    )
    assert second.question == "Is it safe in pregnancy?"
    assert not tables_of(plan)


def test_table_behind_the_last_answer_is_its_own():
    page = FAQ.format("").replace("No. Ask your doctor.</p>", f"No. Ask your doctor.</p>{DOSES}")
    plan = read(page.encode(), "a.html")

    assert "| 0.1% | 2 |" in plan.faqs[-1].answer


@pytest.mark.parametrize(
    "one",
    [
        Table((("Strength", "Nights"), ("0.1%", "2")), "row", "Nights a week"),
        Table((("0.1%", "2"), ("0.3%", "3 | 4")), "column"),
        Table((("a", ""), ("", "d")), "none"),
    ],
    ids=["header row", "header column and a pipe", "empty cells"],
)
def test_table_of_lines_is_read_back_as_it_was(one):
    assert from_pipes(as_pipes(one)) == one


@pytest.mark.parametrize("words", ["Twice a week.", "Either|or", "First line\nsecond line"])
def test_words_are_no_table(words):
    assert from_pipes(words) is None


def test_the_head_of_a_table_of_products_is_no_list_of_the_article():
    rows = "| | Amazon | Ulta |\n|---|---|---|\n| Nivea Soft | $5 | $6 |\n| Olay Whip | $28 | – |\n"
    plan = read(f"# Winter hands\n\nHands are dry by March.\n\n{rows}".encode(), "a.md")

    assert {one.kind for one in plan.blocks} == {"title", "paragraph", "product_list"}
    assert [one.text.split() for one in plan.unplaced] == [["Amazon", "Ulta"]]


def test_nobody_speaks_in_the_heads_of_a_table_of_products():
    rows = "| Product | Editor's note | Price |\n|---|---|---|\n| Nivea Soft | light | $5 |\n"
    plan = read(f"# Winter hands\n\nHands are dry by March.\n\n{rows}".encode(), "a.md")

    assert plan.products[0].note == "Editor's note: light"
    assert plan.warnings == ()
