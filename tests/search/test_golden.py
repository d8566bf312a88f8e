"""How good what is found first is, measured by 80 queries judged beforehand, on either database."""

import pytest

from search.finding import find
from search.models import Entry
from tests.search.golden_articles import GOLDEN, grade, make_golden_articles, ndcg

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def found_numbers(django_db_setup, django_db_blocker):
    """A function: query → numbers of the articles that are found, the best first."""
    with django_db_blocker.unblock():
        editions = make_golden_articles()
        numbers = {edition: number for number, edition in editions.items()}
        entries = dict(Entry.objects.filter(row__in=numbers).values_list("pk", "row"))

        yield lambda query: [numbers[entries[key]] for key in find(query).keys]


def test_golden(found_numbers):
    facts = {one["n"]: one for one in GOLDEN["articles"]}
    figures = {}
    for query in GOLDEN["queries"]:
        grades = {number: grade(query, one) for number, one in facts.items()}
        found = [grades[number] for number in found_numbers(query["q"])]
        figures[query["q"]] = ndcg(found, grades.values())
    for q, f in sorted(figures.items(), key=lambda x: x[1])[:25]:
        print(f"{f:.3f} {q}")
    print(len(figures), sum(figures.values()) / len(figures))
    assert sum(figures.values()) / len(figures) >= 0.9
