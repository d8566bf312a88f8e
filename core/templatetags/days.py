"""Days as readers see them, and machines too."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime

register = template.Library()


@register.filter
def day(moment: datetime | date) -> SafeString:
    """A moment or a day → `<time datetime="2026-11-22">22 Nov 2026</time>`, in the site's zone."""
    return _time_element(localdate(moment) if isinstance(moment, datetime) else moment)


@lru_cache(maxsize=2048)
def _time_element(date: date) -> SafeString:
    # A page of prices names the same few days over and over.
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), formatted(date, "j M Y"))


@register.filter
def day_and_time(moment: datetime) -> SafeString:
    """A moment as readers see it: `<time …>29 Nov 2026, 14:05 EST</time>`, in the site's zone."""
    local = localtime(moment)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        formatted(local, "j M Y, H:i T"),
    )
