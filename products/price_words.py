"""What a step from one price to another changes, in words: “$63 → $63” says nothing."""

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from products.price_kinds import Availability, ListPriceKind

if TYPE_CHECKING:
    from products.models import PointRow, PricePoint


class Difference(NamedTuple):
    """One fact that changes: what it is called, and both of its values in words."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label}: {self.old} → {self.new}"


def differences(
    before: "PricePoint | PointRow | None",
    after: "PricePoint | PointRow | None",
    url_before: str = "",
    url_after: str = "",
) -> list[Difference]:
    """
    What the step changes, the price first; where it changes nothing else, the day of the look.

    An offer's first price differs from “none”.
    """
    pairs = [
        ("Price", _price(before), _price(after)),
        ("Former or list price", _list_price(before), _list_price(after)),
        ("Availability", _availability(before), _availability(after)),
        ("Address", url_before or "none", url_after or "none"),
    ]
    found = [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
    return found or [Difference("Looked up", _looked_up(before), _looked_up(after))]


def in_one_line(steps: list[Difference]) -> str:
    """A price alone as “$19 → $15.50”, for it needs no name; else each with what it is."""
    if len(steps) == 1 and steps[0].label == "Price":
        return f"{steps[0].old} → {steps[0].new}"
    return "; ".join(map(str, steps))


def _price(point: "PricePoint | PointRow | None") -> str:
    return point.text if point else "none"


def _list_price(point: "PricePoint | PointRow | None") -> str:
    if point is None or point.list_money is None:
        return "none"
    return f"{point.list_money}, {ListPriceKind(point.list_price_kind).label}"


def _availability(point: "PricePoint | PointRow | None") -> str:
    return Availability(point.availability).label if point and point.availability else "not stated"


def _looked_up(point: "PricePoint | PointRow | None") -> str:
    if point is None or point.checked_at is None:
        return "never"
    return f"{timezone.localtime(point.checked_at):%-d %b %Y, %H:%M}"
