"""Price files: what comes out goes in again unchanged, and what is wrong is said by line."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from products.models import Offer, PriceBatch, PricePoint
from products.price_file import guarded, observe, read_prices, unguarded
from tests.factories import make_offer, make_product, make_retailer, make_unchecked_offer

pytestmark = pytest.mark.django_db
HEADER = "offer,price,price_kind,price_max,list_price,currency,availability,url,checked_at"
LAST_WEEK = timezone.now() - timedelta(days=7)


def import_prices(path, *options, status=0):
    """Run the command on a file or on text; returns its JSON. `status` is the exit status."""
    out = io.StringIO()
    if status:
        with pytest.raises(SystemExit) as end:
            call_command("import_prices", str(path), "--json", *options, stdout=out)
        assert end.value.code == status
    else:
        call_command("import_prices", str(path), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def export_prices(*options):
    out = io.StringIO()
    call_command("export_prices", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def price_file(tmp_path):
    def write(*lines, header=HEADER):
        path = tmp_path / "prices.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def test_unchanged_export_changes_nothing_and_makes_no_batch(tmp_path):
    make_offer("19.00", list_price="31.00", availability="InStock")
    make_offer("12.00", price_kind="from")
    make_offer("19.00", price_kind="range", price_max=Decimal(31))
    make_offer("3.450", currency="KWD")
    make_offer("1980", currency="JPY")
    make_offer(None)
    make_unchecked_offer("20.00")
    path = tmp_path / "prices.csv"
    call_command("export_prices", "--output", str(path))
    before = PriceBatch.objects.count(), PricePoint.objects.count()

    report = import_prices(path)

    assert report == {
        "rows": 7,
        "unchanged": 7,
        "confirmed": 0,
        "changed": [],
        "removed": [],
        "held": [],
        "refused": [],
        "batch": None,
    }
    assert (PriceBatch.objects.count(), PricePoint.objects.count()) == before


def test_export_has_exactly_the_columns_of_the_contract():
    offer = make_offer("19.00", list_price="31.00", availability="InStock")
    retailer = make_retailer()
    make_offer("40.00", retailer=retailer)

    header, row, *_ = csv.reader(io.StringIO(export_prices()))
    limited = list(csv.DictReader(io.StringIO(export_prices("--retailer", retailer.slug))))

    assert header == [
        *HEADER.split(","),
        *("product_name", "brand", "retailer_name", "previous_price"),
    ]
    assert row[9:] == [offer.product.name, offer.product.brand.name, offer.retailer.name, "19.00"]
    assert row[:7] == [str(offer.pk), "19.00", "exact", "", "31.00", "USD", "InStock"]
    assert [each["price"] for each in limited] == ["40.00"]


def test_changed_price_is_applied_as_a_batch_that_undo_takes_back(price_file):
    offer = make_offer("19.00", checked_at=LAST_WEEK)
    path = price_file(f"{offer.pk},15.00,,,19.00,USD,InStock,{offer.url},")

    preview = import_prices(path, "--dry-run")
    assert preview["batch"] is None
    assert Offer.objects.get().current.text == "$19"
    report = import_prices(path, "--reason", "Weekly check")
    assert Offer.objects.get().current.list_text == "$19"
    call_command("undo_price_batch", str(report["batch"]), stdout=io.StringIO())

    assert report["changed"][0]["before"]["price"] == "19.00"
    assert report["changed"][0]["after"]["price"] == "15.00"
    assert report["changed"][0]["line"] == 2
    assert PriceBatch.objects.get(pk=report["batch"]).reason == "Weekly check"
    assert Offer.objects.get().current.text == "$19"


def test_newer_check_alone_is_an_observation(price_file):
    offer = make_offer("19.00", checked_at=None)
    moment = "2026-01-01T00:00:00+00:00"
    older = import_prices(price_file(f"{offer.pk},19.00,,,,USD,,{offer.url},{moment}"))
    newer = import_prices(
        price_file(f"{offer.pk},19.00,,,,USD,,{offer.url},{timezone.now().isoformat()}")
    )

    assert (older["unchanged"], older["confirmed"], older["batch"]) == (1, 0, None)
    assert (newer["unchanged"], newer["confirmed"]) == (0, 1)
    assert newer["batch"]


def test_offer_is_found_by_product_or_gtin_with_its_retailer(price_file):
    retailer = make_retailer()
    serum, pads = make_product(slug="serum"), make_product(gtin="04006381333931")
    one = make_offer("19.00", product=serum, retailer=retailer, checked_at=LAST_WEEK)
    two = make_offer("20.00", product=pads, retailer=retailer, checked_at=LAST_WEEK)
    header = "product,gtin,retailer,price"
    lines = (f"serum,,{retailer.slug},18.00", f",4006381333931,{retailer.slug},21.00")

    report = import_prices(price_file(*lines, header=header))

    assert [change["offer"] for change in report["changed"]] == [one.pk, two.pk]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("{o},19.999,,,,USD,,,", "price"),
        ("{o},-3,,,,USD,,,", "price"),
        ("{o},1e999999,,,,USD,,,", "price"),
        ('{o},"1' + " " * 120_000 + 'x x",,,,USD,,,', "price"),  # no pattern's time to waste
        ("{o},NaN,,,,USD,,,", "price"),
        ("{o}," + "9" * 400 + ",,,,USD,,,", "price"),
        ("{o},£19,,,,USD,,,", "price"),
        ('{o},"19,50",,,,USD,,,', "price"),
        ("{o},1980.5,,,,JPY,,,", "price"),
        ("{o},19.00,,,,DOLLARS,,,", "currency"),
        ("{o},,,,,ZZZ,,,", "currency"),
        ("{o},19.00,,,,USD,,,0001-01-01T00:00:00+14:00", "checked_at"),
        ("{o},19.00,,,,USD,,,9999-12-31T23:59:59-14:00", "checked_at"),
        ("{o},19.00,cheap,,,USD,,,", "price_kind"),
        ("{o},19.00,range,,,USD,,,", "price_max"),
        ("{o},19.00,,,,USD,plenty,,", "availability"),
        ("{o},19.00,,,,USD,,javascript:alert(1),", "url"),
        ("{o},19.00,,,,USD,,,yesterday", "checked_at"),
        ("{o},19.00,,,,USD,,,2026-01-01T00:00:00", "checked_at"),
        ("{o},19.00,,,,USD,,,2096-01-01T00:00:00Z", "checked_at"),
        ("999999,19.00,,,,USD,,,", "offer"),
        (",19.00,,,,USD,,,", "offer"),
        ("{o},19.00,,USD", ""),
    ],
)
def test_wrong_line_is_refused_with_line_and_column_and_the_others_are_applied(
    price_file, line, column
):
    offer, good = (make_offer("24.00", checked_at=LAST_WEEK) for _ in range(2))
    path = price_file(line.format(o=offer.pk), f"{good.pk},22.00,,,,USD,,{good.url},")

    report = import_prices(path, status=1)

    assert [(row["line"], row["column"]) for row in report["refused"]] == [(2, column)]
    assert report["refused"][0]["why"].endswith(".")
    assert [change["offer"] for change in report["changed"]] == [good.pk]
    good.refresh_from_db()
    assert good.current.text == "$22"


def test_all_or_nothing_applies_none(price_file):
    offer = make_offer("19.00")
    path = price_file(f"{offer.pk},15.00,,,,USD,,,", "999,1,,,,USD,,,")

    report = import_prices(path, "--all-or-nothing", status=1)

    assert report["batch"] is None
    offer.refresh_from_db()
    assert offer.current.text == "$19"


def test_offer_named_twice_is_refused_the_second_time(price_file):
    offer = make_offer("19.00")
    line = f"{offer.pk},15.00,,,,USD,,{offer.url},"

    report = import_prices(price_file(line, line), status=1)

    assert "in line 2" in report["refused"][0]["why"]


def test_empty_cell_for_the_moment_says_no_more_than_no_column(price_file):
    offer = make_offer("19.00")

    report = import_prices(price_file(f"{offer.pk},18.00,,,,USD,,,"))

    assert "less than 24 hours ago" in report["held"][0]["why"]


def test_held_line_leaves_the_price_alone(price_file):
    offer = make_offer("19.00", checked_at=LAST_WEEK)

    report = import_prices(price_file(f"{offer.pk},1900.00,,,,USD,,{offer.url},"))

    assert "decimal point" in report["held"][0]["why"]
    offer.refresh_from_db()
    assert offer.current.text == "$19"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe\x00\x01binary", "not the header"),
        (b"offer,price\n1,\x00\n", " text. Save it as CSV"),
        (b"name,color\nx,y\n", "not the header"),
        (b"offer,price,price\n1,2,3\n", "twice"),
        (b'offer,price\n1,"19.0', "cut off"),
        (b"offer,price,currency\n1,19.00,USD\n2,1", "in the middle of line 3"),
        ("offer,price\n1,€".encode()[:-1], "UTF-8"),
    ],
)
def test_file_that_is_no_price_file_is_refused_in_one_line(tmp_path, data, words):
    path = tmp_path / "prices.csv"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=words) as refusal:
        call_command("import_prices", str(path))

    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)


def test_file_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="can't be opened") as refusal:
        call_command("import_prices", str(tmp_path / "none.csv"))
    assert refusal.value.returncode == 2


@pytest.mark.once
def test_reader_who_goes_away_early_is_no_error():
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check"]
    environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, env=environment, text=True, check=False
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (141, "")


def test_file_without_kind_columns_leaves_from_as_it_is(price_file):
    offer = make_offer("12.00", price_kind="from", checked_at=LAST_WEEK)

    import_prices(price_file(f"{offer.pk},11.00", header="offer,price"))

    offer.refresh_from_db()
    assert offer.current.text == "from $11"


def test_price_changed_beside_an_untouched_moment_counts_as_checked_now(price_file):
    offer = make_offer("19.00")
    seen = offer.current.checked_at

    import_prices(price_file(f"{offer.pk},15.00,,,,USD,,{offer.url},{seen.isoformat()}"))

    offer.refresh_from_db()
    assert offer.current.text == "$15"
    assert offer.current.checked_at > seen


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", " =1", "＝1", "'=1", "plain", "", "'"])
def test_guard_against_formulas_is_stripped_exactly(cell):
    assert unguarded(guarded(cell)) == cell


def test_reason_too_long_to_keep_is_refused_and_not_cut(price_file):
    offer = make_offer("19.00")
    path = price_file(f"{offer.pk},18.00,,,,USD,,,")

    with pytest.raises(CommandError, match="301 characters; 300 are kept") as refused:
        call_command("import_prices", str(path), "--reason", "x" * 301)

    offer.refresh_from_db()
    assert refused.value.returncode == 2
    assert offer.current.text == "$19"


def test_cell_beyond_the_header_is_told(price_file):
    path = price_file(f"{make_offer().pk},19,50", header="offer,price")

    (refused,) = import_prices(path, status=1)["refused"]

    assert (refused["column"], refused["value"]) == ("", "50")


@pytest.mark.parametrize(("column", "cells"), [("price", "{cell},USD"), ("currency", "18,{cell}")])
def test_refused_cell_is_told_as_it_stood_in_the_file(price_file, column, cells):
    offer, cell = make_offer("19.00"), "nineteen dollars and ninety-nine cents, " * 3
    line = f"{offer.pk}," + cells.format(cell=f'"{cell}"')
    path = price_file(line, header="offer,price,currency")

    (refused,) = import_prices(path, status=1)["refused"]

    assert refused["column"] == column
    assert refused["value"] == cell


def test_an_empty_url_leaves_the_link_alone(price_file):
    offer = make_offer("19.00", checked_at=LAST_WEEK)
    Offer.objects.filter(pk=offer.pk).update(url="https://amazon.example/pads")

    import_prices(price_file(f"{offer.pk},18.50,USD,", header="offer,price,currency,url"))

    offer.refresh_from_db()
    assert (offer.url, offer.current.price) == ("https://amazon.example/pads", Decimal("18.50"))


def test_another_currency_is_held_and_takes_no_list_price_along(price_file):
    offer = make_offer("19.00", list_price="22.00", checked_at=LAST_WEEK)

    import_prices(price_file(f"{offer.pk},1850,JPY", header="offer,price,currency"))

    offer.refresh_from_db()
    assert offer.current.currency == "USD"
    change = PriceBatch.objects.latest("pk").changes.get()
    assert change.state == "held"
    assert "another currency" in change.reason
    assert change.after.list_price is None


def test_a_longer_file_asks_the_same_questions(price_file):
    offers = [make_offer("19.00") for _ in range(9)]
    lines = [f"{offer.pk},18.00,19.00" for offer in offers]
    asked = []
    for count in (1, 9):
        file = read_prices(
            price_file(*lines[:count], header="offer,price,previous_price").read_bytes()
        )
        with CaptureQueriesContext(connection) as queries:
            PriceBatch(source="file").preview(observe(file)[0])
        asked.append([query for query in queries if "products_retailer" not in query["sql"]])

    assert len(asked[0]) == len(asked[1])


def test_report_says_what_a_line_changes_beside_the_price(price_file, capsys):
    offer, other = make_offer("63.00"), make_offer("20.00")
    lines = (f"{offer.pk},63.00,80.00,SoldOut", f"{other.pk},19.00,,")
    path = price_file(*lines, header="offer,price,list_price,availability")

    call_command("import_prices", str(path))

    told = capsys.readouterr().out
    assert "Former or list price: none → $80" in told
    assert "Availability: not stated → sold out" in told
    assert "63.00 USD →" not in told
    assert f"offer {other.pk}: 20.00 USD → 19.00 USD" in told
