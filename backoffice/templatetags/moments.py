"""Moments in the admin: on the editor's clock, and on the site's where the two differ."""

from django import template
from django.utils import timezone

from core import timezones as clock

register = template.Library()


@register.filter
def moment(at):
    """A moment → `<time datetime="2026-11-28T09:00:00+00:00">28 Nov 2026, 09:00</time>`."""
    return clock.moment_element(at) if at else ""


@register.inclusion_tag("admin/timezone_notice.html")
def timezone_notice():
    """Whose clock the admin goes by, for an editor whose clock is not the site's."""
    now = timezone.now()
    return {
        "differ": clock.clocks_differ(),
        "here": clock.timezone_name(timezone.get_current_timezone()),
        "there": clock.timezone_name(timezone.get_default_timezone()),
        "now_here": f"{timezone.localtime(now):%H:%M}",
        "now_there": f"{timezone.localtime(now, timezone.get_default_timezone()):%H:%M}",
    }
