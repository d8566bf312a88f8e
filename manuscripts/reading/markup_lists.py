"""Lists in HTML: how deep an item stands, and its number."""

import re

from lxml import etree

from .segmentation import ListPlace

# Google's export has lists beside each other whose class tells the level, counted from 0.
_GOOGLE_LEVEL = re.compile(r"\blst-kix_\w+-(\d)\b")
_WORD_LEVEL = re.compile(r"mso-list\s*:\s*l\d+ level(\d)", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)


def is_word_bullet(element: etree._Element, style: str) -> bool:
    """Whether Word set this before an item: "·" on the first level, an "o" on the second."""
    if "mso-list" not in style or not _WORD_MARK.search(style):
        return False
    mark = "".join(element.itertext()).strip()
    return len(mark) == 1 and not mark.isdigit()


class OpenLists:
    """The lists that are open while one goes through a page, each with its count."""

    def __init__(self) -> None:
        # The list, its depth, and the number of its last item.
        self._open: list[tuple[etree._Element, int, int | None]] = []
        self._items = 0

    def start(self, element: etree._Element, tag: str, style: str) -> ListPlace | None:
        """The place that this element begins; None where it begins none."""
        if tag in ("ul", "ol"):
            told = _GOOGLE_LEVEL.search(element.get("class") or "")
            around = self._open[-1][1] if self._open else 0
            depth = int(told[1]) + 1 if told else around + 1
            number = _whole(element.get("start"), 1) - 1 if tag == "ol" else None
            self._open.append((element, depth, number))
            return None
        if tag == "li":
            return self._item(element)
        level = _WORD_LEVEL.search(style) if "mso-list" in style else None
        return ListPlace(max(1, int(level[1]))) if level else None

    def end(self, element: etree._Element) -> None:
        # One that was passed over as hidden was never begun.
        if self._open and self._open[-1][0] is element:
            self._open.pop()

    def _item(self, element: etree._Element) -> ListPlace:
        self._items += 1
        if not self._open:
            return ListPlace(item=self._items)
        around, depth, number = self._open[-1]
        if number is not None:
            number = _whole(element.get("value"), number + 1)
            self._open[-1] = (around, depth, number)
        return ListPlace(depth, number, self._items)


def _whole(told: str | None, otherwise: int) -> int:
    told = (told or "").strip()
    return int(told) if told.isdecimal() and len(told) < 6 else otherwise
