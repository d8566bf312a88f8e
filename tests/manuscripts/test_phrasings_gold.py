"""Whole manuscripts in four formats: who speaks, what costs what, what is asked."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from manuscripts.reading import read
from products.brand_names import normalize_brand_name

pytestmark = pytest.mark.once

KNOWN = Path(__file__).parent / "known"
KEYS = ("retailer", "price", "price_max", "price_kind", "list_price", "currency")
STEMS = sorted(path.name.removesuffix(".gold.json") for path in KNOWN.glob("a-*.gold.json"))


@pytest.fixture(scope="module", params=STEMS)
def manuscript(request):
    """The plan of a manuscript, and its gold."""
    gold = json.loads((KNOWN / f"{request.param}.gold.json").read_text(encoding="utf-8"))
    path = KNOWN / gold["file"]
    return read(path.read_bytes(), path.name), gold


def test_title_and_experts_are_read(manuscript):
    plan, gold = manuscript
    wanted = {one["name"] for one in gold["experts"] if not one.get("optional")}
    optional = {one["name"] for one in gold["experts"]} - wanted

    assert plan.title == gold["title"]
    assert {expert.name for expert in plan.experts} - optional == wanted


def test_every_word_in_marks_is_given_to_its_speaker(manuscript):
    plan, gold = manuscript
    wanted = [
        (quote["speaker"], _bare(segment))
        for quote in gold["quotes"]
        if quote["kind"] == "verbatim"
        for segment in quote["segments"]
    ]

    read_out = [
        (quote.speaker, _bare(segment))
        for quote in plan.quotes
        if quote.kind == "verbatim"
        for segment in quote.segments
    ]

    assert read_out == wanted


def _bare(words):
    return words.strip(" .,?!")


def test_every_offer_is_read(manuscript):
    plan, gold = manuscript
    wanted = [_told(offer) for one in gold["products"] for offer in one["offers"] if offer["price"]]

    read_out = [
        _told({key: getattr(offer, key) for key in KEYS})
        for one in plan.products
        for offer in one.offers
        if offer.price
    ]

    assert sorted(read_out, key=str) == sorted(wanted, key=str)


def _told(offer):
    amounts = (offer[key] for key in ("price", "price_max", "list_price"))
    return (
        normalize_brand_name(offer["retailer"] or ""),
        offer["price_kind"],
        offer["currency"],
        *(None if amount is None else Decimal(amount) for amount in amounts),
    )


def test_every_question_is_read(manuscript):
    plan, gold = manuscript

    assert [normalize_brand_name(faq.question) for faq in plan.faqs] == [
        normalize_brand_name(faq["question"]) for faq in gold["faqs"]
    ]
    assert [faq.answer is None for faq in plan.faqs] == [
        faq["answer_startswith"] is None for faq in gold["faqs"]
    ]


def test_editors_are_warned(manuscript):
    plan, gold = manuscript

    assert set(gold["expect_warnings"]) <= {warning.code for warning in plan.warnings}
