"""
The content of an edition: the desk frozen into plain data, and back.

Content (format 1) is a dict that JSON can hold:

    title, dek, topic          str
    image                      {picture: id, name, alt, credit, caption, width, height} or None
                               (no `picture` in editions from before the picture library)
    authors                    ids of people, in the order of the byline
    review                     {reviewer: id, signed_on: "2026-11-22"} or None: only while it stands
    tags                       names
    quotes                     [{id, kind, segments}]: those in the running text
    sources                    [{title, url}]
    corrections                [{on, text}]
    blocks                     [{kind, …}], kinds as in articles.models.BLOCKS

Words are in it; facts (prices, names, permissions) are ids and are read when the page is rendered.
"""

import hashlib
import re
from dataclasses import dataclass

from content_editor.contents import contents_for_item
from django.core.files.storage import default_storage
from django.db.models import Q
from taggit.models import Tag

from articles.diff import ids_in, match_blocks, names_in
from articles.models import (
    BLOCKS,
    ArticleQuote,
    ArticleSource,
    Byline,
    Edition,
    EditionPerson,
    Quote,
    Review,
)
from core.richtext import plain_text
from core.timezones import site_day
from pictures.models import Picture

_KIND_OF = {model: kind for kind, model in BLOCKS.items()}


def frozen(article, blocks=None):
    """
    The content of `article` as it stands at the desk. About fourteen queries, six fewer with the
    `blocks_of(article)` at hand.
    """
    rows = blocks_of(article) if blocks is None else blocks
    blocks = [_frozen_block(block) for block in rows]
    content = {
        "title": article.title,
        "dek": article.dek,
        "topic": article.topic,
        "image": _frozen_image(article, caption=article.image_caption),
        "authors": [byline.person_id for byline in article.bylines.all()],
        "tags": sorted(tag.name for tag in article.tags.all()),
        "quotes": [
            {"id": use.quote_id, "kind": use.quote.kind, "segments": use.quote.segments}
            for use in article.quote_uses.select_related("quote")
        ],
        "sources": [{"title": s.title, "url": s.url} for s in article.sources.all()],
        "corrections": [
            {"on": c.noted_on.isoformat(), "text": c.text} for c in article.corrections.all()
        ],
        "blocks": blocks,
    }
    content["review"] = _standing_review(article, content)
    return content


def desk_content(article, blocks=None):
    """
    `frozen(article)` for a `DeskVersion`: every block has a `key` ("text-12"), and what readers
    never see is there too: `slug`, `status`, `reviewer` (an id or None).
    """
    blocks = blocks_of(article) if blocks is None else blocks
    content = frozen(article, blocks)
    for block, row in zip(content["blocks"], blocks, strict=True):
        block["key"] = f"{block['kind']}-{row.pk}"
    extra = {
        "slug": article.slug,
        "status": article.status,
        "reviewer": article.reviewer_id,
    }
    return content | extra


def blocks_of(article, *, kinds=BLOCKS):
    """The body's blocks of these kinds in reading order, one query each."""
    regions = contents_for_item(article, plugins=[BLOCKS[kind] for kind in kinds])
    return regions["main"]


def _frozen_image(row, *, caption):
    picture = row.picture
    if picture is None:
        return None
    return {
        "picture": picture.pk,
        "name": picture.file.name,
        "alt": row.image_alt,
        "credit": picture.credit,
        "caption": caption,
        "width": picture.width,
        "height": picture.height,
    }


def _frozen_block(block):
    kind = _KIND_OF[type(block)]
    return {"kind": kind, **_FREEZE[kind](block)}


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


