"""Brands, products and offers; a price is typed like any field and saved by a batch."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from backoffice.changelist import filled_filter
from backoffice.model_admin import (
    Autocomplete,
    BaseAdmin,
    DateRange,
    count_related,
)
from backoffice.references import ON_RECORD, SECTIONS, describe_references
from backoffice.tag_proposals import ProposedTagsAdmin, tags_worklist
from backoffice.widgets import parse_pk
from backoffice.worklist import worklist
from pictures.picture_field import PictureFieldMixin
from products.display import readers_see
from products.forms import PRICE_FIELDS, OfferForm, can_set_prices, save_hosts, save_prices
from products.models import Brand, Offer, PriceChange, Product

from .price_activity import AT_OFFER, newest_changes, opens_batches
from .reader_words import AgeFilter, ReadersFilter, StockFilter, say_what_readers_see

_SHOWN_IN = SECTIONS.keys() - {ON_RECORD}


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
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _Base = _ModelAdmin = object


class _OfferFieldsMixin(_Base):
    """For the two places where offers are edited. Who only reads them reads the price in words."""

    form: Any = OfferForm
    readonly_fields = ["price_now"]

    _offer = [("retailer", "variant_kind", "variant"), "url", "adds_host"]
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


class FirstOffers(BaseInlineFormSet):
    """The first offers of a product; what was posted is found among all of them."""

    MOST = 20

    def get_queryset(self) -> Any:
        if not hasattr(self, "_queryset") and not self.is_bound:
            self._queryset = super().get_queryset()[: self.MOST]
        return super().get_queryset()

    def unnamed(self) -> int:
        """How many there are besides."""
        if self.initial_form_count() < self.MOST or not self.instance.pk:
            return 0
        return self.instance.offers.count() - self.initial_form_count()


class OfferInline(DateRange, Autocomplete, _OfferFieldsMixin, admin.StackedInline):
    autocomplete_fields = ["retailer"]
    can_delete = False  # its prices stay on record; “withdrawn at” hides it from readers
    extra = 0
    formset = FirstOffers
    model = Offer
    show_change_link = True
    template = "admin/products/offer_inline.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("product__brand", "retailer", "current")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj):
            return [("retailer", "variant_kind", "variant"), "url", "price_now", "withdrawn_at"]
        return [*self._offer, *self._price, "withdrawn_at"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, form=self._form_for(request), **kwargs)


class PricesApart(_ModelAdmin):
    """Mixed in where prices are typed: they have a log of their own, with the old and the new."""

    prices_by: str  # from a price change to the row

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002 -- Django's
    ) -> Any:
        parts = super().construct_change_message(request, form, formsets, add)
        for changed in [part["changed"] for part in parts if "changed" in part]:
            changed["fields"] = [one for one in changed["fields"] if one not in _PRICE_LABELS]
        return [part for part in parts if part.get("changed", {"fields": True})["fields"]]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        prices = newest_changes(PriceChange.objects.filter(**{self.prices_by: parse_pk(object_id)}))
        prices["names_offers"] = self.prices_by != "offer"
        prices["opens_batches"] = opens_batches(request, self.admin_site)
        return super().history_view(request, object_id, prices | (extra_context or {}))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_change(request, obj, message) if message else None


_PRICE_LABELS = {OfferForm.base_fields[name].label or name for name in PRICE_FIELDS}


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
class ProductAdmin(PricesApart, PictureFieldMixin, ProposedTagsAdmin):
    search_label = Concat("brand__name", Value(" "), "name")
    search_order = 20
    nav_group = "Products"
    nav_icon = "product"
    nav_order = 10
    empty_text = "No products yet. They come from manuscripts, or add one here."
    autocomplete_fields = ["brand", "picture"]
    object_history_template = "admin/products/product/object_history.html"
    prices_by = "offer__product"
    field_permissions = {
        "released_at": ("products.release_product", "Set by people who can release products."),
    }
    # Whoever keeps prices changes them here, beside the retailer; all else is for them to read.
    inline_permissions = ("products.change_offer", "products.add_pricebatch")
    release_permission = "products.release_product"
    release_reason = "Only people who can release products can change it"
    actions = ["accept_tags", "decline_tags", "propose_tags"]
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
                    "accepted_tags",
                    "declines_tags",
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
class OfferAdmin(PricesApart, _OfferFieldsMixin, BaseAdmin):
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
        filled_filter("withdrawn_at", "on sale", "withdrawn"),
    ]
    list_select_related = ["product__brand", "retailer", "current"]
    prices_by = "offer"
    readonly_fields = ["price_now", "readers_see", "price_history"]
    search_fields = ["product__name", "product__brand__name", "retailer__name"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"can_set_prices": can_set_prices(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        offer = super().get_object(request, *args, **kwargs)
        if offer:
            offer.opens_batches = opens_batches(request, self.admin_site)
        return offer

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

    def references_panel(
        self, request: HttpRequest, obj: Offer, sections: Any = _SHOWN_IN
    ) -> dict[str, Any]:
        """Where its product is shown, and so the offer; what uses itself are its prices, above."""
        products: Any = self.admin_site.get_model_admin(Product)
        panel: dict[str, Any] = products.references_panel(request, obj.product, sections)
        return {**panel, "references_of": obj.product, "not_shown": _why_not_shown(obj)}

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for offer in queryset:  # each tells of its going
            offer.delete()

    @admin.display(description="readers see")
    def readers_see(self, offer: Offer) -> str:
        return readers_see(offer, timezone.now())

    @admin.display(description="history")
    def price_history(self, offer: Offer) -> str:
        context = newest_changes(offer.price_changes.all(), AT_OFFER)
        context["history"] = reverse("admin:products_offer_history", args=[offer.pk])
        context["opens_batches"] = getattr(offer, "opens_batches", False)
        return render_to_string("admin/products/price_history.html", context)


def _why_not_shown(offer: Offer) -> str:
    """Why readers see it nowhere, whatever shows its product; "" where they see it there."""
    if offer.withdrawn_at:
        return "Readers don’t see this offer: it is withdrawn."
    if Offer.objects.filter(pk=offer.pk).waiting().exists():
        return "Readers don’t see this offer: its shop, or its host there, waits for release."
    return ""


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
tags_worklist(
    Product,
    title="Tags proposed for products",
    right="products.release_product",
    place=75,
    related=("brand",),
)
describe_references(Product, related=("brand",))
describe_references(Offer, related=("product__brand", "retailer"))
