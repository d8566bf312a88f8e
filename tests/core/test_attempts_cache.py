"""The table in which attempts are counted."""

import pytest

from core.attempts_cache import AttemptsCache


@pytest.mark.django_db
def test_who_tries_many_names_makes_no_longer_count_forgotten():
    cache = AttemptsCache("skinsite_cache", {"OPTIONS": {"MAX_ENTRIES": 20}})
    cache.set("anna", "a day's count", 86_400)

    for n in range(60):
        cache.set(f"name{n}", "some minutes' count", 300)
    kept = [n for n in range(60) if cache.get(f"name{n}")]

    assert cache.get("anna")
    assert len(kept) < 21
    assert kept[-1] == 59
