"""
Rich text: what a writer may mark up, in the editor, in the database and on the page.

One list of extensions says all three: the editor offers them, the sanitizer (nh3) keeps them and
nothing else. The field cleans on every save, not only in forms: an import and an API write are
cleaned like a person's typing (docs/rules.md 9.4).
"""

import re
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import nh3
from django.db.models import Model
from django_prose_editor.fields import (
    ProseEditorField,
    ProseEditorFormField,
    create_sanitizer,
)

from core.hidden_characters import without_spoofs
from core.http_urls import kept_link
from core.table_markup import as_one_table, with_tables_in_shape

_WORDS = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Link": {
        "enableTarget": False,
        "protocols": ["http", "https", "mailto"],
        "defaultProtocol": "https",
    },
    "HardBreak": True,
    "History": True,
    "CleanPaste": True,
}
_TABLES = {"Table": True, "TableRow": True, "TableHeader": True, "TableCell": True}

BODY = {
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    **_WORDS,
    **_TABLES,
}
ANSWER = {name: config for name, config in BODY.items() if name not in {"Heading", "Blockquote"}}
# One table and nothing beside it: the editor's document is the table.
TABLE = {"Document": False, "TableDocument": True, **_WORDS, **_TABLES}


class RichTextFormField(ProseEditorFormField):
    """
    Hands the editor what the field would keep, whatever stands in the row (docs/rules.md 8.15).

    The editor makes elements of it, and those run their handlers before it drops them.
    """

    shows: Callable[[str], str] = staticmethod(str)

    def prepare_value(self, value: Any) -> Any:
        return self.shows(value) if isinstance(value, str) else value


class RichTextField(ProseEditorField):
    """HTML limited to `extensions` (default `BODY`), sanitized whenever it is saved."""

    if TYPE_CHECKING:  # the field it is built on says nothing of types

        def __get__(self, instance: Any, owner: Any) -> Any: ...
        def __set__(self, instance: Any, value: str) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        extensions = kwargs.setdefault("extensions", BODY)
        kwargs.setdefault("sanitize", sanitizer(extensions))
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        field = super().formfield(**{"form_class": RichTextFormField, **kwargs})
        field.shows = self.sanitize
        return field

    def pre_save(self, model_instance: Model, add: bool) -> str:  # noqa: FBT001 -- Django's
        value = self.sanitize(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, value)
        return value


def sanitizer(extensions: dict) -> Callable[[str], str]:
    """What a field of these `extensions` does to HTML before it keeps it; twice is as once."""
    is_one_table = "TableDocument" in extensions
    # Lists and headings beside or in a table become its lines, so they must come as far as there.
    clean = create_sanitizer({**BODY, **extensions} if is_one_table else extensions)
    shape = as_one_table if is_one_table else with_tables_in_shape

    def sanitize(html: str) -> str:
        html = _without_deep_tags(html)
        html = _BLOCK_TAG.sub(" <", html) if _FOREIGN.search(html) else html
        html = _LOOKS.sub(lambda tag: f"<{tag[1]}{_MEANING[tag[2].lower()]}>", html)
        html = _without_traps(shape(clean(html)))
        return "" if _is_unseen(html) else html

    return sanitize


# Spaces of any width, joiners and marks of direction: nothing that a reader sees.
_UNSEEN = re.compile(
    r"(?:</?(?:p|br|strong|em|[uo]l|li|h[23]|blockquote|su[bp])>|&(?:nbsp|#160);|[\s\u00ad"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff])*"
)


def _is_unseen(html: str) -> bool:
    """Whether a reader would see nothing: an answer of one no-break space is no answer."""
    return _UNSEEN.fullmatch(html) is not None


# No editor nests deeper; cleaning takes a square of the depth (30,000 quotations: minutes).
MAX_DEPTH = 100
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


def _without_deep_tags(html: str) -> str:
    """The same words without the tags below `MAX_DEPTH`; in one pass."""
    if html.count("<") <= MAX_DEPTH:
        return html
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _VOID:
            return tag[0]
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < MAX_DEPTH else ""
        depth += 1
        return tag[0] if depth <= MAX_DEPTH else ""

    return _ANY_TAG.sub(kept, html)


