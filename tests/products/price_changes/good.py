"""A hundred changes as shops make them."""

from dataclasses import replace
from decimal import Decimal

from tests.products.price_changes.catalog import CENT, Row, Shop


def on_sale(shop: Shop, row: Row, low: float = 0.6, high: float = 0.9) -> Row:
    before = row.before or Decimal(20)
    return row.to(shop.times(before, low, high), list_price=max(before, row.list_price or before))


def percent_off(row: Row, percent: int) -> Row:
    """Exactly so much off, to the cent."""
    return row.to(((row.before or Decimal(20)) * (100 - percent) / 100).quantize(CENT))


def single_sale(shop: Shop) -> list[Row]:
    return [on_sale(shop, shop.offer())]


def back_from_sale(shop: Shop) -> list[Row]:
    row = shop.offer(looks=shop.random.randint(2, 12))
    usual = row.past[0]
    cut = shop.times(usual, 0.55, 0.9)
    return [replace(row, past=(*row.past, cut), price=usual)]


def price_rise(shop: Shop) -> list[Row]:
    row = shop.offer()
    return [row.to(shop.times(row.before, 1.02, 1.2))]


def clearance(shop: Shop) -> list[Row]:
    """The last of them, with the old price struck through."""
    return [on_sale(shop, shop.offer(low=10), 0.37, 0.5)]


def larger_size(shop: Shop) -> list[Row]:
    row = shop.offer()
    return [row.to(shop.times(row.before, 1.3, 1.75))]


def first_price(shop: Shop) -> list[Row]:
    row = shop.offer(looks=0)
    price = shop.regular()
    return [row.to(price, list_before=None, list_price=shop.times(price, 1.1, 2))]


def gone_from_the_page(shop: Shop) -> list[Row]:
    return [shop.offer().to(None, list_price=None)]


def after_an_empty_step(shop: Shop) -> list[Row]:
    row = shop.offer(looks=5)
    price = shop.times(row.before, 0.75, 1.15)
    return [replace(row, past=(*row.past, None), price=price)]


def deal_seen_before(shop: Shop) -> list[Row]:
    """An offer that has been this low."""
    row = shop.offer(low=15, looks=8)
    low = shop.times(row.before, 0.35, 0.45)
    return [replace(row, past=(*row.past[:3], low, *row.past[3:]), price=shop.times(low, 0.9, 1.1))]


def mistake_corrected(shop: Shop) -> list[Row]:
    """The point had slipped; the usual price comes back."""
    row = shop.offer(low=10, looks=5)
    return [replace(row, past=(*row.past, row.past[-1] * 10), price=row.past[-1])]


def stock_alone(shop: Shop) -> list[Row]:
    return [replace(shop.offer(), availability=shop.random.choice(["InStock", "OutOfStock"]))]


def list_price_added(shop: Shop) -> list[Row]:
    row = shop.offer()
    return [replace(row, list_before=None, list_price=shop.times(row.before, 1.15, 2.2))]


def sold_above_its_list_price(shop: Shop) -> list[Row]:
    """Marketplaces do."""
    row = shop.offer(low=12)
    price = shop.times(row.before, 1.02, 1.1)
    return [row.to(price, list_before=row.before, list_price=row.before)]


def weekly_feed(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(30, 120))
    return shop.some(
        rows, shop.random.uniform(0.1, 0.4), lambda row: row.to(shop.times(row.before, 0.85, 1.12))
    )


def black_friday(shop: Shop) -> list[Row]:
    """Half of the catalog at 20 to 30 % off, a few things deeper."""
    rows = shop.offers(shop.random.randint(40, 150))
    rows = shop.some(rows, 0.5, lambda row: on_sale(shop, row, 0.7, 0.8))
    return shop.some(rows, 0.03, lambda row: on_sale(shop, row, 0.45, 0.6))


def same_cut_on_everything(shop: Shop) -> list[Row]:
    percent = shop.random.choice([10, 15, 20, 25, 30])
    return [percent_off(row, percent) for row in shop.offers(shop.random.randint(10, 80))]


def end_of_black_friday(shop: Shop) -> list[Row]:
    percent = shop.random.choice([20, 25, 30])
    rows = shop.offers(shop.random.randint(20, 100))
    cut = [replace(row, past=(*row.past, percent_off(row, percent).price)) for row in rows]
    return [row if shop.random.random() < 0.9 else row.to(row.before) for row in cut]


def new_price_list(shop: Shop) -> list[Row]:
    rows = shop.offers(shop.random.randint(20, 90))
    return [row.to(shop.times(row.before, 1.04, 1.12)) for row in rows]


def assortment_cleared(shop: Shop) -> list[Row]:
    """A few things are gone, others change as every week."""
    rows = weekly_feed(shop)
    return shop.some(rows, 0.05, lambda row: row.to(None, list_price=None))


def sale_of_a_small_shop(shop: Shop) -> list[Row]:
    return [on_sale(shop, row, 0.65, 0.8) for row in shop.offers(shop.random.randint(3, 6))]


def first_file(shop: Shop) -> list[Row]:
    """New offers beside those on file."""
    rows = weekly_feed(shop)
    return rows + [replace(shop.offer(looks=0), price=shop.regular()) for _ in range(20)]


GOOD = {
    single_sale: 14,
    back_from_sale: 8,
    price_rise: 8,
    clearance: 5,
    larger_size: 4,
    first_price: 4,
    gone_from_the_page: 4,
    after_an_empty_step: 4,
    deal_seen_before: 4,
    mistake_corrected: 2,
    stock_alone: 2,
    list_price_added: 4,
    sold_above_its_list_price: 2,
    weekly_feed: 9,
    black_friday: 8,
    same_cut_on_everything: 4,
    end_of_black_friday: 4,
    new_price_list: 3,
    assortment_cleared: 3,
    sale_of_a_small_shop: 3,
    first_file: 1,
}
