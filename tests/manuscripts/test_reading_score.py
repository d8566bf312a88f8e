"""How well whole manuscripts are read: a floor that no change may fall below."""

from pathlib import Path

import pytest

from tests.manuscripts.scoring import scored

pytestmark = pytest.mark.once

HERE = Path(__file__).parent
# Those one may look at are read nearly whole; those kept aside say what a stranger's would be.
FLOORS = {"known": 0.97, "kept-aside": 0.93}


@pytest.fixture(scope="module", params=FLOORS)
def folder(request):
    return request.param, scored(HERE / request.param)


def test_manuscripts_are_read_well(folder):
    name, score = folder

    assert score.f1() >= FLOORS[name], score.counts
    assert score.f1("speakers") >= 0.93


def test_a_reading_that_is_sure_is_right():
    assert scored(HERE / "known").sureness.wrong == []


def test_no_word_is_lost_and_nothing_is_made_up(folder):
    _, score = folder

    assert score.lost == []
    assert score.wrong == []
