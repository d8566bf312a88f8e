"""What Google Docs, Word and web pages do to a manuscript, one case for each row (7.1–7.13)."""

import pytest

from manuscripts.reading import read
from tests.manuscripts.docx_files import Links, docx, paragraph, run, table

pytestmark = pytest.mark.once


def from_html(body, head=""):
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return read(page.encode(), "article.html")


def from_docx(*body, links=()):
    return read(docx(*body, links=links), "article.docx")


def codes(plan):
    return {warning.code for warning in plan.warnings}


def shown(plan):
    return [block.html for block in plan.blocks if block.kind == "paragraph"]


def offers_of(plan):
    return [
        (offer.retailer, str(offer.price), offer.list_price and str(offer.list_price), offer.url)
        for product in plan.products
        for offer in product.offers
    ]


TITLE = "<h1>A title of some length</h1>"


def test_7_1_googles_wrapper_is_taken_off_a_link():
    wrapped = "https://www.google.com/url?q=https://www.target.com/p/1%3Ftag%3Dx-20&sa=D&ust=1"
    plan = from_html(f'{TITLE}<p>CeraVe Foam: $9 at <a href="{wrapped}">Target</a></p>')

    assert offers_of(plan) == [("Target", "9.00", None, "https://www.target.com/p/1?tag=x-20")]


def test_7_1_a_wrapper_around_a_script_leads_nowhere():
    wrapped = "https://www.google.com/url?q=javascript:alert(1)"
    plan = from_html(f'{TITLE}<p>It is <a href="{wrapped}">here</a>, and so it was before.</p>')

    assert shown(plan) == ["<p>It is here, and so it was before.</p>"]


def test_7_2_bold_is_told_by_a_class():
    style = "<style>.c3{font-weight:700}.c4{font-style:italic}</style>"
    words = '<span class="c3">Wash</span> with <span class="c4">care</span>, and then rest.'
    plan = from_html(f"{TITLE}<p>{words}</p>", head=style)

    assert shown(plan) == ["<p><strong>Wash</strong> with <em>care</em>, and then rest.</p>"]


def test_7_3_title_and_subtitle_are_told_by_classes():
    plan = from_html(
        '<p class="title">Slow skin</p><p class="subtitle">A month without scrubs.</p>'
        "<p>It began.</p>"
    )

    assert (plan.title, plan.dek) == ("Slow skin", "A month without scrubs.")


def test_7_4_a_paste_from_docs_is_not_bold_as_a_whole():
    plan = from_html(
        f'<b style="font-weight:normal" id="docs-internal-guid-1">{TITLE}<p>It began there.</p></b>'
    )

    assert shown(plan) == ["<p>It began there.</p>"]


def test_7_5_comments_and_empty_paragraphs_are_left_out():
    plan = from_html(
        f"{TITLE}<p><span></span></p><p>&nbsp;&nbsp;</p>"
        '<p>It began there<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>.</p>'
        '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a> Ask Legal about this?</p></div>'
    )

    assert shown(plan) == ["<p>It began there.</p>"]
    assert "Legal" not in plan.source.text
    assert "text.comments_left_out" in codes(plan)


def test_7_6_a_paste_from_word_has_its_lists_read():
    plan = from_html(
        f"<!--StartFragment-->{TITLE}<p class=MsoNormal>It began there.<o:p></o:p></p>"
        "<p class=MsoListParagraph>·&nbsp;&nbsp; CeraVe Foam: $9 at Target</p><!--EndFragment-->"
    )

    assert offers_of(plan) == [("Target", "9.00", None, None)]


def test_7_8_title_subtitle_and_quote_have_their_styles():
    plan = from_docx(
        paragraph("Slow skin", style="Title"),
        paragraph("A month without scrubs.", style="Subtitle"),
        paragraph("It began on a Monday, in the rain."),
        paragraph("“It takes a month of patience,” says Dr. Iona Bell.", style="Quote"),
    )

    assert (plan.title, plan.dek) == ("Slow skin", "A month without scrubs.")
    assert plan.quotes[0].speaker == "Iona Bell"


def test_7_10_insertions_are_kept_and_deletions_and_hidden_words_are_not():
    plan = from_docx(
        paragraph("Slow skin", style="Title"),
        paragraph(
            "CeraVe Foam: ",
            f"<w:ins>{run('$9')}</w:ins>",
            "<w:del><w:r><w:delText>$8</w:delText></w:r></w:del>",
            " at Target",
        ),
        paragraph("It began there. ", run("Ask Legal.", "<w:vanish/>")),
    )

    assert offers_of(plan) == [("Target", "9.00", None, None)]
    assert "Legal" not in plan.source.text
    assert "text.hidden_left_out" in codes(plan)