_FREEZE = {
    "text": lambda block: {"html": block.html},
    "image": lambda block: {"image": _frozen_image(block, caption=block.caption)},
    "pull_quote": lambda block: {
        "quote": block.quote_id,
        "segments": block.quote.segments,
        "speaker": block.quote.speaker_id,
    },
    "product_pick": lambda block: {
        "product": block.product_id,
        "best_for": block.best_for,
        "note": block.note,
        "pros": _lines(block.pros),
        "cons": _lines(block.cons),
    },
    "question": lambda block: {
        "question": block.question_id,
        "slug": block.question.slug,
        "text": block.question.question,
        "answer": block.question.answer,
    },
    "call_out": lambda block: {"tone": block.tone, "html": block.html},
}


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the words that a reviewer signs; `key` tells the same piece in two versions."""

    key: str
    label: str
    words: str
    paragraphs: tuple  # the same words as one reads them

    @property
    def digest(self):
        return hashlib.sha256(self.words.encode()).hexdigest()


_END_OF_PARAGRAPH = re.compile(r"</(?:p|h2|h3|li|blockquote)>|<br[^>]*>")
_LABELS = {"text": "Text", "question": "Question and answer", "call_out": "Call-out"}


def sections(content):
    """
    The `Section`s of a content, in reading order: title, dek, texts, answers, call-outs.

    What is empty has nothing to sign. A block is told by its `key`, where it has one.
    """
    found = [
        Section("title", "Title", content["title"], (content["title"],)),
        Section("dek", "Standfirst", content["dek"], (content["dek"],)),
    ]
    for place, block in enumerate(content["blocks"], 1):
        if block["kind"] in _LABELS:
            key = block.get("key", f"{block['kind']}-at-{place}")
            found.append(Section(key, _LABELS[block["kind"]], *_words_of(block)))
    return [section for section in found if section.words.strip()]


def _words_of(block):
    if block["kind"] == "question":
        words = f"{block['text']}\n{plain_text(block['answer'])}"
        return words, (block["text"], *_paragraphs(block["answer"]))
    return plain_text(block["html"]), _paragraphs(block["html"])


def _paragraphs(html):
    return tuple(filter(None, map(plain_text, _END_OF_PARAGRAPH.split(html))))


def desk_sections(article):
    """The `sections` of what stands at the desk now, with the keys of its rows. Three queries."""
    blocks = [
        {**_frozen_block(block), "key": f"{_KIND_OF[type(block)]}-{block.pk}"}
        for block in blocks_of(article, kinds=_LABELS)
    ]
    return sections({"title": article.title, "dek": article.dek, "blocks": blocks})


def section_digests(content):
    """SHA-256 of each section of the words that a reviewer signs."""
    return [section.digest for section in sections(content)]


def _standing_review(article, content):
    """The sign-off that holds for every section as it now stands, or None."""
    found = Review.standing(
        article.reviews.all(), section_digests(content), authors=content["authors"]
    )
    if found is None:
        return None
    reviewer, signed_at = found
    return {"reviewer": reviewer, "signed_on": site_day(signed_at).isoformat()}


@dataclass(frozen=True, slots=True)
class Shown:
    """Ids of what a content shows; `people` are (id, role) pairs in the order of the page."""

    products: list
    quotes: list
    questions: list
    people: list
    pictures: list


def images_in(content):
    """The content's own pictures as they are frozen, the lead first."""
    blocks = [block["image"] for block in content["blocks"] if block["kind"] == "image"]
    return [image for image in (content["image"], *blocks) if image]


def shown_in(content):
    """Whom and what readers of this content see. At most one query, for the quotes' speakers."""
    blocks = content["blocks"]
    pulled = [block["quote"] for block in blocks if block["kind"] == "pull_quote"]
    quotes = list(dict.fromkeys([*(quote["id"] for quote in content["quotes"]), *pulled]))
    speakers = dict(
        Quote.objects.filter(pk__in=quotes).exclude(speaker=None).values_list("pk", "speaker")
    )
    people = [(pk, EditionPerson.Role.AUTHOR.value) for pk in content["authors"]]
    if content["review"]:
        people.append((content["review"]["reviewer"], EditionPerson.Role.REVIEWER.value))
    people += [(speakers[pk], EditionPerson.Role.EXPERT.value) for pk in quotes if pk in speakers]
    return Shown(
        products=_distinct(block["product"] for block in blocks if block["kind"] == "product_pick"),
        quotes=quotes,
        questions=_distinct(
            block["question"] for block in blocks if block["kind"] == "question" and block["answer"]
        ),
        people=_distinct(people),
        pictures=_distinct(
            image["picture"] for image in images_in(content) if image.get("picture")
        ),
    )


