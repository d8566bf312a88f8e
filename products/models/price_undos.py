"""
Which batches are undone by now: an undo may be undone itself, and that again.

An undo stands unless one that stands undoes it. It is always the newer batch of the two.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

_LINEAGE = """
WITH RECURSIVE undo(id, undoes_id) AS (
    SELECT id, undoes_id FROM products_pricebatch
    WHERE undoes_id IN ({batches}) AND state = 'applied'
    UNION
    SELECT b.id, b.undoes_id FROM products_pricebatch b JOIN undo u ON b.undoes_id = u.id
    WHERE b.state = 'applied'
)
SELECT id, undoes_id FROM undo ORDER BY id DESC
"""


class Undos:
    """The undos of these batches, and theirs. One query, however many prices they moved."""

    def __init__(self, batches: Collection[int]) -> None:
        self._newest: dict[int, int] = {}
        self._standing: dict[int, list[int]] = defaultdict(list)
        if not batches:
            return
        with connection.cursor() as cursor:
            cursor.execute(_LINEAGE.format(batches=", ".join(map(str, batches))))
            for undo, undone in cursor.fetchall():
                self._newest.setdefault(undone, undo)
                if not self.standing(undo):
                    self._standing[undone].append(undo)

    def standing(self, batch: int) -> list[int]:
        """What undid it and stands, the newest first; empty where its prices are not undone."""
        return self._standing.get(batch, [])

    def brought_back_by(self, batch: int) -> int | None:
        """What undid the newest undo of a batch that is not undone any more."""
        if self.standing(batch) or batch not in self._newest:
            return None
        return self.standing(self._newest[batch])[0]
