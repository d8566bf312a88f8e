"""What each role may do with articles, their blocks, quotes and sign-offs."""

from accounts.roles import (
    ALL,
    EDITOR,
    MEDICAL_REVIEWER,
    VIEW,
    WRITE,
    WRITER,
    grant,
)
from articles.block_types import BLOCK_TYPES

# Rows that make up an article, edited on its page.
_ROWS = (
    *(block_type.model._meta.label_lower for block_type in BLOCK_TYPES.values()),
    *("articles.byline", "articles.articlequote", "articles.articlesource"),
)

grant(
    WRITER,
    {
        "articles.article": WRITE,
        **dict.fromkeys(_ROWS, ALL),
        "articles.correction": VIEW,
        "articles.edition": VIEW,
        "articles.revision": VIEW,
        "articles.review": VIEW,
        "articles.quote": WRITE,
        "articles.topicarticle": ALL,
    },
    {
        "articles.article": "Can't delete articles, except unpublished ones they started. "
        "Sets “draft” and “in review”, never “ready”.",
        "articles.correction": "Readers see corrections, so an editor words them.",
        "articles.quote": "Neither permissions nor quotes in print: both need `grant_quote`.",
    },
)
grant(
    EDITOR,
    {
        "articles.article": f"{ALL} publish_article",
        **dict.fromkeys(_ROWS, ALL),
        "articles.correction": ALL,
        "articles.edition": VIEW,
        "articles.revision": VIEW,
        "articles.review": VIEW,
        "articles.quote": f"{ALL} grant_quote",
        "articles.topicarticle": ALL,
    },
    {
        "articles.edition": "Editions are made by publishing and never edited, by anybody.",
        "articles.review": "Editors don't sign medical words; a doctor who edits, too, has both "
        "roles.",
    },
)
grant(
    MEDICAL_REVIEWER,
    {
        **dict.fromkeys(["articles.article", *_ROWS, "articles.correction"], VIEW),
        "articles.edition": VIEW,
        "articles.revision": VIEW,
        "articles.review": "view add",
        "articles.quote": VIEW,
        "articles.topicarticle": VIEW,
    },
    {
        "articles.article": "Whoever signs words doesn't write them.",
        "articles.review": "Signs only as a person on file with a checked medical credential, who "
        "is no author of the article.",
    },
)
