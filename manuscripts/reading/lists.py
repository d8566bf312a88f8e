"""
Lists as HTML: numbered ones keep their numbers, lists within lists their place.

Numbers come from the markup or from the bullet that was typed; where they do not go on by one, a
list of its own begins, so that "3, 2, 1" is not counted again as "1, 2, 3".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .segmentation import ListPlace, Passage

_NUMBER = re.compile(r"\(?(\d{1,2})[.)]")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class ListItem:
    """`number` is None where nothing counts; lines of one `item` (but 0) stand in one bullet."""

    html: str
    depth: int = 1
    number: int | None = None
    item: int = 0


def list_item(text: str, passage: Passage, html: str) -> ListItem:
    """The item of this passage, whose words are `html`."""
    place = passage.place or ListPlace()
    typed = _NUMBER.match(text, passage.start, passage.body)
    number = int(typed[1]) if typed else place.number
    return ListItem(html, place.depth, number, place.item)


def list_html(items: Iterable[ListItem]) -> str:
    """The items as one list, or several where kinds or numbers change."""
    parts: list[str] = []
    opened: list[ListItem] = []  # the last item on each level
    for item in items:
        depth = max(1, min(item.depth, len(opened) + 1, _DEEPEST))
        while len(opened) > depth:
            parts.append(_closing(opened.pop()))
        if len(opened) < depth:
            parts.append(_opening(item))
        elif item.item and item.item == opened[-1].item:
            parts.append(f"<br>{item.html}")
            continue
        else:
            last = opened.pop()
            goes_on = item.number == (None if last.number is None else last.number + 1)
            parts.append("</li><li>" if goes_on else _closing(last) + _opening(item))
        parts.append(item.html)
        opened.append(item)
    parts += [_closing(item) for item in reversed(opened)]
    return "".join(parts)


def _opening(item: ListItem) -> str:
    if item.number is None:
        return "<ul><li>"
    return "<ol><li>" if item.number == 1 else f'<ol start="{item.number}"><li>'


def _closing(item: ListItem) -> str:
    return "</li></ul>" if item.number is None else "</li></ol>"
