"""Articles as editors write them, the editions readers see, and the quotes in both."""

from .article import Article, ArticleQuote, ArticleSource, Byline, Correction, TaggedArticle
from .blocks import BLOCKS, CallOut, ImageBlock, ProductPick, PullQuote, QuestionBlock, TextBlock
from .edition import (
    Edition,
    EditionPerson,
    EditionPicture,
    EditionProduct,
    EditionQuestion,
    EditionQuote,
    EditionTag,
    is_live,
)
from .keeping import Autosave, Presence
from .quote import Quote
from .review import Review
from .version import DeskVersion

__all__ = [
    "BLOCKS",
    "Article",
    "ArticleQuote",
    "ArticleSource",
    "Autosave",
    "Byline",
    "CallOut",
    "Correction",
    "DeskVersion",
    "Edition",
    "EditionPerson",
    "EditionPicture",
    "EditionProduct",
    "EditionQuestion",
    "EditionQuote",
    "EditionTag",
    "ImageBlock",
    "Presence",
    "ProductPick",
    "PullQuote",
    "QuestionBlock",
    "Quote",
    "Review",
    "TaggedArticle",
    "TextBlock",
    "is_live",
]
