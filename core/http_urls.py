"""Fields for addresses that lead out of the site: http and https, nothing else."""

from typing import Any

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

validate_http_url = URLValidator(
    schemes=["http", "https"],
    message="Enter a full web address that starts with https:// or http://.",
)


class HttpURLField(models.URLField):
    """An http(s) address, possibly empty. Pair it with `http_url_constraint`."""

    default_validators = [validate_http_url]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        sentence = {"invalid": validate_http_url.message}
        return super().formfield(**{"assume_scheme": "https", "error_messages": sentence, **kwargs})


def http_url_constraint(field: str, name: str) -> models.CheckConstraint:
    """The database's half of `HttpURLField`: no `javascript:` even by SQL (docs/rules.md 8.15)."""
    return models.CheckConstraint(
        condition=Q(**{field: ""})
        | Q(**{f"{field}__startswith": "https://"})
        | Q(**{f"{field}__startswith": "http://"}),
        name=name,
        violation_error_message="Enter a full web address that starts with https:// or http://.",
    )
