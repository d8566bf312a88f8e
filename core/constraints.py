"""Check constraints that several packages need, so that each rule is written once."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Choices, Q


def known_choice(field: str, choices: type[Choices] | Iterable[str], *, name: str):
    """The database's half of `choices=`: it refuses a value that is none of them, even by SQL."""
    is_class = isinstance(choices, type) and issubclass(choices, Choices)
    values = choices.values if is_class else choices
    return CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)
