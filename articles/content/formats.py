"""
Contents that were written by an older or a newer program, read as if they were written today.

A row says in which format its content is (`content_format`). Whoever changes what a content looks
like raises `CONTENT_FORMAT` and enters here how the one before it is upgraded; rows are never
rewritten, for what readers saw stays as it was. Where a newer program wrote (somebody went back to
this one), a block of a kind that is not known here is left out; a newer format is refused.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from articles.block_types import BLOCK_TYPES
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
    """`content` of the format `written_in` in the current one."""
    for number in range(written_in, current):
        content = upgrades[number](content)
    return content


def read_content(source: Edition | Revision) -> Content:
    """
    The content of an edition or a revision, in today's format and of blocks that are known today.

    `left_out` says what it lacks. Raises `UnknownFormat`; a takedown has none, which is a
    `ValidationError`, too.
    """
    if source.content is None:
        raise ValidationError("A takedown has no content. Choose an edition or a revision.")
    if source.content_format > CONTENT_FORMAT:
        raise UnknownFormat(
            f"{capfirst(source.label)} has format {source.content_format}, and this program reads "
            f"formats up to {CONTENT_FORMAT}. Update the program before you open it."
        )
    content = upgraded(source.content, source.content_format)
    known = [block for block in content["blocks"] if block["kind"] in BLOCK_TYPES]
    return content if len(known) == len(content["blocks"]) else content | {"blocks": known}


def addressed_content(edition: Edition) -> Content:
    """Its content with the address readers have it under, which is frozen beside the words."""
    return read_content(edition) | {"slug": edition.slug}


def left_out(source: Edition | Revision) -> list[str]:
    """Sentences about the blocks that `read_content` leaves out, one a kind."""
    kinds = Counter(block["kind"] for block in (source.content or {}).get("blocks", ()))
    return [
        f"{capfirst(source.label)} has a block of the kind “{kind}”, which this program doesn't "
        f"know. It is left out{f', {count} times' if count > 1 else ''}."
        for kind, count in kinds.items()
        if kind not in BLOCK_TYPES
    ]
