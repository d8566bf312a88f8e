"""Constraints that several models declare alike."""

from collections.abc import Callable
from typing import TypeVar

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
        for name in names:
            known = [value for value, _ in options.get_field(name).flatchoices]  # type: ignore[union-attr]
            options.constraints.append(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__in": known}),
                    name=f"{options.model_name}_{name}_is_known",
                )
            )
        # Where the migrations look for what a model declares.
        options.original_attrs["constraints"] = options.constraints
        return model

    return decorate
