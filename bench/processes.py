"""Programs that are measured from outside: the server as `dev.py run` starts it, and manage.py."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "bench"  # finished databases, see `seed_bench --keep`
SETTINGS = {"SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "BENCH"}


def say(text: str) -> None:
    print(text, flush=True)


def environment_without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in SETTINGS}


def run(command: list, environment: Mapping[str, str] | None = None) -> str:
    """What the program printed; the bench ends with its last line where it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment_without_settings() | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing."])[-1]
        raise SystemExit(f"bench: {' '.join(map(str, command[1:4]))} failed: {last}")
    return done.stdout


def database(path: Path, *seeding: str) -> dict[str, str]:
    """The environment of a new database, filled by `seed_bench` with these options, if any."""
    environment = {
        "SECRET_KEY": "b" * 25 + "0123456789" * 3,
        "BASE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{path}",
        "MEDIA_ROOT": str(path.with_suffix(".media")),
        "PUBLIC_MEDIA_ROOT": str(path.with_suffix(".public-media")),
        "STATIC_ROOT": str(path.parent / "static"),
        "QUEUE_FILE": str(path.with_suffix(".queue")),
        "DEBUG": "0",
        "BENCH": "1",
    }
    if seeding:
        manage(environment, "seed_bench", *seeding, "--keep", str(KEPT))
    else:
        manage(environment, "migrate")
    if not (path.parent / "static").exists():
        manage(environment, "collectstatic", "--noinput")
    return environment


def manage(environment: Mapping[str, str], *command: str) -> str:
    return run([sys.executable, ROOT / "manage.py", *command], environment)


def measure(environment: Mapping[str, str], what: str, *arguments: str) -> tuple[dict, dict]:
    """`(figures, yardsticks)` of `python -m bench.measure`, in a process of its own."""
    command = [sys.executable, "-m", "bench.measure", what, *arguments]
    answer = json.loads(run(command, environment).splitlines()[-1])
    return answer["figures"], answer["yardsticks"]


# The server


def copy_of_project(folder: Path) -> Path:
    unwanted = (".git", ".venv", "var", ".env", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*unwanted))
    return folder


def base_python() -> Path:
    """The Python that `.venv` was made with: what a newcomer would type."""
    return Path(sys.base_prefix) / "bin" / "python3"


@contextlib.contextmanager
def site(clone: Path, environment: Mapping[str, str]) -> Iterator[tuple[float, int, int]]:
    """`dev.py run` in a copy of the project: (seconds to the first page, port, pid)."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [base_python(), clone / "dev.py", "run", "--port", str(port)],
        env=environment_without_settings() | dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        while get(port, "/") is None:
            if process.poll() is not None or time.monotonic() - began > 300:
                raise SystemExit("bench: dev.py run did not bring up a page; try it by hand.")
            time.sleep(0.02)
        yield time.monotonic() - began, port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def get(port: int, path: str) -> str | None:
    """The body of a page, or None where there is none (yet)."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        return body if answer.status == 200 else None
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def visit_all(port: int) -> None:
    """Each kind of page a few times, so that the server has done all it does."""
    for _ in range(5):
        for path in ("/", "/articles/", "/tags/", "/products/", "/experts/", "/faq/"):
            get(port, path)


def memory_of(pid: int) -> dict[str, float]:
    """
    MB of what `dev.py run` started, shared pages counted in parts, once it needs no more.

    The server answers before the worker beside it has started: "all" is both and dev.py itself.
    """
    last = 0.0
    for _ in range(60):
        found = dict.fromkeys(("server", "worker", "all"), 0.0)
        for kind, megabytes in _pss_of_tree(pid):
            found["all"] += megabytes
            if kind:
                found[kind] += megabytes
        if found["worker"] and abs(found["all"] - last) < 0.5:
            return found
        last = found["all"]
        time.sleep(1)
    raise SystemExit("bench: the memory of dev.py run did not settle within a minute.")


def _pss_of_tree(pid: int) -> Iterator[tuple[str, float]]:
    """`(“server”, “worker” or “”, MB)` of a process and of all that come from it."""
    command = Path(f"/proc/{pid}/cmdline").read_text()
    kind = "server" if "skinsite.serve" in command else "worker" if "run_huey" in command else ""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    yield kind, own / 1024
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _pss_of_tree(int(child))
