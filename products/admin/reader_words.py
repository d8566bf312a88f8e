"""What readers see of offers, told at the desk: filters of the list, and words after a save."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from products.display import display_of, readers_see, why_no_strike
from products.forms import OfferForm
from products.models import Offer
from products.price_history import lows_of
from products.price_kinds import NOT_AVAILABLE

MOST = 5  # offers told after one save


class _Filter(admin.SimpleListFilter):
    choices_in_words: tuple[tuple[str, str], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*self.choices_in_words]


class AgeFilter(_Filter):
    title, parameter_name = "last look", "look"
    choices_in_words = (
        ("due", "due for a check"),
        ("feed", "too old, and for a feed to bring"),
        ("never", "never checked"),
    )

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        asked = {"due": "stale", "feed": "stale_in_feeds", "never": "never_checked"}
        name = asked.get(self.value() or "")
        return getattr(queryset, name)() if name else queryset


class StockFilter(_Filter):
    title, parameter_name = "availability", "stock"
    choices_in_words = (("yes", "can be had"), ("no", "sold out or gone"), ("open", "not stated"))

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        gone = Q(current__availability__in=NOT_AVAILABLE)
        is_open = Q(current=None) | Q(current__availability="")
        rows = {"yes": ~gone & ~is_open, "no": gone, "open": is_open}.get(self.value() or "")
        return queryset if rows is None else queryset.filter(rows)


class ReadersFilter(_Filter):
    title, parameter_name = "readers see", "seen"
    choices_in_words = (("price", "the price"), ("hidden", "no price"))

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        if self.value() not in ("price", "hidden"):
            return queryset
        priced = Q(pk__in=Offer.objects.with_shown_price().values("pk"))
        return queryset.filter(priced if self.value() == "price" else ~priced)


def say_what_readers_see(request: HttpRequest, forms: Iterable[OfferForm]) -> None:
    """Tell it of the offers whose prices these saved forms observed."""
    at = timezone.now()
    keys = [form.instance.pk for form in forms if form.observation]
    rows = Offer.objects.filter(pk__in=keys[:MOST])
    offers = list(rows.for_display().select_related("product__brand").order_by("pk"))
    waiting = {*rows.waiting().values_list("pk", flat=True)} if offers else set()
    lows = lows_of(offers, at) if offers else {}
    for offer in offers:
        words = readers_see(offer, at)
        if offer.pk in waiting:
            words = "nothing: its shop, or its host there, waits for release"
        elif no_strike := why_no_strike(offer, display_of(offer, at, lows.get(offer.pk))):
            words += f". The higher price is not struck through: {no_strike}"
        messages.info(request, f"Of {offer}, readers see {words}.")
