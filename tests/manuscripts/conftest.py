"""Who reviews, and a manuscript that waits for it."""

import pytest

from manuscripts.proposals import receive
from tests.factories import (
    make_member,
    signed_in,
)
from tests.manuscripts.test_review import MANUSCRIPT


@pytest.fixture
def anna():
    return make_member("Editor", username="anna", first_name="Anna")


@pytest.fixture
def desk(anna):
    return signed_in(anna)


@pytest.fixture
def manuscript(anna):
    return receive(MANUSCRIPT.encode(), "peel.txt", by=anna)[0]
