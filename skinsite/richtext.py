"""
Rich text: what a writer may mark up, in the editor, in the database and on the page.

One list of extensions says all three: the editor offers them, the sanitiser (nh3) keeps them and
nothing else. The field cleans on every save, not only in forms: an import and an API write are
cleaned like a person's typing (stack.md trap 4).
"""

from html import unescape

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
