"""
Measure the figures the site promises; written to bench/results.json and printed as a table.

    python3 dev.py bench                      everything, about five minutes
    python3 dev.py bench --only pages         one part: start, pages, dashboard, editing, import,
                                              reading, prices, search, shape, tests
    python3 dev.py bench --manuscript FILE    the manuscript whose import is timed

Medians on this machine, with yardsticks of the same minute beside each: milliseconds of CPU for a
million additions in Python and for a page of plain Django. It starts servers on 127.0.0.1 only, in
temporary copies of the project, and asks each page a fixed number of times. Invented sites are kept
in var/bench.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import processes  # noqa: E402 -- after the path
from bench.measure.yardstick import additions  # noqa: E402
from bench.processes import say  # noqa: E402

SAMPLES = ("samples/content", "manuscripts/samples")  # wherever the samples lie
FEW, MANY = 10, 10_000
OFFERS = 100_000  # for the dashboard
# What an editor does → at most so many milliseconds, and queries where they are promised.
EDITING = {
    "opening": (400, 30),
    "saving one change": (500, None),
    "publishing": (300, None),
    "comparing two versions": (500, None),
    "calendar": (None, 8),
}
PRICES = {"preview": 6, "apply": 8, "undo": 8, "export": 4}  # seconds, start-up and all
SEARCHED, SEARCH_MS = 20_000, 8  # articles, and milliseconds of CPU at most
# Figure of the code's shape → at most.
SHAPE = {
    "lines of Python": 28_500,
    "function length, p99": 32,
    "files over 450 lines": 0,
    "import circles": 0,
    "arrows upwards": 0,
    "imports in functions below admin": 0,
    "classes of ArticleAdmin": 8,
    "functions with a return type, %": None,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure the figures.")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone")
    parser.add_argument("--manuscript", type=Path, help="whose import is timed")
    parser.add_argument("--database", help="an empty one, for prices (default: SQLite)")
    parser.add_argument("--results", type=Path, default=ROOT / "bench" / "results.json")
    options = parser.parse_args()
    if options.manuscript and not options.manuscript.is_file():
        parser.error(f"--manuscript must be a file, and there is none at {options.manuscript}.")
    figures = []
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"This machine is busy (load {load:.1f}): seconds and CPU will come out too high.")
    with tempfile.TemporaryDirectory(prefix="skinsite-bench-") as name:
        for part, measure in PARTS.items():
            if part in (options.only or PARTS):
                figures += measure(Path(name), options)
    publish(options.results, figures, load)
    return 0


def figure(
    name: str,
    unit: str,
    samples: list[float],
    *,
    yardsticks: dict[str, float] | None = None,
    most: float | None = None,
    note: str = "",
) -> dict:
    """One line of the table: the median of the samples; `most` is the target, None for none."""
    measured = round(statistics.median(samples), 2)
    say(f"  {name}: {measured:g} {unit}")
    return {
        "figure": name,
        "unit": unit,
        "most": most,
        "measured": measured,
        "samples": [round(sample, 3) for sample in samples],
        "yardsticks": yardsticks or {},
        "note": note,
    }


def figures_of_request(
    name: str,
    times: dict,
    yardsticks: dict,
    *,
    most_ms: float | None = None,
    most_queries: int | None = None,
) -> list[dict]:
    return [
        figure(name, "ms", times["wall_ms"], yardsticks=yardsticks, most=most_ms),
        figure(f"{name}, CPU", "ms", times["cpu_ms"], yardsticks=yardsticks),
        figure(f"{name}, queries", "queries", [times["queries"]], most=most_queries),
    ]


def measure_start(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """The first and the second `dev.py run`, and what the server needs."""
    say("Downloading the packages once; installing from there is what is timed.")
    wheels = scratch / "wheels"
    began = time.monotonic()
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes"]
    processes.run([*pip, "-r", ROOT / "requirements.txt", "-d", wheels])
    downloads = time.monotonic() - began
    environment = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri()}
    first, second, memory = [], [], {"server": [], "worker": [], "all": []}
    for number in range(3):
        clone = processes.copy_of_project(scratch / f"clone {number}")
        with processes.site(clone, environment) as (seconds, _, _):
            first.append(seconds)
    for _ in range(5):
        with processes.site(clone, environment) as (seconds, port, pid):
            second.append(seconds)
            processes.visit_all(port)
            for kind, megabytes in processes.memory_of(pid).items():
                memory[kind].append(megabytes)
    beside = {"yardsticks": {"a million additions": round(additions(), 2)}}
    return [
        figure("downloading what the first run needs", "s", [downloads]),
        figure("first run to the first page, downloads aside", "s", first, most=60, **beside),
        figure("second run to the first page", "s", second, most=5, **beside),
        figure("default server, PSS of its processes", "MB", memory["server"], most=105),
        figure("worker beside it, PSS", "MB", memory["worker"]),
        figure("all that dev.py run starts, PSS", "MB", memory["all"]),
    ]


def measure_pages(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """Queries and CPU of readers' pages, with few articles and with many."""
    by_size = {}
    for articles in (FEW, MANY):
        say(f"Inventing {articles} articles ...")
        path = scratch / f"{articles}.sqlite3"
        environment = processes.database(path, "--articles", str(articles))
        by_size[articles] = processes.measure(environment, "pages")
    say("Importing the sample content ...")
    environment = processes.database(scratch / "samples.sqlite3")
    processes.manage(environment, "load_samples")
    sample, beside = processes.measure(environment, "pages")
    name = "sample article"
    times = sample["article"]
    figures = [
        figure(f"{name}, queries uncached", "queries", [times["queries"]], most=8),
        figure(f"{name}, CPU uncached", "ms", times["cpu_ms"], yardsticks=beside, most=12),
    ]
    (many, beside), few = by_size[MANY], by_size[FEW][0]
    for page, times in many.items():
        before = few[page]["queries"]
        note = "" if before == times["queries"] else f"{before} with {FEW} articles"
        name = f"{page}, {MANY} articles"
        queries = [times["queries"]]
        figures += [
            figure(f"{name}, queries", "queries", queries, most=8, note=note),
            figure(f"{name}, CPU", "ms", times["cpu_ms"], yardsticks=beside),
        ]
    return figures


