"""
Measure the figures the site promises; written to bench/results.json and printed as a table.

    python3 dev.py bench                      everything, about five minutes
    python3 dev.py bench --only pages         one part: start, pages, dashboard, desk, import,
                                              reading, tests
    python3 dev.py bench --manuscript FILE    the manuscript whose import is timed

Medians on this machine. It starts servers on 127.0.0.1 only, in temporary copies of the project,
and asks each page a fixed number of times.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANUSCRIPT = ROOT / "manuscripts" / "samples" / "milia-or-whiteheads.txt"
FEW, MANY = 10, 10_000
ONE_THING = ("article", "product", "expert")  # pages of one thing; the others are lists
PARTS = ("start", "pages", "dashboard", "desk", "import", "reading", "tests")


def main():
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure the figures.")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone")
    parser.add_argument("--manuscript", type=Path, default=MANUSCRIPT, help="whose import is timed")
    options = parser.parse_args()
    parts = options.only or PARTS
    figures = []
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"This machine is busy (load {load:.1f}): seconds and CPU will come out too high.")
    with tempfile.TemporaryDirectory(prefix="skinsite-bench-") as name:
        for part in PARTS:
            if part in parts:
                figures += measure_part(part, Path(name), options)
    publish(figures, load)
    return 0


def measure_part(part, scratch, options):
    """The figures of one of `PARTS`."""
    measures = {
        "start": lambda: measure_start(scratch),
        "pages": lambda: measure_pages(scratch),
        "dashboard": lambda: measure_dashboard(scratch),
        "desk": lambda: measure_desk(scratch),
        "import": lambda: measure_import(scratch, options.manuscript.resolve()),
        "reading": measure_reading,
        "tests": measure_tests,
    }
    return measures[part]()


def figure(name, unit, samples, *, most=None, note=""):
    """One line of the table: the median of the samples; `most` is the target, None for none."""
    measured = round(statistics.median(samples), 2)
    say(f"  {name}: {measured:g} {unit}")
    return {
        "figure": name,
        "unit": unit,
        "most": most,
        "measured": measured,
        "samples": [round(sample, 3) for sample in samples],
        "note": note,
    }


def say(text):
    print(text, flush=True)


# --- start: the first and the second `dev.py run`, and what the server needs ----------------------


def measure_start(scratch):
    say("Downloading the packages once; installing from there is what is timed.")
    wheels = scratch / "wheels"
    began = time.monotonic()
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes"]
    run([*pip, "-r", ROOT / "requirements.txt", "-d", wheels])
    downloads = time.monotonic() - began
    environment = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri()}
    first, second, memory = [], [], []
    for number in range(3):
        clone = copy_of_project(scratch / f"clone {number}")
        with site(clone, environment) as (seconds, _, _):
            first.append(seconds)
    for _ in range(5):
        with site(clone, environment) as (seconds, port, pid):
            second.append(seconds)
            visit_all(port)
            memory.append(pss_of_tree(pid) / 1024)
    return [
        figure("downloading what the first run needs", "s", [downloads]),
        figure("first run to the first page, downloads aside", "s", first, most=60),
        figure("second run to the first page", "s", second, most=5),
        figure("default server, PSS of all its processes", "MB", memory, most=200),
    ]


def copy_of_project(folder):
    unwanted = (".git", ".venv", "var", ".env", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*unwanted))
    return folder


@contextlib.contextmanager
def site(clone, environment):
    """`dev.py run` in a copy of the project; yields (seconds to the first page, port, pid)."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [base_python(), clone / "dev.py", "run", "--port", str(port)],
        env=environment_without_settings() | environment,
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


def base_python():
    """The Python that `.venv` was made with: what a newcomer would type."""
    return Path(sys.base_prefix) / "bin" / "python3"


