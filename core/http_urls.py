"""
Addresses that lead out of the site: http and https, and read by every browser as we read them.

`address_problem` is the one rule; fields, price files, and imports ask it, and links in rich text
are kept by `kept_link`, its counterpart where there is nobody to ask.
"""

import re
import unicodedata
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from core.hidden_characters import HIDDEN, without_hidden

NO_WEB_ADDRESS = "Enter a full web address that starts with https:// or http://."
# What browsers drop from an address or read as a slash, and Python's parser as a letter.
_MISREAD = re.compile(rf"[\x00-\x20\x7f-\xa0\\{HIDDEN}]")
_SCHEME = re.compile(r"https?://[^/]", re.IGNORECASE)
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_is_web_address = URLValidator(schemes=["http", "https"], message=NO_WEB_ADDRESS)


def split_address(url: str) -> SplitResult | None:
    """The parts of an http(s) address, or None where two programs may read it differently."""
    if _MISREAD.search(url) or not _SCHEME.match(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:  # “http://[::1”
        return None
    return parts if parts.hostname else None


def ascii_host(host: str) -> str:
    """The host as the name system knows it: `müller.de` → `xn--mller-kva.de`; "" for none."""
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    # Letters that Python's older rule folds into others (“ß” into “ss”), and browsers don't.
    return name if name.encode("ascii").decode("idna") == host else ""


def beyond_ascii(host: str) -> str:
    """What is wrong with letters beyond a–z in a host that was typed, and what to type instead."""
    # Browsers fold wide letters, ligatures and the dots of other scripts before they look it up.
    written = ascii_host(host) or ascii_host(unicodedata.normalize("NFKC", host))
    if not written:
        return (
            f"“{host}” has letters that programs read in two ways. Copy the address from the "
            "browser's address bar, where the shop's page is open."
        )
    return (
        f"“{host}” has letters beyond a–z; browsers look it up as {written}. "
        "Enter that, if it is the one you mean."
    )


def address_problem(url: str) -> str:
    """Why a typed address can't be kept, in a sentence; "" where it can."""
    if hidden := _MISREAD.search(url):
        what = "a backslash" if hidden[0] == "\\" else "a space or a hidden character"
        return f"The address has {what} in it. Copy it again from the browser's address bar."
    parts = split_address(url)
    if parts is None:
        return NO_WEB_ADDRESS
    host = parts.hostname or ""
    if "@" in parts.netloc:
        return f"The address leads to {host} by a user name before “@”. Leave that out."
    if not host.isascii():
        return beyond_ascii(host)
    return "Leave out the dot after the host's name." if host.endswith(".") else ""


def kept_link(href: str) -> str:
    """
    The target of a link as rich text keeps it; "" for one that is not to be followed.

    http(s) with a host that can't be misread, mailto, and what begins with a path of ours, a query,
    or a fragment; a missing scheme is no reason to lose `//host`.
    """
    href = without_hidden(href).strip()
    if href.startswith("//"):
        href = f"https:{href}"
    if _MISREAD.search(href.replace(" ", "")):
        return ""
    href = href.replace(" ", "%20")
    if href.lower().startswith("mailto:") or href.startswith(("/", "?", "#")):
        return href
    if not _HAS_SCHEME.match(href):
        return ""
    parts = split_address(href)
    return href if parts and "@" not in parts.netloc else ""


def validate_http_url(url: str) -> None:
    """The validator of `HttpURLField`."""
    if problem := address_problem(url):
        raise ValidationError(problem)
    _is_web_address(url)


class HttpURLField(models.URLField):
    """An http(s) address, possibly empty. Pair it with `http_url_constraint`."""

    default_validators = [validate_http_url]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        sentence = {"invalid": NO_WEB_ADDRESS}
        return super().formfield(**{"assume_scheme": "https", "error_messages": sentence, **kwargs})


def http_url_constraint(field: str, name: str) -> models.CheckConstraint:
    """The database's half of `HttpURLField`: no `javascript:` even by SQL (docs/rules.md 8.15)."""
    return models.CheckConstraint(
        condition=Q(**{field: ""})
        | Q(**{f"{field}__startswith": "https://"})
        | Q(**{f"{field}__startswith": "http://"}),
        name=name,
        violation_error_message=NO_WEB_ADDRESS,
    )
