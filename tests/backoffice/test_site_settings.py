"""The settings of the site: who changes them, what readers see then, and that none is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from backoffice import site_settings
from backoffice.models import SiteSettings
from pictures.models import Picture
from tests.factories import make_picture, make_user, signed_in, staff

pytestmark = pytest.mark.django_db
PAGE = {"identity-name": "Clear Skin", "market-country": "US", "market-currency": "USD"}


@pytest.fixture
def owner(client):
    client.force_login(make_user("owner", is_superuser=True))
    return client


def posted(version=0, **changes):
    return PAGE | {"market-disclosure": "Paid links.", "version": version, "note": ""} | changes


def save(client, **changes):
    return client.post(reverse("admin:site_settings"), posted(**changes))


def test_what_the_owner_saves_is_what_readers_see(owner):
    before = owner.get("/").content.decode()

    assert save(owner).status_code == 302

    after = Client().get("/").content.decode()
    assert "Clear Skin" not in before
    assert "<title>Clear Skin: " in after
    assert '<p class="colophon-name">Clear Skin</p>' in after
    sign_in = Client().get(reverse("account_login")).text
    assert "<title>Sign in | Clear Skin admin</title>" in sign_in


def test_settings_belong_to_whoever_has_the_permission():
    editor = Client()
    editor.force_login(make_user("editor"))

    assert editor.get(reverse("admin:site_settings")).status_code == 403
    assert save(editor).status_code == 403
    assert not SiteSettings.objects.exists()


def test_two_owners_who_change_different_settings_both_keep_theirs(owner):
    save(owner)
    save(owner, version=1, **{"identity-name": "Theirs"})

    save(owner, version=1, **{"market-disclosure": "We earn a commission."})

    now = site_settings.current()
    assert (now.identity.name, now.market.disclosure) == ("Theirs", "We earn a commission.")


def test_the_same_setting_changed_by_two_is_asked_and_loses_nothing(owner):
    save(owner)
    save(owner, version=1, **{"identity-name": "Theirs"})

    late = save(owner, version=1, **{"identity-name": "Mine"})

    text = late.content.decode()
    assert "“Name” is now “Theirs”." in text
    assert 'value="Mine"' in text
    assert site_settings.current().identity.name == "Theirs"
    assert '<input type="hidden" name="version" value="2"' in text
    # The page knows of the newest version now: saving again is a decision.
    assert save(owner, version=2, **{"identity-name": "Mine"}).status_code == 302
    assert site_settings.current().identity.name == "Mine"


def test_an_older_version_can_be_put_back(owner):
    save(owner, note="Launch")
    save(owner, version=1, **{"identity-name": "Another"})

    page = owner.get(reverse("admin:site_settings"), {"version": "1"}).content.decode()

    assert 'value="Clear Skin"' in page
    assert "Nothing changes until you save." in page
    assert ": Launch" in page
    assert owner.get(reverse("admin:site_settings"), {"version": "9"}).status_code == 404
    assert owner.get(reverse("admin:site_settings"), {"version": "x"}).status_code == 404


def test_bad_input_is_said_and_kept(owner):
    response = save(owner, **{"market-currency": "DOLLARS", "identity-name": "Kept"})

    assert response.status_code == 200
    assert 'value="Kept"' in response.content.decode()
    assert not SiteSettings.objects.exists()


def test_the_logo_stands_in_the_header(owner):
    picture = make_picture()

    save(owner, **{"logo-picture": picture.pk})

    assert 'class="wordmark-logo"' in Client().get("/").content.decode()


def test_the_logo_is_in_use_and_stays(owner):
    logo, former, unused = make_picture(), make_picture(color="red"), make_picture(color="blue")
    save(owner, **{"logo-picture": former.pk})
    save(owner, version=1, **{"logo-picture": logo.pk})
    pages = {
        name: reverse(f"admin:pictures_picture_{name}", args=[logo.pk])
        for name in ("change", "delete", "references")
    }

    for name in ("change", "references"):
        page = owner.get(pages[name]).content.decode()
        assert f'<a href="{reverse("admin:site_settings")}">Site settings</a>' in page, name
    forged = owner.post(pages["delete"], {"post": "yes"}).content.decode()
    other = signed_in(staff("view_picture")).get(pages["references"]).content.decode()

    assert "is in use. To delete it, first remove it from:" in forged
    assert "You don’t have permission to see which." in other
    assert list(Picture.objects.used()) == [logo]
    assert {*Picture.objects.unused()} == {former, unused}


def test_settings_are_read_once_a_request(owner, django_assert_num_queries):
    save(owner)

    def page(request):
        assert site_settings.current() is site_settings.current()
        return request

    with django_assert_num_queries(1):
        site_settings.SiteSettingsMiddleware(page)(object())


def test_a_field_that_is_new_or_gone_does_no_harm():
    SiteSettings.objects.create(version=1, values={"identity": {"motto": "x"}, "gone": {"a": 1}})

    assert site_settings.current().identity.name
    assert site_settings.current().market.currency == "USD"


def test_what_held_before_the_first_save_can_be_put_back(owner):
    save(owner)

    page = owner.get(reverse("admin:site_settings"), {"version": "0"}).content.decode()

    assert "These are the values from the time before the first save." in page
    assert 'value="Clear Skin"' not in page


@pytest.mark.parametrize(
    ("disclosure", "is_doubted"),
    [("Thanks for reading.", True), ("We earn a commission from links here.", False)],
)
def test_a_disclosure_that_discloses_nothing_is_doubted(owner, disclosure, is_doubted):
    page = owner.post(
        reverse("admin:site_settings"),
        posted(**{"market-disclosure": disclosure}),
        follow=True,
    ).content.decode()

    assert ("doesn&#x27;t seem to say that you earn money" in page) is is_doubted


@pytest.mark.parametrize("field", ["identity-name", "market-disclosure"])
def test_a_text_of_invisible_characters_is_refused(owner, field):
    page = save(owner, **{field: "\u200b"}).content.decode()

    assert "There is nothing to see in this text." in page
    assert not SiteSettings.objects.exists()


def test_an_odd_row_does_not_end_the_site():
    odd = {"identity": "x", "market": {"country": 5, "currency": None}, "logo": {"picture": "y"}}
    SiteSettings.objects.create(version=1, values=odd)

    assert Client().get("/").status_code == 200
    assert site_settings.current().market.country == "US"


def test_a_disclosure_is_plain_text(owner):
    page = save(owner, **{"market-disclosure": "<b>Paid</b> links"}).content.decode()

    assert "Enter plain text, no HTML" in page
    assert "Nothing was saved." in page
    assert not SiteSettings.objects.exists()
