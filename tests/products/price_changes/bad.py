"""A hundred changes that are mistakes."""

from dataclasses import replace
from decimal import Decimal

from tests.products.price_changes.catalog import CENT, Row, Shop
from tests.products.price_changes.good import on_sale, weekly_feed

ABROAD = {"JPY": 151, "KRW": 1370, "PLN": 4.1, "SEK": 10.6, "DKK": 7.0, "MXN": 17.2}


def typed(amount: Decimal | None) -> str:
    """As somebody types it: “19”, “19.99”."""
    return str(amount).removesuffix(".00")


def slip(shop: Shop, row: Row) -> Row:
    factor = shop.random.choice(["10", "0.1", "100"])
    return row.wrong((row.before * Decimal(factor)).quantize(CENT))


def mistype(shop: Shop, row: Row, mistakes) -> Row:
    """A price mistyped so that it is at least half as much again, or less by a third."""
    while True:
        text = shop.random.choice(mistakes(typed(row.before)))
        price = Decimal(text) if any(letter in "123456789" for letter in text) else row.before
        if not 0.67 < price / row.before < 1.5:
            return row.wrong(price)
        row = shop.offer(low=12)


def digit_dropped(text: str) -> list[str]:
    return [text[:at] + text[at + 1 :] for at, sign in enumerate(text) if sign.isdigit()]


def digit_doubled(text: str) -> list[str]:
    return [text[:at] + sign + text[at:] for at, sign in enumerate(text) if sign.isdigit()][:2]


def digits_exchanged(text: str) -> list[str]:
    spots = range(text.find(".") % (len(text) + 1) - 1)
    return [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in spots] or [text]


def misplaced_point(shop: Shop) -> list[Row]:
    return [slip(shop, shop.offer(low=10))]


def misplaced_point_after_an_empty_step(shop: Shop) -> list[Row]:
    row = slip(shop, shop.offer(low=10))
    return [replace(row, past=(*row.past, None))]


def misplaced_point_in_a_feed(shop: Shop) -> list[Row]:
    return shop.some(weekly_feed(shop), 0.02, lambda row: slip(shop, row))


def cents_as_units(shop: Shop) -> list[Row]:
    return [row.wrong(row.before * 100) for row in shop.offers(shop.random.randint(5, 60))]


def dropped_digit(shop: Shop) -> list[Row]:
    return [mistype(shop, shop.offer(low=12), digit_dropped)]


def doubled_digit(shop: Shop) -> list[Row]:
    return [mistype(shop, shop.offer(low=12), digit_doubled)]


def exchanged_digits(shop: Shop) -> list[Row]:
    return [mistype(shop, shop.offer(low=12), digits_exchanged)]


def list_and_price_exchanged(shop: Shop) -> list[Row]:
    row = shop.offer(low=10)
    above = shop.times(row.before, 1.25, 1.9)
    return [replace(row, price=above, list_price=row.before, list_before=above, is_wrong=True)]


def list_price_slipped(shop: Shop) -> list[Row]:
    row = on_sale(shop, shop.offer(low=8))
    factor = shop.random.choice([10, 10, 100])
    return [replace(row, list_price=row.before * factor, is_wrong=True)]


def list_price_of_something_else(shop: Shop) -> list[Row]:
    """$1,900 struck through beside $4."""
    row = shop.offer(low=4, high=20)
    return [replace(row, list_price=shop.regular(low=300, high=2500), is_wrong=True)]


def other_currency(shop: Shop) -> list[Row]:
    row = shop.offer()
    price = (row.before * Decimal("0.92")).quantize(CENT)
    return [row.wrong(price, currency=shop.random.choice(["EUR", "GBP", "CAD"]))]


def file_in_another_currency(shop: Shop) -> list[Row]:
    """It says so."""
    currency = shop.random.choice(["EUR", "GBP"])
    rows = shop.offers(shop.random.randint(8, 60))
    return [
        row.wrong((row.before * Decimal("0.86")).quantize(CENT), currency=currency, is_wrong=True)
        for row in rows
    ]


