#!/usr/bin/env python3
"""Everything a developer types: run, test, check, format, bench, lock.

Standard library only, because a fresh machine has nothing else: this file makes `.venv` and goes
on in programs started from there. It must *parse* on Pythons older than 3.11, so that they get a
sentence and not a syntax error.
"""

import argparse
import contextlib
import hashlib
import http.client
import importlib.util
import ipaddress
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MANAGE = (PYTHON, ROOT / "manage.py")
DOTENV = ROOT / ".env"
ROOMS = (
    *("skinsite", "core", "accounts", "backoffice", "pictures", "products", "people", "faq"),
    *("articles", "manuscripts"),
)
CODE = (*ROOMS, "tests", "bench", "manage.py", "dev.py")
OLDEST_PYTHON = (3, 11)
SERVER_START_SECONDS = 60


class Refusal(Exception):
    """One sentence for the person at the terminal, no error of ours; the status is 2 then."""


def say(text=""):
    print(text, flush=True)


# --- Programs ------------------------------------------------------------------------------------


def clean_environment(**changes):
    """The environment for programs in `.venv`: whatever points Python elsewhere is left out."""
    unwanted = {
        "DJANGO_SETTINGS_MODULE",
        "PIP_PREFIX",
        "PIP_TARGET",
        "PIP_USER",
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONSAFEPATH",
        "PYTHONSTARTUP",
        "TEST_DATABASE_URL",
        "VIRTUAL_ENV",
        "__PYVENV_LAUNCHER__",
    }
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "PYTHONUNBUFFERED": "1", **changes}


def start(command, *, output=None, **changes):
    """Start a program; what it prints goes to the terminal, or to `output`.

    It gets a session of its own, so that Ctrl-C reaches it through us, once, and we wait for it:
    pytest has a server to stop, apt-get a package to finish.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=clean_environment(**changes),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        text=True,
        errors="replace",
        start_new_session=True,
    )


def attend(command, *, quiet=False, **changes):
    """Run a program to its end; returns (status, what it printed when `quiet`)."""
    process = start(command, output=subprocess.PIPE if quiet else None, **changes)
    try:
        output, _ = process.communicate()
    finally:
        stop(process, signal.SIGINT)
    return process.returncode, output


def stop(process, how=signal.SIGTERM):
    """End a program that we started and see it gone; a second Ctrl-C does not interrupt that."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    for _ in range(3):
        try:
            process.wait(timeout=10)
            return
        except subprocess.TimeoutExpired:
            process.kill()
        except KeyboardInterrupt:
            continue


def step(title, command, **changes):
    """Run a program quietly; when it fails, refuse with its last line and keep the rest in var/."""
    say(f"{title} ...")
    status, output = attend(command, quiet=True, **changes)
    if status:
        VAR.mkdir(exist_ok=True)
        log = VAR / "dev.log"
        log.write_text(output, encoding="utf-8")
        raise Refusal(f"{title} failed: {last_line(output)} (All of it: {log})")


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing."


def digest_of(paths):
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamps(path):
    try:
        stamps = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def write_stamps(path, stamps):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(stamps, indent=1) + "\n", encoding="utf-8")


# --- The virtual environment ---------------------------------------------------------------------


def install(requirements):
    """Bring `.venv` to the locked requirements; nothing to do when they were installed before."""
    stamp = VENV / "skinsite.json"
    make_venv()
    wanted = digest_of([ROOT / requirements])
    stamps = read_stamps(stamp)
    if stamps.get(requirements) == wanted:
        return
    started = time.monotonic()
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    count = sum("==" in line and line[0].isalpha() for line in lines)
    step(
        f"Installing {count} packages from {requirements}",
        [*installer(), "--quiet", "--require-hashes", "-r", ROOT / requirements],
    )
    say(f"  done in {time.monotonic() - started:.0f} s.")
    stamps[requirements] = wanted
    if requirements == "requirements-dev.txt":  # it holds all of requirements.txt as well
        stamps["requirements.txt"] = digest_of([ROOT / "requirements.txt"])
    write_stamps(stamp, stamps)


