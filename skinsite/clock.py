"""
Whose clock: the site's (`TIME_ZONE`, in which readers see days) and that of the editor at the desk.

`EditorsClock` makes the editor's zone the active one for pages of the desk and nothing else;
whatever readers see, a preview included, is rendered `with site_clock():`. At the desk a moment is
written by `moment_text` (or the template filter `moment`), which names the zones where the two
clocks differ, and typed into a `MomentField`. Days (`DateField`) belong to the site: `site_day()`.
Whatever moment is typed at the desk lies in `check_moment`'s range.
"""

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from skinsite.models import DeskPreferences

# What may be typed. Far inside what a calendar has, so that every zone has a name for the moment.
FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2101, 1, 1, tzinfo=UTC)


class EditorsClock:
    """Middleware, after the one that signs in. One query on pages of the desk, none on others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)


def site_clock():
    """A context in which moments are those of the site, whoever asks."""
    return timezone.override(timezone.get_default_timezone())


def site_day(at=None):
    """The day it is for readers at that moment (now, where none is given)."""
    return timezone.localdate(at, timezone.get_default_timezone())


def zone_of(user):
    """The zone that `user` chose for their desk, or the site's. One query for a signed-in user."""
    chosen = DeskPreferences.objects.filter(user=user.pk).values_list("time_zone", flat=True)
    key = chosen.first() if user.is_authenticated else ""
    try:
        return zoneinfo.ZoneInfo(key) if key else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):  # a machine with fewer zones than before
        return timezone.get_default_timezone()


def zone_name(zone):
    """What people call a zone: “Buenos Aires”."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def offset_text(zone, at=None):
    """How far a zone is from UTC at that moment: “UTC+05:30”."""
    minutes = int((at or timezone.now()).astimezone(zone).utcoffset() / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


@lru_cache(maxsize=1)
def zone_choices():
    """Zones an editor may choose, by part of the world: [(“Europe”, [(key, name), …]), …]."""
    places = {}
    for key in sorted(zoneinfo.available_timezones()):
        part, slash, place = key.partition("/")
        if slash and part not in {"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico"}:
            places.setdefault(part, []).append((key, place.replace("_", " ").replace("/", ", ")))
    return [*places.items(), ("Everywhere", [("UTC", "UTC")])]


# Moments as the desk says them


def local(at, zone=None):
    """
    `at` on the clock of `zone` (the active one). A moment that has no name there, beside the year
    1 or 9999, stays as it is: one odd row must not end a page of many.
    """
    try:
        return timezone.localtime(at, zone)
    except OverflowError:
        return at


def moment_text(at):
    """
    A moment on the editor's clock: “28 Nov 2026, 09:00”.

    Where the site's clock shows another time then, both are named: “28 Nov 2026, 09:00 (Lisbon) ·
    04:00 (site, New York)”, with the site's day where that is another one, too.
    """
    site = timezone.get_default_timezone()
    here, there = local(at), local(at, site)
    text = f"{here.day} {here:%b %Y, %H:%M}"
    if here.utcoffset() == there.utcoffset():
        return text
    other_day = "" if here.date() == there.date() else f"{there.day} {there:%b}, "
    zone = zone_name(timezone.get_current_timezone())
    return f"{text} ({zone}) · {other_day}{there:%H:%M} (site, {zone_name(site)})"


def moment_element(at):
    """`moment_text` for people and machines: `<time datetime="…+00:00">…</time>`."""
    machine = at.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', machine, moment_text(at))


def clocks_differ():
    """Whether the active zone shows another time than the site's, now."""
    now = timezone.now()
    site = timezone.get_default_timezone()
    return timezone.localtime(now).utcoffset() != timezone.localtime(now, site).utcoffset()


# Moments as they are typed


def check_moment(at):
    """Refuse a moment that no page of the desk could show to everybody."""
    if not FIRST_MOMENT <= at < LAST_MOMENT:
        raise ValidationError("Choose a day between 2000 and 2100.")


class MomentInput(forms.SplitDateTimeWidget):
    """A day and a time, with the browser's own pickers, and in whose zone they are taken."""

    template_name = "admin/widgets/moment.html"
    use_fieldset = True

    def __init__(self, label, attrs=None):
        self.label = label
        super().__init__(
            attrs,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
        )

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        zone = timezone.get_current_timezone()
        context["label"] = self.label
        context["zone"] = zone_name(zone)
        context["site_zone"] = zone_name(timezone.get_default_timezone()) if clocks_differ() else ""
        return context

    def _render(self, template_name, context, renderer=None):
        # Django's own renderer of forms looks into apps alone, not into our templates.
        return render_to_string(template_name, context)


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
                "invalid_date": "Give the day, too.",
                "invalid_time": "Give the time, too.",
            },
            **kwargs,
        )
        self.fields[0].error_messages["invalid"] = "Write the day as 2026-11-28."
        self.fields[1].error_messages["invalid"] = "Write the time as 09:00."

    def compress(self, data_list):
        day, time = data_list or (None, None)
        if day is None and time is None:
            return None
        if day is None or time is None:
            missing = "invalid_date" if day is None else "invalid_time"
            raise ValidationError(self.error_messages[missing])
        return self._aware(datetime.combine(day, time))

    @staticmethod
    def _aware(naive):
        zone = timezone.get_current_timezone()
        first, second = (naive.replace(fold=fold, tzinfo=zone) for fold in (0, 1))
        check_moment(first)
        returned = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        place, typed = zone_name(zone), f"{naive:%H:%M} on {naive.day} {naive:%b %Y}"
        if returned != naive:
            raise ValidationError(
                f"There is no {typed} in {place}: the clock is put forward then. "
                "Choose a time before or after the hour that is left out."
            )
        if first.utcoffset() != second.utcoffset():
            raise ValidationError(
                f"There are two of {typed} in {place}: the clock is put back then. "
                "Choose a time before or after the hour that comes twice."
            )
        return first
