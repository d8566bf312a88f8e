"""A hundred changes that the guard was not made with: mistakes."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.products.price_changes.catalog import CENT, Row, Shop
from tests.products.price_changes.good import black_friday
from tests.products.price_changes.unseen_good import flat, in_yen, moved, narrow, several_shops


def times(row: Row, factor: Decimal | float | str) -> Row:
    return row.wrong((row.before * Decimal(factor)).quantize(CENT))


def point_lost(shop: Shop) -> list[Row]:
    """“19,99” read as 1999."""
    return [times(shop.offer(low=6), 100)]


def point_lost_in_many_lines(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(10, 60))
    return shop.some(rows, 0.3, lambda row: times(row, 100))


def point_of_thousands(shop: Shop) -> list[Row]:
    """“1.299” read as 1.30."""
    return [times(shop.offer(low=1000, high=2500), "0.001")]


def columns_exchanged(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(6, 40))
    lists = [shop.times(max(row.past), 1.25, 1.8) for row in rows]
    return [
        replace(row, price=list_price, list_price=row.before, list_before=list_price, is_wrong=True)
        for row, list_price in zip(rows, lists, strict=True)
    ]


def shuffled(shop: Shop, rows: list[Row]) -> list[Row]:
    prices = [row.before for row in rows]
    shop.random.shuffle(prices)
    return [row.wrong(price) for row, price in zip(rows, prices, strict=True)]


def names_sorted_alone(shop: Shop) -> list[Row]:
    return shuffled(shop, shop.offers(shop.random.randint(6, 90)))


def serums_sorted_alone(shop: Shop) -> list[Row]:
    return shuffled(shop, narrow(shop, shop.random.randint(8, 40)))


def block_moved_in_a_sale(shop: Shop) -> list[Row]:
    rows = flat([black_friday(shop) for _ in range(3)])
    start = shop.random.randint(10, len(rows) - 50)
    block = rows[start : start + 30]
    wrong = [row.wrong(block[at - 1].before) for at, row in enumerate(block)]
    return [*rows[:start], *wrong, *rows[start + 30 :]]


def filled_down(shop: Shop) -> list[Row]:
    """One price pulled over the cells below it."""
    rows = shop.offers(shop.random.randint(15, 60))
    size = shop.random.randint(10, 14)
    start = shop.random.randint(0, len(rows) - size)
    price = rows[start].before
    wrong = [row.wrong(price) for row in rows[start : start + size]]
    return [*rows[:start], *wrong, *rows[start + size :]]


def dollars_for_yen(shop: Shop) -> list[Row]:
    rows = in_yen(shop, shop.random.choice([1, 8, 30]))
    return [row.wrong((row.before / 151).quantize(Decimal(1))) for row in rows]


def some_lines_in_another_currency(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(10, 60))

    def abroad(row: Row) -> Row:
        return replace(moved(shop, row, 1.3, 1.4), currency="CAD", is_wrong=True)

    return shop.some(rows, 0.2, abroad)


def unit_price(shop: Shop) -> list[Row]:
    """The price of 100 ml, of a bottle with 15, 30, or 400."""
    return [times(shop.offer(low=8), shop.random.choice(["6.667", "3.333", "0.25"]))]


def several_of_them(shop: Shop) -> list[Row]:
    """The price of a box with three or six."""
    return [times(shop.offer(low=6, high=60), shop.random.choice([3, 6]))]


def installments(shop: Shop) -> list[Row]:
    row = shop.offer(low=30)
    return [row.wrong((row.before / shop.random.choice([3, 4, 4, 12])).quantize(CENT))]


def what_one_saves(shop: Shop) -> list[Row]:
    """“Save $8”, typed as the price."""
    row = shop.offer(low=20)
    return [row.wrong((row.before * Decimal(shop.random.uniform(0.1, 0.3))).quantize(CENT))]


def another_first_digit(shop: Shop) -> list[Row]:
    while True:
        row = shop.offer(low=10)
        digits = str(row.before)
        price = Decimal(shop.random.choice("123456789") + digits[1:])
        if not 0.55 < price / row.before < 1.8:
            return [row.wrong(price)]


def nought_more_or_less(shop: Shop) -> list[Row]:
    return [times(shop.offer(low=10), shop.random.choice(["10", "0.1"]))]


def a_number_from_elsewhere(shop: Shop) -> list[Row]:
    number = shop.random.choice([2026, 33378755, 30112026])
    return [shop.offer(high=90).wrong(Decimal(number))]


def one_shop_without_prices(shop: Shop) -> list[Row]:
    first, *others = several_shops(shop)
    return flat([[row.wrong(None, list_price=None) for row in first], *others])


def price_column_emptied(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(5, 60))
    return [row.wrong(None) for row in rows]


def one_shop_without_tax(shop: Shop) -> list[Row]:
    first, *others = several_shops(shop)
    return flat([[times(row, 1 / 1.2) for row in first], *others])


def one_shop_in_pairs(shop: Shop) -> list[Row]:
    first, *others = several_shops(shop)
    factor = shop.random.choice(["0.5", "2"])
    return flat([[times(row, factor) for row in first], *others])


def list_prices_sorted(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(20, 60))
    lists = sorted(shop.times(max(row.past), 1.2, 1.5) for row in rows)
    return [
        replace(row, list_price=list_price, is_wrong=True)
        for row, list_price in zip(rows, lists, strict=True)
    ]


def list_prices_in_cents(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(5, 30))
    return [replace(row, list_price=max(row.past) * 130, is_wrong=True) for row in rows]


UNSEEN_BAD: dict[Callable[[Shop], list[Row]], int] = {
    point_lost: 5,
    point_lost_in_many_lines: 3,
    point_of_thousands: 2,
    columns_exchanged: 5,
    names_sorted_alone: 6,
    serums_sorted_alone: 4,
    block_moved_in_a_sale: 5,
    filled_down: 5,
    dollars_for_yen: 4,
    some_lines_in_another_currency: 3,
    unit_price: 6,
    several_of_them: 5,
    installments: 6,
    what_one_saves: 6,
    another_first_digit: 5,
    nought_more_or_less: 6,
    a_number_from_elsewhere: 3,
    one_shop_without_prices: 4,
    price_column_emptied: 4,
    one_shop_without_tax: 3,
    one_shop_in_pairs: 3,
    list_prices_sorted: 4,
    list_prices_in_cents: 3,
}
