"""
What the site is called: as its owner decided, who is asked in `backoffice`.

The packages below need the name for letters, apps and passkeys, and must not know `backoffice`.
"""

from collections.abc import Callable

from django.conf import settings

_tell: list[Callable[[], str]] = []


def told_by(function: Callable[[], str]) -> Callable[[], str]:
    """Function decorator: it knows what the site is called now."""
    _tell[:] = [function]
    return function


def site_name() -> str:
    """On one line; it may ask the database once a request."""
    name = _tell[0]() if _tell else settings.SITE_NAME
    return " ".join(name.split())


def subject(text: str) -> str:
    """The subject of a letter from this site."""
    return f"[{site_name()}] {text}"
