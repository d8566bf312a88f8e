"""Which offer a line names: by its id, or by a product or GTIN with a retailer."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q

from products.brand_names import normalize_brand_name
from products.gtin import normalized_gtin
from products.models import Offer, OfferRow, OfferRows

Cells = dict[str, str]
_SPREADSHEETS = (
    "Spreadsheets take zeros from its beginning and write it short (4.0E+12): make the column text."
)


# What a line may say of an offer beside its id.
_SAID = ("product", "gtin", "product_name", "brand", "retailer", "retailer_name")


class NamedOffer(NamedTuple):
    """An offer on file, and what is on file of it under the names in `_SAID`."""

    row: OfferRow
    said: tuple[str, ...]


_OF_PRODUCT = ("product__slug", "product__gtin", "product__name", "product__brand__name")


class RefusedCell(Exception):
    """`column`, `value` as it stood, and `reason`: why a line can't be used."""


class NamedOffers:
    """
    The offers that some lines name: one query, however many they are.

    `retailer` (a slug) limits them to one retailer's; `rows` loads them.
    """

    def __init__(self, lines: Sequence[Cells], retailer: str, rows: OfferRows) -> None:
        self.retailer = retailer
        self.by_id: dict[str, NamedOffer] = {}
        self.by_slug: dict[tuple[str, str], list[NamedOffer]] = {}
        self.by_gtin: dict[tuple[str, str], list[NamedOffer]] = {}
        wanted = self._wanted(lines)
        if wanted is None:
            return
        found = rows.load(Offer.objects.filter(wanted).order_by("pk"), *_OF_PRODUCT)
        for row, (slug, gtin, name, brand) in found:
            shop = row.retailer
            said = (slug, gtin or "", name, brand or "", shop.slug, shop.name)
            offer = self.by_id[str(row.pk)] = NamedOffer(row, said)
            self.by_slug.setdefault((slug, shop.slug), []).append(offer)
            if gtin:
                self.by_gtin.setdefault((gtin, shop.slug), []).append(offer)

    def _wanted(self, lines: Sequence[Cells]) -> Q | None:
        ids = {int(cells["offer"]) for cells in lines if _is_id(cells.get("offer", ""))}
        others = [cells for cells in lines if not cells.get("offer")]
        slugs = {cells["product"] for cells in others if cells.get("product")}
        gtins = set()
        for cells in others:
            if cells.get("gtin") and not cells.get("product"):
                try:
                    gtins.add(normalized_gtin(cells["gtin"]))
                except ValidationError:
                    continue  # its line is refused for it
        wanted = _with(ids) if ids else Q()
        if slugs:
            wanted |= Q(product__slug__in=slugs)
        if gtins:
            wanted |= Q(product__gtin__in=gtins)
        return wanted or None

    def find(self, cells: Cells) -> OfferRow:
        """The one offer that a line names; a `RefusedCell` where there is none, or another one."""
        found = self._named(cells)
        shop = found.row.retailer.slug
        if self.retailer and shop != self.retailer:
            raise RefusedCell(
                "retailer",
                shop,
                f"The import is limited to {self.retailer}; this is another retailer's offer.",
            )
        for column, value, on_file in _at_odds(cells, found):
            raise RefusedCell(
                column, value, f"Offer {found.row.pk} is {on_file}. Correct the id, or this cell."
            )
        return found.row

    def _named(self, cells: Cells) -> NamedOffer:
        if number := cells.get("offer"):
            if number not in self.by_id:
                raise RefusedCell("offer", number, "There is no offer with this id.")
            return self.by_id[number]
        shop = cells.get("retailer") or self.retailer
        column = "product" if cells.get("product") else "gtin"
        value = cells.get(column, "")
        if not value or not shop:
            raise RefusedCell(
                "offer", "", "Name the offer by its id, or by product or GTIN with a retailer."
            )
        candidates = self._candidates(column, value, shop)
        if not candidates:
            raise RefusedCell(
                column, value, f"No offer of it at “{shop}” is on file. Add it first."
            )
        if len(candidates) > 1:
            ids = ", ".join(str(offer.row.pk) for offer in candidates)
            raise RefusedCell(column, value, f"It has several offers there ({ids}): give the id.")
        return candidates[0]

    def _candidates(self, column: str, value: str, shop: str) -> list[NamedOffer]:
        if column == "product":
            return self.by_slug.get((value, shop), [])
        try:
            return self.by_gtin.get((normalized_gtin(value), shop), [])
        except ValidationError as error:
            why = f"{' '.join(error.messages)} {_SPREADSHEETS}"
            raise RefusedCell("gtin", value, why) from error


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _with(ids: set[int]) -> Q:
    """Numbers that lie close together are found faster with those between them."""
    low, high = min(ids), max(ids)
    return Q(pk__range=(low, high)) if high - low < 2 * len(ids) else Q(pk__in=ids)


def _at_odds(cells: Cells, offer: NamedOffer) -> Iterator[tuple[str, str, str]]:
    """`(column, cell, what is on file)` of the cells that name something else than the offer."""
    for column, on_file in zip(_SAID, offer.said, strict=True):
        cell = cells.get(column)
        if cell and cell != on_file and not _is_same(column, cell, on_file):
            yield column, cell, f"of {on_file}" if column == "brand" else _described(offer)


def _described(offer: NamedOffer) -> str:
    _, _, product, brand, _, shop = offer.said
    return f"“{f'{brand} {product}'.strip()}” at {shop}"


def _is_same(column: str, cell: str, on_file: str) -> bool:
    if column == "gtin":
        try:
            return normalized_gtin(cell) == on_file
        except ValidationError:
            return False
    if column == "brand":
        return normalize_brand_name(cell) == normalize_brand_name(on_file)
    return " ".join(cell.casefold().split()) == " ".join(on_file.casefold().split())
