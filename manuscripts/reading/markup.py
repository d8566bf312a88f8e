"""
HTML to lines: what Google Docs exports and pastes, Word pastes, and whole pages of the web.

Each block becomes a line with the kind its tag gives it; each run of a line keeps what its markup
says of it: a link, bold, italic, struck through (docs/rules.md 7.1–7.6, 7.11). Hidden words and
comments are left out; what stands around an article is kept as `around`, to be shown and not used.
"""

import re
from dataclasses import dataclass, field, replace

from lxml import etree, html

from .decoding import UnreadableManuscript, cleaned, repaired
from .looks import MAX_STYLE, PLAIN, Look, class_styles, look_of
from .markup_lists import OpenLists, is_word_bullet
from .markup_parts import is_box_foot, is_former, part_of, stands_apart
from .markup_runs import END_OF_CELL, END_OF_LINE, Run, joined
from .markup_tables import cells_of, is_data, is_given_up
from .markup_tracks import is_comment, is_deleted
from .markup_unseen import is_spoken_only, is_unseen
from .page_furniture import article_of, furniture
from .segmentation import Cell, ListPlace

_DROPPED = frozenset(
    "script style template head title svg math iframe object embed applet audio video canvas select"
    " textarea input".split()
)
_BLOCKS = frozenset(
    "p div section article main li ul ol dl dt dd table tbody thead tfoot caption tr td th h1 h2 h3"
    " h4 h5 h6 blockquote pre figure figcaption details summary address header footer nav aside"
    " form fieldset body center hgroup menu".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONGEST_MARK = 5  # of a footnote: "[12]"
_FOOTNOTE = re.compile(r"#(?:cmnt|ftnt|_?footnote|_?endnote|_ftn|_edn|fn)")
MAX_HIDDEN = 50  # hidden pieces whose words are told
MAX_HIDDEN_WORDS = 300  # characters of each
_OF_TABLE = frozenset("table tbody thead tfoot tr td th".split())


@dataclass(slots=True)
class MarkupLine:
    """
    A block's words with their looks. `kind`: prose, heading, item, row, note, image or title.

    `tight` where no blank line parts it from the line before; `around` says why it is none of the
    article's; `table` is the number of the table that a row, with its `cells`, or a caption is of.
    """

    kind: str
    text: str
    looks: list[tuple[int, int, Look]] = field(default_factory=list)
    level: int = 2
    tight: bool = False
    quoted: bool = False
    around: str | None = None
    ref: str | None = None
    table: int | None = None
    cells: tuple[Cell, ...] = ()
    place: ListPlace | None = None
    part: str = ""  # what the markup calls it: a product's brand, its name, a price
    ruled: bool = False  # a rule stands above it

    @property
    def is_strong(self) -> bool:
        """Whether all of it is bold."""
        bold = sum(end - start for start, end, look in self.looks if look.strong)
        return bold > 0 and bold >= len(self.text.replace(" ", "")) and bold + 12 > len(self.text)

    @property
    def is_slanted(self) -> bool:
        """Whether all of it is in italics, but for a mark or two."""
        slanted = sum(end - start for start, end, look in self.looks if look.emphasis)
        return slanted > 0 and slanted + 3 >= len(self.text)

    @property
    def strong_lead(self) -> int:
        """Where the bold words at its beginning end."""
        end = 0
        for start, stop, look in self.looks:
            if not look.strong or self.text[end:start].strip():
                break
            end = stop
        return end


@dataclass(slots=True)
class ParsedMarkup:
    lines: list[MarkupLine]
    repaired: int = 0
    hidden: int = 0  # pieces of hidden text that were left out
    comments: int = 0  # an editor's comments that were left out
    deleted: int = 0  # deletions of tracked changes, and struck words, that were left out
    flat: int = 0  # raised or lowered words that plain text can't show as such
    tables_as_lines: int = 0  # tables that were too large in some way to be kept as such
    hidden_words: tuple[str, ...] = ()  # of the first hidden pieces
    comment_words: tuple[str, ...] = ()  # of the first comments
    deleted_words: tuple[str, ...] = ()  # of the first deletions
    tracked: int = 0  # deletions of a Word file, whose struck words are none


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
    table: int | None = None
    block: bool = False
    place: ListPlace | None = None
    part: str = ""


def parse_markup(source: str, name: str) -> ParsedMarkup:
    """The lines of an HTML page or fragment; UnreadableManuscript where it is nested too deep."""
    root = _parsed(source, name)
    if root is None:
        return ParsedMarkup([])
    walk = _Walk(class_styles(root), article_of(root), commented="#cmnt" in source)
    walk.run(root)
    return walk.parsed()


def _parsed(source: str, name: str) -> etree._Element | None:
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


class _Walk:
    """Goes through the tree once, in order, without calling itself: depth costs nothing."""

    def __init__(
        self, classes: dict[str, str], article: etree._Element | None, *, commented: bool
    ) -> None:
        self.lines: list[MarkupLine] = []
        self.repaired = self.hidden = self.comments = self.deleted = self.flat = 0
        self.hidden_words: list[str] = []
        self.comment_words: list[str] = []
        self.deleted_words: list[str] = []
        self._classes = classes
        self._article = article
        self._commented = commented
        self._stack = [_Context(around="around the article" if article is not None else None)]
        self._runs: list[Run] = []
        self._beside: list[MarkupLine] = []  # pictures, and what is said to screen readers
        self._cells: list[etree._Element] = []  # of the row that is open
        self._tight = self._ruled = False
        self._tables = 0  # how deep
        self._given_up = 0
        self._lists = OpenLists()
        self._numbered = 0
        self._called: tuple[str, str] | None = None  # what an inline piece of the line is called

    def run(self, root: etree._Element) -> None:
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

    def parsed(self) -> ParsedMarkup:
        return ParsedMarkup(
            self.lines,
            self.repaired,
            self.hidden,
            self.comments,
            self.deleted,
            self.flat,
            self._given_up,
            tuple(self.hidden_words),
            tuple(self.comment_words),
            tuple(self.deleted_words),
        )

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

    def _start(self, element: etree._Element) -> bool:
        """Whether to go into it; what its markup says goes onto the stack either way."""
        top = self._stack[-1]
        tag = element.tag if isinstance(element.tag, str) else ""
        style = self._style(element)
        if is_word_bullet(element, style):
            self._runs.append(("• ", PLAIN))
            self._stack.append(replace(top, block=False))
            return False
        if tag in _DROPPED or self._is_hidden(element, tag, style) or self._is_beside(element, tag):
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
            self._ruled = True
        self._stack.append(self._inside(element, tag, style, top))
        return True

    def _end(self, element: etree._Element) -> None:
        closed = self._stack.pop()
        if closed.block:
            if element.tag in ("td", "th") and closed.row:
                self._cells.append(element)
                self._runs.append((END_OF_CELL, PLAIN))
            elif closed.row and element.tag not in _OF_TABLE:
                self._runs.append((END_OF_LINE, PLAIN))
            elif closed.kind == "heading" and element.tag not in _BLOCKS:
                self._runs.append((" ", PLAIN))  # brand and name, in one heading
            elif not closed.row or element.tag == "tr":
                self._flush(closed)
        if element.tag == "table":
            self._tables -= 1
        self._lists.end(element)

    def _style(self, element: etree._Element) -> str:
        names = element.get("class")
        own = (element.get("style") or "")[:MAX_STYLE]
        if not names or not self._classes:
            return own
        known = {name: self._classes.get(name, "") for name in names.split()[:20]}
        return ";".join([*filter(None, known.values()), own])

    def _is_hidden(self, element: etree._Element, tag: str, style: str) -> bool:
        if is_spoken_only(element, style):
            words = cleaned("".join(element.itertext()))
            around = self._stack[-1].around or "said to screen readers only"
            self._beside += [MarkupLine("prose", words, around=around)] if words else []
            return True
        hidden = is_unseen(element, tag, style, is_block=tag in _BLOCKS)
        words = " ".join("".join(element.itertext()).split()) if hidden else ""
        if any(map(str.isalnum, words)):
            self.hidden += 1
            if len(self.hidden_words) < MAX_HIDDEN:
                self.hidden_words.append(words[:MAX_HIDDEN_WORDS])
        return hidden

    def _is_beside(self, element: etree._Element, tag: str) -> bool:
        """What says nothing of the article: a comment, a footnote's mark, what was deleted."""
        if tag in ("sup", "a") and _is_footnote_mark(element, tag):
            return True
        if is_deleted(element, tag):
            words = " ".join("".join(element.itertext()).split())
            self.deleted += bool(words)
            if words and len(self.deleted_words) < MAX_HIDDEN:
                self.deleted_words.append(words[:MAX_HIDDEN_WORDS])
            return True
        comments = is_comment(element, tag, has_google_comments=self._commented)
        if comments:
            self.comments += comments
            words = " ".join("".join(element.itertext()).split())
            if words and len(self.comment_words) < MAX_HIDDEN:
                self.comment_words.append(words[:MAX_HIDDEN_WORDS])
        return comments is not None

    def _inside(self, element: etree._Element, tag: str, style: str, top: _Context) -> _Context:
        look = look_of(element, tag, style, top.look)
        if is_former(element):
            look = replace(look, struck=True)
        around = top.around or self._around(element, tag)
        if tag not in _BLOCKS and not stands_apart(element, tag):
            if not self._called and (part := part_of(element)):
                self._called = (part, cleaned("".join(element.itertext())))
            return replace(top, look=look, around=around, block=False)
        self._part(tag, top)
        kind, level = _kind(element, tag, top)
        if kind not in ("item", "row"):
            self._tight = False
        row, table = self._table(element, tag, top)
        if tag == "tr" and row:
            kind, self._cells = "row", []
        return _Context(
            kind=kind,
            level=level,
            look=look,
            around=around,
            quoted=top.quoted or tag == "blockquote",
            verbatim=top.verbatim or tag == "pre",
            row=row,
            table=table,
            block=True,
            place=self._lists.start(element, tag, style) or top.place,
            part=part_of(element) or top.part,
        )

    def _around(self, element: etree._Element, tag: str) -> str | None:
        return None if is_box_foot(element) else furniture(element, tag, self._article)

    def _table(self, element: etree._Element, tag: str, top: _Context) -> tuple[bool, int | None]:
        """Whether an element's words are in rows, and the number of their table."""
        row, table = top.row, top.table
        if tag == "table":
            self._tables += 1
            if not row and self._tables <= 3 and is_data(element):
                self._numbered += 1
                row, table = True, self._numbered
            elif not row:
                self._given_up += is_given_up(element)
        return (False if tag == "caption" else row), table

    def _part(self, tag: str, top: _Context) -> None:
        """A block begins: a line of its own, or within the cell of a row."""
        if top.kind == "heading" and tag not in _BLOCKS:
            return
        if not top.row:
            self._flush()
        elif tag not in _OF_TABLE:
            self._runs.append((END_OF_LINE, PLAIN))

    def _break(self) -> None:
        if self._stack[-1].row:
            self._runs.append((END_OF_LINE, PLAIN))
            return
        self._flush()
        self._tight = True

    def _image(self, element: etree._Element, top: _Context) -> None:
        alt, _ = repaired(element.get("alt") or "")
        ref = element.get("src") or element.get("data-src") or ""
        if ref.startswith("data:"):
            ref = ref.partition(";")[0]
        self._beside.append(MarkupLine("image", cleaned(alt), ref=ref[:500], around=top.around))

    def _flush(self, context: _Context | None = None) -> None:
        """What was said since the last line becomes a line; then what stands beside it."""
        context = context or self._stack[-1]
        line = self._line(context)
        if line.text:
            line.tight = self._tight and bool(self.lines)
            line.ruled, self._ruled = self._ruled, False
            self.lines.append(line)
            self._tight = context.kind in ("item", "row")
        self.lines += self._beside
        self._beside = []
        self._runs = []
        self._cells = []
        self._called = None

    def _line(self, context: _Context) -> MarkupLine:
        line = MarkupLine(
            context.kind,
            "",
            level=context.level,
            quoted=context.quoted,
            around=context.around,
            table=context.table,
            place=context.place,
            part=context.part,
        )
        told = joined(self._runs)
        self.repaired += told.repaired
        self.deleted += told.struck
        self.flat += told.flat
        line.text, line.looks = told.text, told.looks
        if self._called and self._called[1] == line.text:
            line.part = self._called[0]
        line.cells = tuple(cells_of(line.text, line.looks, told.ends, self._cells))
        return line


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
    "note": ("note", 2),  # a line of a front matter
    "MsoTitle": ("heading", 1),
    "subtitle": ("dek", 2),
    "MsoSubtitle": ("dek", 2),
}


def _kind(element: etree._Element, tag: str, top: _Context) -> tuple[str, int]:
    if tag in ("div", "p") and element.get("role") == "heading":
        level = element.get("aria-level") or ""
        return "heading", int(level) if level in tuple("123456") else 2
    if tag == "p":
        for name in (element.get("class") or "").split()[:10]:
            if name in _OF_CLASS:
                return _OF_CLASS[name]
    if tag in _OF_TAG:
        return _OF_TAG[tag]
    if top.kind in ("heading", "item", "note", "row", "dek") and (
        tag in ("p", "div") or tag not in _BLOCKS
    ):
        return top.kind, top.level
    return "prose", 2


def _is_footnote_mark(element: etree._Element, tag: str) -> bool:
    """A number that leads to a footnote, or back from it: raised, or a link of nothing else."""
    link = element if tag == "a" else next(iter(element.iter("a")), None)
    if link is None or not _FOOTNOTE.search(link.get("href") or ""):
        return False
    mark = "".join(element.itertext()).strip()
    return tag == "sup" or len(mark) <= _LONGEST_MARK and not any(map(str.isalpha, mark))
