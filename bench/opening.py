"""
How far apart the code is that opens a draft: modules of ours, changes between them, knots.

    python bench/opening.py [--pairs]

The sample content goes into a database of its own; an editor opens a draft twice, and the second
time every call of a function of ours is followed, from the view to the last letter of the page.
Middleware, which runs for every page, is left out. Printed as JSON:

    modules    modules of ours in which anything ran
    own        those of them that a page of the admin without a form does not run
    changes    how often a call led from one of them to another
    knots      pairs of modules that call each other both ways; a call that goes through Django is
               one of the module of ours that called Django
"""

import argparse
import contextlib
import json
import os
import secrets
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from types import FrameType

from django.http import HttpRequest
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
MOST = {"own": 22, "knots": 0}


class Followed:
    """A profile function that notes which module of ours called which."""

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.calls: dict[tuple[str, str], str] = {}  # caller, callee → the function first called
        self.changes = 0
        self._last = ""
        self._known: dict[str, str] = {}  # file → module, "" for what is not ours

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        module = self._module(frame)
        if not module:
            return
        self.modules.add(module)
        self.changes += module != self._last
        self._last = module
        caller = self._caller(frame)
        if caller and caller != module:
            self.calls.setdefault((caller, module), frame.f_code.co_qualname)

    def _module(self, frame: FrameType) -> str:
        name = frame.f_code.co_filename
        if name not in self._known:
            path = Path(name)
            is_ours = path.is_relative_to(ROOT) and ".venv" not in path.parts
            self._known[name] = (
                ".".join(path.relative_to(ROOT).with_suffix("").parts) if is_ours else ""
            )
        module = self._known[name]
        return "" if module.startswith("bench") else module

    def _caller(self, frame: FrameType) -> str:
        """The nearest module of ours further up."""
        above = frame.f_back
        while above is not None:
            if module := self._module(above):
                return module
            above = above.f_back
        return ""

    def knots(self) -> list[tuple[str, str]]:
        """Pairs that call each other both ways."""
        return sorted(pair for pair in self.calls if pair[0] < pair[1] and pair[::-1] in self.calls)


def follow() -> tuple[Followed, Followed]:
    """A draft of the sample content as a superuser opens it, and a page without a form."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - set up by now
    from django.core.management import call_command  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415

    with contextlib.redirect_stdout(sys.stderr):
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("load_samples", verbosity=0)
    user = get_user_model().objects.create(username="bench", is_staff=True, is_superuser=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    article = Article.objects.order_by("pk").first()
    address = reverse("admin:articles_article_change", args=[article.pk])
    return _followed(client, address), _followed(client, reverse("admin:preferences"))


def _followed(client: Client, address: str) -> Followed:
    first = client.get(address)  # compiles templates, resolves addresses
    if first.status_code != 200:
        raise SystemExit(f"bench: {address} answered {first.status_code}.")
    return follow_view(first.wsgi_request)


def follow_view(request: HttpRequest) -> Followed:
    """What its view does once more for a request that went through the middleware already."""
    match = request.resolver_match
    followed = Followed()
    sys.setprofile(followed)
    try:
        match.func(request, *match.args, **match.kwargs).render()
    finally:
        sys.setprofile(None)
    return followed


def main() -> None:
    """Measure in a database of its own and print the figures."""
    parser = argparse.ArgumentParser(description="Measure how far apart opening a draft is.")
    parser.add_argument("--pairs", action="store_true", help="list every call between modules")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="skinsite-opening-") as scratch:
        os.environ.update(
            SECRET_KEY=secrets.token_urlsafe(50),
            BASE_URL="http://localhost",
            ALLOWED_HOSTS="localhost",
            SECOND_FACTOR_REQUIRED="0",
            DATABASE_URL=f"sqlite:///{scratch}/opening.sqlite3",
            MEDIA_ROOT=f"{scratch}/media",
            PUBLIC_MEDIA_ROOT=f"{scratch}/public-media",
            STATIC_ROOT=f"{scratch}/static",
            DJANGO_SETTINGS_MODULE="skinsite.settings",
        )
        import_module("skinsite.wsgi")
        followed, frame = follow()
    figures = {
        "modules": len(followed.modules),
        "own": len(followed.modules - frame.modules),
        "changes": followed.changes,
        "knots": [" ⇄ ".join(pair) for pair in followed.knots()],
        "most": MOST,
        "names": sorted(followed.modules),
    }
    if options.pairs:
        calls = sorted(followed.calls.items())
        figures["calls"] = [f"{one} → {other}: {name}" for (one, other), name in calls]
    sys.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
