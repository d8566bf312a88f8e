"""Why a held price was let through: what somebody saw, written down before it counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.http_urls import HttpURLField, http_url_constraint

from .price_change import PriceChange


class PriceEvidence(models.Model):
    """
    A note, perhaps an address and a picture. The picture is private: price admins look at it.

    The database lets no held change pass without one, and keeps it as it was written.
    """

    is_reference = False

    change = models.OneToOneField(PriceChange, on_delete=models.PROTECT, related_name="evidence")
    note = models.CharField(max_length=500)
    url = HttpURLField("address", max_length=2000, blank=True)
    picture = models.FileField(upload_to="price-evidence/%Y/%m/", max_length=200, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()  # whoever lets prices through gives it (products/roles.py)
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="priceevidence_has_a_note"),
            http_url_constraint("url", "priceevidence_url_is_http"),
        ]

    def __str__(self) -> str:
        return self.note
