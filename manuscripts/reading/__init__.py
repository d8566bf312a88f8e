"""
Reading a manuscript: bytes → blocks → people, quotes, products, offers, questions, tags, warnings.

Pure: the same bytes give the same plan. No clock, no network, no database, no Django.
"""

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
from .reader import read

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
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
    "spellings_of",
]
