"""
What monitoring asks: `/healthz` about this process, `/readyz` about all that it needs.

Neither is kept by a cache, begins a session or is for crawlers; the server answers `/healthz` by
itself (skinsite/asgi.py), however busy its threads are. Sentences name no path, address or number.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core.heartbeat import is_alive

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
TYPE = "text/plain; charset=utf-8"
SECONDS = 2  # that the database has for its answer


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; touches neither session nor database."""
    return HttpResponse("ok", content_type=TYPE, headers=HEADERS)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, disk and worker, a sentence each; 503 where one of them is missing."""
    wrong = {
        "database": "" if database_answers() else "The database does not answer.",
        "disk": "".join(full_disks()),
        "worker": "" if is_alive() else "The worker is silent: start manage.py run_huey.",
    }
    fine = {
        "database": "The database answers.",
        "disk": "There is room on the disk.",
        "worker": "The worker is at work.",
    }
    said = {name: wrong[name] or fine[name] for name in fine}
    status = 503 if any(wrong.values()) else 200
    return JsonResponse({"ready": status == 200, **said}, status=status, headers=HEADERS)


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
    places = {"pictures": settings.MEDIA_ROOT, "queue": Path(settings.HUEY["filename"]).parent}
    if connection.vendor == "sqlite":
        places["database"] = Path(str(connection.settings_dict["NAME"])).parent
    for what, folder in places.items():
        there = next(each for each in (folder, *folder.parents) if each.exists())
        if shutil.disk_usage(there).free < settings.READY_FREE_MB * 1_000_000:
            yield f"The disk of the {what} is nearly full: free some space. "
