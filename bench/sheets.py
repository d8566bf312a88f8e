"""
What is wrong with a page on paper: its blocks, as a browser has them, held against a PDF of it.

    blocks = page.evaluate(BLOCKS)                  # in a browser, with print emulated
    faults_of(blocks, pdf)                          # sentences; none where all is well

Each piece of text is looked for on the sheets, letter by letter and in its order, so that what
vanishes in one place is missed although the same words stand in another. Needs poppler-utils.
"""

import re
import subprocess
import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

# Every piece of text that paper is to show, in order: its words, whether it is a heading, and the
# number of each element around it that is to stay in one piece. And how many pictures there are.
BLOCKS = """() => {
  const whole = new Map(), pieces = []
  const around = (element) => {
    const kept = []
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      if (getComputedStyle(one).breakInside !== "avoid") continue
      if (!whole.has(one)) whole.set(one, whole.size)
      kept.push(whole.get(one))
    }
    return kept
  }
  const gone = (element) => {
    for (let one = element; one; one = one.parentElement) {
      if (getComputedStyle(one).display === "none") return true
      if (one.matches(".visually-hidden, script, style, template")) return true
    }
    return false
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!node.data.trim() || gone(element)) continue
    const heading = element.closest("h1, h2, h3, h4, summary, caption")
    pieces.push([node.data.replace(/\\s+/g, " ").trim(), Boolean(heading), around(element)])
  }
  const pictures = [...document.images].filter((one) => !gone(one)).length
  const names = [...whole.keys()].map((one) => `${one.localName}.${one.className}`)
  return { pieces, pictures, names }
}"""
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
_LINE = 15  # letters: what is split over sheets has more in its first part
_MOST = 6  # faults of a kind that are told by name


class Word(NamedTuple):
    """A word on a sheet, in points from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    letters: str


@dataclass(frozen=True)
class Sheets:
    """A PDF as words in the order in which it draws them."""

    words: list[Word]
    sizes: list[tuple[float, float]]
    pictures: list[tuple[int, str]]  # sheet, object

    @classmethod
    def of(cls, pdf: Path) -> "Sheets":
        """Reads the file with poppler's programs."""
        text = _told("pdftotext", "-raw", "-bbox", pdf, "-")
        words, sizes = [], []
        for number, page in enumerate(_PAGE.finditer(text), 1):
            sizes.append((float(page[1]), float(page[2])))
            for word in _WORD.finditer(page[3]):
                places = [float(word[n]) for n in range(1, 5)]
                words.append(Word(number, *places, letters_of(unescape(word[5]))))
        rows = [line.split() for line in _told("pdfimages", "-list", pdf).splitlines()[2:]]
        drawn = [(int(row[0]), row[10]) for row in rows if row[2] == "image"]
        return cls(words, sizes, drawn)


def _told(*command: Any) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    return done.stdout


def letters_of(words: str) -> str:
    """What two programs agree upon: no spaces, no ligatures, no capitals."""
    plain = unicodedata.normalize("NFKC", words).replace("\u00ad", "")
    return "".join(plain.split()).casefold()


def faults_of(blocks: dict[str, Any], pdf: Path) -> list[str]:
    """Sentences about what is missing, cut, split badly, empty, or on top of something else."""
    sheets = Sheets.of(pdf)
    pieces = blocks["pieces"]
    found = _found(pieces, sheets.words)
    missing = [words for (words, *_), place in zip(pieces, found, strict=True) if not place]
    # Which of several like ones stands where can't be told: they only have to be there.
    written = "".join(word.letters for word in sheets.words)
    for n, (words, *_) in enumerate(pieces):
        if written.count(letters_of(words)) > 1:
            found[n] = []
    return [
        *_told_of("missing", missing),
        *_told_of("cut off or over the edge", _over_the_edge(sheets)),
        *_told_of("a heading at the foot of a sheet", _stranded(pieces, found)),
        *_told_of("split, though it fits a sheet", _split(blocks, found, sheets)),
        *_told_of("on top of each other", _on_top(sheets.words)),
        *_told_of("a sheet with nothing on it", _empty(sheets)),
        *_pictures(blocks["pictures"], sheets),
    ]


def _told_of(fault: str, words: list[str]) -> list[str]:
    more = f" and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return [f"{fault}: {' | '.join(one[:60] for one in words[:_MOST])}{more}"] if words else []


def _found(pieces: Sequence[Sequence[Any]], words: Sequence[Word]) -> list[list[Word]]:
    """
    The words of the sheets that each piece is; none where it isn't there (any more).

    The longest is placed first, each between those placed around it or, where it stands in another
    order on paper, as near as may be; or it goes on on the next sheet, after what is drawn late.
    """
    letters = _Letters(words)
    wanted = [letters_of(piece[0]) for piece in pieces]
    spans: dict[int, list[tuple[int, int]]] = {}
    placed: list[int] = []
    for n in sorted(range(len(wanted)), key=lambda n: -len(wanted[n])):
        at = bisect(placed, n)
        after = spans[placed[at - 1]][0][1] if at else 0
        before = spans[placed[at]][0][0] if at < len(placed) else len(letters.all)
        if span := letters.take(wanted[n], after, before):
            spans[n] = [span]
            placed.insert(at, n)
        else:
            near = letters.take(wanted[n], near=after)
            spans[n] = [near] if near else letters.take_in_two(wanted[n])
    return [letters.words_in(spans[n]) for n in range(len(wanted))]