def _distinct(items):
    return list(dict.fromkeys(items))


def obstacles(article, content):
    """Sentences that say why this content can't be published; an empty list where it can."""
    found = []
    if not content["blocks"]:
        found.append("The article has no body yet. Add a text block.")
    if not content["authors"]:
        found.append("Nobody is named as its author. Add one under “Authors”.")
    pulled = {block["quote"] for block in content["blocks"] if block["kind"] == "pull_quote"}
    quotes = Quote.objects.filter(pk__in=pulled | {quote["id"] for quote in content["quotes"]})
    for quote in quotes.filter(permission=Quote.Permission.WITHDRAWN):
        found.append(f"“{_short(quote.text)}” was withdrawn by its speaker. Take it out.")
    for quote in quotes.filter(pk__in=pulled, speaker=None):
        found.append(f"Nobody knows who said “{_short(quote.text)}”. Name the speaker first.")
    return found + _pictures_run_out(content) + _altered_quotes(content)


def _pictures_run_out(content):
    ids = [image["picture"] for image in images_in(content) if image.get("picture")]
    return [
        f"The licence of the picture “{_short(picture.title)}” ran out on "
        f"{picture.licence_until:%d %b %Y}. Choose another picture, or renew it in the library."
        for picture in Picture.objects.run_out().filter(pk__in=ids).order_by("pk")
    ]


def _altered_quotes(content):
    """Words in quotation marks are never altered (domain.md 4.13): they still stand in the text."""
    text = " ".join(
        plain_text(block.get("html") or block.get("answer") or "") for block in content["blocks"]
    )
    return [
        f"“{_short(segment)}” is on file as a quote in this text, but no longer stands in it word "
        "for word. Put the words back, or remove the quote from the list."
        for quote in content["quotes"]
        for segment in quote["segments"]
        if quote["kind"] == Quote.Kind.VERBATIM and " ".join(segment.split()) not in text
    ]


def _short(text):
    return text if len(text) <= 60 else f"{text[:59]}…"


def comes_back(source, desk):
    """
    What of an edition or a save can be put back on the desk that holds `desk`, and what can't.

    Returns a content and sentences. An edition's tags follow those renamed or merged since. A
    product, quote, question, person or picture file that is gone since is left out; what an edition
    shows can't be gone, for it is protected. The corrections (what was wrong once stays said), the
    sign-off, the address and the status are the desk's. At most six queries, and a look at the
    storage for each picture.
    """
    content = source.content
    if isinstance(source, Edition):
        content = content | {"tags": sorted(tag.name for tag in source.tags.all())}
    names = names_in(content)
    shown = ids_in(content) | {"person": {*content["authors"], content.get("reviewer")} - {None}}
    missing = [
        f"The {kind} no. {pk} is not on file any more; what showed it is left out."
        for kind, ids in shown.items()
        for pk in sorted(ids)
        if not names.has(kind, pk)
    ]
    tags = set(Tag.objects.filter(name__in=content["tags"]).values_list("name", flat=True))
    missing += [
        f"The tag “{name}” does not exist any more." for name in content["tags"] if name not in tags
    ]
    pictures = [content["image"], *(block.get("image") for block in content["blocks"])]
    lost = _lost_names([image for image in pictures if image])
    missing += [f"The picture file “{name}” is gone; it is left out." for name in sorted(lost)]
    kept = content | {
        "image": None if (content["image"] or {}).get("name") in lost else content["image"],
        "authors": [pk for pk in content["authors"] if names.has("person", pk)],
        "tags": [name for name in content["tags"] if name in tags],
        "quotes": [quote for quote in content["quotes"] if names.has("quote", quote["id"])],
        "blocks": [block for block in content["blocks"] if _is_there(block, names, lost)],
    }
    kept |= {name: desk[name] for name in ("corrections", "review", "slug", "status")}
    if not names.has("person", kept.get("reviewer")):
        kept["reviewer"] = None if "reviewer" in content else desk["reviewer"]
    return kept, missing