def file_in_another_currency_unsaid(shop: Shop) -> list[Row]:
    rate = Decimal(str(shop.random.choice([*ABROAD.values()])))
    rows = shop.offers(shop.random.randint(8, 60))
    return [row.wrong(shop.round(row.before * rate)) for row in rows]


def without_vat(shop: Shop) -> list[Row]:
    rate = Decimal(shop.random.choice([119, 120, 121, 122])) / 100
    rows = shop.offers(shop.random.randint(8, 60))
    return [row.wrong((row.before / rate).quantize(CENT)) for row in rows]


def with_vat_twice(shop: Shop) -> list[Row]:
    rate = Decimal(shop.random.choice([119, 120, 121, 122])) / 100
    rows = shop.offers(shop.random.randint(8, 60))
    return [row.wrong((row.before * rate).quantize(CENT)) for row in rows]


def sorted_column(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.choice([8, 20, 42, 42, 80, 120]))
    prices = sorted(row.price for row in weekly_like(shop, rows))
    if shop.random.random() < 0.5:
        prices.reverse()
    return [row.wrong(price) for row, price in zip(rows, prices, strict=True)]


def weekly_like(shop: Shop, rows: list[Row]) -> list[Row]:
    """A few of the prices were changed before the mistake."""
    return shop.some(rows, 0.1, lambda row: row.to(shop.times(row.before, 0.85, 1.1)))


def sorted_block(shop: Shop) -> list[Row]:
    """A part of the column alone."""
    rows = shop.offers(shop.random.randint(40, 90))
    start, size = shop.random.randint(0, 15), shop.random.randint(12, 25)
    block = rows[start : start + size]
    prices = sorted(row.price for row in block)
    wrong = [row.wrong(price) for row, price in zip(block, prices, strict=True)]
    return [*rows[:start], *wrong, *rows[start + size :]]


def column_moved_by_a_line(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(10, 80))
    return [row.wrong(rows[at - 1].price) for at, row in enumerate(rows)]


def two_lines_exchanged(shop: Shop) -> list[Row]:
    rows = weekly_feed(shop)
    at = shop.random.randrange(len(rows) - 1)
    one, other = rows[at], rows[at + 1]
    if one.price == other.price:
        return two_lines_exchanged(shop)
    rows[at], rows[at + 1] = one.wrong(other.before), other.wrong(one.before)
    return rows


def removals(shop: Shop) -> list[Row]:
    share = shop.random.uniform(0.4, 1)
    rows = shop.offers(shop.random.randint(8, 90))
    return shop.some(rows, share, lambda row: row.wrong(None, list_price=None))


def stock_file_without_prices(shop: Shop) -> list[Row]:
    """Somebody brings what is in stock, and leaves the price cells empty."""
    rows = shop.offers(shop.random.randint(4, 40))
    return [row.wrong(None, list_price=None, availability="InStock") for row in rows]


def halved(shop: Shop) -> list[Row]:
    """One of a pack of two, everywhere."""
    rows = shop.offers(shop.random.randint(8, 80))
    return shop.some(rows, 0.8, lambda row: row.wrong((row.before / 2).quantize(CENT)))


def doubled(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(8, 80))
    return shop.some(rows, 0.8, lambda row: row.wrong(row.before * 2))


def installment(shop: Shop) -> list[Row]:
    """A quarter of the price, as a lender's badge says it."""
    row = shop.offer(low=25)
    return [row.wrong((row.before / 4).quantize(CENT))]


BAD = {
    misplaced_point: 12,
    misplaced_point_after_an_empty_step: 3,
    misplaced_point_in_a_feed: 4,
    cents_as_units: 3,
    dropped_digit: 10,
    doubled_digit: 4,
    exchanged_digits: 8,
    list_and_price_exchanged: 5,
    list_price_slipped: 5,
    list_price_of_something_else: 4,
    other_currency: 4,
    file_in_another_currency: 2,
    file_in_another_currency_unsaid: 3,
    without_vat: 3,
    with_vat_twice: 2,
    sorted_column: 7,
    sorted_block: 3,
    column_moved_by_a_line: 3,
    two_lines_exchanged: 3,
    removals: 3,
    stock_file_without_prices: 2,
    halved: 2,
    doubled: 2,
    installment: 3,
}
