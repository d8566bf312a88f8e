"""
What the kinds of block are made of: how a row becomes plain data and comes back, what two versions
of a block differ in, and what a reader's page shows of it. articles/block_types.py says which kind
uses which of these.
"""

from typing import Any, Protocol

from articles.anchors import Anchors
from articles.differences import Differences, FactChange, Names, fact_change, text_change
from articles.images import restore_image, snapshot_image
from articles.models import (
    CallOut,
    ImageBlock,
    KeyPoints,
    ProductPick,
    PullQuote,
    QuestionBlock,
    Quote,
    TableBlock,
    TextBlock,
)
from articles.models.blocks import lines_of
from articles.models.quote import as_passages, is_excerpt
from core.page_url import page_url
from core.richtext import plain_text
from core.script_marks import spell_scripts
from people.models import Person
from pictures.image_data import ImageData, render_image
from products.models import Product

Block = dict[str, Any]  # a block as plain data: {"kind": …, …}

LONG_QUOTE = 160  # characters of a pull quote that is set smaller
_OPENING = 500  # characters of mark-up that a label is made from


class PageFacts(Protocol):
    """What a page knows when it shows a block: articles.page.PageBuilder."""

    quotes: dict[int, Quote]
    withdrawn: set[int]
    people: dict[int, Person]
    products: dict[int, Product]
    offers: dict[int, list[dict[str, Any]]]
    anchors: Anchors
    heading: str  # the tag of a heading one step below what stands above the block

    def text(self, text: str) -> str: ...

    def rich_text(self, html: str, model: type) -> str: ...

    def image(self, image: dict[str, Any] | None) -> ImageData | None: ...


# Rich text


def snapshot_rich_text(row: TextBlock | TableBlock) -> Block:
    return {"html": row.html}


def restore_rich_text(row: TextBlock | TableBlock, block: Block) -> None:
    row.html = block["html"]


def compare_rich_text(old: Block | None, new: Block | None, names: Names) -> Differences:
    return (), tuple(text_change("", _value(old, "html"), _value(new, "html"), is_html=True))


def label_rich_text(block: Block, names: Names) -> str:
    """The first words of a text, of its first passage where that ends early."""
    html = block["html"]
    opening = spell_scripts(html[:_OPENING])
    return plain_text(opening.partition("</")[0] or opening)


def show_text(page: PageFacts, block: Block) -> str:
    return page.rich_text(block["html"], TextBlock)


def show_table(page: PageFacts, block: Block) -> str:
    return page.rich_text(block["html"], TableBlock)


# Call-outs


def snapshot_call_out(row: CallOut) -> Block:
    return {"tone": row.tone, "title": row.title, "html": row.html}


def restore_call_out(row: CallOut, block: Block) -> None:
    row.tone, row.html = block["tone"], block["html"]
    row.title = block.get("title", "")


def compare_call_out(old: Block | None, new: Block | None, names: Names) -> Differences:
    tones = dict(CallOut.Tone.choices)
    before, after = (str(tones.get(_value(side, "tone"), "")) for side in (old, new))
    titles = fact_change("Title", _value(old, "title"), _value(new, "title"))
    facts = (*fact_change("Tone", before, after), *titles)
    return facts, compare_rich_text(old, new, names)[1]


def show_call_out(page: PageFacts, block: Block) -> dict[str, str]:
    label = page.text(block.get("title", "")) or str(CallOut.Tone(block["tone"]).label)
    html = page.rich_text(block["html"], CallOut)
    return {"tone": block["tone"], "label": label, "html": html}


# Key points


def snapshot_key_points(row: KeyPoints) -> Block:
    return {"points": lines_of(row.points)}


def restore_key_points(row: KeyPoints, block: Block) -> None:
    row.points = "\n".join(block["points"])


def compare_key_points(old: Block | None, new: Block | None, names: Names) -> Differences:
    return (), tuple(text_change("", *_joined("points", old, new)))


def label_key_points(block: Block, names: Names) -> str:
    return next(iter(block["points"]), "")


def show_key_points(page: PageFacts, block: Block) -> list[str]:
    return [page.text(point) for point in block["points"]]


# Pictures


def snapshot_image_block(row: ImageBlock) -> Block:
    return {"image": snapshot_image(row, caption=row.caption)}


def restore_image_block(row: ImageBlock, block: Block) -> None:
    row.caption = block["image"]["caption"]
    restore_image(row, block["image"])


def compare_images(old: Block | None, new: Block | None) -> list[FactChange]:
    """What differs in the `image` of two blocks, or of two whole contents."""
    facts = []
    if old is not None and new is not None:
        facts = fact_change("Picture", _value(old, "image", "name"), _value(new, "image", "name"))
    for label, part in (("Alt text", "alt"), ("Caption", "caption"), ("Credit", "credit")):
        facts += fact_change(label, _value(old, "image", part), _value(new, "image", part))
    return facts


def compare_image_block(old: Block | None, new: Block | None, names: Names) -> Differences:
    return tuple(compare_images(old, new)), ()


def label_image_block(block: Block, names: Names) -> str:
    return block["image"]["alt"] or block["image"]["name"].rpartition("/")[2]


def show_image_block(page: PageFacts, block: Block) -> ImageData | None:
    return page.image(block["image"])


# Pull quotes


def snapshot_pull_quote(row: PullQuote) -> Block:
    return {
        "quote": row.quote_id,
        "segments": row.quote.segments,
        "excerpt": lines_of(row.excerpt),
        "speaker": row.quote.speaker_id,
    }


def restore_pull_quote(row: PullQuote, block: Block) -> None:
    row.quote_id = block["quote"]
    row.excerpt = "\n".join(block.get("excerpt", []))