# Tags that no field keeps: without a space their words would run together.
_FOREIGN = re.compile(r"<(?:address|article|aside|d[dlt]|div|fig|h[14-6]|pre|section)\b")
_LOOKS = re.compile(r"<(/?)([bi])(?:\s[^<>]*)?>", re.IGNORECASE)
_MEANING = {"b": "strong", "i": "em"}
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r'\bhref="([^"]*)"')
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}(?:[/?\#][^\s]*)?", re.VERBOSE)
_MAILBOX = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,24}")


def _without_traps(html: str) -> str:
    """
    Links as they were meant, and nothing hidden in words or links that makes them read otherwise.

    www.aad.org/x leads to that host, not to a page beside this one. A link that leads nowhere
    (core/http_urls.py) leaves its words.
    """
    html = without_spoofs(html)
    return _LINK.sub(_as_meant, html) if "<a" in html else html


def _as_meant(link: re.Match) -> str:
    found = _HREF.search(link[1])
    target = kept_link(_with_scheme(unescape(found[1]).strip())) if found else ""
    return f'<a href="{escape(target)}">{link[2]}</a>' if target else link[2]


def _with_scheme(address: str) -> str:
    if _MAILBOX.fullmatch(address):
        return f"mailto:{address}"
    return f"https://{address}" if _HOST.fullmatch(address) else address


_BLOCK_TAG = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer"
    r"|h[1-6]|header|hr|li|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)\b)"
)


def plain_text(html: str) -> str:
    """The words of a piece of rich text, white space folded, for slugs, excerpts and digests."""
    return " ".join(unescape(nh3.clean(_BLOCK_TAG.sub(" <", html), tags=set())).split())


_PARAGRAPH = re.compile(r"(?<!<li>)(?<!<td>)(?<!<th>)<p>(.*?)</p>", re.DOTALL)


def paragraphs(html: str) -> list[str]:
    """The words of each paragraph that is in no list and no table."""
    return [plain_text(words) for words in _PARAGRAPH.findall(html)]


# When two texts are the same


class _Plain(HTMLParser):
    """HTML as a list of tokens in which only what a reader would notice makes a difference."""

    SAME = {"b": "strong", "i": "em"}
    BLOCK = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "br"} | {
        "table", "caption", "tr", "th", "td"
    }  # fmt: skip
    UNSEEN = {"thead", "tbody", "tfoot"}  # the editor writes down none of them

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.UNSEEN:
            return
        tag = self.SAME.get(tag, tag)
        kept = "".join(f' {name}="{value}"' for name, value in attrs if name == "href")
        self.tokens.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and tag not in self.UNSEEN:
            self.tokens.append(f"</{self.SAME.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        self.tokens.append(escape(data, quote=False))


_TAGS = nh3.ALLOWED_TAGS  # more than any field offers: what a field drops shows as a change
_SPANS = {"colspan", "rowspan"}
_ATTRIBUTES = {"a": {"href"}, "td": _SPANS, "th": _SPANS}
_TAGS_OF_BLOCKS = "|".join(sorted(_Plain.BLOCK))


def comparable_html(html: str) -> str:
    """
    The same text for HTML that differs only in how an editor writes it down.

    Paragraphs inside list items, white space between blocks, empty paragraphs at the end, character
    references and `<b>` for `<strong>` are habits of a serializer, not changes.
    """
    # Python's parser raises on some of what an autosave may hold, and needs a square of time for
    # more; what the sanitizer has written down is well-formed, and all that a save would keep.
    parser = _Plain()
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None)
    parser.feed(_without_traps(with_tables_in_shape(clean)))
    parser.close()
    text = re.sub(r"[ \t\r\n]+", " ", "".join(parser.tokens))
    text = re.sub(rf" ?(</?(?:{_TAGS_OF_BLOCKS})>) ?", r"\1", text)
    text = text.replace("<li><p>", "<li>").replace("</p></li>", "</li>")
    text = re.sub(r"</p>(<[uo]l>)", r"\1", text) if "<li>" in text else text
    return _without_empty(text).strip()


def _without_empty(text: str) -> str:
    """Elements with nothing in them go, as do line breaks at the end of a paragraph; one pass."""
    kept: list[str] = []
    for piece in re.split(r"(</?(?:p|strong|em)>|<br>)", text):
        while piece == "</p>" and kept and kept[-1] == "<br>":
            kept.pop()
        if piece.startswith("</") and kept and kept[-1] == piece.replace("/", "", 1):
            kept.pop()
        elif piece:
            kept.append(piece)
    return "".join(kept)
