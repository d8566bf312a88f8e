"""
The forms of an article: writing it, publishing it, taking it down, looking back at it.

Two editors may have the same article open. Whoever saves second merges the two
(articles/drafts/merge.py); `RowFormSet` shows rows that were removed meanwhile.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.functional import cached_property

from articles.content.size import too_large
from articles.models import Article, Edition, Quote, Revision, address_problem
from articles.models.blocks import LinesField, lines_of
from backoffice.row_counts import rows_claimed
from backoffice.widgets import MomentField
from core.richtext import RichTextField, comparable_html
from products.releases import ReleaseField, WaitingHost

# As many characters as search results and cards show; more is allowed and counted.
BEST_LENGTHS = {"title": 70, "dek": 160}


class WordsForm(forms.ModelForm):
    """
    A form in which words that were only written down otherwise are not changed.

    A browser ends lines of its own way, and the editor of rich text sets its own tags. Such a field
    keeps what is on file and is in no log.
    """

    @cached_property
    def changed_data(self) -> list[str]:
        found = super().changed_data
        return [name for name in found if not (name in self._on_file and self._reads_alike(name))]

    @cached_property
    def _on_file(self) -> dict[str, models.Field]:
        """Name → field of the words of a saved row; there are none of a new one."""
        if self.instance.pk is None:
            return {}
        return {
            field.name: field
            for field in self._meta.model._meta.fields
            if isinstance(field, models.CharField | models.TextField) and field.name in self.fields
        }

    def _reads_alike(self, name: str) -> bool:
        read, bound = _as_read(self._on_file[name]), self[name]
        return read(bound.initial or "") == read(bound.data or "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self._on_file.keys() & cleaned.keys():
            if name in self.initial and name not in self.changed_data:
                cleaned[name] = self.initial[name]
        return cleaned


def _as_read(field: models.Field) -> Callable[[str], object]:
    """What makes the same of two texts of this field that say the same."""
    if isinstance(field, RichTextField):
        return comparable_html
    if isinstance(field, LinesField):
        return lines_of
    return lambda text: "\n".join(text.splitlines()).strip()


class ArticleForm(WordsForm):
    """
    The fields of an article. `seen_version` is the save that the form was opened on.

    A form with another one than the newest is merged before it comes here; should it come here all
    the same, it is refused. The caller has locked the row, so the version can't move between the
    check and the save. A form that is posted as `preview_only` is never valid.
    """

    can_publish = True  # whether its editor decides what readers see; the admin says so

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision_name = forms.CharField(
        label="Name this revision",
        required=False,
        max_length=Revision._meta.get_field("note").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    class Meta:
        model = Article
        fields = [
            "title",
            "slug",
            "dek",
            "topic",
            "status",
            "tags",
            "picture",
            "image_alt",
            "image_caption",
            "reviewer",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        if "status" in self.fields and not self.can_publish:
            self._leave_ready_to_others()
        for name, length in BEST_LENGTHS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["data-best-length"] = length

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        # One that became another's meanwhile stands in the way of publishing, not of writing.
        if slug != self.initial.get("slug") and (
            problem := address_problem(slug, self.instance.pk)
        ):
            raise ValidationError(problem)
        return slug

    def _leave_ready_to_others(self) -> None:
        status: Any = self.fields["status"]
        ready = Article.Status.READY
        status.choices = [choice for choice in status.choices if choice[0] != ready]
        status.help_text = (
            "Only people who can publish can mark it ready. A ready article goes back to review "
            "when you save it."
        )
        if self.initial.get("status") == ready:
            self.initial["status"] = Article.Status.IN_REVIEW

    def _rows_posted(self) -> int:
        """How many rows it leaves beside the article."""
        removed = sum(name.endswith("-DELETE") for name in self.data)
        return rows_claimed((name, self.data[name]) for name in self.data) - removed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "preview_only" in self.data:
            raise ValidationError("This form shows an unsaved draft.")
        if sentence := too_large(self._rows_posted()):
            raise ValidationError(sentence)
        is_newest = cleaned.get("seen_version") == self.instance.version
        if self.instance.pk is not None and not is_newest:
            raise ValidationError(
                "Somebody saved the article after you opened it. Save again to merge the two."
            )
        return cleaned


class RowFormSet(BaseInlineFormSet):
    """
    Rows beside an article in a form that is shown after somebody else's save.

    A row that was removed meanwhile becomes a new one with what was typed in it; plain formsets
    drop it, because they pair what was posted with what is stored by its place in the list.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._keep_orphans()

    def get_queryset(self) -> Any:  # as Django's: a list that stands for a queryset
        if not hasattr(self, "_queryset"):
            rows = {str(row.pk): row for row in super().get_queryset()}
            if self.is_bound:
                rows = {pk: rows[pk] for pk in self._posted_ids() if pk in rows}
            self._queryset = list(rows.values())
        return self._queryset

    def _count(self, name: str) -> int:
        text = self.data.get(f"{self.prefix}-{name}", "")
        return min(int(text), self.absolute_max) if text.isdecimal() and len(text) < 7 else 0

    def _posted_ids(self) -> list[str]:
        return [
            self.data.get(f"{self.prefix}-{place}-id") or ""
            for place in range(self._count("INITIAL_FORMS"))
        ]

    def _keep_orphans(self) -> None:
        known = {str(row.pk) for row in self.get_queryset()}
        ids = self._posted_ids()
        orphans = [place for place, pk in enumerate(ids) if pk not in known]
        if not orphans:
            return
        kept = [place for place, pk in enumerate(ids) if pk in known]
        new = list(range(len(ids), self._count("TOTAL_FORMS")))
        new_place = {old: place for place, old in enumerate([*kept, *orphans, *new])}
        moved = self._moved(self.data, new_place)
        for place in orphans:
            moved[f"{self.prefix}-{new_place[place]}-id"] = ""
        moved[f"{self.prefix}-INITIAL_FORMS"] = str(len(kept))
        self.data, self.files = moved, self._moved(self.files, new_place)

    def _moved(self, posted: Any, new_place: dict[int, int]) -> Any:
        """A copy of `posted` whose rows stand at other places."""
        key_of_row = re.compile(rf"{re.escape(str(self.prefix))}-(\d{{1,6}})-(.+)", re.DOTALL)
        moved = posted.copy()
        rows = {key: match for key in posted if (match := key_of_row.fullmatch(key))}
        for key in rows:
            del moved[key]
        for key, match in rows.items():
            place = new_place.get(int(match[1]), int(match[1]))
            moved.setlist(f"{self.prefix}-{place}-{match[2]}", posted.getlist(key))
        return moved


