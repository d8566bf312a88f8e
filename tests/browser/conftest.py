"""A real Chromium for the tests marked `browser`; where there is none they are skipped."""

import shutil

import pytest
from django.conf import settings as site
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import testcases
from playwright.sync_api import expect

from tests.factories import signed_in

_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# The suite runs on two databases at once: a page may wait its turn.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium():
    """
    The path of Debian's Chromium or of a Chrome; skips the test where neither is installed.

    The headless shell is the same Chromium without its own windows: it takes a third less.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("There is no Chromium here (on Debian: apt-get install chromium).")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium):
    return {**browser_type_launch_args, "executable_path": chromium, "args": _ARGS}


@pytest.fixture(autouse=True, scope="session")
def artifacts_are_removed(_pw_artifacts_folder):
    """The plugin leaves that to the end of the process, where pytest-xdist shows it as an error."""
    yield
    _pw_artifacts_folder.cleanup()


@pytest.fixture(scope="session")
def base_url():
    """None: addresses come from `live_server`. The plugin's own fixture warns under pytest 9."""
    return None


@pytest.fixture(autouse=True, scope="session")
def static_files_are_kept():
    """A browser keeps them as in production, where their names tell one version from the next."""
    serve = StaticFilesHandler.serve

    def served(self, request):
        response = serve(self, request)
        response["Cache-Control"] = "max-age=3600, immutable"
        return response

    StaticFilesHandler.serve = served
    # pytest-django takes the handler with the finders only where it reads the name of Django's own
    # app; ours is a configuration of it (skinsite/static_files.py).
    other, testcases._StaticFilesHandler = testcases._StaticFilesHandler, StaticFilesHandler
    yield
    StaticFilesHandler.serve = serve
    testcases._StaticFilesHandler = other


@pytest.fixture(scope="session")
def one_context(browser):
    """(What all tests share for its cache, what empties the rest of it after each.)"""
    context = browser.new_context()
    devtools = context.new_cdp_session(context.new_page())
    yield context, devtools
    context.close()


@pytest.fixture
def context(one_context, live_server):
    """A browser context that knows no cookie and keeps nothing but static files in its cache."""
    context, devtools = one_context
    standing = [*context.pages]
    yield context
    for page in context.pages:
        if page not in standing:
            page.close()
    context.set_offline(False)
    context.unroute_all()
    context.clear_cookies()
    kept = {"origin": live_server.url, "storageTypes": "local_storage,indexeddb,cache_storage"}
    devtools.send("Storage.clearDataForOrigin", kept)


@pytest.fixture
def complaints(page):
    """What the browser complains about: errors, and every report of the content policy."""
    heard = []
    page.on("console", lambda message: message.type == "error" and heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def enter(context, user, live_server):
    """Sign `user` in without the form, whose own tests are in test_accounts."""
    cookie = signed_in(user).cookies[site.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": site.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


@pytest.fixture
def desk(page, context, live_server, settings, anna, complaints):
    """A page on which Anna is signed in; the test fails when the browser complained of anything."""
    settings.BASE_URL = live_server.url
    enter(context, anna, live_server)
    page.set_default_timeout(20_000)
    yield page
    assert complaints == []


@pytest.fixture
def sign_in(settings, live_server):
    """
    Signs somebody in at the form, by keyboard: `sign_in(page, "anna")`; lands on the admin.

    BASE_URL is the live server's, as passkeys and `next=` ask for the site's own address.
    """
    settings.BASE_URL = live_server.url

    def at_the_form(page, username, password="correct horse battery", to="/admin/"):  # noqa: S107
        page.goto(f"{settings.BASE_URL}{to}")
        expect(page.get_by_label("Username or email:")).to_be_focused()  # comes after the load
        page.keyboard.type(username)
        page.keyboard.press("Tab")
        page.keyboard.type(password)
        page.keyboard.press("Enter")

    at_the_form.address = lambda path: settings.BASE_URL + path
    return at_the_form


@pytest.fixture
def keyring(page):
    """A device that keeps passkeys and knows its owner's finger."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return chromium.send("WebAuthn.addVirtualAuthenticator", {"options": options})
