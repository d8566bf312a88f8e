"""
Reading a manuscript: bytes → blocks → people, quotes, products, offers, questions, tags, warnings.

Pure: the same bytes give the same plan. No clock, no network, no database, no Django.
"""

from .decoding import UnreadableManuscript
from .document import FORMATS
from .docx import LARGEST as LARGEST_FILE
from .plan import (
    Block,
    Caution,
    Expert,
    Faq,
    Plan,
    Quote,
    ReadOffer,
    ReadProduct,
    Source,
    Unplaced,
)
from .reader import read
from .trade_names import spellings_of

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
    "Block",
    "Caution",
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
