"""Broken price files as people were seen to send them: what becomes of each line."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from products.models import Offer, Retailer
from tests.factories import make_product, make_retailer, set_price
from tests.products.test_price_file import LAST_WEEK

pytestmark = pytest.mark.django_db

FILES = Path(__file__).with_name("price_files")
CASES = json.loads((FILES / "cases.json").read_text(encoding="utf-8"))
ON_FILE = {
    17: "20.00",
    18: "19.00",
    20: "31.00",
    21: "110.00",
    22: "52.00",
    23: "175.00",
    24: "66.00",
    43: "1150.00",
    44: "1150.00",
}
ABROAD = {40: ("31.90", "EUR"), 41: ("2050", "JPY"), 42: ("3.600", "KWD")}


@pytest.fixture(scope="module")
def _offers(django_db_setup, django_db_blocker):
    """Made once: each test rolls back what it does to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        _make_all()
        yield
        transaction.set_rollback(True)


def _make_all():
    shop = make_retailer()
    for pk, price in ON_FILE.items():
        _make(pk, shop, price, "USD")
    for pk, (price, currency) in ABROAD.items():
        shop = make_retailer(currency=currency)
        if currency == "EUR":
            Retailer.objects.filter(pk=shop.pk).update(slug="euro-drogerie")
        _make(pk, shop, price, currency)


def _make(pk, shop, price, currency):
    product = make_product(gtin="00036000291452") if pk == 40 else make_product()
    offer = Offer.objects.create(pk=pk, product=product, retailer=shop)
    set_price(offer, price, currency=currency, checked_at=LAST_WEEK)
    if offer.current is None:  # dear enough for the guard
        offer.price_changes.get().batch.release(list(offer.price_changes.all()), note="Seen.")


def outcomes(path):
    out = io.StringIO()
    status = 0
    try:
        call_command("import_prices", str(path), "--dry-run", "--json", stdout=out)
    except SystemExit as end:
        status = end.code
    report = json.loads(out.getvalue())
    told = {}
    for kind in ("changed", "removed", "held"):
        for row in report[kind]:
            told[str(row["line"])] = f"{kind} {row['after']['price'] or ''}".strip()
    for row in report["refused"]:
        assert row["why"].endswith(".")
        told[str(row["line"])] = f"refused {row['column']}".strip()
    return status, told


@pytest.mark.usefixtures("_offers")
@pytest.mark.parametrize("name", CASES)
def test_broken_file_is_read_where_it_can_mean_one_thing_and_told_otherwise(name):
    should = CASES[name]["should"]
    if isinstance(should, str):
        with pytest.raises(CommandError, match=should) as refusal:
            call_command("import_prices", str(FILES / name))
        assert refusal.value.returncode == 2
        return

    status, told = outcomes(FILES / name)

    assert told == should
    assert status == any(what.startswith("refused") for what in told.values())
