"""Whose clock: the site's for readers, the editor's in the admin; both named where they differ."""

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from articles.models import Edition, TextBlock
from articles.publishing.schedule import live_edition, preview_edition
from backoffice.models import Preferences
from backoffice.widgets import MomentField
from core.timezones import moment_element, moment_text, site_day
from tests.admin_forms import fields, opened
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_user,
    signed_in,
    staff,
)

MORNING = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site_in_new_york(settings):
    settings.TIME_ZONE = "America/New_York"


@pytest.fixture
def anna():
    """She sits in Auckland, where it is tomorrow already."""
    user = make_user("anna", is_superuser=True)
    Preferences.objects.create(user=user, time_zone="Pacific/Auckland")
    return user


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("America/New_York", "28 Nov 2026, 04:00"),
        ("Europe/Lisbon", "28 Nov 2026, 09:00 (Lisbon) · 04:00 (site, New York)"),
        (
            "America/Argentina/Buenos_Aires",
            "28 Nov 2026, 06:00 (Buenos Aires) · 04:00 (site, New York)",
        ),
        ("Asia/Kolkata", "28 Nov 2026, 14:30 (Kolkata) · 04:00 (site, New York)"),
        ("America/Toronto", "28 Nov 2026, 04:00"),
    ],
)
def test_moment_names_both_clocks_where_they_differ(zone, text):
    with timezone.override(zone):
        assert moment_text(MORNING) == text


def test_moment_names_the_sites_day_where_it_is_another():
    with timezone.override("Pacific/Auckland"):
        text = moment_text(MORNING.replace(hour=3))
        element = moment_element(MORNING)

    assert text == "28 Nov 2026, 16:00 (Auckland) · 27 Nov, 22:00 (site, New York)"
    assert element.startswith('<time datetime="2026-11-28T09:00:00+00:00">')


def test_moment_names_year_and_seconds_where_they_tell_something():
    with timezone.override("Asia/Kolkata"):
        text = moment_text(datetime(2100, 1, 1, 4, 15, 30, tzinfo=UTC))
        assert text == ("1 Jan 2100, 09:45:30 (Kolkata) · 31 Dec 2099, 23:15:30 (site, New York)")


@pytest.mark.parametrize(
    ("zone", "day", "is_taken"),
    [("America/New_York", "2100-12-31", True), ("Pacific/Kiritimati", "2101-01-01", False)],
)
def test_last_year_ends_on_the_clock_of_whoever_types(zone, day, is_taken):
    with timezone.override(zone):
        assert Form({"at_0": day, "at_1": "23:59"}).is_valid() == is_taken


class Form(forms.Form):
    at = MomentField(label="From", required=False)


def typed(day, time, zone="Europe/Lisbon"):
    with timezone.override(zone):
        form = Form({"at_0": day, "at_1": time})
        form.is_valid()
        return form, str(form["at"])


def test_moment_is_taken_on_the_editors_clock():
    form, _ = typed("2026-07-01", "09:00")

    assert form.cleaned_data["at"] == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2027-03-28", "01:30", "There is no 01:30 on 28 Mar 2027 in Lisbon"),
        ("2026-10-25", "01:30", "There are two of 01:30 on 25 Oct 2026 in Lisbon"),
        ("2026-11-28", "", "Enter the time, too."),
        ("", "09:00", "Enter the date, too."),
        ("28.11.", "09:00", "Enter the date as 2026-11-28."),
        ("2026-11-28", "nine", "Enter the time as 09:00."),
        ("2027-02-29", "09:00", "There is no 29 February in 2027."),
        ("2027-13-01", "09:00", "There is no month 13."),
        ("9999-12-31", "23:59", "Choose a day between 2000 and 2100."),
        ("2101-06-01", "09:00", "Choose a day between 2000 and 2100."),
        ("1999-06-01", "09:00", "Choose a day between 2000 and 2100."),
        ("0001-01-01", "00:00", "Choose a day between 2000 and 2100."),
    ],
)
def test_moment_nobody_can_mean_is_refused_and_what_was_typed_stays(day, time, sentence):
    zone = "Asia/Tokyo" if day.startswith("0001") else "Europe/Lisbon"
    form, shown = typed(day, time, zone)

    assert sentence in str(form.errors)
    for value in filter(None, (day, time)):
        assert f'value="{value}"' in shown


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("2027-03-28", "02:00"),
        ("2026-10-25", "02:00"),
        ("2000-01-02", "00:00"),
        ("2100-12-31", "00:00"),
    ],
)
def test_moment_beside_a_change_of_clocks_is_taken(day, time):
    form, _ = typed(day, time)

    assert form.cleaned_data["at"]


