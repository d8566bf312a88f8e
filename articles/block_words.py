"""
What a medical reviewer signs of each kind of block: the words that readers see of it.

articles/block_types.py says which kind uses which of these.
"""

import re
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join, linebreaks

from articles.models import CallOut
from core.richtext import BODY, plain_text, sanitizer
from core.script_marks import spell_scripts

Block = dict[str, Any]

_END_OF_CELL = re.compile(r"</t[dh]>")
_shown = sanitizer(BODY)


class Words(NamedTuple):
    """
    The words of a section twice over: bare, as a signature is bound to them, and as they are read.

    `signed` tells 10² from 102 and a cell of a table from its neighbor; `html` is clean.
    """

    signed: str
    html: str


def words_of_line(text: str) -> Words:
    return Words(text, format_html("<p>{}</p>", text))


def words_of_html(html: str) -> Words:
    ends_marked = _END_OF_CELL.sub(lambda end: f" |{end[0]}", spell_scripts(html))
    return Words(plain_text(ends_marked), _shown(html))


def words_of_rich_text(block: Block) -> Words:
    return words_of_html(block["html"])


def words_of_call_out(block: Block) -> Words:
    heading = block.get("title") or str(CallOut.Tone(block["tone"]).label)
    return _headed(heading, words_of_html(block["html"]))


def words_of_question(block: Block) -> Words:
    return _headed(block["text"], words_of_html(block["answer"]))


def _headed(heading: str, words: Words) -> Words:
    html = format_html("<p><strong>{}</strong></p>", heading) + words.html
    return Words(f"{heading}\n{words.signed}", html)


def words_of_image(block: Block) -> Words:
    return words_of_line(block["image"]["caption"])


def words_of_pull_quote(block: Block) -> Words:
    said = block.get("excerpt") or block["segments"]
    passages = format_html_join("", "<p>{}</p>", ((each,) for each in said))
    return Words("\n".join(said), format_html("<blockquote>{}</blockquote>", passages))


def words_of_key_points(block: Block) -> Words:
    items = format_html_join("", "<li>{}</li>", ((each,) for each in block["points"]))
    return Words("\n".join(block["points"]), format_html("<ul>{}</ul>", items) if items else "")


def words_of_pick(block: Block) -> Words:
    """Bound to the product as well: praise of one cream is none of another."""
    texts = [block["best_for"], block["note"], *block["pros"], *block["cons"]]
    if not any(text.strip() for text in texts):
        return Words("", "")
    parts: list[str] = [format_html("<p><strong>{}</strong></p>", block["best_for"])]
    parts.append(linebreaks(block["note"], autoescape=True))
    for label, name in (("Pros", "pros"), ("Cons", "cons")):
        items = format_html_join("", "<li>{}</li>", ((line,) for line in block[name]))
        parts.append(format_html("<p>{}</p><ul>{}</ul>", label, items) if items else "")
    signed = [f"product {block['product']}", block["best_for"], block["note"]]
    signed += ["Pros", *block["pros"], "Cons", *block["cons"]]
    return Words("\n".join(signed), "".join(parts if block["best_for"] else parts[1:]))