def environment_without_settings():
    ours = {"SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "DEBUG"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def get(port, path):
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


def visit_all(port):
    """Each kind of page a few times, so that the server has done all it does."""
    for _ in range(5):
        for path in ("/", "/articles/", "/tags/", "/products/", "/experts/", "/faq/"):
            get(port, path)


def pss_of_tree(pid):
    """kB of memory of a process and all that come from it, shared pages counted in parts."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(pss_of_tree(child) for child in children)


# --- pages: queries and CPU, with few articles and with many --------------------------------------


def measure_pages(scratch):
    by_size = {}
    for articles in (FEW, MANY):
        say(f"Inventing {articles} articles ...")
        environment = database(scratch / f"{articles}.sqlite3")
        options = ["--articles", str(articles), "--offers", str(articles * 3)]
        manage(environment, "seed_bench", *options)
        by_size[articles] = measure_in_process("pages", environment)
    say("Importing the sample content ...")
    environment = database(scratch / "samples.sqlite3")
    manage(environment, "load_samples")
    sample = measure_in_process("pages", environment)["article"]
    figures = [
        figure("yardstick: a million additions in Python", "ms", yardstick()),
        figure("sample article, queries uncached", "queries", [sample["queries"]], most=10),
        figure("sample article, CPU uncached", "ms", sample["cpu_ms"], most=12),
    ]
    for page, few in by_size[FEW].items():
        many = by_size[MANY][page]
        most = 10 if page in ONE_THING else 8
        note = "" if few["queries"] == many["queries"] else f"{few['queries']} with {FEW} articles"
        name = f"{page}, {MANY} articles"
        figures.append(
            figure(f"{name}, queries", "queries", [many["queries"]], most=most, note=note)
        )
        figures.append(figure(f"{name}, CPU", "ms", many["cpu_ms"]))
    return figures


def yardstick(times=15):
    """How fast this machine is just now: milliseconds of CPU for a loop that never changes."""
    samples = []
    for _ in range(times):
        began, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number
        samples.append((time.process_time() - began) * 1000)
    return samples


def database(path):
    """The environment of a new, migrated database."""
    environment = {
        "SECRET_KEY": "b" * 25 + "0123456789" * 3,
        "BASE_URL": "http://localhost:8000",
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{path}",
        "MEDIA_ROOT": str(path.with_suffix(".media")),
        "STATIC_ROOT": str(path.parent / "static"),
        "DEBUG": "0",
    }
    manage(environment, "migrate")
    if not (path.parent / "static").exists():
        manage(environment, "collectstatic", "--noinput")
    return environment


def manage(environment, *command):
    run([sys.executable, ROOT / "manage.py", *command], environment)


def run(command, environment=None):
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment_without_settings() | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"bench: {command[-1]} failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def measure_in_process(what, environment, *arguments):
    """Run one of the functions below in a process of its own, with Django set up."""
    command = [sys.executable, __file__, f"--inside={what}", *arguments]
    return json.loads(run(command, environment).splitlines()[-1])


def inside_pages(times=40, seconds=3):
    """{page: {queries, cpu_ms}}, each page rendered anew up to so many times or seconds."""
    from django.core.cache import cache  # noqa: PLC0415 - Django is set up by now
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    import_module("skinsite.wsgi")  # the process as the server sets it up
    client = Client(headers={"host": "localhost"})
    measured = {}
    for page, path in addresses().items():
        cpu = []
        deadline = time.monotonic() + seconds
        while len(cpu) < 6 or (len(cpu) < times and time.monotonic() < deadline):
            cache.clear()
            began = time.process_time()
            answer = client.get(path)
            cpu.append((time.process_time() - began) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"bench: {path} answers with {answer.status_code}.")
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        # The first ones compile templates: start-up, not rendering.
        measured[page] = {"queries": len(queries), "cpu_ms": cpu[3:]}
    return measured


def addresses():
    from articles.models import Edition  # noqa: PLC0415 - Django is set up by now
    from people.models import Person  # noqa: PLC0415
    from products.models import Product  # noqa: PLC0415

    # The sample article with its ten products, or any invented one.
    live = Edition.objects.live().select_related("article")
    edition = live.filter(article__slug__startswith="milia").first() or live.first()
    product = Product.objects.public().exclude(brand=None).first()
    tag, other = edition.tags.order_by("slug")[:2]
    person = Person.objects.public().filter(quotes__isnull=False).first()
    return {
        "article": edition.get_absolute_url(),
        "home": "/",
        "articles": "/articles/",
        "articles by two tags": f"/articles/?tag={tag.slug}&tag={other.slug}",
        "tags": "/tags/",
        "tag": f"/tags/{tag.slug}/",
        "products": "/products/",
        "products of a brand": f"/products/?brand={product.brand.slug}",
        "product": product.get_absolute_url(),
        "brand": product.brand.get_absolute_url(),
        "experts": "/experts/",
        "expert": person.get_absolute_url(),
        "questions": "/faq/",
    }


# --- the desk's first page ------------------------------------------------------------------------


def measure_dashboard(scratch):
    dashboard = import_module("dashboard")  # beside this file
    say(f"Inventing {dashboard.ARTICLES} articles and {dashboard.OFFERS} offers at work ...")
    environment = database(scratch / "dashboard.sqlite3")
    dashboard.seeded(manage, environment)
    asked = json.loads(run([sys.executable, dashboard.__file__], environment).splitlines()[-1])
    name = f"dashboard, {dashboard.ARTICLES} articles, {dashboard.OFFERS} offers"
    return [
        figure(name, "ms", asked["wall_ms"], most=dashboard.MAX_MS),
        figure(f"{name}, CPU", "ms", asked["cpu_ms"]),
        figure(f"{name}, queries", "queries", [asked["queries"]]),
    ]


# --- an editor at work ----------------------------------------------------------------------------


def measure_desk(scratch):
    desk = import_module("desk")  # beside this file
    say(f"Inventing {desk.ARTICLES} articles, one of them with {desk.EACH * 6} blocks ...")
    environment = database(scratch / "desk.sqlite3")
    options = ["--articles", str(desk.ARTICLES), "--offers", str(desk.ARTICLES * 3)]
    manage(environment, "seed_bench", *options)
    asked = json.loads(run([sys.executable, desk.__file__], environment).splitlines()[-1])
    figures = [figure("yardstick: a million additions in Python", "ms", yardstick())]
    for what, times in asked.items():
        name = what if what == "calendar" else f"{what}, {desk.EACH * 6} blocks"
        most_ms, most_queries = desk.MOST[what]
        figures += [
            figure(name, "ms", times["wall_ms"], most=most_ms),
            figure(f"{name}, CPU", "ms", times["cpu_ms"]),
            figure(f"{name}, queries", "queries", [times["queries"]], most=most_queries),
        ]
    return figures


# --- import and tests -----------------------------------------------------------------------------


def measure_import(scratch, manuscript):
    say(f"Importing {manuscript.name} ...")
    seconds = []
    empty = scratch / "empty.sqlite3"
    environment = database(empty)
    for number in range(7):
        copy = empty.with_name(f"import-{number}.sqlite3")
        shutil.copy(empty, copy)
        environment["DATABASE_URL"] = f"sqlite:///{copy}"
        seconds.append(measure_in_process("import", environment, str(manuscript)))
    name = f"import of {manuscript.name} after start-up"
    return [figure(name, "s", seconds, most=0.3)]


def inside_import(manuscript):
    from django.core.management import (  # noqa: PLC0415 - Django is set up by now
        call_command,
        load_command_class,
    )

    command = load_command_class("manuscripts", "import_manuscript")  # loads the room: start-up
    began = time.perf_counter()
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - not a path of ours
        call_command(command, manuscript, stdout=nowhere, stderr=nowhere)
    return time.perf_counter() - began


def measure_reading():
    say("Reading manuscripts, and texts that no writer would write ...")
    sys.path.insert(0, str(ROOT))
    reading = import_module("bench.reading")
    samples = [reading.measured() for _ in range(5)]
    picture = reading.drawn(reading.timed_by_length())
    (ROOT / "docs" / "reading-time.svg").write_text(picture, encoding="utf-8")
    return [
        figure("yardstick beside the reading", "ms", yardstick()),
        figure(
            "100 manuscripts of 900 words read, CPU",
            "s",
            [one["hundred"] for one in samples],
            most=3,
        ),
        figure("1 MB of text read, CPU", "s", [one["megabyte"] for one in samples], most=2),
        figure("memory of reading 1 MB", "MB", [one["memory"] for one in samples], most=200),
    ]


def measure_tests():
    stamp = ROOT / "var" / "last-test.json"
    if not stamp.exists():
        say("  No whole test run on this machine yet: 'python3 dev.py test' times itself.")
        return []
    last = json.loads(stamp.read_text())
    note = f"{last['passed']} passed, {last['failed']} failed, {last['skipped']} skipped"
    return [figure("whole test suite", "s", [last["seconds"]], most=300, note=note)]


# --- the table ------------------------------------------------------------------------------------


def publish(figures, load):
    """Print the table; the file keeps the parts that were not measured this time."""
    path = ROOT / "bench" / "results.json"
    known = {}
    if path.exists():
        known = {row["figure"]: row for row in json.loads(path.read_text())["figures"]}
    known.update({row["figure"]: row for row in figures})
    results = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "figures": list(known.values()),
    }
    path.write_text(json.dumps(results, indent=1) + "\n")
    say(f"\n{'figure':55} {'at most':>8} {'measured':>9}")
    for row in figures:
        most = "" if row["most"] is None else f"{row['most']:g}"
        missed = row["most"] is not None and row["measured"] > row["most"]
        line = f"{row['figure']:55} {most:>8} {row['measured']:>9g} {row['unit']}"
        say(f"{line}{'  missed' if missed else ''}{'  ' + row['note'] if row['note'] else ''}")


def inside(what, arguments):
    import django  # noqa: PLC0415 - only the measured process needs it

    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "skinsite.settings"
    django.setup()
    measured = {"pages": inside_pages, "import": inside_import}[what](*arguments)
    say(json.dumps(measured))


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].startswith("--inside="):
        inside(sys.argv[1].partition("=")[2], sys.argv[2:])
    else:
        sys.exit(main())
