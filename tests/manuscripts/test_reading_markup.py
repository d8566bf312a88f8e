"""What a page, a board or a document shows, and what its markup only says of it."""

from decimal import Decimal

import pytest

from manuscripts.reading import read
from tests.manuscripts.docx_files import docx, paragraph

pytestmark = pytest.mark.once

SHOP = (
    "<h1>A title of it</h1><p>Start slowly, all of you, and wait for a month.</p><p>Briogeo Scalp "
    'Revival Shampoo {} at <a href="https://www.sephora.com/p">Sephora</a></p>'
)


@pytest.mark.parametrize(
    "price",
    [
        '<del aria-hidden="true"><span class="amount">$42.00</span></del> <span '
        'class="screen-reader-text">Original price was: $42.00.</span><ins aria-hidden="true">'
        '<bdi>$33.60</bdi></ins> <span class="screen-reader-text">Current price is: $33.60.</span>',
        '<s>$42</s> <span class="a-price"><span class="a-offscreen">$33.60</span><span '
        'aria-hidden="true"><span>$</span><span>33</span><span>.</span><span>60</span></span></span>',
        '<s>$42</s> <span style="position:absolute;left:-9999px">Now</span>$33.60 <span '
        'aria-hidden="true">→</span>',
    ],
)
def test_price_that_a_shop_says_twice_is_read_once(price):
    plan = read(SHOP.format(price).encode(), "a.html")

    (offer,) = plan.products[0].offers
    assert (offer.price, offer.list_price) == (Decimal("33.60"), Decimal("42.00"))
    assert {one.reason for one in plan.unplaced} == {"said to screen readers only"}


@pytest.mark.parametrize(
    "mark",
    [
        '<a class="footnote-anchor" href="#footnote-1">1</a>',
        '<a href="https://a.example.com/p/balm#fn1">[1]</a>',
        '<sup><a href="#_ftn1">1</a></sup>',
    ],
)
def test_the_number_of_a_footnote_is_no_part_of_a_price_or_a_word(mark):
    page = (
        f"<h1>A title of it</h1><p>It sank in fast{mark}.</p><ul><li>CeraVe Balm, $14{mark} at Ulta"
        f'</li></ul><div class="footnote"><a href="#footnote-anchor-1">1</a><p>At night.</p></div>'
    )
    plan = read(page.encode(), "a.html")

    assert plan.products[0].offers[0].price == Decimal("14.00")
    assert [one.text for one in plan.blocks if one.kind == "paragraph"] == [
        "It sank in fast.",
        "At night.",
    ]


@pytest.mark.parametrize("name", ["subscription-widget-wrap", "email-signup", "mc_embed_signup"])
def test_a_box_that_asks_for_an_address_is_no_article(name):
    page = f"<h1>A title of it</h1><p>Wait.</p><div class={name}><p>Thanks! $5/month</p></div>"

    assert "Thanks" not in {
        one.text[:6] for one in read(page.encode(), "a.html").blocks if one.text
    }


def test_answer_that_opens_at_a_touch_is_read():
    plan = read(
        b"<h2>FAQ</h2><h3><button aria-expanded=false>Is it safe?</button></h3>"
        b"<div role=region aria-hidden=true><p>It is.</p></div>"
        b"<div class=modal aria-hidden=true><p>Join us.</p></div>",
        "a.html",
    )

    assert [(faq.question, faq.answer) for faq in plan.faqs] == [("Is it safe?", "It is.")]
    assert "Join us" not in plan.source.text


FRONT = """---
layout: post
title: "Oil on wet skin: a plea"
author: Ada Moss
description: >
  Why the towel
  comes second.
tags: [Body Oil, "dry skin"]
categories:
  - beauty
---
I was told to dry off first.[^1] It is [wrong][shop].

> [!TIP]
> Patch test first.

[^1]: By my mother.
[shop]: https://shop.example/oil
"""


def test_front_matter_and_links_at_the_foot_of_markdown_are_read():
    plan = read(FRONT.encode(), "a.md")

    assert (plan.title, plan.dek) == ("Oil on wet skin: a plea", "Why the towel comes second.")
    assert plan.tags == ("body oil", "dry skin")
    assert [block.text for block in plan.blocks if block.kind == "paragraph"] == [
        "I was told to dry off first. It is wrong.",
        "Patch test first.",
    ]
    assert 'href="https://shop.example/oil"' in "".join(one.html or "" for one in plan.blocks)
    assert plan.blocks[-1].text == "[1] By my mother."


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_properties_of_a_board_are_notes(name, gap):
    title = "# A title of it" if name == "a.md" else "A title of it"
    lines = gap.join(["Owner: Mireille Fontanges", "Status: In review", "Due: March 14"])
    text = f"{title}\n\n{lines}\n\nStart slowly, all of you, and wait.\n"
    plan = read(text.encode(), name)

    assert [block.kind for block in plan.blocks] == ["title", "note", "note", "note", "paragraph"]


WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
DRAWING = (
    f'<w:r><w:drawing xmlns:wps="{WPS}"><wps:txbx><w:txbxContent>{paragraph("Boxed words.")}'
    "</w:txbxContent></wps:txbx></w:drawing></w:r>"
)


def test_text_box_of_new_versions_of_word_is_read():
    plan = read(docx(paragraph("Before. ", DRAWING, "After.")), "a.docx")

    assert plan.source.text == "Before. After.\n\nBoxed words."


def test_link_whose_end_was_deleted_ends_there():
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    link = '<w:r><w:instrText> HYPERLINK "https://shop.example" </w:instrText></w:r>'
    plan = read(
        docx(
            paragraph("A title of it", style="Title"),
            paragraph(
                "At ", mark("begin"), link, mark("separate"), "a shop",
                f'<w:del w:author="A">{mark("end")}</w:del>', " and more.",
            ),
        ),
        "a.docx",
    )  # fmt: skip

    assert plan.blocks[-1].html == '<p>At <a href="https://shop.example">a shop</a> and more.</p>'


def test_facts_of_a_card_in_markdown_stand_on_lines_of_their_own():
    text = "# Gels\n\n### 1. Belif Bomb\nPrice: £37\nSize: 50ml\n**Where I got it:** Boots\n"
    plan = read(text.encode(), "a.md")

    assert "Price: £37\nSize: 50ml\nWhere I got it: Boots" in plan.source.text


def test_paragraph_behind_a_wall_of_payment_is_text():
    plan = read(
        b"<article><h1>A title of it</h1><p class=paywall>Start slowly.</p><p>More.</p></article>",
        "a.html",
    )

    assert "Start slowly." in [block.text for block in plan.blocks if block.kind == "paragraph"]


def test_columns_made_with_spaces_are_columns():
    text = "Launches\n\nCeraVe Foaming Cleanser     8 oz.   $16.99\nDove Bar   4 oz.    $3.99\n"
    plan = read(text.encode(), "a.txt")

    assert [str(one.offers[0].price) for one in plan.products] == ["16.99", "3.99"]
