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
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MANAGE = (PYTHON, ROOT / "manage.py")
PIP = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
DOTENV = ROOT / ".env"
OLDEST_PYTHON = (3, 11)
SERVER_START_SECONDS = 60


class Refusal(Exception):
    """One sentence for the person at the terminal, no error of ours; the status is 2 then."""


def say(text):
    print(text, flush=True)


# --- Programs and the virtual environment --------------------------------------------------------


def clean_environment(**changes):
    """The environment for programs in `.venv`: whatever points Python elsewhere is left out."""
    unwanted = "PYTHONHOME PYTHONPATH PYTHONSAFEPATH PYTHONSTARTUP VIRTUAL_ENV __PYVENV_LAUNCHER__"
    unwanted += " PIP_PREFIX PIP_TARGET PIP_USER DJANGO_SETTINGS_MODULE"
    unwanted += " PYTHONDONTWRITEBYTECODE"  # each process of the tests would compile it all anew
    kept = {name: value for name, value in os.environ.items() if name not in unwanted.split()}
    return {**kept, "PYTHONUNBUFFERED": "1", **changes}


def start(command, output=None, **changes):
    """Start a program; what it prints goes to the terminal, or to `output`.

    It gets a session of its own, so that Ctrl-C reaches it through us, once, and we wait for it:
    the tests have servers to stop, apt-get a package to finish.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=str(ROOT),
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
    process = start(command, subprocess.PIPE if quiet else None, **changes)
    try:
        output, _ = process.communicate()
    finally:
        stop(process, signal.SIGINT)
    return process.returncode, output


def stop(process, how=signal.SIGTERM):
    """End a program that we started and see it gone; a second Ctrl-C does not interrupt that."""
    if process.poll() is None:
        process.send_signal(how)
    while process.poll() is None:
        try:
            process.wait(timeout=60)
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
        (VAR / "dev.log").write_text(output, encoding="utf-8")
        raise Refusal(f"{title} failed: {last_line(output)} (All of it: {VAR / 'dev.log'})")


def last_line(text):
    """The last line that says something, without the mark that Django puts before a check's."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"^\?: \(\w+\.\w+\) ", "", lines[-1]) if lines else "it said nothing."


def is_root_on_debian():
    release = Path("/etc/os-release")
    is_debian = release.exists() and "ID=debian" in release.read_text().splitlines()
    return is_debian and os.geteuid() == 0


def install_on_debian(names):
    """Install Debian packages; a failure is said, and whoever asked looks again."""
    apt = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install_them = [*apt, "install", "--no-install-recommends", *names]
    try:
        step("Asking Debian for its packages", [*apt, "update"], **quiet)
        step(f"Installing {', '.join(names)} with apt-get", install_them, **quiet)
    except Refusal as refusal:
        say(f"  {refusal}")


def install(requirements):
    """Bring `.venv` to the locked requirements; nothing to do when they were installed before."""
    make_venv()
    wanted, installed = (ROOT / requirements).read_bytes(), VENV / requirements
    if not installed.exists() or installed.read_bytes() != wanted:
        step(f"Installing {requirements}", [*PIP, "--require-hashes", "-r", ROOT / requirements])
        installed.write_bytes(wanted)


def make_venv():
    # exists() follows the link: false too when the Python it was made with is gone.
    if PYTHON.exists():
        return
    say("Making the virtual environment .venv ...")
    # The interpreter itself, not the venv that may have started us.
    python = getattr(sys, "_base_executable", "") or sys.executable
    makers = [[python, "-m", "venv", "--clear", VENV]]
    if shutil.which("uv"):
        makers.append(["uv", "venv", "--quiet", "--clear", "--seed", "--python", python, VENV])
    elif not importlib.util.find_spec("ensurepip") and is_root_on_debian():
        install_on_debian(["python3-venv"])  # Debian keeps it in a package of its own
    for maker in makers:
        if attend(maker, quiet=True)[0] == 0 and PYTHON.exists():
            return
    raise Refusal(
        "This Python can't make a virtual environment: it has no ensurepip, and uv is not here. "
        "Install one of them, on Debian with 'apt-get install python3-venv'."
    )


# --- Settings and the database, as far as this file needs them -----------------------------------


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
    DOTENV.touch(mode=0o600, exist_ok=False)
    DOTENV.write_text(text, encoding="utf-8")


def base_url_for(port):
    """BASE_URL for this run: a local address follows `--port`, any other stays as it is set."""
    base = setting("BASE_URL")
    if urlsplit(base).hostname in {"localhost", "127.0.0.1"} and base.startswith("http://"):
        return f"http://{urlsplit(base).hostname}:{port}"
    return base


