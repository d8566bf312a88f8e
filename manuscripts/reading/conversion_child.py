"""
Word files and Markdown to HTML, in the child process alone (`child.py`): mammoth and markdown-it
are never loaded into the server.
"""

import io
import re
import zipfile
import zlib
from typing import Any

import mammoth
from lxml import etree
from markdown_it import MarkdownIt

from .docx_comments import comments_said, deletions, with_places

_MAX_FILES = 2_000  # in one packed file
_MAX_UNPACKED = 60_000_000  # bytes, all files together
_MAX_XML = 15_000_000  # bytes of one part
_MAX_HTML = 8_000_000  # characters of an answer
_MAX_HIDDEN = 50  # hidden pieces whose words are told
_MAX_HIDDEN_WORDS = 300  # characters of each
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BOXED = f"{_WORD}txbxContent"
_DAMAGED = "is damaged: open it in a word processor and save it again."
# Parts with words in them; pictures, fonts and settings are never unpacked.
_WANTED = re.compile(
    r"(?:word/(?:document|styles|numbering|footnotes|endnotes|comments)\d?\.xml|\[Content_Types\]\.xml"
    r"|(?:word/)?_rels/[\w.]+\.rels)\Z"
)


class Unreadable(Exception):
    """The end of a sentence that says why."""


def read(data: bytes) -> dict:
    """
    The HTML of one Word file; hidden and deleted words and comments are left out.

    `hidden`, `comments` and `deleted` say how many were, `hidden_words`, `comment_words` and
    `deleted_words` what the first of them say.
    """
    try:
        parts = _parts(data)
        left_out = _tidied(parts)
        answer = mammoth.convert_to_html(
            _packed(parts),
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        )
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(
            "takes more memory than any article: save its words as plain text."
        ) from None
    except Exception as error:  # a broken file breaks mammoth in many ways
        raise Unreadable(_DAMAGED) from error
    # Columns made with the tab key are columns; in HTML a tab is white space like any other.
    if len(answer.value) > _MAX_HTML:
        raise Unreadable("unpacks to more than any article: save its words as plain text.")
    html = _PICTURE.sub(_img, answer.value).replace("\t", TAB)
    return {"html": html, **left_out}


TAB = "\ue003"


# Where a picture stood: its part of the file, and its description.
_PICTURE = re.compile("\ue000([^\ue000-\ue002<]*)\ue001([^\ue000-\ue002<]*)\ue002")


