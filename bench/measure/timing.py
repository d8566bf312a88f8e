"""How long something takes, and how fast this machine is just now."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from .yardstick import additions, median_cpu

HOST = {"host": "localhost"}
_BARE = b"<!doctype html><title>Bare</title><p>" + b"word " * 6000


def bare_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_BARE)


urlpatterns = [path("bare/", bare_page)]


def timed(
    ask: Callable[[Any], HttpResponse],
    *,
    prepare: Callable[[], Any] = lambda: None,
    times: int = 25,
    seconds: float = 10,
) -> dict:
    """
    `{"wall_ms": […], "cpu_ms": […], "queries": n}` of a request made again and again.

    What `prepare` does is not timed, and `ask` gets what it returns. The first three answers count
    for nothing: templates are compiled then. At least three are timed, and no more once `seconds`
    are over.
    """
    wall, cpu = [], []
    deadline = time.monotonic() + seconds
    while len(wall) < 6 or (len(wall) < times + 3 and time.monotonic() < deadline):
        prepared = prepare()
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = ask(prepared)
        cpu.append((time.process_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        if answer.status_code not in {200, 302}:
            raise SystemExit(f"bench: {answer.request['PATH_INFO']}: {answer.status_code}.")
    prepared = prepare()
    with CaptureQueriesContext(connection) as queries:
        ask(prepared)
    return {"wall_ms": wall[3:], "cpu_ms": cpu[3:], "queries": len(queries)}


def yardsticks() -> dict[str, float]:
    """Milliseconds of CPU, as the median, of two things that never change with our code."""
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        client = Client(headers=HOST)
        page = median_cpu(lambda: [client.get("/bare/") for _ in range(20)]) / 20
    return {"a million additions": round(additions(), 2), "a bare Django page": round(page, 4)}
