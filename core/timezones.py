"""
Whose clock: the site's (`TIME_ZONE`, in which readers see days) and that of whoever is signed in.

`TimezoneMiddleware` makes the editor's zone the active one for pages of the admin and nothing else;
whatever readers see, a preview included, is rendered `with site_timezone():`. There a moment is
written by `moment_text` (or the template filter `moment`), which names the zones where the two
clocks differ, and typed into a `MomentField`. Days (`DateField`) belong to the site: `site_day()`.
Whatever moment is typed in the admin lies in `check_moment`'s range.
"""

import zoneinfo
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

# What may be typed. Far inside what a calendar has, so that every zone has a name for the moment.
FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2101, 1, 1, tzinfo=UTC)


def site_timezone() -> AbstractContextManager[None]:
    """A context in which moments are those of the site, whoever asks."""
    return timezone.override(timezone.get_default_timezone())


def site_day(at: datetime | None = None) -> date:
    """The day it is for readers at that moment (now, where none is given)."""
    return timezone.localdate(at, timezone.get_default_timezone())


def start_of(day: date) -> datetime:
    """The moment at which a day begins for the site."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def timezone_name(zone: tzinfo | str) -> str:
    """What people call a zone: “Buenos Aires”."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def utc_offset(zone: tzinfo, at: datetime | None = None) -> str:
    """How far a zone is from UTC at that moment: “UTC+05:30”."""
    offset = (at or timezone.now()).astimezone(zone).utcoffset() or timedelta()
    minutes = int(offset / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


@lru_cache(maxsize=1)
def timezone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones an editor may choose, by part of the world: [(“Europe”, [(key, name), …]), …]."""
    places: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(zoneinfo.available_timezones()):
        part, slash, place = key.partition("/")
        if slash and part not in {"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico"}:
            places.setdefault(part, []).append((key, place.replace("_", " ").replace("/", ", ")))
    return [*places.items(), ("Everywhere", [("UTC", "UTC")])]


# Moments as the admin says them


def local(at: datetime, zone: tzinfo | None = None) -> datetime:
    """
    `at` on the clock of `zone` (the active one). A moment that has no name there, beside the year
    1 or 9999, stays as it is: one odd row must not end a page of many.
    """
    try:
        return timezone.localtime(at, zone)
    except OverflowError:
        return at


def moment_text(at: datetime) -> str:
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
    zone = timezone_name(timezone.get_current_timezone())
    return f"{text} ({zone}) · {other_day}{there:%H:%M} (site, {timezone_name(site)})"


def moment_element(at: datetime) -> SafeString:
    """`moment_text` for people and machines: `<time datetime="…+00:00">…</time>`."""
    machine = at.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', machine, moment_text(at))


def clocks_differ() -> bool:
    """Whether the active zone shows another time than the site's, now."""
    now = timezone.now()
    site = timezone.get_default_timezone()
    return timezone.localtime(now).utcoffset() != timezone.localtime(now, site).utcoffset()


# Moments as they are typed


def check_moment(at: datetime) -> None:
    """Refuse a moment that no page of the admin could show to everybody."""
    if not FIRST_MOMENT <= at < LAST_MOMENT:
        raise ValidationError("Choose a day between 2000 and 2100.")
