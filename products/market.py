"""The market this site is written for."""

from backoffice.site_settings import current


def site_currency() -> str:
    """The currency that readers pay in: its prices come before those of any other."""
    return current().market.currency
