"""Pages with prices are true for a moment: whoever keeps one asks again before showing it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PerishableMiddleware:
    """A page that says nothing of caches is shown by none unasked (docs/rules.md 3.20)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
