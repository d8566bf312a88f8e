"""
The feeds of affiliate networks, as price files of one retailer (docs/rules.md 3.31–3.41).

A profile says which of a feed's columns is what of ours. Offers are found by GTIN, or by the
address of the product's page; lines of products that are not on file are no fault and are left out.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError

from products.gtin import normalized_gtin
from products.models import Offer

from .amounts import DecimalSign, decimal_sign
from .columns import PriceFile, PriceLine
from .tables import MAX_ROWS, UnreadablePriceFile, unpacked_text

_COLUMNS = ("offer", "price", "list_price", "currency", "availability", "checked_at")
# What feeds say of stock, beside schema.org's own names: Awin writes 1 and 0, Impact Y and N.
_STOCK = {"1": "InStock", "0": "OutOfStock", "y": "InStock", "n": "OutOfStock"}
_STOCK |= {
    "yes": "InStock",
    "no": "OutOfStock",
    "in stock": "InStock",
    "out of stock": "OutOfStock",
}
_STOCK |= {"available": "InStock", "backorder": "BackOrder", "preorder": "PreOrder"}

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One network's feed: its delimiter, and columns by what they are; the first with a cell counts.

    `price` is what the shop asks now. Where a feed has a regular and a sale price (3.32), the sale
    price comes first in `price`, and the regular one is `list_price`.
    """

    delimiter: str
    price: tuple[str, ...]
    list_price: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    gtin: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    checked_at: tuple[str, ...] = ()
    header: tuple[str, ...] = ()  # where the file has none
    quoting: int = csv.QUOTE_MINIMAL
    body: Callable[[list[str]], list[str]] = field(default=lambda lines: lines)

    def read(self, data: bytes, retailer: str) -> PriceFile:
        """
        The lines about the retailer's offers, as a price file; `retailer` is a slug.

        Raises `UnreadablePriceFile` for what is no feed of this kind.
        """
        lines = self.body(unpacked_text(data).splitlines())
        text = io.StringIO("\n".join(lines), newline="")
        rows = csv.reader(text, delimiter=self.delimiter, quoting=self.quoting)  # type: ignore[arg-type]  # one of csv's
        header = list(self.header) or [_shape(name) for name in next(rows, [])]
        if not any(name in header for name in self.price):
            raise UnreadablePriceFile(
                f"The file has no column “{self.price[-1]}”. Is it a feed of this network?"
            )
        offers = _OffersOfShop(retailer)
        found = list(self._found(rows, header, offers))
        amounts = (line.cells[place] for line in found for place in (1, 2))
        sign: DecimalSign = decimal_sign(amounts)
        return PriceFile(_COLUMNS, _COLUMNS, found, sign, frozenset(_COLUMNS))

    def _found(
        self, rows: Iterator[list[str]], header: list[str], offers: "_OffersOfShop"
    ) -> Iterator[PriceLine]:
        for count, cells in enumerate(rows, 2 - bool(self.header)):
            if count > MAX_ROWS:
                raise UnreadablePriceFile(f"The feed has more than {MAX_ROWS:,} lines. Split it.")
            line = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            offer = offers.find(_first(line, self.gtin), _first(line, self.url))
            if offer is not None:
                yield PriceLine(count, (str(offer), *self._facts(line)))

    def _facts(self, line: Line) -> tuple[str, ...]:
        price, currency = _amount(_first(line, self.price))
        list_price, _ = _amount(_first(line, self.list_price))
        stock = _first(line, self.availability)
        return (
            price,
            "" if list_price == price else list_price,
            _first(line, self.currency) or currency,
            _STOCK.get(stock.casefold(), stock),
            _moment(_first(line, self.checked_at)),
        )


def _shape(name: str) -> str:
    return name.strip().lstrip("\ufeff").casefold().removeprefix("g:").replace("_", " ")


