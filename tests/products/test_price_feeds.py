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


def read_feed(tmp_path, network, text, *, status=0, **facts):
    """What a feed does to an offer with `GTIN`, whose price was $26 last week."""
    facts = {"checked_at": LAST_WEEK} | facts
    shop = make_retailer()
    offer = make_offer("26.00", product=make_product(gtin=GTIN.zfill(14)), retailer=shop, **facts)
    path = tmp_path / "feed.txt"
    path.write_text(text)
    report = import_prices(path, "--format", network, "--retailer", shop.slug, status=status)
    offer.refresh_from_db()
    return offer, report


AWIN = "search_price,currency,product_GTIN,last_updated\n{price},USD," + GTIN + ",{moment}\n"
CJ = "LAST_UPDATED,PRICE,GTIN\n{moment},{price} USD," + GTIN + "\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("network", "text"), [("awin", AWIN), ("cj", CJ)])
@pytest.mark.parametrize("shape", ["{:%Y-%m-%d %H:%M:%S}", "{:%Y-%m-%dT%H:%M:%S%z}"])
def test_line_is_as_old_as_its_network_says(tmp_path, network, text, shape):
    moment = (timezone.now() - timedelta(hours=5)).replace(microsecond=0)
    text = text.format(price="24.00", moment=shape.format(moment))

    offer, _ = read_feed(tmp_path, network, text)

    assert (offer.current.text, offer.current.checked_at) == ("$24", moment)


@pytest.mark.django_db
def test_line_older_than_the_last_look_waits(tmp_path):
    text = AWIN.format(price="24.00", moment="2026-01-05 08:00:00")

    offer, report = read_feed(tmp_path, "awin", text)

    assert (offer.current.text, offer.current.checked_at) == ("$26", LAST_WEEK)
    assert "checked before the price on file" in report["held"][0]["why"]


@pytest.mark.django_db
def test_line_without_its_moment_waits_for_a_fresh_look(tmp_path):
    text = AWIN.format(price="24.00", moment="")

    _, report = read_feed(tmp_path, "awin", text, checked_at=timezone.now() - timedelta(hours=2))

    assert "less than 24 hours ago" in report["held"][0]["why"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("network", "header", "cells", "value"),
    [
        ("awin", "search_price,currency", "31.00 BRL,USD", "31.00 BRL"),
        ("awin", "search_price,product_price_old,currency", "31.00,40 EUR,USD", "40 EUR"),
        ("google", "price\tsale_price", "40.00 EUR\t33.00 USD", "33.00 USD"),
        ("google", "price", "0.00 USD", "0.00 USD"),
        ("rakuten", "", RAKUTEN.format(sale="24.00 EUR"), "24.00 EUR"),
    ],
)
def test_price_in_another_currency_than_its_line_is_refused(
    tmp_path, network, header, cells, value
):
    by = {"awin": ",", "google": "\t"}.get(network)
    text = f"{header}{by}gtin\n{cells}{by}{GTIN}\n".replace("gtin", "ean" if by == "," else "gtin")
    if not header:
        text = f"HDR|1|Shop|{timezone.now():%m/%d/%Y %H:%M:%S}\n{cells}\nTRL|1\n"

    offer, report = read_feed(tmp_path, network, text, status=1)

    assert report["refused"][0]["value"] == value
    assert offer.current.text == "$26"


@pytest.mark.django_db
def test_pages_that_differ_in_their_query_are_two_and_what_tracks_is_passed_over(tmp_path):
    shop = make_retailer()
    host = f"https://{shop.slug}.example/product.php"
    offer = make_offer("18.00", retailer=shop, url=f"{host}?id=5", checked_at=LAST_WEEK)
    path = tmp_path / "feed.txt"
    lines = [f"{host}?id=9\t21.00 USD", f"{host}?utm_source=feed&id=5&gclid=x\t19.00 USD"]
    path.write_text("\n".join(["link\tprice", *lines, ""]))

    import_prices(path, "--format", "google", "--retailer", shop.slug)

    offer.refresh_from_db()
    assert offer.current.text == "$19"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "cells", "text"),
    [
        ("condition\tprice", "used\t15.00 USD", "$26"),
        ("condition\tprice", "New\t24.00 USD", "$24"),
        ("sale_price\tprice", "0.00 USD\t24.00 USD", "$24"),
    ],
)
def test_price_is_that_of_a_new_item_and_a_sale_of_nothing_is_none(tmp_path, header, cells, text):
    offer, _ = read_feed(tmp_path, "google", f"{header}\tgtin\n{cells}\t{GTIN}\n")

    assert offer.current.text == text


@pytest.mark.django_db
def test_line_that_may_be_one_of_two_offers_names_them(tmp_path):
    shop = make_retailer()
    url = f"https://{shop.slug}.example/serum"
    ids = [make_offer("9.00", retailer=shop, url=url, variant=size).pk for size in ("15", "30")]
    path = tmp_path / "feed.txt"
    path.write_text(f"link\tprice\n{url}\t8.00 USD\n")

    report = import_prices(path, "--format", "google", "--retailer", shop.slug, status=1)

    (refused,) = report["refused"]
    assert (refused["line"], refused["value"]) == (2, url)
    assert f"{ids[0]} and {ids[1]}" in refused["why"]


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
