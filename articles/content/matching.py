"""
Which block of one content is which block of another.

    match_blocks(before["blocks"], after["blocks"])    # pairs of places

Blocks are the same block when they have the same `key`; where one side has none (an edition), when
they show the same thing or most of the same words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from articles.block_types import BLOCK_TYPES, Block

_ANY_TAG = re.compile(r"<[^<>]*>")

_ALIKE = 0.4  # share of word pairs two texts have in common when one is an edit of the other
_CANDIDATES = 4  # texts looked at as what a text may have become
_COMMON = 6  # a pair of words in more texts than these tells none apart

Pairs = set[Any]


def match_blocks(before: list[Block], after: list[Block]) -> list[tuple[int, int]]:
    """
    Pairs of places (from 0) of the same block in two lists of blocks, sorted by the second.

    By key, then by what they show, then by their words, then by their place between the same
    neighbors. Every block is in one pair at the most.
    """
    finder = _Finder(before, after)
    finder.pair_by(_key)
    finder.pair_by(whole)
    finder.pair_by(_identity)
    finder.pair_by_words()
    finder.pair_by_place()
    return sorted(finder.pairs.items(), key=lambda pair: pair[1])


class _Finder:
    def __init__(self, before: list[Block], after: list[Block]) -> None:
        self.before, self.after = before, after
        self.pairs: dict[int, int] = {}
        self.taken: set[int] = set()

    def _pair(self, i: int, j: int) -> None:
        self.pairs[i] = j
        self.taken.add(j)

    def _open(self) -> tuple[list[int], list[int]]:
        return (
            [i for i in range(len(self.before)) if i not in self.pairs],
            [j for j in range(len(self.after)) if j not in self.taken],
        )

    def pair_by(self, trait: Callable[[Block], Any]) -> None:
        """Those with the same trait (None for those that have none), in order."""
        waiting: dict[Any, list[int]] = defaultdict(list)
        old, new = self._open()
        for j in new:
            waiting[trait(self.after[j])].append(j)
        for places in waiting.values():
            places.reverse()
        for i in old:
            key = trait(self.before[i])
            if key is not None and waiting.get(key):
                self._pair(i, waiting[key].pop())

    def pair_by_words(self) -> None:
        """Texts that have most of their words in common, the likeliest first."""
        old, new = self._open()
        old_words = self._word_pairs_of(self.before, old)
        new_words = self._word_pairs_of(self.after, new)
        found = []
        for i, j in _candidates(old_words, new_words):
            if self.before[i]["kind"] == self.after[j]["kind"]:
                found.append((-_likeness(old_words[i], new_words[j]), abs(i - j), i, j))
        for unlikeness, _, i, j in sorted(found):
            if -unlikeness >= _ALIKE and i not in self.pairs and j not in self.taken:
                self._pair(i, j)

    @staticmethod
    def _word_pairs_of(blocks: list[Block], places: list[int]) -> dict[int, Pairs]:
        return {
            place: _word_pairs(blocks[place]["html"]) for place in places if "html" in blocks[place]
        }

    def pair_by_place(self) -> None:
        """A picture, pick or quote that stands where another of its kind stood alone."""
        old, new = self._open()
        spots: dict[Any, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        back = {j: i for i, j in self.pairs.items()}
        for i in old:
            spots[self._spot(self.before, i, self.pairs, 0)][0].append(i)
        for j in new:
            spots[self._spot(self.after, j, back, 1)][1].append(j)
        for olds, news in spots.values():
            if len(olds) == len(news) == 1 and "html" not in self.before[olds[0]]:
                self._pair(olds[0], news[0])

    def _spot(
        self, blocks: list[Block], place: int, partners: dict[int, int], side: int
    ) -> tuple[Any, ...]:
        """The kind, and the pairs that stand next to it, before and after."""
        left = next((k for k in range(place - 1, -1, -1) if k in partners), None)
        right = next((k for k in range(place + 1, len(blocks)) if k in partners), None)
        around = [
            None if k is None else ((k, partners[k]) if side == 0 else (partners[k], k))
            for k in (left, right)
        ]
        return (blocks[place]["kind"], *around)


def _key(block: Block) -> str | None:
    return block.get("key")


def whole(block: Block) -> str:
    """Everything a block says, for telling whether two say the same."""
    parts = {name: value for name, value in block.items() if name != "key"}
    return repr(sorted(parts.items()))


def _identity(block: Block) -> object | None:
    return BLOCK_TYPES[block["kind"]].identity(block)


def _candidates(old: dict[int, Pairs], new: dict[int, Pairs]) -> Iterator[tuple[int, int]]:
    """
    Pairs of places worth a closer look: for each old text the few new ones it shares most with.

    Word pairs that stand in many texts tell nothing, so this is no comparison of all with all.
    """
    holders: dict[Any, list[int]] = defaultdict(list)
    for j, pairs in new.items():
        for pair in pairs:
            holders[pair].append(j)
    for i, pairs in old.items():
        votes: Counter[int] = Counter()
        for pair in pairs:
            if len(holders.get(pair, ())) <= _COMMON:
                votes.update(holders.get(pair, ()))
        for j, _ in votes.most_common(_CANDIDATES):
            yield i, j


def _word_pairs(html: str) -> Pairs:
    words = _ANY_TAG.sub(" ", html).lower().split()
    return set(zip(words, words[1:], strict=False)) or set(words)


def _likeness(a: Pairs, b: Pairs) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0
