"""What a plan makes of an article's body: its blocks in order, and plain words as HTML."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from core.richtext import plain_text
from manuscripts.name_titles import name_and_titles
from manuscripts.reading import Block, Faq, Plan
from manuscripts.reading.plain_tables import from_pipes
from manuscripts.reading.plan import Span


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A block to be made: "text" or "table" with its HTML, or a "product" or "faq" by index."""

    kind: str
    span: Span
    html: str = ""
    index: int = -1


def body_of(plan: Plan) -> Iterator[BodyPart]:
    """The blocks that a plan makes of an article, in order; neighboring texts are one."""
    text: list[Block] = []
    for block in plan.blocks:
        if block.kind in _TEXT:
            text.append(block)
        elif block.kind in {"product_list", "faq", "table"}:
            yield from _text_part(text)
            text = []
            yield from _parts_of(block, plan)
    yield from _text_part(text)


_BY = re.compile(
    r"(?:(?:words |text |story |written |reported )?by\b:?|(?:words|text|story|authors?|byline)\s?:"
    r"(?: by\b)?)\s*",
    re.IGNORECASE,
)


def authors_in(plan: Plan) -> list[list[str]]:
    """“By Maren Osei-Lund and Ada Lim”, “author: Ada Lim”: the names in each note of authors."""
    found = []
    for block in plan.blocks:
        words = (block.text or "").strip()
        label = _BY.match(words) if block.kind == "note" else None
        if label:
            named = re.split(r"\s[·|•]\s", words[label.end() :])[0]
            parts = [
                name_and_titles(part.strip())[0] for part in named.replace(" and ", ",").split(",")
            ]
            if _is_name(parts[0]):  # not “By buying through these links you support us”
                found.append([part for part in parts if _is_name(part)])
    return found


def _is_name(words: str) -> bool:
    """Whether the words may be a person's name: two to five, each with a capital."""
    parts = words.split()
    return 2 <= len(parts) <= 5 and all(part[0].isupper() for part in parts)


def in_words(parts: Iterable[BodyPart], plan: Plan) -> BodyPart:
    """One text that says what these neighboring parts say."""
    parts = list(parts)
    html = []
    for kind, group in groupby(parts, lambda part: part.kind):
        if kind == "product":
            html.append(_listed(plan.products[part.index].line for part in group))
        elif kind == "faq":
            html += [_asked(plan.faqs[part.index]) for part in group]
        else:
            html += [part.html for part in group]
    return BodyPart("text", (parts[0].span[0], parts[-1].span[1]), "".join(html))


def _asked(faq: Faq) -> str:
    return f"<h3>{escape(faq.question, quote=False)}</h3>{text_html(faq.answer)}"


def _parts_of(block: Block, plan: Plan) -> Iterator[BodyPart]:
    if block.kind == "table":
        yield BodyPart("table", block.span, block.html or "")
    for index in block.products:
        yield BodyPart("product", plan.products[index].span, index=index)
    for index in block.faqs:
        yield BodyPart("faq", plan.faqs[index].span, index=index)


def _text_part(blocks: list[Block]) -> Iterator[BodyPart]:
    if blocks:
        html = "".join(_TEXT[block.kind](block) for block in blocks)
        yield BodyPart("text", (blocks[0].span[0], blocks[-1].span[1]), html)


def text_html(text: str | None) -> str:
    """Plain words as HTML: a paragraph for each blank line between them, and tables of pipes."""
    parts = (part.strip() for part in (text or "").split("\n\n"))
    return "".join(_paragraph_or_table(part) for part in parts if part)


def _paragraph_or_table(words: str) -> str:
    table = from_pipes(words)
    return table.html() if table else f"<p>{escape(words, quote=False)}</p>"


def _heading(block: Block) -> str:
    level = 2 if (block.level or 2) <= 2 else 3
    return f"<h{level}>{escape(block.text or '', quote=False)}</h{level}>"


def _list(block: Block) -> str:
    return block.html or _listed(block.items)


def _listed(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item, quote=False)}</li>' for item in items)}</ul>"


_TEXT: dict[str, Callable[[Block], str]] = {
    "heading": _heading,
    "paragraph": lambda block: block.html or "",
    "list": _list,
}


def pictures_note(plan: Plan) -> str:
    """How many pictures there are: they come from the library, which knows whose they are."""
    pictures = [block for block in plan.blocks if block.kind == "image"]
    if not pictures:
        return ""
    alts = ", ".join(f"“{block.alt}”" for block in pictures if block.alt)
    return (
        f"Pictures in the manuscript: {len(pictures)}{f' ({alts})' if alts else ''}. "
        "Add them from the library in the article."
    )


def is_same_text(one: str, other: str) -> bool:
    """Whether two answers are the same words, however they are marked up."""
    return plain_text(one) == plain_text(other)
