"""
100,000 prices from a file: weighed, applied, undone and exported, and what others notice meanwhile.

The commands run as processes of their own, start-up and all; the pages through the test client.
"""

import csv
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command, load_command_class
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.processes import ROOT
from products.models import Observation, Offer, PriceBatch, PriceSource

from .timing import HOST, timed


class Failed(Exception):
    """A command didn't do what is measured."""


def measured() -> dict:
    """`{"commands": {name: (seconds, MB)}, "pages": {…}, "one line": s, "moving": s, …}`."""
    with tempfile.TemporaryDirectory(prefix="skinsite-prices-") as name:
        folder = Path(name)
        exported, changed = folder / "exported.csv", folder / "changed.csv"
        commands = {"export": _command("export_prices", "--output", exported)}
        one = _change(exported, changed, folder / "one.csv")
        dry = ("import_prices", changed, "--dry-run", "--json")
        commands["preview"] = _command(*dry)
        waits = _waits_while("import_prices", changed)
        batch = PriceBatch.objects.order_by("-pk").filter(source=PriceSource.FILE)[0]
        commands["undo"] = _command("undo_price_batch", str(batch.pk))
        commands["apply"] = _command("import_prices", changed)
        one_line = _one_line(one)
    batch = PriceBatch.objects.order_by("-pk").filter(source=PriceSource.FILE)[0]
    pages = _pages(batch)
    return {
        "commands": commands,
        "one line": one_line,
        "pages": pages,
        "waits": waits,
        "moving": _moving(batch),
        "database": connection.vendor,
    }


def _change(exported: Path, changed: Path, one: Path) -> Path:
    """Another price in every line of the file, or in one alone."""
    with exported.open(newline="") as stream:
        header, *rows = csv.reader(stream)
    place = header.index("price")
    for number, row in enumerate(rows):
        share = Decimal(930 + number * 7919 % 140) / 1000
        price = (Decimal(row[place]) * share).quantize(Decimal("0.01"))
        row[place] = str(price + (price == Decimal(row[place])) * Decimal("0.01"))
    for path, some in ((changed, rows), (one, rows[:1])):
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows([header, *some])
    return one


def _started(*command: object) -> subprocess.Popen:
    words = [sys.executable, str(ROOT / "manage.py"), *map(str, command)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)


def _ended(process: subprocess.Popen) -> float:
    """Waits for the process; returns the MB it took at most."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{process.args} ended with {process.returncode}")
    return used.ru_maxrss / 1024


def _command(*command: object) -> tuple[float, float]:
    began = time.perf_counter()
    megabytes = _ended(_started(*command))
    return time.perf_counter() - began, megabytes


def _waits_while(*command: object) -> list[float]:
    """Seconds that prices saved one after the other wait while the command runs."""
    offers = list(Offer.objects.select_related("current").order_by("-pk")[:1000])
    process, waits = _started(*command), []
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        offer = offers[len(waits) % len(offers)]
        offer.refresh_from_db()
        price = offer.current.price + Decimal("0.01")
        began = time.perf_counter()
        PriceBatch(source=PriceSource.ADMIN, reason="meanwhile").apply(
            [Observation(offer=offer, price=price, currency=offer.current.currency)]
        )
        waits.append(time.perf_counter() - began)
        time.sleep(0.05)
    _ended(process)
    return waits


def _one_line(path: Path) -> float:
    command = load_command_class("products", "import_prices")  # imports it: start-up
    began = time.perf_counter()
    call_command(command, str(path), stdout=io.StringIO(), stderr=io.StringIO())
    return time.perf_counter() - began


def _pages(batch: PriceBatch) -> dict:
    """Of the batch's page, and of the one that asks whether to undo it: times, kB, MB."""
    user = get_user_model().objects.create(username="prices", is_staff=True, is_superuser=True)
    client = Client(headers=HOST)
    client.force_login(user)
    client.get(reverse("admin:products_pricebatch_changelist"))
    found = {}
    for name in ("change", "undo"):
        address = reverse(f"admin:products_pricebatch_{name}", args=[batch.pk])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = len(client.get(address).content) / 1000
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        times = timed(lambda _, address=address: client.get(address), times=10)
        found[name] = {"times": times, "kB": size, "MB": more}
    return found


def _moving(batch: PriceBatch) -> float:
    """Seconds in which all pointers move back: nobody else writes meanwhile on SQLite."""
    undo = batch.write_undo()
    began = time.perf_counter()
    batch.finish_undo(undo)
    return time.perf_counter() - began
