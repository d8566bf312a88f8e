"""
Markdown to HTML: CommonMark with tables and ~~struck~~ words, and a front matter if there is one.
"""

import re
from html import escape

from .conversion import MARKDOWN, converted
from .properties import is_property

_FRONT = re.compile(
    r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.{0,8000}?)\r?\n(?:---|\.\.\.|\+\+\+)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
# "tags: [a, b]" and "author = 'Ada Moss'"; below a key without a value, "- a" or words indented.
_KEY = re.compile(r"([\w][\w .-]{0,40}?)\s*(?::(?=\s|\Z)|=)\s*(.*)", re.DOTALL)
_LISTED = re.compile(r"\s*-\s+(.*)")
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
_BOLD_LABEL = re.compile(r" {0,3}(\*\*|__)[^*_\n]{2,40}(?:[:?]\1|\1 ?:)")
# "> [!NOTE]": the kind of a callout, no word of it.
_CALLOUT = re.compile(r"^( {0,3}> ?)\[![A-Za-z]{2,20}\][+-]?[ \t]*", re.MULTILINE)
_FACT = re.compile(r"(?:\*\*|__)?[A-Z][\w’' /&-]{0,28}(?:[:?](?:\*\*|__)?|(?:\*\*|__):) ?\S")
_ASIDE = re.compile(r"^ {0,3}<(/?)aside>[ \t]*$", re.MULTILINE)  # a callout of Notion
_FOOTNOTE = re.compile(r" {0,3}\[\^([\w-]{1,20})\]:[ \t]*")
_REFERENCE = re.compile(r" {0,3}\[[^\[\]\n^]{1,80}\]:[ \t]*<?https?:", re.IGNORECASE)
# "[[dm-drogerie markt|dm]]" of a notebook: the words that are shown; "![[hat.jpg]]" shows none.
_WIKI_LINK = re.compile(
    r"(?<!!)\[\[(?:[^\[\]|\n]{1,120}\|)?([^\[\]|\n]{1,120}?)(?:#[^\[\]|\n]{0,80})?\]\](?!\()"
)
_FOOTNOTE_MARK = re.compile(r"\[\^[\w-]{1,20}\](?!:)")


def markdown_to_html(source: str, name: str) -> str:
    """The page a Markdown file describes; each line of its front matter is a paragraph."""
    front = _FRONT.match(source)
    head = ""
    if front:
        head = "".join(f"<p class=note>{escape(line)}</p>" for line in _front_lines(front[2]))
        source = source[front.end() :]
    source = _ASIDE.sub(r"\n\n<\1div>\n\n", _CALLOUT.sub(r"\1", _with_footnotes(source)))
    source = _with_wide_heads(_with_lists(_with_labels(_with_head_lines(source))))
    # Brackets and stars can be set so that the parser takes minutes: it works in the child.
    source = _KEPT_FIELD.sub(r"\1: ", source) if ":: " in source else source
    source = _SHORTCODE.sub(_record_of, source) if "{{" in source else source
    unlinked = _WIKI_LINK.sub(r"\1", source) if "[[" in source else source
    unmarked = _FOOTNOTE_MARK.sub("", unlinked).encode("utf-8", "replace")
    return head + converted(MARKDOWN, unmarked, name)


# A field of a notebook: "- price:: 9 €".
_KEPT_FIELD = re.compile(r"^([ \t]*(?:[-*+] )?[A-Za-z][\w -]{1,24})::(?= )[ \t]*", re.MULTILINE)
# A static site's box: "{{< product brand="Luma" name="Dew Balm" price="$9" shop="Boots" >}}".
_SHORTCODE = re.compile(
    r'^ {0,3}\{\{[<%] ?[\w/-]{1,40}((?: +[\w-]{1,30}="[^"\n]{0,300}"){2,20}) ?/?[>%]\}\}[ \t]*$',
    re.MULTILINE,
)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def _record_of(box: re.Match) -> str:
    """A product's box as lines with labels; others as they are."""
    told = {one[1].lower(): one[2].strip() for one in _ATTRIBUTE.finditer(box[1])}
    url = next((told.pop(key) for key in ("url", "link", "href") if key in told), "")
    if not {"name", "title", "product"}.intersection(told) or not any(
        map(str.isdigit, told.get("price", ""))
    ):
        return box[0]
    if url and told.get("shop"):
        told["shop"] = f"[{told['shop']}](<{url}>)"
    lines = (f"{key.replace('-', ' ').capitalize()}: {said}" for key, said in told.items() if said)
    return "\n" + "\n\n".join(lines) + "\n"