def is_lost(image):
    """Whether the file of a frozen picture is not in the storage any more."""
    return not default_storage.exists(image["name"])


def _lost_names(images):
    """File names of those whose file is gone, or which the library holds no more."""
    ids = {image["picture"] for image in images if image.get("picture")}
    names = {image["name"] for image in images}
    rows = Picture.objects.filter(Q(pk__in=ids) | Q(file__in=names)) if images else []
    pks, files = set(), set()
    for row in rows:
        pks.add(row.pk)
        files.add(row.file.name)
    return {
        image["name"]
        for image in images
        if (image["picture"] not in pks if image.get("picture") else image["name"] not in files)
        or is_lost(image)
    }


def _is_there(block, names, lost):
    if block["kind"] == "image":
        return block["image"] is not None and block["image"]["name"] not in lost
    return all(
        names.has(kind, block[kind]) for kind in ("product", "quote", "question") if kind in block
    )


def thawed(article, content):
    """
    Put `content`, as `comes_back` returns it, on the desk: fields, blocks and lists of `article`.

    The caller saves the article, in the same transaction. A block that stands at the desk already
    keeps its row, so that a form somebody has open still knows it.
    """
    article.title, article.dek, article.topic = content["title"], content["dek"], content["topic"]
    article.reviewer_id = content["reviewer"]
    article.image_caption = (content["image"] or {}).get("caption", "")
    _thaw_image(article, content["image"])
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
    _thaw_blocks(article, content["blocks"])


def _thaw_blocks(article, blocks):
    rows = blocks_of(article)
    standing = [
        {"key": f"{_KIND_OF[type(row)]}-{row.pk}", "kind": _KIND_OF[type(row)]}
        | _FREEZE[_KIND_OF[type(row)]](row)
        for row in rows
    ]
    same = {new: rows[old] for old, new in match_blocks(standing, blocks)}
    stay = {(type(row), row.pk) for row in same.values()}
    for row in rows:
        if (type(row), row.pk) not in stay:
            row.delete()
    for place, block in enumerate(blocks):
        row = same.get(place) or BLOCKS[block["kind"]](parent=article, region="main")
        row.ordering = (place + 1) * 10
        _thaw_block(row, block)
        row.save()


def _thaw_image(row, image):
    """What the library no longer holds can't be put back: then there is no picture."""
    row.picture = _picture_of(image) if image else None
    row.image_alt = image["alt"] if row.picture else ""


def _picture_of(image):
    """The library's row of a frozen picture, or None; by file name where no id was frozen."""
    which = {"pk": image["picture"]} if image.get("picture") else {"file": image["name"]}
    return Picture.objects.filter(**which).first()


def _thaw_block(row, block):
    kind = block["kind"]
    if kind == "image":
        row.caption = block["image"]["caption"]
        _thaw_image(row, block["image"])
    elif kind == "product_pick":
        row.product_id = block["product"]
        row.best_for, row.note = block["best_for"], block["note"]
        row.pros, row.cons = "\n".join(block["pros"]), "\n".join(block["cons"])
    elif kind in {"pull_quote", "question"}:
        name = "quote" if kind == "pull_quote" else "question"
        setattr(row, f"{name}_id", block[name])
    else:
        row.html = block["html"]
        if kind == "call_out":
            row.tone = block["tone"]
