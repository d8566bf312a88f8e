"""
Readers and autosaves while another process holds SQLite's one lock for half a minute.

    python bench/locked_database.py             about a minute, on 127.0.0.1 alone

Eight pages autosave as their script does, four forms are saved, and readers go on reading. It
prints a table, and ends with 1 where a promise is not kept.
"""

import contextlib
import json
import os
import re
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import processes, slow_clients  # noqa: E402 -- after the path
from bench.processes import say  # noqa: E402

SECONDS = 30  # that the lock is held
TABS, SAVES = 8, 4
MOST_MS, MOST_SAVE_SECONDS = 250, 21
BACK_OFF = (2, 4, 8, 15, 30)  # static/backoffice/autosave.js
NEW_WORDS = 3  # seconds between two changes of a form
PAGES = (slow_clients.ARTICLE, "/", "/products/", "/healthz")
NAME, PASSWORD = "bench", "nobody guesses this one 7"


class Browser:
    """One signed in; `(status, body)` of a request, 0 where none came."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {"csrftoken": "a" * 32}
        status, _ = self.send("POST", "/account/login/", {"login": NAME, "password": PASSWORD})
        if status != 302:
            raise SystemExit(f"bench: signing in was answered {status}.")

    def send(self, method: str, path: str, form: dict | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": "http://localhost:8000",
        }
        data = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **(form or {})})
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request(method, path, data if form else None, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        return 0, ""


class Tab:
    """A form that is being typed in; `kept` is what the server said it has."""

    def __init__(self, browser: Browser, article: int) -> None:
        self.browser, self.path = browser, f"/admin/articles/article/{article}/"
        _, page = browser.send("GET", f"{self.path}change/")
        found = {name: re.search(rf'data-{name}="([^"]+)"', page) for name in ("tab", "user")}
        self.tab, self.user = (match[1] if match else "" for match in found.values())
        self.typed = self.kept = self.refused = 0

    def type_until(self, ends: float) -> None:
        """New words every few seconds; whatever isn't kept is sent again, later and later."""
        failures, retry_at = 0, 0.0
        while time.monotonic() < ends or self.kept < self.typed:
            now = time.monotonic()
            if now > ends + BACK_OFF[-1] + 20:
                return
            if now < ends:
                self.typed = int(now // NEW_WORDS)
            if self.kept < self.typed and now >= retry_at:
                words = self.typed
                sent = {"tab": self.tab, "user": int(self.user), "sequence": words}
                sent["fields"] = {"title": [f"words {words}"]}
                status, body = self.browser.send(
                    "POST", f"{self.path}autosave/", {"payload": json.dumps(sent)}
                )
                if status == 200 and json.loads(body)["kept"]:
                    self.kept, failures = words, 0
                else:
                    retry_at = time.monotonic() + BACK_OFF[min(failures, len(BACK_OFF) - 1)]
                    failures += 1
                    self.refused += 1
            time.sleep(0.1)


def main() -> int:
    if (load := os.getloadavg()[0]) > 0.5:
        say(f"This machine is busy (load {load:.1f}): every time will come out too long.")
    with (
        tempfile.TemporaryDirectory(prefix="skinsite-locked-") as scratch,
        slow_clients.site(slow_clients.sample_site(scratch)) as (port, _, _),
    ):
        file = Path(scratch) / "site.sqlite3"
        make_superuser(file)
        browser = Browser(port)
        with contextlib.closing(sqlite3.connect(file)) as database:
            article = database.execute("SELECT min(id) FROM articles_article").fetchone()[0]
        tabs = [Tab(browser, article) for _ in range(TABS)]
        for path in PAGES * 5:
            slow_clients.asked(port, path)
        return told(*with_the_lock_held(file, port, browser, tabs), tabs, lost(file, tabs))


def make_superuser(file: Path) -> None:
    environment = processes.database(file) | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    options = ("--noinput", "--username", NAME, "--email", "bench@example.org")
    processes.manage(environment, "createsuperuser", *options)


Times = dict[str, list[float]]


def with_the_lock_held(
    file: Path, port: int, browser: Browser, tabs: list[Tab]
) -> tuple[Times, list[tuple[int, float]]]:
    """`(milliseconds of each page, (status, seconds) of each save)`; ends once all is kept."""
    times: Times = {path: [] for path in (*PAGES, "/admin/")}
    saves: list[tuple[int, float]] = []
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ends = time.monotonic() + SECONDS
        work: list[Callable[[], None]] = [lambda tab=tab: tab.type_until(ends) for tab in tabs]
        work += [lambda number=number: saves.append(save(browser, number)) for number in range(4)]
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        while time.monotonic() < ends:
            for path in PAGES:
                times[path].append(slow_clients.asked(port, path))
            began = time.monotonic()
            status, _ = browser.send("GET", "/admin/")
            times["/admin/"].append((time.monotonic() - began) * 1000 if status == 200 else 20_000)
        other.rollback()
    for thread in threads:
        thread.join()
    return times, saves


def save(browser: Browser, number: int) -> tuple[int, float]:
    began = time.monotonic()
    form = {"name": f"bench {number}", "slug": f"bench-{number}"}
    status, _ = browser.send("POST", "/admin/taggit/tag/add/", form)
    return status, time.monotonic() - began


def lost(file: Path, tabs: list[Tab]) -> int:
    """How many pages' last words are not in the database."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        rows = dict(database.execute("SELECT tab, fields FROM articles_autosave").fetchall())
    return sum(f'"words {tab.typed}"' not in rows.get(tab.tab, "") for tab in tabs)


def told(times: Times, saves: list[tuple[int, float]], tabs: list[Tab], missing: int) -> int:
    say(f"{'with the lock held for 30 s':36}{'requests':>9}{'p99':>10}")
    missed = 0
    for path, taken in times.items():
        p99 = slow_clients.p99(taken)
        missed += p99 > MOST_MS
        say(f"{path:36}{len(taken):>9}{p99:>7.0f} ms  {'FAIL' if p99 > MOST_MS else 'pass'}")
    refused = sum(tab.refused for tab in tabs)
    say(f"{len(tabs)} pages autosaved: {refused} times told to come again, {missing} lost")
    longest = max(seconds for _, seconds in saves)
    are_told = {status for status, _ in saves} == {503} and longest <= MOST_SAVE_SECONDS
    say(f"{len(saves)} saves were told that the site is busy after {longest:.0f} s at most")
    passed = not missed and not missing and are_told
    say("pass" if passed else "FAIL")
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
