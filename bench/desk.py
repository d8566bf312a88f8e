"""
How long an editor waits: an article of sixty blocks opened, saved, published and compared.

    python3 dev.py bench --only desk

run.py has a database filled and runs this file for what it measures in a process of its own:
every kind of block ten times, through the test client, with templates compiled as in production.
The figures of issue 3. Pages that are not there (yet) are left out.
"""

import json
import os
import sys
import time
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

ARTICLES = 1000
EACH = 10  # blocks of each of the six kinds
TIMES = 12
# What is measured → at most so many milliseconds, and queries where they are promised.
MOST = {
    "opening": (400, 30),
    "saving one change": (500, None),
    "publishing": (300, None),
    "comparing two versions": (500, None),
    "calendar": (None, 8),
}


class _Fields(HTMLParser):
    """What a browser would post of the change form."""

    def __init__(self):
        super().__init__()
        self.posted, self.area, self.select = {}, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self.posted[self.select] = attrs["value"]
        elif tag == "textarea" and name:
            self.area, self.posted[name] = name, ""
        elif tag == "input" and name and attrs.get("type") not in {"submit", "file", "checkbox"}:
            self.posted[name] = attrs.get("value", "")

    def handle_data(self, data):
        if self.area:
            self.posted[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.posted[self.area] = self.posted[self.area].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None


def _fields(text):
    parser = _Fields()
    parser.feed(text[text.index('id="article_form"') :])
    return parser.posted


def _article():
    """One of the invented articles, grown to sixty blocks of six kinds, published once."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - set up by now

    from articles import models  # noqa: PLC0415
    from articles.block_types import BLOCK_TYPES  # noqa: PLC0415
    from articles.publishing.schedule import publish  # noqa: PLC0415
    from faq.models import Question  # noqa: PLC0415
    from pictures.decoding import clean_picture  # noqa: PLC0415
    from pictures.models import Picture  # noqa: PLC0415
    from products.models import Product  # noqa: PLC0415

    article = models.Article.objects.order_by("pk").first()
    for model in (block_type.model for block_type in BLOCK_TYPES.values()):
        model.objects.filter(parent=article).delete()
    quotes, products, questions = (
        model.objects.order_by("pk")[:EACH] for model in (models.Quote, Product, Question)
    )
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
        "6060f80f00010401005fe5c34b0000000049454e44ae426082"
    )
    picture, _ = Picture.add(clean_picture(SimpleUploadedFile("dot.png", dot)))
    for place, (quote, product, question) in enumerate(
        zip(quotes, products, questions, strict=True)
    ):
        at = {"parent": article, "region": "main"}
        html = f"<p>{'A sentence of some length about skin. ' * 12}</p>"
        rows = [
            models.TextBlock(html=html, **at),
            models.ImageBlock(picture=picture, image_alt="A dot", **at),
            models.PullQuote(quote=quote, **at),
            models.ProductPick(product=product, note="Why we like it.", **at),
            models.QuestionBlock(question=question, **at),
            models.CallOut(html="<p>Take care.</p>", **at),
        ]
        for step, row in enumerate(rows):
            row.ordering = place * 60 + step * 10
            row.save()
    publish(article)
    return article


class Desk:
    """A browser in which an editor has signed in, with a clock."""

    def __init__(self):
        from django.contrib.auth import get_user_model  # noqa: PLC0415
        from django.test import Client  # noqa: PLC0415

        user = get_user_model()(username="bench-desk", is_staff=True, is_superuser=True)
        user.set_unusable_password()
        user.save()
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(user)

    def timed(self, prepare, ask):
        """{"wall_ms": […], "cpu_ms": […], "queries": n}; what `prepare` does is not timed."""
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        wall, cpu = [], []
        for _ in range(TIMES):
            prepared = prepare()
            began, began_cpu = time.perf_counter(), time.process_time()
            answer = ask(prepared)
            wall.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - began_cpu) * 1000)
            if answer.status_code not in {200, 302}:
                raise SystemExit(f"bench: {answer.request['PATH_INFO']}: {answer.status_code}.")
        prepared = prepare()
        with CaptureQueriesContext(connection) as queries:
            ask(prepared)
        # The first ones compile templates: start-up, not rendering.
        return {"wall_ms": wall[2:], "cpu_ms": cpu[2:], "queries": len(queries)}


def _sent(client, address, posted):
    answer = client.post(address, posted)
    if answer.status_code != 302:
        raise SystemExit(f"bench: {address} refused what was posted.")
    return answer


def ask():
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    import_module("skinsite.wsgi")  # the process as the server sets it up
    article, desk = _article(), Desk()
    client = desk.client
    change = reverse("admin:articles_article_change", args=[article.pk])
    publish = reverse("admin:articles_article_publish", args=[article.pk])

    def changed():
        posted = _fields(client.get(change).content.decode())
        name = next(name for name in posted if name.endswith("-0-html"))
        return posted | {name: f"<p>{time.perf_counter_ns()}</p>{posted[name]}"[:3000]}

    def version():
        article.refresh_from_db()
        return {"change": "text", "version": article.version}

    def seen(address, query=None):
        return desk.timed(lambda: None, lambda _: client.get(address, query))

    measured = {
        "opening": seen(change),
        "saving one change": desk.timed(changed, lambda posted: _sent(client, change, posted)),
        "publishing": desk.timed(version, lambda posted: _sent(client, publish, posted)),
        "calendar": seen(reverse("admin:calendar")),
    }
    try:
        compare = reverse("admin:articles_article_compare", args=[article.pk])
    except NoReverseMatch:
        return measured
    return measured | {"comparing two versions": seen(compare, {"a": "edition-1", "b": "desk"})}


def main():
    """Ask the pages of whatever database the environment names, and print what was measured."""
    import django  # noqa: PLC0415 - only the measured process needs it

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "skinsite.settings"
    django.setup()
    sys.stdout.write(json.dumps(ask()) + "\n")


if __name__ == "__main__":
    main()
