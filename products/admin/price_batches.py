"""Price batches: what changed prices, undoing it, and the prices that are held for review."""

from copy import copy
from mimetypes import guess_type
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from backoffice.decisions import decides
from backoffice.labels import is_mention, told
from backoffice.model_admin import ReadOnlyAdmin, count_related
from backoffice.references import describe_references
from backoffice.widgets import parse_pk
from backoffice.worklist import worklist
from core.http_urls import validate_http_url
from core.request_bodies import USUAL, allow_body
from core.timezones import moment_text
from pictures.decoding import ACCEPTED, MAX_BYTES, clean_picture
from products.forms import can_set_prices
from products.models import (
    PriceBatch,
    PriceChange,
    PriceEvidence,
    PricePoint,
)
from products.models.price_undos import Undos
from products.price_undo import Standing, moved_back

from .price_files import PriceFilesMixin
from .price_undo import PriceUndoMixin

allow_body("admin:products_pricebatch_held", MAX_BYTES + USUAL)


class EvidenceForm(forms.Form):
    """How somebody knows that held prices are right."""

    note = forms.CharField(
        max_length=500,
        error_messages={"required": "Say how you know: “Seen at the shop, it is a set of ten.”"},
        help_text="To release: how you know that it is right.",
    )
    url = forms.CharField(
        label="Address", max_length=2000, required=False, validators=[validate_http_url]
    )
    picture = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=f"A screenshot, up to {MAX_BYTES // 1024 // 1024} MB. Only price admins see it.",
    )

    def clean_picture(self) -> Any:
        upload = self.cleaned_data["picture"]
        return clean_picture(upload).file if upload else None


