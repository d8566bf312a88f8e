"""
The desk's pages about use: a panel on the row's page, a page of its own, and deleting.

What is in use is never deleted: whoever tries is shown where it is used instead, and a forged
request is answered with the same page. `BaseAdmin` mixes this in, so it holds for every model.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from backoffice.references import Usage, grouped

IN_PANEL, ON_PAGE, ON_PAGE_OF_ONE = 4, 25, 50  # places under one heading
MAX_OPENED = 10  # headings whose places are named; further ones say how many there are


@dataclass(frozen=True)
class InUse:
    """A row that can't go, and where it is used; `groups` is {title: shelves}."""

    row: object
    count: int
    groups: dict
    address: str  # of the page that lists every place

    def __str__(self):
        return str(self.row)


if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
else:
    ModelAdmin = object  # it comes after this class among the bases


class References(ModelAdmin):
    """Mixed into `BaseAdmin`: where a row is used, and that it stays as long as it is."""

    shows_references = True  # False where the page of a row says it in its own way
    delete_selected_confirmation_template = "admin/delete_selected.html"

    @cached_property
    def usage(self):
        return Usage(self.model, self.admin_site)

    @property
    def change_form_template(self):
        """The model's own template, else the one with the panel."""
        opts = self.opts
        return [
            f"admin/{opts.app_label}/{opts.model_name}/change_form.html",
            "admin/base_change_form.html",
        ]

    def extra_views(self):
        if not self.usage.uses:
            return {}
        return {"used": ("used/", self.used)}

    def _used_address(self, pk):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_used", args=[pk])

    def _shelves(self, request, pk, counts, most):
        """A shelf for each bucket; no more than `MAX_OPENED` queries, however many there are."""
        for place, (bucket, count) in enumerate(counts.items()):
            if place < MAX_OPENED:
                yield self.usage.shelf(pk, bucket, count, request, slice(most))
            else:
                yield self.usage.counted(bucket, count)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and self.shows_references and self.usage.uses:
            counts = self.usage.counts([obj.pk]).get(obj.pk, {})
            context |= {
                "used_count": sum(counts.values()),
                "used_groups": grouped(self._shelves(request, obj.pk, counts, IN_PANEL)),
                "used_address": self._used_address(obj.pk),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def used(self, request, pk):
        """Every place where a row is used; `?in=` opens one heading, page by page."""
        obj = self.get_or_404(request, str(pk), permission="view")
        counts = self.usage.counts([obj.pk]).get(obj.pk, {})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": f"Where “{obj}” is used",
            "used_count": sum(counts.values()),
            "used_address": request.path,
            "back": self.change_url(obj),
            "is_page": True,
        }
        if "in" in request.GET:
            context |= self._one_heading(request, obj, counts)
        else:
            context["used_groups"] = grouped(self._shelves(request, obj.pk, counts, ON_PAGE))
        return TemplateResponse(request, "admin/references.html", context)

    def _one_heading(self, request, obj, counts):
        by_key = {bucket.key: bucket for bucket in counts}
        bucket = by_key.get(request.GET["in"])
        if bucket is None:
            raise Http404
        page = Paginator(range(counts[bucket]), ON_PAGE_OF_ONE).get_page(request.GET.get("page"))
        rows = slice(page.start_index() - 1, page.end_index())
        shelf = self.usage.shelf(obj.pk, bucket, counts[bucket], request, rows)
        return {"used_groups": grouped([shelf]), "page": page, "is_one": True}

    # Deleting

    def get_deleted_objects(self, objs, request):
        """
        Django's answer where nothing uses the rows; else those in use stand for “protected”.

        Its first part then holds the rows of the selection that nothing uses.
        """
        rows = list(objs)
        found = self.usage.counts([row.pk for row in rows])
        holding = {
            pk: kept
            for pk, counts in found.items()
            if (kept := {b: n for b, n in counts.items() if not b.use.is_kept_without})
        }
        if not holding:
            return super().get_deleted_objects(objs, request)
        most = ON_PAGE if len(rows) == 1 else 0
        in_use = [
            self._in_use(request, row, holding[row.pk], most) for row in rows if row.pk in holding
        ]
        return [row for row in rows if row.pk not in holding], {}, set(), in_use

    def _in_use(self, request, row, counts, most):
        if most:
            shelves = list(self._shelves(request, row.pk, counts, most))
        else:
            shelves = [self.usage.counted(bucket, count) for bucket, count in counts.items()]
        return InUse(row, sum(counts.values()), grouped(shelves), self._used_address(row.pk))

    def render_delete_form(self, request, context):
        row = context["object"]
        counts = self.usage.counts([row.pk]).get(row.pk, {})
        without = {b: n for b, n in counts.items() if b.use.is_kept_without}
        context |= {
            "stays_without": list(self._shelves(request, row.pk, without, ON_PAGE)),
            "along": [
                (name, count)
                for name, count in context["model_count"]
                if name != self.opts.verbose_name_plural
            ],
        }
        return super().render_delete_form(request, context)
