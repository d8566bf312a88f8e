"""
Clients that are slow, greedy or silent, against the server as `dev.py run` starts it.

    python bench/slow_clients.py             about a minute and a half, on 127.0.0.1 alone

4, 50 and 500 of each kind hold their connections while an article and `/healthz` are asked; then a
body of 1 GB is sent to the log-in. It prints a table, and ends with 1 where a promise is not kept.
"""

import contextlib
import math
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import processes  # noqa: E402 -- after the path
from bench.processes import say  # noqa: E402

SECONDS = 4  # for each row of the table
COUNTS = (4, 50, 500)
MOST_MS, MOST_MB = 250, 50
ARTICLE = "/articles/milia-or-whiteheads/"
LOGIN = "POST /account/login/ HTTP/1.1\r\nHost: localhost\r\n"
MEGABYTE, GIGABYTE = 1024**2, 1024**3
MOST_SENT = 8 * MEGABYTE  # with what waits in the kernel's buffers on both sides
KINDS = {
    "slow readers": "GET {file} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "slow senders": LOGIN + "Content-Length: 1000\r\n\r\n",
    "header droppers": "GET / HTTP/1.1\r\nHost: loc",
    "idle": "",
    "window 0": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\6\4\0\0\0\0\0\0\4\0\0\0\0",
}


def main() -> int:
    if (load := os.getloadavg()[0]) > 0.5:
        say(f"This machine is busy (load {load:.1f}): every time will come out too long.")
    with tempfile.TemporaryDirectory(prefix="skinsite-slow-") as scratch:
        rows, (sent, cpu, written) = measured(sample_site(scratch))
    say(f"{'clients':18}{'number':>7}{'article p99':>13}{'health p99':>12}{'memory':>9}")
    missed = 0
    for kind, count, article, health, memory in rows:
        kept = max(article, health) <= MOST_MS and memory <= MOST_MB
        missed += not kept
        line = f"{kind:18}{count:>7}{article:>10.0f} ms{health:>9.0f} ms{memory:>+6.0f} MB"
        say(f"{line}  {'pass' if kept else 'FAIL'}")
    kept = sent <= MOST_SENT and cpu <= 0.1 and written < 100_000
    say(f"1 GB to the log-in: {sent / MEGABYTE:.1f} MB left the client (2 MB are read at most, the")
    say(f"rest waits in the kernel), {cpu * 1000:.0f} ms CPU, {written} bytes written")
    say("  pass" if kept else "  FAIL")
    return int(bool(missed) or not kept)


Row = tuple[str, int, float, float, float]


def measured(environment: dict[str, str]) -> tuple[list[Row], tuple[int, float, int]]:
    """The rows of the table, and what became of a gigabyte."""
    with site(environment) as (port, pid, file):
        for _ in range(20):
            asked(port, ARTICLE)
        return rows_of_the_table(port, pid, file), send_a_gigabyte(port, pid)


def rows_of_the_table(port: int, pid: int, file: str) -> list[Row]:
    before = megabytes(pid)
    rows: list[Row] = [("nobody", 0, *measure(port, pid, before, []))]
    for kind, request in KINDS.items():
        for count in COUNTS:
            with contextlib.ExitStack() as held:
                start = request.format(file=file)
                clients = [held.enter_context(client(port, start)) for _ in range(count)]
                rows.append((kind, count, *measure(port, pid, before, clients)))
    return rows


def sample_site(scratch: str) -> dict[str, str]:
    """The environment of a new site with the sample content."""
    environment = processes.database(Path(scratch) / "site.sqlite3")
    processes.manage(environment, "load_samples")
    return environment


@contextlib.contextmanager
def site(environment: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    """`(port, pid of the process that answers, path of a large file)` of a site."""
    static = Path(environment["STATIC_ROOT"])
    largest = max(static.rglob("*.*.js"), key=lambda path: path.stat().st_size)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "skinsite.serve", "--port", str(port)],
        cwd=ROOT,
        env=processes.environment_without_settings() | environment,
    )
    try:
        while processes.get(port, "/healthz") is None:
            time.sleep(0.1)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        yield port, int(children[0]), f"/static/{largest.relative_to(static)}"
    finally:
        server.terminate()
        server.wait(timeout=60)


def client(port: int, request: str) -> socket.socket:
    """One that sent this and goes on slowly; its own buffer takes nothing off the server."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.sendall(request.encode())
    return connection


def measure(port: int, pid: int, before: float, clients: list) -> tuple[float, float, float]:
    """`(article's p99, health's p99, MB more than before at most)`; every client drips on."""
    article, health, memory = [], [], 0.0
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        article.append(asked(port, ARTICLE))
        health.append(asked(port, "/healthz"))
        memory = max(memory, megabytes(pid))
        for one in clients[:: max(1, len(clients) // 20)]:
            drip(one)
    return p99(article), p99(health), memory - before


def drip(connection: socket.socket) -> None:
    """Read a byte where something came, send one where a body is awaited."""
    with contextlib.suppress(OSError):
        if select.select([connection], [], [], 0)[0]:
            connection.recv(1)
        else:
            connection.send(b"a")


def asked(port: int, path: str) -> float:
    """Milliseconds that the answer took; one that never comes counts as 20 s."""
    began = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection), contextlib.suppress(OSError):
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            return (time.monotonic() - began) * 1000
    return 20_000


def p99(times: list[float]) -> float:
    return sorted(times)[math.ceil(len(times) * 0.99) - 1]


def megabytes(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line) / 1024


def send_a_gigabyte(port: int, pid: int) -> tuple[int, float, int]:
    """`(bytes sent before the server ended it, its seconds of CPU, bytes it wrote)`."""
    cpu, written, sent = cpu_of(pid), written_by(pid), 0
    with contextlib.closing(client(port, LOGIN + f"Content-Length: {GIGABYTE}\r\n\r\n")) as one:
        with contextlib.suppress(OSError):
            while sent < GIGABYTE and not select.select([one], [], [], 0)[0]:
                sent += one.send(b"a" * 65536)
        one.settimeout(10)
        if not one.recv(100).startswith(b"HTTP/1.1 413"):
            raise SystemExit("bench: a body of 1 GB was not refused.")
    time.sleep(1)
    return sent, cpu_of(pid) - cpu, written_by(pid) - written


def cpu_of(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def written_by(pid: int) -> int:
    counts = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    return int(counts["wchar"])


if __name__ == "__main__":
    sys.exit(main())
