"""
What a page does not show, and what it shows to some only.

Words for screen readers say again what is to be seen: "Original price was: $42.00." beside the
struck $42.00. One of the two is read, the one to be seen, though the page hides it from them.
"""

import re

from lxml import etree

from .looks import HIDDEN

_SPOKEN = frozenset(
    "screen-reader-text screen-reader-only screenreader-only screen-reader screenreader sr-only"
    " sr-text u-sr-only show-for-sr visually-hidden visuallyhidden u-visually-hidden"
    " visually-hidden-focusable a-offscreen offscreen assistive-text element-invisible"
    " hidden-visually accessibly-hidden vh".split()
)
_OFF_SCREEN = re.compile(
    r"clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|left\s*:\s*-\d{4,5}(?:px|em)",
    re.IGNORECASE,
)
_ICON = re.compile(r"icon|glyph|(?:^|\s)fa[srlb]?(?:\s|-|$)|emoji", re.IGNORECASE)
_OPENS = re.compile(r"accordion|collaps|toggle[-_]*content|answer|faq", re.IGNORECASE)
_PANEL = re.compile(r"accordion|panel|collaps|answer|toggle", re.IGNORECASE)


def is_spoken_only(element: etree._Element, style: str) -> bool:
    """Whether these words are for screen readers alone."""
    names = element.get("class")
    if names and not _SPOKEN.isdisjoint(names.split()[:20]):
        return True
    return bool(style and _OFF_SCREEN.search(style))


def is_unseen(element: etree._Element, tag: str, style: str, *, is_block: bool) -> bool:
    """Whether a page hides these words from everybody who looks at it."""
    hidden = (style and HIDDEN.search(style)) or element.get("hidden") is not None
    if not hidden and element.get("aria-hidden") != "true":
        return False
    if is_block:  # a menu, a dialog; or an answer that opens at a touch
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if hidden:
            return not _OPENS.search(named)
        is_panel = element.get("aria-labelledby") is not None or bool(_PANEL.search(named))
        return not (is_panel or element.get("role") in ("region", "tabpanel"))
    if hidden:
        return True
    return (
        tag in ("i", "svg")
        or bool(_ICON.search(element.get("class") or ""))
        or not any(map(str.isalnum, "".join(element.itertext())))
    )
