"""Pages that only those who sign in may see, by their addresses, so that no view can forget it."""

from collections.abc import Callable
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class PrivatePagesMiddleware:
    """
    Whatever answers below the admin's and the account's address is kept by nobody.

    It stands before all others, so refusals, redirects and faults are meant, too (docs/rules.md
    8.2, 8.18).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @cached_property
    def _private(self) -> tuple[str, str]:
        return reverse("admin:index"), reverse("account_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if f"{request.path}/".startswith(self._private):
            response["Cache-Control"] = "no-store, private"
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response