class _Letters:
    """All letters of the sheets in a row, of which word each is, and which are taken."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.all = "".join(word.letters for word in words)
        self.owners = [n for n, word in enumerate(words) for _ in word.letters]
        self.taken = bytearray(len(self.all))

    def take(
        self, wanted: str, after: int = 0, before: int = 1 << 40, *, near: int = 0
    ) -> tuple[int, int] | None:
        """Where these letters stand and belong to no other piece; they belong to this one."""
        free = self._free(wanted, after, before - len(wanted)) if wanted else iter(())
        start = min(free, key=lambda start: abs(start - near), default=None)
        if start is None:
            return None
        end = start + len(wanted)
        self.taken[start:end] = b"\1" * len(wanted)
        return start, end

    def _free(self, wanted: str, after: int, last: int) -> Iterator[int]:
        start = self.all.find(wanted, after)
        while 0 <= start <= last:
            if not any(self.taken[start : start + len(wanted)]):
                yield start
            start = self.all.find(wanted, start + 1)

    def take_in_two(self, wanted: str) -> list[tuple[int, int]]:
        """The end of a sheet and, somewhere on the next, what is left; whole words each."""
        for length in range(len(wanted) - 1, _LINE, -1):
            if self.all.find(wanted[:length]) < 0 or not (begun := self.take(wanted[:length])):
                continue
            if self._is_between(begun[1]):
                rest = self.take(wanted[length:], begun[1], near=self._next_sheet(begun[1]))
                if rest and self._is_between(rest[0]):
                    return [begun, rest]
                if rest:
                    self.taken[slice(*rest)] = bytes(rest[1] - rest[0])
            self.taken[slice(*begun)] = bytes(length)
        return []

    def _is_between(self, at: int) -> bool:
        """Whether a word ends before this letter."""
        return at == len(self.owners) or self.owners[at - 1] != self.owners[at]

    def _next_sheet(self, at: int) -> int:
        """The first letter of the sheet behind the one on which the letter before `at` stands."""
        page = self.words[self.owners[at - 1]].page
        behind = (n for n in range(at, len(self.owners)) if self.words[self.owners[n]].page > page)
        return next(behind, at)

    def words_in(self, spans: Sequence[tuple[int, int]]) -> list[Word]:
        owners = [n for start, end in spans for n in self.owners[start:end]]
        return [self.words[n] for n in dict.fromkeys(owners)]


def _over_the_edge(sheets: Sheets) -> list[str]:
    def is_over(word: Word) -> bool:
        width, height = sheets.sizes[word.page - 1]
        room = 0.25 * (word.bottom - word.top)  # above and below the letters, in every font
        is_beside = word.left < -1 or word.right > width + 1
        return is_beside or word.top < -room or word.bottom > height + room

    return [word.letters for word in sheets.words if is_over(word)]


def _stranded(pieces: Sequence[Sequence[Any]], found: list[list[Word]]) -> list[str]:
    """Headings whose next words begin on another sheet."""
    both = zip(pairwise(pieces), pairwise(found), strict=True)
    return [
        heading
        for ((heading, is_heading, _), (_, goes_on, _)), (place, after) in both
        if is_heading and not goes_on and place and after and after[0].page > place[-1].page
    ]


def _split(blocks: dict[str, Any], found: list[list[Word]], sheets: Sheets) -> list[str]:
    """What asks to stay in one piece, is on two sheets, and would have fitted one."""
    parts: dict[int, list[Word]] = defaultdict(list)
    for (_, _, around), place in zip(blocks["pieces"], found, strict=True):
        for number in around:
            parts[number] += place
    split = []
    for number, words in parts.items():
        heights = _heights(words)
        if len(heights) > 1 and sum(heights.values()) < sheets.sizes[0][1] * 0.7:
            split.append(f"{blocks['names'][number]} “{' '.join(w.letters for w in words[:4])}”")
    return split


def _heights(words: Sequence[Word]) -> dict[int, float]:
    by_page: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        by_page[word.page].append(word)
    return {
        page: max(word.bottom for word in there) - min(word.top for word in there)
        for page, there in by_page.items()
    }


def _on_top(words: Sequence[Word]) -> list[str]:
    by_page: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        by_page[word.page].append(word)
    return [
        f"{one.letters} and {other.letters}"
        for there in by_page.values()
        for one, other in _neighbors(sorted(there, key=lambda word: word.top))
        if _overlap(one, other) > 0.35
    ]


def _neighbors(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    for n, one in enumerate(words):
        for other in words[n + 1 :]:
            if other.top >= one.bottom:
                break
            yield one, other


def _overlap(one: Word, other: Word) -> float:
    """The share of the smaller one that both cover."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    areas = [(each.right - each.left) * (each.bottom - each.top) for each in (one, other)]
    return wide * high / max(min(areas), 0.1) if wide > 0 and high > 0 else 0.0


def _empty(sheets: Sheets) -> list[str]:
    written = {word.page for word in sheets.words} | {page for page, _ in sheets.pictures}
    return [str(n) for n in range(1, len(sheets.sizes) + 1) if n not in written]


def _pictures(wanted: int, sheets: Sheets) -> list[str]:
    there = len(sheets.pictures)
    return [f"pictures: {there} of {wanted} are there"] if there < wanted else []
