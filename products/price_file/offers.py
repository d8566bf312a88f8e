"""Which offer a line names: by its id, or by a product or GTIN with a retailer."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from products.brand_names import normalize_brand_name
from products.gtin import normalized_gtin
from products.models import Offer, Retailer

Cells = dict[str, str]
_SPREADSHEETS = (
    "Spreadsheets take zeros from its beginning and write it short (4.0E+12): make the column text."
)


class RefusedCell(Exception):
    """`column`, `value` as it stood, and `reason`: why a line can't be used."""


class NamedOffers:
    """
    The offers that some lines name: two queries, however many they are.

    `retailer` (a slug) limits them to one retailer's.
    """

    def __init__(
        self, lines: Sequence[Cells], retailer: str, retailers: dict[int, Retailer]
    ) -> None:
        self.retailer = retailer
        self.retailers = retailers
        self.by_id: dict[str, Offer] = {}
        self.by_slug: dict[tuple[str, str], list[Offer]] = {}
        self.by_gtin: dict[tuple[str, str], list[Offer]] = {}
        wanted = self._wanted(lines)
        if wanted is None:
            return
        offers = Offer.objects.filter(wanted).select_related("current", "product__brand")
        for offer in offers.order_by("pk"):
            offer.retailer = retailers[offer.retailer_id]
            shop = offer.retailer.slug
            self.by_id[str(offer.pk)] = offer
            self.by_slug.setdefault((offer.product.slug, shop), []).append(offer)
            if offer.product.gtin:
                self.by_gtin.setdefault((offer.product.gtin, shop), []).append(offer)

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
        wanted = Q(pk__in=ids) if ids else Q()
        if slugs:
            wanted |= Q(product__slug__in=slugs)
        if gtins:
            wanted |= Q(product__gtin__in=gtins)
        return wanted or None

    def find(self, cells: Cells) -> Offer:
        """The one offer that a line names; a `RefusedCell` where there is none, or another one."""
        found = self._named(cells)
        if self.retailer and found.retailer.slug != self.retailer:
            raise RefusedCell(
                "retailer",
                found.retailer.slug,
                f"The import is limited to {self.retailer}; this is another retailer's offer.",
            )
        for column, value, on_file in _at_odds(cells, found):
            raise RefusedCell(
                column, value, f"Offer {found.pk} is {on_file}. Correct the id, or this cell."
            )
        return found

    def _named(self, cells: Cells) -> Offer:
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
            ids = ", ".join(str(offer.pk) for offer in candidates)
            raise RefusedCell(column, value, f"It has several offers there ({ids}): give the id.")
        return candidates[0]

    def _candidates(self, column: str, value: str, shop: str) -> list[Offer]:
        if column == "product":
            return self.by_slug.get((value, shop), [])
        try:
            return self.by_gtin.get((normalized_gtin(value), shop), [])
        except ValidationError as error:
            why = f"{' '.join(error.messages)} {_SPREADSHEETS}"
            raise RefusedCell("gtin", value, why) from error


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _at_odds(cells: Cells, offer: Offer) -> Any:
    """`(column, cell, what is on file)` of the cells that name something else than the offer."""
    product = offer.product
    brand = product.brand.name if product.brand else ""
    for column, on_file in (
        ("product", product.slug),
        ("gtin", product.gtin or ""),
        ("retailer", offer.retailer.slug),
        ("product_name", product.name),
        ("brand", brand),
        ("retailer_name", offer.retailer.name),
    ):
        cell = cells.get(column, "")
        if cell and not _is_same(column, cell, on_file):
            yield column, cell, f"of {on_file}" if column == "brand" else _described(offer)


def _described(offer: Offer) -> str:
    return f"“{offer.product}” at {offer.retailer.name}"


def _is_same(column: str, cell: str, on_file: str) -> bool:
    if column == "gtin":
        try:
            return normalized_gtin(cell) == on_file
        except ValidationError:
            return False
    if column == "brand":
        return normalize_brand_name(cell) == normalize_brand_name(on_file)
    return " ".join(cell.casefold().split()) == " ".join(on_file.casefold().split())
