"""
When readers are said to have had the sample articles: over two years, with what changed since.

Each step is the house's own, in the order of an editor's work: the words of then, publish; the
words of now, a correction on the article, a sign-off, publish. Only the moments lie in the past,
and dates follow from them as they do for everybody.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.content.snapshot import draft_sections
from articles.models import Article, Correction, TextBlock
from articles.publishing.schedule import publish
from articles.sign_off import sign
from faq.models import Question
from people.models import Person

_NOTE = "Sample content"


def publish_as_dated(article: Article, wanted: dict[str, Any], *, by: User | None) -> None:
    """Publish an article that nobody has published yet, as site.json dates it."""
    first, updated = _ago(wanted["published"]), wanted.get("updated")
    # An answer is as old as the article that asked for it.
    Question.objects.filter(blocks__parent=article).update(answered_at=first)
    if updated:
        block = _block_with(article, updated["now"])
        html = block.html
        block.html = html.replace(updated["now"], updated["then"])
        block.save()
        publish(article, by=by, note=_NOTE, began=first)
        block.html = html
        block.save()
        at = _ago(updated["days_ago"])
        Correction.objects.create(
            article=article,
            kind=updated["kind"],
            noted_on=timezone.localdate(at),
            text=updated["text"],
            noted_by=by,
        )
    if reviewed := wanted.get("reviewed"):
        _sign_off(article, reviewed)
    publish(article, by=by, note=_NOTE, began=_ago(updated["days_ago"]) if updated else first)


def _ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _block_with(article: Article, words: str) -> TextBlock:
    for block in TextBlock.objects.filter(parent=article):
        if words in block.html:
            return block
    raise ValueError(f"“{words}” isn’t in “{article}”.")


def _sign_off(article: Article, reviewed: dict[str, Any]) -> None:
    """By a reviewer who came with the samples; a namesake whom people know signs nothing here."""
    reviewer = Person.objects.filter(name=reviewed["by"], is_sample=True).first()
    if reviewer is None:
        return
    article.refresh_from_db()
    article.reviewer = reviewer
    article.save()
    digests = [section.digest for section in draft_sections(article)]
    at = _ago(reviewed["days_ago"])
    sign(article, by=reviewer, digests=digests, version=article.version, at=at)
