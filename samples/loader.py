"""
The sample site: six manuscripts of our own, imported, completed as an editor would, and published.

Everything goes the way an editor's work goes: `apply_plan` makes the drafts, what the importer
can't know (slugs, pictures, labels, sources) is added, and `publish` shows it. A picture has the
name of the page it is for: content/pictures/milia-or-whiteheads.webp.
People in it are invented and their pages say so.
"""

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.utils.text import slugify

from articles.content.snapshot import block_rows
from articles.models import (
    Article,
    ArticleSource,
    CallOut,
    KeyPoints,
    ProductPick,
    PullQuote,
    TextBlock,
)
from core.tag_proposals import tag_names
from faq.models import Question
from manuscripts.importer import apply_plan
from manuscripts.matching import normalize_name
from manuscripts.reading import read
from people.models import Person
from products.models import Product
from samples.library import in_library
from samples.pages import publish_pages
from samples.people import complete_people
from samples.published import publish_as_dated
from samples.recording import recorded, sample_keys
from samples.shops import complete_shops
from samples.topics import publish_topics

CONTENT = Path(__file__).parent / "content"


def load(
    *, by: User | None = None, progress: Callable[[str], object] = lambda sentence: None
) -> list[Article]:
    """
    Import, complete and publish the samples; returns those published now (none on a second run).

    `progress` is called with a sentence before each longer step. Each article is one transaction;
    a run that was stopped half-way is finished by the next.
    """
    site = json.loads((CONTENT / "site.json").read_text(encoding="utf-8"))
    by_slug = {row["slug"]: row for row in site["articles"].values()}
    articles = []
    for path in sorted(CONTENT.glob("*.txt")):
        data = path.read_bytes()
        with recorded():
            outcome = apply_plan(read(data, path.name), data, by=by)
            if outcome.is_new:
                progress(f"importing {path.name}")
                _ArticleFinisher(outcome.article, site["articles"][path.name]).run()
                articles.append(outcome.article)
            elif outcome.article and not outcome.article.editions.exists():
                articles.append(outcome.article)
    if articles:
        progress("adding pictures")
        with recorded():
            complete_people()
            _show_products()
            _take_proposals(articles)
            complete_shops(site["retailers"], site["offers"], by)
            publish_pages()
            for article in articles:
                publish_as_dated(article, by_slug[article.slug], by=by)
            publish_topics()
    return articles


class _ArticleFinisher:
    """What an editor adds to an imported draft before it is published."""

    def __init__(self, article: Article, wanted: dict[str, Any]) -> None:
        self.article = article
        self.wanted = wanted

    def run(self) -> None:
        article, hero = self.article, self.wanted["hero"]
        article.slug, article.topic = self.wanted["slug"], self.wanted["topic"]
        article.image_alt, article.image_caption = hero["alt"], hero["caption"]
        article.picture = in_library(
            article.slug, title=f"Drawing for “{article.title}”", credit=hero["credit"]
        )
        article.status = article.Status.READY
        article.save()
        for source in self.wanted["sources"]:
            ArticleSource.objects.create(article=article, **source)
        for pick in self.wanted["picks"]:
            self._label(pick)
        for pulled in self.wanted["pull_quotes"]:
            self._pull_out(pulled)
        self._call_out(self.wanted["callout"])
        points = "\n".join(self.wanted["key_points"])
        KeyPoints.objects.create(parent=article, region="main", ordering=0, points=points)

    def _label(self, wanted: dict[str, Any]) -> None:
        for pick in ProductPick.objects.filter(parent=self.article).select_related("product"):
            if normalize_name(str(pick.product)) == normalize_name(wanted["product"]):
                pick.best_for, pick.note = wanted["best_for"], wanted["note"]
                pick.pros, pick.cons = "\n".join(wanted["pros"]), "\n".join(wanted["cons"])
                pick.save()

    def _pull_out(self, wanted: dict[str, Any]) -> None:
        """Set the quote large before the next section, or after the paragraph it is said in."""
        words = escape(wanted["text"], quote=False)
        for use in self.article.quote_uses.select_related("quote"):
            if wanted["text"] not in use.quote.text:
                continue
            for block in TextBlock.objects.filter(parent=self.article):
                said_at = block.html.find(words)
                if said_at >= 0:
                    cut = block.html.find("<h2>", said_at)
                    cut = cut if cut > 0 else block.html.find("</p>", said_at) + len("</p>")
                    excerpt = "" if use.quote.segments == [wanted["text"]] else wanted["text"]
                    place = self._place_at(block, cut)
                    PullQuote.objects.create(quote=use.quote, excerpt=excerpt, **place)
                    return

    def _call_out(self, wanted: dict[str, Any]) -> None:
        """Before the heading of the questions, which ends the last text block."""
        block = TextBlock.objects.filter(parent=self.article).order_by("ordering").last()
        CallOut.objects.create(
            tone=CallOut.Tone.DOCTOR,
            title=wanted["title"],
            html=f"<p>{wanted['text']}</p>",
            **self._place_at(block, block.html.rfind("<h2>")),
        )

    def _place_at(self, block: TextBlock, cut: int) -> dict[str, Any]:
        """A place for a new block inside a text block, which is cut in two there if need be."""
        for position, one in enumerate(block_rows(self.article), 1):
            type(one).objects.filter(pk=one.pk).update(ordering=position * 10)
        block.refresh_from_db()
        place = {"parent": self.article, "region": "main", "ordering": block.ordering - 5}
        if cut <= 0:
            return place
        head, tail = block.html[:cut], block.html[cut:]
        if tail:
            TextBlock.objects.create(**{**place, "ordering": block.ordering + 5}, html=tail)
        block.html = head
        block.save()
        return {**place, "ordering": block.ordering + 3}


def _show_products() -> None:
    ours = Product.objects.filter(picture=None, pk__in=sample_keys(Product._meta.label_lower))
    for product in ours.select_related("brand"):
        product.image_alt = f"Drawing that stands in for a picture of {product}."
        product.picture = in_library(slugify(str(product)), title=str(product))
        product.save()


def _take_proposals(articles: list[Article]) -> None:
    """What an editor says of products and questions, and the tags that their words propose."""
    own = json.loads((CONTENT / "own_words.json").read_text(encoding="utf-8"))
    vocabulary = tag_names()
    for product in Product.objects.filter(picks__parent__in=articles).distinct():
        facts = own["products"].get(str(product), {})
        product.category = facts.get("category", "")
        product.description = facts.get("description", "")
        product.key_ingredients = facts.get("key_ingredients", "")
        product.tags.add(*facts.get("tags", ()))
        product.propose_tags(vocabulary)
        product.accept_tags()
    for question in Question.objects.filter(blocks__parent__in=articles):
        forms = own["questions"]
        question.standalone = forms.get(question.question, question.proposed_form)
        question.proposed_form = ""
        if name := own["answered_by"].get(question.question):
            question.answered_by = Person.objects.get(name=name)
        question.propose_tags(vocabulary)
        question.accept_tags()
