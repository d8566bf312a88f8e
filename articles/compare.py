"""
What changed between two contents of an article (articles/content), block by block.

    changes = compare(before, after, names_in(before, after))

`compare` is pure: it reads two dicts and asks nobody. Facts (a product, a person) are ids in a
content; `articles.content.references.names_in` looks up what they are called, one query a kind.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.text import capfirst

from articles.block_parts import compare_images
from articles.block_types import BLOCK_TYPES, Block
from articles.content import Content
from articles.content.matching import match_blocks, whole
from articles.content.references import shortened
from articles.differences import FactChange, Names, TextChange, fact_change, text_change
from articles.models import Article, Quote
from articles.models.content_digest import SHOWN
from core.alignment import longest_rise
from core.text_diff import ADDED, CHANGED, REMOVED, SAME, Passage
from core.timezones import day_text

MOVED = "moved"
MAX_LINES = 12
# Said of what differs in nothing that has a name: two products of one name, a list cut otherwise.
BEHIND = TextChange("", (), ("It looks the same, and something else stands behind it.",))

_MOVED_WORDS = 5  # a passage shorter than this is not said to have moved from block to block


@dataclass(frozen=True, slots=True)
class ContentChange:
    """
    What became of one block, or of one field of the article (`kind` "field").

    `state` is same, changed, added, removed or moved; a moved one may be edited as well. `before`
    and `after` are the block's own dicts, or None; places count from 1.
    """

    state: str
    kind: str  # "field", or a kind of block
    label: str
    name: str  # of the field, or the key of the block; "" where it has none
    facts: tuple[FactChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    before: Block | None = field(default=None, repr=False)
    after: Block | None = field(default=None, repr=False)
    place_before: int | None = None
    place_after: int | None = None

    @property
    def is_same(self) -> bool:
        return self.state == SAME

    @property
    def is_moved(self) -> bool:
        return self.state == MOVED

    @property
    def is_edited(self) -> bool:
        """Whether its words or facts are others, moved or not."""
        if self.before is None or self.after is None:
            return False
        return bool(self.facts) or any(not text.is_same for text in self.texts)

    @property
    def anchor(self) -> str:
        """An id for the page, unique in one comparison."""
        if self.kind == "field":
            return f"change-{self.name}"
        side = f"after-{self.place_after}" if self.place_after else f"before-{self.place_before}"
        return f"change-{side}"

    @property
    def description(self) -> str:
        """The state in words: “moved from place 3 to 1, and changed”."""
        if self.state != MOVED:
            return "unchanged" if self.state == SAME else self.state
        words = f"moved from place {self.place_before} to {self.place_after}"
        return f"{words}, and changed" if self.is_edited else words


def compare(before: Content, after: Content, names: Names) -> list[ContentChange]:
    """
    The changes from `before` to `after`: fields first, then blocks in reading order.

    Fields come out only where they changed; every block of either content comes out once.
    """
    blocks = _block_changes(before["blocks"], after["blocks"], names)
    return [*_field_changes(before, after, names), *_with_moved_passages(blocks)]


def summary(changes: Iterable[ContentChange]) -> str:
    """“3 texts changed, 1 product added, the order changed”; or that nothing did."""
    changes = list(changes)
    counts: Counter[tuple[str, str]] = Counter()
    fields = []
    for change in changes:
        if change.kind == "field":
            fields.append(change.label.lower())
        elif change.state in {ADDED, REMOVED}:
            counts[change.kind, change.state] += 1
        elif change.is_edited:
            counts[change.kind, CHANGED] += 1
    phrases = [f"{', '.join(fields)} changed"] if fields else []
    for (kind, state), count in sorted(counts.items(), key=lambda item: item[0][1] != CHANGED):
        plural = BLOCK_TYPES[kind].plural
        noun = plural if count > 1 else plural.removesuffix("s")
        phrases.append(f"{count} {noun} {state}")
    if any(change.is_moved for change in changes):
        phrases.append("the order changed")
    return _sentence(phrases) if phrases else "Nothing is different."


def lines(changes: Iterable[ContentChange]) -> list[str]:
    """What is different, a line each, for a page that asks: “Address: milia → milia-2”."""
    found: list[str] = []
    for change in changes:
        if change.kind == "field" and change.facts:
            found += [
                f"{fact.label}: {shortened(fact.before) or 'nothing'} → "
                f"{shortened(fact.after) or 'nothing'}"
                for fact in change.facts
            ]
        elif not change.is_same:
            found.append(f"{change.label}: {change.description}")
    more = len(found) - MAX_LINES
    return [*found[:MAX_LINES], f"And {more} more."] if more > 0 else found


def _sentence(phrases: list[str]) -> str:
    text = ", ".join(phrases)
    return f"{text[0].upper()}{text[1:]}."


# Blocks


def _block_changes(before: list[Block], after: list[Block], names: Names) -> list[ContentChange]:
    pairs = match_blocks(before, after)
    stays = {pairs[k] for k in longest_rise([i for i, _ in pairs])}
    partner = {j: i for i, j in pairs}
    paired = set(partner.values())
    # What is gone is told where it stood: after the block before it that stayed in its place.
    gone: dict[int | None, list[ContentChange]] = defaultdict(list)
    last_kept = None
    kept = {i for i, _ in stays}
    for i, block in enumerate(before):
        if i in kept:
            last_kept = i
        elif i not in paired:
            gone[last_kept].append(_one_sided(REMOVED, block, i, names))
    changes = gone[None]
    for j, block in enumerate(after):
        origin = partner.get(j)
        if origin is None:
            changes.append(_one_sided(ADDED, block, j, names))
            continue
        places = (origin, j)
        changes.append(_paired(before[origin], block, places, names, is_moved=places not in stays))
        changes += gone.get(origin, []) if origin in kept else []
    return changes


def _one_sided(state: str, block: Block, place: int, names: Names) -> ContentChange:
    before, after = (block, None) if state == REMOVED else (None, block)
    facts, texts = BLOCK_TYPES[block["kind"]].compare(before, after, names)
    return ContentChange(
        state,
        block["kind"],
        _label(block, names),
        block.get("key", ""),
        facts,
        texts,
        before,
        after,
        place_before=place + 1 if state == REMOVED else None,
        place_after=place + 1 if state == ADDED else None,
    )


def _paired(
    old: Block, new: Block, places: tuple[int, int], names: Names, *, is_moved: bool
) -> ContentChange:
    facts: tuple[FactChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    if whole(old) != whole(new):
        facts, texts = BLOCK_TYPES[new["kind"]].compare(old, new, names)
        texts = texts if facts or texts else (BEHIND,)
    is_edited = bool(facts or texts)
    state = MOVED if is_moved else (CHANGED if is_edited else SAME)
    return ContentChange(
        state,
        new["kind"],
        _label(new, names),
        new.get("key") or old.get("key", ""),
        facts,
        texts,
        old,
        new,
        places[0] + 1,
        places[1] + 1,
    )


def _label(block: Block, names: Names) -> str:
    """“Product pick: Brand Cream”, “Text: First words of it …”."""
    block_type = BLOCK_TYPES[block["kind"]]
    text = block_type.label_of(block, names)
    return f"{block_type.label}: {shortened(text)}" if text else block_type.label


def _with_moved_passages(changes: list[ContentChange]) -> list[ContentChange]:
    """
    The changes, where a passage that left one block and came to another says so.

    A block cut in two, or two made one, is not so many words removed and as many new ones.
    """
    left: dict[str, str] = {}
    came: dict[str, str] = {}
    for change in changes:
        for text in change.texts:
            for passage in text.passages:
                if passage.state in {ADDED, REMOVED} and passage.text.count(" ") >= _MOVED_WORDS:
                    found = came if passage.state == ADDED else left
                    found.setdefault(passage.text, change.label)
    if not left.keys() & came.keys():
        return changes
    return [
        replace(
            change,
            texts=tuple(
                replace(text, passages=tuple(_placed(each, left, came) for each in text.passages))
                for text in change.texts
            ),
        )
        for change in changes
    ]


def _placed(passage: Passage, left: dict[str, str], came: dict[str, str]) -> Passage:
    """The passage, with where else it stood or stands, should it have moved."""
    if passage.text not in left or passage.text not in came:
        return passage
    if passage.state == ADDED:
        return replace(passage, moved=f"stood in {left[passage.text]} before")
    if passage.state == REMOVED:
        return replace(passage, moved=f"stands in {came[passage.text]} now")
    return passage


# Fields


def _field_changes(before: Content, after: Content, names: Names) -> list[ContentChange]:
    found = [
        _field("title", "Title", texts=text_change("", before["title"], after["title"])),
        _field("dek", "Dek", texts=text_change("", before["dek"], after["dek"])),
        _field("topic", "Topic", fact_change("Topic", before["topic"], after["topic"])),
        *_draft_fields(before, after, names),
        _field("image", "Main picture", compare_images(before, after)),
        _field("authors", "Authors", _author_facts(before, after, names)),
        _field("review", "Sign-off", _review_facts(before, after, names)),
        _field("tags", "Tags", _list_facts("Tag", before["tags"], after["tags"])),
        _field("quotes", "Quotes in the text", *_quote_differences(before, after, names)),
        _field("sources", "Sources", _source_facts(before, after)),
        _field("corrections", "Corrections", _correction_facts(before, after)),
    ]
    fields = [change for change in found if change is not None]
    told = {change.name for change in fields}
    return fields + [
        ContentChange(CHANGED, "field", capfirst(name), name, texts=(BEHIND,))
        for name in SHOWN
        if name not in told and before[name] != after[name]
    ]


def _field(
    name: str,
    label: str,
    facts: Iterable[FactChange] = (),
    texts: Iterable[TextChange] = (),
) -> ContentChange | None:
    facts, texts = tuple(facts), tuple(texts)
    if not facts and not texts:
        return None
    return ContentChange(CHANGED, "field", label, name, facts, texts)


def _draft_fields(before: Content, after: Content, names: Names) -> Iterator[ContentChange | None]:
    """What only a draft knows; an edition says nothing about it."""

    def both(name: str) -> bool:
        return name in before and name in after

    statuses = dict(Article.Status.choices)
    if both("slug"):
        yield _field("slug", "Address", fact_change("Address", before["slug"], after["slug"]))
    if both("status"):
        old, new = (str(statuses.get(c["status"], c["status"])) for c in (before, after))
        yield _field("status", "Status", fact_change("Status", old, new))
    if both("reviewer"):
        old, new = (names("person", c["reviewer"]) for c in (before, after))
        yield _field("reviewer", "Medical reviewer", fact_change("Medical reviewer", old, new))


def _list_facts(label: str, old: list[str], new: list[str]) -> list[FactChange]:
    """One fact for each that came or went."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    facts = [FactChange(label, name, "") for name in gone.elements()]
    facts += [FactChange(label, "", name) for name in come.elements()]
    if not facts:
        facts = fact_change(f"Order of the {label.lower()}s", ", ".join(old), ", ".join(new))
    return facts


