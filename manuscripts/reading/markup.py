"""
HTML to lines: what Google Docs exports and pastes, Word pastes, and whole pages of the web.

Each block becomes a line with the kind its tag gives it; each run of a line keeps what its markup
says of it: a link, bold, italic, struck through (domain.md 7.1–7.6, 7.11). Hidden words and
comments are left out; what stands around an article is kept as `around`, to be shown and not used.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from lxml import etree, html

from .decoding import UnreadableManuscript, cleaned, repaired

_DROPPED = frozenset(
    "script style template head title svg math iframe object embed applet audio video canvas select"
    " textarea input".split()
)
_BLOCKS = frozenset(
    "p div section article main li ul ol dl dt dd table tbody thead tfoot caption tr td th h1 h2 h3"
    " h4 h5 h6 blockquote pre figure figcaption details summary address header footer nav aside"
    " form fieldset body center hgroup menu".split()
)
_AROUND = {
    "nav": "navigation",
    "footer": "the foot of a page",
    "aside": "beside the article",
    "form": "a form",
    "button": "a button",
    "noscript": "shown without scripts only",
    "dialog": "a window over the page",
}
_AROUND_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|cookies?|consent|newsletter|subscribe"
    r"|share|sharing|social|related|recommended|recirc|sidebar|promo|advert(?:isement)?|ads?"
    r"|banner|popup|modal|comments?|footer|masthead|skip-link|pagination|trending|paywall)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_AROUND_ROLES = {
    "navigation": "navigation",
    "banner": "the head of a page",
    "contentinfo": "the foot of a page",
    "complementary": "beside the article",
    "search": "a form",
    "dialog": "a window over the page",
    "alertdialog": "a window over the page",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_RULES = re.compile(r"\.([\w-]+)\s*\{([^{}]{0,2000})\}")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_STRUCK = re.compile(r"text-decoration[\w-]{0,20}\s*:[^;]{0,100}line-through", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
_TAB = "\ue003"  # a tab of a Word file (conversion_child)
_SIGNS = {
    "display:none": _HIDDEN,
    "text-decoration:line-through": _STRUCK,
    "font-weight:700": _BOLD,
    "font-weight:400": _LIGHT,
    "font-style:italic": _ITALIC,
}
_LONGEST_STYLE = 2_000  # characters of a style attribute; the rest says nothing of an article
_FOOTNOTE = re.compile(r"#(?:cmnt|ftnt|_?footnote|_?endnote|_ftn|_edn|fn)")
_COMMENT_ID = re.compile(r"cmnt\d+")
_WIDEST_TABLE = 12  # columns; more of them is a layout or a mistake
_LONGEST_CELL = 400


@dataclass(frozen=True, slots=True)
class Look:
    """What the markup says of a run of words."""

    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    url: str | None = None


PLAIN = Look()


@dataclass(slots=True)
class Line:
    """
    A block's words with their looks. `kind`: prose, heading, item, row, note, image or title.

    `tight` where no blank line parts it from the line before; `around` says why it is none of the
    article's; `cells` of a row are half-open spans of its text.
    """

    kind: str
    text: str
    looks: list[tuple[int, int, Look]] = field(default_factory=list)
    level: int = 2
    tight: bool = False
    quoted: bool = False
    around: str | None = None
    ref: str | None = None
    cells: tuple[tuple[int, int], ...] = ()
    header: bool = False

    @property
    def is_strong(self) -> bool:
        """Whether all of it is bold."""
        bold = sum(end - start for start, end, look in self.looks if look.strong)
        return bold > 0 and bold >= len(self.text.replace(" ", "")) and bold + 12 > len(self.text)


@dataclass(slots=True)
class Lines:
    lines: list[Line]
    repaired: int = 0
    hidden: int = 0  # pieces of hidden text that were left out
    comments: int = 0  # an editor's comments that were left out


@dataclass(frozen=True, slots=True)
class _Context:
    """What the elements around a run of words say; one a level."""

    kind: str = "prose"
    level: int = 2
    look: Look = PLAIN
    around: str | None = None
    quoted: bool = False
    verbatim: bool = False  # <pre>: line ends count
    row: bool = False
    block: bool = False


def lines_of(source: str, name: str) -> Lines:
    """The lines of an HTML page or fragment; UnreadableManuscript where it is nested too deep."""
    root = _parsed(source, name)
    if root is None:
        return Lines([])
    walk = _Walk(_classes(root), _article(root), commented="#cmnt" in source)
    walk.run(root)
    return Lines(walk.lines, walk.repaired, walk.hidden, walk.comments)


def _parsed(source: str, name: str):
    # Nothing is fetched and no entity is expanded: libxml2's HTML parser knows no external ones.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnreadableManuscript(
            f"{name} is nested more than 2,000 elements deep: paste its words as plain text."
        )
    return root


def _classes(root) -> dict[str, str]:
    """What each class in the page's own style sheets says that counts: Google's c1 to c99."""
    found: dict[str, str] = {}
    for sheet in root.iter("style"):
        for rule in _RULES.finditer((sheet.text or "")[:200_000]):
            said = ";".join(sign for sign, rules in _SIGNS.items() if rules.search(rule[2]))
            if said and said not in found.get(rule[1], ""):
                found[rule[1]] = f"{found.get(rule[1], '')};{said}"
    return found


def _article(root):
    """The one element of a whole page that holds the article; None where there is no such thing."""
    for path in ("article", "main"):
        found = list(root.iter(path))[:50]
        if found:
            longest = max(found, key=lambda one: sum(map(len, one.itertext())))
            if sum(map(len, longest.itertext())) > 200:
                return longest
    return None


class _Walk:
    """Goes through the tree once, in order, without calling itself: depth costs nothing."""

    def __init__(self, classes: dict[str, str], article, *, commented: bool):
        self.lines: list[Line] = []
        self.repaired = self.hidden = self.comments = 0
        self._classes = classes
        self._article = article
        self._commented = commented
        self._stack = [_Context(around="around the article" if article is not None else None)]
        self._runs: list[tuple[str, Look]] = []
        self._images: list[Line] = []
        self._cells: list[int] = []
        self._header = False
        self._tight = False
        self._tables = 0

    def run(self, root) -> None:
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                if self._start(element):
                    self._say(element.text)
                else:
                    walker.skip_subtree()
            elif event == "end":
                self._end(element)
                self._say(element.tail)
            else:
                self._say(element.tail)
        self._flush()

    def _say(self, words: str | None) -> None:
        if not words:
            return
        top = self._stack[-1]
        if top.verbatim and "\n" in words:
            for part in words.split("\n"):
                self._runs.append((part, top.look))
                self._flush()
                self._tight = True
        else:
            self._runs.append((words, top.look))

    def _start(self, element) -> bool:
        """Whether to go into it; what its markup says goes onto the stack either way."""
        top = self._stack[-1]
        tag = element.tag if isinstance(element.tag, str) else ""
        style = self._style(element)
        if tag in _DROPPED or self._is_hidden(element, style) or self._is_comment(element, tag):
            # A comment's mark or a script within a sentence parts no words.
            self._stack.append(replace(top, block=top.block and tag in _BLOCKS))
            return False
        if element is self._article:
            top = replace(top, around=None)
        if tag == "br":
            self._break()
        elif tag == "img":
            self._image(element, top)
        elif tag == "hr":
            self._flush()
        self._stack.append(self._inside(element, tag, style, top))
        return True

    def _end(self, element) -> None:
        closed = self._stack.pop()
        if closed.block:
            if element.tag in ("td", "th") and closed.row:
                self._cells.append(sum(len(text) for text, _ in self._runs))
                self._runs.append(("\t", PLAIN))
            elif not closed.row or element.tag == "tr":
                self._flush(closed)
        if element.tag == "table":
            self._tables -= 1

    def _style(self, element) -> str:
        names = element.get("class")
        own = (element.get("style") or "")[:_LONGEST_STYLE]
        if not names or not self._classes:
            return own
        known = {name: self._classes.get(name, "") for name in names.split()[:20]}
        return ";".join([*filter(None, known.values()), own])

    def _is_hidden(self, element, style: str) -> bool:
        hidden = (
            bool(style and _HIDDEN.search(style))
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
        )
        if hidden and "".join(element.itertext()).strip():
            self.hidden += 1
        return hidden

    def _is_comment(self, element, tag: str) -> bool:
        """An editor's comment in Google Docs, its mark in the text, or the mark of a footnote."""
        if tag == "sup":
            link = next(iter(element.iter("a")), None)
            target = link.get("href") if link is not None else None
            return bool(target and _FOOTNOTE.match(target))
        if self._commented and tag in ("div", "p"):
            first = next(iter(element.iter("a")), None)
            if first is not None and _COMMENT_ID.fullmatch(first.get("id") or ""):
                self.comments += 1
                return True
        return False

    def _inside(self, element, tag: str, style: str, top: _Context) -> _Context:
        look = _look(element, tag, style, top.look)
        around = top.around or self._around(element, tag)
        if tag not in _BLOCKS:
            return replace(top, look=look, around=around, block=False)
        if not top.row:
            self._flush()
        kind, level = _kind(element, tag, top)
        if kind not in ("item", "row"):
            self._tight = False
        row = top.row
        if tag == "table":
            self._tables += 1
            row = row or (self._tables <= 3 and _is_data(element))
        if tag == "tr" and row:
            kind, self._cells = "row", []
            self._header = all(cell.tag == "th" for cell in element if isinstance(cell.tag, str))
        return _Context(
            kind=kind,
            level=level,
            look=look,
            around=around,
            quoted=top.quoted or tag == "blockquote",
            verbatim=top.verbatim or tag == "pre",
            row=row,
            block=True,
        )

    def _around(self, element, tag: str) -> str | None:
        if tag in _AROUND:
            return _AROUND[tag]
        role = element.get("role")
        if role in _AROUND_ROLES:
            return _AROUND_ROLES[role]
        if tag == "header" and self._article is None and element.getparent().tag == "body":
            return "the head of a page" if next(element.iter("nav"), None) is not None else None
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if tag in ("div", "section", "ul", "header", "p", "span", "a") and len(named) > 1:
            found = _AROUND_CLASS.search(named)
            return "beside the article" if found and element is not self._article else None
        return None

    def _break(self) -> None:
        if self._stack[-1].row:
            self._runs.append((" ", PLAIN))
            return
        self._flush()
        self._tight = True

    def _image(self, element, top: _Context) -> None:
        alt, _ = repaired(element.get("alt") or "")
        ref = element.get("src") or element.get("data-src") or ""
        if ref.startswith("data:"):
            ref = ref.partition(";")[0]
        self._images.append(Line("image", cleaned(alt), ref=ref[:500], around=top.around))

    def _flush(self, context: _Context | None = None) -> None:
        """What was said since the last line becomes a line; then the pictures in it."""
        context = context or self._stack[-1]
        line = self._line(context)
        if line.text:
            line.tight = self._tight and bool(self.lines)
            self.lines.append(line)
            self._tight = context.kind in ("item", "row")
        self.lines += self._images
        self._images = []
        self._runs = []
        self._cells = []

    def _line(self, context: _Context) -> Line:
        line = Line(
            context.kind,
            "",
            level=context.level,
            quoted=context.quoted,
            around=context.around,
            header=self._header and context.kind == "row",
        )
        parts, length, ends = [], 0, []
        for words, look in self._runs:
            if words == "\t" and context.row:
                ends.append(length)
                parts.append("\t")
                length += 1
                continue
            whole, count = repaired(words)
            self.repaired += count
            whole = cleaned(whole, ends=False).replace(_TAB, "\t")
            if not length or parts[-1][-1] in " \t":
                whole = whole.lstrip(" " if length else " \t")
            if whole:
                line.looks.append((length, length + len(whole), look))
                parts.append(whole)
                length += len(whole)
        line.text = "".join(parts).rstrip()
        line.looks = [
            (start, min(end, len(line.text)), look)
            for start, end, look in line.looks
            if start < len(line.text) and look != PLAIN
        ]
        line.cells = tuple(_cells(line.text, ends))
        return line


