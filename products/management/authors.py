"""Whose batch it is that a command writes."""

from django.contrib.auth.models import User
from django.core.management.base import CommandError


def author_named(username: str) -> User | None:
    """Who signs in by this name; None for "". Raises `CommandError` where nobody does."""
    author = User.objects.filter(username=username, is_active=True).first()
    if username and author is None:
        problem = f"There is no user “{username}”. Give the name they sign in with."
        raise CommandError(problem, returncode=2)
    return author
