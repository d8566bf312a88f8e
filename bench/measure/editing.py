"""
How long an editor waits: an article of sixty blocks opened, saved, published and compared.

Every kind of block ten times, through the test client, with templates compiled as in production.
"""

import time
from html.parser import HTMLParser

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles import models
from faq.models import Question
from pictures.decoding import clean_picture
from pictures.models import Picture
from products.models import Product

from .timing import HOST, timed

EACH = 10  # blocks of each of the six kinds
TIMES = 10
_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "6060f80f00010401005fe5c34b0000000049454e44ae426082"
)


class FormFields(HTMLParser):
    """What a browser would post of the change form."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: dict[str, str] = {}
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        attributes = dict(attrs)
        name = attributes.get("name")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attributes:
            self.posted[self.select] = attributes["value"]
        elif tag == "textarea" and name:
            self.area, self.posted[name] = name, ""
        elif tag == "input" and name and _is_posted(attributes):
            self.posted[name] = attributes.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.posted[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.posted[self.area] = self.posted[self.area].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""


def _is_posted(attributes: dict) -> bool:
    return attributes.get("type") not in {"submit", "file", "checkbox"}


def fields_of(text: str, form: str = "article_form") -> dict[str, str]:
    parser = FormFields()
    parser.feed(text[text.index(f'id="{form}"') :])
    return parser.posted


class Editor:
    """A browser in which an editor has signed in, and the long article."""

    def __init__(self) -> None:
        user = get_user_model()(username="bench-editor", is_staff=True, is_superuser=True)
        user.set_unusable_password()
        user.save()
        self.client = Client(headers=HOST)
        self.client.force_login(user)
        self.article = models.Article.objects.order_by("pk").first()
        self.change = self.address("change")
        _grow(self.article)
        self.publish(self.asked())

    def address(self, name: str) -> str:
        return reverse(f"admin:articles_article_{name}", args=[self.article.pk])

    def open(self, _: object = None) -> HttpResponse:
        return self.client.get(self.change)

    def edited(self) -> dict[str, str]:
        """The form with one text changed."""
        posted = fields_of(self.open().content.decode())
        name = next(name for name in posted if name.endswith("-0-html"))
        return posted | {name: f"<p>{time.perf_counter_ns()}</p>{posted[name]}"[:3000]}

    def save(self, posted: dict) -> HttpResponse:
        return self._sent(self.change, posted)

    def asked(self) -> dict:
        """The filled form of the page that asks whether to publish something new."""
        self.save(self.edited())
        page = self.client.get(self.address("publish")).content.decode()
        return fields_of(page, "confirm-form") | {"change": "text"}

    def publish(self, posted: dict) -> HttpResponse:
        return self._sent(self.address("publish"), posted)

    def _sent(self, address: str, posted: dict) -> HttpResponse:
        answer = self.client.post(address, posted)
        if answer.status_code != 302:
            raise SystemExit(f"bench: {address} refused what was posted.")
        return answer


def _grow(article: models.Article) -> None:
    """Give an invented article sixty blocks of six kinds instead of its own."""
    kinds = (models.TextBlock, models.PullQuote, models.ProductPick, models.QuestionBlock)
    for model in kinds:
        model.objects.filter(parent=article).delete()
    quotes, products, questions = (
        model.objects.order_by("pk")[:EACH] for model in (models.Quote, Product, Question)
    )
    picture, _ = Picture.add(clean_picture(SimpleUploadedFile("dot.png", _DOT)))
    rows = []
    for quote, product, question in zip(quotes, products, questions, strict=True):
        html = f"<p>{'A sentence of some length about skin. ' * 12}</p>"
        rows += [
            models.TextBlock(html=html),
            models.ImageBlock(picture=picture, image_alt="A dot"),
            models.PullQuote(quote=quote),
            models.ProductPick(product=product, note="Why we like it."),
            models.QuestionBlock(question=question),
            models.CallOut(html="<p>Take care.</p>"),
        ]
    for place, row in enumerate(rows, 1):
        row.parent, row.region, row.ordering = article, "main", place * 10
        row.save()


def measured() -> dict:
    editor = Editor()
    compare, calendar = editor.address("compare"), reverse("admin:calendar")
    versions = {"a": "edition-1", "b": "edition-2"}
    return {
        "opening": timed(editor.open, times=TIMES),
        "saving one change": timed(editor.save, prepare=editor.edited, times=TIMES),
        "publishing": timed(editor.publish, prepare=editor.asked, times=TIMES),
        "comparing two versions": timed(
            lambda _: editor.client.get(compare, versions), times=TIMES
        ),
        "calendar": timed(lambda _: editor.client.get(calendar), times=TIMES),
    }
