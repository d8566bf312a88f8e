"""The calendar of the desk: what goes live and comes down, of all articles, by day."""

import calendar as months
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from taggit.models import Tag

from articles import calendar as plan
from articles.publishing.checks import can_publish
from backoffice.site import admin_page
from backoffice.widgets import parse_pk

FIRST_YEAR, LAST_YEAR = 2000, 2100


def can_see_plan(user):
    """Whoever may look at articles may know when they turn."""
    return user.has_perm("articles.view_article") or user.has_perm("articles.change_article")


class Narrow(forms.Form):
    q = forms.CharField(label="Article", required=False, max_length=200)
    tag = forms.SlugField(required=False, max_length=100)
    who = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    article = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, tags, who, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tag"].widget = forms.Select(choices=[("", "Any tag"), *tags])
        self.fields["who"].choices = [("", "Anybody"), *who]
        self.fields["who"].label = "Planned by"

    def wanted(self):
        """What was asked for; anything that makes no sense narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return plan.CalendarFilter(
            words=asked.get("q", "").replace("\x00", ""),
            tag=asked.get("tag", ""),
            user=asked.get("who"),
            article=parse_pk(asked.get("article", "")),
        )


def _month_in(text):
    """“2026-12” → 1 Dec 2026; None for anything else."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return None
    return first if FIRST_YEAR <= first.year < LAST_YEAR else None


def _month_after(first, step=1):
    return date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1)


def _begin_of(day):
    """The moment a day begins in the active zone (the earlier one, where midnight comes twice)."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _grid(first, days):
    """Weeks of a month: [[None or {day, turns}, … seven], …], Monday first."""
    of_day = {day.date: day.entries for day in days}
    return [
        [
            {"date": day, "entries": of_day.get(day, [])} if day.month == first.month else None
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]


@admin_page(
    "calendar/", name="calendar", title="Calendar", group="Articles", has_permission=can_see_plan
)
def calendar(request):
    now = timezone.now()
    tags = Tag.objects.filter(tagged_articles__isnull=False).distinct().order_by("name")
    form = Narrow(
        request.GET,
        tags=list(tags.values_list("slug", "name")),
        who=plan.schedulers(),
        label_suffix="",
    )
    wanted = form.wanted()
    month = _month_in(request.GET.get("month", ""))
    if month:
        start, end = _begin_of(month), _begin_of(_month_after(month))
        found, is_cut = plan.between(wanted, start, end, now)
    else:
        found, is_cut = plan.upcoming(wanted, now)
    if request.GET.get("format") == "ics":
        return _as_file(request, found, now)
    days = plan.by_day(found)
    shown = month or timezone.localdate(now).replace(day=1)
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        **_site().each_context(request),
        "title": "Calendar",
        "form": form,
        "is_narrowed": bool(wanted),
        "month": month,
        "days": days,
        "is_cut": is_cut,
        "most": plan.MAX_ENTRIES,
        "recent": [] if month else plan.by_day(plan.recent(wanted, now)),
        "weeks": _grid(month, days) if month else None,
        "today": timezone.localdate(now),
        "months": [
            {"first": first, "query": urlencode({**kept, "month": f"{first:%Y-%m}"})}
            for first in (_month_after(shown, -1), shown, _month_after(shown))
        ],
        "upcoming_query": urlencode(kept),
        "can_publish": can_publish(request.user),
    }
    return TemplateResponse(request, "admin/articles/calendar.html", context)


def _site():
    from django.contrib import admin  # noqa: PLC0415 -- the site exists once the rooms are loaded

    return admin.site


def _as_file(request, found, now):
    """The turns as a file for a calendar program (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//skinsite//desk//EN"]
    for turn in found:
        address = reverse("admin:articles_article_change", args=[turn.edition.article_id])
        lines += [
            "BEGIN:VEVENT",
            f"UID:edition-{turn.edition.pk}@{request.get_host()}",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(turn.at)}",
            f"DTEND:{_utc(turn.at + timedelta(minutes=15))}",
            f"SUMMARY:{_escaped(f'{turn.edition.article}: {turn.what}')}",
            f"DESCRIPTION:{_escaped(turn.edition.note)}",
            f"URL:{request.build_absolute_uri(address)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    text = "".join(f"{_folded(line)}\r\n" for line in lines)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="plan.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _utc(at):
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text):
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line):
    """Lines of at most 75 bytes (RFC 5545, 3.1); what is more follows after a space."""
    rows, row = [], ""
    for letter in line:
        if len(f"{row}{letter}".encode()) > 74:
            rows.append(row)
            row = ""
        row += letter
    return "\r\n ".join([*rows, row])
