"""
Editing an article without losing a word: what the admin's pages are made of.

Two editors may have the same article open. Whoever saves second over a newer version is told so and
keeps everything typed, fields and blocks alike; saving over it is then a decision (`ArticleForm`,
`KeptFormSet`). Publishing shows readers what stands at the desk (`PublishForm`, `TakeDownForm`).
"""

import re

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AdminSplitDateTime
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone

from articles.models import Article, Edition, Quote


def may_publish(user):
    """Who decides what readers see. The one place that knows by which permission."""
    return user.has_perm("articles.publish_article")


class ArticleForm(forms.ModelForm):
    """
    The fields of an article. `conflict` is the version that stands in the way of saving, or None.

    Post `save_over` with that version to save over it; a still newer one stands in the way again.
    The caller has locked the row, so the version can't move between the check and the save.
    """

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    conflict = None

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean(self):
        cleaned = super().clean()
        newest = self.instance.version
        if self.instance.pk is None or cleaned.get("seen_version") == newest:
            return cleaned
        if self.data.get("save_over") != str(newest):
            self.conflict = newest
            raise ValidationError(
                f"{self._who_saved()} after you had opened it. Nothing of yours is saved yet, and "
                "all you typed is still here. Look at what is saved now; then tick “Save mine "
                "over it” and save again. Blocks that were added meanwhile stay in the article, "
                "and a block that was removed comes back with your words."
            )
        return cleaned

    def _who_saved(self):
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Article), object_id=str(self.instance.pk)
        )
        entry = entries.select_related("user").order_by("-action_time").first()
        who = entry.user.get_full_name() or entry.user.get_username() if entry else "Somebody"
        saved_at = timezone.localtime(self.instance.saved_at)
        return f"{who} saved this article ({saved_at:%d %b %Y, %H:%M})"


class KeptFormSet(BaseInlineFormSet):
    """
    Rows beside an article that survive somebody else's save.

    A row that was removed meanwhile becomes a new one with what was typed in it; plain formsets
    drop it, because they pair what was posted with what is stored by its place in the list.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._keep_orphans()

    def get_queryset(self):
        if not hasattr(self, "_queryset"):
            rows = {str(row.pk): row for row in super().get_queryset()}
            if self.is_bound:
                rows = {pk: rows[pk] for pk in self._posted_ids() if pk in rows}
            self._queryset = list(rows.values())
        return self._queryset

    def _count(self, name):
        text = self.data.get(f"{self.prefix}-{name}", "")
        return min(int(text), self.absolute_max) if text.isdecimal() and len(text) < 7 else 0

    def _posted_ids(self):
        return [
            self.data.get(f"{self.prefix}-{place}-id")
            for place in range(self._count("INITIAL_FORMS"))
        ]

    def _keep_orphans(self):
        known = {str(pk) for pk in self.queryset.values_list("pk", flat=True)}
        ids = self._posted_ids()
        orphans = [place for place, pk in enumerate(ids) if pk not in known]
        if not orphans:
            return
        kept = [place for place, pk in enumerate(ids) if pk in known]
        new = list(range(len(ids), self._count("TOTAL_FORMS")))
        new_place = {old: place for place, old in enumerate([*kept, *orphans, *new])}
        self.data = self._moved(self.data, new_place)
        self.files = self._moved(self.files, new_place)
        for place in orphans:
            self.data[f"{self.prefix}-{new_place[place]}-id"] = ""
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(kept))

    def _moved(self, posted, new_place):
        """A copy of `posted` whose rows stand at other places."""
        key_of_row = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,6}})-(.+)", re.DOTALL)
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
        help_text="Typing errors don't move the date readers see as “updated”.",
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For the desk: “New advice on retinol”.",
    )
    at = forms.SplitDateTimeField(
        label="From",
        required=False,
        widget=AdminSplitDateTime,
        help_text="Leave empty to publish now.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeDownForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For the desk: why readers no longer see it.",
    )
    cancel_planned = forms.BooleanField(
        label="Cancel what is planned, too",
        required=False,
        initial=True,
        help_text="Otherwise a planned edition brings the article back by itself.",
    )


class PassagesField(forms.CharField):
    """
    The exact words of a quote, one passage a line. Nothing in a line is changed, not even spaces;
    a quote nobody touched comes back as it was.
    """

    widget = forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def to_python(self, value):
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return [line for line in text.split("\n") if line.strip()]

    def has_changed(self, initial, data):
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class QuoteForm(forms.ModelForm):
    segments = PassagesField(
        label="The exact words",
        help_text="One passage a line: an utterance that its attribution cuts in two has two. "
        "What was said is never altered.",
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

    def clean_segments(self):
        return self.cleaned_data["segments"] if self._is_edited() else self.instance.segments

    def _is_edited(self):
        return self.instance.pk is None or "segments" in self.changed_data
