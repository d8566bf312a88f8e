"""What the admin's templates need: icons, moments, the state of a list, labelled cells, errors."""

import re

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.core.exceptions import FieldDoesNotExist
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from backoffice import changelist
from backoffice.decisions import hidden_inputs
from backoffice.form_errors import errors_of
from core import timezones as clock
from core.richtext import RichTextField
from core.templatetags.prose import prose

register = template.Library()

_ROLES = {"td": "cell", "th": "rowheader"}


@register.simple_tag
def readonly_value(field):
    """What a field that can't be changed holds: rich text as its readers see it."""
    name, row = field.field["field"], field.form.instance
    if isinstance(name, str):
        try:
            model_field = row._meta.get_field(name)
        except FieldDoesNotExist:
            return field.contents()
        if isinstance(model_field, RichTextField):
            return prose(model_field.sanitize(getattr(row, name)))
    return field.contents()


@register.simple_tag
def icon(name):
    """A drawing of our own beside words that say the same: nothing for a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("backoffice/icons.svg"),
        name,
    )


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


@register.simple_tag
def changelist_state(cl):
    return changelist.changelist_state(cl)


@register.simple_tag
def labelled_rows(cl, results):
    """
    The rows of a list; each cell knows its column's name, which a phone shows beside the words.

    A row is (its form or None, its cells).
    """
    labels = [
        "" if "action-checkbox" in header.get("class_attrib", "") else header["text"]
        for header in result_headers(cl)
    ]
    return [
        (
            getattr(row, "form", None),
            [_labelled(cell, label) for cell, label in zip(row, labels, strict=False)],
        )
        for row in results
    ]


def _labelled(cell, label):
    found = re.match(r"\s*<(td|th)\b", cell)
    if not found or not isinstance(cell, SafeString):
        return cell
    tag = found[1]
    # Django's own cell, escaped where it was made; only attributes are put into its first tag.
    rest = mark_safe(cell[found.end() :])  # noqa: S308 -- see above
    return format_html(
        '<{} role="{}" data-label="{}"{}', tag, _ROLES[tag], capfirst(str(label)), rest
    )


@register.simple_tag
def form_errors(form=None, inline_formsets=()):
    return errors_of(form, inline_formsets or ())


@register.simple_tag
def asked(state=None):
    """For the form of a page that asks for a decision: see `backoffice.decisions`."""
    return hidden_inputs(state)
