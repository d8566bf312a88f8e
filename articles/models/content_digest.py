"""Whether two contents (articles/content/) show readers the same, without opening either."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from core.richtext import plain_text

SHOWN = ("title", "dek", "topic", "image", "authors", "tags", "quotes", "sources", "corrections")


def content_digest(content: dict[str, Any], slug: str) -> str:
    """
    Of what a save can change of what readers see, in an edition's content or a draft snapshot.

    A sign-off comes without a save, and counts for nothing in it.
    """
    shown: dict[str, Any] = {name: content[name] for name in SHOWN}
    shown["blocks"] = [
        {name: value for name, value in block.items() if name != "key"}
        for block in content["blocks"]
    ]
    return hashlib.sha256(json.dumps([slug, shown], sort_keys=True).encode()).hexdigest()


# What tells a reader something: another address, tag, picture or sign-off makes no other article.
_SUBSTANCE = ("title", "dek", "sources", "corrections", "blocks")
_BESIDE = frozenset({"key", "slug", "picture", "question", "quote", "width", "height", "credit"})
_HREF = re.compile(r'href="([^"]*)"')


def substance_digest(content: dict[str, Any]) -> str:
    """
    Of what an edition tells readers: its words, however they are marked up, links, and what it
    shows. Where it stays the same, so does the day of the last change (docs/rules.md 1.19).
    """
    told = list(_told([content[name] for name in _SUBSTANCE]))
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name in sorted(value.keys() - _BESIDE):
            yield from _told(value[name])
    elif isinstance(value, list):
        for one in value:
            yield from _told(one)
    elif isinstance(value, str):
        yield from plain_text(value).split() if "<" in value else value.split()
        yield from _HREF.findall(value)
    elif value is not None:
        yield str(value)