def _front_lines(front: str) -> list[str]:
    """The front matter, a line for each key: "tags: a, b"."""
    found: list[tuple[str, list[str]]] = []
    for line in front.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key = None if line[0] in " \t-" and found else _KEY.match(line.strip())
        listed = _LISTED.match(line)
        if key:
            found.append((key[1], [key[2]]))
        elif found:
            found[-1][1].append(listed[1] if listed else line.strip())
        else:
            found.append(("", [line.strip()]))
    return [_front_line(key, values) for key, values in found]


def _front_line(key: str, values: list[str]) -> str:
    first, *rest = values
    if first[:1] in ("|", ">") and rest:
        said = " ".join(rest)
    elif first.startswith("[") and first.endswith("]"):
        said = ", ".join(_unquoted(part) for part in first[1:-1].split(","))
    else:
        said = ", ".join(filter(None, (_unquoted(value) for value in (first, *rest))))
    return f"{key}: {said}" if key else said


def _unquoted(value: str) -> str:
    value = value.strip()
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].replace('\\"', '"') if is_quoted else value


def _with_footnotes(source: str) -> str:
    """
    Footnotes and the addresses of links as paragraphs of their own, "[1] text" for a footnote.

    The parser takes "[^1]: text" for an address, or the addresses below it for its text.
    """
    lines = source.split("\n")
    kept: list[str] = []
    count, is_code = 0, False
    for line in lines:
        is_code ^= bool(_FENCE.match(line))
        note = None if is_code else _FOOTNOTE.match(line)
        if note or (not is_code and _REFERENCE.match(line)):
            kept.append("")
        if note:
            count += 1
            number = note[1] if note[1].isdecimal() else count
            kept.append(f"\\[{number}\\] {line[note.end() :]}")
        else:
            kept.append(line)
    return "\n".join(kept)


def _with_head_lines(source: str) -> str:
    """Lines right below the title that carry a label are paragraphs of their own."""
    lines = source.split("\n")
    at = next((at for at, line in enumerate(lines[:20]) if line.strip()), None)
    if at is None or not lines[at].startswith("# "):
        return source
    kept = lines[: at + 1]
    rest = lines[at + 1 :]
    block = "\n".join(rest).strip("\n").split("\n\n", 1)[0].split("\n")
    if sum(map(is_property, block)) * 2 < len(block) or not all(map(_FACT.match, block)):
        block = []
    while rest and (not rest[0].strip() or _is_head_line(rest[0]) or rest[0] in block):
        line = rest.pop(0)
        kept += [line, ""] if line.strip() else [line]
    return "\n".join(kept + rest)


def _is_head_line(line: str) -> bool:
    return len(line) <= _MAX_HEAD_LINE and bool(_HEAD_LINE.match(line.lstrip("*_ ")))


def _is_line_of_its_own(line: str, above: str) -> bool:
    if _FACT.match(line) and _FACT.match(above):
        return True
    if not above.strip() or _BOLD_LABEL.match(line):
        return bool(above.strip())
    return _is_priced(line, above)


def _with_labels(source: str) -> str:
    """
    Lines that begin "Q:" or "A:" as paragraphs of their own, one below another or not.

    Of "Price: £16", "Size: 100ml" one below another each is a line, and so is one that begins with
    a bold label, "**Price:** $9".
    """
    kept: list[str] = []
    for line in source.split("\n"):
        if kept and kept[-1].strip() and _ASKED.match(line):
            kept.append("")
        elif kept and _is_line_of_its_own(line, kept[-1]):
            kept[-1] = f"{kept[-1].rstrip()}  "
        kept.append(line)
    return "\n".join(kept)


def _is_priced(line: str, above: str) -> bool:
    """Whether a line of a card, or of a list of prices, is none that the one above was cut at."""
    is_short = len(line) <= _MAX_CARD_LINE and len(above) <= _MAX_CARD_LINE
    if not is_short or above.rstrip()[-1] in ".,;:-|" or above.lstrip()[0] in "|>":
        return False
    return bool(_CARD_LINE.match(line) or (_MONEY.search(line) and _MONEY.search(above)))


_MAX_CARD_LINE = 100
_MONEY = re.compile(r"[$£€]\s?\d|\d\s?€")
_CARD_LINE = re.compile(
    r" {0,3}(?:[$£€]\s?\d|(?:was|now|price|original price|sale price|rrp|size|rating"
    r"|shop (?:at|now)|buy (?:at|now|it)|where to buy)\b\s?(?:[:$£€]|at\b|now\b|it\b))",
    re.IGNORECASE,
)


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
