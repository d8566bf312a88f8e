"""
How long the admin's first page takes with many articles and offers: seconds as an editor waits.

The page must answer within 200 ms with 10,000 articles and 100,000 offers.
"""

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from .timing import HOST, timed


def measured() -> dict:
    """{"dashboard": times} of the page as one of the invented editors sees it."""
    client = Client(headers=HOST)
    client.force_login(get_user_model().objects.get(username="bench-0"))
    address = reverse("admin:index")
    return {"dashboard": timed(lambda _: client.get(address))}
