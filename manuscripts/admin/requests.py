"""What the admin's views take from a request."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def user_of(request: HttpRequest) -> User:
    """Who is signed in: the admin's site lets nobody else through to a view."""
    return cast(User, request.user)
