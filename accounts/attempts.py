"""
How many wrong passwords are heard, and from whom.

From a browser in which the account signed in before they are counted by that browser alone; from
any other one by address, by name and address, and by name wherever they come from. So who knows
a name can keep strangers from trying it, and nobody who is known. The numbers are
ACCOUNT_RATE_LIMITS, the reasons docs/decisions/0034.
"""

import logging

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.known_devices import device_of
from accounts.signing_in import accounts_named, counted_as

logger = logging.getLogger(__name__)

WAIT = "Too many attempts. Wait five minutes and try again."
ASK = (
    "Too many attempts for this name today. Sign in with a passkey or in a browser that you "
    "used before, or choose “Forgot your password?”."
)


def count_attempt(request: HttpRequest, name: str) -> ratelimit.RateLimitUsage:
    """
    Count an attempt as a wrong one, before the password is looked at.

    allauth rolls back what is returned where the password was right, so that right ones cost
    nobody's budget. `ValidationError` where one is used up; then nothing is counted.
    """
    accounts = accounts_named(name)
    account = counted_as(accounts, name)
    counted = ratelimit.RateLimitUsage(usage=[])
    for action, key, sentence in _budgets(request, account, device_of(request, accounts)):
        usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if usage is None:
            counted.rollback()
            if action == "guess_name":
                logger.warning("Too many wrong passwords today, from all over, for %s.", account)
            raise ValidationError(sentence)
        counted.usage += usage.usage
    return counted


def _budgets(request: HttpRequest, account: str, device: str) -> list[tuple[str, str, str]]:
    """`(action, key, sentence)` of each count that an attempt is part of."""
    if device:
        key = f"{device} {account}"
        return [("guess_device", key, WAIT), ("guess_device_today", key, ASK)]
    address = f"{ratelimit.get_ip(request)} {account}"
    return [
        ("guess_address", "", WAIT),
        ("guess_name_address", address, WAIT),
        ("guess_name_address_today", address, ASK),
        ("guess_name", account, ASK),
    ]
