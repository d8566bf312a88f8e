"""
Tags proposed for a product or a question from its own words; an editor accepts them.

    mentioned(["Night serum", "No retinoid"], ["serum", "retinoid"])  # {"serum"}

What an article is about is no property of what it names: only a thing's own words count, and a
word that they deny is none of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from taggit.models import Tag

from core.accents import without_accents
from core.tags import string_from_tags, tags_from_string, validate_tag_names

MAX_PROPOSED = 12
_MAX_NEW = 40  # letters of an ingredient that may become a new tag
_CLAUSE = re.compile(r"[.;!?•\n]|\b(?:but|however|yet|though)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[’']\w+)?")
# What denies, and what names something else than the thing itself: “sits well under sunscreen”.
_DENIES = frozenset(
    """
    no not never nor neither without non minus zero lack lacks lacking lacked skip skips avoid
    avoids avoiding instead than unlike alternative alternatives substitute substitutes replaces
    under over before after beside cause feed worsen irritate aggravate
    isn't doesn't don't won't can't cannot aren't hasn't
    """.split()
)
_SINGULARS = {"milia": "milium", "bacteria": "bacterium", "comedones": "comedo"}
_AMOUNT = re.compile(r"\(.*?\)|[\d.,]+\s*%?")

Words = Callable[[Iterable[Any]], Mapping[Any, list[str]]]
_words_elsewhere: dict[type[models.Model], list[Words]] = {}


def register_words(model: type[models.Model]) -> Callable[[Words], Words]:
    """Register what says something of rows of `model` elsewhere: keys → key → its words."""

    def add(words: Words) -> Words:
        _words_elsewhere.setdefault(model, []).append(words)
        return words

    return add


def mentioned(texts: Iterable[str], vocabulary: Iterable[str], *, asks: bool = False) -> set[str]:
    """
    Those of the names that the texts hold as whole words, in singular or plural, undenied.

    A question is about what it names even where it denies it: `asks`.
    """
    names = {tuple(_words(name)): name for name in vocabulary}
    longest = max(map(len, names), default=0)
    found = set()
    for text in texts:
        for clause in _CLAUSE.split(text):
            words, denied = _words(clause), False
            for at in range(len(words)):
                if not asks and _denies(words, at):
                    denied = True
                for length in range(1, longest + 1):
                    name = names.get(tuple(words[at : at + length]))
                    is_free = words[at + length : at + length + 1] == ["free"] and not asks
                    if name and not denied and not is_free:
                        found.add(name)
    return found


def _denies(words: list[str], at: int) -> bool:
    is_free_of = words[at] == "free" and words[at + 1 : at + 2] in (["of"], ["from"])
    return words[at] in _DENIES or is_free_of


def _words(text: str) -> list[str]:
    plain = without_accents(text.casefold().replace("’", "'"))
    return [_singular(word) for word in _WORD.findall(plain)]


def _singular(word: str) -> str:
    if word in _SINGULARS:
        return _SINGULARS[word]
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-1]
    return word


def ingredients_in(text: str) -> Iterator[str]:
    """“2% salicylic acid, no perfume” → “salicylic acid”: names that may be tags."""
    for part in tags_from_string(text.replace(";", ",")):
        name = " ".join(_AMOUNT.sub(" ", part).split())
        words = _words(name)
        if not words or any(_denies(words, at) for at in range(len(words))) or "free" in words:
            continue
        try:
            validate_tag_names([name])
        except ValidationError:
            continue
        if len(name) <= _MAX_NEW:
            yield name


def tag_names() -> list[str]:
    """The vocabulary: the names of all tags on file. A query."""
    return list(Tag.objects.values_list("name", flat=True))


class ProposesTags(models.Model):
    """Mixed into what has tags of its own: which are proposed, and which somebody declined."""

    own_facts: ClassVar[frozenset[str]] = frozenset({"proposed_tags", "declined_tags"})

    proposed_tags = models.TextField(editable=False, blank=True)
    declined_tags = models.TextField(editable=False, blank=True)

    class Meta:
        abstract = True

    def mentioned_tags(self, vocabulary: Iterable[str], words: Iterable[str]) -> Iterable[str]:
        """The tags that its own words name, and `words` about it elsewhere."""
        raise NotImplementedError  # a model can be no ABC: its metaclass is Django's

    def propose_tags(
        self, vocabulary: Iterable[str], *, tags: Iterable[str] = (), words: Iterable[str] = ()
    ) -> None:
        """Set `proposed_tags`, unsaved; `tags` are the names it carries already."""
        known = {*tags, *tags_from_string(self.declined_tags)}
        named = dict.fromkeys(self.mentioned_tags(vocabulary, words))
        self.proposed_tags = ", ".join([name for name in named if name not in known][:MAX_PROPOSED])

    @property
    def proposals(self) -> list[str]:
        return tags_from_string(self.proposed_tags)

    def decide_tags(self, accepted: Iterable[str], *, declines: bool) -> None:
        """Take the accepted ones off, and the others if they are declined, unsaved."""
        accepted = {*accepted}
        left = [name for name in self.proposals if name not in accepted]
        if declines:
            declined = [*tags_from_string(self.declined_tags), *left]
            self.declined_tags, left = ", ".join(dict.fromkeys(declined)), []
        self.proposed_tags = ", ".join(left)

    def accept_tags(self) -> None:
        """Carry all that is proposed, and save."""
        row: Any = self
        row.tags.add(*self.proposals)
        row.tag_names = string_from_tags(row.tags.all())
        self.proposed_tags = ""
        self.save()


def propose_anew(model: type[Any], keys: Iterable[Any]) -> int:
    """Propose tags for these rows; returns for how many. Writes past the record history."""
    keys, vocabulary = list(keys), tag_names()
    elsewhere = [words(keys) for words in _words_elsewhere.get(model, ())]
    changed = []
    for row in model._default_manager.filter(pk__in=keys).prefetch_related("tags"):
        before = row.proposed_tags
        words = [text for told in elsewhere for text in told.get(row.pk, ())]
        row.propose_tags(vocabulary, tags=[tag.name for tag in row.tags.all()], words=words)
        if row.proposed_tags != before:
            changed.append(row)
    model._default_manager.bulk_update(changed, ["proposed_tags"], batch_size=500)
    return len(changed)
