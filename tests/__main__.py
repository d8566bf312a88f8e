"""The whole suite: `python3 dev.py test` runs this with the packages of `.venv`.

On SQLite, browser included, and beside it on PostgreSQL; pytest-xdist keeps every core at work. On
PostgreSQL it repeats what the database decides (tests/once.py), and with `--everything` whatever
asks one but a browser's pages. Other arguments go to pytest, which then works through a choice of
tests one by one.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread

import dev

# A program, the words that started it, what it prints.
Process = tuple[subprocess.Popen, str, Queue[str]]

# Any of these programs, the Debian packages that hold it, what can't be run without it.
PROGRAMS = (
    (
        ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
        "chromium-headless-shell fonts-liberation",
        "Chromium's",
    ),
    (("firefox-esr", "firefox"), "firefox-esr", "Firefox's"),
    (("pdftotext",), "poppler-utils", "the printed page's"),
    (("pg_virtualenv",), "postgresql", "PostgreSQL's"),
)
# A server of our own in a temporary folder for as long as a command runs, fsync off; it tells
# the command by libpq's own variables where it is.
WITH_POSTGRESQL = (
    "pg_virtualenv",
    "-t",
    "-o",
    "synchronous_commit=off",
    "-o",
    "full_page_writes=off",
)
# What asks a database, and of that what depends on which it is.
EVERYTHING = "database and not browser and not long"
ON_POSTGRESQL = f"{EVERYTHING} and not once"
# pytest's last line: "=== 3 failed, 2906 passed, 1 skipped in 201.12s (0:03:21) ==="
CLOSING_LINE = re.compile(r"=+ .*\b(in [\d.]+s|no tests ran).* =+$")
NOTHING_CHOSEN = 5  # pytest's status when no test was there to run


@dataclass
class Run:
    """How pytest ended on one database."""

    database: str
    status: int
    lines: list[str]

    @property
    def closing_line(self) -> str:
        return next(
            filter(CLOSING_LINE.match, reversed(self.lines)), "pytest broke off: see above."
        )

    def skipped(self) -> list[str]:
        return [f"{line} ({self.database})" for line in self.lines if line.startswith("SKIPPED [")]

    def count(self, words: str) -> int:
        """How many tests ended so: `run.count("failed|errors?")`."""
        return sum(int(n) for n, _ in re.findall(rf"(\d+) ({words})\b", self.closing_line))


def main(arguments: list[str]) -> int:
    repeated = EVERYTHING if "--everything" in arguments else ON_POSTGRESQL
    arguments = [word for word in arguments if word != "--everything"]
    named = os.environ.pop("TEST_DATABASE_URL", "")  # or SQLite's run would take it
    missing = find_programs(PROGRAMS[:-1] if named else PROGRAMS)
    server, url = find_postgresql(named)
    # "load" keeps pytest-django's order in each process: quick tests come last and fill up.
    each_core = [] if arguments else ["-n", "auto", "--dist", "load"]
    pytest = [sys.executable, "-m", "pytest", "-rs"]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="skinsite-tests-") as scratch, ExitStack() as both:
        beside = None
        if url:
            # The server has its folder elsewhere: it is another user's where we are root.
            command = [*server, "env", f"TMPDIR={scratch}", *pytest, *half(each_core)]
            command += ["-m", repeated, *arguments]
            beside = both.enter_context(running(command, TEST_DATABASE_URL=url))
        first = both.enter_context(running([*pytest, *each_core, *arguments], TMPDIR=scratch))
        runs = [end_of("SQLite", first)]
        if beside:
            runs.append(end_of("PostgreSQL", beside))
    seconds = time.monotonic() - started
    if not arguments:
        write_stamp(runs, seconds)
    return conclude(runs, missing, seconds)


def find_programs(programs: tuple[tuple[tuple[str, ...], str, str], ...]) -> list[str]:
    """Install what is missing where we may; returns a sentence for each kind of test left out."""
    lacking = [row for row in programs if not any(map(shutil.which, row[0]))]
    if lacking and dev.is_root_on_debian():
        # The one cluster that the package would start is unwanted.
        common = Path("/etc/postgresql-common")
        if not common.exists():
            common.mkdir()
            (common / "createcluster.conf").write_text("create_main_cluster = false\n")
        dev.install_on_debian([name for row in lacking for name in row[1].split()])
    return [
        f"{whose} tests: no {names[0]} was found (on Debian: apt-get install {packages})"
        for names, packages, whose in lacking
        if not any(map(shutil.which, names))
    ]


def find_postgresql(named: str) -> tuple[list[str], str]:
    """What starts a server (nothing where one is `named`) and the URL of a database in it."""
    if named:
        return [], named
    if shutil.which("pg_virtualenv"):
        return WITH_POSTGRESQL, "postgres:///postgres"
    return [], ""


def half(each_core: list[str]) -> list[str]:
    """As many processes as fill what the first database's leave: a browser is often waited for."""
    processes = str(max(1, (os.cpu_count() or 1) // 2))
    return [processes if word == "auto" else word for word in each_core]


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[Process]:
    """Pytest at work, and what it prints, as it comes; it ends with us."""
    process = dev.start(command, subprocess.PIPE, **environment)
    said: Queue[str] = Queue()

    def listen() -> None:
        for character in iter(lambda: process.stdout.read(1), ""):
            said.put(character)
        said.put("")

    listener = Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield process, shlex.join(command), said
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)  # pytest itself: its parent waits for it
        dev.stop(process, signal.SIGINT)
        listener.join()
        process.stdout.close()


def end_of(database: str, started: Process) -> Run:
    """Show what pytest prints until it ends."""
    process, command, said = started
    dev.say(f"\nTests on {database}: {command}")
    lines = show(iter(said.get, ""))
    process.wait()
    return Run(database, process.returncode, lines)


def show(characters: Iterator[str]) -> list[str]:
    """Print what comes, dot by dot, to pytest's last line; returns the lines."""
    lines, line, ended = [], "", False
    for character in characters:
        if ended:
            continue  # the server's log
        sys.stdout.write(character)
        sys.stdout.flush()
        line += character
        if character == "\n":
            lines.append(line.rstrip())
            line, ended = "", bool(CLOSING_LINE.match(line))
    return lines


def conclude(runs: list[Run], missing: list[str], seconds: float) -> int:
    """Say what was not run and, at the very end, how it all ended; returns the exit status."""
    dev.say(f"\nIt took {seconds:.0f} s.")
    not_run = [*missing, *(line for run in runs for line in run.skipped())]
    dev.say("\n  - ".join(["Not run:", *not_run]) if not_run else "Everything was run.")
    for run in sorted(runs, key=lambda run: run.status not in (0, NOTHING_CHOSEN)):
        dev.say(f"\nTests on {run.database} ended with status {run.status}:")
        dev.say(run.closing_line)
    statuses = {run.status for run in runs} - {NOTHING_CHOSEN}
    # A continuous integration that tests less than it can must not look green.
    lacking = bool(missing) and os.environ.get("CI") == "true"
    return max(statuses, default=NOTHING_CHOSEN) or int(lacking)


def write_stamp(runs: list[Run], seconds: float) -> None:
    """Keep the figures of a whole run for the bench."""
    counts = {"passed": "passed", "failed": "failed|errors?", "skipped": "skipped"}
    figures = {word: sum(run.count(words) for run in runs) for word, words in counts.items()}
    dev.VAR.mkdir(exist_ok=True)
    stamp = json.dumps({"seconds": round(seconds, 1), **figures}, indent=1)
    (dev.VAR / "last-test.json").write_text(stamp + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
