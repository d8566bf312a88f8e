"""An address that a manuscript gives for a shop, or that somebody types in its review."""

from manuscripts.matching import Shops
from products.shop_hosts import Standing, check_address


def address_doubt(url: str, name: str | None, shops: Shops) -> str:
    """What is to be looked at, for whoever reviews it; "" at a host of the shop's own."""
    shop = shops.retailer(name, url)
    check = check_address(url, shop, shops.domains)
    if shop is None and check.standing is Standing.UNKNOWN:
        return f"The retailer {name or check.host} is new. Is this its address: {url}?"
    return "" if check.belongs else check.sentence(shop or name)


def address_refusal(url: str, name: str | None, shops: Shops) -> str:
    """Why an address that is typed can't be taken; "" where it can, new shops' included."""
    shop = shops.retailer(name, url)
    check = check_address(url, shop, shops.domains)
    is_new = shop is None and check.standing is Standing.UNKNOWN
    return "" if is_new or check.belongs else check.sentence(shop or name)
