"""
Reading a manuscript: bytes → blocks → people, quotes, products, offers, questions, tags, warnings.

Pure: the same bytes give the same plan. No clock, no network, no database, no Django.
"""

from .apart import read_apart
from .decoding import LARGEST as LARGEST_TEXT
from .decoding import UnreadableManuscript
from .document import FORMATS, LARGEST_MARKDOWN, LARGEST_MARKUP
from .docx import LARGEST as LARGEST_FILE
from .gazetteer import Gazetteer, spellings_of
from .plan import (
    Block,
    Expert,
    Faq,
    Plan,
    PlanWarning,
    Quote,
    ReadOffer,
    ReadProduct,
    Source,
    Unplaced,
)
from .reader import MAX_PROPOSALS, read

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
    "LARGEST_MARKDOWN",
    "LARGEST_MARKUP",
    "LARGEST_TEXT",
    "MAX_PROPOSALS",
    "Block",
    "PlanWarning",
    "Expert",
    "Faq",
    "Gazetteer",
    "Plan",
    "Quote",
    "ReadOffer",
    "ReadProduct",
    "Source",
    "Unplaced",
    "UnreadableManuscript",
    "read",
    "read_apart",
    "spellings_of",
]
