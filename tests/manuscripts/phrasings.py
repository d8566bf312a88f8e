"""What tests of phrasings share: a fragment read, and its reading in a few words."""

import pytest

from manuscripts.reading import read


def plan_of(body, name="article.txt"):
    return read(f"A title of some length\n\n{body}\n".encode(), name)


def told(plan):
    """Each product as "brand | name | size", then offers as "shop price kind former currency"."""
    return [
        [f"{one.brand} | {one.name} | {one.size}"]
        + [
            f"{offer.retailer} {offer.price}{f'–{offer.price_max}' if offer.price_max else ''} "
            f"{offer.price_kind} {offer.list_price} {offer.currency}"
            for offer in one.offers
        ]
        for one in plan.products
    ]


def codes(plan):
    return {warning.code for warning in plan.warnings}


def row(number, *values):
    return pytest.param(*values, id=number)


def said(plan, kind="verbatim"):
    return [[one.speaker, *one.segments] for one in plan.quotes if one.kind == kind]
