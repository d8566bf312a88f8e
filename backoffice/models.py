"""What somebody chose for their own view of the admin."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models


class Preferences(models.Model):
    """How one editor likes the desk. Without a row, the site's own settings hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="backoffice_preferences"
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        help_text="“Europe/Lisbon”: in which the desk shows and takes moments. Empty: the site's.",
    )

    class Meta:
        verbose_name_plural = "desk preferences"

    def __str__(self):
        return f"The desk of {self.user}"

    def clean(self):
        super().clean()
        if self.time_zone and self.time_zone not in zoneinfo.available_timezones():
            raise ValidationError(
                {"time_zone": f"“{self.time_zone}” is no time zone. Choose one like Europe/Lisbon."}
            )
