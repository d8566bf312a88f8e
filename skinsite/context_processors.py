"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from backoffice import site_settings
from backoffice.look import look_name
from core.page_url import page_url
from pictures.image_data import render_image
from pictures.models import Picture


def _settings() -> dict[str, Any]:
    found = site_settings.current()
    return {
        "name": found.identity.name,
        "disclosure": found.market.disclosure,
        "logo": _logo(found.logo.picture, alt=found.identity.name),
        "look": _look(found.look),
    }


def _look(chosen: Any) -> str:
    name = look_name(chosen.accent, chosen.second)
    return page_url("look", name) if name else ""


def _logo(pk: int | None, *, alt: str) -> Any:
    picture = Picture.objects.filter(pk=pk).first() if pk else None
    return picture and render_image(picture, alt=alt)


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_settings` (name, disclosure, logo; read when asked), `canonical` and `section`."""
    return {
        "site_settings": SimpleLazyObject(_settings),
        "canonical": settings.BASE_URL + request.path,
        "section": request.path.split("/")[1],
    }
