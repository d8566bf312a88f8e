"""
Block types: the kinds of block an article's body is made of, one entry each.

A new kind of block is a model, an entry here whose functions stand in articles/block_parts.py, a
migration, a template and a test. The entry says the roles' rights, and the migration gives them: it
ends with `grant_permissions_to` (accounts/roles.py). The editor's menu and form, snapshots,
restoring, comparing, merging, sections to sign, references and the page follow from the entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles import block_parts as parts
from articles import block_words
from articles.block_parts import Block
from articles.differences import Differences, Names
from articles.models import (
    CallOut,
    ImageBlock,
    KeyPoints,
    ProductPick,
    PullQuote,
    QuestionBlock,
    TableBlock,
    TextBlock,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockType:
    """
    Everything the rest of the program knows about a kind of block.

    `kind` stands in the contents of editions for ever. A `block` is the plain data that `snapshot`
    makes of a row, with its `kind`.
    """

    kind: str
    model: type[Any]
    label: str  # in comparisons, revisions and the list of sections to sign
    plural: str  # “3 texts changed”
    template: str  # shows what `show` returns, or a list of them

    # The editor's menu of blocks and the form of a row
    icon: str  # a drawing in static/backoffice/icons.svg
    hint: str
    autocomplete: tuple[str, ...] = ()
    select_related: Mapping[str, str] = field(default_factory=dict)  # field → what its label reads
    fields: tuple[str, ...] | None = None  # their order in the form; None: as in the model

    # Plain data and back; `restore` is given a row of `model`, new or saved
    snapshot: Callable[[Any], Block]
    restore: Callable[[Any, Block], None]

    # Comparing: either side may be None, where the block was added or removed
    compare: Callable[[Block | None, Block | None, Names], Differences]
    label_of: Callable[[Block, Names], str]

    # Records it can't be without and those it mentions besides: key in the block → kind of record
    references: Mapping[str, str] = field(default_factory=dict)
    mentions: Mapping[str, str] = field(default_factory=dict)

    # The page: what the template is given, or None where readers see nothing of the block
    show: Callable[[parts.PageFacts, Block], Any]
    is_shown: Callable[[Block], bool] = lambda block: True
    is_list: bool = False  # neighbors are shown as one list
    list_heading: str = ""  # of such a list, where the text above it gives none

    # What a medical reviewer signs of it; without words in it, nothing
    words: Callable[[Block], block_words.Words]
    words_label: str = ""  # what such a section is called; "": `label`
    words_about: Callable[[Any], str] = lambda row: ""  # a row → what they are about, or whose

    def identity(self, block: Block) -> object | None:
        """What the block is about, so that it is told from others of its kind; None for texts."""
        if block.get("image"):
            return self.kind, block["image"]["name"]
        return next(((self.kind, block[key]) for key in self.references), None)


_TYPES = [
    BlockType(
        kind="text",
        model=TextBlock,
        label="Text",
        plural="texts",
        template="articles/blocks/text.html",
        icon="text",
        hint="Paragraphs, headings, lists and links",
        snapshot=parts.snapshot_rich_text,
        restore=parts.restore_rich_text,
        compare=parts.compare_rich_text,
        label_of=parts.label_rich_text,
        show=parts.show_text,
        words=block_words.words_of_rich_text,
    ),
    BlockType(
        kind="key_points",
        model=KeyPoints,
        label="Key points",
        plural="key points",
        template="articles/blocks/key_points.html",
        icon="key",
        hint="The answer first, in a few lines",
        snapshot=parts.snapshot_key_points,
        restore=parts.restore_key_points,
        compare=parts.compare_key_points,
        label_of=parts.label_key_points,
        show=parts.show_key_points,
        words=block_words.words_of_key_points,
    ),
    BlockType(
        kind="image",
        model=ImageBlock,
        label="Picture",
        plural="pictures",
        template="articles/blocks/image.html",
        icon="picture",
        hint="With alt text for readers who can't see it",
        autocomplete=("picture",),
        fields=("picture", "image_alt", "caption"),
        snapshot=parts.snapshot_image_block,
        restore=parts.restore_image_block,
        compare=parts.compare_image_block,
        label_of=parts.label_image_block,
        show=parts.show_image_block,
        words=block_words.words_of_image,
        words_label="Caption of a picture",
    ),
    BlockType(
        kind="pull_quote",
        model=PullQuote,
        label="Pull quote",
        plural="pull quotes",
        template="articles/blocks/pull_quote.html",
        icon="quote",
        hint="Someone's own words, set large",
        autocomplete=("quote",),
        select_related={"quote": "speaker"},
        snapshot=parts.snapshot_pull_quote,
        restore=parts.restore_pull_quote,
        compare=parts.compare_pull_quote,
        label_of=parts.label_pull_quote,
        references={"quote": "quote"},
        mentions={"speaker": "person"},
        show=parts.show_pull_quote,
        words=block_words.words_of_pull_quote,
        words_about=lambda row: row.quote.speaker.name if row.quote.speaker else "",
    ),
    BlockType(
        kind="product_pick",
        model=ProductPick,
        label="Product pick",
        plural="products",
        template="articles/blocks/products.html",
        icon="product",
        hint="One product with its price; neighbors form a list",
        autocomplete=("product",),
        select_related={"product": "brand"},
        snapshot=parts.snapshot_pick,
        restore=parts.restore_pick,
        compare=parts.compare_picks,
        label_of=parts.label_pick,
        references={"product": "product"},
        show=parts.show_pick,
        is_list=True,
        words=block_words.words_of_pick,
        words_about=lambda row: str(row.product),
    ),
    BlockType(
        kind="question",
        model=QuestionBlock,
        label="Question",
        plural="questions",
        template="articles/blocks/questions.html",
        icon="question",
        hint="A question and its answer; neighbors form an FAQ",
        autocomplete=("question",),
        snapshot=parts.snapshot_question,
        restore=parts.restore_question,
        compare=parts.compare_questions,
        label_of=parts.label_question,
        references={"question": "question"},
        show=parts.show_question,
        is_shown=parts.is_answered,
        is_list=True,
        list_heading="Questions and answers",
        words=block_words.words_of_question,
        words_label="Question and answer",
    ),
    BlockType(
        kind="call_out",
        model=CallOut,
        label="Call-out",
        plural="call-outs",
        template="articles/blocks/call_out.html",
        icon="callout",
        hint="Good to know, take care, when to see a doctor",
        snapshot=parts.snapshot_call_out,
        restore=parts.restore_call_out,
        compare=parts.compare_call_out,
        label_of=parts.label_rich_text,
        show=parts.show_call_out,
        words=block_words.words_of_call_out,
    ),
    BlockType(
        kind="table",
        model=TableBlock,
        label="Table",
        plural="tables",
        template="articles/blocks/table.html",
        icon="table",
        hint="Figures in rows and columns, with a header",
        snapshot=parts.snapshot_rich_text,
        restore=parts.restore_rich_text,
        compare=parts.compare_rich_text,
        label_of=parts.label_rich_text,
        show=parts.show_table,
        words=block_words.words_of_rich_text,
    ),
]

# Kind → entry, in the order an editor is offered them.
BLOCK_TYPES: dict[str, BlockType] = {entry.kind: entry for entry in _TYPES}
_BY_MODEL: dict[type[Any], BlockType] = {entry.model: entry for entry in _TYPES}


def block_type_of(row: Any) -> BlockType:
    """The entry of a row of a block's model."""
    return _BY_MODEL[type(row)]
