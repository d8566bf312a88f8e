"""
Invented words that are the same on every machine, for measuring.

The shape is that of the content sets other systems are measured with: an article has 8 sections
with about 900 words, 2 quotes, 10 products, 8 answers and 5 of 300 tags, of which the first is on
more than half of all articles and the last on hardly any (Zipf's law). Article n depends on the
seed and n alone, so that the first thousand of a large set are the small set.
"""

import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SEED = 20260101
TAGS, TAGS_EACH = 300, 5
SECTIONS, QUOTES, PRODUCTS, QUESTIONS = 8, 2, 10, 8  # of each article
AUTHORS = 10  # of the people
RARE_WORD = "lantern"  # in title and text of every 20th article
COMMON_WORD = "meadow"  # in the text of every 2nd
PULL_QUOTES_AFTER = (1, 5)  # sections, counted from 0
PRODUCTS_AFTER = 3
RETAILERS = (
    *("Northgate", "Bluebarn", "Ashdown", "Corner & Co", "Millhouse", "Tidewater"),
    *("Fernhill", "Oakline", "Redbrick", "Harbor Lane", "Quillon", "Summerton"),
)


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[str, str]

    @property
    def html(self) -> str:
        return f"<h2>{self.heading}</h2>" + "".join(f"<p>{text}</p>" for text in self.paragraphs)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The words of one article; people and tags are places in `Content.people` and `.tags`."""

    number: int
    title: str
    intro: str
    author: int
    tags: tuple[int, ...]
    sections: tuple[Section, ...]
    quotes: tuple[tuple[str, int], ...]  # words and who said them

    @property
    def words(self) -> int:
        """How many words its sections have."""
        return sum(
            len(text.split()) for each in self.sections for text in (each.heading, *each.paragraphs)
        )


class Content:
    """All there is to write, in any order and of any number."""

    def __init__(self, seed: int = SEED) -> None:
        self.seed = seed
        chance = random.Random(seed)  # noqa: S311 -- no secret, and always the same
        starts = "b c d f g l m n p r s t v br cl dr st tr pl".split()
        syllables = [start + vowel for start in starts for vowel in "aeiou"]
        words = {
            "".join(chance.choice(syllables) for _ in range(chance.choice((2, 2, 3, 3, 4))))
            for _ in range(5000)
        }
        self.vocabulary = sorted(words)
        chance.shuffle(self.vocabulary)
        # Few words are very common and most are rare, as in any text.
        self._word_weights = list(accumulate(1 / (k + 3) for k in range(len(self.vocabulary))))
        self._tag_weights = list(accumulate(1 / (k + 1) for k in range(TAGS)))
        word = self.vocabulary
        self.tags = [f"{word[1000 + k]} {word[2000 + k]}" for k in range(TAGS)]
        self.people = [
            f"{word[3000 + k].capitalize()} {word[3200 + k].capitalize()}" for k in range(40)
        ]
        self.brands = [word[3400 + k].capitalize() for k in range(60)]

    def article(self, number: int) -> ArticleText:
        """Article `number`; the first one is 1."""
        chance = self._chance_of(1_000_003, number)
        is_rare = number % 20 == 7
        title = self._words(chance, 5) + (f" {RARE_WORD}" if is_rare else "")
        tags = self._tags(chance, TAGS_EACH)
        sections = tuple(self._section(chance, number, place) for place in range(SECTIONS))
        return ArticleText(
            number=number,
            title=title.capitalize(),
            tags=tags,
            sections=sections,
            intro=self._sentences(chance, 28),
            author=chance.randrange(AUTHORS),
            quotes=tuple(
                (self._sentences(chance, 24), chance.randrange(len(self.people)))
                for _ in range(QUOTES)
            ),
        )

    def product(self, number: int) -> tuple[str, tuple[int, ...]]:
        """The name of a product and its tags."""
        chance = self._chance_of(1_000_033, number)
        return f"{self._words(chance, 3).title()} {number}", self._tags(chance, 2)

    def question(self, number: int) -> tuple[str, str, tuple[int, ...]]:
        """A question, the HTML of its answer, and its tags."""
        chance = self._chance_of(1_000_037, number)
        question = f"{self._words(chance, 8).capitalize()}?"
        answer = f"<p>{self._sentences(chance, 30)}</p>"
        return question, answer, self._tags(chance, 2)

    def _section(self, chance: random.Random, number: int, place: int) -> Section:
        first, second = (self._sentences(chance, 56) for _ in range(2))
        if number % 20 == 7 and place in (1, 4):
            first = f"The {RARE_WORD} {first.lower()}"
        if number % 2 == 1 and place == 2:
            first = f"The {COMMON_WORD} {first.lower()}"
        return Section(self._words(chance, 4).capitalize(), (first, second))

    def _chance_of(self, kind: int, number: int) -> random.Random:
        return random.Random(self.seed * kind + number)  # noqa: S311 -- always the same

    def _words(self, chance: random.Random, count: int) -> str:
        return " ".join(chance.choices(self.vocabulary, cum_weights=self._word_weights, k=count))

    def _sentences(self, chance: random.Random, count: int) -> str:
        """So many words, in sentences of 9 to 18."""
        sentences = []
        while count > 0:
            length = min(count, chance.randint(9, 18))
            sentences.append(f"{self._words(chance, length).capitalize()}.")
            count -= length
        return " ".join(sentences)

    def _tags(self, chance: random.Random, count: int) -> tuple[int, ...]:
        chosen: list[int] = []
        while len(chosen) < count:
            tag = bisect_left(self._tag_weights, chance.random() * self._tag_weights[-1])
            if tag not in chosen:
                chosen.append(tag)
        return tuple(chosen)


def layout(sections: Sequence, quotes: Sequence, products: Sequence, questions: Sequence) -> list:
    """Blocks in the order of the page: texts, a pull quote twice between, products, and the FAQ."""
    body: list = []
    for place, section in enumerate(sections):
        body.append(section)
        if place in PULL_QUOTES_AFTER:
            body.append(quotes[PULL_QUOTES_AFTER.index(place)])
        if place == PRODUCTS_AFTER:
            body += products
    return body + list(questions)
