"""
What two sequences have in common, in order: words of two texts, rows of two lists.

The longest common subsequence is rapidfuzz's, whose work grows with the product of the lengths.
Equal ends are trimmed first, and beyond `MAX_CELLS` what is left counts as wholly different: a
comparison that takes no time helps more than one that is perfect for a text nobody reads.
"""

from collections.abc import Hashable, Sequence

from rapidfuzz.distance import LCSseq

MAX_CELLS = 400_000_000  # 20,000 words against 20,000: some 50 MB and a third of a second

Match = tuple[int, int, int]


def align(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Match]:
    """`(i, j, length)` of stretches with `a[i:i + length] == b[j:j + length]`, in order."""
    start = _equal_items(a, b)
    end = _equal_items(a[start:][::-1], b[start:][::-1])
    inner_a, inner_b = a[start : len(a) - end], b[start : len(b) - end]
    found = [(0, 0, start)]
    if len(inner_a) * len(inner_b) <= MAX_CELLS:
        found += [
            (start + step.src_start, start + step.dest_start, step.src_end - step.src_start)
            for step in LCSseq.opcodes(inner_a, inner_b)
            if step.tag == "equal"
        ]
    found.append((len(a) - end, len(b) - end, end))
    return _joined(found)


def _equal_items(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """How many items at the beginning are equal."""
    for place, (one, other) in enumerate(zip(a, b, strict=False)):
        if one != other:
            return place
    return min(len(a), len(b))


def _joined(matches: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for i, j, length in matches:
        if not length:
            continue
        if joined:
            before_i, before_j, before = joined[-1]
            if (before_i + before, before_j + before) == (i, j):
                joined[-1] = (before_i, before_j, before + length)
                continue
        joined.append((i, j, length))
    return joined


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Places of a longest rising subsequence of distinct numbers; of several, the last ones."""
    last = len(numbers) - 1
    falling = align(numbers[::-1], sorted(numbers, reverse=True))
    return [
        last - place
        for i, _, length in reversed(falling)
        for place in reversed(range(i, i + length))
    ]