@pytest.mark.parametrize("mark", ["<w:strike/>", "<w:dstrike/>"])
def test_7_11_a_struck_price_is_the_former_one(mark):
    plan = from_docx(
        paragraph("Slow skin", style="Title"),
        paragraph("CeraVe Foam: ", run("$31", mark), " $19 at Target"),
    )

    assert offers_of(plan) == [("Target", "19.00", "31.00", None)]


def test_7_13_what_cannot_be_seen_is_dropped_and_spaces_are_spaces():
    plan = from_html(f"{TITLE}<p>CeraVe\u00a0Fo\u00adam:\u202f$9\u200b at Target</p>")

    assert plan.products[0].name == "Foam"
    assert offers_of(plan) == [("Target", "9.00", None, None)]


def test_a_links_host_names_the_shop_where_the_words_do_not():
    links = Links()
    line = paragraph("CeraVe Foam: $9 ", links.link("here", "https://www.boots.com/p/1"))
    plan = from_docx(paragraph("Slow skin", style="Title"), line, links=links.targets)

    assert offers_of(plan) == [("Boots", "9.00", None, "https://www.boots.com/p/1")]


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        ('<a href="https://target.com/1">$9</a>', [("Target", "9.00", "https://target.com/1")]),
        (
            '$9. <a href="https://shop.boots.com/1">Buy now</a>',
            [("Boots", "9.00", "https://shop.boots.com/1")],
        ),
        (
            '$9, <a href="https://go.example.com/1">buy it</a>',
            [(None, "9.00", "https://go.example.com/1")],
        ),
        (
            '$9 at <a href="https://go.example.com/1">Ulta</a>',
            [("Ulta", "9.00", "https://go.example.com/1")],
        ),
        (
            '<a href="https://ulta.com/1">$9</a> or <a href="https://cvs.com/2">$8 at CVS</a>',
            [("Ulta", "9.00", "https://ulta.com/1"), ("CVS", "8.00", "https://cvs.com/2")],
        ),
        ('$9 at Boots. <a href="https://example.com/r">Our review</a>', [("Boots", "9.00", None)]),
        ('$9 at Boots. <a href="https://target.com/2">See it</a>', [("Boots", "9.00", None)]),
    ],
)
def test_links_of_a_line_go_to_its_offers(words, offers):
    plan = from_html(f"{TITLE}<ul><li>CeraVe Foam: {words}</li></ul>")

    assert [(one[0], one[1], one[3]) for one in offers_of(plan)] == offers


def test_a_review_linked_by_the_products_name_is_no_offers_address():
    plan = from_html(
        f'{TITLE}<ul><li><a href="https://example.com/review">CeraVe Foam</a>: $9 at Ulta</li></ul>'
    )

    assert offers_of(plan) == [("Ulta", "9.00", None, None)]


HEADS = [
    (["Product", "Was", "Now", "Where"], ["CeraVe Foam", "$15", "$12", "Target"]),
    (["Where to buy", "Price", "RRP", "Product"], ["Target", "$12", "$15", "CeraVe Foam"]),
    (["Brand", "Product", "Sale price ($)", "List price ($)", "Shop"],
     ["CeraVe", "Foam", "12", "15.00", "Target"]),
    (["", "Price", "Retailer"], ["CeraVe Foam", "$12 (was $15)", "Target"]),
]  # fmt: skip


@pytest.mark.parametrize(("head", "row"), HEADS)
def test_columns_are_told_by_their_heads(head, row):
    plan = from_docx(paragraph("Slow skin", style="Title"), table(head, row))

    assert [(one.brand, one.name) for one in plan.products] == [("CeraVe", "Foam")]
    assert offers_of(plan) == [("Target", "12.00", "15.00", None)]


def test_a_shop_may_head_the_column_of_its_prices():
    rows = "Cream | Target | Boots\nCeraVe Foam | $12 | £9\nOlay Milk | – | £7"
    plan = read(f"A title of some length\n\n{rows}".encode(), "article.txt")

    assert [[str(offer.price) for offer in one.offers] for one in plan.products] == [
        ["12.00", "9.00"],
        ["7.00"],
    ]
    assert [one[0] for one in offers_of(plan)] == ["Target", "Boots", "Boots"]


def test_a_table_of_something_else_is_no_list_of_products():
    plan = from_docx(
        paragraph("Slow skin", style="Title"),
        table(["If you have", "Try", "How often"], ["Whiteheads", "Salicylic acid", "Daily"]),
    )

    assert plan.products == ()


def test_a_unit_price_in_a_column_is_no_price():
    head, row = ["Product", "Price", "Price per ml"], ["CeraVe Foam", "$12", "$0.05"]
    plan = from_docx(paragraph("Slow skin", style="Title"), table(head, row))

    assert offers_of(plan) == [(None, "12.00", None, None)]
