"""The market this site is written for, and what holds in a shop's market."""

from babel import Locale

from backoffice.site_settings import current

_EEA = frozenset(
    """
    AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK
    """.split()
)
# Where an announced reduction names the lowest price of 30 days (docs/rules.md 3.12).
REDUCTION_MARKETS = _EEA
# Where no expert recommends a medicine in advertising (docs/rules.md 3.18).
MEDICINE_MARKETS = _EEA | {"GB"}

UNKNOWN_MARKET = "Enter the two-letter code of a country: “US”, “GB” (not “UK”), “DE”."
_NO_COUNTRIES = frozenset(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"])
COUNTRIES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code not in _NO_COUNTRIES
)


def site_country() -> str:
    """The country this site is written for: its shops come first."""
    return current().market.country


def site_currency() -> str:
    """The currency that readers pay in: its prices come before those of any other."""
    return current().market.currency