def compare_pull_quote(old: Block | None, new: Block | None, names: Names) -> Differences:
    facts = []
    if old and new:
        facts = fact_change("Quote", names("quote", old["quote"]), names("quote", new["quote"]))
    speakers = [names("person", _value(block, "speaker")) for block in (old, new)]
    facts += fact_change("Speaker", *speakers)
    texts = text_change("", *_joined("segments", old, new))
    texts += text_change("Excerpt", *_joined("excerpt", old, new))
    return tuple(facts), tuple(texts)


def label_pull_quote(block: Block, names: Names) -> str:
    return f"“{' … '.join(block.get('excerpt') or block['segments'])}”"


def show_pull_quote(page: PageFacts, block: Block) -> dict[str, Any] | None:
    quote = page.quotes.get(block["quote"])
    if quote is None or quote.pk in page.withdrawn or quote.speaker_id is None:
        return None
    # Each passage keeps its own marks: what an attribution cut in two is not joined
    # (docs/rules.md 4.15). The quote may have been put right since: an excerpt is then no longer
    # what was said, and all of it is.
    is_verbatim = quote.kind == Quote.Kind.VERBATIM
    excerpt = block.get("excerpt", [])
    said = excerpt if excerpt and is_excerpt(excerpt, block["segments"]) else block["segments"]
    passages = as_passages(said, is_verbatim=is_verbatim)
    return {
        "quote": quote.pk,
        "passages": passages,
        "is_verbatim": is_verbatim,
        "is_long": sum(map(len, passages)) > LONG_QUOTE,
        "speaker": page.people[quote.speaker_id],
    }


# Product picks


def snapshot_pick(row: ProductPick) -> Block:
    return {
        "product": row.product_id,
        "best_for": row.best_for,
        "note": row.note,
        "pros": lines_of(row.pros),
        "cons": lines_of(row.cons),
    }


def restore_pick(row: ProductPick, block: Block) -> None:
    row.product_id = block["product"]
    row.best_for, row.note = block["best_for"], block["note"]
    row.pros, row.cons = "\n".join(block["pros"]), "\n".join(block["cons"])


def compare_picks(old: Block | None, new: Block | None, names: Names) -> Differences:
    facts = []
    if old and new:
        products = [names("product", block["product"]) for block in (old, new)]
        facts = fact_change("Product", *products)
    facts += fact_change("Best for", _value(old, "best_for"), _value(new, "best_for"))
    texts = text_change("Note", _value(old, "note"), _value(new, "note"))
    for label, name in (("Pros", "pros"), ("Cons", "cons")):
        texts += text_change(label, *_joined(name, old, new))
    return tuple(facts), tuple(texts)


def label_pick(block: Block, names: Names) -> str:
    return names("product", block["product"])


def show_pick(page: PageFacts, block: Block) -> dict[str, Any]:
    """A product as the article recommends it; `ties` are those of people on the same page."""
    product = page.products[block["product"]]
    return {
        "id": page.anchors.id_for(product.slug, "pick-"),
        "heading": page.heading,
        "name": product.name,
        "brand": product.brand.name if product.brand else "",
        "size": product.size,
        "url": page_url("products:detail", product.slug),
        "picture": render_image(product.picture, alt=product.image_alt),
        "best_for": block["best_for"],
        "note": page.text(block["note"]),
        "pros": [page.text(line) for line in block["pros"]],
        "cons": [page.text(line) for line in block["cons"]],
        "ties": [
            tie
            for person in page.people.values()
            for tie in person.ties  # type: ignore[attr-defined]  # the page's builder adds them
            if tie["to"] == product.brand_id
        ],
        "offers": page.offers[product.pk],
    }


# Questions


def snapshot_question(row: QuestionBlock) -> Block:
    """In the article's own words; one that was joined into another has the other's answer."""
    return {
        "question": row.question_id,
        "slug": row.question.answering.slug,
        "text": row.question.question,
        "answer": row.question.answering.answer,
    }


def restore_question(row: QuestionBlock, block: Block) -> None:
    row.question_id = block["question"]


def compare_questions(old: Block | None, new: Block | None, names: Names) -> Differences:
    facts, texts = [], []
    if old and new and old["question"] != new["question"]:
        facts = fact_change("Question", old["text"], new["text"])
    else:
        texts = text_change("Question", _value(old, "text"), _value(new, "text"))
    texts += text_change("Answer", _value(old, "answer"), _value(new, "answer"), is_html=True)
    if old and new and old["slug"] != new["slug"] and not facts:
        facts = fact_change("Address", old["slug"], new["slug"])
    return tuple(facts), tuple(texts)


def label_question(block: Block, names: Names) -> str:
    return block["text"]


def is_answered(block: Block) -> bool:
    return bool(block["answer"])


def show_question(page: PageFacts, block: Block) -> dict[str, Any] | None:
    """A question with its answer as it was published; `url` is the question's own page."""
    if not is_answered(block):
        return None
    return {
        "pk": block["question"],
        "id": page.anchors.id_for(block["slug"], "answer-"),
        "question": page.text(block["text"]),
        "answer": page.rich_text(block["answer"], CallOut),
        "url": page_url("faq:detail", block["slug"]),
    }


def _value(block: Block | None, *path: str) -> Any:
    """What stands at the path in the block, or None where there is no block."""
    found: Any = block
    for name in path:
        found = found and found.get(name)
    return found


def _joined(name: str, old: Block | None, new: Block | None) -> list[str]:
    """The lists of that name of both sides as texts, an item a line."""
    return ["\n".join(_value(block, name) or []) for block in (old, new)]