def measure_dashboard(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """The admin's first page with many articles and offers."""
    say(f"Inventing {MANY} articles and {OFFERS} offers with people at work ...")
    size = ("--articles", str(MANY), "--products", str(OFFERS // 3), "--offers", str(OFFERS))
    environment = processes.database(scratch / "dashboard.sqlite3", *size, "--worklist")
    figures, beside = processes.measure(environment, "dashboard")
    name = f"dashboard, {MANY} articles, {OFFERS} offers"
    return figures_of_request(name, figures["dashboard"], beside, most_ms=200)


def measure_editing(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """An editor at work on an article of sixty blocks."""
    say("Inventing 1000 articles, one of them with 60 blocks ...")
    environment = processes.database(scratch / "editing.sqlite3", "--articles", "1000")
    asked, beside = processes.measure(environment, "editing")
    figures = []
    for what, times in asked.items():
        name = what if what == "calendar" else f"{what}, 60 blocks"
        most_ms, most_queries = EDITING[what]
        figures += figures_of_request(
            name, times, beside, most_ms=most_ms, most_queries=most_queries
        )
    return figures


def measure_import(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """The import of a manuscript and the page that reviews it."""
    manuscript = (options.manuscript or sample_manuscript()).resolve()
    say(f"Importing {manuscript.name} ...")
    empty = scratch / "empty.sqlite3"
    environment = processes.database(empty)
    seconds, cpu, reviews = [], [], []
    for number in range(7):
        copy = empty.with_name(f"import-{number}.sqlite3")
        shutil.copy(empty, copy)
        environment["DATABASE_URL"] = f"sqlite:///{copy}"
        figures, beside = processes.measure(environment, "importing", str(manuscript))
        seconds.append(figures["import"])
        cpu.append(figures["import CPU"])
        reviews.append(figures["review"])
    review = reviews[-1]
    for times in ("wall_ms", "cpu_ms"):
        review[times] = [sample for one in reviews for sample in one[times]]
    name = f"import of {manuscript.name} after start-up"
    return [
        figure(name, "s", seconds, most=0.3, yardsticks=beside),
        figure(f"{name}, CPU", "s", cpu, yardsticks=beside),
        *figures_of_request(f"review of {manuscript.name}", review, beside),
    ]


def sample_manuscript() -> Path:
    name = "milia-or-whiteheads.txt"
    found = [ROOT / folder / name for folder in SAMPLES if (ROOT / folder / name).exists()]
    return found[0]


def measure_reading(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """Manuscripts read, and texts that no writer would write."""
    say("Reading manuscripts, and texts that no writer would write ...")
    answer = json.loads(processes.run([sys.executable, "-m", "bench.measure.reading"]))
    figures, beside = answer["figures"], {"yardsticks": answer["yardsticks"]}
    name = "100 manuscripts of 900 words read, CPU"
    return [
        figure(name, "s", figures["hundred"], most=3, **beside),
        figure("1 MB of text read, CPU", "s", figures["megabyte"], most=2, **beside),
        figure("memory of reading 1 MB", "MB", figures["memory"], most=200),
    ]


def measure_prices(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """100,000 prices from a file (docs/decisions/0039)."""
    say(f"Inventing {OFFERS} offers ...")
    size = ("--articles", str(FEW), "--products", str(OFFERS // 5), "--offers", str(OFFERS))
    environment = processes.database(scratch / "prices.sqlite3", *size)
    if options.database:
        environment["DATABASE_URL"] = options.database
        processes.manage(environment, "migrate")
        processes.manage(environment, "seed_bench", *size)
    found, beside = processes.measure(environment, "prices")
    where = f"{OFFERS} prices, {found['database']}"
    figures = []
    for command, (seconds, megabytes) in found["commands"].items():
        figures += [
            figure(f"{command}, {where}", "s", [seconds], yardsticks=beside, most=PRICES[command]),
            figure(f"{command}, {where}, memory", "MB", [megabytes], most=300),
        ]
    for page, of_page in found["pages"].items():
        name = f"batch's {page} page, {where}"
        figures += [
            *figures_of_request(name, of_page["times"], beside, most_ms=500),
            figure(f"{name}, size", "kB", [of_page["kB"]], most=200),
            figure(f"{name}, memory", "MB", [of_page["MB"]], most=50),
        ]
    longest, waited = f"longest wait beside an import, {where}", max(found["waits"])
    return [
        *figures,
        figure(f"one line after start-up, {where}", "s", [found["one line"]], most=0.3),
        figure(f"pointers move, {where}", "s", [found["moving"]], most=1),
        figure(longest, "s", [waited], most=1.5, note=f"of {len(found['waits'])} prices saved"),
    ]


def measure_search(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """Finding words among many articles, in SQLite: app and database are one process."""
    say(f"Inventing {SEARCHED} articles and looking through them, which takes minutes ...")
    size = ("--articles", str(SEARCHED), "--products", str(SEARCHED), "--questions", str(SEARCHED))
    environment = processes.database(scratch / "search.sqlite3", *size)
    processes.manage(environment, "rebuild_search")
    found, beside = processes.measure(environment, "search")
    return [
        row
        for what, times in found.items()
        for row in (
            figure(
                f"search for {what} of {SEARCHED} articles, CPU",
                "ms",
                times["cpu_ms"],
                yardsticks=beside,
                most=SEARCH_MS if "typo" not in what else None,
            ),
            figure(f"search for {what}, queries", "queries", [times["queries"]], most=8),
        )
    ]


def measure_shape(scratch: Path, options: argparse.Namespace) -> list[dict]:
    """Lengths, circles and arrows of the code; nothing that depends on the machine."""
    say("Counting ...")
    shape = json.loads(processes.run([sys.executable, ROOT / "bench" / "shape.py", "--json"]))
    figures = [figure(name, "", [shape[name]], most=most) for name, most in SHAPE.items()]
    if not (ROOT / "bench" / "opening.py").exists():
        return figures
    opened = json.loads(processes.run([sys.executable, ROOT / "bench" / "opening.py"]))
    return [
        *figures,
        figure("opening a draft, modules", "", [opened["modules"]]),
        figure("opening a draft, modules beside the frame's", "", [opened["own"]], most=22),
        figure("opening a draft, pairs both ways", "", [len(opened["knots"])], most=0),
    ]


def measure_tests(scratch: Path, options: argparse.Namespace) -> list[dict]:
    stamp = ROOT / "var" / "last-test.json"
    if not stamp.exists():
        say("  No whole test run on this machine yet: 'python3 dev.py test' times itself.")
        return []
    last = json.loads(stamp.read_text())
    note = f"{last['passed']} passed, {last['failed']} failed, {last['skipped']} skipped"
    return [figure("whole test suite", "s", [last["seconds"]], most=360, note=note)]


PARTS: dict[str, Callable[[Path, argparse.Namespace], list[dict]]] = {
    "start": measure_start,
    "pages": measure_pages,
    "dashboard": measure_dashboard,
    "editing": measure_editing,
    "import": measure_import,
    "reading": measure_reading,
    "prices": measure_prices,
    "search": measure_search,
    "shape": measure_shape,
    "tests": measure_tests,
}


def publish(path: Path, figures: list[dict], load: float) -> None:
    """Print the table; the file keeps the parts that were not measured this time."""
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


if __name__ == "__main__":
    sys.exit(main())
