"""
Kill imports of prices at every moment, and look at what they leave: all of a batch, or nothing.

    python -m bench.price_kills                        in a database of its own, about 15 minutes
    python -m bench.price_kills --database postgres:///empty
    python -m bench.price_kills --offers 3000 --many 0 --few 8     a short try

Each time a child process changes the price of the first 5,000 offers, or of all 100,000, and is
killed by SIGKILL while it weighs, writes ahead, moves the pointers, or afterwards. The batch must
say which it is, its rows must count only if it applies, and a sweep must leave nothing of one that
does not.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.db import connection, connections
from django.utils import timezone

from bench import processes
from bench.processes import say

FEW, MANY = 5000, 100_000  # offers of a batch
PHASES = ("weighing", "writing", "moving", "after")
SHARES = (0.2, 0.3, 0.35, 0.15)  # of the kills, as meant for each phase
TRIES = 3  # at most so many times the kills that were asked for

WRONG = {
    "pointers into batches that don't apply": """
        SELECT COUNT(*) FROM products_offer o JOIN products_pricepoint p ON p.id = o.current_id
        JOIN products_pricebatch b ON b.id = p.batch_id WHERE b.state <> 'applied'""",
    "pointers that the log doesn't say": """
        SELECT COUNT(*) FROM products_offer o WHERE o.current_id <> (
            SELECT r.after_id FROM products_pricechange r JOIN products_pricebatch b
            ON b.id = r.batch_id WHERE r.offer_id = o.id AND r.state = 'applied'
            AND b.state = 'applied' ORDER BY r.id DESC LIMIT 1)""",
    "moments of a look that differ from the point's": """
        SELECT COUNT(*) FROM products_offer o JOIN products_pricepoint p ON p.id = o.current_id
        WHERE o.price_checked_at <> p.checked_at""",
    "rows of swept batches": """
        SELECT COUNT(*) FROM products_pricechange r JOIN products_pricebatch b
        ON b.id = r.batch_id WHERE b.state <> 'applied'""",
    "points of swept batches": """
        SELECT COUNT(*) FROM products_pricepoint r JOIN products_pricebatch b
        ON b.id = r.batch_id WHERE b.state <> 'applied'""",
}


@dataclass
class Child:
    """A process that imports, and says by a pipe which phase it begins."""

    pid: int
    pipe: int
    told: list[str]

    def wait_for(self, phase: str) -> None:
        while phase not in self.told and (data := os.read(self.pipe, 4096)):
            self.told += data.decode().split()

    def kill(self) -> str:
        """The phase it was in at last; "" where it failed by itself."""
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        self.wait_for("the end")
        os.close(self.pipe)
        return "" if os.WIFEXITED(status) and os.WEXITSTATUS(status) else self.told[-1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.price_kills", description=__doc__)
    parser.add_argument("--database", help="an empty one to fill (default: a new SQLite file)")
    parser.add_argument("--offers", type=int, default=MANY)
    parser.add_argument("--few", type=int, default=170, help="kills at 5,000 offers")
    parser.add_argument("--many", type=int, default=30, help="kills at all offers")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory(prefix="skinsite-kills-") as folder:
        environment = processes.database(Path(folder) / "kills.sqlite3")
        if options.database:
            environment |= {"DATABASE_URL": options.database}
            processes.manage(environment, "migrate")
        size = str(options.offers)
        processes.manage(
            environment, "seed_bench", "--articles", "20", "--questions", "20",
            "--products", size, "--offers", size, "--points", size,
        )  # fmt: skip
        os.environ.update(environment, DJANGO_SETTINGS_MODULE="skinsite.settings")
        django.setup()
        faults = kills(min(FEW, options.offers), options.few)
        faults += kills(options.offers, options.many)
        connections.close_all()
    say("pass" if not faults else "FAIL")
    return int(bool(faults))


def kills(offers: int, count: int) -> int:
    """So many kills of imports of so many offers; how many left something wrong."""
    if not count:
        return 0
    lengths = _lengths(offers)
    wanted = Counter(
        {phase: round(count * share) for phase, share in zip(PHASES, SHARES, strict=True)}
    )
    wanted["moving"] += count - wanted.total()
    met: Counter[str] = Counter()
    states: Counter[str] = Counter()
    faults = 0
    for _ in range(TRIES * count):
        if met.total() >= count:
            break
        aim = max(wanted, key=lambda phase: wanted[phase] - met[phase])
        before = snapshot()
        child = start(offers)
        child.wait_for(aim)
        time.sleep(random.uniform(0, lengths[aim]))  # noqa: S311 -- no secret
        phase = child.kill()
        state, wrong = _judged(offers, before)
        wrong += [] if phase else ["the import failed by itself"]
        met[phase] += 1
        states[state] += 1
        for what in wrong:
            say(f"  WRONG after a kill while {phase} ({state}): {what}")
        faults += bool(wrong)
    found = ", ".join(f"{phase} {met[phase]}" for phase in PHASES)
    ends = ", ".join(f"{state} {number}" for state, number in sorted(states.items()))
    say(f"{offers:,} offers: {met.total()} kills ({found}); batches: {ends}; wrong: {faults}")
    return faults + (met.total() < count)


def start(offers: int) -> Child:
    """A child that imports another price for these offers."""
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading, [])
    code = 1
    try:
        _import(offers, writing)
        os.write(writing, b"after ")
        code = 0
        time.sleep(60)  # to be killed
    finally:
        os._exit(code)


def _import(offers: int, pipe: int) -> None:
    models = import_module("products.models")
    batches = import_module("products.models.price_batch")
    for name, phase in (("write_ahead", "writing"), ("move_pointers", "moving")):
        setattr(batches, name, _telling(pipe, phase, getattr(batches, name)))
    rows = models.Offer.objects.select_related("current").order_by("pk")[:offers]
    observations = [
        models.Observation(offer=row, price=row.current.price + Decimal("0.01"), currency="USD")
        for row in rows
    ]
    os.write(pipe, b"weighing ")
    models.PriceBatch(source=models.PriceSource.FILE, reason="kill").apply(iter(observations))


def _telling(pipe: int, phase: str, work: Any) -> Any:
    def told(*args: Any, **kwargs: Any) -> Any:
        os.write(pipe, f"{phase} ".encode())
        return work(*args, **kwargs)

    return told


def _lengths(offers: int) -> dict[str, float]:
    """How long each phase takes of an import that nobody kills."""
    child = start(offers)
    began = {}
    for phase in PHASES:
        child.wait_for(phase)
        began[phase] = time.monotonic()
    child.kill()
    ends = [*began.values(), began["after"] + 0.05]
    return {phase: end - begin for (phase, begin), end in zip(began.items(), ends[1:], strict=True)}


def snapshot() -> tuple[int, int, int, int]:
    """(newest batch, sum of all pointers, changes that count, points that count)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT MAX(id) FROM products_pricebatch), SUM(current_id) FROM products_offer"
        )
        newest, pointers = cursor.fetchone()
    models = import_module("products.models")
    changes, points = (model.objects.count() for model in (models.PriceChange, models.PricePoint))
    return newest, pointers, changes, points


