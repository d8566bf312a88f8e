"""What surrounds every page of readers: its size, a site's colors, the style guide."""

import gzip

import brotli
import pytest
from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from backoffice.look import GROUND, SHEET, Look
from core.colors import ENOUGH, color_of, least_contrast
from skinsite.compression import CompressionMiddleware
from skinsite.static_files import Storage
from tests.factories import make_article, make_user, signed_in

WORDS = "Some words. " * 500


def answer_to(request, **cookies):
    response = HttpResponse(WORDS)
    for name, value in cookies.items():
        response.set_cookie(name, value)
    return CompressionMiddleware(lambda _: response)(request)


def test_a_page_is_sent_small_to_whoever_brings_no_cookie():
    ask = RequestFactory().get

    small = answer_to(ask("/", headers={"Accept-Encoding": "gzip, deflate, br"}))
    older = answer_to(ask("/", headers={"Accept-Encoding": "gzip"}))
    plain = answer_to(ask("/", headers={"Accept-Encoding": "br;q=0, identity"}))

    assert (small["Content-Encoding"], small["Vary"]) == ("br", "Accept-Encoding")
    assert brotli.decompress(small.content).decode() == WORDS
    assert gzip.decompress(older.content).decode() == WORDS
    assert not plain.has_header("Content-Encoding")
    assert plain.text == WORDS


def test_what_is_one_persons_alone_is_never_compressed():
    request = RequestFactory().get("/", headers={"Accept-Encoding": "br"})
    signed = RequestFactory().get("/", headers={"Accept-Encoding": "br", "Cookie": "sessionid=x"})

    assert not answer_to(signed).has_header("Content-Encoding")
    assert not answer_to(request, csrftoken="y").has_header("Content-Encoding")


def test_a_color_nobody_could_read_is_refused_with_one_that_can():
    pale = Look({"accent": "#ffcc00", "second": "#3f5c47"})
    assert not pale.is_valid()
    [sentence] = pale.errors["accent"]
    better = sentence.partition("needed. ")[2][:7]

    chosen = Look({"accent": better, "second": ""})

    assert chosen.is_valid()
    assert least_contrast(color_of(better), [GROUND, SHEET]) >= ENOUGH


@pytest.mark.parametrize("value", ["red", "#12", "#12345g", "};body{"])
def test_what_is_no_color_is_refused(value):
    assert not Look({"accent": value, "second": ""}).is_valid()


@pytest.mark.django_db
def test_a_sites_colors_are_a_sheet_of_their_own(client):
    owner = signed_in(make_user(is_superuser=True))
    page = reverse("admin:site_settings")
    form = owner.get(page).context["forms"]
    values = {
        f"{group.prefix}-{name}": value or ""
        for group in form
        for name, value in group.initial.items()
    }
    values |= {"look-accent": "#1f4f8f", "version": "0"}
    assert owner.post(page, values).status_code == 302

    html = client.get(reverse("home")).text
    sheet = client.get("/look-1f4f8f-3f5c47.css")

    assert '<link rel="stylesheet" href="/look-1f4f8f-3f5c47.css">' in html
    assert "--clay:light-dark(#1f4f8f," in sheet.text
    assert "immutable" in sheet["Cache-Control"]
    assert client.get("/look-1f4f8f.css").status_code == 404
    assert client.get("/look-zzzzzz-3f5c47.css").status_code == 404


@pytest.mark.django_db
def test_the_style_guide_is_for_whoever_signs_in():
    make_article()

    assert Client().get("/styleguide/").status_code == 302
    page = signed_in(make_user()).get("/styleguide/")

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]


def test_a_sheet_that_imports_others_is_collected_whole(tmp_path):
    sheets = {
        "site/all.css": '@import url("a.css");\n@import url("b.css") print;\n',
        "site/a.css": "a { color: red }\n",
        "site/b.css": "b { color: blue }\n",
    }
    source = FileSystemStorage(tmp_path / "from")
    for folder in ("from", "to"):  # collectstatic has copied them by then
        (tmp_path / folder / "site").mkdir(parents=True)
        for name, text in sheets.items():
            (tmp_path / folder / name).write_text(text)
    storage = Storage(location=tmp_path / "to", base_url="/static/")

    list(storage.post_process({name: (source, name) for name in sheets}))

    whole = (tmp_path / "to" / "site/all.css").read_text()
    assert whole == "a { color: red }\n@media print {\nb { color: blue }\n}\n"
