"""“Report something wrong”: what is taken, from whom, and that nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.publishing.schedule import publish
from reports import sending
from reports.models import Report
from reports.tasks import forget_old_reports
from tests.factories import (
    make_article,
    make_member,
    make_offer,
    make_report,
    signed_in,
)

pytestmark = pytest.mark.django_db

WORDS = "It costs $25 there, and has since Friday."


def a_minute_ago():
    return sending.form_stamp(timezone.now() - timedelta(minutes=1))


def send(client, *, origin=settings.BASE_URL, headers=None, **typed):
    typed = {"about": "", "stamp": a_minute_ago(), "text": WORDS, "website": ""} | typed
    body = "&".join(f"{name}={_quoted(value)}" for name, value in typed.items())
    headers = {"origin": origin, "sec-fetch-site": "same-origin"} | (headers or {})
    return client.post(
        reverse("reports:report"), body, "application/x-www-form-urlencoded", headers=headers
    )


def _quoted(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def links(text):
    return {unescape(found) for found in re.findall(r'href="(/report/\?about=[^"]*)"', text)}


def test_a_price_is_reported_from_its_page_and_shown_back_in_words(client, live):
    offer = live["product"].offers.get()
    link = f"/report/?about=offer-{offer.pk}"
    assert link in links(client.get("/products/live-product/").text)

    form = client.get(link)
    assert "$19 at Open Shop for Open Brand Open Serum" in unescape(form.text)
    answer = send(client, about=f"offer-{offer.pk}", reply_to="reader@example.org")
    thanks = client.get(answer.headers["Location"])

    [report] = Report.objects.all()
    assert (report.text, report.reply_to, report.state) == (WORDS, "reader@example.org", "new")
    assert report.about_words.startswith("$19 at Open Shop")
    assert report.page_path == "/products/live-product/"
    assert "Thank you" in thanks.text
    assert "/products/live-product/" in thanks.text
    for response in (form, answer, thanks):
        assert not response.cookies
    assert "no-store" in form.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in form.text
    assert "Disallow: /report/" in client.get("/robots.txt").text


def test_every_kind_of_page_leads_to_a_report_of_what_it_shows(client, live):
    found = {}
    for path in (
        *("/articles/live-article/", "/faq/live-question/", "/products/live-product/"),
        *("/experts/live-expert/", "/live-page/"),
    ):
        found |= {link.split("=")[1].split("-")[0]: link for link in links(client.get(path).text)}

    assert set(found) == {"offer", "quote", "question", "article", "product", "person", "page"}
    shown = {kind: unescape(client.get(link).text) for kind, link in found.items()}
    assert "“Words that may be read.”, Erin Expert" in shown["quote"]
    assert "The answer to “Is it open?”" in shown["question"]


def test_a_part_of_an_article_can_be_named(client):
    article = make_article("Milia", slug="milia", html="<h2>What helps</h2><p>Patience.</p>")
    article.corrections.create(text="It said otherwise.", noted_on=timezone.localdate())
    publish(article)
    form = client.get(f"/report/?about=article-{article.pk}.what-helps").text

    assert '<option value="what-helps" selected>What helps</option>' in form
    assert f'<a href="{article.get_absolute_url()}#corrections">Corrections (1)</a>' in form
    send(client, about=f"article-{article.pk}", part="what-helps")
    assert Report.objects.get().about_words == "“Milia”: What helps"


@pytest.mark.parametrize(
    "reference", ["offer-1", "article-2", "nothing-3", "offer-99999999999999999999", "<script>"]
)
def test_what_readers_do_not_see_cannot_be_reported_and_is_not_told(client, reference):
    offer = make_offer("19.00")  # of a product that no page shows
    assert not offer.product.editions.exists()

    form = client.get(reverse("reports:report"), {"about": reference})

    assert form.status_code == 404
    assert "no longer on our pages" in form.text
    assert offer.product.name not in form.text
    send(client, about=reference)
    assert (Report.objects.get().kind, Report.objects.get().row) == ("", None)


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"text": ""}, 422, "Say what is wrong"),
        ({"text": "x" * 3001}, 422, "This is 3001 characters long."),
        ({"reply_to": "no address"}, 422, "no mail address"),
        ({"website": "https://spam.example/"}, 422, "was filled in, as programs do"),
        ({"stamp": "made-up"}, 422, "was changed on its way"),
        ({"origin": "https://evil.example"}, 403, "didn’t come from our own page"),
        ({"origin": "null"}, 403, "didn’t come from our own page"),
        ({"origin": ""}, 403, "didn’t come from our own page"),
        ({"headers": {"sec-fetch-site": "cross-site"}}, 403, "didn’t come from our own page"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence_and_nothing_typed_is_lost(
    client, changed, status, sentence
):
    answer = send(client, **changed)

    assert answer.status_code == status
    assert sentence in unescape(answer.text)
    assert changed.get("text", WORDS) in unescape(answer.text)
    assert not Report.objects.exists()


def test_a_form_is_neither_sent_at_once_nor_after_a_day(client):
    fresh = sending.form_stamp()
    at_once = send(client, stamp=fresh)
    assert "quicker than anybody types" in at_once.text
    # The same form a little later is fine: its stamp is the one that came back.
    assert f'name="stamp" value="{fresh}"' in at_once.text

    empty = send(client, stamp=fresh, text="")
    assert "Say what is wrong" in empty.text
    assert "quicker" not in empty.text

    old = sending.form_stamp(timezone.now() - timedelta(hours=25))
    late = send(client, stamp=old)
    assert "more than a day ago" in late.text
    assert old not in late.text
    assert not Report.objects.exists()


def test_a_form_sent_twice_is_one_report(client):
    stamp = a_minute_ago()
    answers = [send(client, stamp=stamp), send(client, stamp=stamp), send(client, stamp=stamp)]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert Report.objects.count() == 1


def test_a_network_sends_so_many_a_day_and_who_it_was_is_kept_nowhere(client):
    for _ in range(sending.PER_NETWORK):
        assert send(client).status_code == 302

    answer = send(client)

    assert answer.status_code == 429
    assert "More reports came from your network today" in unescape(answer.text)
    assert WORDS in answer.text
    assert send(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302
    kept = repr(cache._cache)
    assert "reports:" in kept
    assert "127.0.0.1" not in kept
    assert "192.0.2.7" not in kept
    cache.clear()  # as after midnight: the key went with the counts
    assert send(client).status_code == 302


def test_a_long_body_is_refused_unread(client):
    answer = send(client, text="x" * 70_000)

    assert answer.status_code == 413
    assert "too long to be read" in answer.text
    wrong = client.post(
        reverse("reports:report"), {"text": WORDS}, headers={"origin": settings.BASE_URL}
    )
    assert wrong.status_code == 400


def decide(client, report, state, note=""):
    address = reverse("admin:reports_report_decide", args=[report.pk])
    return client.post(address, {f"to-{state}": "", "note": note}, follow=True)


def test_a_report_lands_on_the_worklist_and_leads_to_its_record():
    editor = signed_in(make_member("Editor"))
    report = make_report()

    first = editor.get(reverse("admin:index")).text
    assert "Readers report something wrong" in first
    page = reverse("admin:reports_report_change", args=[report.pk])
    assert page in first
    assert reverse("admin:products_offer_change", args=[report.row]) in editor.get(page).text

    for state in ("seen", "mended"):
        decide(editor, report, state, "The shop said so.")
    report.refresh_from_db()
    assert (report.state, report.note) == ("mended", "The shop said so.")
    assert report.decided_by is not None
    assert page not in editor.get(reverse("admin:index")).text.split("Recent")[0]
    decide(editor, report, "nothing")  # closed: it is opened again first
    report.refresh_from_db()
    assert report.state == "mended"


def test_who_keeps_prices_sees_reports_of_prices_alone():
    keeper, writer = (signed_in(make_member(role)) for role in ("Price admin", "Writer"))
    of_price, of_question = make_report(), make_report(kind="question")

    listed = keeper.get(reverse("admin:reports_report_changelist")).context["cl"]
    assert list(listed.result_list) == [of_price]
    assert decide(keeper, of_question, "mended").status_code == 404
    decide(keeper, of_price, "nothing")
    assert writer.get(reverse("admin:reports_report_changelist")).status_code == 403
    assert decide(writer, of_question, "mended").status_code == 403
    assert [*Report.objects.open()] == [of_question]


def test_what_was_reported_is_never_changed():
    report = make_report()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(text="Something else")


def test_a_closed_report_goes_after_half_a_year_and_an_open_one_stays():
    old = timezone.now() - timedelta(days=181)
    closed, waits = make_report(received_at=old), make_report(received_at=old)
    closed.move("nothing", by=None, note="")
    Report.objects.filter(pk=closed.pk).update(decided_at=old)

    forget_old_reports.call_local()

    assert [*Report.objects.all()] == [waits]
