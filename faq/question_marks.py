"""
How a question ends: the one rule, for forms, the database, reviews and the manuscript reader.

The reader imports it, so it knows nothing of Django.
"""

import re

# Latin, full-width, Arabic, Greek, Armenian, Ethiopic, reversed, and those joined with another.
QUESTION_MARKS = ("?", "？", "؟", "\u037e", "՞", "፧", "⸮", "⁇", "⁈", "⁉", "‽")
# Unicode's normal form writes the Greek question mark as a semicolon.
_GREEK_END = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff][”»\"]?;\Z")

NO_QUESTION_MARK = "A question ends in a question mark."


def ends_in_question_mark(text: str) -> bool:
    """Whether the words ask, in whatever script they are written; spaces at the end don't count."""
    text = text.rstrip()
    return text.endswith(QUESTION_MARKS) or bool(_GREEK_END.search(text))


def as_question(text: str) -> str:
    """The words as a question: a question mark of their own is kept, else “?” ends them."""
    text = text.strip()
    return text if ends_in_question_mark(text) else text.rstrip(" .:!…") + "?"
