"""Fields for addresses: outgoing ones, and the site's own."""

from functools import lru_cache

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

validate_web_address = URLValidator(
    schemes=["http", "https"],
    message="Give a whole web address that starts with https:// or http://.",
)


class WebAddressField(models.URLField):
    """An http(s) address, possibly empty. Pair it with `web_address_constraint`."""

    default_validators = [validate_web_address]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        sentence = {"invalid": validate_web_address.message}
        return super().formfield(**{"assume_scheme": "https", "error_messages": sentence, **kwargs})


def web_address_constraint(field, name):
    """The database's half of `WebAddressField`: no `javascript:` even by SQL (domain.md 8.15)."""
    return models.CheckConstraint(
        condition=Q(**{field: ""})
        | Q(**{f"{field}__startswith": "https://"})
        | Q(**{f"{field}__startswith": "http://"}),
        name=name,
        violation_error_message="Give a whole web address that starts with https:// or http://.",
    )


@lru_cache(maxsize=20_000)
def page_address(name, *slugs):
    """`reverse(name, args=slugs)`, remembered: a page of products names some forty addresses."""
    return reverse(name, args=slugs)
