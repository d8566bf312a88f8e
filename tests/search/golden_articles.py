"""
The golden set: 320 short articles made of the facts in golden.json, and 80 queries with them.

What an article says is decided by its facts alone, and so is how well it answers a query; both
were written down before anything was ranked.
"""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from taggit.models import Tag

from articles.models import Article, Edition, EditionTag
from search.indexing import rebuild

GOLDEN = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))
# How well an article answers that is about something, has a section on it, or mentions it.
ABOUT, SECTION, MENTION = 3, 2, 1
_FILLER = (
    "Skin needs time. Start slowly and watch what happens over several weeks. Most of us expect "
    "a change within days and give up too early. Write down what you put on your face, and when. "
    "A small amount goes a long way. Ask a pharmacist before you mix several bottles. Weather, "
    "sleep and stress matter more than people like to hear. Patch test behind the ear. Nobody "
    "has to buy everything at once. Less is often enough."
).split(". ")


def make_golden_articles():
    """Write the articles as live editions; returns number → key of the edition."""
    facts = GOLDEN["articles"]
    articles = Article.objects.bulk_create(
        Article(title=one["title"], slug=f"golden-{one['n']}") for one in facts
    )
    editions = Edition.objects.bulk_create(
        _edition(article, one) for article, one in zip(articles, facts, strict=True)
    )
    names = {name for one in facts for name in one["subjects"]}
    tags = {name: Tag.objects.create(name=name) for name in sorted(names)}
    EditionTag.objects.bulk_create(
        EditionTag(edition=edition, tag=tags[name])
        for edition, one in zip(editions, facts, strict=True)
        for name in one["subjects"]
    )
    rebuild()
    return {one["n"]: edition.pk for one, edition in zip(facts, editions, strict=True)}


def _edition(article, facts):
    year, month = map(int, facts["month"].split("-"))
    moment = datetime(year, month, 1 + facts["n"] % 28, 9, tzinfo=UTC)
    content = {
        **dict.fromkeys(("topic", "dek"), ""),
        **{name: [] for name in ("authors", "quotes", "sources", "corrections")},
        "title": facts["title"],
        "tags": facts["subjects"],
        "image": None,
        "review": None,
        "blocks": [{"kind": "text", "html": html} for html in _texts(facts)],
    }
    edition = Edition(
        article=article, number=1, slug=article.slug, live_from=moment, made_at=moment
    )
    edition.published_at = edition.modified_at = moment
    edition.fill(content)
    return edition


def _texts(facts):
    chance = Random(facts["n"])  # noqa: S311 -- always the same
    subject, concern = facts["subjects"]
    section, other = facts["sections"]
    mentions = [f"It is no {name}." for name in facts["mentions"]]

    def some():
        return ". ".join(chance.sample(_FILLER, 3)) + ". "

    yield f"<p>{some()}Here {subject} is meant for {concern}. {mentions[0]} {some()}</p>"
    yield f"<h2>What about {section}?</h2><p>{some()}Some prefer {section}. {mentions[1]}</p>"
    yield (
        f"<h2>And {other}</h2><p>{some()}With {other}, wait. {mentions[2]} "
        f"{facts['expert']} uses the {facts['product']}.</p>"
    )


def grade(query, facts):
    """How well an article answers: as well as it does for what it says least about."""
    return min(_grade_for(one, facts) for one in query["about"])


def _grade_for(name, facts):
    if name in facts["subjects"]:
        return ABOUT
    if name in facts["sections"]:
        return SECTION
    mentioned = [*facts["mentions"], facts["expert"]]
    words = facts["product"].split()
    is_product = set(name.split()) <= set(words)
    return MENTION if name in mentioned or is_product else 0


def ndcg(grades, all_grades, most=10):
    """Normalized discounted cumulative gain of the first ten."""

    def gain(values):
        return sum((2**g - 1) / math.log2(at + 2) for at, g in enumerate(values[:most]))

    best = gain(sorted(all_grades, reverse=True))
    return gain(grades) / best if best else 1.0
