"""How many rows an article may have, whichever way they come: form, merge, import, restore."""

from articles.content import Content

_ROWS = ("blocks", "authors", "quotes", "sources", "corrections")
# The form shows them all. Sixty blocks are a long article, two hundred products with a text each a
# very long list; opening that takes two seconds of CPU and 4 MB.
MOST_ROWS = 400


def too_large(rows: int) -> str:
    """Why an article can't have so many blocks, authors, quotes, sources; "" where it can."""
    if rows <= MOST_ROWS:
        return ""
    return (
        f"An article has at most {MOST_ROWS} blocks, authors, quotes, and sources in all, and this "
        f"one would have {rows:,}: make two articles of it."
    )


def rows_in(content: Content) -> int:
    """How many rows a draft of this content has beside the article's own."""
    return sum(len(content[name]) for name in _ROWS)
