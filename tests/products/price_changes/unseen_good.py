"""A hundred changes that the guard was not made with: as shops make them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.products.price_changes.catalog import CENT, Row, Shop

LADDER = [Decimal(price) for price in (8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 50, 60, 75, 90)]


def kept(usual: Decimal, looks: int = 4, **facts: object) -> Row:
    """An offer that cost the same at every look."""
    return replace(Row((usual,) * looks, usual), **facts)


def ladder(shop: Shop, count: int) -> list[Row]:
    """A shop whose prices are all of a few steps."""
    return [kept(shop.random.choice(LADDER)) for _ in range(count)]


def narrow(shop: Shop, count: int) -> list[Row]:
    """A shop of serums that all cost about the same."""
    return [kept(Decimal(shop.random.randint(1800, 2600)) / 100) for _ in range(count)]


def in_yen(shop: Shop, count: int) -> list[Row]:
    prices = [Decimal(shop.random.randint(8, 180) * 100 + 80) for _ in range(count)]
    return [kept(price, currency_before="JPY", currency="JPY") for price in prices]


def several_shops(shop: Shop) -> list[list[Row]]:
    """The lines of one file, by shop."""
    return [
        [replace(row, shop=number) for row in shop.offers(shop.random.randint(10, 40))]
        for number in range(1, 5)
    ]


def moved(shop: Shop, row: Row, low: float, high: float) -> Row:
    """To another price, to the cent or the yen."""
    unit = Decimal(1) if row.currency == "JPY" else CENT
    factor = Decimal(shop.random.uniform(low, high))
    return row.to((row.before * factor).quantize(unit))


def flat(rows: list[list[Row]]) -> list[Row]:
    return [row for some in rows for row in some]


def one_step_down(shop: Shop) -> list[Row]:
    def down(row: Row) -> Row:
        return row.to(LADDER[max(0, LADDER.index(row.before) - 1)])

    return shop.some(ladder(shop, shop.random.randint(20, 90)), 0.4, down)


def five_off(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(15, 60))
    return [row.to(row.before - 5) if row.before > 20 else row for row in rows]


def yen_week(shop: Shop) -> list[Row]:
    rows = in_yen(shop, shop.random.randint(10, 60))
    return shop.some(rows, 0.4, lambda row: moved(shop, row, 0.8, 1.12))


def one_shop_has_a_sale(shop: Shop) -> list[Row]:
    first, *others = several_shops(shop)
    return flat([[moved(shop, row, 0.65, 0.75) for row in first], *others])


def brand_gets_dearer(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(20, 60))
    return shop.some(rows, 0.2, lambda row: row.to(shop.times(row.before, 1.25, 1.4)))


def half_price_for_a_day(shop: Shop) -> list[Row]:
    row = shop.offer(low=6)
    return [row.to((row.before / 2).quantize(CENT), list_price=row.before)]


def outlet(shop: Shop) -> list[Row]:
    row = shop.offer(low=20)
    return [row.to((row.before * Decimal("0.35")).quantize(CENT), list_price=row.before)]


def regular_again(shop: Shop) -> list[Row]:
    """Only the sale was ever seen, and the regular price beside it."""
    regular = shop.regular(low=12)
    cut = (regular * Decimal(shop.random.uniform(0.42, 0.8))).quantize(CENT)
    return [kept(cut, 3, price=regular, list_before=regular, list_price=None)]


def marketplace(shop: Shop) -> list[Row]:
    """Its price is another one every day."""
    middle = shop.regular(low=10)
    past = tuple(
        (middle * Decimal(shop.random.uniform(0.7, 1.3))).quantize(CENT) for _ in range(10)
    )
    return [moved(shop, Row(past, past[-1]), 0.65, 1.5)]


def season_over(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(25, 90))
    share = shop.random.uniform(0.06, 0.14)
    return shop.some(rows, share, lambda row: row.to(None, list_price=None))


def one_of_few_is_gone(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(2, 4))
    return [rows[0].to(None, list_price=None), *rows[1:]]


def lively_week(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(40, 200))
    rows = shop.some(rows, 0.4, lambda row: moved(shop, row, 0.9, 1.1))
    rows = shop.some(rows, 0.05, lambda row: moved(shop, row, 0.45, 0.55))
    return shop.some(rows, 0.03, lambda row: row.to(None, list_price=None))


def new_year(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(20, 90))
    rows = shop.some(rows, 0.6, lambda row: row.to(shop.times(row.before, 1.03, 1.06)))

    def back(row: Row) -> Row:
        regular = row.past[0]
        return replace(row, past=(*row.past, regular * 6 / 10), price=regular)

    return shop.some(rows, 0.1, back)


def ends_in_99(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(20, 60))
    return [row.to(Decimal(int(row.before)) + Decimal("0.99")) for row in rows]


def first_load(shop: Shop) -> list[Row]:
    prices = [shop.regular() for _ in range(shop.random.randint(5, 50))]
    return [Row((), price, None, shop.times(price, 1.1, 2.5)) for price in prices]


def back_in_stock_on_sale(shop: Shop) -> list[Row]:
    row = shop.offer(looks=4)
    return [replace(moved(shop, row, 0.6, 0.8), past=(*row.past, None))]


def list_prices_updated(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(5, 30))
    return [replace(row, list_price=shop.times(max(row.past), 1.1, 1.6)) for row in rows]


def list_prices_dropped(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(5, 30))
    return [replace(row, list_price=None) for row in rows]


def week_of_serums(shop: Shop) -> list[Row]:
    rows = narrow(shop, shop.random.randint(6, 40))
    return [moved(shop, row, 0.9, 1.1) for row in rows]


def sale_of_serums(shop: Shop) -> list[Row]:
    rows = narrow(shop, shop.random.randint(6, 40))
    return [moved(shop, row, 0.6, 0.9) for row in rows]


UNSEEN_GOOD: dict[Callable[[Shop], list[Row]], int] = {
    one_step_down: 6,
    five_off: 4,
    yen_week: 5,
    one_shop_has_a_sale: 5,
    brand_gets_dearer: 4,
    half_price_for_a_day: 9,
    outlet: 4,
    regular_again: 6,
    marketplace: 9,
    season_over: 5,
    one_of_few_is_gone: 4,
    lively_week: 8,
    new_year: 4,
    ends_in_99: 3,
    first_load: 4,
    back_in_stock_on_sale: 4,
    list_prices_updated: 3,
    list_prices_dropped: 3,
    week_of_serums: 5,
    sale_of_serums: 5,
}
