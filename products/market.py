"""The market this site is written for."""

from django.conf import settings


def site_currency() -> str:
    """The currency that readers pay in: its prices come before those of any other."""
    return settings.SITE_CURRENCY
