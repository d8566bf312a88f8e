"""dev.py as somebody at a terminal meets it: sentences, files, and a server that goes away."""

import ast
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

import dev
from tests import __main__ as suite

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def house(tmp_path, monkeypatch):
    """dev.py as if it lay in an empty folder, with an environment that sets nothing."""
    folder = tmp_path / "a house"
    folder.mkdir()
    monkeypatch.setattr(dev, "ROOT", folder)
    monkeypatch.setattr(dev, "VAR", folder / "var")
    dev.VAR.mkdir()
    monkeypatch.setattr(dev, "DOTENV", folder / ".env")
    for name in ("SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_an_older_python_can_read_the_file_and_gets_a_sentence(monkeypatch, capsys):
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))

    assert dev.main(["run"]) == 2

    assert capsys.readouterr().err == (
        "dev.py: skinsite needs Python 3.11 or newer, and this is 3.9.1.\n"
    )


def test_a_port_in_use_is_said_in_a_sentence(taken_port):
    with pytest.raises(dev.Refusal, match=f"Port {taken_port} on 127.0.0.1 can't be used"):
        dev.address_for("127.0.0.1", taken_port)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", -1), ("127.0.0.1", 65536), ("no such host", 8000)]
)
def test_an_impossible_address_is_refused(host, port):
    with pytest.raises(dev.Refusal, match=f"^Port {port} on {host} can't be used"):
        dev.address_for(host, port)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1"])
def test_samples_are_for_this_machine(house, host):
    dev.refuse_public_samples(host, dev.Database(), samples=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "skin.example"])  # noqa: S104
def test_sample_log_ins_are_never_shown_to_others(house, host):
    database = dev.Database()

    with pytest.raises(dev.Refusal, match="add --no-samples"):
        dev.refuse_public_samples(host, database, samples=True)
    dev.refuse_public_samples(host, database, samples=False)
    database.remember(samples="loaded")
    with pytest.raises(dev.Refusal, match="holds sample logins"):
        dev.refuse_public_samples(host, database, samples=False)


def test_samples_go_into_a_new_database_once(house):
    database = dev.Database()
    assert database.wants_samples()
    database.remember(samples="wanted")
    database.file.touch()
    assert dev.Database().wants_samples()  # the first run was broken off
    dev.Database().remember(samples="loaded")
    assert not dev.Database().wants_samples()
    database.file.unlink()
    assert dev.Database().wants_samples()  # somebody starts afresh


@pytest.mark.parametrize("prepared", [{}, {"samples": "none"}])
def test_samples_never_go_into_a_database_that_is_not_ours(house, monkeypatch, prepared):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@127.0.0.1/desk")
    database = dev.Database()
    database.remember(**prepared)

    assert not dev.Database().wants_samples()
    assert "secret" not in (dev.VAR / "run.json").read_text(encoding="utf-8")


def test_the_first_run_writes_settings_that_only_their_owner_can_read(house):
    dev.write_dotenv(8123)
    first = dev.DOTENV.read_text(encoding="utf-8")
    dev.write_dotenv(8000)

    assert dev.DOTENV.read_text(encoding="utf-8") == first
    assert stat.S_IMODE(dev.DOTENV.stat().st_mode) == 0o600
    assert len(dev.setting("SECRET_KEY")) >= 50
    assert dev.setting("BASE_URL") == "http://localhost:8123"
    assert dev.setting("ALLOWED_HOSTS") == "localhost,127.0.0.1,[::1]"


@pytest.mark.parametrize(
    ("configured", "used"),
    [
        ("http://localhost:8000", "http://localhost:8123"),
        ("https://skin.example", "https://skin.example"),
        ("http://skin.example:8000", "http://skin.example:8000"),
    ],
)
def test_only_a_local_base_url_follows_the_port(house, configured, used):
    dev.DOTENV.write_text(f"# a note\nBASE_URL = '{configured}'\n", encoding="utf-8")

    assert dev.base_url_for(8123) == used


