"""What two sequences have in common, in order: of words, of lines, of the blocks of a text."""

from collections.abc import Hashable, Sequence

from rapidfuzz.distance import LCSseq

# Beyond so many pairs of items two stretches count as wholly different: what is compared takes a
# bit of memory a pair, and nobody reads a comparison of two books.
MAX_PAIRS = 64_000_000

Stretch = tuple[int, int, int]


def align(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Stretch]:
    """
    What `a` and `b` have in common: `(i, j, length)` of stretches with a[i:] == b[j:], in order.

    The longest common subsequence of what stands between their equal beginnings and ends.
    """
    begin = _equal_at_start(a, b)
    end = _equal_at_start(a[begin:][::-1], b[begin:][::-1])
    middle_a, middle_b = a[begin : len(a) - end], b[begin : len(b) - end]
    found = [(0, 0, begin)] if begin else []
    if middle_a and middle_b and len(middle_a) * len(middle_b) <= MAX_PAIRS:
        found += [
            (step.src_start + begin, step.dest_start + begin, step.src_end - step.src_start)
            for step in LCSseq.opcodes(middle_a, middle_b)
            if step.tag == "equal"
        ]
    if end:
        found.append((len(a) - end, len(b) - end, end))
    return _joined(found)


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Places of a longest rising subsequence of distinct numbers."""
    backwards = align(numbers[::-1], sorted(numbers, reverse=True))
    last = len(numbers) - 1
    places = [last - k for start, _, length in backwards for k in range(start, start + length)]
    return places[::-1]


def _equal_at_start(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    pairs = enumerate(zip(a, b, strict=False))
    return next((place for place, (x, y) in pairs if x != y), min(len(a), len(b)))


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches of which one goes on where the one before ends are one."""
    found: list[Stretch] = []
    for stretch in stretches:
        i, j, length = found[-1] if found else (0, 0, 0)
        if found and (i + length, j + length) == stretch[:2]:
            found[-1] = (i, j, length + stretch[2])
        else:
            found.append(stretch)
    return found
