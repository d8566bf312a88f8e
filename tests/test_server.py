"""The server as a process, and clients that are slow, greedy or gone."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from core.request_bodies import MEGABYTE

ROOT = Path(__file__).resolve().parent.parent
SLOW = 8  # twice the threads of either kind
PICTURE = b"/media/7/0123456789abcdef.avif"
LOGIN = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\n"


@contextmanager
def started(scratch):
    """`(port, process)` of a server with one large static file and no database."""
    (scratch / "static").mkdir()
    (scratch / "static" / "large.js").write_bytes(b"/" * 3 * MEGABYTE)
    (scratch / "public" / "7").mkdir(parents=True)
    (scratch / "public" / "7" / "0123456789abcdef.avif").write_bytes(b"/" * 3 * MEGABYTE)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "skinsite.settings",
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "http://localhost",
        "DATABASE_URL": f"sqlite:///{scratch / 'none.sqlite3'}",
        "STATIC_ROOT": str(scratch / "static"),
        "PUBLIC_MEDIA_ROOT": str(scratch / "public"),
    }
    command = [sys.executable, "-m", "skinsite.serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        until(lambda: answers(port))
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def until(happens):
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline
        select.select([], [], [], 0.05)


def worker_of(process):
    """The process that answers."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[0])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """`(port, pid of the process that answers)`."""
    with started(tmp_path_factory.mktemp("server")) as (port, process):
        yield port, worker_of(process)
    assert process.returncode == 0


def test_a_killed_process_is_made_anew_and_none_is_left_behind(tmp_path):
    with started(tmp_path) as (port, process):
        os.kill(worker_of(process), signal.SIGKILL)
        until(lambda: not answers(port))
        until(lambda: answers(port))
        process.kill()
        process.wait()

        until(lambda: not answers(port))


def answers(port, path="/healthz"):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def ask(port, request):
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(request)
    return client


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /static/large.js HTTP/1.1\r\nHost: localhost\r\n\r\n",  # and never reads it
        b"GET " + PICTURE + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        LOGIN + b"Content-Length: 1000\r\n\r\na",
        LOGIN + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",  # refused; and never ends
        b"GET / HTTP/1.1\r\nHost: loc",
        b"",
    ],
    ids=[
        "slow reader",
        "slow reader of a picture",
        "slow sender",
        "slow sender in chunks",
        "header dropper",
        "idle",
    ],
)
def test_slow_clients_take_no_thread(server, request_line):
    port, _ = server
    with ExitStack() as slow:
        for _ in range(SLOW):
            slow.enter_context(ask(port, request_line))
        assert all(answers(port, path) for path in ("/robots.txt", "/healthz", "/robots.txt"))


def test_public_copies_of_pictures_need_no_database(server):
    connection = HTTPConnection("127.0.0.1", server[0], timeout=10)
    connection.request("GET", PICTURE.decode(), headers={"Host": "localhost"})
    response = connection.getresponse()

    assert (response.status, len(response.read())) == (200, 3 * MEGABYTE)
    assert response.headers["Content-Type"] == "image/avif"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    known = {"Host": "localhost", "If-None-Match": response.headers["ETag"]}
    connection.request("GET", PICTURE.decode(), headers=known)
    again = connection.getresponse()
    assert (again.status, again.read()) == (304, b"")
    connection.close()
    assert not answers(server[0], "/media/7/../../static/large.js")
    assert not answers(server[0], "/media/8/0123456789abcdef.avif")


@pytest.mark.parametrize("path", [PICTURE.decode(), "/static/large.js", "/robots.txt", "/healthz"])
def test_head_is_a_get_without_its_body(server, path):
    got, asked = [], HTTPConnection("127.0.0.1", server[0], timeout=10)
    for method in ("GET", "HEAD"):  # on one connection: nothing of the second is left in the way
        asked.request(method, path, headers={"Host": "localhost"})
        response = asked.getresponse()
        size = len(response.read())
        headers = {name: value for name, value in response.getheaders() if name != "date"}
        got.append((response.status, headers, size > 0))
    asked.close()

    assert got[1] == (200, got[0][1], False)
    assert got[0][2]


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACK"])
def test_other_methods_are_not_allowed(server, method):
    connection = HTTPConnection("127.0.0.1", server[0], timeout=10)
    connection.request(method, "/", headers={"Host": "localhost"})
    response = connection.getresponse()

    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD, POST")
    connection.close()


def test_whoever_sends_too_much_can_read_why(server):
    """As `curl` and browsers do: all of it first, and only then the answer."""
    with ask(server[0], LOGIN + b"Content-Length: 14680064\r\n\r\n") as client:
        for piece in pieces_of(14 * MEGABYTE):
            client.sendall(piece)
        answer = b"".join(iter(lambda: client.recv(4096), b""))

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b"This address takes at most 1 MB.")


def pieces_of(size):
    for _ in range(size // 65536):
        yield b"a" * 65536


def test_a_body_over_the_limit_is_neither_read_nor_written(server):
    port, pid = server
    written, sent = written_by(pid), 0
    with ask(port, LOGIN + b"Content-Length: 62914560\r\n\r\n") as client:
        try:
            for piece in pieces_of(60 * MEGABYTE):
                if select.select([client], [], [], 0)[0]:
                    break
                client.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
        answer = client.recv(4096)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"This address takes at most 1 MB." in answer
    assert sent < 8 * MEGABYTE  # what the kernel's buffers hold on top of the 2 MB that are read
    assert written_by(pid) - written < MEGABYTE / 4


def written_by(pid):
    """Bytes a process has written, to files and to clients."""
    counts = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    return int(counts["wchar"])


HOST = b"Host: localhost\r\n"
STATIC = b"GET /static/large.js HTTP/1.1\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
IN_CHUNKS = LOGIN + CHUNKED + b"\r\n"
NOTHING = b"0\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    {
        "both lengths": LOGIN + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n" + NOTHING,
        "both, turned around": LOGIN + CHUNKED + b"Content-Length: 5\r\n\r\n" + NOTHING,
        "two lengths": LOGIN + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        **{
            f"length {length}": LOGIN + b"Content-Length: " + length + b"\r\n\r\nabcde"
            for length in [*b"+5|0x5|5, 5|-5||5 5|1_0".split(b"|"), b"9" * 30, b"\xd9\xa5"]
        },
        **{
            f"coding {coding}": LOGIN + b"Transfer-Encoding:" + coding + b"\r\n\r\n" + NOTHING
            for coding in (
                b" identity",
                b" xchunked",
                b" gzip, chunked",
                b" chunked, identity",
                b" chunked, chunked",
                b"\r\n chunked",
                b"\x0bchunked",
            )
        },
        "coding twice": LOGIN + CHUNKED + CHUNKED + b"\r\n" + NOTHING,
        "space before the colon": LOGIN + b"Content-Length : 5\r\n\r\nabcde",
        "trailer": IN_CHUNKS + b"0\r\nHost: evil.example\r\n\r\n",
        "a long extension": IN_CHUNKS + b"1;" + b"a" * 100_000 + b"\r\na\r\n" + NOTHING,
        "in HTTP/1.0": LOGIN.replace(b"1.1", b"1.0")
        + b"Connection: keep-alive\r\n"
        + CHUNKED
        + b"\r\n",
        "two hosts": STATIC + HOST + b"Host: evil.example\r\n\r\n",
        "two hosts for healthz": b"GET /healthz HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
        "no host": STATIC + b"\r\n",
        "folded header": STATIC + HOST + b"X: a\r\n b\r\n\r\n",
        "lone CR": STATIC + HOST + b"X: a\rY: b\r\n\r\n",
        "NUL": STATIC + HOST + b"X: a\0b\r\n\r\n",
        "a tunnel": b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n",
        "no path": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    }.items(),
    ids=lambda pair: pair[0],
)
def test_request_that_two_servers_may_read_in_two_ways_ends_the_connection(server, request_):
    smuggled = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
    with ask(server[0], request_[1] + smuggled) as client:
        answer = b"".join(iter(lambda: client.recv(4096), b""))

    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 411 ", b"HTTP/1.0 400 "))
    assert answer.count(b"HTTP/1.") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_thread_keeps_a_heap_of_its_own(server):
    port, pid = server
    with ThreadPoolExecutor(8) as visitors:
        list(visitors.map(lambda _: answers(port, "/faq/"), range(16)))

    kept = [line.split() for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]
    # glibc begins the heaps of threads, and little else, at multiples of 64 MB.
    starts = [int(line[0].split("-")[0], 16) for line in kept if len(line) == 5]
    assert sum(start % (64 * MEGABYTE) == 0 for start in starts) < 2


def test_http_2_without_tls_is_refused(server):
    port, _ = server
    with ask(port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0") as client:
        assert client.recv(100) == b""


@pytest.mark.parametrize(
    "headers", [b"X: " + b"a" * 300_000, b"X: a\r\n" * 500], ids=["long", "many"]
)
def test_headers_end_at_a_limit(server, headers):
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n\r\n"
    with ask(server[0], request) as client:
        assert client.recv(100).startswith(b"HTTP/1.1 431 ")