def make_venv():
    # exists() follows the link: false too when the Python it was made with is gone.
    if PYTHON.exists():
        return
    say("Making the virtual environment .venv ...")
    for command in venv_makers():
        done = subprocess.run(command, env=clean_environment(), capture_output=True, check=False)
        if done.returncode == 0 and PYTHON.exists():
            return
    raise Refusal(
        "This Python can't make a virtual environment: it has no ensurepip, and neither uv, "
        "virtualenv nor pip is here. Install one of them, on Debian with "
        "'apt-get install python3-venv'."
    )


def venv_makers():
    """Commands that make `.venv`, the ones to try first in front."""
    me = sys.executable
    # The interpreter itself, not the venv that may have started us.
    base = getattr(sys, "_base_executable", me) or me
    if importlib.util.find_spec("ensurepip"):
        yield [base, "-m", "venv", "--clear", str(VENV)]
    if shutil.which("uv"):
        yield ["uv", "venv", "--quiet", "--clear", "--python", base, str(VENV)]
    if importlib.util.find_spec("virtualenv"):
        yield [me, "-m", "virtualenv", "--quiet", "--clear", str(VENV)]
    if importlib.util.find_spec("pip"):
        yield [me, "-m", "venv", "--without-pip", "--clear", str(VENV)]


