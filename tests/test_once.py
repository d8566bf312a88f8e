"""What `dev.py test` repeats on the second database, and what it does not."""

import pytest


def test_what_asks_no_database_is_run_once(request):
    assert request.node.get_closest_marker("once")


@pytest.mark.django_db
def test_what_asks_one_is_run_on_each(request):
    assert not request.node.get_closest_marker("once")


@pytest.mark.usefixtures("transactional_db")
def test_what_asks_one_by_a_fixture_is_run_on_each(request):
    assert not request.node.get_closest_marker("once")
