"""How much this very request may carry: more than the usual only from somebody signed in."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.urls import Resolver404, resolve

from core.request_bodies import USUAL, most_allowed


def limit_for(environ: dict[str, Any]) -> int:
    """Bytes; asked in a thread, once a body turns out larger than usual. Two queries at most."""
    request = WSGIRequest({**environ, "CONTENT_LENGTH": "0"})
    try:
        most = most_allowed(resolve(request.path_info).view_name)
    except Resolver404:
        return USUAL
    if most == USUAL:
        return USUAL
    sessions = import_module(settings.SESSION_ENGINE)
    request.session = sessions.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    close_old_connections()
    try:
        return most if get_user(request).is_authenticated else USUAL
    finally:
        close_old_connections()
