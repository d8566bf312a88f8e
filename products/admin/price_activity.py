"""What the first page and the history of an offer say of prices: “$19 → $21”, whatever the door."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from backoffice.activity import Activity, activity_source
from backoffice.labels import told
from products.models import PriceBatch, PriceChange, PriceSource
from products.price_words import in_one_line

AT_OFFER, IN_HISTORY = 20, 200  # changes shown on the page of an offer, and in a history
NAMED = 3  # prices of one batch; of more, only how many they are


def newest_changes(changes: "QuerySet[PriceChange]", most: int = IN_HISTORY) -> dict[str, Any]:
    """The context of `admin/products/price_history.html`."""
    rows = changes.select_related(
        "offer__product__brand", "offer__retailer", "batch__author", "before", "after"
    ).order_by("-pk")
    return {"changes": rows[:most], "left_out": max(0, changes.count() - most)}


def opens_batches(request: HttpRequest, site: AdminSite) -> bool:
    """Whether the viewer may open the batches that prices came by."""
    return bool(site.get_model_admin(PriceBatch).has_view_permission(request))


@activity_source
def price_activity(request: HttpRequest, site: AdminSite, most: int) -> list[Activity]:
    """The newest batches, a line each: two queries, however many prices they hold."""
    if not opens_batches(request, site):
        return []
    admin: Any = site.get_model_admin(PriceBatch)
    applied = admin.get_queryset(request).filter(state=PriceBatch.State.APPLIED)
    batches = list(applied.select_related("author").order_by("-pk")[:most])
    named = defaultdict(list)
    small = [batch.pk for batch in batches if batch.change_count <= NAMED]
    changes = PriceChange.objects.filter(batch__in=small).select_related(
        "offer__product__brand", "offer__retailer", "before", "after"
    )
    for change in changes:
        named[change.batch_id].append(change)
    return [_activity(request, site, batch, named[batch.pk]) for batch in batches]


_DID = {
    PriceChange.Kind.CHANGED.value: "changed",
    PriceChange.Kind.CONFIRMED.value: "confirmed",
    PriceChange.Kind.RESTORED.value: "moved back",
}


def _activity(
    request: HttpRequest, site: AdminSite, batch: Any, named: Sequence[PriceChange]
) -> Activity:
    did = "moved back" if batch.source == PriceSource.UNDO else "recorded"
    address = reverse("admin:products_pricebatch_change", args=[batch.pk])
    if len(named) == 1:
        what, steps = str(named[0].offer), [_words(named[0])]
        did = _DID[named[0].kind] + " the price of"
    else:
        what, steps = str(batch), [f"{change.offer}: {_words(change)}" for change in named]
        did += f" {batch.change_count:,} prices in"
        if batch.held_count and not named:
            steps = [f"{batch.held_count:,} held for review"]
    source = told(request, site, batch.source_name)
    note = " · ".join(filter(None, [*steps, source, batch.reason]))
    author = batch.author
    who = author.get_full_name() or author.get_username() if author else "A command"
    return Activity(who, did, what, address, note, batch.created_at)


def _words(change: PriceChange) -> str:
    state = f" ({change.get_state_display()})" if change.state != change.State.APPLIED else ""
    return in_one_line(change.steps) + state
