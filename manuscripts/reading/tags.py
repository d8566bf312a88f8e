"""Tags: those the writer gives; else what the article is plainly about."""

import re
from collections import Counter
from pathlib import Path

_MAX = 6
_TIMES = 3  # named less often, a subject is only touched on


def suggested_tags(text: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Lower-case tags: the manuscript's own, or the subjects it names most often."""
    if given:
        return tuple(dict.fromkeys(tag.lower() for tag in given))
    words = Counter(re.findall(r"[a-z]+", text.lower()))
    weights = {}
    for row in _SUBJECTS:
        tag, *forms = row
        times = sum(words[form] for form in (tag, *forms))
        if times >= _TIMES:
            weights[tag] = times
    return tuple(sorted(weights, key=lambda tag: (-weights[tag], tag))[:_MAX])


def _rows() -> tuple[tuple[str, ...], ...]:
    lines = (Path(__file__).parent / "data" / "tags.txt").read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(part.strip() for part in re.split("[|,]", line) if part.strip())
        for line in lines
        if line.strip() and not line.startswith("#")
    )


_SUBJECTS = _rows()
