"""
The feeds of affiliate networks, as price files of one retailer (docs/rules.md 3.41).

A profile says which of a feed's columns is what of ours. Offers are found by GTIN, or by the
address of the product's page; lines of products that are not on file are no fault and are left out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone

from products.gtin import normalized_gtin
from products.models import Offer
from products.price_kinds import ListPriceKind

from .amounts import decimal_sign
from .columns import PriceFile, PriceLine
from .tables import MAX_ROWS, Row, UnreadablePriceFile, plain, rows_of_text, unpacked_text

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

_NOTHING = re.compile(r"[0.,]*")  # some exporters write “no sale” as 0.00
# What an address says of who sent the reader; all else may be what tells one product from another.
_TRACKING = re.compile(
    r"(?:utm_|mc_|pk_|hsa_|ran|sv_?|aff|irgwc|ir_)\w*|(?:g|fb|ms|tt|dc|ir|wb|gb)clid|clickid"
    r"|irclickid|clickref|awc|cjevent|cjdata|srsltid|tag|ascsubtag|linkcode|ref|ref_|referrer|source"
    r"|campaign|medium|partner|siteid|subid|subid1|sub_id|xid|epik|gclsrc|wbraid|gbraid",
    re.IGNORECASE,
)

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One network's feed: its delimiter, and columns by what they are; the first with a cell counts.

    `price` is what the shop asks. Where a feed has a `sale_price` beside it (3.32), that is asked
    now, during its `sale_period`, and the other one is the list price.
    """

    delimiter: str
    price: tuple[str, ...]
    sale_price: tuple[str, ...] = ()
    sale_period: tuple[str, ...] = ()
    list_price: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    availability: tuple[str, ...] = ()
    checked_at: tuple[str, ...] = ()
    gtin: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    quotes: bool = True
    columns: tuple[str, ...] = ()  # where the file has no header, but Rakuten's frame

    def read(self, data: bytes, retailer: str) -> PriceFile:
        """
        The lines about the retailer's offers, as a price file; `retailer` is a slug.

        Raises `UnreadablePriceFile` for what is no feed of this kind.
        """
        text, made_at = unpacked_text(data), ""
        if text.lstrip().startswith("<"):
            raise UnreadablePriceFile("This is XML. Fetch the feed as text with tabs or commas.")
        rows = rows_of_text(text, self.delimiter, quotes=self.quotes)
        header = [*self.columns]
        if header:
            rows, made_at = _without_frame(list(rows))
        else:
            header = [_shape(name) for name in next(rows, Row(1, [])).cells]
            self._check(header)
        found = list(self._found(rows, header, _OffersOfShop(retailer), made_at))
        amounts = (line.cells[place] for line in found if not line.fault for place in (1, 2))
        return PriceFile(
            _COLUMNS,
            _COLUMNS,
            found,
            decimal_sign(amounts),
            frozenset(_COLUMNS),
            list_price_kind=ListPriceKind.WAS,
            is_of_now=not (self.columns or {*self.checked_at} & {*header}),
        )

    def _check(self, header: list[str]) -> None:
        if not any(name in header for name in self.price):
            raise UnreadablePriceFile(
                f"The file has no column “{self.price[0]}”. Is it a feed of this network?"
            )
        used = {*self.price, *self.sale_price, *self.list_price, *self.currency, *self.gtin}
        used |= {*self.checked_at}
        for name, times in Counter(header).items():
            if times > 1 and name in used:
                raise UnreadablePriceFile(f"The feed has two columns “{name}”. Remove one of them.")

    def _found(
        self, rows: Iterator[Row], header: list[str], offers: "_OffersOfShop", made_at: str
    ) -> Iterator[PriceLine]:
        for count, row in enumerate(rows):
            if count > MAX_ROWS:
                raise UnreadablePriceFile(f"The feed has more than {MAX_ROWS:,} lines. Split it.")
            cells = [plain(cell) for cell in row.cells]
            if not any(cells):
                continue
            if len(cells) < len(header) or (any(cells[len(header) :]) and not self.columns):
                yield PriceLine.not_whole(row.number, row.cells, len(header))
                continue
            line = dict(zip(header, cells, strict=False))
            if line.get("condition", "new").casefold() not in ("", "new"):
                continue  # used or refurbished: another thing, at another price
            gtin, url = _first(line, self.gtin), _first(line, self.url)
            found = offers.find(gtin, url)
            if len(found) > 1:
                named = ("url", url) if url else ("gtin", gtin)
                yield PriceLine.refused(row.number, row.cells, *named, _several(found))
            elif found:
                moment = made_at or _moment(_first(line, self.checked_at))
                yield PriceLine.of(row.number, [str(found[0]), *self._facts(line), moment])

    def _facts(self, line: Line) -> tuple[str, ...]:
        """Cells as they stand, so that a code at odds with the currency is seen (lines.py)."""
        price, list_price = _first(line, self.price), _first(line, self.list_price)
        sale_price = _first(line, self.sale_price)
        codes = [code for _, code in map(_amount, (price, sale_price, list_price)) if code]
        if not _NOTHING.fullmatch(_amount(sale_price)[0]) and _holds_now(
            _first(line, self.sale_period)
        ):
            price, list_price = sale_price, price
        stock = _first(line, self.availability)
        return (
            price,
            "" if _amount(list_price)[0] == _amount(price)[0] else list_price,
            _first(line, self.currency) or next(iter(codes), ""),
            _STOCK.get(stock.casefold(), stock),
        )


def _shape(name: str) -> str:
    return plain(name).casefold().removeprefix("g:").replace("_", " ")


