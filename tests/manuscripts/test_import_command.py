"""`manage.py import_manuscript` for a folder: every file by itself, a table, and what failed."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.models import (
    Article,
)
from manuscripts.models import Manuscript
from people.models import Person
from products.models import (
    Brand,
    Product,
)
from tests.manuscripts.test_importing import MANUSCRIPT, counts

pytestmark = pytest.mark.django_db


GOOD = (
    "Peels, weighed\n\nA peel loosens the top of the skin. “Start low,” says Dr. Wilhelmina Zorn.\n"
)


ALSO_GOOD = "# Masks, weighed\n\nA mask is wet cloth, and the skin under it is glad of the rest.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "peels.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "masks.md").write_text(ALSO_GOOD, encoding="utf-8")
    (tmp_path / "notes.csv").write_text("a,b", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def run(*arguments):
    out = io.StringIO()
    call_command("import_manuscript", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_every_manuscript_of_a_folder_becomes_a_draft(folder):
    table = run(folder)

    assert {article.title for article in Article.objects.all()} == {
        "Peels, weighed",
        "Masks, weighed",
    }
    assert "2 in all" in table
    assert "notes.csv" not in table


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_broken_file_stops_none_of_the_others_and_is_named(folder, jobs):
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")

    with pytest.raises(CommandError) as failed:
        run(folder, "--jobs", jobs)

    assert failed.value.returncode == 1
    assert "1 of 3 could not be read" in str(failed.value)
    assert "broken.docx is damaged" in str(failed.value)
    assert Article.objects.count() == 2


def test_folder_imported_again_makes_nothing_twice(folder):
    run(folder)

    table = run(folder)

    assert Article.objects.count() == 2
    assert table.count("imported before") == 2


def test_dry_run_of_a_folder_writes_nothing(folder):
    table = run(folder, "--dry-run")

    assert not Article.objects.exists()
    assert "Nothing was written" in table


def test_folder_as_json_has_a_row_for_each(folder):
    rows = json.loads(run(folder, "--format", "json"))

    assert [row["title"] for row in rows] == ["Masks, weighed", "Peels, weighed"]
    assert all(row["article"] and row["problem"] is None for row in rows)


def test_folder_without_manuscripts_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="no manuscript there") as refused:
        run(tmp_path)

    assert refused.value.returncode == 2


def test_jobs_out_of_reach_are_refused(folder):
    with pytest.raises(CommandError, match="from 1 to 64"):
        run(folder, "--jobs", 0)


def test_dry_run_prints_the_plan_and_writes_nothing(tmp_path):
    path = tmp_path / "peel.txt"
    path.write_text(MANUSCRIPT)
    before = counts()

    plan = json.loads(run(str(path), "--dry-run", "--format", "json"))

    assert set(plan) == {
        "source",
        "article",
        "blocks",
        "experts",
        "quotes",
        "products",
        "faqs",
        "tags",
        "warnings",
        "unplaced",
    }
    assert plan["products"][0]["offers"][0]["price"] == "19.00"
    assert counts() == before


def test_command_says_what_it_made_and_that_it_did_so_before(tmp_path):
    path = tmp_path / "peel.txt"
    path.write_text(MANUSCRIPT)

    first, second = run(str(path)), run(str(path))

    assert "Draft made: “Is a peel worth it?”" in first
    assert "products: 2 new, 0 on file" in first
    assert "Imported before" in second


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03\xff" * 50, "not text"),
        (b"word " * 400_000, "at most"),
        ("A title\n\nIt ends in a cut é".encode()[:-1], "cut off"),
    ],
)
def test_file_that_is_no_manuscript_is_refused_in_one_line(tmp_path, data, words):
    path = tmp_path / "odd.txt"
    path.write_bytes(data)
    before = counts()

    with pytest.raises(CommandError, match=words) as refusal:
        run(str(path))

    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert counts() == before


def test_missing_file_ends_with_status_2_and_one_line(tmp_path):
    command = [sys.executable, "manage.py", "import_manuscript", str(tmp_path / "none.txt")]

    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "there is no such file" in done.stderr


@pytest.mark.django_db(transaction=True)
def test_files_with_the_same_new_names_are_imported_at_the_same_moment(tmp_path, database_url):
    environment = {**os.environ, "DATABASE_URL": database_url}
    environment["DJANGO_SETTINGS_MODULE"] = "skinsite.settings"
    paths = [tmp_path / f"{number}.txt" for number in range(2)]
    for path in paths:
        path.write_text(f"{MANUSCRIPT}\nNumber {path.stem} ends here.\n", encoding="utf-8")

    imports = [
        subprocess.Popen(
            [sys.executable, settings.BASE_DIR / "manage.py", "import_manuscript", path, "--new"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for path in [*paths, paths[0]]
    ]
    errors = [each.communicate(timeout=100)[1] for each in imports]

    assert errors == [""] * 3
    assert Article.objects.count() == Manuscript.objects.count() == 2
    assert (Product.objects.count(), Brand.objects.count(), Person.objects.count()) == (2, 1, 2)


def test_file_name_of_another_encoding_is_no_hindrance(tmp_path):
    path = os.fsencode(tmp_path) + b"/p\xffel.txt"
    Path(os.fsdecode(path)).write_text(MANUSCRIPT, encoding="utf-8")

    call_command("import_manuscript", os.fsdecode(path), stdout=io.StringIO())

    assert Manuscript.objects.get().name == "p\N{REPLACEMENT CHARACTER}el.txt"