def _cells(text: str, ends: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for end in ends:
        if start <= len(text):
            yield start, min(end, len(text))
        start = end + 1


def _look(element, tag: str, style: str, outer: Look) -> Look:
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
    if (strong, emphasis, struck, url) == (
        outer.strong,
        outer.emphasis,
        outer.struck,
        outer.url,
    ):
        return outer
    return Look(strong, emphasis, struck, url)


def target(address: str | None) -> str | None:
    """
    Where a link leads: http and https only, out of Google's wrapper, without its own additions.

    The address's own query stays, `tag=` included (domain.md 7.1).
    """
    address = (address or "").strip()
    if not address or len(address) > 2000:
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


_OF_TAG = {
    **{tag: ("heading", level) for tag, level in _HEADINGS.items()},
    "li": ("item", 2),
    "summary": ("heading", 4),
    "caption": ("heading", 4),
    "figcaption": ("note", 2),
}
# Google Docs and Word mark title and subtitle by a class of a paragraph.
_OF_CLASS = {
    "title": ("heading", 1),
    "MsoTitle": ("heading", 1),
    "subtitle": ("dek", 2),
    "MsoSubtitle": ("dek", 2),
}


def _kind(element, tag: str, top: _Context) -> tuple[str, int]:
    if tag == "p":
        for name in (element.get("class") or "").split()[:10]:
            if name in _OF_CLASS:
                return _OF_CLASS[name]
    if tag in _OF_TAG:
        return _OF_TAG[tag]
    if top.kind in ("heading", "item", "note", "row", "dek") and tag in ("p", "div"):
        return top.kind, top.level
    return "prose", 2


def _is_data(table) -> bool:
    """Whether a table's rows are lines: several columns of short cells, no table in them."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or sum(1 for _ in table.iter("table")) > 1:
        return False
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    if not 2 <= max(widths) <= _WIDEST_TABLE:
        return False
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    return all(sum(map(len, cell.itertext())) <= _LONGEST_CELL for cell in cells)
