"""Constraints that several models declare alike."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

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
