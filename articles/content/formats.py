"""
Contents that were written in an older format, read as if they were written today.

A row says in which format its content is (`content_format`). Whoever changes what a content looks
like raises `CONTENT_FORMAT` and enters here how the one before it is upgraded; rows are never
rewritten, for what readers saw stays as it was.
"""

from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError

from articles.content import Content
from articles.models import Edition, Revision
from articles.models.edition import CONTENT_FORMAT

Upgrade = Callable[[Content], Content]

# Format → what makes a content of that format one of the next.
UPGRADES: Mapping[int, Upgrade] = {}


class UnknownFormat(ValidationError):
    """The content was written by a newer version of this program."""


def upgraded(
    content: Content,
    written_in: int,
    *,
    current: int = CONTENT_FORMAT,
    upgrades: Mapping[int, Upgrade] = UPGRADES,
) -> Content:
    """`content` of the format `written_in` in the current one. Raises `UnknownFormat`."""
    if written_in > current:
        raise UnknownFormat(
            f"This content has format {written_in}, and this program reads formats up to "
            f"{current}. Update the program before you open it."
        )
    for number in range(written_in, current):
        content = upgrades[number](content)
    return content


def read_content(source: Edition | Revision) -> Content:
    """
    The content of an edition or a revision, in today's format.

    Raises `UnknownFormat`; a takedown has none, which is a `ValidationError`, too.
    """
    if source.content is None:
        raise ValidationError("A takedown has no content. Choose an edition or a revision.")
    return upgraded(source.content, source.content_format)
