"""Manuscripts that came as mail: the article is read, and nothing that stands around it."""

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

ARTICLE = """Why hands crack in winter

My hands are the first part of me to notice the cold. Somewhere around the second week of
December a line opens on the right thumb, and it stays open until the crocuses.

"Every wash takes a little of the mortar
out," says Dr Callum Iversen, a dermatologist in Dundee.
"""
BODY = ARTICLE.split("\n\n", 1)[1].split()
HEAD = "From: Philippa Strand <p@strand.example>\nTo: Features desk\nSubject: RE: hands\n\n"


def article_of(plan):
    parts = [block.text for block in plan.blocks if block.kind in ("paragraph", "heading")]
    return " ".join(parts).split()


def plan_of(text):
    return read(text.encode(), "mail.txt")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (HEAD, ""),
        (f"{HEAD}Hi Jo, clean copy below, 610 words. Two prices still to come. P x\n\n", ""),
        ("Hi Jo,\n\nHere is the hands piece. Let me know if it is too long.\n\n", ""),
        ("Subject: hands\n\nMorning all!\n\n", "\nInvoice to follow, shout if you need me.\n"),
        ("", "\nBest wishes,\nPhilippa Strand\n+44 7700 900123\n"),
        ("", "\n--\nPhilippa Strand\nFreelance writer\n"),
        (HEAD, "\nYour invoice is attached.\n\nThanks\nPS\n\nSent from my iPhone\n"),
        ("---------- Forwarded message ---------\nFrom: P\nDate: 3 March\nTo: Jo\n\n", ""),
        (
            "",
            "\nOn Tue, 3 Mar 2026, Jo <jo@desk.example> wrote:\n> Can I have it?\n> $99 at Ulta\n",
        ),
        (HEAD, "\n-----Original Message-----\nFrom: Jo\nSent: 3 March\n\nMay I have it today?\n"),
        (HEAD, "\nENDS\n\nWords: 610\nContact: Philippa Strand, 07700 900123\n"),
        ("", "\n[JO: do we need the guideline here? PS]\n\nTK second voice\n\n((check name))\n"),
    ],
)
def test_only_the_article_of_a_mail_is_read(above, below):
    plan = plan_of(above + ARTICLE + below)

    assert plan.title == "Why hands crack in winter"
    assert article_of(plan) == BODY
    assert [one.name for one in plan.experts] == ["Callum Iversen"]
    assert plan.products == ()


def test_article_that_was_forwarded_in_quotes_is_read():
    quoted = "".join(f"> {line}\n" for line in ARTICLE.splitlines())
    plan = plan_of(f"See below.\n\nBegin forwarded message:\n\nFrom: P\nSubject: hands\n\n{quoted}")

    assert article_of(plan) == BODY


def test_letter_to_a_column_is_no_mail():
    text = (
        "Dear Skin Doctor\n\nDear Bea, the cream below did nothing, and I have had spots since.\n"
    )

    assert "Dear Bea," in " ".join(article_of(plan_of(text + ARTICLE)))


def test_quote_and_price_over_a_wrap_are_whole():
    lines = (
        "\n* Eucerin UreaRepair Plus 5% Urea Hand Cream, 75ml: GBP 8.25 (was\n  GBP 11) at Boots\n"
        "* O'Keeffe's Working Hands Hand Cream: GBP 7.49 at Tesco, or\n  GBP 6.99 at Superdrug\n"
        "* La Roche-Posay Cicaplast Mains, 100ml: from GBP 9 at Look\n  Fantastic\n"
    )
    plan = plan_of(ARTICLE + lines)

    assert plan.quotes[0].segments == ("Every wash takes a little of the mortar out,",)
    assert [
        [(one.retailer, str(one.price), str(one.list_price)) for one in product.offers]
        for product in plan.products
    ] == [
        [("Boots", "8.25", "11.00")],
        [("Tesco", "7.49", "None"), ("Superdrug", "6.99", "None")],
        [("Look Fantastic", "9.00", "None")],
    ]


@pytest.mark.parametrize(
    "line",
    [
        "View this email in your browser (https://mail.example/41)",
        "Upgrade to paid, $6 a month or $60 a year, for the full diary.",
        "You received this because you signed up at shelf.example.",
        "Got a question for next time? Hit reply, I read them all.",
        "Copyright (C) The Shade Report, all rights reserved.",
        "FOR IMMEDIATE RELEASE",
        "Unsubscribe | Preferences",
        "Subscribe now",
    ],
)
def test_what_a_letter_has_around_its_text_is_a_note(line):
    plan = plan_of(f"{ARTICLE}\n{line}\n")

    assert article_of(plan) == BODY
    assert line in [block.text for block in plan.blocks if block.kind == "note"]


def test_name_of_a_letter_is_not_its_title():
    plan = plan_of(
        ARTICLE.replace("Why hands", "THE SHADE REPORT\nIssue 41: Why hands").replace(
            "My hands are", "** First\n-----------\n\nMy hands are"
        )
    )

    assert plan.title == "Why hands crack in winter"
    assert "First" in [block.text for block in plan.blocks if block.kind == "heading"]


@pytest.mark.parametrize(
    "section",
    [
        "SOURCES FOR FACT-CHECK\n\nAda Moss, MD, 210-555-0134\n",
        "MEDIA CONTACT\nRowan Kessler\nBrightpage Communications\n212-555-0147\n",
        "ABOUT BLISS\n\nFounded in 1996, bliss makes spa-powered skin care for 8,000 doors.\n",
        "To check before close\n\n- [x] Prices checked 3/28\n- [ ] Legal: a word?\n",
    ],
)
def test_sections_for_the_desk_are_notes(section):
    plan = plan_of(f"{ARTICLE}\n{section}")

    assert article_of(plan) == BODY
    assert "list" not in [block.kind for block in plan.blocks]
