"""Which records a content shows and names: products, people, quotes, questions, pictures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet

from articles.block_types import BLOCK_TYPES
from articles.content import Content
from articles.differences import Names
from articles.models import EditionPerson, Quote
from faq.models import Question
from people.models import Person
from products.models import Product

Item = TypeVar("Item")

MAX_LABEL = 60  # characters


@dataclass(frozen=True, slots=True)
class References:
    """Ids of what readers of a content see; `people` are (id, role) in the order of the page."""

    products: list[int]
    quotes: list[int]
    questions: list[int]
    people: list[tuple[int, str]]
    pictures: list[int]


def images_in(content: Content) -> list[dict[str, Any]]:
    """The content's own pictures as the snapshot has them, the lead first."""
    images = [content["image"], *(block.get("image") for block in content["blocks"])]
    return [image for image in images if image]


def references_in(content: Content) -> References:
    """Whom and what readers of this content see. At most one query, for the quotes' speakers."""
    shown: dict[str, list[int]] = defaultdict(list)
    shown["quote"] = [quote["id"] for quote in content["quotes"]]
    for block in content["blocks"]:
        block_type = BLOCK_TYPES[block["kind"]]
        if block_type.is_shown(block):
            for key, kind in block_type.references.items():
                shown[kind].append(block[key])
    quotes = _distinct(shown["quote"])
    spoken = Quote.objects.filter(pk__in=quotes).exclude(speaker=None)
    speakers = dict(spoken.values_list("pk", "speaker"))
    people = [(pk, EditionPerson.Role.AUTHOR.value) for pk in content["authors"]]
    if content["review"]:
        people.append((content["review"]["reviewer"], EditionPerson.Role.REVIEWER.value))
    people += [(speakers[pk], EditionPerson.Role.EXPERT.value) for pk in quotes if pk in speakers]
    return References(
        products=_distinct(shown["product"]),
        quotes=quotes,
        questions=_distinct(shown["question"]),
        people=_distinct(people),
        pictures=_distinct(image["picture"] for image in images_in(content)),
    )


def _distinct(items: Iterable[Item]) -> list[Item]:
    return list(dict.fromkeys(items))


def ids_in(content: Content) -> dict[str, set[int]]:
    """Kind of record → ids that a content names, shown to readers or not."""
    found: dict[str, set[int | None]] = defaultdict(set)
    found["person"].update(content["authors"])
    found["person"].add(content.get("reviewer"))
    found["person"].add((content.get("review") or {}).get("reviewer"))
    found["quote"].update(quote["id"] for quote in content["quotes"])
    for block in content["blocks"]:
        block_type = BLOCK_TYPES[block["kind"]]
        for key, kind in [*block_type.references.items(), *block_type.mentions.items()]:
            found[kind].add(block[key])
    return {kind: {pk for pk in ids if pk is not None} for kind, ids in found.items()}


def names_in(*contents: Content) -> Names:
    """What everything these contents name is called. At most four queries."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for content in contents:
        for kind, ids in ids_in(content).items():
            wanted[kind] |= ids
    rows_of: dict[str, QuerySet[Any]] = {
        "product": Product.objects.select_related("brand"),
        "person": Person.objects.all(),
        "quote": Quote.objects.select_related("speaker"),
        "question": Question.objects.only("question", "standalone"),
    }
    return Names(
        **{
            kind: {pk: _name(row) for pk, row in rows.in_bulk(wanted[kind]).items()}
            for kind, rows in rows_of.items()
            if wanted[kind]
        }
    )


def _name(row: Any) -> str:
    if not isinstance(row, Quote):
        return str(row)
    speaker = row.speaker.name if row.speaker else "speaker not known"
    return f"“{shortened(row.text)}” ({speaker})"


def shortened(text: str) -> str:
    """The beginning of a text, for a label."""
    return text if len(text) <= MAX_LABEL else f"{text[: MAX_LABEL - 1]}…"
