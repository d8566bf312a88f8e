"""
Saving over somebody else's save, for every form of the admin but the article's (which merges).

A change form carries a digest of what each of its fields, and of the rows beside it, was when it
was opened (`form_version`). When it is saved, a field that its editor did not change keeps what is
on file now; one that somebody else changed meanwhile, and otherwise, is refused with their words
beside it, once: the page that says so knows of them, and saving again is a decision.

What no field of the model is (a price, which has its own check), and rows that were added or
removed meanwhile, are not compared.
"""

import hashlib
import json
from datetime import UTC, datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.text import Truncator
from taggit.managers import TaggableManager

from core.richtext import RichTextField, comparable_html, plain_text
from core.timezones import moment_text

NAME = "form_version"
_MAX_WORDS = 120


class ConflictDetection:
    """
    Mixed into the forms of a `BaseAdmin` and its inlines. `desk_user` is who saves, `owner` the row
    that the page is about.
    """

    desk_user = owner = None

    def __init__(self, *args, **kwargs):
        self._kept, self._told = set(), set()
        self._was_on_file = None  # name → digest, from before the form filled its instance
        super().__init__(*args, **kwargs)

    @property
    def changed_data(self):
        """Without what its editor left alone, however old the page was that they posted."""
        return [name for name in super().changed_data if name not in self._kept]

    def form_version(self):
        """Name in the page → digest, for the page that shows this form."""
        if self.instance.pk is None:
            return {}
        on_file = self._was_on_file or self._on_file_now()
        opened = self._opened() if self.is_bound else {}
        return {
            self.add_prefix(name): (None if name in self._told else opened.get(name)) or digest
            for name, digest in on_file.items()
        }

    def _clean_form(self):
        self._heed()
        super()._clean_form()

    def _heed(self):
        if self.instance.pk is None:
            return
        self._was_on_file = self._on_file_now()
        opened = self._opened()
        for name, on_file in self._was_on_file.items():
            before = opened.get(name)
            if name not in self.cleaned_data or before in (None, on_file):
                continue
            mine = _digest(self._field(name), self.cleaned_data[name])
            if mine == before:
                self._kept.add(name)
                self.cleaned_data[name] = self._on_file(name)
            elif mine != on_file:
                self._told.add(name)
                self.add_error(name, self._sentence(name))

    def _opened(self):
        """Name → digest: what the posted page says this form was opened on."""
        try:
            opened = json.loads(self.data.get(NAME, ""))
        except (ValueError, RecursionError):
            return {}
        if not isinstance(opened, dict):
            return {}
        named = {name: opened.get(self.add_prefix(name)) for name in self.fields}
        return {name: was for name, was in named.items() if isinstance(was, str)}

    def _on_file_now(self):
        """Name → digest of each field that is compared."""
        meta = self._meta.model._meta
        typed = [field for field in [*meta.fields, *meta.many_to_many] if field.name in self.fields]
        return {
            field.name: _digest(field, self._plainly_on_file(field))
            for field in typed
            if not isinstance(field, (models.FileField, models.AutoField))
        }

    def _plainly_on_file(self, field):
        """The same as `_on_file` for a digest: a relation's key, so that nothing is asked for."""
        return (
            getattr(self.instance, field.attname)
            if field.many_to_one
            else self._on_file(field.name)
        )

    def _field(self, name):
        return self._meta.model._meta.get_field(name)

    def _on_file(self, name):
        """The value now, as the form's cleaned data have it."""
        field = self._field(name)
        if isinstance(field, TaggableManager):
            return sorted(tag.name for tag in getattr(self.instance, name).all())
        if field.many_to_many:
            return getattr(self.instance, name).all()
        return getattr(self.instance, name)

    def _sentence(self, name):
        words = _words(self._field(name), self._on_file(name))
        what = f"“{Truncator(words).words(_MAX_WORDS)}”" if words else "nothing"
        return (
            f"{self._who(name)} saved something else here after you opened this page: {what}. "
            "Your text is kept: copy what you need from theirs, and save again."
        )

    def _who(self, name):
        """Who changed the field last, as far as the log of the admin says; or who saved last."""
        opts, pk = self.owner._meta, self.owner.pk
        kind = ContentType.objects.get_by_natural_key(opts.app_label, opts.model_name)
        entries = LogEntry.objects.filter(content_type=kind, object_id=str(pk))
        recent = list(entries.select_related("user").order_by("-action_time", "-pk")[:30])
        label = json.dumps(str(self.fields[name].label or name))  # as it stands in the log
        last = next((entry for entry in recent if label in entry.change_message), None)
        user = (last or recent[0]).user if recent else None
        if user is None:
            return "Somebody"
        if user == self.desk_user:
            return "You, in another window,"
        return user.get_full_name() or user.get_username()


def detect_conflicts(form_class, user, owner):
    """The form class of a `BaseAdmin` with `ConflictDetection`."""
    facts = {"desk_user": user, "owner": owner}
    return type(form_class.__name__, (ConflictDetection, form_class), facts)


def form_versions(forms):
    """The value of the page's hidden field."""
    opened = {}
    for form in forms:
        if isinstance(form, ConflictDetection):
            opened |= form.form_version()
    return json.dumps(opened) if opened else ""


def _digest(field, value):
    return hashlib.sha256(_comparable(field, value).encode()).hexdigest()[:20]


def _comparable(field, value):
    """A text that is the same for what is on file and what a form made of it, unchanged."""
    if isinstance(field, TaggableManager):
        return "\n".join(sorted(value or []))
    if field.many_to_many:
        return " ".join(sorted(str(row.pk) for row in value or []))
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(field, RichTextField):
        return comparable_html(value or "")
    if isinstance(value, datetime):  # forms know no fraction of a second
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, list):
        return json.dumps(value)
    text = "" if value is None else str(value)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _words(field, value):
    """The value on file, for people."""
    if isinstance(field, TaggableManager):
        return ", ".join(value)
    if field.many_to_many:
        return ", ".join(str(row) for row in value)
    if isinstance(field, RichTextField):
        return plain_text(value or "")
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " … ".join(str(each) for each in value)
    named = dict(field.flatchoices).get(value, value)
    return "" if named is None else str(named)
