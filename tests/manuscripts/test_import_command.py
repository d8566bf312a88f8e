"""`manage.py import_manuscript` for a folder: every file by itself, a table, and what failed."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article

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