def _first(line: Line, names: tuple[str, ...]) -> str:
    return next((line[name] for name in names if line.get(name)), "")


def _amount(cell: str) -> tuple[str, str]:
    """Google's “15.00 USD” is an amount and its currency."""
    amount, _, code = cell.partition(" ")
    return (amount, code.upper()) if len(code) == 3 and code.isalpha() else (cell, "")


def _moment(text: str) -> str:
    """Only a moment with its offset says when; a feed's bare date doesn't."""
    return text if text[-1:] == "Z" or "+" in text[10:] else ""


class _OffersOfShop:
    """A retailer's offers by GTIN and by address, one where both name just one."""

    def __init__(self, retailer: str) -> None:
        self.by_gtin: dict[str, list[int]] = {}
        self.by_url: dict[str, list[int]] = {}
        rows = Offer.objects.on_sale().filter(retailer__slug=retailer)
        for pk, gtin, url in rows.values_list("pk", "product__gtin", "url"):
            if gtin:
                self.by_gtin.setdefault(gtin, []).append(pk)
            if url:
                self.by_url.setdefault(_page(url), []).append(pk)

    def find(self, gtin: str, url: str) -> int | None:
        try:
            found = self.by_gtin.get(normalized_gtin(gtin), []) if gtin else []
        except ValidationError:
            found = []
        if len(found) != 1 and url:
            at_page = self.by_url.get(_page(url), [])
            found = [pk for pk in at_page if not found or pk in found]
        return found[0] if len(found) == 1 else None


def _page(url: str) -> str:
    """The address without what tracks it; a network's own link leads to the one in its query."""
    parts = urlsplit(url)
    for name in ("murl", "ued", "url", "u"):
        for target in parse_qs(parts.query).get(name, []):
            if target.startswith("http"):
                return _page(target)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"


def _without_frame(lines: list[str]) -> list[str]:
    """Rakuten's first line is HDR|…, its last TRL|count: a count that is wrong tells of a loss."""
    lines = [line for line in lines if line.strip()]
    if not lines or not lines[0].startswith("HDR|") or not lines[-1].startswith("TRL|"):
        raise UnreadablePriceFile("The file begins with no HDR line or ends with no TRL line.")
    said = lines[-1].split("|")[1].strip()
    if said != str(len(lines) - 2):
        raise UnreadablePriceFile(
            f"The last line says that {said} products precede it, and {len(lines) - 2} do. "
            "Fetch the file again."
        )
    return lines[1:-1]


PROFILES = {
    "google": Profile(
        "\t", ("sale price", "price"), ("price",), (), ("availability",), ("gtin",), ("link",)
    ),
    "awin": Profile(
        ",",
        ("search price", "store price"),
        ("product price old", "rrp price"),
        ("currency",),
        ("in stock", "stock status"),
        ("product gtin", "ean", "upc"),
        ("merchant deep link", "aw deep link"),
    ),
    "cj": Profile(
        ",", ("sale price", "price"), ("price",), (), ("availability",), ("gtin",), ("link",)
    ),
    "rakuten": Profile(
        "|",
        ("sale price", "retail price"),
        ("retail price",),
        ("currency",),
        ("availability",),
        ("upc",),
        ("product url",),
        header=(
            *("product id", "product name", "sku", "primary category", "secondary categories"),
            *("product url", "image url", "buy url", "short description", "long description"),
            *("discount", "discount type", "sale price", "retail price", "begin date", "end date"),
            *("brand", "shipping", "keywords", "manufacturer part", "manufacturer name"),
            *("shipping information", "availability", "upc", "class id", "currency"),
        ),
        quoting=csv.QUOTE_NONE,
        body=_without_frame,
    ),
    "impact": Profile(
        "\t",
        ("current price",),
        ("original price",),
        ("currency",),
        ("stock availability",),
        ("gtin/upc", "gtin"),
        ("product url",),
        quoting=csv.QUOTE_NONE,
    ),
}
