"""From a content back to the rows of a draft."""

from typing import Any

from taggit.models import Tag

from articles.block_types import BLOCK_TYPES, Block, block_type_of
from articles.content import Content
from articles.content.formats import left_out, read_content
from articles.content.matching import match_blocks
from articles.content.references import ids_in, images_in, names_in
from articles.content.snapshot import block_rows, snapshot_block
from articles.differences import Names
from articles.images import lost_images, restore_image
from articles.models import Article, ArticleQuote, ArticleSource, Byline, Edition, Revision


def restorable(source: Edition | Revision, draft: Content) -> tuple[Content, list[str]]:
    """
    What of an edition or a revision can be restored into the article whose draft is `draft`.

    Returns a content, and sentences about what can't. An edition's tags follow those renamed or
    merged since. A product, quote, question, person or picture that is gone since is left out; what
    an edition shows can't be gone, for it is protected. The corrections (what was wrong once stays
    said), the sign-off, the address and the status are the draft's. At most six queries, and a look
    at the storage for each picture.
    """
    content = read_content(source)
    if isinstance(source, Edition):
        content = content | {"tags": sorted(tag.name for tag in source.tags.all())}
    names = names_in(content)
    tags = set(Tag.objects.filter(name__in=content["tags"]).values_list("name", flat=True))
    lost = lost_images(images_in(content))
    kept = content | {
        "image": None if (content["image"] or {}).get("name") in lost else content["image"],
        "authors": [pk for pk in content["authors"] if names.has("person", pk)],
        "tags": [name for name in content["tags"] if name in tags],
        "quotes": [quote for quote in content["quotes"] if names.has("quote", quote["id"])],
        "blocks": [block for block in content["blocks"] if _is_there(block, names, lost)],
    }
    kept |= {name: draft[name] for name in ("corrections", "review", "slug", "status")}
    if not names.has("person", kept.get("reviewer")):
        kept["reviewer"] = None if "reviewer" in content else draft["reviewer"]
    return kept, [*left_out(source), *_missing(content, names, tags, lost)]


def _missing(content: Content, names: Names, tags: set[str], lost: set[str]) -> list[str]:
    """Sentences about what a content names and nobody has any more."""
    ids = ids_in(content) | {"person": {*content["authors"], content.get("reviewer")} - {None}}
    return [
        *(
            f"The {kind} no. {pk} is no longer on file; blocks that showed it are left out."
            for kind, pks in ids.items()
            for pk in sorted(pks)
            if not names.has(kind, pk)
        ),
        *(f"The tag “{name}” no longer exists." for name in content["tags"] if name not in tags),
        *(f"The picture file “{name}” is gone; it is left out." for name in sorted(lost)),
    ]


def _is_there(block: Block, names: Names, lost: set[str]) -> bool:
    if "image" in block:
        return block["image"] is not None and block["image"]["name"] not in lost
    references = BLOCK_TYPES[block["kind"]].references
    return all(names.has(kind, block[key]) for key, kind in references.items())


def restore_fields(article: Article, content: Content) -> None:
    """Set the fields of `article` that a content has, without its relations; nothing is saved."""
    article.title, article.dek, article.topic = content["title"], content["dek"], content["topic"]
    article.reviewer_id = content["reviewer"]
    article.image_caption = (content["image"] or {}).get("caption", "")
    restore_image(article, content["image"])


def restore_rows(article: Article, content: Content) -> None:
    """
    Put `content`, as `restorable` returns it, into the draft of `article`: fields, blocks, lists.

    The caller saves the article, in the same transaction. A block that stands in the draft already
    keeps its row, so that a form somebody has open still knows it.
    """
    restore_fields(article, content)
    article.tags.set(Tag.objects.filter(name__in=content["tags"]))
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, person_id=pk, position=position)
        for position, pk in enumerate(content["authors"])
    )
    article.quote_uses.all().delete()
    ArticleQuote.objects.bulk_create(
        ArticleQuote(article=article, quote_id=quote["id"]) for quote in content["quotes"]
    )
    article.sources.all().delete()
    ArticleSource.objects.bulk_create(
        ArticleSource(article=article, **source) for source in content["sources"]
    )
    _restore_blocks(article, content["blocks"])


def _restore_blocks(article: Article, blocks: list[Block]) -> None:
    rows = block_rows(article)
    current = [
        {**snapshot_block(row), "key": f"{block_type_of(row).kind}-{row.pk}"} for row in rows
    ]
    same: dict[int, Any] = {new: rows[old] for old, new in match_blocks(current, blocks)}
    stay = {(type(row), row.pk) for row in same.values()}
    for row in rows:
        if (type(row), row.pk) not in stay:
            row.delete()
    for place, block in enumerate(blocks):
        block_type = BLOCK_TYPES[block["kind"]]
        row = same.get(place) or block_type.model(parent=article, region="main")
        row.ordering = (place + 1) * 10
        block_type.restore(row, block)
        row.save()
