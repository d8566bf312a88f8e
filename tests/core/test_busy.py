"""While nothing can be written: pages are read, writers are told, and nothing typed is lost."""

import io
import logging
import resource
import sqlite3
import time
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from taggit.models import Tag

from articles.models import Autosave, Presence
from core.busy import CAME_AT, WaitingMiddleware
from core.log_lines import LineFormatter, OnceAMinute
from pictures.models import Picture
from tests.accounts.signing_in import sign_in
from tests.admin_forms import opened, page
from tests.articles.admin.autosaves import change, payload, step
from tests.databases import locked
from tests.factories import make_article, make_upload, make_user, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

ADD_TAG = reverse("admin:taggit_tag_add")
TAG = {"name": "milia", "slug": "milia"}
SCRIPT = {"Accept": "*/*"}
BUSY = "The site is busy. Try again in a moment."
only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no such")


@pytest.fixture
def desk(anna):
    client = Client(raise_request_exception=False)
    client.force_login(anna)
    return client


def test_autosave_gives_way_and_is_kept_when_it_comes_again(desk, anna):
    article = make_article("Milia")
    form = opened(desk, change(article)) | {"title": ["Better words"]}
    address = step("autosave", article.pk)

    with locked("articles_autosave"):
        refused = desk.post(address, payload(anna, form), headers=SCRIPT)
        read = [client.get(article.get_absolute_url()) for client in (Client(), desk)]
    again = desk.post(address, payload(anna, form), headers=SCRIPT)

    assert (refused.status_code, refused.json()) == (503, {"sentence": BUSY})
    assert refused["Retry-After"] == "5"
    assert [answer.status_code for answer in read] == [200, 200]
    assert again.json()["kept"] is True
    assert Autosave.objects.get().fields["title"] == ["Better words"]


def test_who_is_there_is_told_though_it_can_not_be_noted(desk, anna):
    article = make_article("Milia")
    sent = {"tab": "tab-of-anna", "base": "1"}
    ben = signed_in(make_user("ben", is_superuser=True))
    ben.post(step("presence", article.pk), {"tab": "tab-of-ben", "base": "1"})

    with locked("articles_presence"):
        told = desk.post(step("presence", article.pk), sent)
        left = ben.post(step("presence_end", article.pk), {"tab": "tab-of-ben"})

    assert [other["name"] for other in told.json()["others"]] == ["ben"]
    assert left.status_code == 200
    assert Presence.objects.count() == 1


def test_save_says_that_it_can_be_sent_again(desk):
    with locked("taggit_tag"):
        refused = desk.post(ADD_TAG, TAG)
    again = desk.post(ADD_TAG, TAG)

    assert refused.status_code == 503
    assert BUSY in refused.text
    assert "Reload this page to send it again" in refused.text
    assert again.status_code == 302
    assert Tag.objects.get().name == "milia"


@only_sqlite
@pytest.mark.parametrize(
    "request_of",
    [
        lambda of: of.get("/"),
        lambda of: of.post("/", **{CAME_AT: time.monotonic() - 60}),
    ],
    ids=["a reader", "a writer who waited for a thread already"],
)
def test_who_may_not_wait_is_told_at_once(request_of):
    middleware = WaitingMiddleware(lambda _: Tag.objects.create(**TAG))
    began = time.monotonic()

    with locked(patient=True), pytest.raises(OperationalError):
        middleware(request_of(RequestFactory()))

    assert time.monotonic() - began < 10  # of the 20 that others wait


@only_sqlite
@pytest.mark.parametrize(
    ("begin", "end", "sentence"),
    [
        ("PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823", "disk is full."),
        ("PRAGMA query_only=ON", "PRAGMA query_only=OFF", "can’t write to its disk."),
    ],
    ids=["full", "read-only"],
)
def test_full_or_read_only_database_is_read_and_says_so(desk, begin, end, sentence):
    article = make_article("Milia")
    large = {**TAG, "name": "milia" * 10}
    connection.connection.execute(begin)
    try:
        for number in range(200):  # until the pages that there are hold no more
            refused = desk.post(ADD_TAG, {**large, "slug": f"milia-{number}"})
            if refused.status_code == 503:
                break
            large["name"] += "a"
        read = desk.get(article.get_absolute_url())
    finally:
        connection.connection.execute(end)

    assert refused.status_code == 503
    assert sentence in refused.text
    assert read.status_code == 200


