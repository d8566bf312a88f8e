"""What `dev.py test` repeats on the second database, and what it does not."""

from pathlib import Path

import pytest

from tests.once import SETTLED_IN_PYTHON


def test_what_asks_no_database_is_run_once(request):
    assert request.node.get_closest_marker("once")


@pytest.mark.django_db
def test_what_asks_one_is_run_on_each(request):
    assert not request.node.get_closest_marker("once")


@pytest.mark.usefixtures("transactional_db")
def test_what_asks_one_by_a_fixture_is_run_on_each(request):
    assert not request.node.get_closest_marker("once")


def test_every_test_named_as_settled_in_python_is_there():
    files = Path(__file__).parent.rglob("test_*.py")
    source = "".join(file.read_text(encoding="utf-8") for file in files)

    assert [name for name in SETTLED_IN_PYTHON if f"def {name}(" not in source] == []
