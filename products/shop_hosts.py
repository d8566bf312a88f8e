"""Which shop an address belongs to: by the host's name, or by one that it stands below."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit

Owner = TypeVar("Owner")


def host_of(url: str | None) -> str:
    """`https://www.Shop.example/x` → `shop.example`; "" where the address has no readable host."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # “http://[::1”
        return ""
    return host.rstrip(".").removeprefix("www.")


def domains_of(host: str) -> list[str]:
    """`uk.shop.example` → itself, then `shop.example`: never a top-level domain alone."""
    parts = host.lower().removeprefix("www.").split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)]


def owner_of(host: str, by_domain: Mapping[str, Owner]) -> Owner | None:
    """Whose host it is, by the nearest of its domains that is on file."""
    return next((by_domain[name] for name in domains_of(host) if name in by_domain), None)
