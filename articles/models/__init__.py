"""Articles as editors write them, the editions readers see, and the quotes in both."""

from .address import Address, address_problem, same_address
from .article import Article, ArticleQuote, ArticleSource, Byline, Correction, TaggedArticle
from .blocks import (
    CallOut,
    ImageBlock,
    KeyPoints,
    ProductPick,
    PullQuote,
    QuestionBlock,
    TableBlock,
    TextBlock,
)
from .editing import Autosave, Presence
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
from .edition_correction import EditionCorrection
from .plan_change import PlanChange
from .quote import Quote
from .review import Review
from .revision import Revision
from .topic import TopicArticle

__all__ = [
    "Address",
    "Article",
    "ArticleQuote",
    "ArticleSource",
    "Autosave",
    "Byline",
    "CallOut",
    "Correction",
    "Revision",
    "Edition",
    "EditionCorrection",
    "EditionPerson",
    "EditionPicture",
    "EditionProduct",
    "EditionQuestion",
    "EditionQuote",
    "EditionTag",
    "ImageBlock",
    "KeyPoints",
    "PlanChange",
    "Presence",
    "ProductPick",
    "PullQuote",
    "QuestionBlock",
    "Quote",
    "Review",
    "TableBlock",
    "TaggedArticle",
    "TextBlock",
    "TopicArticle",
    "address_problem",
    "is_live",
    "same_address",
]