@pytest.fixture
def no_file_may_grow():
    """As `prlimit --fsize` has it; a disk that fails answers in the same way."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)

    def begin():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, usual[1]))

    yield begin
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@only_sqlite
def test_files_that_may_not_grow_are_no_matter_of_patience(desk, anna, no_file_may_grow):
    article = make_article("Milia")
    anna.set_password("correct horse battery")
    anna.save()
    desk.force_login(anna)
    no_file_may_grow()

    answers = [
        desk.post(ADD_TAG, TAG),
        desk.post(page(Picture, "add"), {"files": make_upload()}),
        sign_in(Client(raise_request_exception=False), "anna", "correct horse battery"),
    ]
    read = desk.get(article.get_absolute_url())

    assert ["can’t write to its disk" in answer.text for answer in answers] == [True] * 3
    assert read.status_code == 200


@pytest.mark.skipif(not Path("/sys/kernel").exists(), reason="has no folder that takes no files")
def test_upload_says_that_the_disk_takes_nothing(desk, settings):
    settings.MEDIA_ROOT = Path("/sys/kernel/skinsite")  # not even root makes a file there

    one = desk.post(
        reverse("admin:pictures_picture_upload"), {"file": make_upload()}, headers=SCRIPT
    )
    several = desk.post(page(Picture, "add"), {"files": make_upload()})

    assert one.status_code == several.status_code == 503
    assert "can’t write to its disk" in one.json()["sentence"]
    assert "can’t write to its disk" in several.text


def test_the_log_tells_it_once(desk):
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(LineFormatter())
    handler.addFilter(OnceAMinute())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        with locked("taggit_tag"):
            for _ in range(3):
                desk.post(ADD_TAG, TAG)
    finally:
        logger.removeHandler(handler)

    assert text.getvalue().count("\n") == 1
    assert "Service Unavailable: /admin/taggit/tag/add/ (" in text.getvalue()
    assert "lock" in text.getvalue()


def test_old_count_is_read_though_it_can_not_be_taken_away(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "core.attempts_cache.AttemptsCache",
            "LOCATION": "skinsite_cache",
        }
    }
    cache = caches["default"]
    cache.set("attempts", 3, timeout=-1)
    cache.set("attempts", 3, timeout=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE skinsite_cache SET expires = '2020-01-01 00:00:00'")

    with locked("skinsite_cache"):
        assert cache.get("attempts") is None


@only_sqlite
def test_refused_transaction_leaves_no_cursor_to_other_threads():
    """Whoever frees one waits for its connection: a reader for a writer."""
    with locked(), pytest.raises(OperationalError) as refused, transaction.atomic():
        pass

    kept = {id(v): v for e in refused.traceback for v in e.frame.f_locals.values()}.values()
    cursors = [getattr(each, "cursor", None) for each in kept]
    cursors = [cursor for cursor in cursors if isinstance(cursor, sqlite3.Cursor)]
    assert cursors
    for cursor in cursors:
        with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
            cursor.fetchone()


# The file of the database


@pytest.fixture
def own(tmp_path):
    """A connection to a file of its own, with one row."""
    own = connection.copy()
    own.settings_dict["NAME"] = tmp_path / "own.sqlite3"
    write(own, "before")
    yield own
    own.close()


def write(database, word):
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE word (word text)")
        cursor.execute("INSERT INTO word VALUES (%s)", [word])


def word_of_next_request(database):
    database.close_if_unusable_or_obsolete()  # what Django does between two requests
    with database.cursor() as cursor:
        return cursor.execute("SELECT word FROM word").fetchone()[0]


@only_sqlite
def test_connection_stays_open_until_its_file_is_another(own, tmp_path):
    opened_first = own.connection
    same = word_of_next_request(own), own.connection is opened_first

    backup = connection.copy()
    backup.settings_dict["NAME"] = tmp_path / "backup.sqlite3"
    write(backup, "after")
    backup.close()
    for journal in ("own.sqlite3-wal", "own.sqlite3-shm"):  # they belong to the old file
        (tmp_path / journal).unlink()
    (tmp_path / "backup.sqlite3").replace(tmp_path / "own.sqlite3")

    assert same == ("before", True)
    assert word_of_next_request(own) == "after"


@only_sqlite
def test_database_that_is_away_is_not_made_anew_and_comes_back(own, tmp_path):
    file = tmp_path / "own.sqlite3"
    file.rename(tmp_path / "away.sqlite3")

    with pytest.raises(OperationalError):
        word_of_next_request(own)
    assert not file.exists()

    (tmp_path / "away.sqlite3").rename(file)
    assert word_of_next_request(own) == "before"
