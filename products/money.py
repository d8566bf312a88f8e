"""
Money as readers see it. An amount never travels without its currency; what is stored follows
ISO 4217 (products/currencies.py), what is shown follows CLDR through Babel (domain.md 3.46).
"""

from functools import lru_cache

from babel.numbers import format_currency

_LOCALE = "en_US"


@lru_cache(maxsize=4096)
def money(amount, currency):
    """`(Decimal("19.00"), "USD")` → `$19`; cents are shown where there are any: `$19.50`."""
    if amount == amount.to_integral_value():
        return format_currency(
            amount, currency, format="¤#,##0", locale=_LOCALE, currency_digits=False
        )
    return format_currency(amount, currency, locale=_LOCALE)
