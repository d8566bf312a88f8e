"""Somebody whose account these tests are about."""

import pytest

from tests.factories import (
    make_user,
)


@pytest.fixture
def anna():
    return make_user("anna", is_superuser=True, email="anna@skin.example")