def installer():
    """The command that installs into `.venv`, with whatever made it."""
    if any(VENV.glob("[Ll]ib/**/site-packages/pip/__main__.py")):
        return [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", PYTHON]
    return [sys.executable, "-m", "pip", "--python", PYTHON, "install"]


# --- Settings as far as this file needs them -----------------------------------------------------


def setting(name):
    """A setting as skinsite/settings.py would see it: the environment, then `.env`."""
    if name in os.environ:
        return os.environ[name]
    if DOTENV.exists():
        for line in DOTENV.read_text(encoding="utf-8").splitlines():
            key, equals, value = line.strip().partition("=")
            if equals and key.strip() == name:
                return value.strip().strip("\"'")
    return ""


def write_dotenv(port):
    if DOTENV.exists() or ("SECRET_KEY" in os.environ and "BASE_URL" in os.environ):
        return
    say("Writing .env with a secret key of its own ...")
    text = (
        "# Written by `python3 dev.py run` for this machine; .env.example explains each line.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"BASE_URL=http://localhost:{port}\n"
        "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n"
    )
    # 0600 from its first moment: the key is nobody else's to read.
    handle = os.open(DOTENV, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def base_url_for(port):
    """BASE_URL for this run: a local address follows `--port`, any other stays as it is set."""
    base = setting("BASE_URL")
    if urlsplit(base).hostname in {"localhost", "127.0.0.1"} and base.startswith("http://"):
        return f"http://{urlsplit(base).hostname}:{port}"
    return base


class Database:
    """Which database `run` serves, and what of it has been prepared before.

    Kept in var/run.json under a digest of its address, which may hold a password.
    """

    def __init__(self):
        self.url = setting("DATABASE_URL") or "sqlite:///" + quote(f"{VAR}/skinsite.sqlite3")
        self.key = hashlib.sha256(self.url.encode()).hexdigest()[:16]
        self.file = None
        if self.url.startswith("sqlite:///"):
            self.file = ROOT / unquote(urlsplit(self.url).path[1:])
        known = read_stamps(VAR / "run.json").get(self.key, {})
        self.is_new = self.file is not None and not self.file.exists()
        self.stamps = {} if self.is_new else known

    def wants_samples(self):
        """Sample content goes into a database that `run` made itself, once."""
        return self.is_new or self.stamps.get("samples") == "wanted"

    def remember(self, **stamps):
        self.stamps.update(stamps)
        write_stamps(
            VAR / "run.json", {**read_stamps(VAR / "run.json"), self.key: dict(self.stamps)}
        )

    def migrations(self):
        """What the migrations of code and database look like; a change of either means work."""
        files = [path for room in ROOMS for path in (ROOT / room / "migrations").glob("*.py")]
        code = digest_of([*files, ROOT / "requirements.txt"])
        return f"{code}, {self._migrations_applied()} applied"

    def _migrations_applied(self):
        if self.file is None:
            return "some"
        try:
            with contextlib.closing(sqlite3.connect(self.file)) as connection:
                rows = connection.execute("SELECT count(*) FROM django_migrations")
                return rows.fetchone()[0]
        except sqlite3.Error:
            return "no"


# --- run -----------------------------------------------------------------------------------------


def run(options):
    address = address_for(options.host, options.port)
    database = Database()
    samples = not options.no_samples and database.wants_samples()
    refuse_public_samples(options.host, database, samples=samples)
    install("requirements.txt")
    write_dotenv(options.port)
    environment = {"BASE_URL": base_url_for(options.port)}
    if "samples" not in database.stamps or database.wants_samples():
        database.remember(samples="wanted" if samples else "none")
    prepare(database, environment)
    if samples:
        load_samples(environment)
        database.remember(samples="loaded")
    serve(options.host, options.port, address, environment)


def load_samples(environment):
    say("Importing and publishing the sample content ...")
    status, _ = attend([*MANAGE, "load_samples"], **environment)
    if status:
        raise Refusal("The sample content could not be loaded: see the lines above.")


def address_for(host, port):
    """The socket address to bind, once it is sure that it is free: (family, address)."""
    if not 1 <= port <= 65535:
        raise Refusal(f"--port must be a number from 1 to 65535, not {port}.")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Refusal(f"--host {host!r} is no address of this machine.") from None
    with socket.socket(family, kind) as probe:
        # Or the connections that a server stopped a moment ago has left would block us.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except PermissionError:
            raise Refusal(
                f"Port {port} needs more rights than you have: choose one above 1023 with --port."
            ) from None
        except OSError as error:
            raise Refusal(
                f"Port {port} on {host} can't be used ({os.strerror(error.errno)}): stop the "
                "program that uses it, or choose another one with --port."
            ) from None
    return family, address


def is_loopback(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_public_samples(host, database, *, samples):
    if is_loopback(host):
        return
    if samples:
        raise Refusal(
            f"Sample content and its log-ins are for this machine alone, and --host {host} can be "
            "reached from elsewhere: add --no-samples, or leave --host away."
        )
    if database.stamps.get("samples") in {"wanted", "loaded"}:
        raise Refusal(
            f"This database holds sample log-ins, and --host {host} can be reached from "
            "elsewhere: leave --host away, or name another database in DATABASE_URL."
        )


def prepare(database, environment):
    """Database tables and static files, each only when something changed since the last run."""
    VAR.mkdir(exist_ok=True)
    if database.stamps.get("migrations") != database.migrations():
        step("Preparing the database", [*MANAGE, "migrate", "--verbosity=0"], **environment)
        database.remember(migrations=database.migrations())
    folders = [ROOT / "static", *(ROOT / room / "static" for room in ROOMS)]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    static = digest_of([*files, ROOT / "requirements.txt", ROOT / "skinsite" / "settings.py"])
    static += setting("STATIC_ROOT")
    if read_stamps(VAR / "static.json").get("static") != static:
        collect = ["collectstatic", "--noinput", "--clear", "--verbosity=0"]
        step("Collecting the static files", [*MANAGE, *collect], **environment)
        write_stamps(VAR / "static.json", {"static": static})


def serve(host, port, address, environment):
    """Start the server, say where it is once it answers, and stay until Ctrl-C."""
    say("Starting the server ...")
    command = [str(PYTHON), "-m", "granian", "--interface", "wsgi", "--host", host]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    command += ["--no-ws", "--no-access-log", "--log-level", "warning", "skinsite.wsgi:application"]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean_environment(**environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # Ctrl-C is ours to pass on, once: the terminal would send it to both.
        start_new_session=True,
    )
    output = ServerOutput(server.stdout)
    worker = None
    try:
        wait_until_it_answers(server, address, output)
        output.show()
        worker = start_worker(environment)
        announce(host, port, environment["BASE_URL"])
        status = server.wait()
    except KeyboardInterrupt:
        say("\nStopping the server ...")
        return
    finally:
        if worker:
            stop(worker)
        stop(server)
    raise Refusal(f"The server ended by itself with status {status}: see the lines above.")


def start_worker(environment):
    """The worker beside the server, or None with a sentence: the site is whole without it."""
    VAR.mkdir(exist_ok=True)
    try:
        with (VAR / "worker.log").open("w", encoding="utf-8") as log:
            command = [*MANAGE, "run_huey", "--workers", "1", "--quiet"]
            return start(command, output=log, **environment)
    except OSError as error:
        say(f"The worker could not start ({error}): pictures are shown as they were uploaded.")
        return None


class ServerOutput:
    """Holds back what the server prints until it has started: a failed start gets a sentence."""

    def __init__(self, stream):
        self.lines = []
        self._shown = threading.Event()
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def _read(self, stream):
        for line in stream:
            with self._lock:
                if self._shown.is_set():
                    print(line, end="", flush=True)
                else:
                    self.lines.append(line)

    def show(self):
        with self._lock:
            self._shown.set()
            print("".join(self.lines), end="", flush=True)

    def reason(self):
        """The line that says why it did not start: the last exception, or just the last line."""
        self._reader.join(timeout=2)
        errors = [line for line in self.lines if "Error: " in line or "Configured: " in line]
        return last_line("".join(errors or self.lines)).rpartition("ImproperlyConfigured: ")[2]


def wait_until_it_answers(server, address, output):
    family, place = address
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(place[0], place[0])  # noqa: S104
    deadline = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Refusal(f"The server did not start: {output.reason()}")
        if answers(host, place[1]):
            return
        time.sleep(0.05)
    raise Refusal(f"The server did not answer within {SERVER_START_SECONDS} s: {output.reason()}")


def answers(host, port):
    connection = http.client.HTTPConnection(host, port, timeout=SERVER_START_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        # A redirect to https is an answer too: someone tries a real BASE_URL at home.
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(host, port, base_url):
    shown = "localhost" if is_loopback(host) and host != "::1" else host
    site = base_url or f"http://{shown}:{port}"
    say()
    say(f"  Site:  {site}/")
    say(f"  Admin: {site}/admin/")
    if not is_loopback(host):
        say(f"  Others reach it only by names listed in ALLOWED_HOSTS: {setting('ALLOWED_HOSTS')}")
    say("\nCtrl-C stops it.")


# --- test ----------------------------------------------------------------------------------------


# Two programs at a time, a core for each. The suite on SQLite comes in parts, longest first, so
# that both cores have work to the end.
AT_A_TIME = 2


def test(options):
    """The suite on SQLite, browser included, and on PostgreSQL, several parts side by side."""
    install("requirements-dev.txt")
    missing = {}
    chromium, initdb = find_test_programs(missing)
    VAR.mkdir(exist_ok=True)
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        runs = list(test_runs(options.arguments, chromium=chromium, initdb=initdb))
        url = stack.enter_context(postgresql(initdb)) if initdb else ""
        attend_runs(runs, stack, url)
    seconds = time.monotonic() - started
    return conclude(runs, missing, seconds, whole=not options.arguments)


def test_runs(arguments, *, chromium, initdb):
    """What is run, in order; with arguments of one's own the suite is not cut into parts."""
    unseen = [] if chromium else ["-m", "not browser"]
    if arguments:
        yield TestRun("SQLite", [*unseen, *arguments])
    elif chromium:
        yield TestRun("SQLite", ["tests/browser"], part="browser")
    if initdb:
        # Once is enough for what does not depend on the database, like what a browser shows.
        yield TestRun("PostgreSQL", ["-m", "not browser and not once", *arguments])
    if not arguments:
        folders = sorted(path.name for path in (ROOT / "tests").iterdir() if path.is_dir())
        rooms = [name for name in folders if name != "browser" and not name.startswith("_")]
        yield TestRun("SQLite", [f"--ignore=tests/{name}" for name in folders], part="desk")
        yield TestRun("SQLite", [f"tests/{name}" for name in rooms], part="rooms")


def attend_runs(runs, stack, url):
    """Start the runs in order, so many at a time, and wait for all of them."""
    waiting, running = list(runs), []
    while waiting or running:
        while waiting and len(running) < AT_A_TIME:
            run = waiting.pop(0)
            changes = {"TEST_DATABASE_URL": url} if run.database == "PostgreSQL" else {}
            # One alone prints as it goes; of several each prints when it is done.
            run.start(stack, aside=len(runs) > 1, **changes)
            running.append(run)
        for run in [each for each in running if each.process.poll() is not None]:
            run.finish()
            running.remove(run)
        time.sleep(0.2)


class TestRun:
    """pytest on one database: its exit `status` and the path of its JUnit `report`."""

    def __init__(self, database, arguments, *, part=""):
        self.database = database
        self.arguments = arguments
        self.part = part
        self.status = None
        name = f"tests-{database.lower()}{f'-{part}' if part else ''}"
        self.report = VAR / f"{name}.xml"

    def start(self, stack, *, aside=False, **changes):
        """Start it; it ends with the stack at the latest. `aside`: what it prints comes later."""
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="skinsite-tests-"))
        with contextlib.suppress(FileNotFoundError):
            self.report.unlink()
        command = [PYTHON, "-m", "pytest", f"--junit-xml={self.report}"]
        self.output = None
        if aside:
            command += ["-o", f"cache_dir={VAR / 'pytest-aside' / self.report.stem}"]
            self.output = stack.enter_context(self.report.with_suffix(".log").open("w+"))
            say(f"{self.title} (shown when it is done)")
        else:
            say(self.title)
        self.process = start(
            [*command, *self.arguments], output=self.output, TMPDIR=scratch, **changes
        )
        stack.callback(stop, self.process, signal.SIGINT)

    def finish(self):
        self.status = self.process.wait()
        if self.output:
            self.output.seek(0)
            say(self.title)
            say(self.output.read())

    @property
    def title(self):
        return f"\nTests on {self.database}: pytest {shlex.join(self.arguments)}".rstrip()


def find_test_programs(missing):
    """(path of Chromium or None, path of initdb or None); reasons go into `missing`."""
    if not (find_chromium() and find_initdb()) and is_root_on_debian():
        install_on_debian()
    chromium, initdb = find_chromium(), find_initdb()
    if not chromium:
        missing["browser tests"] = "no Chromium or Chrome was found; install one, then try again"
    if not initdb:
        missing["the suite on PostgreSQL"] = (
            "no PostgreSQL server (initdb) was found; install one, then try again"
        )
    return chromium, initdb


def find_chromium():
    # The names that tests/browser/conftest.py knows.
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def find_initdb():
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve()
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max(installed, key=lambda path: float(path.parent.parent.name), default=None)


def is_root_on_debian():
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text(encoding="utf-8").splitlines()


def install_on_debian():
    packages = []
    if not find_chromium():
        packages += ["chromium", "fonts-liberation"]
    if not find_initdb():
        packages.append("postgresql")
        # The tests start a server of their own; the one that the package would start is unwanted.
        common = Path("/etc/postgresql-common")
        if not common.exists():
            common.mkdir()
            (common / "createcluster.conf").write_text("create_main_cluster = false\n")
    apt = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
    try:
        step("Asking Debian for its packages", [*apt, "update"], DEBIAN_FRONTEND="noninteractive")
        step(
            f"Installing {' and '.join(packages)} with apt-get",
            [*apt, "install", "--no-install-recommends", *packages],
            DEBIAN_FRONTEND="noninteractive",
        )
    except Refusal as refusal:
        say(f"  {refusal}")


@contextlib.contextmanager
def postgresql(initdb):
    """Yields the URL of a PostgreSQL server of our own on 127.0.0.1, which is gone afterwards."""
    owner = postgresql_owner()
    folder = Path(tempfile.mkdtemp(prefix="skinsite-postgresql-"))
    server = None
    try:
        password = secrets.token_hex(16)
        password_file = folder / "password"
        password_file.write_text(password, encoding="ascii")
        if owner:
            for path in (folder, password_file):
                shutil.chown(path, owner["user"], owner["group"])
        server, port = start_postgresql(initdb, folder, owner)
        yield f"postgres://skinsite:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server:
            stop(server, signal.SIGINT)  # PostgreSQL's "fast" way
        shutil.rmtree(folder, ignore_errors=True)


def postgresql_owner():
    """Who runs PostgreSQL: it refuses to be root, so root hands it to another user."""
    if os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 - Unix only, like root

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise Refusal("PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody'.")


def start_postgresql(initdb, folder, owner):
    """(the running server, its port); refuses with the server's own words."""
    data = folder / "data"
    locale = ["--locale=C.UTF-8"] if sys.platform == "linux" else ["--no-locale"]
    make = [initdb, "-D", data, "--username=skinsite", f"--pwfile={folder / 'password'}"]
    make += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", *locale]
    made = subprocess.run(make, cwd=folder, capture_output=True, text=True, check=False, **owner)
    if made.returncode:
        raise Refusal(f"PostgreSQL's initdb failed: {last_line(made.stderr)}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    command = [initdb.with_name("postgres"), "-D", data]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C must reach the tests first, and the server only after them.
            start_new_session=True,
            **owner,
        )
    try:
        wait_for_postgresql(server, initdb, port, log)
    except BaseException:
        stop(server, signal.SIGINT)
        raise
    return server, port


def wait_for_postgresql(server, initdb, port, log):
    ready = [initdb.with_name("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(300):
        if server.poll() is not None:
            raise Refusal(f"PostgreSQL did not start: {last_line(log.read_text())}")
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise Refusal("PostgreSQL did not answer within 30 s.")


def conclude(runs, missing, seconds, *, whole):
    """Say what was not run and how it all ended; returns the exit status."""
    counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
    not_run = [f"{what}: {why}" for what, why in missing.items()]
    for each in runs:
        not_run += count_report(each.report, each.database, counts)
    statuses = {each.status for each in runs} - {5}  # 5: nothing of what was asked for was there
    ran = counts["passed"] + counts["failed"]
    say()
    for each in runs:
        if each.status not in (0, 1, 5):
            say(f"pytest on {each.database} broke off with status {each.status}, see above.")
    if not_run:
        say("Not run:")
        for line in dict.fromkeys(not_run):
            say(f"  - {line}")
    else:
        say("Everything was run.")
    if whole:
        write_stamps(VAR / "last-test.json", {"seconds": round(seconds, 1), **counts})
    say(f"It took {seconds:.0f} s.")
    say(", ".join(f"{number} {word}" for word, number in counts.items()))
    # A continuous integration that tests less than it can must not look green.
    lacking = bool(missing) and os.environ.get("CI") == "true"
    return 1 if any(statuses) or not ran or lacking else 0


def count_report(report, database, counts):
    """Add a JUnit report to `counts`; returns a line for each skipped test."""
    skipped = []
    if not report.exists():
        return skipped
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        skip = case.find("skipped")
        if skip is not None:
            counts["skipped"] += 1
            name = f"{case.get('classname')}::{case.get('name')}"
            skipped.append(f"{name} on {database}: {skip.get('message')}")
        elif case.find("failure") is not None or case.find("error") is not None:
            counts["failed"] += 1
        else:
            counts["passed"] += 1
    return skipped


# --- check, format, lock, bench ------------------------------------------------------------------

DJADE = (PYTHON.with_name("djade"), "--target-version", "5.2")  # a program, not a module
EVERY_TEMPLATE_COMPILES = """
import sys
import django
django.setup()
from pathlib import Path
from django.template import TemplateSyntaxError, engines
wrong = 0
for folder in sys.argv[1:]:
    for path in sorted(Path(folder).rglob("*")):
        if not path.is_file():
            continue
        try:
            engines["django"].get_template(str(path.relative_to(folder)))
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            wrong += 1
            print(f"{path}: {error}")
sys.exit(bool(wrong))
"""


def check(options):
    install("requirements-dev.txt")
    # As on a public site: what --deploy warns of depends on it. No database is touched.
    environment = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": "https://skin.example",
        "ALLOWED_HOSTS": "skin.example",
        "DATABASE_URL": "sqlite://:memory:",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "skinsite.settings",
    }
    folders = template_folders()
    checks = {
        "ruff check": [PYTHON, "-m", "ruff", "check", "--quiet", *code()],
        "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", *code()],
        "compileall": [PYTHON, "-W", "error", "-m", "compileall", "-q", "-f", *code()],
        "djade": [*DJADE, "--check", *html_templates()],
        "templates": [PYTHON, "-c", EVERY_TEMPLATE_COMPILES, *folders],
        "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
        "check --deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    }
    failed = [name for name, command in checks.items() if not passes(name, command, environment)]
    if not readme_is_short():
        failed.append("README")
    if failed:
        say(f"\nFailed: {', '.join(failed)}. 'python3 dev.py format' mends what can be mended.")
        return 1
    say("All checks passed.")
    return 0


def passes(name, command, environment):
    status, output = attend(command, quiet=True, **environment)
    say(f"{name}: {'failed' if status else 'ok'}")
    if status:
        say(output.rstrip())
    return status == 0


def readme_is_short():
    readme = ROOT / "README.md"
    if not readme.exists():
        say("README: there is no README.md")
        return False
    lines = len(readme.read_text(encoding="utf-8").splitlines())
    say(f"README: {lines} of 100 lines")
    return lines <= 100


def code():
    return [name for name in CODE if (ROOT / name).exists()]


def template_folders():
    folders = (ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS))
    return [folder for folder in folders if folder.is_dir()]


def html_templates():
    return sorted(path for folder in template_folders() for path in folder.rglob("*.html"))


def format_code(options):
    install("requirements-dev.txt")
    left = passes("ruff check --fix", [PYTHON, "-m", "ruff", "check", "--fix", *code()], {})
    passes("ruff format", [PYTHON, "-m", "ruff", "format", *code()], {})
    # djade's status says whether it changed something.
    passes("djade", [*DJADE, *html_templates()], {})
    return 0 if left else 1


def lock(options):
    """Compile the `.in` files; the second sees the first, so that both pin the same versions."""
    uv = shutil.which("uv")
    if not uv:
        make_venv()
        step("Installing uv", [*installer(), "--quiet", "uv"])
        uv = PYTHON.with_name("uv")
    for source, constraints in (
        ("requirements", []),
        ("requirements-dev", ["-c", "requirements.txt"]),
    ):
        step(
            f"Compiling {source}.txt",
            [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
            + ["--python-version", "3.11", "--no-emit-index-url", "--custom-compile-command"]
            + ["python3 dev.py lock", *constraints, f"{source}.in", "-o", f"{source}.txt"]
            + (["--upgrade"] if options.upgrade else []),
        )
    return 0


def bench(options):
    install("requirements-dev.txt")
    status, _ = attend([PYTHON, ROOT / "bench" / "run.py", *options.arguments])
    return status


# --- The command line ----------------------------------------------------------------------------


def parse(arguments):
    parser = argparse.ArgumentParser(prog="dev.py", description="Run, test and check skinsite.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name, function, text):
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(function=function)
        return sub

    runner = command("run", run, "prepare everything that is missing and start the site")
    runner.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    runner.add_argument("--port", type=int, default=8000, help="port (%(default)s)")
    runner.add_argument("--no-samples", action="store_true", help="start with an empty site")
    command("test", test, "run every test; further arguments go to pytest")
    command("check", check, "lint, formatting, templates, migrations, deployment settings")
    command("format", format_code, "put code and templates into the house's form")
    command("bench", bench, "measure the figures and write bench/results.json")
    locker = command("lock", lock, "compile requirements*.in into requirements*.txt")
    locker.add_argument("--upgrade", action="store_true", help="take newer versions where allowed")

    options, rest = parser.parse_known_args(arguments)
    options.arguments = rest
    if rest and options.function not in (test, bench):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options


def main(arguments=None):
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        have = ".".join(map(str, sys.version_info[:3]))
        print(
            f"dev.py: skinsite needs Python {wanted} or newer, and this is {have}.", file=sys.stderr
        )
        return 2
    options = parse(arguments)
    # Whatever ends us ends what we started, by the same way out as Ctrl-C; which a shell that
    # started us in the background may have switched off.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        return options.function(options) or 0
    except Refusal as refusal:
        print(f"dev.py: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
