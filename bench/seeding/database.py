"""Whose database this is: only one that holds nothing but invented content is written to."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from articles.models import Article
from faq.models import Question
from people.models import Person
from products.models import PriceBatch, PriceSource, Product

from .catalog import PREFIX

SAMPLE_NOTE, SAMPLE_ACCOUNT = "Sample content", "editor"  # as `load_samples` leaves them
MARK = "Benchmark content is complete"


class Refusal(Exception):
    """Why the database is left alone, and what to do."""


def is_new() -> bool:
    """Whether there is nothing in the database, not even a table."""
    return not connection.introspection.table_names()


def make_tables() -> None:
    call_command("migrate", verbosity=0)


def make_room() -> None:
    """Let SQLite hold the pages that a long transaction writes to again and again: 256 MB."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-262144")


def remember_mark(key: str) -> None:
    """Note in the database itself what was written: a price batch without prices."""
    PriceBatch.objects.create(
        source=PriceSource.FILE,
        source_name=key,
        reason=MARK,
        state=PriceBatch.State.APPLIED,
    )


def mark_of() -> str:
    """The key of the benchmark content in the database; "" where there is none."""
    if PriceBatch._meta.db_table not in connection.introspection.table_names():
        return ""
    marks = PriceBatch.objects.filter(reason=MARK).values_list("source_name", flat=True)
    return marks.first() or ""


def what_it_holds() -> str:
    """
    "", "accounts" or "sample content": what benchmark content may stand beside.

    `Refusal` where there is something else, or benchmark content already.
    """
    _refuse_unmigrated()
    _refuse_content_of_others()
    if Article.objects.filter(slug__startswith=PREFIX).exists():
        raise Refusal(
            "The database holds benchmark content of other options already. "
            "Add --replace, or name another one in DATABASE_URL."
        )
    if Article.objects.exists():
        return "sample content"
    return "accounts" if get_user_model().objects.exists() else ""


def empty() -> None:
    """Leave not even a table in the database. `Refusal` where somebody's work would be lost."""
    _refuse_unmigrated()
    _refuse_content_of_others()
    accounts = get_user_model().objects.exclude(username__startswith=PREFIX)
    name = accounts.exclude(username=SAMPLE_ACCOUNT).values_list("username", flat=True).first()
    if name:
        raise Refusal(
            f"The account “{name}” would be lost with the database. "
            "Name another one in DATABASE_URL."
        )
    drop_everything()


def drop_everything() -> None:
    """As `empty`, unasked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        return
    path = sqlite_file()
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.touch(mode=0o600)  # an empty one: where none is, core.sqlite3 makes none anew


def sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _refuse_unmigrated() -> None:
    missing = {
        model._meta.db_table for model in (Article, Product, Question, Person, PriceBatch)
    }.difference(connection.introspection.table_names())
    if missing:
        raise Refusal(
            f"The database has no table {min(missing)}. Run 'manage.py migrate' first, or name an "
            "empty one in DATABASE_URL."
        )


def _refuse_content_of_others() -> None:
    theirs = {
        "article": Article.objects.exclude(editions__note=SAMPLE_NOTE),
        "product": Product.objects.exclude(picks__parent__editions__note=SAMPLE_NOTE),
        "question": Question.objects.exclude(blocks__parent__editions__note=SAMPLE_NOTE),
        "person": Person.objects.exclude(is_sample=True),
    }
    for kind, rows in theirs.items():
        row = rows.exclude(slug__startswith=PREFIX).order_by("pk").first()
        if row:
            raise Refusal(
                f"The database holds content of yours, for example the {kind} “{row}”. "
                "Give seed_bench an empty one, for example "
                "DATABASE_URL=sqlite:////tmp/bench.sqlite3."
            )
