"""The catalogue and the price desk. Prices are typed like any field and saved by a batch."""

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_POST

from backoffice.model_admin import (
    Autocomplete,
    BaseAdmin,
    DateRange,
    HistoryAdmin,
    ReadOnlyAdmin,
    count_related,
)
from backoffice.references import describe_references
from backoffice.widgets import parse_pk
from backoffice.worklist import worklist
from pictures.choosing import ChoosesPicture
from products.forms import OfferForm, can_set_prices, save_prices
from products.models import (
    Brand,
    Offer,
    PriceBatch,
    PricePoint,
    PriceRow,
    Product,
    Retailer,
    RetailerDomain,
)


@admin.register(Brand)
class BrandAdmin(BaseAdmin):
    search_label = "name"
    search_order = 60
    nav_group = "Products"
    nav_icon = "brand"
    nav_order = 40
    empty_text = "No brands yet. A product belongs to one, so begin here."
    list_display = ["name", "website"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "other_names"]


class RetailerDomainInline(admin.TabularInline):
    extra = 0
    model = RetailerDomain


@admin.register(Retailer)
class RetailerAdmin(BaseAdmin):
    search_label = "name"
    search_order = 70
    nav_group = "Products"
    nav_icon = "retailer"
    nav_order = 50
    empty_text = "No retailers yet. An offer says where a product is sold and for how much."
    inlines = [RetailerDomainInline]
    list_display = ["name", "market", "currency", "pays_commission", "price_policy"]
    list_filter = ["market", "currency", "pays_commission", "price_policy"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "other_names", "domains__domain"]


class _Priced:
    """Mixed into the two places where offers are edited."""

    form = OfferForm
    readonly_fields = ["price_now"]

    _offer = [("retailer", "variant"), "url"]
    _price = [
        ("price", "price_kind", "price_max"),
        ("list_price", "list_price_kind"),
        ("currency", "availability"),
        ("checked_now", "reason"),
        "seen",
    ]

    @admin.display(description="price now")
    def price_now(self, offer):
        if not offer.pk or not offer.current:
            return "none yet"
        return f"{offer.current.text}, checked {offer.current.checked_at:%d %b %Y}"

    def _form_for(self, request):
        return type("OfferForm", (OfferForm,), {"can_set_prices": can_set_prices(request.user)})


class OfferInline(DateRange, Autocomplete, _Priced, admin.StackedInline):
    autocomplete_fields = ["retailer"]
    can_delete = False  # its prices stay on record; readers lose it by “withdrawn at”
    extra = 0
    model = Offer
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product__brand", "retailer", "current")

    def get_fields(self, request, obj=None):
        if not self.has_change_permission(request, obj):
            return [*self._offer, "price_now", "withdrawn_at"]
        return [*self._offer, *self._price, "withdrawn_at"]

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, form=self._form_for(request), **kwargs)


class HasOfferFilter(admin.SimpleListFilter):
    title = "offers"
    parameter_name = "offers"

    def lookups(self, request, model_admin):
        return [("none", "none on sale"), ("some", "at least one")]

    def queryset(self, request, queryset):
        on_sale = Q(pk__in=Offer.objects.on_sale().values("product"))
        if self.value() == "none":
            return queryset.exclude(on_sale)
        return queryset.filter(on_sale) if self.value() == "some" else queryset


@admin.register(Product)
class ProductAdmin(ChoosesPicture, HistoryAdmin):
    search_label = Concat("brand__name", Value(" "), "name")
    search_order = 20
    nav_group = "Products"
    nav_icon = "product"
    nav_order = 10
    empty_text = "No products yet. They come with manuscripts and price files, and by hand."
    autocomplete_fields = ["brand", "picture"]
    field_permissions = {
        "released_at": ("products.release_product", "Set by those who release products."),
    }
    release_permission = "products.release_product"
    release_reason = "Readers see this already: it is changed by those who release products."
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

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("brand")
            .annotate(offer_count=count_related(Offer.objects.on_sale(), "product"))
        )

    @admin.display(description="offers", ordering="offer_count")
    def offer_count(self, product):
        return product.offer_count

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Offer:
            save_prices(request, formset.forms)


