"""Feeds of networks: a line says what an offer costs now; what is not on file is no fault."""

import gzip
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from products.models import PriceBatch
from tests.databases import locked
from tests.factories import make_offer, make_product, make_retailer, make_user
from tests.products.test_price_file import LAST_WEEK, import_prices

GTIN = "4006381333931"
RAKUTEN = "1|Pads|||||||||||{sale}|31.00|||||||||in stock|" + GTIN + "||USD"
IMPACT = "Product URL\tCurrent Price\tOriginal Price\tStock Availability\tGTIN/UPC\tCurrency\n"
FEEDS = {
    "google": f"id\tlink\tprice\tsale_price\tavailability\tgtin\n"
    f"1\thttps://x.example/1\t31.00 USD\t24.00 USD\tin_stock\t{GTIN}\n"
    "2\thttps://x.example/2\t9.00 USD\t\tin_stock\t\n",
    "cj": f"LINK,PRICE,SALE_PRICE,AVAILABILITY,GTIN\nx,31.00 USD,24.00 USD,in stock,{GTIN}\n",
    "awin": "search_price,product_price_old,rrp_price,currency,in_stock,product_GTIN\n"
    f'"24,00","31,00","40,00",USD,1,{GTIN}\n',
    "rakuten": "HDR|1|Shop|{hdr}\n" + RAKUTEN.format(sale="24.00") + "\nTRL|1\n",
    "impact": f"{IMPACT}https://x.example/1\t24.00\t31.00\tY\t{GTIN}\tUSD\n",
}


@pytest.mark.django_db
@pytest.mark.parametrize("network", FEEDS)
def test_feed_says_the_price_of_now_and_what_it_was(tmp_path, network):
    shop = make_retailer()
    offer = make_offer(
        "26.00", product=make_product(gtin=GTIN.zfill(14)), retailer=shop, checked_at=LAST_WEEK
    )
    path = tmp_path / "feed.gz"
    hdr = f"{timezone.now() - timedelta(hours=1):%m/%d/%Y %H:%M:%S}"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + FEEDS[network].replace("{hdr}", hdr).encode()))

    report = import_prices(path, "--format", network, "--retailer", shop.slug)

    offer.refresh_from_db()
    now = offer.current
    assert (report["rows"], len(report["changed"])) == (1, 1)
    assert (now.text, now.list_price, now.list_price_kind) == ("$24", 31, "was")
    assert (now.availability, now.source) == ("InStock", "feed")


@pytest.mark.django_db
def test_sale_price_counts_during_its_period_alone(tmp_path):
    shop = make_retailer()
    make_offer(
        "31.00", product=make_product(gtin=GTIN.zfill(14)), retailer=shop, checked_at=LAST_WEEK
    )
    path = tmp_path / "feed.txt"
    path.write_text(
        "gtin\tprice\tsale_price\tsale_price_effective_date\n"
        f"{GTIN}\t31.00 USD\t24.00 USD\t2016-02-24T13:00-0800/2016-02-29T15:30-0800\n"
    )

    report = import_prices(path, "--format", "google", "--retailer", shop.slug)

    assert report["changed"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("network", "text", "words"),
    [
        ("rakuten", "HDR|1|Shop|now\n" + RAKUTEN + "\nTRL|2\n", "2 products precede it, and 1 do"),
        ("google", "<rss></rss>", "XML"),
        ("cj", "name,color\nx,y\n", "no column “price”"),
        ("cj", "gtin,price,price\n1,2,3\n", "two columns “price”"),
    ],
)
def test_feed_that_is_none_is_refused_in_one_line(tmp_path, network, text, words):
    path = tmp_path / "feed.txt"
    path.write_text(text)
    options = "--format", network, "--retailer", make_retailer().slug

    with pytest.raises(CommandError, match=words) as refusal:
        call_command("import_prices", str(path), *options)

    assert refusal.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_busy_database_is_told_with_a_status_of_its_own(tmp_path):
    offer = make_offer("31.00", checked_at=LAST_WEEK)
    path = tmp_path / "prices.csv"
    path.write_text(f"offer,price\n{offer.pk},29.00\n")
    batches = PriceBatch.objects.count()

    with (
        locked("products_offer", "products_pricebatch"),
        pytest.raises(CommandError, match="nothing was imported") as refusal,
    ):
        call_command("import_prices", str(path))

    assert refusal.value.returncode == 3
    assert not connection.in_atomic_block
    assert PriceBatch.objects.count() == batches


@pytest.mark.django_db
def test_file_has_its_author_its_moment_and_columns_to_pass_over(tmp_path):
    offer, anna = make_offer("31.00", checked_at=LAST_WEEK), make_user("anna")
    path = tmp_path / "prices.csv"
    path.write_text(f"offer,price,note,why\n{offer.pk},29.00,mine,was refused\n")
    moment = timezone.now() - timedelta(hours=2)

    with pytest.raises(CommandError, match="“note”"):
        call_command("import_prices", str(path))
    report = import_prices(
        path,
        *("--ignore-columns", "Note", "--author", "anna", "--checked-at", moment.isoformat()),
    )

    offer.refresh_from_db()
    assert PriceBatch.objects.get(pk=report["batch"]).author == anna
    assert offer.current.checked_at == moment


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("offer,price" + ",x" * 500_000, "Line 1 has more than 300 columns"),
        ("offer,price\n1,2" + ',"\n"' * 20_000, "has more than 300 columns"),  # in one row
        ("offer,price\n" + "," * 16_000 * 1_300, "more than 20,000,000 cells"),
        ("offer,price" + "\r" * 1_050_000, "more than 500,000 lines"),
    ],
    ids=["columns", "columns over lines", "cells", "lines"],
)
def test_more_than_a_spreadsheet_has_is_refused_at_once(tmp_path, text, why):
    path = tmp_path / "prices.csv"
    path.write_text(text)

    with pytest.raises(CommandError, match=why):
        call_command("import_prices", str(path))