def _first(line: Line, names: tuple[str, ...]) -> str:
    return next((line[name] for name in names if line.get(name)), "")


def _amount(cell: str) -> tuple[str, str]:
    """Google's “15.00 USD” is an amount and its currency."""
    amount, _, code = cell.partition(" ")
    return (amount, code.upper()) if len(code) == 3 and code.isalpha() else (cell, "")


def _moment(cell: str) -> str:
    """
    When the network last saw the line; one without its offset is in UTC, as Rakuten's is (3.38).

    It may be east of there, but is not yet to come. What can't be read stays, to be refused.
    """
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return cell
    if timezone.is_naive(moment):
        moment = min(moment.replace(tzinfo=UTC), timezone.now())
    return moment.isoformat()


def _several(offers: list[int]) -> str:
    ids = " and ".join(map(str, offers))
    return (
        f"It may be any of the offers {ids}. Give each an address of its own, or its product the "
        "GTIN; withdraw what is double."
    )


def _holds_now(period: str) -> bool:
    """Whether now is within “from/to” (3.31); a period that can't be read promises nothing."""
    if not period:
        return True
    try:
        begins, ends = (datetime.fromisoformat(moment.strip()) for moment in period.split("/"))
        return begins <= timezone.now() <= ends
    except (ValueError, TypeError):  # TypeError: a moment without its offset
        return False


class _OffersOfShop:
    """A retailer's offers by GTIN and by address."""

    def __init__(self, retailer: str) -> None:
        self.by_gtin: dict[str, list[int]] = {}
        self.by_url: dict[str, list[int]] = {}
        self.gtins: dict[int, str] = {}
        rows = Offer.objects.on_sale().filter(retailer__slug=retailer)
        for pk, gtin, url in rows.values_list("pk", "product__gtin", "url"):
            if gtin:
                self.by_gtin.setdefault(gtin, []).append(pk)
                self.gtins[pk] = gtin
            if url:
                self.by_url.setdefault(_page(url), []).append(pk)

    def find(self, gtin: str, url: str) -> list[int]:
        """The offers that both name, as far as they say anything: one, none, or some alike."""
        try:
            gtin = normalized_gtin(gtin) if gtin else ""
        except ValidationError:
            gtin = ""
        found = self.by_gtin.get(gtin, [])
        if len(found) != 1 and url:
            # Sizes often share a page: one with another GTIN than the offer's is not the offer.
            at_page = [
                pk
                for pk in self.by_url.get(_page(url), [])
                if not gtin or self.gtins.get(pk, gtin) == gtin
            ]
            found = at_page or found
        return found


def _page(url: str) -> str:
    """The address without what tracks it; a network's own link leads to the one in its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    for name in ("murl", "ued", "url", "u"):
        for target in parse_qs(parts.query).get(name, []):
            if target.startswith("http"):
                return _page(target)
    named = sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0]))
    page = f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
    return f"{page}?{urlencode(named)}" if named else page


def _without_frame(rows: list[Row]) -> tuple[Iterator[Row], str]:
    """
    The lines between HDR and TRL, and the moment that HDR names, in UTC (3.38).

    TRL counts them: a count that is wrong tells of a loss.
    """
    rows = [row for row in rows if any(row.cells)]
    if not rows or rows[0].cells[0] != "HDR" or rows[-1].cells[0] != "TRL":
        raise UnreadablePriceFile("The file begins with no HDR line or ends with no TRL line.")
    said = "".join(rows[-1].cells[1:2]).strip()
    if said != str(len(rows) - 2):
        raise UnreadablePriceFile(
            f"The last line says that {said} products precede it, and {len(rows) - 2} do. "
            "Fetch the file again."
        )
    try:
        made_at = datetime.strptime(f"{rows[0].cells[-1].strip()} +0000", "%m/%d/%Y %H:%M:%S %z")
    except ValueError:
        return iter(rows[1:-1]), ""
    return iter(rows[1:-1]), made_at.isoformat()


_GOOGLE = Profile(
    "\t",
    price=("price",),
    sale_price=("sale price",),
    sale_period=("sale price effective date",),
    availability=("availability",),
    gtin=("gtin",),
    url=("link",),
)
# RRP is left out: it is no earlier price of the shop (3.14).
PROFILES = {
    "google": _GOOGLE,
    "cj": replace(_GOOGLE, delimiter=",", checked_at=("last updated",)),
    "awin": Profile(
        ",",
        price=("search price", "store price"),
        list_price=("product price old",),
        currency=("currency",),
        availability=("in stock", "stock status"),
        checked_at=("last updated",),
        gtin=("product gtin", "ean", "upc"),
        url=("merchant deep link", "aw deep link"),
    ),
    "rakuten": Profile(
        "|",
        price=("retail price",),
        sale_price=("sale price",),
        currency=("currency",),
        availability=("availability",),
        gtin=("upc",),
        url=("product url",),
        quotes=False,
        columns=(
            *("product id", "product name", "sku", "primary category", "secondary categories"),
            *("product url", "image url", "buy url", "short description", "long description"),
            *("discount", "discount type", "sale price", "retail price", "begin date", "end date"),
            *("brand", "shipping", "keywords", "manufacturer part", "manufacturer name"),
            *("shipping information", "availability", "upc", "class id", "currency"),
        ),
    ),
    "impact": Profile(
        "\t",
        price=("current price",),
        list_price=("original price",),
        currency=("currency",),
        availability=("stock availability",),
        gtin=("gtin/upc", "gtin"),
        url=("product url",),
        quotes=False,
    ),
}