def test_admin_shows_the_editors_clock_and_says_so(anna):
    article = make_article()
    desk = signed_in(anna)

    shown = desk.get(reverse("admin:articles_article_change", args=[article.pk])).text
    asked = desk.get(reverse("admin:articles_article_publish", args=[article.pk])).text

    here, there = re.search(
        r"Auckland time \(now (\d\d):.* York time \(now (\d\d):", shown
    ).groups()
    assert here != there
    assert "(Auckland)" in shown
    assert "(site, New York)" in shown
    assert "Auckland time (the site runs on New York time)" in asked


def test_admin_of_somebody_without_a_zone_of_their_own_names_none():
    article = make_article()
    desk = signed_in(make_user(is_superuser=True))

    shown = desk.get(reverse("admin:articles_article_change", args=[article.pk])).text

    assert "New York" not in shown
    assert "Readers see edition 1, since" in shown


def test_readers_and_previews_see_the_sites_days(anna):
    article = make_article(publish=False)
    late = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # the 19th in New York, the 20th in Auckland
    edition = Edition(
        article=article,
        slug=article.slug,
        number=1,
        live_from=late,
        published_at=late,
        modified_at=late,
    )
    edition.fill(preview_edition(article).content)
    edition.save()
    desk = signed_in(anna)

    as_read = Client().get(edition.get_absolute_url()).text
    as_shown = desk.get(reverse("admin:articles_article_edition", args=[article.pk, 1])).text
    as_read_by_anna = desk.get(edition.get_absolute_url()).text
    at_the_desk = desk.get(reverse("admin:articles_article_versions", args=[article.pk])).text

    for text in (as_read, as_shown, as_read_by_anna):
        assert '<time datetime="2026-11-19">19 Nov 2026</time>' in text
        assert "20 Nov 2026" not in text
    assert "20 Nov 2026, 16:00 (Auckland) · 19 Nov, 22:00 (site, New York)" in at_the_desk
    assert timezone.get_current_timezone_name() == "America/New_York"


def test_sign_off_is_frozen_with_the_sites_day_whoever_publishes(anna):
    article = make_article(publish=False)
    late = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    digests = section_digests(snapshot(article))
    article.reviews.create(reviewer=make_person(), signed_at=late, digests=digests)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    desk = signed_in(anna)

    desk.post(address, opened(desk, address))

    assert live_edition(article).content["review"]["signed_on"] == "2026-11-19"


def test_new_correction_is_dated_by_the_sites_day(anna):
    shown = opened(signed_in(anna), reverse("admin:articles_article_add"))

    assert shown["corrections-__prefix__-noted_on"] == [site_day().isoformat()]


def test_publishing_takes_the_moment_on_the_editors_clock(anna):
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    desk = signed_in(anna)

    posted = opened(desk, address) | {"at_0": "2099-01-15", "at_1": "09:00"}
    response = desk.post(address, posted, follow=True)

    edition = article.editions.get()
    assert edition.live_from == datetime(2099, 1, 14, 20, 0, tzinfo=UTC)
    assert "15 Jan 2099, 09:00 (Auckland) · 14 Jan, 15:00 (site, New York)" in response.text


