"""
What of a manuscript stands in the way of publishing: words to be mended that nobody decided about.

It is loaded with the articles (articles/apps.py). What was mended in the article is in no way.
"""

from collections.abc import Iterator

from articles.content import Content
from articles.models import Article
from articles.publishing.checks import MAX_NAMED, publish_check, texts_in
from core.richtext import plain_text
from manuscripts.models import Proposal

Kind, Decision = Proposal.Kind, Proposal.Decision


@publish_check
def words_to_mend(article: Article, content: Content) -> Iterator[str]:
    """Missing spaces and full stops that were told in the review, and still stand in the text."""
    waiting = Proposal.objects.filter(
        manuscript__article=article,
        kind__in=[Kind.WORDING, Kind.FAQ],
        decision=Decision.OPEN,
        reading__mended__isnull=False,
    )
    left = waiting.order_by("pk")[: 5 * MAX_NAMED]
    text = " ".join(" ".join(map(plain_text, texts_in(content))).split()) if left else ""
    found = [one for one in left if _words_of(one) in text]
    for proposal in found[:MAX_NAMED]:
        yield f"{_what(proposal)} {_where(proposal)}"


def _words_of(proposal: Proposal) -> str:
    reading = proposal.content
    words: str = reading["answer"] if proposal.kind == Kind.FAQ else reading["words"]
    return " ".join((words or "").split())


def _what(proposal: Proposal) -> str:
    reading = proposal.reading
    if proposal.kind == Kind.FAQ:
        return f"The answer to “{reading['question']}” has no full stop."
    message: str = reading["message"]
    return message


def _where(proposal: Proposal) -> str:
    if proposal.kind == Kind.FAQ:
        return "Put it into sentences on the question’s page."
    return "Mend it here, or leave it as written in the manuscript’s review."
