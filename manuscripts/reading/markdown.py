"""
Markdown to HTML: CommonMark with tables and ~~struck~~ words, and a front matter if there is one.
"""

import re
from html import escape

from .conversion import MARKDOWN, converted

_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.{0,8000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
# Lines below the title that tell who wrote it and what it is about.
_HEAD_LINE = re.compile(
    r"(?:by [A-Z]|(?:tags?|keywords?|topics?|brands?|words|text|authors?|photos?|updated|published"
    r"|dek|standfirst|subtitle|summary)(?: by)?\s?:|(?:updated|published) )",
    re.IGNORECASE,
)
_MAX_HEAD_LINE = 200
_RULE_OF_TABLE = re.compile(r" {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?")
_PIPE = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_TYPED_BULLET = re.compile(r" {0,3}[–—•·▪●◦‣✔➢→](?:[ \t]+|(?=\w))")
_ASKED = re.compile(r" {0,3}(?:\*\*|__)?(?:[QA]|Question|Answer) ?\d{0,2} ?[:.] ?(?:\*\*|__)?")
_FOOTNOTE_MARK = re.compile(r"\[\^[\w-]{1,20}\](?!:)")


def markdown_to_html(source: str, name: str) -> str:
    """The page a Markdown file describes; each line of its front matter is a paragraph."""
    front = _FRONT.match(source)
    head = ""
    if front:
        head = "".join(
            f"<p>{escape(line.strip())}</p>" for line in front[1].splitlines() if line.strip()
        )
        source = source[front.end() :]
    source = _with_wide_heads(_with_lists(_with_labels(_with_head_lines(source))))
    # Brackets and stars can be set so that the parser takes minutes: it works in the child.
    unmarked = _FOOTNOTE_MARK.sub("", source).encode("utf-8", "replace")
    return head + converted(MARKDOWN, unmarked, name)


def _with_head_lines(source: str) -> str:
    """Lines right below the title that carry a label are paragraphs of their own."""
    lines = source.split("\n")
    at = next((at for at, line in enumerate(lines[:20]) if line.strip()), None)
    if at is None or not lines[at].startswith("# "):
        return source
    kept = lines[: at + 1]
    rest = lines[at + 1 :]
    while rest and (not rest[0].strip() or _is_head_line(rest[0])):
        line = rest.pop(0)
        kept += [line, ""] if line.strip() else [line]
    return "\n".join(kept + rest)


def _is_head_line(line: str) -> bool:
    return len(line) <= _MAX_HEAD_LINE and bool(_HEAD_LINE.match(line.lstrip("*_ ")))


def _with_labels(source: str) -> str:
    """Lines that begin "Q:" or "A:" as paragraphs of their own, one below another or not."""
    lines = source.split("\n")
    kept: list[str] = []
    for line in lines:
        if kept and kept[-1].strip() and _ASKED.match(line):
            kept.append("")
        kept.append(line)
    return "\n".join(kept)


def _with_lists(source: str) -> str:
    """Lines one under another that begin with dashes or dots as typed, "– Cream: $9", as a list."""
    lines = source.split("\n")
    is_code = False
    marked = []
    for line in lines:
        is_code ^= bool(_FENCE.match(line))
        marked.append(not is_code and _TYPED_BULLET.match(line))
    kept: list[str] = []
    for at, line in enumerate(lines):
        bullet, before = marked[at], at > 0 and marked[at - 1]
        is_listed = bullet and (before or any(marked[at + 1 : at + 2]))
        if not is_listed and before and line.strip() and at > 1 and marked[at - 2]:
            kept.append("")  # the paragraph goes on; the last item doesn't
        kept.append(f"- {line[bullet.end() :]}" if bullet and is_listed else line)
    return "\n".join(kept)


def _with_wide_heads(source: str) -> str:
    """Heads of tables as wide as the widest row below: the parser drops what stands beyond."""
    lines = source.split("\n")
    is_code = False
    end = 0  # of the table before
    for at, line in enumerate(lines):
        is_code ^= bool(_FENCE.match(line))
        if at < end or is_code or not at:
            continue
        if "|" in line and _RULE_OF_TABLE.fullmatch(line.rstrip()):
            end = _widen(lines, at)
    return "\n".join(lines)


def _widen(lines: list[str], at: int) -> int:
    """Where the table ends whose rule stands at this line."""
    width = _width(lines[at])
    if _width(lines[at - 1]) != width:
        return at
    widest, row = width, at + 1
    while row < len(lines) and lines[row].strip() and "|" in lines[row]:
        widest = max(widest, _width(lines[row]))
        row += 1
    for place, cell in ((at - 1, "  |"), (at, " --- |")):
        if widest > width:
            line = lines[place].rstrip()
            closed = line if _PIPE.search(line[-2:]) and line.endswith("|") else f"{line} |"
            lines[place] = closed + cell * (widest - width)
    return row


def _width(line: str) -> int:
    line = line.strip()
    pipes = len(_PIPE.findall(line))
    return pipes + 1 - line.startswith("|") - (line.endswith("|") and not line.endswith("\\|"))
