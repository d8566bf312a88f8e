"""The offers of a product in a review: one row each, beside the price on file."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from core.http_urls import validate_http_url
from manuscripts.column_limits import COLUMNS
from manuscripts.matching import Shops
from manuscripts.models import Proposal
from manuscripts.review_fields import fields_html, words_field
from manuscripts.shop_addresses import address_refusal
from products.currencies import MINOR_UNITS
from products.forms import AmountField
from products.models import Observation, Offer, PriceKind, PricePoint

MAX_OFFERS = 30  # of one product
_AMOUNTS = ("price", "price_max", "list_price")


class OfferForm(forms.Form):
    """One offer of a product: a row whose cells are all empty says nothing."""

    retailer = words_field("Shop", COLUMNS[Proposal.Kind.PRODUCT, "retailer"].max_length)
    price = AmountField(label="Price", required=False)
    price_max = AmountField(label="To", required=False)
    price_kind = forms.ChoiceField(label="Kind", choices=PriceKind.choices, required=False)
    list_price = AmountField(label="Original price", required=False)
    currency = forms.CharField(
        label="Currency",
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"size": 4, "maxlength": 3}),
    )
    url = words_field("Link", 2000, inputmode="url")
    remove = forms.BooleanField(label="Remove", required=False)

    def clean_url(self) -> str:
        address: str = self.cleaned_data["url"]
        if address:
            validate_http_url(address)
        return address

    @property
    def has_new_address(self) -> bool:
        """Whether address or shop were typed: what was read is doubted, and not refused."""
        typed = not {"url", "retailer"}.isdisjoint(self.changed_data)
        return typed and bool(self.cleaned_data.get("url")) and self.as_read is not None

    def clean_for_shop(self, shops: Shops) -> None:
        """Refuse an address that is not its shop's; for one with a `has_new_address`."""
        url, shop = self.cleaned_data["url"], self.cleaned_data.get("retailer")
        if refusal := address_refusal(url, shop, shops):
            self.add_error("url", refusal)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    @property
    def fields_html(self) -> SafeString:
        return fields_html(self.visible_fields())

    @property
    def is_blank(self) -> bool:
        names = ("retailer", *_AMOUNTS, "url")
        return not any((self[name].value() or "").strip() for name in names)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("remove") or self.is_blank:
            self.errors.clear()
            return data
        if not (data.get("retailer") or data.get("url") or self.errors.get("url")):
            self.add_error("retailer", "Name the shop, or give the link to its page.")
        if not ({*_AMOUNTS, "currency"} & {*self.errors}):
            self._clean_price(data)
        return data

    def _clean_price(self, data: dict[str, Any]) -> None:
        amounts: dict[str, Any] = {name: data.get(name) for name in _AMOUNTS}
        if data["currency"] and data["currency"] not in MINOR_UNITS:
            self.add_error(
                "currency", f"{data['currency']} is not a currency in use: try “USD” or “EUR”."
            )
            return
        if all(amount is None for amount in amounts.values()):
            return
        if amounts["price"] is None:
            self.add_error("price", "Give the price itself, too.")
            return
        if not data["currency"]:
            self.add_error("currency", "A price needs its currency: “USD”, “EUR”.")
            return
        seen = Observation(
            offer=Offer(),
            currency=data["currency"],
            price_kind=data.get("price_kind") or "exact",
            **amounts,
        )
        for problem in seen.problems():
            if problem.column in self.fields:
                self.add_error(problem.column, problem.reason)

    @property
    def as_read(self) -> dict[str, Any] | None:
        """The offer as the plan writes it, or None where the row says nothing."""
        data = self.cleaned_data
        if data.get("remove") or self.is_blank:
            return None
        amounts = {
            name: None if data[name] is None else format(data[name], "f") for name in _AMOUNTS
        }
        has_price = amounts["price"] is not None
        return {
            "retailer": data["retailer"] or None,
            "url": data["url"] or None,
            **amounts,
            "price_kind": (data["price_kind"] or "exact") if has_price else None,
            "currency": data["currency"] or None,
        }


@dataclass
class OfferRow:
    """An offer's form beside the price on file."""

    form: OfferForm
    read: dict[str, Any] = field(default_factory=dict)
    on_file: Offer | None = None
    doubt: str = ""  # about its address, as it stands in the form

    @property
    def price_read(self) -> str:
        return price_text(self.read)

    @property
    def is_new_price(self) -> bool:
        """Whether the manuscript gives another price than the one on file."""
        return bool(self.on_file and self.price_read and self.price_read != self.price_on_file)

    @property
    def price_on_file(self) -> str:
        current = self.on_file.current if self.on_file else None
        return str(current.text_with_list_price) if current else "no price"


def price_text(offer: dict[str, Any]) -> str:
    """“$19 (originally $22, as reported)”, or "" where there is no price that makes sense."""
    try:
        amounts = {name: Decimal(offer[name]) if offer.get(name) else None for name in _AMOUNTS}
        if amounts["price"] is None:
            return ""
        point = PricePoint(
            currency=offer["currency"], price_kind=offer.get("price_kind") or "exact", **amounts
        )
        return str(point.text_with_list_price)
    except (InvalidOperation, KeyError, ValueError, TypeError):
        return f"{offer.get('price', '')} {offer.get('currency') or ''}".strip()


def is_same_value(one: Any, other: Any) -> bool:
    """Whether two values are equal, “19” and “19.00” too."""
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except (InvalidOperation, TypeError, ValueError):
        return False
