"""The largest draft: made of a manuscript in one transaction, and its form opened."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.db.transaction import Atomic
from django.test import Client
from django.urls import reverse

from manuscripts.importer import create_draft
from manuscripts.models import Manuscript
from manuscripts.proposals import proposals_of
from manuscripts.reading import read

from .timing import HOST, timed


def measured(manuscript: str) -> dict:
    """Seconds that the lock is held, in all and of CPU, and the form; fills the database."""
    user = get_user_model().objects.create(username="drafter", is_staff=True, is_superuser=True)
    data = Path(manuscript).read_bytes()
    kept, _ = Manuscript.objects.store(read(data, "worst.txt"), data, by=user)
    proposals_of(kept)
    with _transactions() as held:
        article = create_draft(kept, by=user).article
    wall, cpu = max(held)
    client = Client(headers=HOST)
    client.force_login(user)
    address = reverse("admin:articles_article_change", args=[article.pk])
    return {
        "held": wall,
        "held CPU": cpu,
        "opening": timed(lambda _: client.get(address), times=3),
        "bytes": len(client.get(address).content),
    }


@contextmanager
def _transactions() -> Iterator[list[tuple[float, float]]]:
    """`(seconds, seconds of CPU)` of each transaction until the end of the block."""
    enter, leave = Atomic.__enter__, Atomic.__exit__
    begun: list[tuple[float, float]] = []
    held: list[tuple[float, float]] = []

    def entered(atomic: Atomic) -> None:
        enter(atomic)
        begun.append((time.perf_counter(), time.process_time()))

    def left(atomic: Atomic, *error: Any) -> None:
        leave(atomic, *error)
        wall, cpu = begun.pop()
        held.append((time.perf_counter() - wall, time.process_time() - cpu))

    with patch.object(Atomic, "__enter__", entered), patch.object(Atomic, "__exit__", left):
        yield held
