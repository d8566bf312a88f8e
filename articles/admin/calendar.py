"""The publication calendar: what goes live and comes down, of all articles, by day."""

import calendar as months
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from taggit.models import Tag

from articles import calendar as schedule
from articles.admin.plans import offer_to_put_in
from articles.publishing.checks import can_publish
from backoffice.navigation import any_permission
from backoffice.site import admin_page
from backoffice.widgets import parse_pk

FIRST_YEAR, LAST_YEAR = 2000, 2100


# Whoever may look at articles may know when they go live.
PERMISSIONS = ("articles.view_article", "articles.change_article")


class CalendarFilterForm(forms.Form):
    q = forms.CharField(label="Article", required=False, max_length=200)
    tag = forms.SlugField(required=False, max_length=100)
    user = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    article = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        tags: list[tuple[str, str]],
        users: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].widget = forms.Select(choices=[("", "Any tag"), *tags])
        self.fields["user"].choices = [("", "Anyone"), *users]
        self.fields["user"].label = "Scheduled by"

    def as_filter(self) -> schedule.CalendarFilter:
        """What was asked for; a value that makes no sense is left out."""
        self.is_valid()
        asked = self.cleaned_data
        return schedule.CalendarFilter(
            words=asked.get("q", "").replace("\x00", ""),
            tag=asked.get("tag", ""),
            user=asked.get("user"),
            article=parse_pk(asked.get("article", "")),
        )


def _month_in(text: str) -> date | None:
    """“2026-12” → 1 Dec 2026; None for anything else."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 -- a month has no zone
    except ValueError:
        return None
    return first if FIRST_YEAR <= first.year < LAST_YEAR else None


def _month_after(first: date, step: int = 1) -> date:
    return date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1)


def _start_of(day: date) -> datetime:
    """The moment a day begins in the active zone (the earlier one, where midnight comes twice)."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _weeks(first: date, days: Iterable[schedule.Day]) -> list[list[dict[str, Any] | None]]:
    """Weeks of a month: [[None or {date, entries}, … seven], …], Monday first."""
    entries = {day.date: day.entries for day in days}
    return [
        [
            {"date": day, "entries": entries.get(day, [])} if day.month == first.month else None
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]


@admin_page(
    "calendar/",
    name="calendar",
    title="Calendar",
    group="Articles",
    has_permission=any_permission(*PERMISSIONS),
)
def calendar(request: HttpRequest) -> HttpResponse:
    """What is scheduled, or all of `?month=2026-12`; as a file with `?format=ics`."""
    now = timezone.now()
    form = _filter_form(request)
    wanted = form.as_filter()
    month = _month_in(request.GET.get("month", ""))
    if month:
        start, end = _start_of(month), _start_of(_month_after(month))
        entries, is_cut = schedule.between(wanted, start, end, now)
    else:
        entries, is_cut = schedule.upcoming(wanted, now)
    if request.GET.get("format") == "ics":
        return _as_file(request, entries, now)
    if can_publish(request.user):
        offer_to_put_in(entries)
    days = schedule.by_day(entries)
    asked = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        **admin.site.each_context(request),
        "title": "Calendar",
        "form": form,
        "is_filtered": bool(wanted),
        "month": month,
        "days": days,
        "is_cut": is_cut,
        "limit": schedule.MAX_ENTRIES,
        "recent": [] if month else schedule.by_day(schedule.recent(wanted, now)),
        "weeks": _weeks(month, days) if month else None,
        "today": timezone.localdate(now),
        "months": _months(month or timezone.localdate(now).replace(day=1), asked),
        "upcoming_query": urlencode(asked),
        "can_publish": can_publish(request.user),
    }
    return TemplateResponse(request, "admin/articles/calendar.html", context)


def _filter_form(request: HttpRequest) -> CalendarFilterForm:
    tags = Tag.objects.filter(tagged_articles__isnull=False).distinct().order_by("name")
    return CalendarFilterForm(
        request.GET,
        tags=list(tags.values_list("slug", "name")),
        users=schedule.schedulers(),
        label_suffix="",
    )


def _months(middle: date, asked: dict[str, str]) -> list[dict[str, Any]]:
    """A month with those before and after it, and the queries that show them."""
    return [
        {"first": first, "query": urlencode({**asked, "month": f"{first:%Y-%m}"})}
        for first in (_month_after(middle, -1), middle, _month_after(middle))
    ]


def _as_file(
    request: HttpRequest, entries: Iterable[schedule.ScheduleEntry], now: datetime
) -> HttpResponse:
    """The entries as a file for a calendar program (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//skinsite//admin//EN"]
    for entry in entries:
        address = reverse("admin:articles_article_change", args=[entry.edition.article_id])
        lines += [
            "BEGIN:VEVENT",
            f"UID:edition-{entry.edition.pk}@{request.get_host()}",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(entry.at)}",
            f"DTEND:{_utc(entry.at + timedelta(minutes=15))}",
            f"SUMMARY:{_escaped(f'{entry.edition.article}: {entry.what}')}",
            f"DESCRIPTION:{_escaped(entry.edition.note)}",
            f"URL:{request.build_absolute_uri(address)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    text = "".join(f"{_folded(line)}\r\n" for line in lines)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Lines of at most 75 bytes (RFC 5545, 3.1); what is more follows after a space."""
    rows, row = [], ""
    for letter in line:
        if len(f"{row}{letter}".encode()) > 74:
            rows.append(row)
            row = ""
        row += letter
    return "\r\n ".join([*rows, row])
