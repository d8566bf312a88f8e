"""
The form in which an offer and its price are typed. Prices go through `PriceBatch` like every other
price: there is nothing else to write to (products/models/price_batch.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator

from backoffice.widgets import MomentField, parse_pk
from products.currencies import MINOR_UNITS, UNKNOWN_CURRENCY, quantized
from products.models import (
    PRICE_FACTS,
    Availability,
    ListPriceKind,
    Observation,
    Offer,
    PriceBatch,
    PriceKind,
    PricePoint,
    PriceSource,
)
from products.releases import can_release_retailers
from products.shop_hosts import host_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def can_set_prices(user: Any) -> bool:
    """Setting a price is adding a price batch, whichever page it is typed on."""
    return user.has_perm("products.add_pricebatch")


class AmountField(forms.CharField):
    """An amount of money as text; `Decimal` or None. Its currency stands in another field."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 10})
    _plain = re.compile(r"[0-9]{1,10}(\.[0-9]{1,4})?")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # its text is one
        text = super().to_python(value)
        if not text:
            return None
        if self._plain.fullmatch(text):
            return Decimal(text)
        if text.startswith("-"):
            raise ValidationError("A price must be more than zero.")
        raise ValidationError(
            f"“{Truncator(text).chars(20)}” isn't an amount. "
            "Use digits and a decimal point: “19.50”."
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


# Fields of the form that are none of the offer: they go to a batch.
PRICE_FIELDS = (*PRICE_FACTS, "look", "looked_at", "reason", "seen")
# How the editor knows: by a look at the shop that found all as it was, or from elsewhere.
_FOUND_THE_SAME, _NO_LOOK = "same", "no"


def _amount_text(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else str(quantized(amount, currency))


class OfferForm(forms.ModelForm):
    """
    An offer with its price. The price is no field of the offer: a valid form has an `observation`
    (or None where nothing was said about the price), which the caller puts into a price batch.
    """

    typed_by: "User | None" = None  # the admin's subclass knows

    adds_host = forms.BooleanField(
        label="Its host is new: it belongs to the retailer",
        required=False,
        help_text="Adds the host to the retailer's domains, and readers see the offer.",
    )
    price = AmountField(required=False, help_text="“19.50”. Leave empty if it isn't known.")
    price_kind = forms.ChoiceField(
        label="Kind", choices=PriceKind.choices, initial=PriceKind.EXACT, required=False
    )
    price_max = AmountField(label="To", required=False, help_text="The upper end of a range.")
    list_price = AmountField(
        label="Former or list price", required=False, help_text="Struck through if it is higher."
    )
    list_price_kind = forms.ChoiceField(
        label="What kind", choices=[("", "not stated"), *ListPriceKind.choices], required=False
    )
    currency = forms.CharField(
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"size": 4}),
        help_text="“USD”. Leave empty for the retailer's.",
    )
    availability = forms.ChoiceField(
        choices=[("", "not stated"), *Availability.choices], required=False
    )
    look = forms.ChoiceField(
        label="Looked at the shop",
        choices=[
            ("", "yes, if I changed price or availability"),
            (_FOUND_THE_SAME, "yes, and the rest is as it says here"),
            (_NO_LOOK, "no, I have it from elsewhere"),
        ],
        required=False,
    )
    looked_at = MomentField(label="Looked up on", required=False, help_text="Empty means now.")
    reason = forms.CharField(
        label="Reason", required=False, max_length=300, help_text="“Spring sale”"
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Offer
        fields = ["product", "retailer", "variant_kind", "variant", "url", "withdrawn_at"]
        labels = {"variant_kind": "Sells"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.observation: Observation | None = None
        if "variant_kind" in self.fields:
            self.fields["variant_kind"].required = False  # the full size, unless it is said
        point = self._point_seen()
        if point:
            self.initial.update({name: getattr(point, name) for name in PRICE_FACTS})
            for name in ("price", "price_max", "list_price"):
                self.initial[name] = _amount_text(getattr(point, name), point.currency)
            self.initial["seen"] = point.pk
        if not (self.typed_by and can_set_prices(self.typed_by)):
            for name in PRICE_FIELDS:
                self.fields[name].disabled = True
        if not (self.typed_by and can_release_retailers(self.typed_by)):
            self.fields["adds_host"].disabled = True

    def _point_seen(self) -> PricePoint | None:
        """The point the editor looked at: what changed is told against that, not the newest one."""
        seen = parse_pk(self.data.get(self.add_prefix("seen"), "")) if self.is_bound else None
        if not self.instance.pk:
            return None
        if seen is None or seen == self.instance.current_id:
            return self.instance.current
        return self.instance.points.filter(pk=seen).first()

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"].upper()
        if code and code not in MINOR_UNITS:
            raise ValidationError(UNKNOWN_CURRENCY)
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.accepts_host = bool(cleaned.get("adds_host"))
        looked_at, has_looked = cleaned.get("looked_at"), cleaned.get("look") != _NO_LOOK
        if looked_at and not has_looked:
            why = "You didn't look at the shop: leave this empty, or say that you did."
            self.add_error("looked_at", why)
        elif looked_at and (why := self._looked_since(looked_at)):
            self.add_error("looked_at", why)
        found_the_same = cleaned.get("look") == _FOUND_THE_SAME
        says_something = found_the_same or {*PRICE_FACTS, "looked_at"} & {*self.changed_data}
        if not says_something or {*PRICE_FACTS, "looked_at", "seen"} & {*self.errors}:
            return cleaned
        retailer = cleaned.get("retailer") or getattr(self.instance, "retailer", None)
        if retailer is None:
            return cleaned
        facts = {name: cleaned[name] for name in PRICE_FACTS}
        facts["currency"] = facts["currency"] or retailer.currency
        facts["price_kind"] = facts["price_kind"] or PriceKind.EXACT
        observation = Observation(
            offer=self.instance,
            checked_at=(looked_at or timezone.now()) if found_the_same else None,
            looked_at=looked_at,
            looked=has_looked,
            **facts,
        )
        if self.instance.pk:
            observation = replace(observation, based_on=cleaned["seen"])
        problems = self._problems(observation)
        for column, why in problems:
            field = {"checked_at": "looked_at"}.get(column, column)
            self.add_error(field if field in self.fields else None, why)
        self.observation = None if problems else observation
        return cleaned

    def _looked_since(self, looked_at: datetime) -> str:
        """Why a look at that moment says nothing of the price by now; "" where it may."""
        current = self.instance.current if self.instance.pk else None
        if current is None or current.checked_at is None or looked_at >= current.checked_at:
            return ""
        last = timezone.localtime(current.checked_at)
        return (
            f"It was checked since, on {last:%d %b %Y at %H:%M}: {current.text}. Correct the "
            "moment, or look again and leave it empty."
        )

    def _problems(self, observation: Observation) -> list[tuple[str, str]]:
        if not self.instance.pk:
            return [(problem.column, problem.reason) for problem in observation.problems()]
        refused = PriceBatch(source=PriceSource.ADMIN).preview([observation]).refused
        if refused and observation.based_on != self.instance.current_id:
            # What stands in the form now is what the editor looks at from here on, so that saving
            # it once more is a decision and not the same accident.
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # it is a QueryDict
            data[self.add_prefix("seen")] = self.instance.current_id or ""
            self.data = data
        return [(refusal.column, refusal.reason) for refusal in refused]


def save_hosts(offer_forms: Iterable[OfferForm]) -> None:
    """Add the hosts that valid `OfferForm`s say are their retailers' own."""
    for form in offer_forms:
        offer = form.instance
        if offer.pk and offer.accepts_host and not offer.check_address().belongs:
            offer.retailer.domains.create(domain=host_of(offer.url))


def save_prices(request: HttpRequest, offer_forms: Iterable[OfferForm]) -> None:
    """Put what valid `OfferForm`s observed on record, a batch for every reason given."""
    observed: dict[str, list[Observation]] = defaultdict(list)
    for form in offer_forms:
        if form.observation:
            observation = replace(form.observation, offer=form.instance)
            observed[form.cleaned_data.get("reason", "")].append(observation)
    if observed and not can_set_prices(request.user):
        raise PermissionDenied
    for reason, observations in observed.items():
        batch = PriceBatch(
            author=cast("User", request.user), source=PriceSource.ADMIN, reason=reason
        )
        outcome = batch.apply(observations)
        for refusal in outcome.refused:
            messages.error(request, f"{refusal.observation.offer}: {refusal.reason}")
        for change in outcome.held:
            text = format_html(
                "The price of {} is held for review and not shown yet: {} "
                '<a href="{}">Release or dismiss it</a>.',
                change.observation.offer,
                change.reason,
                reverse("admin:products_pricebatch_change", args=[batch.pk]),
            )
            messages.warning(request, text)
