"""Constraints that several models declare alike."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, lookups
from django.db.models.functions import Length, Lower, Substr, Upper

Model = TypeVar("Model", bound=models.Model)


def known_choices(*names: str) -> Callable[[type[Model]], type[Model]]:
    """
    Class decorator: the database itself refuses a value that is none of the field's choices.

        @known_choices("status")
        class Article(models.Model):

    adds the check constraint `article_status_is_known`, as if it stood in the model's `Meta`.
    """

    def decorate(model: type[Model]) -> type[Model]:
        options = model._meta
        added = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__in": _choices(model, name)}),
                name=f"{options.model_name}_{name}_is_known",
            )
            for name in names
        ]
        options.constraints = [*options.constraints, *added]
        # Where the migrations look for what a model declares.
        options.original_attrs["constraints"] = options.constraints
        return model

    return decorate


def _choices(model: type[models.Model], name: str) -> list[object]:
    field: Any = model._meta.get_field(name)
    empty = [""] if field.blank else []
    return list(dict.fromkeys([*empty, *(value for value, _ in field.flatchoices)]))


def capitals_constraint(
    field: str, length: int, *, name: str, message: str
) -> models.CheckConstraint:
    """
    The database's half of a code: so many capital letters.

    Which codes there are is known to Python alone: a new one is a line there and no migration.
    """
    capitals = models.Q(lookups.Exact(Length(field), length))
    for position in range(1, length + 1):
        letter = Substr(field, position, 1)
        capitals &= models.Q(lookups.Exact(Upper(letter), letter))
        capitals &= ~models.Q(lookups.Exact(Lower(letter), letter))
    return models.CheckConstraint(condition=capitals, name=name, violation_error_message=message)
