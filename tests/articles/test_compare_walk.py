"""Whatever an edition holds is compared: a walk through all there is in one."""

import copy

import pytest

from articles.compare import compare, summary
from articles.content.formats import addressed_content
from articles.differences import Names
from articles.models import ArticleSource, Correction
from articles.publishing.schedule import preview_edition
from tests.factories import make_long_article, make_person, make_picture, make_quote

pytestmark = pytest.mark.django_db
SAME = "Nothing is different."


def leaves(value, path=()):
    """Paths to everything in plain data that holds nothing itself."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))
    elif path[-1] != "kind" or path[0] == "quotes":
        yield path


def with_other(value, path):
    """The data, with another value at the path."""
    if not path:
        return value + 1 if isinstance(value, int) else f"{value} other"
    changed = copy.copy(value)
    changed[path[0]] = with_other(value[path[0]], path[1:])
    return changed


def test_whatever_an_edition_holds_is_compared():
    lead, quotes = make_picture(), [make_quote("One thing."), make_quote("Another.")]
    people = [make_person("Anna Lind"), make_person("Anna Lind")]
    article = make_long_article(picture=lead, image_alt="Alt", tags=["eyes", "skin"])
    for person in people:
        article.bylines.create(person=person)
    for quote in quotes:
        article.quote_uses.create(quote=quote)
    for n in range(2):
        ArticleSource.objects.create(article=article, title="A", url=f"https://a.example/{n}")
        Correction.objects.create(article=article, text=f"{n}")
    held = addressed_content(preview_edition(article))
    held["review"] = {"reviewer": people[0].pk, "signed_on": "2026-11-28"}
    unseen = [
        path
        for path in leaves(held)
        if summary(compare(held, with_other(held, path), Names())) == SAME
    ]
    lists = [name for name, value in held.items() if isinstance(value, list) and len(value) > 1]
    unseen += [
        name
        for name in lists
        if summary(compare(held, held | {name: held[name][::-1]}, Names())) == SAME
    ]

    assert unseen == []
