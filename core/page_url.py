"""The site's own addresses, worked out once."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def page_url(name: str, *slugs: str) -> str:
    """`reverse(name, args=slugs)`, remembered: a page of products names some forty addresses."""
    return reverse(name, args=slugs)
