"""What markup says beside words: lines within cells, raised digits, what an editor took out."""

from decimal import Decimal

import pytest

from manuscripts.article_body import body_of, text_html
from manuscripts.reading import read
from tests.manuscripts.docx_files import docx, paragraph, run, table

pytestmark = pytest.mark.once

HTML = """<h1>How often to use retinol</h1><p>Start slowly, and watch your skin for a month.</p>
{}<p>More is not better: irritation undoes what the nights before have done.</p>"""
FAQ = """<h1>Retinol</h1><p>Start slowly, and watch your skin for a month.</p>
<h2>Frequently asked questions</h2>
<h3>How often may I use it?</h3>{}
<h3>Is it safe in pregnancy?</h3><p>No. Ask your doctor.</p>"""


def page(markup):
    return read(HTML.format(markup).encode(), "a.html")


def body(plan):
    return "".join(part.html for part in body_of(plan))


def codes(plan):
    return [one.code for one in plan.warnings]


# Lines within a cell

TWO_LINES = [
    "<p>0.3%</p><p>0.5%</p>",
    "<div>0.3%</div><div>0.5%</div>",
    "<ul><li>0.3%</li><li>0.5%</li></ul>",
    "0.3%<br>0.5%",
    "0.3%<p>0.5%</p>",
]
ROWS = "<table><tr><th>Step</th><th>Dose</th></tr><tr><td>1</td><td>{}</td></tr></table>"


@pytest.mark.parametrize("cell", TWO_LINES)
def test_lines_of_a_cell_stay_apart(cell):
    plan = page(ROWS.format(cell))

    assert "<td>0.3%<br>0.5%</td>" in body(plan)
    assert [one.rows for one in plan.blocks if one.kind == "table"] == [
        (("Step", "Dose"), ("1", "0.3% / 0.5%"))
    ]


@pytest.mark.parametrize("cell", TWO_LINES)
def test_lines_of_a_cell_in_an_answer_stay_apart(cell):
    answer = read(FAQ.format(f"<p>Slowly.</p>{ROWS.format(cell)}").encode(), "a.html").faqs[0]

    assert "| 1 | 0.3% / 0.5% |" in answer.answer
    assert "<td>0.3% / 0.5%</td>" in text_html(answer.answer)


def test_paragraphs_of_a_cell_of_a_word_file_stay_apart():
    rows = table(["Strength", "Nights"], ["0.1%", "2"]).replace(
        paragraph("2"), paragraph("P1") + paragraph("P2")
    )
    plan = read(docx(paragraph("Start slowly, says everybody."), rows), "a.docx")

    assert "<td>P1<br>P2</td>" in body(plan)


def test_lines_of_a_cell_with_a_product_are_one_name():
    plan = page(
        "<table><tr><th>Product</th><th>Price</th></tr>"
        "<tr><td>CeraVe<br>Resurfacing Serum</td><td>$19</td></tr></table>"
    )

    assert [product.name for product in plan.products] == ["Resurfacing Serum"]


# Deleted words

WORD_DELETION = '<del cite="mailto:Jane" datetime="2026-03-01T10:00">{}</del>'


@pytest.mark.parametrize(
    "deleted",
    [
        WORD_DELETION.format("never "),
        '<span class=msoDel><del cite="mailto:J">never </del></span>',
        "<s>never</s> ",
        "<del>never </del>",
        '<span style="text-decoration:line-through">never </span>',
    ],
)
def test_deleted_words_stay_out_and_are_told(deleted):
    plan = page(f"<p>Retinol is {deleted}used at night by most people, all year round.</p>")

    assert "Retinol is used at night" in body(plan)
    assert "never" not in plan.source.text
    assert "text.deleted_left_out" in codes(plan)


def test_struck_words_of_markdown_stay_out():
    plan = read(b"# A title of it\n\nIt is not ~~never~~ used, and is no ~~harm~~.\n", "a.md")

    assert "It is not used, and is no." in body(plan)


def test_tracked_deletions_of_a_word_file_are_told_with_their_words():
    gone = [
        f"<w:del><w:r><w:delText>{words}</w:delText></w:r></w:del>" for words in ("$4", "8", " ")
    ]
    kept = f"<w:ins>{run('$52')}</w:ins>"
    plan = read(docx(paragraph("It is soap."), paragraph("CeraVe Wash, ", *gone, kept)), "a.docx")
    told = [one.message for one in plan.warnings if one.code == "text.deleted_left_out"]

    assert told == [
        "1 deleted or struck piece was left out of the text (“$48”): look there in the file."
    ]


def test_struck_words_of_a_word_file_stay_out():
    plan = read(
        docx(
            paragraph("A title of it", style="Title"),
            paragraph("It is ", run("never ", "<w:strike/>"), "used at night by most people."),
        ),
        "a.docx",
    )

    assert "It is used at night" in body(plan)


