"""What markup says of words: bold, italic, struck, a link (docs/rules.md 7.1–7.6, 7.11)."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from lxml import etree


@dataclass(frozen=True, slots=True)
class Look:
    """What the markup says of a run of words."""

    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    url: str | None = None
    script: str = ""  # sup or sub: raised or lowered


PLAIN = Look()
_RULES = re.compile(r"\.([\w-]+)\s*\{([^{}]{0,2000})\}")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_STRUCK = re.compile(r"text-decoration[\w-]{0,20}\s*:[^;]{0,100}line-through", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.I)
_LOWERED = re.compile(r"vertical-align\s*:\s*sub\b", re.I)
_SIGNS = {
    "display:none": HIDDEN,
    "text-decoration:line-through": _STRUCK,
    "font-weight:700": _BOLD,
    "font-weight:400": _LIGHT,
    "font-style:italic": _ITALIC,
    "vertical-align:super": _RAISED,
    "vertical-align:sub": _LOWERED,
}
MAX_STYLE = 2_000  # characters of a style attribute; the rest says nothing of an article


def class_styles(root: etree._Element) -> dict[str, str]:
    """What each class in the page's own style sheets says that counts: Google's c1 to c99."""
    found: dict[str, str] = {}
    for sheet in root.iter("style"):
        for rule in _RULES.finditer((sheet.text or "")[:200_000]):
            said = ";".join(sign for sign, rules in _SIGNS.items() if rules.search(rule[2]))
            if said and said not in found.get(rule[1], ""):
                found[rule[1]] = f"{found.get(rule[1], '')};{said}"
    return found


def look_of(element: etree._Element, tag: str, style: str, outer: Look) -> Look:
    strong, emphasis = outer.strong, outer.emphasis
    if tag in ("b", "strong") or (style and _BOLD.search(style)):
        strong = True
    # A paste from Google Docs stands in <b style="font-weight:normal"> as a whole.
    if strong and style and _LIGHT.search(style):
        strong = False
    if tag in ("i", "em", "cite") or (style and _ITALIC.search(style)):
        emphasis = True
    struck = outer.struck or tag in ("s", "del", "strike") or bool(style and _STRUCK.search(style))
    url = target(element.get("href")) or outer.url if tag == "a" else outer.url
    found = Look(strong, emphasis, struck, url, _script(tag, style) or outer.script)
    return outer if found == outer else found


def _script(tag: str, style: str) -> str:
    if tag in ("sup", "sub"):
        return tag
    if style and _RAISED.search(style):
        return "sup"
    return "sub" if style and _LOWERED.search(style) else ""


def target(address: str | None) -> str | None:
    """
    Where a link leads: http and https only, out of Google's wrapper, without its own additions.

    The address's own query stays, `tag=` included (docs/rules.md 7.1).
    """
    address = (address or "").strip()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host) and parts.path == "/url":
            address = parse_qs(parts.query).get("q", [""])[0]
            parts = urlsplit(address)
            host = parts.hostname or ""
    except ValueError:
        return None
    return address if parts.scheme.lower() in ("http", "https") and host else None
