"""Price batches: what changed prices, undoing it, and the prices that are held for review."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from backoffice.decisions import State, decides, refuse_stale
from backoffice.labels import is_mention, told
from backoffice.model_admin import (
    ReadOnlyAdmin,
    count_related,
)
from backoffice.references import describe_references
from backoffice.widgets import parse_pk
from backoffice.worklist import worklist
from products.forms import can_set_prices
from products.models import (
    PriceBatch,
    PriceChange,
    PricePoint,
)

from .price_files import PriceFilesMixin


class HeldFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "held"
    empty_texts = {
        "yes": "No prices are held for review. A jump that looks like a mistake is held here."
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "has prices held for review")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        return queryset.holding()


@admin.register(PriceBatch)
class PriceBatchAdmin(PriceFilesMixin, ReadOnlyAdmin):
    """
    Prices that came in together: to look at, to undo, and to release what was held.

    Whatever changes a price leaves one: a price field, a file, an undo.
    """

    nav_group = "Products"
    nav_icon = "batch"
    nav_order = 30
    empty_text = (
        "No price batches yet. Every change of prices is kept as a batch that can be undone."
    )
    empty_link = ("Go to offers", "products_offer_changelist")
    actions = None
    change_form_template = "admin/products/pricebatch_change.html"  # type: ignore[assignment]  # Django takes a string too
    date_hierarchy = "created_at"
    fields = ["source", "came_from", "reason", "author", "created_at", "undoes"]
    readonly_fields = ["source", "came_from", "reason", "author", "created_at", "undoes"]
    list_display = ["__str__", "author", "reason", "came_from", "change_count", "held_count"]
    list_filter = [HeldFilter, "source"]
    list_select_related = ["author"]
    changes_per_page = 200
    view_permissions = ("products.add_pricebatch",)  # whoever sets prices
    search_fields = ["reason", "source_name", "author__username"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held = PriceChange.objects.filter(state=PriceChange.State.HELD)
        return (
            super()
            .get_queryset(request)
            .annotate(
                change_count=count_related(PriceChange.objects.all(), "batch"),
                held_count=count_related(held, "batch"),
            )
        )

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        batch = super().get_object(request, *args, **kwargs)
        if batch:
            batch.came_from = told(request, self.admin_site, batch.source_name)
        return batch

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        @admin.display(description="source name", ordering="source_name")
        def came_from(batch: Any) -> str:
            return told(request, self.admin_site, batch.source_name)

        names = super().get_list_display(request)
        return [came_from if name == "came_from" else name for name in names]

    @admin.display(description="source name")
    def came_from(self, batch: Any) -> str:
        return batch.came_from

    @admin.display(description="prices", ordering="change_count")
    def change_count(self, batch: Any) -> int:
        return batch.change_count

    @admin.display(description="held", ordering="held_count")
    def held_count(self, batch: Any) -> Any:
        return batch.held_count or ""

    def get_urls(self) -> list[Any]:
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

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        batch = self.get_or_404(request, object_id, permission="view")
        changes = batch.changes.select_related(
            "offer__product__brand", "offer__retailer", "before", "after"
        )
        context = {
            "page": Paginator(changes, self.changes_per_page).get_page(request.GET.get("rows")),
            "held": batch.held_count,
            "can_set_prices": can_set_prices(request.user),
            "undone_by": batch.undone_by.first(),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def _batch(self, request: HttpRequest, object_id: str) -> PriceBatch:
        batch = self.get_or_404(request, object_id, permission="view")
        if not can_set_prices(request.user):
            raise PermissionDenied
        return batch

    @decides
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        batch = self._batch(request, object_id)
        back, left = batch.preview_undo()
        moves = " ".join(f"{row.pk}" for row in back)
        state = {"Prices that would move back": (str(len(back)), moves)}
        if request.method == "POST" and not self._is_stale(request, state):
            undo, left = batch.undo(author=request.user)
            if undo is None:
                text = (
                    "There was nothing to undo: these prices were changed again since, or were "
                    "held and released as a batch of their own. Prices still held were dismissed."
                )
                self.message_user(request, text, messages.WARNING)
                return redirect(self.change_url(batch))
            text = (
                f"Prices moved back: {undo.changes.count()}. "
                f"Left alone because they were changed again since: {len(left)}."
            )
            self.message_user(request, text, messages.SUCCESS)
            return redirect(self.change_url(undo))
        rows = {
            "These prices move back": [
                f"{row.offer}: {row.after or 'none'} → {row.before or 'none'}" for row in back
            ],
            "These were changed again since and are left alone": [str(row.offer) for row in left],
        }
        return self.confirm(
            request,
            batch,
            title=f"Undo “{batch}”?",
            button="Undo",
            rows=rows,
            danger=True,
            state=state,
        )

    def _is_stale(self, request: HttpRequest, state: State) -> bool:
        """Whether the page showed something else; says what, and asks again."""
        try:
            refuse_stale(request, state)
        except ValidationError as error:
            self.show_errors(request, error)
            return True
        return False

    @decides
    def held(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Release the selected prices, or dismiss them."""
        batch = self._batch(request, object_id)
        ticked = {parse_pk(pk) for pk in request.POST.getlist("row")} - {None}
        held = batch.changes.filter(pk__in=ticked, state=PriceChange.State.HELD)
        if not held:
            self.message_user(request, "Select the prices first.", messages.WARNING)
        elif "release" in request.POST:
            self._release(request, batch, held)
        elif "dismiss" in request.POST:
            count = batch.dismiss(held)
            self.message_user(request, f"Prices dismissed: {count}.", messages.SUCCESS)
        return redirect(self.change_url(batch))

    def _release(
        self, request: HttpRequest, batch: PriceBatch, held: QuerySet[PriceChange]
    ) -> None:
        release = batch.release(held, author=request.user)
        if release.batch:
            count = release.batch.changes.count()
            text = f"Prices released, as batch {release.batch.pk}: {count}."
            self.message_user(request, text, messages.SUCCESS)
        for change, reason in release.refused:
            self.message_user(request, f"{change.offer}: {reason}", messages.WARNING)


worklist(
    PriceBatch,
    "held",
    title="Prices held for review",
    rows=lambda rows, user: rows.holding(),
    has_permission=can_set_prices,
    place=80,
    detail=lambda batch: (not is_mention(batch.source_name) and batch.source_name) or batch.reason,
    asked=("held", "yes"),
)

describe_references(PricePoint, by="batch")
describe_references(PriceChange, by="batch")
