"""The settings of the site, and what somebody chose for their own view of the admin."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class Preferences(models.Model):
    """What somebody chose for their own view of the admin. Without a row, defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="backoffice_preferences"
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        help_text="Time zone of the admin, such as “Europe/Lisbon”. Leave empty to use the site's.",
    )

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self):
        return f"Preferences of {self.user}"

    def clean(self):
        super().clean()
        if self.time_zone and self.time_zone not in zoneinfo.available_timezones():
            raise ValidationError(
                {
                    "time_zone": f"“{self.time_zone}” isn't a valid time zone. "
                    "Choose one like Europe/Lisbon."
                }
            )


class SiteSettings(models.Model):
    """One version of the site's settings; the first one holds. See `backoffice.site_settings`."""

    version = models.PositiveIntegerField(unique=True)
    values = models.JSONField(default=dict, help_text="Group → field → value.")
    note = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "site settings"
        constraints = [
            models.CheckConstraint(condition=models.Q(version__gt=0), name="sitesettings_counted")
        ]

    def __str__(self):
        return f"Site settings, version {self.version}"

    def shown_in(self, viewer):
        """For `visibility.reasons`: what a picture of the settings, the logo, is shown in."""
        return "the header of every page"


class DecisionAnswer(models.Model):
    """
    What a button answered that decided something (backoffice/decisions.py), kept for a day.

    `key` is a digest of who sent what to where, with the token of the page.
    """

    is_reference = False

    key = models.CharField(max_length=64, unique=True)
    url = models.TextField(blank=True)
    said = models.JSONField(default=list, help_text="Messages: level, text, whether it is HTML.")
    decided_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return f"{self.decided_at}: {self.url}"
