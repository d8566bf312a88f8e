"""Publish checks: what stands in the way of publishing an article, and who decides it."""

from django.contrib.auth.models import AnonymousUser, User

from articles.content import Content
from articles.content.references import ids_in, images_in, shortened
from articles.models import Article, Quote
from core.richtext import plain_text
from pictures.models import Picture

# The permission of those who decide what readers see.
PUBLISH = "articles.publish_article"


def can_publish(user: User | AnonymousUser) -> bool:
    return user.has_perm(PUBLISH)


def publish_checks(article: Article, content: Content) -> list[str]:
    """
    Sentences that say why this content of `article` can't be published; an empty list where it can.

    `content` is what would be published, `snapshot(article)`.
    """
    found = []
    if not content["blocks"]:
        found.append("The article has no body yet. Add a text block.")
    if not content["authors"]:
        found.append("It has no author. Add one under “Authors”.")
    return [*found, *_quotes(content), *_expired_licenses(content), *_altered_quotes(content)]


def _quotes(content: Content) -> list[str]:
    """Quotes that were withdrawn, and pull quotes nobody is named for."""
    quotes = Quote.objects.filter(pk__in=ids_in(content)["quote"])
    pulled = {block["quote"] for block in content["blocks"] if block["kind"] == "pull_quote"}
    return [
        *(
            f"“{shortened(quote.text)}” was withdrawn by its speaker. Remove it."
            for quote in quotes.filter(permission=Quote.Permission.WITHDRAWN)
        ),
        *(
            f"Nobody knows who said “{shortened(quote.text)}”. Name the speaker first."
            for quote in quotes.filter(pk__in=pulled, speaker=None)
        ),
    ]


def _expired_licenses(content: Content) -> list[str]:
    ids = [image["picture"] for image in images_in(content)]
    return [
        f"The license of the picture “{shortened(picture.title)}” expired on "
        f"{picture.license_until:%d %b %Y}. Choose another picture, or renew it in the library."
        for picture in Picture.objects.license_expired().filter(pk__in=ids).order_by("pk")
    ]


def _altered_quotes(content: Content) -> list[str]:
    """Words in quotation marks are never altered (docs/rules.md 4.13): they stand in the text."""
    text = " ".join(
        plain_text(block.get("html") or block.get("answer") or "") for block in content["blocks"]
    )
    return [
        f"“{shortened(segment)}” is on file as a quote in this text, but no longer stands in it "
        "word for word. Put the words back, or remove the quote from the list."
        for quote in content["quotes"]
        for segment in quote["segments"]
        if quote["kind"] == Quote.Kind.VERBATIM and " ".join(segment.split()) not in text
    ]