MOST_NAMED = 10  # undos of one batch


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
class PriceBatchAdmin(PriceUndoMixin, PriceFilesMixin, ReadOnlyAdmin):
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
    readonly_fields = ("standing", "source", "came_from", "reason", "by", "at", "undoes")
    list_display = ["__str__", "standing", "author", "reason", "came_from"]
    list_display += ["change_count", "held_count"]
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
                has_applied=Exists(
                    PriceChange.objects.filter(
                        batch=OuterRef("pk"), state=PriceChange.State.APPLIED
                    ).order_by()
                ),
            )
        )

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        batch = super().get_object(request, *args, **kwargs)
        if batch:
            batch.came_from = told(request, self.admin_site, batch.source_name)
            batch.standing = Standing([batch])
        return batch

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        rest = [name for name in ("came_from", "reason", "undoes") if getattr(obj, name, None)]
        return [("standing", "by", "at"), ("source", *rest)]

    @admin.display(description="by")
    def by(self, batch: Any) -> str:
        return str(batch.author or "a command on the server")

    @admin.display(description="when")
    def at(self, batch: Any) -> str:
        return moment_text(batch.created_at)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        @admin.display(description="source name", ordering="source_name")
        def came_from(batch: Any) -> str:
            return told(request, self.admin_site, batch.source_name)

        names = super().get_list_display(request)
        return [came_from if name == "came_from" else name for name in names]

    @admin.display(description="source name")
    def came_from(self, batch: Any) -> str:
        return batch.came_from

    @admin.display(description="state")
    def standing(self, batch: Any) -> str:
        return batch.standing.words(batch)

    @admin.display(description="prices", ordering="change_count")
    def change_count(self, batch: Any) -> int:
        return batch.change_count

    @admin.display(description="held", ordering="held_count")
    def held_count(self, batch: Any) -> Any:
        return batch.held_count or ""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        found.result_list = list(found.result_list)
        standing = Standing(found.result_list)
        for batch in found.result_list:
            batch.standing = standing
        return found

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/held/",
                wrap(require_POST(self.held)),
                name="products_pricebatch_held",
            ),
            path(
                "<path:object_id>/evidence/<int:evidence>/",
                wrap(self.evidence),
                name="products_pricebatch_evidence",
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
        counts = dict(batch.changes.order_by().values_list("state").annotate(count=Count("pk")))
        # What waits is what somebody comes for, and would be lost among 100,000 rows.
        state = request.GET.get("state", PriceChange.State.HELD.value)
        if state not in counts:
            state = ""
        changes = batch.changes.select_related(
            "offer__product__brand", "offer__retailer", "before", "after", "evidence__given_by"
        )
        if state:
            changes = changes.filter(state=state)
        page = Paginator(changes, self.changes_per_page).get_page(request.GET.get("rows"))
        context = {
            "page": page,
            "state": state,
            "states": _states(counts, state),
            "held": counts.get(PriceChange.State.HELD, 0),
            "can_set_prices": can_set_prices(request.user),
            "moved_back": moved_back(page.object_list),
            **_undone(batch, counts.get(PriceChange.State.APPLIED, 0)),
            "releases": batch.released_as(),
            "may_release": batch.may_release(request.user),
            "evidence": EvidenceForm(),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def _batch(self, request: HttpRequest, object_id: str) -> PriceBatch:
        batch = self.get_or_404(request, object_id, permission="view")
        if not can_set_prices(request.user):
            raise PermissionDenied
        return batch

    @decides
    def held(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Release the selected prices, or dismiss them."""
        batch = self._batch(request, object_id)
        ticked = {parse_pk(pk) for pk in request.POST.getlist("row")} - {None}
        held = batch.changes.filter(pk__in=ticked, state=PriceChange.State.HELD)
        if not held:
            decided = batch.changes.filter(pk__in=ticked).exists()
            text = "These were decided before." if decided else "Select the prices first."
            self.message_user(request, text, messages.WARNING)
        elif "release" in request.POST:
            form = EvidenceForm(request.POST, request.FILES)
            if not form.is_valid():
                return self._asked_again(request, object_id, form, ticked)
            self._release(request, batch, held, form.cleaned_data)
        elif "dismiss" in request.POST:
            count = batch.dismiss(held)
            self.message_user(request, f"Prices dismissed: {count}.", messages.SUCCESS)
        return redirect(self.change_url(batch))

    def _asked_again(
        self, request: HttpRequest, object_id: str, form: EvidenceForm, ticked: set[Any]
    ) -> HttpResponse:
        """The batch's page with what was typed and ticked, and what is wrong with it."""
        shown = copy(request)
        shown.method = "GET"  # Django's page of a row takes no other from who can't change it
        return self.change_view(
            shown, object_id, extra_context={"evidence": form, "ticked": ticked}
        )

    def evidence(self, request: HttpRequest, object_id: str, evidence: int) -> HttpResponse:
        """The picture somebody gave when they let a held price through."""
        given = PriceEvidence.objects.filter(change__batch=self._batch(request, object_id))
        found = given.filter(pk=evidence).exclude(picture="").first()
        if found is None:
            raise Http404
        try:
            with found.picture.open("rb") as stream:
                kind = guess_type(found.picture.name or "")[0]
                return HttpResponse(stream.read(), content_type=kind)
        except OSError as error:
            raise Http404 from error

    def _release(
        self,
        request: HttpRequest,
        batch: PriceBatch,
        held: QuerySet[PriceChange],
        evidence: dict[str, Any],
    ) -> None:
        release = batch.release(held, author=request.user, **evidence)
        if release.batch:
            count = release.batch.moved().count()
            text = f"Prices released, as batch {release.batch.pk}: {count}."
            self.message_user(request, text, messages.SUCCESS)
        for change, reason in release.refused:
            self.message_user(request, f"{change.offer}: {reason}", messages.WARNING)


class _StateLink(NamedTuple):
    name: str
    address: str
    rows: int
    is_here: bool


def _states(counts: dict[str, int], here: str) -> list[_StateLink]:
    """Links to the rows of each state, what waits first; none where all are of one."""
    names = [PriceChange.State(state) for state in PriceChange.State.values if state in counts]
    names.sort(key=lambda state: state != PriceChange.State.HELD)
    links = [
        _StateLink(str(state.label), f"?state={state}", counts[state], here == state)
        for state in names
    ]
    everything = _StateLink("all", "?state=all", sum(counts.values()), not here)
    return [*links, everything] if len(links) > 1 else []


def _undone(batch: Any, applied: int) -> dict[str, Any]:
    """How the page says that it is undone, or was, and what of it counts all the same."""
    undos = Undos([batch.pk])
    standing, again = undos.standing(batch.pk), undos.brought_back_by(batch.pk)
    if not (standing or again):
        return {}
    moved = PriceChange.objects.filter(batch__in=standing, state=PriceChange.State.APPLIED)
    current = batch.preview_undo()[0].count()
    rows = PriceBatch.objects.select_related("author").order_by("-pk")
    return {
        "undone_by": rows.filter(pk__in=standing[:MOST_NAMED]),
        "brought_back_by": again,
        "current": current,
        "applied": applied,
        "stayed": applied - current - moved.count(),
    }


worklist(
    PriceBatch,
    "held",
    title="Prices held for review",
    rows=lambda rows, user: rows.holding(),
    count=lambda rows: PriceChange.objects.filter(
        state=PriceChange.State.HELD, batch__in=rows.order_by().values("pk")
    ).count(),
    has_permission=can_set_prices,
    place=80,
    detail=lambda batch: (not is_mention(batch.source_name) and batch.source_name) or batch.reason,
    asked=("held", "yes"),
)

describe_references(PricePoint, by="batch")
describe_references(PriceChange, by="batch")
