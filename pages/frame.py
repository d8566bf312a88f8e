"""
What stands in the menu and the footer of every page.

The site's owner says it under “Site settings” (pages/site_settings.py); published pages add
themselves (`Page.place`). Every page shows them and none asks the database for it: this process
keeps what it read for `FRESH` seconds, and reads anew when a page is saved here.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError

from backoffice import site_settings
from core.http_urls import split_address

FRESH = 10.0  # seconds, for what another process saved
MAX_LINKS, MAX_WORDS = 12, 40
_Links = dict[str, list["Link"]]
_kept: tuple[float, _Links] | None = None


class Link(NamedTuple):
    words: str
    url: str


def menu(usual: Sequence[Link]) -> list[Link]:
    """The links of the menu: the owner's, or else the `usual` ones; then the pages'."""
    own = links_in(site_settings.current().frame.menu)
    return [*(own or usual), *page_links()["menu"]]


def footer() -> list[Link]:
    """The links of the footer: the pages', then the owner's."""
    return [*page_links()["footer"], *links_in(site_settings.current().frame.footer)]


def footer_lines() -> list[str]:
    """The sentences of the footer."""
    text: str = site_settings.current().frame.sentences
    return [line.strip() for line in text.splitlines() if line.strip()]


def links_in(text: str) -> list[Link]:
    """The links of a setting, one a line: “Words | /address/”. What is none is passed over."""
    found = []
    for line in text.splitlines():
        words, _, url = (part.strip() for part in line.rpartition("|"))
        if words and _leads_somewhere(url):
            found.append(Link(words, url))
    return found[:MAX_LINKS]


def refuse_what_is_no_link(text: str) -> None:
    """`ValidationError` that names the first line from which no link can be made."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        if not links_in(line):
            raise ValidationError(
                f"No link can be made of “{line}”. Write the words, an upright line, and the "
                "address: “Newsletter | https://news.example.org/” or “About us | /about/”."
            )
        if len(line.rpartition("|")[0].strip()) > MAX_WORDS:
            raise ValidationError(f"“{line}” is long for a menu: {MAX_WORDS} characters at most.")
    if len(lines) > MAX_LINKS:
        raise ValidationError(f"{len(lines)} links are too many: {MAX_LINKS} at most.")


def _leads_somewhere(url: str) -> bool:
    if url.startswith("/"):
        # “//host” and “/\host” lead to another site.
        return not any(sign in url for sign in ("//", "\\", " ", "\t"))
    return split_address(url) is not None


def page_links() -> _Links:
    """Place → links of the published pages that stand there."""
    global _kept  # noqa: PLW0603 -- one for the process; replaced whole, so no thread sees half
    kept = _kept
    if kept is None or monotonic() - kept[0] > FRESH:
        page: Any = apps.get_model("pages.page")  # which knows this module
        found: _Links = {"menu": [], "footer": []}
        for row in page.objects.in_frame():
            found[row.place].append(Link(row.title, row.get_absolute_url()))
        kept = _kept = monotonic(), found
    return kept[1]


def forget_pages() -> None:
    """Read the pages anew: one was saved."""
    global _kept  # noqa: PLW0603 -- as above
    _kept = None
