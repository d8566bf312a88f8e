"""What an editor says of a manuscript beside its cards: a doubt was seen, a note is to be kept."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from backoffice.widgets import parse_pk
from manuscripts.admin.review_page import can_decide
from manuscripts.models import Manuscript

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as Base
else:
    Base = object

# By the name of the button: where it is kept, and the list of the plan that its number is of.
_MARKS = {"seen": ("seen_warnings", "warnings"), "keep": ("kept_notes", "blocks")}


class MarksMixin(Base):
    """Mixed into the manuscript's admin, before `ReviewMixin`."""

    def extra_views(self) -> dict[str, Any]:
        return {
            **super().extra_views(),  # type: ignore[misc]
            "mark": ("mark/", require_POST(self.mark)),
        }

    def mark(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tick a doubt or keep a note, or take that back."""
        review = self._review(request, pk)  # type: ignore[attr-defined]
        if not can_decide(request.user):
            raise PermissionDenied
        if review.is_imported:
            response: HttpResponse = self._already_imported(request, review)  # type: ignore[attr-defined]
            return response
        name = next((one for one in _MARKS if one in request.POST), None)
        if name is None:  # nothing was pressed
            return redirect(self.review_url(review.manuscript))  # type: ignore[attr-defined]
        number = parse_pk(request.POST[name])
        column, of_plan = _MARKS[name]
        if number is None or number >= len(review.manuscript.plan.get(of_plan, [])):
            raise Http404
        with transaction.atomic():
            row = Manuscript.objects.select_for_update().only(column).get(pk=pk)
            marked = set(getattr(row, column)) ^ {number}
            Manuscript.objects.filter(pk=pk).update(**{column: sorted(marked)})
        start = review.manuscript.plan[of_plan][number]["span"][0]
        page = f"?page={review.page_at(start)}" if len(review.pages) > 1 else ""
        anchor = "#to-look-at" if name == "seen" else f"#at-{start}"
        return redirect(self.review_url(review.manuscript, page + anchor))  # type: ignore[attr-defined]
