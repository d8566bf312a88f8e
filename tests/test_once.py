"""What `dev.py test` repeats on the second database, and what it does not."""

import re

import pytest

from tests.once import DECIDED_BY_THE_DATABASE, PAGES, SETTLED_IN_PYTHON, TESTS

# What a test names that is about the database itself.
OF_THE_DATABASE = r"\b(IntegrityError|OperationalError|DatabaseError|transaction=True|locked\()"


def test_what_asks_no_database_is_run_once(request):
    assert request.node.get_closest_marker("once")


@pytest.mark.django_db
def test_what_asks_one_is_run_on_each(request):
    assert not request.node.get_closest_marker("once")


@pytest.mark.usefixtures("transactional_db")
def test_what_asks_one_by_a_fixture_is_run_on_each(request):
    assert not request.node.get_closest_marker("once")


def test_every_test_and_module_named_is_there():
    source = "".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))

    named = SETTLED_IN_PYTHON | DECIDED_BY_THE_DATABASE
    assert [name for name in named if f"def {name}(" not in source] == []
    assert [module for module in PAGES if not (TESTS / f"{module}.py").exists()] == []


def test_what_is_about_the_database_itself_is_run_on_each():
    hidden = []
    for module in PAGES:
        source = (TESTS / f"{module}.py").read_text(encoding="utf-8")
        for test in re.split(r"\n\n\n", source):
            named = re.search(r"^def (test_\w+)", test, re.MULTILINE)
            if named and re.search(OF_THE_DATABASE, test):
                hidden += {named[1]} - DECIDED_BY_THE_DATABASE

    assert hidden == []
