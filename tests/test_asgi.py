"""How the site takes requests and hands answers over, asked as the server asks it."""

import asyncio
import select
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from threading import Barrier, Event

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import FileResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import path

from core.request_bodies import MEGABYTE
from skinsite import asgi, handing_over, listening, threads, upload_limits, urls
from skinsite.upload_limits import limit_for
from tests.factories import signed_in, staff

LARGE = 600_000


def file_view(request):
    return FileResponse(Path(__file__).open("rb"), content_type="text/x-python")


def stream_view(request):
    return StreamingHttpResponse(b"a" * 1000 for _ in range(LARGE // 1000))


urlpatterns = [*urls.urlpatterns, path("file", file_view), path("stream", stream_view)]


def scope_of(method="POST", address="/account/login/", headers=()):
    return {
        "method": method,
        "path": address,
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 50000),
        "headers": [(b"host", b"testserver"), *headers],
    }


def run_apart(coroutine):
    """In a thread of its own: where Playwright was started, this thread's loop is taken."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def answer_to(scope, *messages):
    """`(status, body)`; after the messages the client sends nothing more."""
    waiting, sent = list(messages), []

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Future()

    async def send(message):
        sent.append(message)

    run_apart(asgi.Site()(scope, receive, send))
    return sent[0]["status"], b"".join(message["body"] for message in sent[1:])


async def ask_as(site, address, path, *messages, statuses):
    waiting = [body(b""), *messages]

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Future()

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append((address, message["status"]))

    await site(scope_of("GET", path) | {"client": (address, 50000)}, receive, send)


@asynccontextmanager
async def all_readers_at_work():
    """A site that has answered its first request."""
    site, gate, at_work = asgi.Site(), Event(), Barrier(asgi.READERS + 1)

    def work():
        at_work.wait(10)
        gate.wait(20)

    await ask_as(site, "192.0.2.1", "/robots.txt", statuses=[])
    working = [site.readers.run(work) for _ in range(asgi.READERS)]
    await asyncio.to_thread(at_work.wait, 10)
    try:
        yield site
    finally:
        gate.set()
        await asyncio.gather(*working)


def asked_while_all_work(*addresses, gone=None):
    """`[(address, status)]` in the order of the answers; `gone` leaves while it waits."""
    statuses = []

    async def ask_all():
        async with all_readers_at_work() as site:
            asked = []
            for one in addresses:
                left = [{"type": "http.disconnect"}] if one == gone else []
                asking = ask_as(site, one, "/robots.txt", *left, statuses=statuses)
                asked.append(asyncio.ensure_future(asking))
            for _ in range(10):
                await asyncio.sleep(0)  # all have come, who left has left
        await asyncio.gather(*asked)

    run_apart(ask_all())
    return statuses


def test_whoever_asks_much_at_once_waits_behind_themselves():
    answers = asked_while_all_work(*["203.0.113.7"] * 30, "198.51.100.9")

    assert len(answers) == 31
    assert answers.index(("198.51.100.9", 200)) < 28  # 30 is behind all of the other's


def test_whoever_asks_too_much_at_once_is_told_to_come_again():
    answers = asked_while_all_work(*["203.0.113.7"] * 500, "198.51.100.9")

    refused = 500 - threads.WAITING_OF_ONE
    assert answers[:refused] == [("203.0.113.7", 503)] * refused
    assert [status for _, status in answers[refused:]] == [200] * (threads.WAITING_OF_ONE + 1)


def test_newcomer_is_let_in_at_the_cost_of_who_has_most_waiting():
    crowd = [f"192.0.2.{number}" for number in range(10, 70)]
    answers = asked_while_all_work(*crowd * 3, "198.51.100.9")

    answered = [address for address, status in answers if status == 200]
    assert set(answered) == {*crowd, "198.51.100.9"}
    assert len(answered) == threads.WAITING


def test_nothing_is_made_for_who_left_while_they_waited():
    answers = asked_while_all_work(*["198.51.100.9"] * 8, "203.0.113.7", gone="203.0.113.7")

    assert answers == [("203.0.113.7", 400), *[("198.51.100.9", 200)] * 8]


@pytest.mark.django_db
def test_readiness_is_told_however_many_readers_wait():
    statuses = []

    async def ask():
        async with all_readers_at_work() as site, asyncio.timeout(10):
            await ask_as(site, "198.51.100.9", "/readyz", statuses=statuses)

    run_apart(ask())

    assert len(statuses) == 1


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "client"),
    [
        ("203.0.113.7", "10.0.0.1", 0, "203.0.113.7"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.7", 1, "203.0.113.7"),
        ("127.0.0.1", None, 1, "127.0.0.1"),
        ("2001:db8:1:2:aaaa::1", None, 0, "2001:db8:1::/48"),
        ("127.0.0.1", "2001:db8:1:3::9", 1, "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", None, 0, "203.0.113.7"),
    ],
)
def test_clients_are_told_apart_by_what_nobody_can_forge(
    settings, remote, forwarded, proxies, client
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    environ = {"REMOTE_ADDR": remote}
    if forwarded:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded

    assert handing_over.client_of(environ) == client


def body(piece, *, more=False):
    return {"type": "http.request", "body": piece, "more_body": more}


def test_a_body_that_stops_coming_is_refused_in_time(monkeypatch):
    monkeypatch.setattr(asgi, "BODY_SECONDS", 0.01)
    monkeypatch.setattr(asgi, "BODY_RATE", 1_000_000)
    scope = scope_of(headers=[(b"content-length", b"2")])

    assert answer_to(scope, body(b"a", more=True)) == (
        408,
        b"The request came too slowly. Send it again.",
    )


def test_a_body_that_breaks_off_reaches_no_view():
    scope = scope_of(headers=[(b"content-length", b"2")])

    left = {"type": "http.disconnect"}
    status, _ = answer_to(scope, body(b"a", more=True), left, left)

    assert status == 400


def test_bodies_of_all_requests_share_so_much_memory(monkeypatch):
    monkeypatch.setattr(asgi, "BODIES_IN_MEMORY", 1000)
    scope = scope_of(headers=[(b"content-length", b"1001")])

    status, said = answer_to(scope, body(b"a" * 1001, more=True))

    assert (status, said) == (503, b"The site is busy. Send it again in a minute.")


def test_one_client_sends_so_many_bodies_at_a_time_and_no_more():
    answers = []

    async def post_as(site, address, is_over):
        async def receive():
            await is_over.wait()  # until then no byte of the body comes
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                answers.append((address, message["status"]))

        scope = scope_of(headers=[(b"content-length", b"2")]) | {"client": (address, 50000)}
        await site(scope, receive, send)

    async def post_all():
        site, is_over = asgi.Site(), asyncio.Event()
        addresses = ["203.0.113.7"] * (asgi.BODIES_OF_ONE + 5) + ["198.51.100.9"]
        posted = [asyncio.ensure_future(post_as(site, one, is_over)) for one in addresses]
        await asyncio.sleep(0)
        assert answers == [("203.0.113.7", 503)] * 5
        is_over.set()
        await asyncio.gather(*posted)
        assert not site.bodies

    run_apart(post_all())

    assert ("198.51.100.9", 400) in answers


def connections_from(address, count, port, stack):
    for _ in range(count):
        yield stack.enter_context(socket.create_connection(("127.0.0.1", port), 10, (address, 0)))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_whoever_holds_most_connections_loses_them_before_there_is_no_room():
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = server.getsockname()[1]
        readers = [*connections_from("127.0.0.1", 3, port, stack)]
        greedy = [*connections_from("127.0.0.2", 87, port, stack)]
        for _ in range(90):
            stack.enter_context(server.accept()[0])

        listening.share_room({port}, 124)
        assert not ended(greedy)
        listening.share_room({port}, 120)

        assert len(ended(greedy)) == 57
        assert not ended(readers)


def ended(connections):
    return select.select(connections, [], [], 0)[0]


@pytest.fixture
def kept_connection(db, monkeypatch):
    """The test's transaction goes on when a request ends, as in Django's own test client."""
    for event in (request_started, request_finished):
        event.disconnect(close_old_connections)
    monkeypatch.setattr(upload_limits, "close_old_connections", lambda: None)
    yield
    for event in (request_started, request_finished):
        event.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connection")
def test_only_somebody_signed_in_may_send_more():
    upload = "/admin/pictures/picture/add/"
    stranger = RequestFactory().post(upload).environ
    assert limit_for(stranger) == MEGABYTE

    cookie = signed_in(staff()).cookies["sessionid"].value
    editor = RequestFactory(headers={"cookie": f"sessionid={cookie}"})

    assert limit_for(editor.post(upload).environ) > 100 * MEGABYTE
    assert limit_for(editor.post("/account/login/").environ) == MEGABYTE
    assert limit_for(editor.post("/nowhere/").environ) == MEGABYTE


def test_a_header_with_an_underscore_passes_for_none_with_a_hyphen():
    headers = [(b"x_forwarded_for", b"6.6.6.6"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]

    environ = handing_over.environ_of(scope_of(headers=headers))

    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.urls("tests.test_asgi")
@pytest.mark.parametrize(
    ("address", "expected"), [("/file", Path(__file__).read_bytes()), ("/stream", b"a" * LARGE)]
)
def test_files_and_streams_need_the_thread_no_more(address, expected):
    environ = handing_over.environ_of(scope_of("GET", address))

    assert sent_for("GET", handing_over.answer_of(environ)) == expected
    assert sent_for("HEAD", handing_over.answer_of(environ)) == b""


def sent_for(method, answer):
    sent = []

    async def send(message):
        sent.append(message)

    run_apart(asgi.send_answer(send, method, answer))
    assert sent[0]["status"] == 200
    assert not sent[-1].get("more_body", False)
    assert answer.body.closed
    return b"".join(message["body"] for message in sent[1:])
