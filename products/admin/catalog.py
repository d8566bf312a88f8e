"""Brands, products and offers; a price is typed like any field and saved by a batch."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from backoffice.model_admin import (
    Autocomplete,
    BaseAdmin,
    DateRange,
    HistoryAdmin,
    count_related,
)
from backoffice.references import describe_references
from backoffice.worklist import worklist
from pictures.picture_field import PictureFieldMixin
from products.display import readers_see
from products.forms import OfferForm, can_set_prices, save_hosts, save_prices
from products.models import (
    Brand,
    Offer,
    Product,
)

from .reader_words import AgeFilter, ReadersFilter, StockFilter, say_what_readers_see

HISTORY_LENGTH = 200  # changes shown at an offer


@admin.register(Brand)
class BrandAdmin(BaseAdmin):
    search_label = "name"
    search_order = 60
    nav_group = "Products"
    nav_icon = "brand"
    nav_order = 40
    empty_text = "No brands yet. Every product belongs to one, so start here."
    list_display = ["name", "website"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "other_names"]


if TYPE_CHECKING:
    _Base = admin.options.BaseModelAdmin[Any]
else:
    _Base = object


class _OfferFieldsMixin(_Base):
    """For the two places where offers are edited. Who only reads them reads the price in words."""

    form: Any = OfferForm
    readonly_fields = ["price_now"]

    _offer = [("retailer", "variant_kind", "variant"), ("url", "adds_host")]
    _price = [
        ("price", "price_kind", "price_max"),
        ("list_price", "list_price_kind"),
        ("currency", "availability"),
        ("look", "looked_at"),
        "reason",
        "seen",
    ]

    @admin.display(description="current price")
    def price_now(self, offer: Offer) -> str:
        if not offer.pk or not offer.current:
            return "none yet"
        return f"{offer.current.text_with_list_price}, {offer.current.checked_text}"

    def _form_for(self, request: HttpRequest) -> type[OfferForm]:
        # The form knows who is typing: fields they have no right to are disabled.
        return type("OfferForm", (OfferForm,), {"typed_by": request.user})


class OfferInline(DateRange, Autocomplete, _OfferFieldsMixin, admin.StackedInline):
    autocomplete_fields = ["retailer"]
    can_delete = False  # its prices stay on record; “withdrawn at” hides it from readers
    extra = 0
    model = Offer
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("product__brand", "retailer", "current")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj):
            return [("retailer", "variant_kind", "variant"), "url", "price_now", "withdrawn_at"]
        return [*self._offer, *self._price, "withdrawn_at"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, form=self._form_for(request), **kwargs)


class HasOfferFilter(admin.SimpleListFilter):
    title = "offers"
    parameter_name = "offers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "none on sale"), ("some", "at least one")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        on_sale = Q(pk__in=Offer.objects.on_sale().values("product"))
        if self.value() == "none":
            return queryset.exclude(on_sale)
        return queryset.filter(on_sale) if self.value() == "some" else queryset


@admin.register(Product)
class ProductAdmin(PictureFieldMixin, HistoryAdmin):
    search_label = Concat("brand__name", Value(" "), "name")
    search_order = 20
    nav_group = "Products"
    nav_icon = "product"
    nav_order = 10
    empty_text = "No products yet. They come from manuscripts, or add one here."
    autocomplete_fields = ["brand", "picture"]
    field_permissions = {
        "released_at": ("products.release_product", "Set by people who can release products."),
    }
    # Whoever keeps prices changes them here, beside the retailer; all else is for them to read.
    inline_permissions = ("products.change_offer", "products.add_pricebatch")
    release_permission = "products.release_product"
    release_reason = "Only people who can release products can change it"
    inlines = [OfferInline]
    list_display = ["name", "brand", "size", "category", "offer_count"]
    list_filter = [
        HasOfferFilter,
        ("brand", admin.RelatedOnlyFieldListFilter),
        "category",
        "regulatory_class",
    ]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "brand__name", "gtin"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "brand",
                    "name",
                    "slug",
                    ("size", "category"),
                    "key_ingredients",
                    "description",
                    "tags",
                    ("gtin", "regulatory_class"),
                    "released_at",
                ]
            },
        ),
        ("Picture", {"fields": ["picture", "image_alt"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .select_related("brand")
            .annotate(offer_count=count_related(Offer.objects.on_sale(), "product"))
        )

    @admin.display(description="offers", ordering="offer_count")
    def offer_count(self, product: Any) -> int:
        return product.offer_count

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Offer:
            save_hosts(formset.forms)
            save_prices(request, formset.forms)
            say_what_readers_see(request, formset.forms)


@admin.register(Offer)
class OfferAdmin(_OfferFieldsMixin, BaseAdmin):
    nav_group = "Products"
    nav_icon = "offer"
    nav_order = 20
    empty_text = (
        "No offers yet. An offer is one product at one retailer, with a price that is kept true."
    )
    autocomplete_fields = ["product", "retailer"]
    list_display = ["product", "retailer", "variant", "price_now", "readers_see", "withdrawn_at"]
    list_filter = [
        ("retailer", admin.RelatedOnlyFieldListFilter),
        "variant_kind",
        AgeFilter,
        StockFilter,
        ReadersFilter,
        ("withdrawn_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["product__brand", "retailer", "current"]
    readonly_fields = ["price_now", "readers_see", "price_history"]
    search_fields = ["product__name", "product__brand__name", "retailer__name"]
    shows_references = False  # only prices it had use it, and the page shows those

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"can_set_prices": can_set_prices(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        offer = ["product", *self._offer, "withdrawn_at"]
        if obj and not self.has_change_permission(request, obj):
            offer = ["product", ("retailer", "variant_kind", "variant"), "url", "withdrawn_at"]
            return [
                (None, {"fields": offer}),
                ("Price", {"fields": ["price_now", "readers_see", "price_history"]}),
            ]
        history, seen = (["price_history"], ["readers_see"]) if obj else ([], [])
        return [
            (None, {"fields": offer}),
            ("Price", {"fields": ["price_now", *seen, *self._price, *history]}),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> Any:
        # The fields of the form that are no fields of the model are declared on it already.
        kwargs["fields"] = [*OfferForm.Meta.fields]
        return super().get_form(request, obj, change, form=self._form_for(request), **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        save_hosts([form])
        save_prices(request, [form])
        say_what_readers_see(request, [form])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for offer in queryset:  # each tells of its going
            offer.delete()

    @admin.display(description="readers see")
    def readers_see(self, offer: Offer) -> str:
        return readers_see(offer, timezone.now())

    @admin.display(description="history")
    def price_history(self, offer: Offer) -> str:
        changes = offer.price_changes.select_related("batch__author", "before", "after")
        newest = changes.order_by("-pk")[:HISTORY_LENGTH]
        left_out = max(0, offer.price_changes.count() - HISTORY_LENGTH)
        context = {"changes": newest, "left_out": left_out}
        return render_to_string("admin/products/price_history.html", context)


def _last_check(offer: Offer) -> str:
    if offer.price_checked_at:
        return f"checked {naturaltime(offer.price_checked_at)}"
    return offer.current.checked_text if offer.current else "no price yet"


worklist(
    Offer,
    "stale",
    title="Prices due for a check",
    rows=lambda rows, user: rows.stale(),
    has_permission=can_set_prices,
    place=70,
    order=(F("price_checked_at").asc(nulls_first=True), "pk"),
    related=("product__brand", "retailer", "current"),
    detail=_last_check,
)
describe_references(Product, related=("brand",))
describe_references(Offer, related=("product__brand", "retailer"))