def _author_facts(before: Content, after: Content, names: Names) -> list[FactChange]:
    old, new = ([names("person", pk) for pk in c["authors"]] for c in (before, after))
    return _list_facts("Author", old, new)


def _review_facts(before: Content, after: Content, names: Names) -> list[FactChange]:
    old, new = (_review_text(content, names) for content in (before, after))
    return fact_change("Signed off", old, new)


def _review_text(content: Content, names: Names) -> str:
    review = content["review"]
    return f"{names('person', review['reviewer'])} on {_day(review['signed_on'])}" if review else ""


def _day(text: str) -> str:
    try:
        return day_text(date.fromisoformat(text))
    except ValueError:
        return text


def _quote_differences(
    before: Content, after: Content, names: Names
) -> tuple[list[FactChange], list[TextChange]]:
    """Quotes that came or went, and the words of those that stayed."""
    old, new = ({quote["id"]: quote for quote in c["quotes"]} for c in (before, after))
    facts = [FactChange("Quote", names("quote", pk), "") for pk in old.keys() - new.keys()]
    facts += [FactChange("Quote", "", names("quote", pk)) for pk in new.keys() - old.keys()]
    if not facts:
        facts = _list_facts("Quote", *([names("quote", pk) for pk in side] for side in (old, new)))
    kinds = dict(Quote.Kind.choices)
    texts = []
    for pk in sorted(old.keys() & new.keys()):
        lines = ["\n".join(quote["segments"]) for quote in (old[pk], new[pk])]
        texts += text_change(names("quote", pk), *lines)
        labels = [str(kinds.get(quote["kind"], quote["kind"])) for quote in (old[pk], new[pk])]
        facts += fact_change(f"Kind of {names('quote', pk)}", *labels)
    return facts, texts


def _source_facts(before: Content, after: Content) -> list[FactChange]:
    old, new = ([f"{s['title']} ({s['url']})" for s in c["sources"]] for c in (before, after))
    return _list_facts("Source", old, new)


def _correction_facts(before: Content, after: Content) -> list[FactChange]:
    old, new = (
        [f"{_day(c['on'])}: {c['text']}" for c in side["corrections"]] for side in (before, after)
    )
    return _list_facts("Correction", old, new)
