"""A snapshot of the draft: what publishing and saving keep of an article's rows, as plain data."""

from dataclasses import dataclass
from typing import Any

from content_editor.contents import contents_for_item

from articles.block_types import BLOCK_TYPES, Block, block_type_of
from articles.content import Content
from articles.content.sections import Section, section_digests, sections_in
from articles.images import snapshot_image
from articles.models import Article, ArticleQuote, ArticleSource, Byline, Correction, Review
from core.timezones import site_day


@dataclass(frozen=True, slots=True)
class _Rows:
    """What stands beside an article's own fields, read once."""

    blocks: list[Any]
    bylines: list[Byline]
    quote_uses: list[ArticleQuote]
    sources: list[ArticleSource]
    corrections: list[Correction]

    @classmethod
    def read(cls, article: Article, blocks: list[Any] | None) -> "_Rows":
        return cls(
            blocks=block_rows(article) if blocks is None else blocks,
            bylines=list(article.bylines.all()),
            quote_uses=list(article.quote_uses.select_related("quote")),
            sources=list(article.sources.all()),
            corrections=list(article.corrections.all()),
        )


def snapshot(article: Article, blocks: list[Any] | None = None) -> Content:
    """
    The content of the draft as it stands now: what publishing shows readers.

    About fourteen queries, one fewer a kind of block with the `block_rows(article)` at hand.
    """
    return _snapshot(article, _Rows.read(article, blocks))


def draft_snapshot(article: Article, blocks: list[Any] | None = None) -> Content:
    """
    The draft as a revision keeps it: with what readers never see, and with the keys of its rows.

    As many queries as `snapshot`.
    """
    rows = _Rows.read(article, blocks)
    content = _snapshot(article, rows)
    for block, row in zip(content["blocks"], rows.blocks, strict=True):
        block["key"] = f"{block['kind']}-{row.pk}"
    return content | {
        "slug": article.slug,
        "status": article.status,
        "reviewer": article.reviewer_id,
        "image_alt": article.image_alt,
        "image_caption": article.image_caption,
        "positions": [byline.position for byline in rows.bylines],
        "keys": {
            "bylines": [row.pk for row in rows.bylines],
            "quote_uses": [row.pk for row in rows.quote_uses],
            "sources": [row.pk for row in rows.sources],
            "corrections": [row.pk for row in rows.corrections],
        },
    }


def block_rows(article: Article) -> list[Any]:
    """The body's blocks in reading order, one query a kind."""
    plugins = [block_type.model for block_type in BLOCK_TYPES.values()]
    regions = contents_for_item(article, plugins=plugins)
    return list(regions["main"])


def snapshot_block(row: Any) -> Block:
    """A row of a block as plain data, without its key."""
    block_type = block_type_of(row)
    return {"kind": block_type.kind, **block_type.snapshot(row)}


def draft_sections(article: Article) -> list[Section]:
    """The `Section`s of the draft as it stands now, with the keys of its rows. Few queries."""
    blocks = [
        {
            **snapshot_block(row),
            "key": f"{block_type_of(row).kind}-{row.pk}",
            "about": block_type_of(row).words_about(row),
        }
        for row in block_rows(article)
    ]
    image = {"caption": article.image_caption} if article.picture_id else None
    return sections_in(
        {"title": article.title, "dek": article.dek, "image": image, "blocks": blocks}
    )


def _snapshot(article: Article, rows: _Rows) -> Content:
    content: Content = {
        "title": article.title,
        "dek": article.dek,
        "topic": article.topic,
        "image": snapshot_image(article, caption=article.image_caption),
        "authors": [byline.person_id for byline in rows.bylines],
        "tags": sorted(tag.name for tag in article.tags.all()),
        "quotes": [
            {"id": use.quote_id, "kind": use.quote.kind, "segments": use.quote.segments}
            for use in rows.quote_uses
        ],
        "sources": [{"title": source.title, "url": source.url} for source in rows.sources],
        "corrections": [
            {"on": row.noted_on.isoformat(), "text": row.text, "kind": row.kind}
            for row in rows.corrections
        ],
        "blocks": [snapshot_block(row) for row in rows.blocks],
    }
    content["review"] = _review_in_force(article, content)
    return content


def _review_in_force(article: Article, content: Content) -> dict[str, Any] | None:
    """The sign-off that holds for every section as it now stands, or None."""
    reviews = article.reviews.all()
    found = Review.in_force(reviews, section_digests(content), authors=content["authors"])
    if found is None:
        return None
    reviewer, signed_at = found
    return {"reviewer": reviewer, "signed_on": site_day(signed_at).isoformat()}
