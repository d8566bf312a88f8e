"""How good what is found first is, measured by 80 queries judged beforehand, on either database."""

from operator import itemgetter

import pytest
from django.db import transaction

from search.finding import find
from search.models import Entry
from tests.search.golden_articles import GOLDEN, grade, make_golden_articles, ndcg

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def found_numbers(django_db_setup, django_db_blocker):
    """A function: query → numbers of the articles that are found, the best first."""
    with django_db_blocker.unblock(), transaction.atomic():
        numbers = {edition: number for number, edition in make_golden_articles().items()}
        entries = dict(Entry.objects.filter(row__in=numbers).values_list("pk", "row"))

        yield lambda query: [numbers[entries[key]] for key in find(query).keys]

        transaction.set_rollback(True)


def test_golden(found_numbers):
    facts = {one["n"]: one for one in GOLDEN["articles"]}
    figures = {}
    for query in GOLDEN["queries"]:
        grades = {number: grade(query, one) for number, one in facts.items()}
        found = [grades[number] for number in found_numbers(query["q"])]
        figures[query["q"]] = ndcg(found, grades.values())
    assert len(figures) == 80
    assert sum(figures.values()) / len(figures) >= 0.9, sorted(figures.items(), key=itemgetter(1))


def test_two_names_that_are_both_on_file_are_never_joined(found_numbers):
    facts = {one["n"]: one for one in GOLDEN["articles"]}
    for name, other in (pair for near in GOLDEN["near_names"] for pair in (near, near[::-1])):
        only_other = {
            number
            for number, one in facts.items()
            if grade({"about": [other]}, one) and not grade({"about": [name]}, one)
        }
        found = found_numbers(name)
        assert found, name
        assert only_other, name
        assert not only_other.intersection(found), (name, other)
