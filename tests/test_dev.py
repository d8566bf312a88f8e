"""dev.py as somebody at a terminal meets it: sentences, files, and a server that goes away."""

import ast
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

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def house(tmp_path, monkeypatch):
    """dev.py as if it lay in an empty folder, with an environment that sets nothing."""
    folder = tmp_path / "a house"
    folder.mkdir()
    monkeypatch.setattr(dev, "ROOT", folder)
    monkeypatch.setattr(dev, "VAR", folder / "var")
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
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 0, "--port must be a number from 1 to 65535, not 0."),
        ("127.0.0.1", 65536, "--port must be a number from 1 to 65535, not 65536."),
        ("no such host", 8000, "--host 'no such host' is no address of this machine."),
    ],
)
def test_an_impossible_address_is_refused(host, port, sentence):
    with pytest.raises(dev.Refusal) as refused:
        dev.address_for(host, port)

    assert str(refused.value) == sentence


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
    with pytest.raises(dev.Refusal, match="holds sample log-ins"):
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
    dev.VAR.mkdir()
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

    environment = dev.clean_environment(BASE_URL="https://skin.example")

    assert not {"PYTHONPATH", "VIRTUAL_ENV"} & environment.keys()
    assert environment["BASE_URL"] == "https://skin.example"
    assert environment["PATH"] == os.environ["PATH"]


def test_a_failing_program_is_reported_by_its_last_line(house):
    script = "import sys; print('first'); print('no such table: articles'); sys.exit(3)"

    with pytest.raises(dev.Refusal, match="Preparing failed: no such table: articles"):
        dev.step("Preparing", [sys.executable, "-c", script])

    assert (dev.VAR / "dev.log").read_text(encoding="utf-8").startswith("first\n")


REPORT = """<testsuites><testsuite>
<testcase classname="tests.test_a" name="test_good"/>
<testcase classname="tests.test_a" name="test_bad"><failure message="no"/></testcase>
<testcase classname="tests.test_a" name="test_broken"><error message="no"/></testcase>
<testcase classname="tests.test_a" name="test_page"><skipped message="no Chromium"/></testcase>
</testsuite></testsuites>"""


def ended(database, status, report):
    """A test run that has ended."""
    run = dev.TestRun(database, [])
    run.status, run.report = status, report
    return run


def test_the_end_of_a_test_run_says_what_was_not_run(house, capsys):
    dev.VAR.mkdir()
    report = dev.VAR / "report.xml"
    report.write_text(REPORT, encoding="utf-8")

    runs = [ended("SQLite", 1, report)]

    status = dev.conclude(runs, {"PostgreSQL": "none found"}, 12.3, whole=True)

    assert status == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Not run:",
        "  - PostgreSQL: none found",
        "  - tests.test_a::test_page on SQLite: no Chromium",
        "It took 12 s.",
        "1 passed, 2 failed, 1 skipped",
    ]


@pytest.mark.parametrize(
    ("statuses", "missing", "ci", "expected"),
    [
        ([0, 0], {}, "", 0),
        ([0, 5], {}, "", 0),  # only browser tests were asked for
        ([0, 4], {}, "", 1),
        ([0], {"PostgreSQL": "none found"}, "", 0),
        ([0], {"PostgreSQL": "none found"}, "true", 1),  # a green CI must not hide it
    ],
)
def test_the_status_of_a_test_run(house, monkeypatch, statuses, missing, ci, expected):
    monkeypatch.setenv("CI", ci)
    dev.VAR.mkdir()
    report = dev.VAR / "report.xml"
    report.write_text('<testsuite><testcase name="test_good"/></testsuite>', encoding="utf-8")
    runs = [ended("SQLite", status, report) for status in statuses]

    assert dev.conclude(runs, missing, 1, whole=False) == expected


def test_no_test_at_all_is_a_failure(house):
    run = ended("SQLite", 5, dev.VAR / "none.xml")

    assert dev.conclude([run], {}, 1, whole=False) == 1


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
        if name not in unset | {"MEDIA_ROOT", "STATIC_ROOT", "DEBUG"}
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
