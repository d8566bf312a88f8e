"""
The admin's pages about references: a panel on the row's page, a page of its own, and deleting.

What is in use is never deleted: whoever tries is shown where it is used instead, and a forged
request is answered with the same page. `BaseAdmin` mixes this in, so it holds for every model.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from backoffice.references import SECTIONS, ReferenceFinder, ReferenceGroup, by_section

IN_PANEL, ON_PAGE, ON_PAGE_OF_ONE = 4, 25, 50  # references under one heading
MAX_NAMED = 10  # headings whose references are named; further ones say how many there are


@dataclass(frozen=True)
class InUse:
    """A row that can't go, and where it is used; `sections` as from `by_section`."""

    row: Any
    count: int
    sections: dict[str, list[ReferenceGroup]]
    url: str  # of the page that lists every reference

    def __str__(self) -> str:
        return str(self.row)


if TYPE_CHECKING:
    from django.contrib import admin

    class ModelAdmin(admin.ModelAdmin[Any]):
        """What `BaseAdmin` brings."""

        def get_or_404(self, request: HttpRequest, object_id: str, *, permission: str) -> Any: ...
        def change_url(self, obj: Any) -> str: ...
else:
    ModelAdmin = object  # it comes after this class among the bases


def _total(groups: Iterable[ReferenceGroup]) -> int:
    return sum(group.count for group in groups)


class References(ModelAdmin):
    """Mixed into `BaseAdmin`: where a row is used, and that it stays as long as it is."""

    shows_references = True  # False where the page of a row says it in its own way
    delete_selected_confirmation_template = "admin/delete_selected.html"

    @cached_property
    def reference_finder(self) -> ReferenceFinder:
        return ReferenceFinder(self.model, self.admin_site)

    def extra_views(self) -> dict[str, tuple[str, Any]]:
        if not self.reference_finder.relations:
            return {}
        return {"references": ("references/", self.references_view)}

    def _references_url(self, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_references", args=[pk])

    def _groups(self, pk: Any) -> list[ReferenceGroup]:
        return self.reference_finder.count([pk]).get(pk, [])

    def _named(
        self, request: HttpRequest, pk: Any, groups: Sequence[ReferenceGroup], limit: int
    ) -> Iterator[ReferenceGroup]:
        """The groups with their first references; at most `MAX_NAMED` queries."""
        for place, group in enumerate(groups):
            is_named = place < MAX_NAMED
            fill = self.reference_finder.fill
            yield fill(pk, group, request, slice(limit)) if is_named else group

    def references_panel(
        self, request: HttpRequest, obj: Any, sections: Container[str] = SECTIONS
    ) -> dict[str, Any]:
        """What the page of a row shows about where it is used, in these `SECTIONS`."""
        if not self.reference_finder.relations:
            return {}
        groups = [group for group in self._groups(obj.pk) if group.section in sections]
        return {
            "reference_count": _total(groups),
            "reference_sections": by_section(self._named(request, obj.pk, groups, IN_PANEL)),
            "references_url": self._references_url(obj.pk),
        }

    def references_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every place where a row is used; `?in=` opens one heading, page by page."""
        obj = self.get_or_404(request, str(pk), permission="view")
        groups = self._groups(obj.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": f"Where “{obj}” is used",
            "reference_count": _total(groups),
            "references_url": request.path,
            "back": self.change_url(obj),
            "is_page": True,
        }
        if "in" in request.GET:
            context |= self._one_group(request, obj, groups)
        else:
            context["reference_sections"] = by_section(
                self._named(request, obj.pk, groups, ON_PAGE)
            )
        return TemplateResponse(request, "admin/references.html", context)

    def _one_group(
        self, request: HttpRequest, obj: Any, groups: Sequence[ReferenceGroup]
    ) -> dict[str, Any]:
        group = next((group for group in groups if group.key == request.GET["in"]), None)
        if group is None:
            raise Http404
        page = Paginator(range(group.count), ON_PAGE_OF_ONE).get_page(request.GET.get("page"))
        rows = slice(page.start_index() - 1, page.end_index())
        filled = self.reference_finder.fill(obj.pk, group, request, rows)
        return {"reference_sections": by_section([filled]), "page": page, "is_one": True}

    # Deleting

    def get_deleted_objects(self, objs, request):
        """
        Django's answer where nothing uses the rows; else those in use stand for “protected”.

        Its first part then holds the rows of the selection that nothing uses.
        """
        rows = list(objs)
        found = self.reference_finder.count([row.pk for row in rows])
        holding = {
            pk: kept
            for pk, groups in found.items()
            if (kept := [group for group in groups if not group.relation.survives])
        }
        if not holding:
            return super().get_deleted_objects(objs, request)
        limit = ON_PAGE if len(rows) == 1 else 0
        in_use = [
            self._in_use(request, row, holding[row.pk], limit) for row in rows if row.pk in holding
        ]
        return [row for row in rows if row.pk not in holding], {}, set(), in_use

    def _in_use(
        self, request: HttpRequest, row: Any, groups: list[ReferenceGroup], limit: int
    ) -> InUse:
        named = list(self._named(request, row.pk, groups, limit)) if limit else groups
        return InUse(row, _total(groups), by_section(named), self._references_url(row.pk))

    def render_delete_form(self, request, context):
        row = context["object"]
        surviving = [group for group in self._groups(row.pk) if group.relation.survives]
        context |= {
            "surviving": list(self._named(request, row.pk, surviving, ON_PAGE)),
            "along": [
                (name, count)
                for name, count in context["model_count"]
                if name != self.opts.verbose_name_plural
            ],
        }
        return super().render_delete_form(request, context)
