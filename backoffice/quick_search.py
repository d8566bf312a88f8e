"""
“Go to…”: one question to everything in the admin that has a name, asked as one query.

    class ProductAdmin(BaseAdmin):
        search_label = "name"               # a field or an expression: what a hit is called
        search_fields = ["name", ...]   # where the words are looked for

Only what the user may view is asked for. A model joins by naming `search_label` on its admin, where
`format_search_label(text)` may turn what the database says into words.
"""

from django.contrib import admin
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast
from django.http import JsonResponse
from django.urls import reverse
from django.utils.text import capfirst

from backoffice.site import admin_page

MAX_PER_KIND = 5
LONGEST = 100


@admin_page(
    "quick-search/",
    name="quick_search",
    title="",
    has_permission=lambda user: user.is_active and user.is_staff,
)
def quick_search(request):
    """
    `?q=` → {"groups": [{"title", "hits": [{"text", "url"}]}]}, at most five hits of a kind.

    Every word must be found somewhere in the row, as in the lists' own search.
    """
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    kinds = [] if len(words) < 2 else _kinds(request)
    hits = _hits(request, kinds, words)
    groups = [
        {"title": str(capfirst(model_admin.opts.verbose_name_plural)), "hits": hits[number]}
        for number, model_admin in enumerate(kinds)
        if hits[number]
    ]
    return JsonResponse({"groups": groups})


def _kinds(request):
    kinds = [
        model_admin
        for model_admin in admin.site._registry.values()
        if getattr(model_admin, "search_label", None) and model_admin.has_view_permission(request)
    ]
    return sorted(kinds, key=lambda model_admin: model_admin.search_order)


def _hits(request, kinds, words):
    """Hits by the number of their kind."""
    hits = [[] for _ in kinds]
    if not kinds:
        return hits
    first, *others = [
        _rows(request, number, model_admin, words) for number, model_admin in enumerate(kinds)
    ]
    for number, pk, text in first.union(*others, all=True):
        model_admin = kinds[number]
        opts = model_admin.opts
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
        hits[number].append({"text": model_admin.format_search_label(text)[:200], "url": address})
    for found in hits:
        found.sort(key=lambda hit: (not hit["text"].lower().startswith(words.lower()), hit["text"]))
    return hits


def _rows(request, number, model_admin, words):
    # Without the admin's own get_queryset: its counts are for the list. The rows that fit are cut
    # off in a sub-query, because SQLite takes no LIMIT in the parts of a UNION.
    every = model_admin.model._default_manager.all()
    fitting, _ = model_admin.get_search_results(request, every, words)
    newest = fitting.order_by("-pk").values("pk")[:MAX_PER_KIND]
    name = (
        model_admin.search_label
        if hasattr(model_admin.search_label, "resolve_expression")
        else F(model_admin.search_label)
    )
    return (
        model_admin.model._default_manager.filter(pk__in=newest)
        .order_by()
        .annotate(
            found_kind=Value(number),
            found_name=Cast(name, TextField()),
        )
        .values_list("found_kind", "pk", "found_name")
    )
