"""
A form of a question that stands alone, proposed from what its article is about: an editor decides.

    stand_alone("Will it go away?", "rosacea")       # "Will rosacea go away?"
    stand_alone("What if I am pregnant?", "retinol") # "Retinol: what if I am pregnant?"
    stand_alone("Is retinol safe?", "retinol")       # "": it stands alone
"""

import re
from collections.abc import Iterable

from core.tag_proposals import mentioned

# “Is it safe to …”, “Is it true that …”: stands for nothing.
_NOBODY = re.compile(
    r"\bit\b(?=(?:\s+\w+){0,2}\s+(?:to|that|for|if|when)\b|\s+(?:worth|time)\b)", re.IGNORECASE
)
_POINTS = re.compile(
    r"\b(?:it|they|them)\b"
    r"|\b(?:this|that|these|those)\b(?=\s*[?]|\s+(?:go|work|help|happen|last|mean|hurt|be)\b)",
    re.IGNORECASE,
)
_WHOSE = re.compile(r"\b(?:its|their)\b", re.IGNORECASE)


def topic_of(title: str, tags: Iterable[str], topic: str = "") -> str:
    """What an article is about: the tag that its title names first, else its only tag, or ""."""
    tags = list(tags)
    named = mentioned([title], tags, asks=True)
    if named:
        low = title.lower()
        return min(named, key=lambda name: (low.find(name[:4]), -len(name)))
    return tags[0] if len(tags) == 1 else topic.lower()


def stand_alone(question: str, topic: str) -> str:
    """The question with its topic in it; "" where it names the topic, or where there is none."""
    if not topic or mentioned([question], [topic], asks=True):
        return ""
    masked = _NOBODY.sub(lambda found: "\0" * len(found[0]), question)
    for pattern, words in ((_POINTS, topic), (_WHOSE, f"{topic}’s")):
        if found := pattern.search(masked):
            at, end = found.span()
            said = words[0].upper() + words[1:] if at == 0 else words
            return question[:at] + said + question[end:]
    first, rest = question[:1], question[1:]
    is_name = first == "I" and not rest[:1].isalpha()
    start = first if is_name else first.lower()
    return f"{topic[0].upper()}{topic[1:]}: {start}{rest}"
