"""
How long the desk's first page takes with many articles and offers: seconds as an editor waits.

    python3 dev.py bench --only dashboard

run.py has a database filled (`seeded`) and runs this file for what it measures in a process of its
own. The page must answer within 200 ms with 10,000 articles and 100,000 offers (issue 3).
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

ARTICLES, OFFERS = 10_000, 100_000
MAX_MS = 200
TIMES = 25


def seeded(run_manage, environment):
    options = ["--articles", str(ARTICLES), "--offers", str(OFFERS), "--desk"]
    run_manage(environment, "seed_bench", *options)


def ask():
    """{"wall_ms": […], "cpu_ms": […], "queries": n} of the page as one of the editors sees it."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - Django is set up by now
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    import_module("skinsite.wsgi")  # the process as the server sets it up
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username="bench-0"))
    address = reverse("admin:index")
    wall, cpu = [], []
    for _ in range(TIMES):
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = client.get(address)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - began_cpu) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"bench: {address} answers with {answer.status_code}.")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    slowest = sorted(queries, key=lambda query: -float(query["time"]))[:5]
    # The first ones compile templates: start-up, not rendering.
    return {
        "wall_ms": wall[3:],
        "cpu_ms": cpu[3:],
        "queries": len(queries),
        "slowest": [[query["time"], query["sql"][:600]] for query in slowest],
    }


def main():
    """Ask the page of whatever database the environment names, and print what was measured."""
    import django  # noqa: PLC0415 - only the measured process needs it

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "skinsite.settings"
    django.setup()
    sys.stdout.write(json.dumps(ask()) + "\n")


if __name__ == "__main__":
    main()
