"""Handing out the files of pictures: to anybody what readers see, to the staff the rest."""

import logging
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib import admin
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotFound,
)
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.second_factor import owes_second_factor
from pictures import files
from pictures.files import CONTENT_TYPES, DAY, FOR_A_DAY
from pictures.models import Picture

logger = logging.getLogger(__name__)

NOT_KEPT = "private, no-store"


@require_safe
def media(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """
    One file of a picture. The server sends the public place itself (skinsite/asgi.py) and asks only
    for what isn't there; then two queries say whether something live shows the picture now, and the
    file is written there. Everybody else who may see it has a right to look at the library.
    """
    public = files.public_path(int(pk), name)
    with suppress(OSError):
        return _sent(public, FOR_A_DAY)
    picture = Picture.objects.filter(pk=int(pk)).first()
    private = picture.path_of(name) if picture else None
    if picture is not None and private is not None and private.is_file():
        if picture.is_for_readers(name) and Picture.objects.public().filter(pk=pk).exists():
            return _to_readers(picture, private, public)
        if _may_look(request):
            return _sent(private, NOT_KEPT)
    response = HttpResponseNotFound("There is no such picture.", content_type="text/plain")
    response["Cache-Control"] = NOT_KEPT  # it may be there in a moment
    return response


def _may_look(request: HttpRequest) -> bool:
    user = request.user
    may = admin.site.has_permission(request) and user.has_perm("pictures.view_picture")
    return may and not owes_second_factor(user)


def _to_readers(picture: Picture, private: Path, public: Path) -> HttpResponseBase:
    if picture.license_until is not None:
        return _sent(private, _kept_for(picture.license_until))
    try:
        files.copy_to_public(private, public)
        return _sent(public, FOR_A_DAY)
    except OSError as error:  # no room: readers get it all the same, and the next one tries again
        logger.warning("The public copy %s can't be written.", public, exc_info=error)
        return _sent(private, FOR_A_DAY)


def _kept_for(until: date) -> str:
    """How long caches may keep a picture whose license ends with that day of the site's clock."""
    after = datetime.combine(until + timedelta(days=1), time())
    end = timezone.make_aware(after, timezone.get_default_timezone())
    left = int((end - timezone.now()).total_seconds())
    return f"public, max-age={max(0, min(left, DAY))}"


def _sent(path: Path, cache_control: str) -> HttpResponseBase:
    """The file, sent by the server or, where X_ACCEL_MEDIA says so, by the proxy before it."""
    content_type = CONTENT_TYPES[path.suffix]
    response: HttpResponseBase
    prefix, root = settings.X_ACCEL_MEDIA, Path(settings.MEDIA_ROOT)
    if prefix and path.is_relative_to(root):
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = prefix + quote(path.relative_to(root).as_posix())
    else:
        response = FileResponse(path.open("rb"), content_type=content_type)
    response["Cache-Control"] = cache_control
    return response
