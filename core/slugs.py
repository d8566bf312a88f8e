"""
Addresses made of words: small letters, digits, “-” and “_”, with a letter or digit among them.

“SIX-NEW” and “six-new” are one address: whatever is typed or asked for is put into small letters,
and the database takes nothing else.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import register_converter

from core.triggers import ProtectTrigger

MESSAGE = "An address has small letters, and a letter or digit among its signs."


def validate_says_something(slug: str) -> None:
    if not slug.strip("-_"):
        raise ValidationError("Use a letter or a digit at least: “milia” or “milia-2”.")


class PageSlugField(models.SlugField):
    """Part of a page's address. To migrations it is a plain `SlugField`."""

    default_validators = [*models.SlugField.default_validators, validate_says_something]

    def to_python(self, value: Any) -> Any:
        return _small(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return _small(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 -- Django's
        value = _small(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs


def _small(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class PageSlug:
    """In a path: `<page_slug:slug>`. Capitals are another address, which leads to this one."""

    regex = "[-a-z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PageSlug, "page_slug")


def slug_triggers(table: str) -> list[ProtectTrigger]:
    """For the migration of a table with a `slug`."""
    refuse_when = "NEW.slug <> LOWER(NEW.slug) OR TRIM(NEW.slug, '-_') = ''"
    return [
        ProtectTrigger(
            f"{table}_slug_{name}",
            table=table,
            event=event,
            message=MESSAGE,
            refuse_when=refuse_when,
        )
        for name, event in (("is_small", "INSERT"), ("stays_small", "UPDATE OF slug"))
    ]
