"""
What editors did in a Word file: comments, beside which words, and tracked deletions.

Both are no words of the article, and never to be lost. In the child process alone.
"""

from lxml import etree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PART = "word/comments.xml"
_MOST = 50  # comments whose words are told
_MOST_WORDS = 300  # characters of each
_MOST_ANCHOR = 80  # characters of the words it stands at


def comments_said(parts: dict[str, bytes], parser: etree.XMLParser) -> dict[str, str]:
    """`{id: what it says}` of the first comments; the part is taken out of `parts`."""
    xml = parts.pop(PART, b"")
    if not xml:
        return {}
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return {}
    found = {}
    for comment in list(root.iter(f"{_WORD}comment"))[:_MOST]:
        paragraphs = (_words_of(one) for one in comment.iter(f"{_WORD}p"))
        words = " ".join(filter(None, paragraphs))[:_MOST_WORDS]
        author = (comment.get(f"{_WORD}author") or "")[:_MOST_ANCHOR]
        found[comment.get(f"{_WORD}id") or ""] = f"{author}: {words}" if author else words
    return found


def with_places(root: etree._Element, said: dict[str, str]) -> list[str]:
    """Those that stand in this part, in its order, each with the words it stands at."""
    anchors: dict[str, list[str]] = {}
    running: set[str] = set()
    for one in root.iter(f"{_WORD}commentRangeStart", f"{_WORD}commentRangeEnd", f"{_WORD}t"):
        key = one.get(f"{_WORD}id") or ""
        if one.tag == f"{_WORD}t":
            for open_key in running:
                anchors[open_key].append(one.text or "")
        elif one.tag == f"{_WORD}commentRangeEnd":
            running.discard(key)
        elif key in said:
            running.add(key)
            anchors[key] = []
    told = []
    for reference in root.iter(f"{_WORD}commentReference"):
        key = reference.get(f"{_WORD}id") or ""
        if words := said.get(key):
            anchor = " ".join("".join(anchors.get(key, ())).split())[:_MOST_ANCHOR]
            told.append(f"{words} (at “{anchor}”)" if anchor else words)
    return told


def _words_of(paragraph: etree._Element) -> str:
    return " ".join("".join(one.text or "" for one in paragraph.iter(f"{_WORD}t")).split())


def deletions(root: etree._Element) -> list[str]:
    """The words of each tracked deletion; neighbors are one, and what was moved is none."""
    told: list[str] = []
    last = None
    for one in root.iter(f"{_WORD}del"):
        words = "".join(text.text or "" for text in one.iter(f"{_WORD}delText"))
        if not words.strip():
            continue
        if last is not None and one.getprevious() is last:
            told[-1] += words
        else:
            told.append(words)
        last = one
    return [" ".join(words.split()) for words in told]