def _judged(offers: int, before: tuple[int, int, int, int]) -> tuple[str, list[str]]:
    """(the state of the batch that was killed, what is wrong)."""
    models = import_module("products.models")
    batch = models.PriceBatch.objects.filter(pk__gt=before[0]).first()
    state = batch.state if batch else "none"
    _, pointers, changes, points = snapshot()
    wrong = []
    if state == models.PriceBatch.State.APPLIED:
        theirs = models.Offer.objects.filter(current__batch=batch).count()
        if (theirs, changes, points) != (offers, before[2] + offers, before[3] + offers):
            wrong.append(f"{theirs} of {offers} pointers moved")
    elif (pointers, changes, points) != before[1:]:
        wrong.append("something of it counts, although it doesn't apply")
    later = timezone.now() + timedelta(hours=1)
    models.PriceBatch.objects.sweep(later)
    if batch and state == models.PriceBatch.State.OPEN:
        batch.refresh_from_db()
        if batch.state != models.PriceBatch.State.ABANDONED:
            wrong.append(f"the sweep left the batch {batch.state}")
    with connection.cursor() as cursor:
        for what, statement in WRONG.items():
            cursor.execute(statement)
            (number,) = cursor.fetchone()
            wrong += [f"{number} {what}"] if number else []
    return state, wrong


if __name__ == "__main__":
    sys.exit(main())
