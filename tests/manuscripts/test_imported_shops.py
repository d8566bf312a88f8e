"""The shops and addresses that a manuscript brings: doubted, left out, or waiting for release."""

import pytest

from manuscripts.importer import apply_plan
from manuscripts.proposals import proposals_of, receive
from manuscripts.reading import read
from products.models import Offer, PriceChange
from products.releases import retailers_waiting
from tests.factories import make_article, make_member, make_product, make_retailer, staff

pytestmark = pytest.mark.django_db

WORDS = """# Peels we like

## To buy

- CeraVe Peel: $19 at [{shop}]({url})
"""


def words(shop, url):
    return WORDS.format(shop=shop, url=url).encode()


def imported(shop, url, *, by=None):
    data = words(shop, url)
    return apply_plan(read(data, "peels.md"), data, by=by)


def doubts(shop, url):
    manuscript, _ = receive(words(shop, url), "peels.md")
    return " ".join(proposals_of(manuscript).get(kind="product").doubts)


@pytest.fixture
def amazon():
    shop = make_retailer("Amazon")
    shop.domains.create(domain="amazon.com")
    return shop


def test_own_address_is_no_doubt_and_seen(amazon):
    assert not doubts("Amazon", "https://www.amazon.com/dp/1")

    imported("Amazon", "https://www.amazon.com/dp/1")

    assert Offer.objects.shown().count() == 1


@pytest.mark.parametrize(
    "url", ["https://amazon.com.evil.example/x", "https://xn--mazon-3ve.com/x", "https://amzn.to/x"]
)
def test_strange_address_under_a_known_name_is_doubted_with_the_address(amazon, url):
    told = doubts("Amazon", url)

    assert url in told
    imported("Amazon", url)
    assert not Offer.objects.shown().exclude(url="").exists()


def test_price_beside_a_strange_address_is_not_taken_for_the_shops(amazon):
    outcome = imported("Amazon", "https://amazon.com.evil.example/x")

    held = PriceChange.objects.get()
    assert held.state == "held"
    assert "leads elsewhere (amazon.com.evil.example)" in held.reason
    assert Offer.objects.get().current is None
    assert any("is held for a second look" in note for note in outcome.notes)


def test_address_of_another_shop_is_left_out_and_noted(amazon):
    make_retailer("Sephora").domains.create(domain="sephora.com")

    assert "sephora.com belongs to Sephora, not to Amazon" in doubts(
        "Amazon", "https://sephora.com/x"
    )
    outcome = imported("Amazon", "https://sephora.com/x")

    assert Offer.objects.get().url == ""
    assert any("https://sephora.com/x was left out" in note for note in outcome.notes)


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_new_shop_waits_whoever_imports_it(role):
    assert "The retailer Peel House is new" in doubts("Peel House", "https://evil.example/x")

    imported("Peel House", "https://evil.example/x", by=make_member(role))

    assert [shop.name for shop in retailers_waiting()] == ["Peel House"]
    assert not Offer.objects.shown().exists()


def test_who_may_add_offers_and_set_no_prices_has_a_price_in_print_held(amazon):
    make_article(products=[make_product("CeraVe Peel", brand=None)])

    imported("Amazon", "https://amazon.com/x", by=staff("add_offer"))

    assert Offer.objects.get().current is None
    assert PriceChange.objects.get().state == "held"


# What is read beside a price, or doubted


def plain(name, *lines):
    """The offers of each product that these lines are read as, and the doubts about them."""
    manuscript, _ = receive("\n".join(["# Peels we like", "", "To buy", "", *lines]).encode(), name)
    rows = list(proposals_of(manuscript).filter(kind="product").order_by("position"))
    told = " ".join(doubt for row in rows for doubt in row.doubts)
    offers = [
        [(offer["retailer"], offer["url"]) for offer in row.reading["offers"]] for row in rows
    ]
    return offers, told


EVIL = "https://www.amazon.com.evil.example/dp/B000"


@pytest.mark.parametrize("name", ["peels.txt", "peels.md"])
@pytest.mark.parametrize(
    ("shop", "url"), [("Amazon", EVIL), ("Fernhollow", "https://fernhollow.example/x")]
)
@pytest.mark.parametrize("form", ["{} ({})", "{}, {}", "{}: {}"])
def test_typed_address_behind_a_shop_is_that_shops_and_doubted(amazon, name, shop, url, form):
    offers, told = plain(name, f"- CeraVe Peel: $30 on {form.format(shop, url)}")

    assert offers == [[(shop, url)]]
    assert url in told


@pytest.mark.parametrize("name", ["peels.txt", "peels.md"])
def test_lines_with_typed_dashes_are_a_product_each(name):
    lines = [
        f"– CeraVe {what}: ${n} on Amazon" for n, what in enumerate(("Peel", "Wash", "Mask"), 9)
    ]

    offers, _ = plain(name, *lines)

    assert offers == [[("Amazon", None)]] * 3


@pytest.mark.parametrize("shop", ["متجر العناية", "京东商城", "Золотое Яблоко"])
def test_shop_of_any_script_is_read_and_doubted(shop):
    offers, told = plain(
        "peels.md", f"- CeraVe Peel: $20 on [{shop}](https://shop.example/x)", "- CeraVe Wash: $9"
    )
    imported(shop, "https://shop.example/x")

    assert offers[0] == [(shop, "https://shop.example/x")]
    assert f"The retailer {shop} is new" in told
    assert Offer.objects.get().retailer.name == shop


def test_shop_that_is_not_read_is_doubted():
    _, told = plain("peels.txt", "- CeraVe Peel: $20 at amazon.com.evil.example")

    assert "the manuscript has “at amazon.com.evil.example”" in told


def test_product_of_any_script_is_read_with_its_strange_address(amazon):
    offers, told = plain("peels.md", f"护肤品牌 保湿霜: $20 on [Amazon]({EVIL})")

    assert offers == [[("Amazon", EVIL)]]
    assert EVIL in told


def test_price_line_that_is_no_product_is_told_of():
    line = "as seen by all of us who tried everything else: $20 on Amazon"
    manuscript, _ = receive(f"# Peels\n\nTo buy\n\n{line}\n".encode(), "peels.txt")

    told = [one["message"] for one in manuscript.plan["warnings"]]

    assert any(line in message and "not read as a product" in message for message in told)


def test_address_that_fits_no_column_is_doubted_and_left_out_in_full(amazon):
    url = f"https://www.amazon.com/{'x' * 2100}"

    told = doubts("Amazon", url)
    outcome = imported("Amazon", url)

    assert "only 2,000 fit" in told
    assert url in told
    assert Offer.objects.get().url == ""
    assert any(url in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("words", "url", "is_doubted"),
    [
        ("Amazon", EVIL, True),
        ("Shop it on Amazon", "https://evil.example/x", True),
        ("amazon.com", "https://evil.example/x", True),
        ("CeraVe", "https://evil.example/x", True),
        ("Amazon", "https://www.amazon.com/dp/1", False),
        ("CeraVe", "https://www.amazon.com/dp/1", False),
        ("boots", "https://news.example/x", False),
        ("a study", "https://evil.example/x", False),
    ],
)
def test_link_under_the_name_of_a_shop_or_brand_is_doubted_in_the_review(words, url, is_doubted):
    text = f"# Peels we like\n\nWe looked at [{words}]({url}) for a whole week."
    manuscript, _ = receive(text.encode(), "peels.md")

    told = proposals_of(manuscript).get(kind="article").doubts

    assert bool(told) is is_doubted
    assert not told or url in told[0]