def test_the_environment_wins_over_the_dotenv(house, monkeypatch):
    dev.DOTENV.write_text("SITE_NAME=from the file\n", encoding="utf-8")
    assert dev.setting("SITE_NAME") == "from the file"
    monkeypatch.setenv("SITE_NAME", "from the environment")
    assert dev.setting("SITE_NAME") == "from the environment"


def test_programs_are_not_led_to_another_python(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    monkeypatch.setenv("VIRTUAL_ENV", "/another/venv")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    environment = dev.clean_environment(BASE_URL="https://skin.example")

    assert not {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"} & environment.keys()
    assert environment["BASE_URL"] == "https://skin.example"
    assert environment["PATH"] == os.environ["PATH"]


def test_a_failing_program_is_reported_by_its_last_line(house):
    script = "import sys; print('first'); print('no such table: articles'); sys.exit(3)"

    with pytest.raises(dev.Refusal, match="Preparing failed: no such table: articles"):
        dev.step("Preparing", [sys.executable, "-c", script])

    assert (dev.VAR / "dev.log").read_text(encoding="utf-8").startswith("first\n")


@pytest.fixture
def bare_debian(house, tmp_path, monkeypatch):
    """A folder without `.venv` on a Debian whose Python has no ensurepip; yields what apt is told.

    The programs are scripts: `apt-get install` puts the module in place that the venv needs.
    """
    programs, asked = tmp_path / "programs", tmp_path / "asked"
    programs.mkdir()
    asked.touch()
    python = programs / "python3"
    python.write_text(
        f"#!/bin/sh\ngrep -q python3-venv {asked} || {{ echo 'No ensurepip.'; exit 1; }}\n"
        f"mkdir -p '{house}/.venv/bin' && touch '{house}/.venv/bin/python'\n"
    )
    apt = programs / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {asked}\n')
    for program in (python, apt):
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setattr(sys, "_base_executable", str(python))
    monkeypatch.setattr(dev, "VENV", house / ".venv")
    monkeypatch.setattr(dev, "PYTHON", house / ".venv" / "bin" / "python")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    return asked


@pytest.mark.skipif(shutil.which("uv", path="/usr/bin:/bin") is not None, reason="uv is here")
def test_debians_venv_is_fetched_where_we_may(bare_debian, monkeypatch):
    monkeypatch.setattr(dev, "is_root_on_debian", lambda: True)

    dev.make_venv()

    assert "install --no-install-recommends python3-venv" in bare_debian.read_text()
    assert dev.PYTHON.exists()


def test_a_python_without_ensurepip_gets_a_sentence(bare_debian, monkeypatch):
    monkeypatch.setattr(dev, "is_root_on_debian", lambda: False)

    with pytest.raises(dev.Refusal, match="'apt-get install python3-venv'"):
        dev.make_venv()

    assert bare_debian.read_text() == ""


PYTEST_SAID = """\
SKIPPED [2] tests/browser/conftest.py:33: There is no Chromium here.
======= 2 failed, 20 passed, 2 skipped, 1 error in 12.30s =======""".splitlines()


def test_the_end_says_what_was_not_run_and_shows_the_failure_last(capsys):
    runs = [
        suite.Run("SQLite", 1, PYTEST_SAID),
        suite.Run("PostgreSQL", 0, ["======= 7 passed in 3.10s ======="]),
    ]

    assert suite.conclude(runs, ["Firefox's tests: none found"], 12.3) == 1

    assert capsys.readouterr().out.splitlines()[1:] == [
        "It took 12 s.",
        "Not run:",
        "  - Firefox's tests: none found",
        "  - SKIPPED [2] tests/browser/conftest.py:33: There is no Chromium here. (SQLite)",
        "",
        "Tests on PostgreSQL ended with status 0:",
        "======= 7 passed in 3.10s =======",
        "",
        "Tests on SQLite ended with status 1:",
        "======= 2 failed, 20 passed, 2 skipped, 1 error in 12.30s =======",
    ]


def test_what_the_bench_reads_of_a_whole_run(house):
    runs = [suite.Run("SQLite", 1, PYTEST_SAID), suite.Run("PostgreSQL", 2, ["Interrupted"])]

    suite.write_stamp(runs, 12.34)

    assert json.loads((dev.VAR / "last-test.json").read_text(encoding="utf-8")) == {
        "seconds": 12.3,
        "passed": 20,
        "failed": 3,
        "skipped": 2,
    }


@pytest.mark.parametrize(
    ("statuses", "missing", "ci", "expected"),
    [
        ([0, 0], [], "", 0),
        ([0, 5], [], "", 0),  # only browser tests were asked for
        ([5, 5], [], "", 5),  # no test at all is a failure
        ([0, 4], [], "", 4),
        ([0], ["PostgreSQL's tests: none found"], "", 0),
        ([0], ["PostgreSQL's tests: none found"], "true", 1),  # a green CI must not hide it
    ],
)
def test_the_status_of_a_test_run(monkeypatch, statuses, missing, ci, expected):
    monkeypatch.setenv("CI", ci)
    runs = [suite.Run("SQLite", status, PYTEST_SAID) for status in statuses]

    assert suite.conclude(runs, missing, 1) == expected


def test_what_a_server_says_after_pytest_is_kept_back(capsys):
    script = "print('=== 1 failed in 0.10s ==='); print('Drop' + 'ping cluster ...'); exit(1)"

    with suite.running([sys.executable, "-c", script]) as started:
        run = suite.end_of("PostgreSQL", started)

    assert (run.status, run.closing_line) == (1, "=== 1 failed in 0.10s ===")
    assert "Dropping" not in capsys.readouterr().out


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the project with the packages of this one."""
    folder = tmp_path_factory.mktemp("clone") / "a house"
    unwanted = shutil.ignore_patterns(
        ".git", ".venv", "var", ".env", "__pycache__", ".*_cache", ".hypothesis"
    )
    shutil.copytree(ROOT, folder, ignore=unwanted)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def run_site(folder, *arguments):
    """Start `dev.py run` as a newcomer would: from elsewhere, with nothing set."""
    unset = {"SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in unset | {"MEDIA_ROOT", "PUBLIC_MEDIA_ROOT", "STATIC_ROOT", "DEBUG"}
    }
    return subprocess.Popen(
        [sys.executable, folder / "dev.py", "run", *arguments],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_run_serves_until_it_is_stopped(clone):
    port = free_port()
    site = run_site(clone, "--no-samples", "--port", str(port))
    try:
        said = ""
        for line in site.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        assert re.search(rf"Site: +http://localhost:{port}/\n", said), said
        assert re.search(rf"Admin: +http://localhost:{port}/admin/\n", said), said
        for host in ("localhost", "127.0.0.1"):
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/", headers={"Host": f"{host}:{port}"})
            answer = connection.getresponse()
            assert answer.status == 200
            assert not re.search(r"\d", answer.headers.get("Server", ""))
            connection.close()
        site.send_signal(signal.SIGINT)
        assert site.wait(timeout=20) == 0
    finally:
        if site.poll() is None:
            site.kill()
        site.stdout.close()
    with socket.create_server(("127.0.0.1", port)):
        pass  # nobody is left listening


def test_a_server_that_cannot_start_gets_a_sentence(clone):
    before = (clone / ".env").read_text(encoding="utf-8") if (clone / ".env").exists() else None
    (clone / ".env").write_text("SECRET_KEY=short\nBASE_URL=ftp://x\n", encoding="utf-8")
    site = run_site(clone, "--no-samples", "--port", str(free_port()))
    try:
        said, _ = site.communicate(timeout=30)
    finally:
        (clone / ".env").unlink()
        if before is not None:
            (clone / ".env").write_text(before, encoding="utf-8")

    assert site.returncode == 2
    assert "Traceback" not in said
    assert said.splitlines()[-1].startswith("dev.py: ")
    assert "BASE_URL must start with http" in said