class PublishForm(forms.Form):
    change = forms.ChoiceField(
        label="What changes",
        choices=Edition.Change.choices,
        initial=Edition.Change.TEXT,
        widget=forms.RadioSelect,
        help_text="Fixing typos doesn't change the “updated” date readers see.",
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For the team: “New advice on retinol”.",
    )
    at = MomentField(label="From", required=False, help_text="Leave empty to publish now.")
    until = MomentField(
        label="Until",
        required=False,
        help_text="Leave empty to keep it live until something else is published or it is "
        "taken down.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, waiting: Sequence[WaitingHost] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(not one.problem for one in waiting):
            self.fields["release"] = ReleaseField(
                waiting,
                label="Release shops",
                help_text="Readers don't see these yet. Tick the ones they may be led to, after "
                "reading each host to its last letter.",
            )


class TakeDownForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For the team: why readers no longer see it.",
    )
    at = MomentField(label="From", required=False, help_text="Leave empty to take it down now.")
    cancel_planned = forms.BooleanField(
        label="Also cancel what is scheduled after that",
        required=False,
        initial=True,
        help_text="Otherwise a scheduled edition would bring the article back.",
    )


class RescheduleForm(forms.Form):
    at = MomentField(label="New date and time")


class ReplanForm(forms.Form):
    at = MomentField(
        label="From", required=False, help_text="Leave it as it is to keep the date and time."
    )


class PlanReleaseForm(forms.Form):
    """What a held plan needs to be told: nothing, mostly."""

    until = MomentField(
        label="Until", help_text="When it comes down. To let it stay live, cancel its end first."
    )
    over_newer = forms.BooleanField(label="Do it all the same")

    def __init__(self, *args: Any, end: Edition | None, is_newer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if end is None:
            del self.fields["until"]
        elif end.planned_for > timezone.now():
            self.initial["until"] = end.planned_for
        if not is_newer:
            del self.fields["over_newer"]


class RevisionNameForm(forms.Form):
    """Names or renames a revision afterwards; an empty name takes the old one away."""

    note = forms.CharField(
        label="Name",
        required=False,
        max_length=Revision._meta.get_field("note").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )


class PointInTimeForm(forms.Form):
    """A moment of the past, in the time zone that is active."""

    at = forms.DateTimeField(
        label="Date and time",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_at(self) -> datetime:
        at = self.cleaned_data["at"]
        if at > timezone.now():
            raise ValidationError("That is in the future. Choose a time in the past.")
        if at.year < 1900:  # no database and no calendar goes back to the year 1 in all time zones
            raise ValidationError("The site wasn't live then. Choose a later time.")
        return at


class SegmentsField(forms.CharField):
    """
    The exact words of a quote, one passage a line. Nothing in a line is changed, not even spaces;
    a quote nobody touched comes back as it was.
    """

    widget = forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list in a text field
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return [line for line in text.split("\n") if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class QuoteForm(forms.ModelForm):
    segments = SegmentsField(
        label="The exact words",
        help_text="One passage per line. If the attribution interrupts the quote, put each part on "
        "its own line.",
    )

    class Meta:
        model = Quote
        fields = [
            "segments",
            "speaker",
            "candidates",
            "kind",
            "source",
            "outlet",
            "said_on",
            "permission",
        ]

    def clean_segments(self) -> list[str]:
        return self.cleaned_data["segments"] if self._is_edited() else self.instance.segments

    def _is_edited(self) -> bool:
        return self.instance.pk is None or "segments" in self.changed_data
