"""An article that was never published."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    make_article,
)


@pytest.fixture
def article():
    return make_article("Milia", publish=False, html="<p>First words.</p>")


@pytest.fixture
def noon():
    """A round moment three days from now."""
    return (timezone.now() + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)
