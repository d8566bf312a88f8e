"""Whole manuscripts, with what a careful editor would read out of each beside it."""

import json
from pathlib import Path

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

GOLD = Path(__file__).parent / "gold"
MANUSCRIPTS = sorted(path.stem for path in GOLD.glob("*.txt"))


@pytest.fixture(scope="module", params=MANUSCRIPTS)
def manuscript(request):
    """The plan of a manuscript, and its gold."""
    path = GOLD / f"{request.param}.txt"
    gold = json.loads((GOLD / f"{request.param}.gold.json").read_text(encoding="utf-8"))
    return read(path.read_bytes(), path.name), gold


def test_title_and_dek_are_read(manuscript):
    plan, gold = manuscript

    assert (plan.title, plan.dek) == (gold["title"], gold["dek"])
    assert plan.title_origin == ("derived" if "title.derived" in gold["warnings"] else "heading")


def test_people_are_read_with_role_and_organization(manuscript):
    plan, gold = manuscript

    people = {expert.name: [expert.role, expert.organization] for expert in plan.experts}

    assert people == gold["people"]


def test_quotes_are_read_with_their_speakers(manuscript):
    plan, gold = manuscript

    quotes = [
        [quote.speaker, list(quote.segments), quote.second_hand]
        for quote in plan.quotes
        if quote.kind == "verbatim"
    ]

    assert quotes == gold["quotes"]


def test_paraphrases_are_read_with_their_speakers(manuscript):
    plan, gold = manuscript

    paraphrases = [
        [quote.speaker, quote.segments[0]] for quote in plan.quotes if quote.kind == "paraphrase"
    ]

    for paraphrase in gold["paraphrases"]:
        assert paraphrase in paraphrases


def test_offers_are_read(manuscript):
    plan, gold = manuscript

    assert sorted(_offers(plan), key=str) == sorted(gold["offers"], key=str)


def _offers(plan):
    for product in plan.products:
        for offer in product.offers or [None]:
            told = [product.brand, product.name, product.size]
            if offer is None:
                yield [*told, None, None, None, None, None]
                continue
            price = None if offer.price is None else str(offer.price)
            if offer.price_max:
                price += f"–{offer.price_max}"
            former = None if offer.list_price is None else str(offer.list_price)
            yield [*told, offer.retailer, price, offer.price_kind, former, offer.currency]


def test_questions_are_read_with_their_answers(manuscript):
    plan, gold = manuscript

    assert [[faq.question, faq.answer] for faq in plan.faqs] == gold["faqs"]


def test_tags_are_the_writers_own(manuscript):
    plan, gold = manuscript

    if "tags" in gold:
        assert list(plan.tags) == gold["tags"]


def test_editors_are_warned_of_all_that_is_open(manuscript):
    plan, gold = manuscript
    brands_aside = {"product.brand_unknown", "product.brand_unsure"}

    assert {warning.code for warning in plan.warnings} - brands_aside == set(gold["warnings"])
