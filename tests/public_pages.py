"""The public pages by name, and their addresses."""

from django.urls import reverse

LISTS = ["articles:list", "topics:list", "tags:list", "products:list", "people:list", "faq:list"]
KINDS = [
    ("articles:detail", "live-article"),
    ("topics:detail", "live-topic"),
    ("tags:detail", "milia"),
    ("products:detail", "live-product"),
    ("products:brand", "live-brand"),
    ("people:detail", "live-expert"),
    ("people:detail", "live-writer"),
    ("faq:detail", "live-question"),
    ("pages:detail", "live-page"),
]
SECTIONS = [("sitemap_section", name) for name in ("articles", "products", "questions")]
PAGES = [("home", None), *((name, None) for name in LISTS), *KINDS, *SECTIONS]


def address(name, slug=None):
    return reverse(name, args=[slug] if slug else [])
