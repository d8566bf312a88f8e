"""Whether we may print what somebody said: known to quotes and to the editions they stand in."""

from django.db import models


class QuotePermission(models.TextChoices):
    NOT_ASKED = "not_asked", "not asked yet"
    GRANTED = "granted", "given"
    WITHDRAWN = "withdrawn", "withdrawn: shown nowhere"
