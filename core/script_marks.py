"""Superscripts and subscripts in plain text, where 10² must not be read as 102."""

import re

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SCRIPT = re.compile(r"<(su[pb])>(.*?)</\1>", re.DOTALL)


def raised(text: str) -> str:
    """10 and “2” as 10²; what has no raised characters of its own follows a caret: x^th."""
    return _marked(text, _RAISED, "^")


def lowered(text: str) -> str:
    """H, “2” and O as H₂O; what has no lowered characters of its own follows an underscore."""
    return _marked(text, _LOWERED, "_")


def _marked(text: str, characters: dict[int, int], sign: str) -> str:
    words = text.strip()
    if all(ord(character) in characters for character in words):
        return text.translate(characters)
    return text.replace(words, f"{sign}{words}", 1)


def spell_scripts(html: str) -> str:
    """Rich text in which super- and subscripts are characters, not tags: ready for `plain_text`."""
    return _SCRIPT.sub(lambda found: _SPELLERS[found[1]](found[2]), html)


_SPELLERS = {"sup": raised, "sub": lowered}
