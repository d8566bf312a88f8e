"""An address that a manuscript gives for a shop, or that somebody types in its review."""

from manuscripts.matching import Records, Shops, normalize_name
from manuscripts.reading import Gazetteer, Plan
from products.link_doubts import KnownNames, link_doubts
from products.shop_hosts import Standing, check_address, host_of

MOST_LINKS = 50  # doubts about links of one manuscript


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


def doubts_of_links(plan: Plan, records: Records) -> list[str]:
    """About links in the text under the name of a shop or brand, known on file or in the trade."""
    texts = (block.html or "" for block in plan.blocks)
    doubts = link_doubts(texts, lambda: _known(records))
    return [doubt.sentence for doubt in doubts[:MOST_LINKS]]


def _known(records: Records) -> KnownNames:
    trade = Gazetteer()

    def called(name: str) -> str:
        """A shop of the trade by its name on file, where it is there."""
        return str(records.retailers.get(normalize_name(name), name))

    on_file = {host: str(shop) for host, shop in records.domains.items()}
    return KnownNames(
        shops={spelled: called(name) for spelled, name in trade.retailers.all.items()}
        | {spelled: str(shop) for spelled, shop in records.retailers.items()},
        brands=trade.brands.all | {spelled: str(row) for spelled, row in records.brands.items()},
        hosts={host: called(name) for host, name in trade.domains.items()} | on_file,
        brand_hosts={
            host: str(brand)
            for brand in records.brands.values()
            if (host := host_of(brand.website))
        },
    )