def packages():
    return sorted(path.parent for path in ROOT.glob("*/__init__.py"))


class Database:
    """Which database `run` serves, and what of it has been prepared before.

    Kept in var/run.json under a digest of its address, which may hold a password.
    """

    def __init__(self):
        url = setting("DATABASE_URL") or "sqlite:///" + quote(f"{VAR}/skinsite.sqlite3")
        self.key = hashlib.sha256(url.encode()).hexdigest()[:16]
        local = url.startswith("sqlite:///")
        self.file = ROOT / unquote(urlsplit(url).path[1:]) if local else None
        self.is_new = local and not self.file.exists()
        self.stamps = {} if self.is_new else self._all_stamps().get(self.key, {})

    def _all_stamps(self):
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads((VAR / "run.json").read_text(encoding="utf-8")))
        return {}

    def remember(self, **stamps):
        self.stamps.update(stamps)
        text = json.dumps({**self._all_stamps(), self.key: self.stamps}, indent=1)
        (VAR / "run.json").write_text(text + "\n", encoding="utf-8")

    def wants_samples(self):
        """Sample content goes into a database that `run` made itself, once."""
        return self.is_new or self.stamps.get("samples") == "wanted"

    def _migrations_applied(self):
        if self.file is None or not self.file.exists():  # SQLite would make one, for all to read
            return "no" if self.file else "some"
        opened = contextlib.closing(sqlite3.connect(str(self.file)))
        with opened as connection, contextlib.suppress(sqlite3.Error):
            return connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0]
        return "no"

    def state(self):
        """What code and database look like; a change of either means work before the start."""
        files = [ROOT / "requirements.txt", ROOT / "skinsite" / "settings.py"]
        for folder in (ROOT, *packages()):
            files += folder.glob("migrations/*.py")
            files += (path for path in folder.glob("static/**/*") if path.is_file())
        digest = hashlib.sha256(setting("STATIC_ROOT").encode())
        for path in sorted(files):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
        return f"{digest.hexdigest()}, {self._migrations_applied()} migrations"


# --- run -----------------------------------------------------------------------------------------


def run(options):
    host, port = options.host, options.port
    address = address_for(host, port)
    database = Database()
    samples = not options.no_samples and database.wants_samples()
    refuse_public_samples(host, database, samples=samples)
    install("requirements.txt")
    write_dotenv(port)
    environment = {"BASE_URL": base_url_for(port)}
    VAR.mkdir(mode=0o700, exist_ok=True)
    if "samples" not in database.stamps or database.wants_samples():
        database.remember(samples="wanted" if samples else "none")
    if database.stamps.get("state") != database.state():
        collect = ["collectstatic", "--noinput", "--clear", "--verbosity=0"]
        step("Preparing the database", [*MANAGE, "migrate", "--verbosity=0"], **environment)
        step("Collecting the static files", [*MANAGE, *collect], **environment)
        database.remember(state=database.state())
    if samples:
        say("Importing and publishing the sample content ...")
        if attend([*MANAGE, "load_samples"], **environment)[0]:
            raise Refusal("The sample content could not be loaded: see the lines above.")
        database.remember(samples="loaded")
    serve(host, port, address, environment)


def address_for(host, port):
    """The socket address to bind, once it is sure that it is free."""
    try:
        if not 0 < port < 65536:
            raise OverflowError("a port is from 1 to 65535")
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address, family=family).close()
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise Refusal(
            f"Port {port} on {host} can't be used ({why}): choose another with --port or --host, "
            "or stop the program that uses it."
        ) from None
    return address


def is_loopback(host):
    with contextlib.suppress(ValueError):
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    return False


def refuse_public_samples(host, database, *, samples):
    if is_loopback(host):
        return
    reached = f"--host {host} can be reached from elsewhere"
    if samples:
        raise Refusal(
            f"Sample content and its logins are for this machine alone, and {reached}: add "
            "--no-samples, or leave --host away."
        )
    if database.stamps.get("samples") in {"wanted", "loaded"}:
        raise Refusal(
            f"This database holds sample logins, and {reached}: leave --host away, or name "
            "another database in DATABASE_URL."
        )


