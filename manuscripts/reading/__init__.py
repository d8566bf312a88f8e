"""
Reading a manuscript: bytes → blocks → people, quotes, products, offers, questions, tags, warnings.

Pure: the same bytes give the same plan. No clock, no network, no database, no Django.
"""

from .apart import read_apart
from .decoding import UnreadableManuscript
from .document import FORMATS
from .docx import LARGEST as LARGEST_FILE
from .gazetteer import spellings_of
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
    "MAX_PROPOSALS",
    "Block",
    "PlanWarning",
    "Expert",
    "Faq",
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
