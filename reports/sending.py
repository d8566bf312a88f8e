"""
Who may send a report, without a cookie and without keeping who they are.

A form carries the moment it was opened, signed: nobody types a report within `SOONEST`, and an old
form is a stored one. Its origin is told by the browser. How many came from one network is counted
under a keyed hash, whose key is made anew every day and forgotten with it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.timezones import site_day, start_of

SOONEST, LATEST = timedelta(seconds=3), timedelta(days=1)
PER_NETWORK, IN_ALL = 20, 1_000  # a day
_SALT: Final = "reports.form"

ELSEWHERE = (
    "This form didn’t come from our own page, so nothing was sent. Open this page in another "
    "browser, or write to us: the address is on our contact page."
)
UNREADABLE = "This form was changed on its way. Your words are still here: send it again."
TOO_SOON = "That was quicker than anybody types. Your words are still here: send it again."
TOO_LATE = "This form was opened more than a day ago. Your words are still here: send it again."
TOO_MANY = (
    "More reports came from your network today than we can take. Your words are still here: "
    "copy them and come back tomorrow, or write to us."
)


def form_stamp(at: datetime | None = None) -> str:
    """What a form carries: the moment it was opened, which nobody else can write."""
    moment = int((at or timezone.now()).timestamp())
    return signing.dumps([moment, secrets.token_urlsafe(9)], salt=_SALT)


def stamp_problem(stamp: str, at: datetime | None = None) -> str:
    """Why a form with this stamp isn't taken now, in a sentence; "" where it is."""
    try:
        opened, _ = signing.loads(stamp, salt=_SALT)
        age = (at or timezone.now()).timestamp() - int(opened)
    except (signing.BadSignature, TypeError, ValueError):
        return UNREADABLE
    if age < SOONEST.total_seconds():
        return TOO_SOON
    return TOO_LATE if age > LATEST.total_seconds() else ""


def form_key(stamp: str, *typed: str) -> str:
    """The same for the same form with the same words, however often it is sent."""
    return hashlib.sha256("\0".join((stamp, *typed)).encode()).hexdigest()


def is_from_here(request: HttpRequest) -> bool:
    """
    Whether the browser says that our own page sent it: every one of today sends `Origin` with a
    form, and most say `Sec-Fetch-Site`; neither can be written by a page.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    return site == "same-origin" and origin in _own_origins(request)


def _own_origins(request: HttpRequest) -> set[str]:
    base = urlsplit(settings.BASE_URL)
    return {f"{base.scheme}://{base.netloc}", f"{request.scheme}://{request.get_host()}"}


def counts_as_one_more(request: HttpRequest) -> bool:
    """Count a report of today; False where its network, or everybody, has sent enough."""
    day = site_day()
    left = int((start_of(day + timedelta(days=1)) - timezone.now()).total_seconds()) + 1
    day_key = f"reports:key:{day.isoformat()}"
    key = cache.get_or_set(day_key, lambda: secrets.token_urlsafe(32), left)
    sender = salted_hmac(str(key), get_ip(request), algorithm="sha256").hexdigest()
    most = {f"reports:{sender}": PER_NETWORK, f"reports:all:{day.isoformat()}": IN_ALL}
    counted: dict[str, int] = {name: cache.get(name, 0) for name in most}
    if any(sent >= most[name] for name, sent in counted.items()):
        return False
    for name, sent in counted.items():
        cache.set(name, sent + 1, left)
    return True
