"""Articles and quotes, as readers can report them."""

import re
from html import unescape

from django.utils.text import slugify

from articles.models import Article, Edition, Quote
from articles.page import ArticlePage
from core.richtext import plain_text
from reports.kinds import Thing, reportable

_HEADING = re.compile(r'<h[23](?: id="([^"]*)")?[^>]*>(.*?)</h[23]>', re.DOTALL)
_ENDS = [("title", "The title or what stands below it"), ("sources", "The sources")]


@reportable("article", noun="article", model=Article, mended_by="articles.change_article")
def article_as_seen(pk: int) -> Thing | None:
    """With its headings, and the corrections that stand on it."""
    edition = Edition.objects.live().for_page().filter(article=pk).first()
    if edition is None:
        return None
    page, url = ArticlePage.of(edition), edition.get_absolute_url()
    known = [(f"Corrections ({len(page.corrections)})", f"{url}#corrections")]
    return Thing(
        f"“{edition.title}”",
        url,
        parts=(_ENDS[0], *_headings(page), _ENDS[1]),
        known=tuple(known if page.corrections else ()),
    )


def _headings(page: ArticlePage) -> list[tuple[str, str]]:
    """Key and words of the headings in the texts, as the page shows them."""
    found: dict[str, str] = {}
    for section in page.sections:
        if isinstance(section.items, str):
            for anchor, html in _HEADING.findall(section.items):
                words = " ".join(unescape(plain_text(html)).split())
                key = anchor or slugify(words, allow_unicode=True)[:100]
                if key and key not in dict(_ENDS):
                    found.setdefault(key, words)
    return list(found.items())


@reportable("quote", noun="quote", model=Quote, mended_by="articles.change_quote")
def quote_as_seen(pk: int) -> Thing | None:
    quotes = Quote.objects.public().with_articles().select_related("speaker")
    quote = quotes.filter(pk=pk).first()
    if quote is None:
        return None
    speaker = f", {quote.speaker.name}" if quote.speaker else ""
    editions = quote.live_editions  # type: ignore[attr-defined]  # by `with_articles`
    if not editions:
        return None
    return Thing(f"{' '.join(quote.passages)}{speaker}", editions[0].get_absolute_url())
