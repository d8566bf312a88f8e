"""
Tags that are proposed for a product or a question (core/tag_proposals.py), accepted in the admin:
ticked in the form, or for many rows at once in the list.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest

from backoffice.model_admin import HistoryAdmin
from backoffice.worklist import worklist
from core.tag_proposals import ProposesTags, propose_anew

_FIELDS = ("accepted_tags", "declines_tags")


class ProposedTagsForm(forms.ModelForm):
    """Ticked tags join those that are typed; what is left stays proposed, or is declined."""

    accepted_tags = forms.MultipleChoiceField(
        label="Proposed tags",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="From its own words. Tick those that are true of it.",
    )
    declines_tags = forms.BooleanField(
        label="The others aren’t: don’t propose them again", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _FIELDS:
            if name in self.fields and not self.instance.proposals:
                del self.fields[name]
        if field := self.fields.get("accepted_tags"):
            field.choices = [(name, name) for name in self.instance.proposals]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        accepted = cleaned.get("accepted_tags") or []
        if accepted and "tags" in cleaned:
            cleaned["tags"] = list(dict.fromkeys([*cleaned["tags"], *accepted]))
        return cleaned


class ProposedTagsAdmin(HistoryAdmin):
    """A `HistoryAdmin` of a model that `ProposesTags`."""

    form = ProposedTagsForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        can_decide = obj is None or self._can_change_row(request, obj)
        if obj is not None and obj.proposals and can_decide:
            return fieldsets
        return [
            (name, {**options, "fields": [one for one in options["fields"] if one not in _FIELDS]})
            for name, options in fieldsets
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> Any:
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        if not set(_FIELDS) <= {*shown}:
            kwargs.setdefault("form", forms.ModelForm)
        return super().get_form(request, obj, change, **kwargs)

    def before_save(self, request: HttpRequest, obj: ProposesTags, form: Any, change: Any) -> None:
        super().before_save(request, obj, form, change)
        cleaned = form.cleaned_data
        if "accepted_tags" in cleaned:
            declines = bool(cleaned.get("declines_tags"))
            obj.decide_tags(cleaned["accepted_tags"], declines=declines)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        propose_anew(self.model, [form.instance.pk])

    @admin.action(description="Accept proposed tags", permissions=["change"])
    def accept_tags(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = self._rows_to_decide(request, queryset)
        for row in rows:
            self.log_change(request, row, f"Accepted proposed tags: {row.proposed_tags}.")
            row.accept_tags()
        self.message_user(request, f"Tags accepted: {len(rows)}.", messages.SUCCESS)

    @admin.action(description="Decline proposed tags", permissions=["change"])
    def decline_tags(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = self._rows_to_decide(request, queryset)
        for row in rows:
            row.decide_tags([], declines=True)
            row.save()
        self.message_user(request, f"Tags declined: {len(rows)}.", messages.SUCCESS)

    @admin.action(description="Propose tags from their words", permissions=["change"])
    def propose_tags(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = propose_anew(self.model, queryset.values_list("pk", flat=True))
        self.message_user(request, f"Proposals are new for {count} of them.", messages.SUCCESS)

    def _rows_to_decide(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        rows = queryset.exclude(proposed_tags="").order_by("pk")
        return [row for row in rows if self.has_change_permission(request, row)]


def tags_worklist(
    model: type[Any], *, title: str, right: str, place: int, related: tuple[str, ...] = ()
) -> None:
    """The card of a model's proposed tags, for whoever has the right to accept them."""
    worklist(
        model,
        "tags",
        title=title,
        rows=lambda rows, user: rows.exclude(proposed_tags=""),
        has_permission=lambda user: user.has_perm(right),
        place=place,
        related=related,
        detail=lambda row: row.proposed_tags,
    )
