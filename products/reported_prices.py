"""Prices that a manuscript reported and nobody has looked at: they go when its import is undone."""

from collections.abc import Collection

from products.models import Offer, PriceChange, PricePoint
from products.price_kinds import PriceSource


def only_reported(offers: Collection[int], batches: Collection[int]) -> set[int]:
    """Which of these offers have no price but what these batches of manuscripts said of them."""
    changes = PriceChange._base_manager.filter(offer__in=offers)
    points = PricePoint._base_manager.filter(offer__in=offers)
    others = changes.exclude(batch__in=batches, batch__source=PriceSource.MANUSCRIPT)
    looked_at = points.exclude(checked_at=None)
    released = changes.filter(state=PriceChange.State.RELEASED)
    told = {*others.values_list("offer", flat=True), *released.values_list("offer", flat=True)}
    return {*offers} - told - {*looked_at.values_list("offer", flat=True)}


def delete_reported(offers: Collection[int]) -> None:
    """
    Delete the prices of offers that are about to go, each `only_reported`.

    The database refuses it for any other. Call it inside a transaction.
    """
    changes = PriceChange._base_manager.filter(offer__in=offers)
    changes._raw_delete(changes.db)
    Offer._base_manager.filter(pk__in=offers).update(current=None)
    points = PricePoint._base_manager.filter(offer__in=offers)
    points._raw_delete(points.db)
