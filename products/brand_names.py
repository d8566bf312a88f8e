"""
When two spellings are one name: the rule for brands and shops, wherever names are compared.

    normalize_brand_name("E.L.F.") == normalize_brand_name("e.l.f.") == "elf"
    normalize_brand_name("Dr.Jart+") == normalize_brand_name("Dr. Jart") == "dr jart"

Case, accents, apostrophes, points, hyphens and a plus sign at the end don't count; “&” is “and”.
A plus sign inside a name does: “Q+A” is no “Q A”.
"""

import re
from functools import lru_cache

from core.accents import without_accents

_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_PLUS = re.compile(r"(?<=[^\W_])\s*\+\s*(?=[^\W_])")
_OTHER = re.compile(r"[^\w+]+|_+")


@lru_cache(maxsize=20_000)
def normalize_brand_name(name: str) -> str:
    """What all spellings of a brand's or a shop's name share: words with one space between two."""
    plain = without_accents(name.casefold())
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), plain)
    plain = _APOSTROPHES.sub("", plain).replace("&", " and ")
    inner = _PLUS.sub("\N{NULL}", plain).replace("+", " ").replace("\N{NULL}", "+")
    return _OTHER.sub(" ", inner).strip()
