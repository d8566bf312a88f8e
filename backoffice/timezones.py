"""The time zone somebody chose for the admin, and the middleware that makes it the active one."""

import zoneinfo

from django.urls import reverse
from django.utils import timezone

from backoffice.models import Preferences


class TimezoneMiddleware:
    """Middleware, after the one that signs in. One query on pages of the admin, none on others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        with timezone.override(user_timezone(request.user)):
            return self.get_response(request)


def user_timezone(user):
    """The zone that `user` chose, or the site's. One query for a signed-in user."""
    chosen = Preferences.objects.filter(user=user.pk).values_list("time_zone", flat=True)
    key = chosen.first() if user.is_authenticated else ""
    try:
        return zoneinfo.ZoneInfo(key) if key else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):  # a machine with fewer zones than before
        return timezone.get_default_timezone()
