"""The site's own pages: who sees them, where they stand, where they lead on to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pages.models import Page
from tests.factories import make_member, make_page, signed_in

pytestmark = pytest.mark.django_db


def posted(page, **changes):
    typed = {"title": page.title, "slug": page.slug, "body": page.body, "place": page.place}
    day, _, time = timezone.now().isoformat(sep=" ", timespec="seconds").partition(" ")
    moment = {"published_at_0": day, "published_at_1": time[:8]} if page.published_at else {}
    return typed | {"order": page.order, "summary": "", "reviewed_on": ""} | moment | changes


def change_url(page):
    return reverse("admin:pages_page_change", args=[page.pk])


def test_a_published_page_stands_in_the_footer_and_the_sitemap_and_a_draft_nowhere(client):
    make_page(body="<h2>Who</h2><p>Anna &amp; Ben</p>", reviewed_on=timezone.localdate())
    make_page("Privacy", slug="privacy", published_at=None)
    make_page("Shop rules", slug="rules", published_at=timezone.now() + timedelta(hours=1))

    home, page = client.get("/").text, client.get("/about/").text

    assert '<a href="/about/">About us</a>' in home
    assert "privacy" not in home
    assert "rules" not in home
    assert "<h2>Who</h2><p>Anna &amp; Ben</p>" in page
    assert "Last reviewed" in page
    assert "sample that came" not in page
    assert client.get("/About/").headers["Location"] == "/about/"
    assert client.get("/Privacy/").status_code == 404
    assert client.get("/privacy/").status_code == client.get("/rules/").status_code == 404
    addresses = client.get("/sitemap-about.xml").text
    assert "/about/</loc>" in addresses
    assert addresses.count("<loc>") == 1


def test_readers_are_led_on_when_an_address_changes_and_a_link_goes_with_its_page(client):
    page = make_page(place="menu")
    page.slug = "who-we-are"
    page.save()

    assert client.get("/about/", follow=True).redirect_chain == [("/who-we-are/", 301)]
    assert '<a href="/who-we-are/">About us</a>' in client.get("/").text
    page.delete()
    assert "/who-we-are/" not in client.get("/").text


@pytest.mark.parametrize("taken", ["products", "admin", "faq"])
def test_a_page_takes_no_address_of_the_site(desk, taken):
    page = make_page()

    answer = desk.post(change_url(page), posted(page, slug=taken))

    assert f"/{taken}/ is the address of another part of this site." in answer.text


def test_a_writer_drafts_and_an_editor_publishes():
    draft, live = make_page(published_at=None), make_page("Privacy", slug="privacy")
    writer, editor = (signed_in(make_member(role)) for role in ("Writer", "Editor"))

    writer.post(change_url(draft), posted(draft, title="Ours", published_at_0="2026-01-01"))
    assert writer.post(change_url(live), posted(live, title="Mine")).status_code == 403
    draft.refresh_from_db()
    assert (draft.title, draft.published_at) == ("Ours", None)

    moment = {"published_at_0": "2026-01-01", "published_at_1": "10:00:00"}
    editor.post(change_url(draft), posted(draft, **moment))
    assert Page.objects.public().filter(pk=draft.pk).exists()
    assert draft.history.count() == 3


def test_a_preview_shows_what_is_typed_and_saves_nothing(client):
    page = make_page()
    editor = signed_in(make_member("Editor"))

    typed = posted(page, body="<p>Better words.</p><script>alert(1)</script>", title="")
    shown = editor.post(reverse("admin:pages_page_preview", args=[page.pk]), typed)

    assert "<p>Better words.</p>" in shown.text
    assert "alert(1)" not in shown.text
    assert "Title: This field is required." in shown.text
    assert '<meta name="robots" content="noindex">' in shown.text
    assert "Better words" not in client.get("/about/").text


def test_the_owner_says_what_the_menu_and_the_footer_hold(client, desk):
    make_page()
    page = reverse("admin:site_settings")
    settings = {
        "identity-name": "Clear Skin",
        "market-country": "US",
        "market-currency": "USD",
        "market-disclosure": "We earn a commission.",
        "version": 0,
        "frame-menu": "Read | /articles/\nNewsletter | https://news.example.org/",
        "frame-footer": "Imprint | /imprint/",
        "frame-sentences": "No medical advice.\n© Clear Skin",
    }

    refused = desk.post(page, settings | {"frame-menu": "Read | javascript:alert(1)"})
    assert "No link can be made of “Read | javascript:alert(1)”." in refused.text.replace(
        "&#x27;", "'"
    )
    desk.post(page, settings)

    shown = client.get("/articles/").text
    assert '<a href="/articles/" aria-current="true">Read</a>' in shown
    assert '<a href="https://news.example.org/">Newsletter</a>' in shown
    assert ">Topics</a>" not in shown
    assert shown.index(">About us</a>") < shown.index('<a href="/imprint/">Imprint</a>')
    assert "<p>© Clear Skin</p>" in shown