@admin.register(Offer)
class OfferAdmin(_Priced, BaseAdmin):
    nav_group = "Products"
    nav_icon = "offer"
    nav_order = 20
    empty_text = (
        "No offers yet. An offer is one product at one retailer, with a price that is kept true."
    )
    autocomplete_fields = ["product", "retailer"]
    list_display = ["product", "retailer", "variant", "price_now", "withdrawn_at"]
    list_filter = [
        ("retailer", admin.RelatedOnlyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["product__brand", "retailer", "current"]
    readonly_fields = ["price_now", "price_history"]
    search_fields = ["product__name", "product__brand__name", "retailer__name"]
    shows_references = False  # only its own price history uses it, and the page shows that

    def get_fieldsets(self, request, obj=None):
        offer = ["product", *self._offer, "withdrawn_at"]
        if obj and not self.has_change_permission(request, obj):
            return [
                (None, {"fields": offer}),
                ("Price", {"fields": ["price_now", "price_history"]}),
            ]
        history = ["price_history"] if obj else []
        return [
            (None, {"fields": offer}),
            ("Price", {"fields": ["price_now", *self._price, *history]}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 -- Django's
        # The fields of the form that are no fields of the model are declared on it already.
        kwargs["fields"] = [*OfferForm.Meta.fields]
        return super().get_form(request, obj, change, form=self._form_for(request), **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        save_prices(request, [form])

    @admin.display(description="history")
    def price_history(self, offer):
        rows = offer.price_rows.select_related("batch__author", "before", "after").order_by("-pk")
        return render_to_string("admin/products/price_history.html", {"rows": rows[:200]})


class HeldFilter(admin.SimpleListFilter):
    title = "second look"
    parameter_name = "held"
    empty_texts = {"yes": "No price waits for a second look. A jump that seems wrong is held here."}

    def lookups(self, request, model_admin):
        return [("yes", "holds prices for a second look")]

    def queryset(self, request, queryset):
        if self.value() != "yes":
            return queryset
        return queryset.holding()


@admin.register(PriceBatch)
class PriceBatchAdmin(ReadOnlyAdmin):
    """
    What came in together: to look at, to undo, and to let through what was held.

    A batch is what a price field, a file or an undo leaves behind.
    """

    nav_group = "Products"
    nav_icon = "batch"
    nav_order = 30
    empty_text = (
        "No price batches yet. Whatever changes a price leaves one behind, to look at and to undo."
    )
    empty_link = ("Go to the offers", "products_offer_changelist")
    actions = None
    change_form_template = "admin/products/pricebatch_change.html"
    date_hierarchy = "created_at"
    fields = ["source", "source_name", "reason", "author", "created_at", "undoes"]
    list_display = ["__str__", "author", "reason", "source_name", "row_count", "held_count"]
    list_filter = [HeldFilter, "source"]
    list_select_related = ["author"]
    readonly_fields = fields
    rows_per_page = 200
    search_fields = ["reason", "source_name", "author__username"]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or can_set_prices(request.user)

    def get_queryset(self, request):
        held = PriceRow.objects.filter(state=PriceRow.State.HELD)
        return (
            super()
            .get_queryset(request)
            .annotate(
                row_count=count_related(PriceRow.objects.all(), "batch"),
                held_count=count_related(held, "batch"),
            )
        )

    @admin.display(description="prices", ordering="row_count")
    def row_count(self, batch):
        return batch.row_count

    @admin.display(description="held", ordering="held_count")
    def held_count(self, batch):
        return batch.held_count or ""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/undo/", wrap(self.undo), name="products_pricebatch_undo"),
            path(
                "<path:object_id>/held/",
                wrap(require_POST(self.held)),
                name="products_pricebatch_held",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        batch = self.get_or_404(request, object_id, permission="view")
        rows = batch.rows.select_related(
            "offer__product__brand", "offer__retailer", "before", "after"
        )
        context = {
            "page": Paginator(rows, self.rows_per_page).get_page(request.GET.get("rows")),
            "held": batch.held_count,
            "can_set_prices": can_set_prices(request.user),
            "undone_by": batch.undone_by.first(),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def _batch(self, request, object_id):
        batch = self.get_or_404(request, object_id, permission="view")
        if not can_set_prices(request.user):
            raise PermissionDenied
        return batch

    def undo(self, request, object_id):
        batch = self._batch(request, object_id)
        if request.method == "POST":
            undo, left = batch.undo(author=request.user)
            if undo is None:
                text = (
                    "There was nothing to move back: these prices moved on since, or were held and "
                    "let through as a batch of their own. What was still held is dismissed."
                )
                self.message_user(request, text, messages.WARNING)
                return redirect(self.change_url(batch))
            text = (
                f"Back where they were: {undo.rows.count()}. Left alone, because they changed "
                f"again since: {len(left)}."
            )
            self.message_user(request, text, messages.SUCCESS)
            return redirect(self.change_url(undo))
        back, left = batch.what_undo_moves()
        rows = {
            "These prices move back": [
                f"{row.offer}: {row.after or 'none'} → {row.before or 'none'}" for row in back
            ],
            "These changed again since and are left alone": [str(row.offer) for row in left],
        }
        return self.confirm(
            request, batch, title=f"Undo “{batch}”?", button="Undo", rows=rows, danger=True
        )

    def held(self, request, object_id):
        """Let the ticked rows through, or dismiss them."""
        batch = self._batch(request, object_id)
        ticked = {parse_pk(pk) for pk in request.POST.getlist("row")} - {None}
        rows = batch.rows.filter(pk__in=ticked, state=PriceRow.State.HELD)
        if not rows:
            self.message_user(request, "Tick the prices first.", messages.WARNING)
        elif "release" in request.POST:
            release = batch.release(list(rows), author=request.user)
            text = f"Let through, as batch {release.pk}: {release.rows.count()}."
            self.message_user(request, text, messages.SUCCESS)
        elif "dismiss" in request.POST:
            count = batch.dismiss(list(rows))
            self.message_user(request, f"Dismissed: {count}.", messages.SUCCESS)
        return redirect(self.change_url(batch))


def _last_check(offer):
    if offer.price_checked_at is None:
        return "never checked"
    return f"checked {naturaltime(offer.price_checked_at)}"


worklist(
    Offer,
    "stale",
    title="Prices not checked for 30 days",
    rows=lambda rows, user: rows.stale(),
    has_permission=can_set_prices,
    place=70,
    order=(F("price_checked_at").asc(nulls_first=True), "pk"),
    related=("product__brand", "retailer"),
    detail=_last_check,
)
worklist(
    PriceBatch,
    "held",
    title="Prices held for a second look",
    rows=lambda rows, user: rows.holding(),
    has_permission=can_set_prices,
    place=80,
    detail=lambda batch: batch.source_name or batch.reason,
    asked=("held", "yes"),
)

describe_references(Product, related=("brand",))
describe_references(Offer, related=("product__brand", "retailer"))
describe_references(PricePoint, by="batch")
describe_references(PriceRow, by="batch")