def test_refused_moment_stays_as_it_was_typed(anna):
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    desk = signed_in(anna)

    posted = opened(desk, address) | {"at_0": "2027-09-26", "at_1": "02:30", "note": "Mine"}
    response = desk.post(address, posted)

    kept = fields(response)
    assert "There is no 02:30 on 26 Sep 2027 in Auckland" in response.text
    assert (kept["at_0"], kept["at_1"], kept["note"]) == (["2027-09-26"], ["02:30"], ["Mine"])
    assert not article.editions.exists()


def test_editor_chooses_a_zone_and_goes_back_to_the_sites(anna):
    address = reverse("admin:preferences")
    desk = signed_in(anna)

    desk.post(address, {"time_zone": "Europe/Lisbon"})
    chosen = anna.backoffice_preferences.__class__.objects.get().time_zone
    refused = desk.post(address, {"time_zone": "Mars/Olympus_Mons"})
    desk.post(address, {"time_zone": ""})

    assert chosen == "Europe/Lisbon"
    assert "Mars/Olympus_Mons is not one of the available choices" in refused.text
    assert Preferences.objects.get().time_zone == ""


def test_preferences_are_for_staff_and_for_oneself():
    address = reverse("admin:preferences")
    ben = make_user("ben")
    signed_in(ben).post(address, {"time_zone": "Europe/Lisbon", "user": 1})

    assert Preferences.objects.get().user == ben
    assert Client().get(address).status_code == 302
    assert signed_in(make_user(is_staff=False)).post(address, {}).status_code == 302
    assert signed_in(staff("view_article")).get(address).status_code == 200


def test_zone_this_machine_does_not_know_is_the_sites(anna):
    Preferences.objects.update(time_zone="../../etc/passwd")

    assert signed_in(anna).get(reverse("admin:index")).status_code == 200


def test_readers_pay_nothing_for_the_editors_clock(anna):
    article = make_article()
    TextBlock.objects.exists()
    client = signed_in(anna)

    with CaptureQueriesContext(connection) as asked:
        client.get(article.get_absolute_url())

    assert not [query for query in asked if "deskpreferences" in query["sql"]]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (make_question, "published_at"),
        (make_person, "released_at"),
        (make_product, "released_at"),
        (lambda: make_offer().product, "offers-0-withdrawn_at"),
        (make_offer, "withdrawn_at"),
    ],
)
def test_no_field_of_the_admin_takes_a_moment_that_some_zone_has_no_name_for(anna, make, name):
    row = make()
    desk = signed_in(anna)
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    form = opened(desk, address)

    for day in ("9999-12-31", "0001-01-01"):
        answer = desk.post(address, form | {f"{name}_0": day, f"{name}_1": "12:00"})

        assert "Choose a day between 2000 and 2100." in answer.text, day
        assert f'value="{day}"' in answer.text, day


@pytest.mark.parametrize(("year", "zone"), [(9999, "Pacific/Auckland"), (1, "America/Los_Angeles")])
def test_odd_moment_on_file_ends_no_page_of_the_admin(anna, year, zone):
    Preferences.objects.filter(user=anna).update(time_zone=zone)
    article = make_article(publish=year == 1)
    odd = datetime(9999, 12, 31, 23, tzinfo=UTC) if year == 9999 else datetime(1, 1, 1, tzinfo=UTC)
    edition = Edition(article=article, slug=article.slug, number=9, live_from=odd)
    edition.published_at = edition.modified_at = odd
    edition.fill(preview_edition(article).content)
    edition.save()
    desk = signed_in(anna)

    for name, *args in [
        ("index",),
        ("calendar",),
        ("articles_article_changelist",),
        ("articles_article_change", article.pk),
        ("articles_article_versions", article.pk),
        ("articles_article_publish", article.pk),
    ]:
        assert desk.get(reverse(f"admin:{name}", args=args)).status_code == 200
