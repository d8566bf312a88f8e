"""Fields and widgets of the admin: tags on one line, relations found by typing, moments."""

import calendar
import re
from datetime import UTC, datetime, time

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils import timezone

from core.tags import CommaTagField, string_from_tags
from core.timezones import check_moment, clocks_differ, timezone_name


def parse_pk(text):
    """The primary key that an address or a form names, or None: “x”, “²” and 30 digits are none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", str(text)) else None


class TagInput(forms.TextInput):
    """A line of tags with a comma between two, and suggestions for the one being typed."""

    class Media:
        js = ["backoffice/tags.js"]

    def __init__(self, attrs=None):
        suggestions = {"data-tag-suggestions": reverse_lazy("admin:taggit_tag_names")}
        super().__init__({"class": "vTextField", "autocomplete": "off", **suggestions})
        self.attrs.update(attrs or {})

    def format_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return string_from_tags([item if hasattr(item, "name") else item.tag for item in value])


class AdminTagField(CommaTagField):
    widget = TagInput

    def has_changed(self, initial, data):
        before = [] if initial is None else [tag.name for tag in initial]
        try:
            return sorted(before) != sorted(self.clean(data))
        except forms.ValidationError:
            return True


class _KeysAlone:
    """A relation found by typing: what is no key was never chosen, so nothing is looked up."""

    def optgroups(self, name, value, attr=None):
        keys = [key for key in value if key in (None, "") or parse_pk(key) is not None]
        return super().optgroups(name, keys, attr)


class RelationSelect(_KeysAlone, AutocompleteSelect):
    """One row found by typing."""


class RelationSelectMultiple(_KeysAlone, AutocompleteSelectMultiple):
    """Rows found by typing."""

    def value_from_datadict(self, data, files, name):
        # The field asks the database for all of them at once, 40 digits included.
        keys = super().value_from_datadict(data, files, name)
        return [key if parse_pk(key) is not None else "?" for key in keys]


class TimeInput(forms.TimeInput):
    """Hours and minutes; seconds where there are any, so that a form gives back what it got."""

    def format_value(self, value):
        return f"{value:%H:%M:%S}".removesuffix(":00") if isinstance(value, time) else value


class MomentInput(forms.SplitDateTimeWidget):
    """A day and a time, with the browser's own pickers, and in whose zone they are taken."""

    template_name = "admin/widgets/moment.html"
    use_fieldset = True

    def __init__(self, label, attrs=None):
        self.label = label
        super().__init__(
            attrs,
            date_format="%Y-%m-%d",
            date_attrs={"type": "date"},
        )
        self.widgets[1] = TimeInput(attrs={"type": "time"})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        zone = timezone.get_current_timezone()
        context["label"] = self.label
        context["zone"] = timezone_name(zone)
        context["site_zone"] = (
            timezone_name(timezone.get_default_timezone()) if clocks_differ() else ""
        )
        return context

    def _render(self, template_name, context, renderer=None):
        # Django's own renderer of forms looks into apps alone, not into our templates.
        return render_to_string(template_name, context)


DAY = {
    "input_formats": ["%Y-%m-%d"],
    "error_messages": {"invalid": "Enter the date as 2026-11-28."},
}


class DayField(forms.DateField):
    """A day as 2026-11-28, for a `MomentField`; one that no calendar has is refused as such."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            parts = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", str(value).strip())
            if not parts:
                raise
            year, month, day = map(int, parts.groups())
            if not 1 <= month <= 12:
                raise ValidationError(f"There is no month {month}.") from error
            name = calendar.month_name[month]
            raise ValidationError(f"There is no {day} {name} in {year}.") from error


class MomentField(forms.SplitDateTimeField):
    """
    A moment typed on the editor's clock; its value is aware, or None where nothing was typed.

    A time that the clock leaves out or shows twice, when it is put forward or back, is refused
    with a sentence: nobody could say which moment is meant.
    """

    def __init__(self, *, label, **kwargs):
        kwargs.setdefault("widget", MomentInput(label))
        super().__init__(
            label=label,
            input_date_formats=["%Y-%m-%d"],
            input_time_formats=["%H:%M", "%H:%M:%S"],
            error_messages={
                "invalid_date": "Enter the date, too.",
                "invalid_time": "Enter the time, too.",
            },
            **kwargs,
        )
        self.fields = (DayField(required=False, **DAY), self.fields[1])
        self.fields[1].error_messages["invalid"] = "Enter the time as 09:00."

    def compress(self, data_list):
        day, hour = data_list or (None, None)
        if day is None and hour is None:
            return None
        if day is None or hour is None:
            missing = "invalid_date" if day is None else "invalid_time"
            raise ValidationError(self.error_messages[missing])
        return self._aware(datetime.combine(day, hour))

    @staticmethod
    def _aware(naive):
        zone = timezone.get_current_timezone()
        first, second = (naive.replace(fold=fold, tzinfo=zone) for fold in (0, 1))
        check_moment(first)
        returned = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        place, typed = timezone_name(zone), f"{naive:%H:%M} on {naive.day} {naive:%b %Y}"
        if returned != naive:
            raise ValidationError(
                f"There is no {typed} in {place}: clocks go forward then. "
                "Choose a time before or after the skipped hour."
            )
        if first.utcoffset() != second.utcoffset():
            raise ValidationError(
                f"There are two of {typed} in {place}: clocks go back then. "
                "Choose a time before or after the repeated hour."
            )
        return first
