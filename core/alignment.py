"""
What two sequences have in common, in order: words of two texts, rows of two lists.

The longest common subsequence is rapidfuzz's, whose work grows with the product of the lengths.
What lies between equal ends counts as wholly different where that is more than `MAX_CELLS`: a
comparison that takes no time helps more than one that is perfect for a text nobody reads.
"""

from collections.abc import Hashable, Sequence

from rapidfuzz.distance import LCSseq, Postfix, Prefix

MAX_CELLS = 400_000_000  # 20,000 words against 20,000: some 50 MB and a third of a second

Match = tuple[int, int, int]


def align(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Match]:
    """`(i, j, length)` of stretches with `a[i:i + length] == b[j:j + length]`, in order."""
    start = Prefix.similarity(a, b)
    end = Postfix.similarity(a[start:], b[start:])
    if (len(a) - start - end) * (len(b) - start - end) > MAX_CELLS:
        found = [(0, 0, start), (len(a) - end, len(b) - end, end)]
    else:
        blocks = LCSseq.editops(a, b).as_matching_blocks()
        found = [(block.a, block.b, block.size) for block in blocks]
    return [match for match in found if match[2]]


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Places of a longest rising subsequence of distinct numbers; of several, the last ones."""
    last = len(numbers) - 1
    falling = align(numbers[::-1], sorted(numbers, reverse=True))
    return [
        last - place
        for i, _, length in reversed(falling)
        for place in reversed(range(i, i + length))
    ]
