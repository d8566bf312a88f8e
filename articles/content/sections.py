"""The pieces of an article's words that a medical reviewer signs."""

import hashlib
from dataclasses import dataclass

from articles.block_types import BLOCK_TYPES
from articles.block_words import words_of_line
from articles.content import Content


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the words that a reviewer signs; `key` tells the same piece in two versions."""

    key: str
    label: str
    words: str
    html: str  # the same words as one reads them, clean

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()


def sections_in(content: Content) -> list[Section]:
    """
    The sections of a content, in reading order: title, dek, the main picture's caption, blocks.

    What is empty has nothing to sign. A block is told by its `key`, where it has one, and what it
    is about by `about`.
    """
    caption = content["image"]["caption"] if content["image"] else ""
    found = [
        Section("title", "Title", *words_of_line(content["title"])),
        Section("dek", "Dek", *words_of_line(content["dek"])),
        Section("image", "Caption of the main picture", *words_of_line(caption)),
    ]
    for place, block in enumerate(content["blocks"], 1):
        block_type = BLOCK_TYPES[block["kind"]]
        key = block.get("key", f"{block['kind']}-at-{place}")
        label = block_type.words_label or block_type.label
        if block.get("about"):
            label = f"{label}: {block['about']}"
        found.append(Section(key, label, *block_type.words(block)))
    return [section for section in found if section.words.strip()]


def section_digests(content: Content) -> list[str]:
    """SHA-256 of each section of the words that a reviewer signs."""
    return [section.digest for section in sections_in(content)]
