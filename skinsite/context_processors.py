"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from backoffice import site_settings
from backoffice.look import look_name
from core.page_url import page_url
from pages import frame
from pictures.image_data import render_image
from pictures.models import Picture

# What the menu leads to as long as the site's owner says nothing else.
MENU = [
    ("Articles", "articles:list"),
    ("Topics", "topics:list"),
    ("Products", "products:list"),
    ("Experts", "people:list"),
    ("Questions", "faq:list"),
]


def _settings() -> dict[str, Any]:
    found = site_settings.current()
    return {
        "name": found.identity.name,
        "disclosure": found.market.disclosure,
        "logo": _logo(found.logo.picture, alt=found.identity.name),
        "look": _look(found.look),
        # Called by the pages that show them: the admin, which needs the name, doesn't.
        "menu": _menu,
        "footer": frame.footer,
        "sentences": frame.footer_lines,
    }


def _menu() -> list[frame.Link]:
    return frame.menu([frame.Link(words, page_url(name)) for words, name in MENU])


def _look(chosen: Any) -> str:
    name = look_name(chosen.accent, chosen.second)
    return page_url("look", name) if name else ""


def _logo(pk: int | None, *, alt: str) -> Any:
    picture = Picture.objects.filter(pk=pk).first() if pk else None
    return picture and render_image(picture, alt=alt)


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_settings` (name, disclosure, logo, links; read when asked), `canonical`, `section`."""
    return {
        "site_settings": SimpleLazyObject(_settings),
        "canonical": settings.BASE_URL + request.path,
        "section": f"/{request.path.split('/')[1]}/",  # as a link of the menu that leads there
    }
