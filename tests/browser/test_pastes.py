"""Pastes out of Word and Google Docs under the strict content policy, in two browsers."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as site
from django.contrib.sessions.backends.db import SessionStore

from core.richtext import BODY, sanitizer
from tests.browser.firefox import Firefox
from tests.factories import make_article, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTES = Path(__file__).parent / "pastes"

READY = """
return new Promise((resolve) => {
  const look = () => {
    const area = document.querySelector(".order-machine textarea:not([id*=__prefix__])")
    const box = area?.closest(".prose-editor")?.querySelector("[contenteditable=true]")
    if (box?.editor) resolve(true)
    else setTimeout(look, 50)
  }
  look()
})
"""
PASTE = """
const [html] = arguments
const reports = []
document.addEventListener("securitypolicyviolation", (event) => reports.push(event.blockedURI))
const area = document.querySelector(".order-machine textarea:not([id*=__prefix__])")
const box = area.closest(".prose-editor").querySelector("[contenteditable=true]")
box.editor.commands.clearContent()
box.editor.commands.focus()
const clipboardData = new DataTransfer()
clipboardData.setData("text/html", html)
const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })
// A script's clipboard is empty in Firefox: the editor is handed the text behind that door.
if (event.clipboardData.getData("text/html")) box.dispatchEvent(event)
else box.editor.view.pasteHTML(html)
return new Promise((resolve) => requestAnimationFrame(() => resolve([area.value, reports])))
"""

ARTICLE = (
    "<h2>How to start</h2><p>Use <em>a pea</em> of cream, <strong>never more</strong>. See the "
    '<a href="https://www.aad.org/public">academy</a><sup>1</sup></p>'
    "<ul><li><p>Wash</p><ul><li><p>with lukewarm water</p></li></ul></li></ul>"
)
TABLE = (
    "<table><tbody><tr><td><strong>Strength</strong></td><td><strong>How often</strong></td></tr>"
    "<tr><td>0.1%</td><td>2 nights <em>a week</em></td></tr></tbody></table>"
)
EXPECTED = {
    "google-docs-plain": "<p>Hello world</p>",
    "google-docs-bold": "<p>Get Images <strong>This isn't enough!</strong></p>",
    "google-docs-link": (
        "<p>3.從word把文章複製粘貼到編輯器，字體都會自動加粗並且有空行 （可復現）</p>"
        '<p><a href="https://mattersnews.slack.com/archives/GGHTVNTA7/p1630380409017400">'
        "the report</a></p>"
    ),
    "google-docs-article": ARTICLE,
    "word-list": (
        "<p>Each evening:</p><ul><li><p>Wash</p><ul><li><p>lukewarm <strong>water</strong></p></li>"
        '</ul></li><li><p>Dry</p></li></ul><ol data-type="decimal" start="3">'
        "<li><p>Then cream</p></li><li><p>Then sleep</p></li></ol>"
    ),
    "word-table": TABLE,
}


@pytest.fixture(scope="module")
def firefox():
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        pytest.skip("There is no Firefox here (on Debian: apt-get install firefox-esr).")
    browser = Firefox(program)
    yield browser
    browser.close()


@pytest.fixture
def form(live_server, settings):
    """(address of an empty article's form, the session of somebody who may write in it)."""
    settings.BASE_URL = live_server.url
    user = make_user("anna", is_superuser=True)
    article = make_article(publish=False, html="<p></p>")
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = site.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return f"{live_server.url}/admin/articles/article/{article.pk}/change/", session.session_key


def kept(paste, run):
    """What is saved after a paste; the content policy must not have been broken."""
    html, reports = run((PASTES / f"{paste}.html").read_text(encoding="utf-8"))
    assert reports == []
    return sanitizer(BODY)(html)


def test_pastes_keep_their_meaning_in_chromium(page, live_server, form, complaints):
    address, session = form
    cookie = {"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(address)
    page.evaluate(f"() => {{ {READY} }}")

    def run(html):
        return page.evaluate(f"(...arguments) => {{ {PASTE} }}", html)

    assert {paste: kept(paste, run) for paste in EXPECTED} == EXPECTED
    assert complaints == []


def test_pastes_keep_their_meaning_in_firefox(firefox, live_server, form):
    address, session = form
    firefox.go(f"{live_server.url}/robots.txt")
    cookie = {"name": site.SESSION_COOKIE_NAME, "value": session, "path": "/"}
    firefox.send("WebDriver:AddCookie", {"cookie": cookie})
    firefox.go(address)
    firefox.run(READY)

    def run(html):
        return firefox.run(PASTE, html)

    assert {paste: kept(paste, run) for paste in EXPECTED} == EXPECTED
