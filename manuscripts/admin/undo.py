"""Undo this import: a page that says what goes and what stays, and does it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from backoffice.activity import log_line
from backoffice.decisions import State, answers_once, once, refuse_stale
from backoffice.model_admin import FirstRows
from manuscripts.admin.requests import user_of
from manuscripts.admin.review_page import can_decide
from manuscripts.models import Manuscript
from manuscripts.undo import ImportUndo, counted, named
from products.models import Offer

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as Base
else:
    Base = object

_NAMED = 50  # of a kind, on the page


class UndoMixin(Base):
    """Mixed into the manuscript’s admin."""

    def extra_views(self) -> dict[str, Any]:
        return {
            **super().extra_views(),  # type: ignore[misc]
            "undo_import": ("undo/", self.undo_import),
        }

    def _undo_of(self, request: HttpRequest, manuscript: Manuscript) -> ImportUndo:
        products = set(manuscript.made_rows.filter(kind="product").values_list("row", flat=True))

        def may_delete(row: Model) -> bool:
            model_admin = self.admin_site._registry.get(type(row))
            if model_admin and model_admin.has_delete_permission(request, row):
                return True
            # An offer that came with a product is a part of it, as long as nobody looked at it.
            if isinstance(row, Offer) and row.product_id in products:
                return may_delete(row.product)
            return False

        def may_change(row: Model) -> bool:
            return self.admin_site._registry[type(row)].has_change_permission(request, row)

        by = user_of(request)
        return ImportUndo(manuscript, self.admin_site, may_delete, may_change, by)

    @answers_once
    def undo_import(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and take back what the import of a manuscript made and nobody touched."""
        manuscript = self.get_or_404(request, str(pk), permission="view")  # type: ignore[attr-defined]
        if not can_decide(request.user):
            raise PermissionDenied
        undo = self._undo_of(request, manuscript)
        if request.method == "POST":
            try:
                return once(request, lambda: self._undone(request, manuscript))
            except ValidationError as error:
                self.show_errors(request, error)  # type: ignore[attr-defined]
                undo = self._undo_of(request, manuscript)
        response: HttpResponse = self.confirm(  # type: ignore[attr-defined]
            request,
            manuscript,
            title="Undo this import",
            button="Undo the import" if undo.is_something else "",
            danger=True,
            sentences=_sentences(undo),
            rows=_lists(undo),
            state=_state(undo),
        )
        return response

    def _undone(self, request: HttpRequest, manuscript: Manuscript) -> HttpResponse:
        locked = Manuscript.objects.without_files().select_for_update().get(pk=manuscript.pk)
        undo = self._undo_of(request, locked)
        refuse_stale(request, _state(undo))
        staying = len(undo.staying)
        left = f" {staying} stay{'s' if staying == 1 else ''}." if staying else ""
        if undo.is_something:
            gone = counted(undo.carry_out())
            done = f"{gone} deleted" if gone else "changes taken back"
            self.log_change(request, locked, f"Undid its import: {done}.{left}")
            deleted = f" Deleted: {gone}." if gone else ""
            text = f"The import was undone.{deleted}{left}"
            self.message_user(request, text, messages.SUCCESS)
        else:
            self.message_user(request, "There was nothing left to undo.", messages.INFO)
        return redirect("admin:manuscripts_manuscript_review", locked.pk)


def _state(undo: ImportUndo) -> State:
    words = f"{len(undo.going)} go, {len(undo.staying)} stay"
    return {"What the import made": (words, undo.fingerprint)}


def _sentences(undo: ImportUndo) -> list[str]:
    if not undo.is_something and not undo.staying:
        return ["Nothing that this import made is left."]
    if not undo.is_something:
        return ["Nothing can be taken back: all that this import made was touched, shown, or used."]
    found = [
        "What the import made, and nobody has touched, shown or used since, is deleted. The "
        "manuscript and every decision about it are kept: it can be imported again."
    ]
    if undo.before:
        article = undo.before.article
        found.append(f"The draft of “{article}” goes back to what it was before the changes.")
    for question, before in undo.answers.going.items():
        again = "has the answer of before again" if before else "is without an answer again"
        found.append(f"“{question}” {again}.")
    if count := undo.held_prices:
        found.append(f"{count} held price{'s' if count > 1 else ''} from it will be dismissed.")
    return found


def _lists(undo: ImportUndo) -> dict[str, list[str]]:
    going = {f"Goes: {title.lower()}": rows for title, rows in named(undo.going).items()}
    staying = {"Stays": [str(one) for one in undo.staying]}
    return {title: _first(rows) for title, rows in {**going, **staying}.items()}


def _first(rows: list[str]) -> list[str]:
    return FirstRows(rows[:_NAMED], total=len(rows))


log_line(Manuscript, r"Undid its import: (.*)", "undid the import ({0}) of")