def serve(host, port, address, environment):
    """Start the server, say where it is once it answers, and stay until Ctrl-C."""
    say("Starting the server ...")
    command = [PYTHON, "-m", "skinsite.serve", "--host", host, "--port", port]
    started = [start(command, subprocess.PIPE, **environment)]
    try:
        wait_until_it_answers(started[0], address)
        # It makes pictures smaller; the site is whole without it.
        with (VAR / "worker.log").open("w", encoding="utf-8") as log:
            worker = [*MANAGE, "run_huey", "--workers", "1", "--quiet"]
            started.append(start(worker, log, **environment))
        site = environment["BASE_URL"] or f"http://{host}:{port}"
        say(f"\n  Site:  {site}/\n  Admin: {site}/admin/")
        if not is_loopback(host):
            say(f"  Others need a name of ALLOWED_HOSTS to reach it: {setting('ALLOWED_HOSTS')}")
        say("\nCtrl-C stops it.")
        for line in started[0].stdout:
            say(line.rstrip())
    except KeyboardInterrupt:
        say("\nStopping the server ...")
        return
    finally:
        for process in reversed(started):
            stop(process)
    raise Refusal("The server ended by itself: see the lines above.")


def wait_until_it_answers(server, address):
    """Return once it does. What it prints waits in the pipe: a failed start gets a sentence."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104 -- read, not bound
    deadline = time.monotonic() + SERVER_START_SECONDS
    while server.poll() is None:
        if answers(host, address[1]):
            return
        if time.monotonic() > deadline:
            raise Refusal(f"The server did not answer within {SERVER_START_SECONDS} s.")
        time.sleep(0.05)
    lines = server.stdout.readlines()
    errors = "".join(line for line in lines if "Error: " in line or "Configured: " in line)
    reason = last_line(errors or "".join(lines)).rpartition("ImproperlyConfigured: ")[2]
    raise Refusal(f"The server did not start: {reason}")


def answers(host, port):
    server = http.client.HTTPConnection(host, port, timeout=SERVER_START_SECONDS)
    with contextlib.closing(server), contextlib.suppress(OSError, http.client.HTTPException):
        server.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        # A redirect to https is an answer too: someone tries a real BASE_URL at home.
        return server.getresponse().status < 400
    return False


def program(*command):
    """A command that is a program of ours: whatever needs more than a bare Python."""

    def run_it(options):
        install("requirements-dev.txt")
        return attend([PYTHON, *command, *options.arguments])[0]

    return run_it


test, bench = program("-m", "tests"), program("bench/run.py")
check, format_code = program("-m", "tests.checks"), program("-m", "tests.checks", "--mend")


def lock(options):
    """Compile the `.in` files; the second sees the first, so that both pin the same versions."""
    uv = Path(shutil.which("uv") or PYTHON.with_name("uv"))
    if not uv.exists():
        make_venv()
        step("Installing uv", [*PIP, "uv"])
    compiler = [uv, *"pip compile -q --universal --generate-hashes --no-emit-index-url".split()]
    compiler += ["--python-version=3.11", "--custom-compile-command=python3 dev.py lock"]
    compiler += ["--upgrade"] if options.upgrade else []
    for name, constraints in ("requirements", []), ("requirements-dev", ["-c", "requirements.txt"]):
        step(f"Compiling {name}.txt", [*compiler, *constraints, f"{name}.in", "-o", f"{name}.txt"])


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
    text = "run every test (--everything: all of them on PostgreSQL, too); the rest goes to pytest"
    command("test", test, text)
    command("check", check, "lint, formatting, templates, layers, types, migrations, deployment")
    command("format", format_code, "put code and templates into the house's form")
    command("bench", bench, "measure the figures and write bench/results.json")
    locker = command("lock", lock, "compile requirements*.in into requirements*.txt")
    locker.add_argument("--upgrade", action="store_true", help="take newer versions where allowed")

    options, options.arguments = parser.parse_known_args(arguments)
    if options.arguments and options.function not in (test, bench):
        parser.error(f"unrecognized arguments: {' '.join(options.arguments)}")
    return options


def main(arguments=None):
    if sys.version_info < OLDEST_PYTHON:
        have = ".".join(map(str, sys.version_info[:3]))
        sys.stderr.write(f"dev.py: skinsite needs Python 3.11 or newer, and this is {have}.\n")
        return 2
    options = parse(arguments)
    # Whatever ends us ends what we started, by the same way out as Ctrl-C; which a shell that
    # started us in the background may have switched off.
    for name in {"SIGINT", "SIGTERM", "SIGHUP"} & set(dir(signal)):
        signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        return options.function(options) or 0
    except Refusal as refusal:
        sys.stderr.write(f"dev.py: {refusal}\n")
        return 2
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