def _img(picture: re.Match) -> str:
    ref, words = (part.replace('"', "&quot;") for part in picture.groups())
    return f'<img src="{ref}" alt="{words}">'


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return {
                entry.filename: _unpacked(packed, entry)
                for entry in _checked(packed)
                if _WANTED.match(entry.filename)
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise Unreadable(_DAMAGED) from None


def _checked(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = packed.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("has a password: save it without one.")
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names and not any(
        re.match(r"word/document\d?\.xml\Z", name) for name in names
    ):
        raise Unreadable("is not a Word file: save it as .docx again.")
    wanted = [entry for entry in entries if _WANTED.match(entry.filename)]
    large = sum(entry.file_size for entry in wanted)
    if len(entries) > _MAX_FILES or large > _MAX_UNPACKED:
        raise Unreadable("unpacks to more than any article: save its words as plain text.")
    return wanted


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with packed.open(entry) as stream:
        xml = stream.read(_MAX_XML + 1)
    if len(xml) > _MAX_XML:
        raise Unreadable("unpacks to more than any article: save its words as plain text.")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", xml) or b"<\0!\0D\0" in xml:
        raise Unreadable("holds a DOCTYPE, which no Word file does: save it as .docx again.")
    return xml


def _tidied(parts: dict[str, bytes]) -> dict[str, Any]:
    """Hidden runs out of the parts, double strikes as single ones, pictures as their marks."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    hidden_styles = _hidden_styles(parts, parser)
    pictures = _pictures(parts, parser)
    said = comments_said(parts, parser)
    hidden = comments = 0
    hidden_words: list[str] = []
    comment_words: list[str] = []
    deleted: list[str] = []
    for name in [name for name in parts if re.match(r"word/(?:document|footnotes|endnotes)", name)]:
        try:
            root = etree.fromstring(parts[name], parser)
        except etree.XMLSyntaxError:
            raise Unreadable(_DAMAGED) from None
        _close_fields(root)
        _open_boxes(root)
        deleted += deletions(root)
        hidden += _without_placeholders(root)
        hidden += _without_hidden(root, hidden_styles, hidden_words)
        for strike in root.iter(f"{_WORD}dstrike"):
            strike.tag = f"{_WORD}strike"
        _described_all(root, pictures)
        comment_words += with_places(root, said)
        comments += sum(1 for _ in root.iter(f"{_WORD}commentReference"))
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return {
        "hidden": hidden,
        "comments": comments,
        "hidden_words": hidden_words,
        "comment_words": comment_words,
        "deleted": len(deleted),
        "deleted_words": [words[:_MAX_HIDDEN_WORDS] for words in deleted[:_MAX_HIDDEN]],
    }


def _without_hidden(root: etree._Element, styles: set[str], told: list[str]) -> int:
    """Take the hidden runs out; returns how many had words, of which the first are `told`."""
    count = 0
    for run in list(root.iter(f"{_WORD}r")):
        if _is_hidden(run, styles):
            words = "".join(text.text or "" for text in run.iter(f"{_WORD}t"))
            count += bool(words)
            if words.strip() and len(told) < _MAX_HIDDEN:
                told.append(words.strip()[:_MAX_HIDDEN_WORDS])
            run.getparent().remove(run)
    return count


def _without_placeholders(root: etree._Element) -> int:
    """ "Click or tap here to enter text" goes: nobody wrote it. How many there were."""
    controls = [
        control
        for control in root.iter(f"{_WORD}sdt")
        if control.find(f"{_WORD}sdtPr/{_WORD}showingPlcHdr") is not None
    ]
    for control in controls:
        control.getparent().remove(control)
    return len(controls)


def _described_all(root: etree._Element, pictures: dict[str, str]) -> None:
    # A field's words (a date, a number of a page) are words; mammoth passes them over.
    for passed_over in list(root.iter(f"{_WORD}fldSimple")):
        _unwrap(passed_over)
    for drawing in list(root.iter(f"{_WORD}drawing", f"{_WORD}pict")):
        _described(drawing, pictures)


def _close_fields(root: etree._Element) -> None:
    """
    A field is deleted where its beginning is; else its end stays, though it was deleted.

    Without its end a link would go on to the end of the file.
    """
    open_fields: list[bool] = []
    for mark in list(root.iter(f"{_WORD}fldChar")):
        deletion = next(mark.iterancestors(f"{_WORD}del", f"{_WORD}moveFrom"), None)
        if mark.get(f"{_WORD}fldCharType") == "begin":
            open_fields.append(deletion is not None)
        elif mark.get(f"{_WORD}fldCharType") == "end" and open_fields:
            is_deleted = open_fields.pop()
            if is_deleted and deletion is None:
                mark.getparent().remove(mark)
            elif not is_deleted and deletion is not None:
                run = etree.Element(f"{_WORD}r")
                run.append(mark)
                deletion.addnext(run)


def _open_boxes(root: etree._Element) -> None:
    """A text box that has its words for new versions of Word only: they are put below."""
    for either in list(root.iter(f"{_EITHER}AlternateContent")):
        old = either.find(f"{_EITHER}Fallback")
        new = either.find(f"{_EITHER}Choice")
        has_words = old is not None and next(old.iter(_BOXED), None) is not None
        if (
            new is not None
            and not has_words
            and (old is None or next(new.iter(_BOXED), None) is not None)
        ):
            either.getparent().replace(either, new)
            _unwrap(new)
    for drawing in list(root.iter(f"{_WORD}drawing")):
        holder = next(drawing.iterancestors(f"{_WORD}p"), None)
        if holder is None or _is_alternative(drawing):
            continue
        boxes = list(drawing.iter(_BOXED))
        for words in [words for box in reversed(boxes) for words in reversed(box)]:
            holder.addnext(words)
        if boxes:
            drawing.getparent().remove(drawing)


def _is_alternative(drawing: etree._Element) -> bool:
    return next(drawing.iterancestors(f"{_EITHER}AlternateContent"), None) is not None


def _unwrap(element: etree._Element) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(element):
        parent.insert(at, child)
    parent.remove(element)


def _pictures(parts: dict[str, bytes], parser: etree.XMLParser) -> dict[str, str]:
    """Where each picture lies in the packed file, by the id its drawing gives."""
    try:
        root = etree.fromstring(parts.get("word/_rels/document.xml.rels", b"<none/>"), parser)
    except etree.XMLSyntaxError:
        return {}
    return {one.get("Id", ""): one.get("Target", "")[:200] for one in root}


def _hidden_styles(parts: dict[str, bytes], parser: etree.XMLParser) -> set[str]:
    """The styles, of characters and paragraphs, that hide words; a style may be based on one."""
    try:
        root = etree.fromstring(parts.get("word/styles.xml", b"<none/>"), parser)
    except etree.XMLSyntaxError:
        return set()
    based, hidden = {}, set()
    for style in root.iter(f"{_WORD}style"):
        name = style.get(f"{_WORD}styleId")
        base = style.find(f"{_WORD}basedOn")
        based[name] = base.get(f"{_WORD}val") if base is not None else None
        if any(_is_on(one) for one in style.iter(f"{_WORD}vanish", f"{_WORD}webHidden")):
            hidden.add(name)
    for name in based:
        seen, at = set(), name
        while at is not None and at not in seen and at not in hidden:
            seen.add(at)
            at = based.get(at)
        if at in hidden:
            hidden |= seen
    return hidden


def _is_on(switch: etree._Element) -> bool:
    return switch.get(f"{_WORD}val", "true") not in ("false", "0", "off")


def _is_hidden(run: etree._Element, hidden_styles: set[str]) -> bool:
    looks = run.find(f"{_WORD}rPr")
    if looks is not None:
        for name in ("vanish", "webHidden"):
            switch = looks.find(f"{_WORD}{name}")
            if switch is not None:
                return _is_on(switch)
        style = looks.find(f"{_WORD}rStyle")
        if style is not None:
            return style.get(f"{_WORD}val") in hidden_styles
    paragraph = next(run.iterancestors(f"{_WORD}p"), None)
    told = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle") if paragraph is not None else None
    return told is not None and told.get(f"{_WORD}val") in hidden_styles


def _described(drawing: etree._Element, pictures: dict[str, str]) -> None:
    """In place of a drawing: where its picture lies and what it shows. A text box stays."""
    tags = [str(one.tag).rpartition("}")[2] for one in drawing.iter()]
    run = drawing.getparent()
    if "txbxContent" in tags or run is None or run.tag != f"{_WORD}r":
        return
    words = embedded = ""
    for one in drawing.iter():
        if str(one.tag).endswith("}docPr"):
            words = one.get("descr") or ""
        elif str(one.tag).endswith(("}blip", "}imagedata")):
            embedded = one.get(f"{_RELATION}embed") or one.get(f"{_RELATION}id") or ""
    mark = etree.Element(f"{_WORD}t")
    clean = [
        re.sub("[\ue000-\ue002]", "", part) for part in (pictures.get(embedded, ""), words[:500])
    ]
    mark.text = "\ue000{}\ue001{}\ue002".format(*clean)
    run.replace(drawing, mark)


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name, xml in parts.items():
            packed.writestr(name, xml)
    buffer.seek(0)
    return buffer


# What is nested deeper is refused by Python itself; the library would leave its words out.
_MARKDOWN = MarkdownIt("commonmark", {"maxNesting": 100_000}).enable(["table", "strikethrough"])


def render(data: bytes) -> str:
    """The HTML of Markdown."""
    try:
        html = _MARKDOWN.render(data.decode("utf-8", "replace"))
    except RecursionError:
        raise Unreadable("is nested too deep: save its words as plain text.") from None
    if len(html) > _MAX_HTML:
        raise Unreadable("holds more than any article: split it.")
    return html
