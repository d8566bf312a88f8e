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
from dataclasses import dataclass

from content_editor.contents import contents_for_item
from django.utils import timezone

from articles.models import BLOCKS, ArticleQuote, ArticleSource, Byline, EditionPerson, Quote
from faq.models import Question
from pictures.models import Picture
from skinsite.richtext import plain_text

_KIND_OF = {model: kind for kind, model in BLOCKS.items()}


def frozen(article):
    """The content of `article` as it stands at the desk. About fourteen queries."""
    blocks = [_frozen_block(block) for block in blocks_of(article)]
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


def desk_content(article):
    """
    `frozen(article)` for a `DeskVersion`: every block has a `key` ("text-12"), and what readers
    never see is there too: `slug`, `status`, `reviewer` (an id or None).
    """
    content = frozen(article)
    for block, row in zip(content["blocks"], blocks_of(article), strict=True):
        block["key"] = f"{block['kind']}-{row.pk}"
    extra = {
        "slug": article.slug,
        "status": article.status,
        "reviewer": article.reviewer_id,
    }
    return content | extra


def blocks_of(article):
    """The body's blocks in reading order, six queries."""
    regions = contents_for_item(article, plugins=list(BLOCKS.values()))
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


def section_digests(content):
    """SHA-256 of each section of the words that a reviewer signs: texts, answers, call-outs."""
    words = [content["title"], content["dek"]]
    for block in content["blocks"]:
        if block["kind"] == "question":
            words.append(f"{block['text']}\n{plain_text(block['answer'])}")
        elif "html" in block:
            words.append(plain_text(block["html"]))
    return [hashlib.sha256(text.encode()).hexdigest() for text in words]


def _standing_review(article, content):
    """The last sign-off, as long as it covers every section as it now stands."""
    review = article.reviews.first()
    if review is None or not review.covers(section_digests(content)):
        return None
    signed_on = timezone.localdate(review.signed_at)
    return {"reviewer": review.reviewer_id, "signed_on": signed_on.isoformat()}


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


def thawed(article, edition):
    """
    Put `edition` back on the desk: fields, blocks and lists of `article` become what it says.

    The caller saves the article, in the same transaction. The corrections stay as they are: what
    was wrong once stays said. Tags are the edition's own rows, which follow a tag that was renamed
    or merged since. What the edition shows can't have been deleted, for it is protected; a question
    without an answer is shown to nobody, so it may be gone, and its block with it.
    """
    content = edition.content
    article.title, article.dek, article.topic = content["title"], content["dek"], content["topic"]
    article.image_caption = (content["image"] or {}).get("caption", "")
    _thaw_image(article, content["image"])
    article.tags.set(edition.tags.all())
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
    for model in BLOCKS.values():
        model.objects.filter(parent=article).delete()
    asked = {block["question"] for block in content["blocks"] if block["kind"] == "question"}
    gone = asked - set(Question.objects.filter(pk__in=asked).values_list("pk", flat=True))
    for position, block in enumerate(content["blocks"], 1):
        if block.get("question") not in gone:
            _thaw_block(article, block, position * 10)


def _thaw_image(row, image):
    """What the library no longer holds can't be put back: then there is no picture."""
    row.picture = _picture_of(image) if image else None
    row.image_alt = image["alt"] if row.picture else ""


def _picture_of(image):
    """The library's row of a frozen picture, or None; by file name where no id was frozen."""
    which = {"pk": image["picture"]} if image.get("picture") else {"file": image["name"]}
    return Picture.objects.filter(**which).first()


def _thaw_block(article, block, ordering):
    place = {"parent": article, "region": "main", "ordering": ordering}
    kind = block["kind"]
    model = BLOCKS[kind]
    if kind == "image":
        row = model(**place, caption=block["image"]["caption"])
        _thaw_image(row, block["image"])
        if row.picture is None:
            return
    elif kind == "pull_quote":
        row = model(**place, quote_id=block["quote"])
    elif kind == "product_pick":
        row = model(
            **place,
            product_id=block["product"],
            best_for=block["best_for"],
            note=block["note"],
            pros="\n".join(block["pros"]),
            cons="\n".join(block["cons"]),
        )
    elif kind == "question":
        row = model(**place, question_id=block["question"])
    else:
        row = model(**place, **{key: block[key] for key in block if key != "kind"})
    row.save()
