"""
Rich text: what a writer may mark up, in the editor, in the database and on the page.

One list of extensions says all three: the editor offers them, the sanitiser (nh3) keeps them and
nothing else. The field cleans on every save, not only in forms: an import and an API write are
cleaned like a person's typing (stack.md trap 4).
"""

import re
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from django_prose_editor.fields import ProseEditorField

BODY = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "HardBreak": True,
    "History": True,
}
ANSWER = {name: config for name, config in BODY.items() if name not in {"Heading", "Blockquote"}}


class RichTextField(ProseEditorField):
    """HTML limited to `extensions` (default `BODY`), sanitised whenever it is saved."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", BODY)
        kwargs.setdefault("sanitize", True)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        value = self.sanitize(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, value)
        return value


def plain_text(html):
    """The words of a piece of rich text, white space folded, for slugs, excerpts and digests."""
    spaced = html.replace("</p>", " </p>").replace("</li>", " </li>").replace("<br", " <br")
    return " ".join(unescape(nh3.clean(spaced, tags=set())).split())


# When two texts are the same


class _Plain(HTMLParser):
    """HTML as a list of tokens in which only what a reader would notice makes a difference."""

    SAME = {"b": "strong", "i": "em"}
    BLOCK = {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "br"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tokens = []

    def handle_starttag(self, tag, attrs):
        tag = self.SAME.get(tag, tag)
        kept = "".join(f' {name}="{value}"' for name, value in attrs if name == "href")
        self.tokens.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag):
        if tag != "br":
            self.tokens.append(f"</{self.SAME.get(tag, tag)}>")

    def handle_data(self, data):
        self.tokens.append(escape(data, quote=False))


_TAGS = nh3.ALLOWED_TAGS  # more than any field offers: what a field drops shows as a change
_TAGS_OF_BLOCKS = "|".join(sorted(_Plain.BLOCK))


def comparable_html(html):
    """
    The same text for HTML that differs only in how an editor writes it down.

    Paragraphs inside list items, white space between blocks, empty paragraphs at the end, character
    references and `<b>` for `<strong>` are habits of a serialiser, not changes.
    """
    # Python's parser raises on some of what an autosave may hold, and needs a square of time for
    # more; what the sanitiser has written down is well-formed, and all that a save would keep.
    parser = _Plain()
    parser.feed(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel=None))
    parser.close()
    text = re.sub(r"[ \t\r\n]+", " ", "".join(parser.tokens))
    text = re.sub(rf" ?(</?(?:{_TAGS_OF_BLOCKS})>) ?", r"\1", text)
    text = text.replace("<li><p>", "<li>").replace("</p></li>", "</li>")
    text = re.sub(r"</p>(<[uo]l>)", r"\1", text) if "<li>" in text else text
    return _without_empty(text).strip()


def _without_empty(text):
    """Elements with nothing in them go, as do line breaks at the end of a paragraph; one pass."""
    kept = []
    for piece in re.split(r"(</?(?:p|strong|em)>|<br>)", text):
        while piece == "</p>" and kept and kept[-1] == "<br>":
            kept.pop()
        if piece.startswith("</") and kept and kept[-1] == piece.replace("/", "", 1):
            kept.pop()
        elif piece:
            kept.append(piece)
    return "".join(kept)
