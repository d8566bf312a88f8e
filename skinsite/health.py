"""
What monitoring asks: `/healthz` about this process, `/readyz` about all that it needs.

Neither is kept by a cache, begins a session or is for crawlers; the server answers `/healthz` by
itself (skinsite/asgi.py), however busy its threads are. Sentences name no path, address or number.
"""

import math
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core.heartbeat import is_alive

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
TYPE = "text/plain; charset=utf-8"
SECONDS = 2  # that the database has for its answer
KEPT = 3  # seconds for which an answer is good
KEPT_AT_MOST = 10  # while the next one is being found out


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; touches neither session nor database."""
    return HttpResponse("ok", content_type=TYPE, headers=HEADERS)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, disk, files and worker, a sentence each; 503 where one of them is missing."""
    said = checks.answer()
    status = 200 if said["ready"] else 503
    return JsonResponse(said, status=status, headers=HEADERS)


class Kept:
    """
    An answer that is good for some seconds, found out by one thread at a time.

    So asking often costs nothing, and a disk or database that hangs takes one thread, not all.
    """

    def __init__(self, find_out: Callable[[], dict[str, Any]], meanwhile: dict[str, Any]) -> None:
        self.find_out, self.meanwhile = find_out, meanwhile
        self.forget()

    def forget(self) -> None:
        self._lock, self._found, self._at = Lock(), self.meanwhile, -math.inf

    def answer(self) -> dict[str, Any]:
        if time.monotonic() - self._at >= KEPT and self._lock.acquire(blocking=False):
            try:
                self._found, self._at = self.find_out(), time.monotonic()
            finally:
                self._lock.release()
        return self._found if time.monotonic() - self._at < KEPT_AT_MOST else self.meanwhile


def found_out() -> dict[str, Any]:
    wrong = {
        "database": "" if database_answers() else "The database does not answer.",
        "disk": "".join(full_disks()),
        "files": "".join(missing_files()),
        "worker": "" if is_alive() else "The worker is silent: start manage.py run_huey.",
    }
    fine = {
        "database": "The database answers.",
        "disk": "There is room on the disk.",
        "files": "Files are there and can be written.",
        "worker": "The worker is at work.",
    }
    said = {name: wrong[name] or fine[name] for name in fine}
    return {"ready": not any(wrong.values()), **said}


checks = Kept(found_out, {"ready": False, "checks": "The checks are still going on. Ask again."})


def database_answers() -> bool:
    """By a connection of its own, which only reads and doesn't wait for long."""
    probe = connection.copy()
    if probe.vendor == "sqlite":
        file = Path(str(probe.settings_dict["NAME"])).resolve()
        probe.settings_dict["NAME"] = f"{file.as_uri()}?mode=ro"
        probe.settings_dict["OPTIONS"] = {"timeout": SECONDS}
    else:
        limits = f"-c statement_timeout={SECONDS * 1000} -c default_transaction_read_only=on"
        own = {"connect_timeout": SECONDS, "options": limits}
        probe.settings_dict["OPTIONS"] = {**probe.settings_dict["OPTIONS"], **own}
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            return cursor.fetchone() is not None
    except DatabaseError:
        return False
    finally:
        probe.close()


def full_disks() -> Iterator[str]:
    """A sentence for each place that is short of room."""
    for what, folder in places().items():
        if shutil.disk_usage(folder).free < settings.READY_FREE_MB * 1_000_000:
            yield f"The disk of the {what} is nearly full: free some space. "


def missing_files() -> Iterator[str]:
    """A sentence for each place that takes no files, and where pages' own files are gone."""
    for what, folder in {**places(), "uploads being received": Path(gettempdir())}.items():
        try:
            with TemporaryFile(dir=folder) as file:  # on Linux it never has a name
                file.write(b"written")
        except OSError:
            yield f"Nothing can be written where the {what} lie: look at disk and rights. "
    read_manifest = getattr(staticfiles_storage, "read_manifest", None)  # not while developing
    if read_manifest and read_manifest() is None:
        yield "Styles and scripts are missing: run manage.py collectstatic. "


def places() -> dict[str, Path]:
    """Where this site writes: the folder, or the one in which it will be made."""
    folders = {
        "pictures": settings.MEDIA_ROOT,
        "public pictures": settings.PUBLIC_MEDIA_ROOT,
        "queue": Path(settings.HUEY["filename"]).parent,
    }
    if connection.vendor == "sqlite":
        folders["database"] = Path(str(connection.settings_dict["NAME"])).parent
    return {
        what: next(each for each in (folder, *folder.parents) if each.exists())
        for what, folder in folders.items()
    }
