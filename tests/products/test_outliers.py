"""The guard against the seeded changes of prices."""

from tests.products.price_changes.bad import BAD
from tests.products.price_changes.catalog import cases
from tests.products.price_changes.good import GOOD

SEED = 3011


def test_set_has_a_hundred_good_and_a_hundred_bad_changes():
    good, bad = cases(GOOD, SEED), cases(BAD, SEED)

    assert [len(good), len(bad)] == [100, 100]
    assert all(case.is_good for case in good)
    assert not any(case.is_good for case in bad)