BUY = "<h2>What to buy</h2><ul><li>CeraVe Gentle Peel: {} on Amazon</li></ul>"


@pytest.mark.parametrize(
    ("told", "was"),
    [
        ("<s>$22</s> $19", Decimal(22)),
        ("<del>was $22</del> $19", Decimal(22)),
        ('<del><span class="price-amount">$22</span></del> <ins>$19</ins>', Decimal(22)),
        ("<del>$22</del><ins>$19</ins>", Decimal(22)),
        ("<ins>$19</ins> <del>$22</del>", Decimal(22)),
        (f"{WORD_DELETION.format('$22')} <ins cite='mailto:J'>$19</ins>", None),
    ],
)
def test_struck_price_is_a_former_one_unless_the_change_is_tracked(told, was):
    (product,) = page(BUY.format(told)).products

    assert [(one.price, one.list_price) for one in product.offers] == [(Decimal(19), was)]


def test_struck_product_is_none():
    plan = page(
        "<h2>What to buy</h2><ul><li>CeraVe Gentle Peel: $19 on Amazon</li>"
        "<li><s>CeraVe Foaming Cleanser: $15 on Amazon</s></li></ul>"
    )

    assert [product.name for product in plan.products] == ["Gentle Peel"]


def test_struck_price_in_a_paragraph_is_no_price_beside_the_other():
    plan = page("<p>For a peel at home one would pay <s>$30</s> $20, and it is worth that.</p>")

    assert "would pay $20, and" in body(plan)
    assert any("would pay $20, and" in (block.text or "") for block in plan.blocks)


def test_struck_price_in_an_answer_is_none():
    plan = read(
        FAQ.format("<p>Every night, if <s>$30</s> $20 a month is no loss to you.</p>").encode(),
        "a.html",
    )

    assert plan.faqs[0].answer == "Every night, if $20 a month is no loss to you."


WORD_COMMENT = """<p class=MsoNormal>Start slowly<span class=MsoCommentReference><a
 class=msocomanchor id="_anchor_1" href="#_msocom_1">[JD1]</a></span> with it, says everybody.</p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><div id="_com_1"
 class=msocomtxt><p class=MsoCommentText>Is this right?</p></div></div></div>"""


def test_comments_of_word_stay_out_and_are_told():
    plan = page(WORD_COMMENT)

    assert "Start slowly with it, says" in body(plan)
    assert "JD1" not in plan.source.text
    assert "Is this right?" not in plan.source.text
    assert "text.comments_left_out" in codes(plan)


# Raised and lowered


@pytest.mark.parametrize(
    ("markup", "html", "plain"),
    [
        ("10<sup>6</sup>", "10<sup>6</sup>", "10⁶"),
        ("10<sup>-3</sup>", "10<sup>−3</sup>", "10⁻³"),
        ("x<b><sup>2</sup></b>", "x<strong><sup>2</sup></strong>", "x²"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O", "H₂O"),
        ('H<span style="vertical-align:sub">2</span>O', "H<sub>2</sub>O", "H₂O"),
        ("Trademark<sup>®</sup>", "Trademark<sup>®</sup>", "Trademark®"),
        ("SPF 50<sup>+</sup>", "SPF 50<sup>+</sup>", "SPF 50+"),
    ],
)
def test_raised_and_lowered_words_stay_so(markup, html, plain):
    prose = page(f"<p>A drop of it may well hold {markup} of what we looked for.</p>")
    rows = page(ROWS.format(markup))
    answer = read(FAQ.format(f"<p>Wait for {markup} first.</p>").encode(), "a.html").faqs[0].answer

    assert f"hold {html} of" in body(prose)
    assert f"hold {plain} of" in prose.blocks[2].text
    assert f"<td>{html}</td>" in body(rows)
    assert answer == f"Wait for {plain} first."
    assert not codes(prose)


def test_raised_digits_of_a_word_file_stay_raised():
    plan = read(
        docx(
            paragraph("A title of it", style="Title"),
            paragraph(
                "It may well hold 10", run("6", '<w:vertAlign w:val="superscript"/>'), " of."
            ),
        ),
        "a.docx",
    )

    assert "10<sup>6</sup> of." in body(plan)


def test_raised_words_that_plain_text_cannot_show_are_a_doubt():
    plan = page("<p>It grows as x<sup>ab</sup> does, over the weeks and the months of it.</p>")

    assert "x<sup>ab</sup>" in body(plan)
    assert "text.raised_on_the_line" in codes(plan)


def test_raised_cents_are_cents():
    (product,) = page(BUY.format("$19<sup>99</sup>")).products

    assert [one.price for one in product.offers] == [Decimal("19.99")]
