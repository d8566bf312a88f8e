"""The page that asks whether to undo a price batch, and says what that does."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path

from backoffice.decisions import State, answers_once, once, refuse_stale
from backoffice.model_admin import FirstRows, ReadOnlyAdmin
from products.models import PriceBatch
from products.price_undo import (
    UndoList,
    nothing_to_undo,
    undo_lists,
    what_was_undone,
    will_be_dismissed,
)

if TYPE_CHECKING:
    Base = ReadOnlyAdmin
else:
    Base = object


class _UndoForm(forms.Form):
    with_released = forms.BooleanField(
        label="Undo what was let through from it later, too", required=False
    )


class PriceUndoMixin(Base):
    """Mixed into the admin of price batches: Undo."""

    _batch: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.undo)
        address = path("<path:object_id>/undo/", view, name="products_pricebatch_undo")
        return [address, *super().get_urls()]

    @answers_once
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        batch = self._batch(request, object_id)
        released = batch.released_as()
        lists = undo_lists(batch, released)
        state = _state(lists, released)
        if request.method == "POST" and not self._is_stale(request, state):
            undo = batch.write_undo(author=request.user)
            try:
                return once(request, lambda: self._undone(request, batch, undo, released))
            finally:
                undo.withdraw()  # where others moved it all back, or the form was answered before
        moving, waiting, *_ = lists
        does_something = moving.total or waiting.total or released
        return self.confirm(
            request,
            batch,
            title=f"Undo “{batch}”?",
            button="Undo" if does_something else "",
            form=_UndoForm() if released else None,
            sentences=[
                *([] if moving.total else [nothing_to_undo(batch)]),
                *([will_be_dismissed(waiting.total)] if waiting.total else []),
            ],
            rows={one.heading: FirstRows(one.first(), total=one.total) for one in lists},
            danger=True,
            state=state,
        )

    def _undone(
        self,
        request: HttpRequest,
        batch: PriceBatch,
        written: PriceBatch,
        released: list[PriceBatch],
    ) -> HttpResponseRedirect:
        undone = batch.finish_undo(written)
        too = released if "with_released" in request.POST else []
        if undone.batch or undone.dismissed or not too:
            level = messages.SUCCESS if undone.batch or undone.dismissed else messages.WARNING
            self.message_user(request, what_was_undone(batch, undone), level)
        for release in too:
            also = release.undo_whole(author=request.user)
            text = f"Batch {release.pk}, let through from it: {what_was_undone(release, also)}"
            self.message_user(request, text, messages.SUCCESS if also.batch else messages.WARNING)
        return redirect(self.change_url(undone.batch or batch))

    def _is_stale(self, request: HttpRequest, state: State) -> bool:
        """Whether the page showed something else; says what, and asks again."""
        try:
            refuse_stale(request, state)
        except ValidationError as error:
            self.show_errors(request, error)
            return True
        return False


def _state(lists: list[UndoList], released: list[PriceBatch]) -> State:
    """What is decided: which rows move, which are dismissed."""
    state = {}
    for label, one in zip(("Prices that would move back", "Prices that wait"), lists, strict=False):
        keys = one.rows.order_by().aggregate(all=Sum("pk"))["all"]
        state[label] = (str(one.total), f"{one.total}:{keys}:{[row.pk for row in released]}")
    return state
