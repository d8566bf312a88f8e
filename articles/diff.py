"""
What changed between two contents of an article (articles/content.py), block by block.

    changes = compare(before, after, names_in(before, after))

`compare` is pure: it reads two dicts and asks nobody. Facts (a product, a person) are ids in a
content; `names_in` looks up what they are called, one query a kind. Blocks are the same block when
they have the same `key`; where one side has none (an edition), when they show the same thing or
most of the same words.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from articles.models import BLOCKS, Article, CallOut, Quote
from core.richtext import plain_text
from core.text_diff import (
    ADDED,
    CHANGED,
    REMOVED,
    SAME,
    Passage,
    diff_html,
    diff_text,
    longest_rise,
)
from faq.models import Question
from people.models import Person
from products.models import Product

MOVED = "moved"

_ANY_TAG = re.compile(r"<[^<>]*>")

_ALIKE = 0.4  # share of word pairs two texts have in common when one is an edit of the other
_CANDIDATES = 4  # texts looked at as what a text may have become
_COMMON = 6  # a pair of words in more texts than these tells none apart
_SHORT = 60  # characters
_OPENING = 500  # characters of mark-up that a label is made from
_MOVED_WORDS = 5  # a passage shorter than this is not said to have moved from block to block

_KIND_NAMES = {
    "text": "Text",
    "image": "Picture",
    "pull_quote": "Pull quote",
    "product_pick": "Product pick",
    "question": "Question",
    "call_out": "Call-out",
}
_PLURALS = {
    "text": "texts",
    "image": "pictures",
    "pull_quote": "pull quotes",
    "product_pick": "products",
    "question": "questions",
    "call_out": "call-outs",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with a name: “Product: A → B”. Where `before` or `after` is "", there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a block or of the article with its words marked."""

    label: str  # "" where the block has no other text
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()  # about links and emphasis

    @property
    def is_same(self):
        return not self.notes and all(passage.is_same for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Change:
    """
    What became of one block, or of one field of the article (`kind` "field").

    `state` is same, changed, added, removed or moved; a moved one may be edited as well. `before`
    and `after` are the block's own dicts, or None; places count from 1.
    """

    state: str
    kind: str  # "field", or a kind of block
    label: str
    name: str  # of the field, or the key of the block; "" where it has none
    facts: tuple[Fact, ...] = ()
    texts: tuple[Text, ...] = ()
    before: dict | None = field(default=None, repr=False)
    after: dict | None = field(default=None, repr=False)
    place_before: int | None = None
    place_after: int | None = None

    @property
    def is_same(self):
        return self.state == SAME

    @property
    def is_moved(self):
        return self.state == MOVED

    @property
    def is_edited(self):
        """Whether its words or facts are others, moved or not."""
        if self.before is None or self.after is None:
            return False
        return bool(self.facts) or any(not text.is_same for text in self.texts)

    @property
    def anchor(self):
        """An id for the page, unique in one comparison."""
        if self.kind == "field":
            return f"change-{self.name}"
        side = f"after-{self.place_after}" if self.place_after else f"before-{self.place_before}"
        return f"change-{side}"

    @property
    def said(self):
        """The state in words: “moved from place 3 to 1, and changed”."""
        if self.state != MOVED:
            return "unchanged" if self.state == SAME else self.state
        words = f"moved from place {self.place_before} to {self.place_after}"
        return f"{words}, and changed" if self.is_edited else words


class Names:
    """What the ids in a content are called; the names are handed in (`names_in` reads them)."""

    def __init__(self, *, product=(), person=(), quote=(), question=()):
        self._known = {
            "product": dict(product),
            "person": dict(person),
            "quote": dict(quote),
            "question": dict(question),
        }

    def __call__(self, kind, pk):
        """The name, "" for no id, and a plain sentence part for what is gone."""
        if pk is None:
            return ""
        return self._known[kind].get(pk) or f"a {kind} that is not on file any more (no. {pk})"

    def has(self, kind, pk):
        return pk in self._known[kind]


def ids_in(content):
    """Kind → set of ids that a content names, as `Names` knows kinds."""
    found = defaultdict(set)
    found["person"].update(content["authors"])
    found["person"].add(content.get("reviewer"))
    found["person"].add((content.get("review") or {}).get("reviewer"))
    found["quote"].update(quote["id"] for quote in content["quotes"])
    for block in content["blocks"]:
        for kind in ("product", "quote", "question"):
            found[kind].add(block.get(kind))
        found["person"].add(block.get("speaker"))
    return {kind: ids - {None} for kind, ids in found.items()}


def names_in(*contents):
    """The `Names` of everything these contents show. At most four queries."""
    wanted = defaultdict(set)
    for content in contents:
        for kind, ids in ids_in(content).items():
            wanted[kind] |= ids
    querysets = {
        "product": Product.objects.select_related("brand"),
        "person": Person.objects.all(),
        "quote": Quote.objects.select_related("speaker"),
        "question": Question.objects.only("question"),
    }
    say = {"quote": _quote_name}
    return Names(
        **{
            kind: {pk: say.get(kind, str)(row) for pk, row in rows.in_bulk(wanted[kind]).items()}
            for kind, rows in querysets.items()
            if wanted[kind]
        }
    )


def _quote_name(quote):
    speaker = quote.speaker.name if quote.speaker else "speaker not known"
    return f"“{short(quote.text)}” ({speaker})"


def short(text):
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def compare(before, after, names):
    """
    The list of `Change`s from `before` to `after`: fields first, then blocks in reading order.

    Fields come out only where they changed; every block of either content comes out once.
    """
    blocks = _block_changes(before["blocks"], after["blocks"], names)
    return [*_field_changes(before, after, names), *_with_moved_passages(blocks)]


def summary(changes):
    """“3 texts changed, 1 product added, the order changed”; or that nothing did."""
    counts = Counter()
    fields = []
    for change in changes:
        if change.kind == "field":
            fields.append(change.label.lower())
        elif change.state in {ADDED, REMOVED}:
            counts[change.kind, change.state] += 1
        elif change.is_edited:
            counts[change.kind, CHANGED] += 1
    said = [f"{', '.join(fields)} changed"] if fields else []
    for (kind, state), count in sorted(counts.items(), key=lambda item: item[0][1] != CHANGED):
        noun = _PLURALS[kind] if count > 1 else _PLURALS[kind].removesuffix("s")
        said.append(f"{count} {noun} {state}")
    if any(change.is_moved for change in changes):
        said.append("the order changed")
    return _sentence(said) if said else "Nothing is different."


def _sentence(parts):
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


# Which block is which


def match_blocks(before, after):
    """
    Pairs of places (from 0) of the same block in two lists of blocks, sorted by the second.

    By key, then by what they show, then by their words, then by their place between the same
    neighbours. Every block is in one pair at the most.
    """
    finder = _Finder(before, after)
    finder.pair_by(_key)
    finder.pair_by(_whole)
    finder.pair_by(_shown)
    finder.pair_by_words()
    finder.pair_by_place()
    return sorted(finder.pairs.items(), key=lambda pair: pair[1])


class _Finder:
    def __init__(self, before, after):
        self.before, self.after = before, after
        self.pairs = {}
        self.taken = set()

    def _pair(self, i, j):
        self.pairs[i] = j
        self.taken.add(j)

    def _open(self):
        return (
            [i for i in range(len(self.before)) if i not in self.pairs],
            [j for j in range(len(self.after)) if j not in self.taken],
        )

    def pair_by(self, trait):
        """Those with the same trait (None for those that have none), in order."""
        waiting = defaultdict(list)
        old, new = self._open()
        for j in new:
            waiting[trait(self.after[j])].append(j)
        for places in waiting.values():
            places.reverse()
        for i in old:
            key = trait(self.before[i])
            if key is not None and waiting.get(key):
                self._pair(i, waiting[key].pop())

    def pair_by_words(self):
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
    def _word_pairs_of(blocks, places):
        return {
            place: _word_pairs(blocks[place]["html"]) for place in places if "html" in blocks[place]
        }

    def pair_by_place(self):
        """A picture, pick or quote that stands where another of its kind stood alone."""
        old, new = self._open()
        spots = defaultdict(lambda: ([], []))
        back = {j: i for i, j in self.pairs.items()}
        for i in old:
            spots[self._spot(self.before, i, self.pairs, 0)][0].append(i)
        for j in new:
            spots[self._spot(self.after, j, back, 1)][1].append(j)
        for olds, news in spots.values():
            if len(olds) == len(news) == 1 and "html" not in self.before[olds[0]]:
                self._pair(olds[0], news[0])

    def _spot(self, blocks, place, partners, side):
        """The kind, and the pairs that stand next to it, before and after."""
        left = next((k for k in range(place - 1, -1, -1) if k in partners), None)
        right = next((k for k in range(place + 1, len(blocks)) if k in partners), None)
        around = [
            None if k is None else ((k, partners[k]) if side == 0 else (partners[k], k))
            for k in (left, right)
        ]
        return (blocks[place]["kind"], *around)


def _key(block):
    return block.get("key")


def _whole(block):
    parts = {name: value for name, value in block.items() if name != "key"}
    return repr(sorted(parts.items()))


def _shown(block):
    shows = {"product_pick": "product", "pull_quote": "quote", "question": "question"}
    if block["kind"] == "image":
        return "image", block["image"]["name"]
    if block["kind"] in shows:
        return block["kind"], block[shows[block["kind"]]]
    return None


def _candidates(old, new):
    """
    Pairs of places worth a closer look: for each old text the few new ones it shares most with.

    Word pairs that stand in many texts tell nothing, so this is no comparison of all with all.
    """
    holders = defaultdict(list)
    for j, pairs in new.items():
        for pair in pairs:
            holders[pair].append(j)
    for i, pairs in old.items():
        votes = Counter()
        for pair in pairs:
            if len(holders.get(pair, ())) <= _COMMON:
                votes.update(holders.get(pair, ()))
        for j, _ in votes.most_common(_CANDIDATES):
            yield i, j


def _word_pairs(html):
    words = _ANY_TAG.sub(" ", html).lower().split()
    return set(zip(words, words[1:], strict=False)) or set(words)


def _likeness(a, b):
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0


# Blocks


def _block_changes(before, after, names):
    pairs = match_blocks(before, after)
    stays = {pairs[k] for k in longest_rise([i for i, _ in pairs])}
    partner = {j: i for i, j in pairs}
    paired = set(partner.values())
    # What is gone is told where it stood: after the block before it that stayed in its place.
    gone = defaultdict(list)
    last_kept = None
    kept = {i for i, _ in stays}
    for i, block in enumerate(before):
        if i in kept:
            last_kept = i
        elif i not in paired:
            gone[last_kept].append(_one_sided(REMOVED, block, i, names))
    changes = gone[None]
    for j, block in enumerate(after):
        i = partner.get(j)
        if i is None:
            changes.append(_one_sided(ADDED, block, j, names))
            continue
        changes.append(_paired(before[i], block, (i, j), names, is_moved=(i, j) not in stays))
        changes += gone.get(i, []) if i in kept else []
    return changes


def _one_sided(state, block, place, names):
    sides = (block, None) if state == REMOVED else (None, block)
    facts, texts = _DIFFERENCES[block["kind"]](*sides, names)
    return Change(
        state,
        block["kind"],
        _label(block, names),
        block.get("key", ""),
        facts,
        texts,
        *sides,
        place_before=place + 1 if state == REMOVED else None,
        place_after=place + 1 if state == ADDED else None,
    )


def _paired(old, new, places, names, *, is_moved):
    facts, texts = (), ()
    if _whole(old) != _whole(new):
        facts, texts = _DIFFERENCES[new["kind"]](old, new, names)
    is_edited = bool(facts) or any(not text.is_same for text in texts)
    state = MOVED if is_moved else (CHANGED if is_edited else SAME)
    return Change(
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


def _label(block, names):
    """“Product pick: Brand Cream”, “Text: First words of it …”."""
    kind = block["kind"]
    said = {
        "image": lambda: block["image"]["alt"] or block["image"]["name"].rpartition("/")[2],
        "pull_quote": lambda: f"“{' … '.join(block['segments'])}”",
        "product_pick": lambda: names("product", block["product"]),
        "question": lambda: block["text"],
    }
    text = said[kind]() if kind in said else _opening(block["html"])
    return f"{_KIND_NAMES[kind]}: {short(text)}" if text else _KIND_NAMES[kind]


def _opening(html):
    """The first words of a text, of its first passage where that ends early."""
    return plain_text(html[:_OPENING].partition("</")[0] or html[:_OPENING])


def _value(block, *path):
    """What stands at the path in the block, or None where there is no block."""
    for name in path:
        block = block and block.get(name)
    return block


def _fact(label, old, new):
    return [Fact(label, old or "", new or "")] if (old or "") != (new or "") else []


def _words(label, old, new, *, is_html=False):
    """One `Text` where the two differ, none otherwise."""
    old, new = old or "", new or ""
    if old == new:
        return []
    wording = (diff_html if is_html else diff_text)(old, new)
    notes = wording.notes
    if not notes and all(passage.is_same for passage in wording.passages):
        notes = ("Only spaces, empty lines or mark-up that readers hardly see are different.",)
    return [Text(label, wording.passages, notes)]


def _rich(old, new, names):
    facts = []
    if (new or old)["kind"] == "call_out":
        tone = dict(CallOut.Tone.choices)
        facts = _fact("Tone", tone.get(_value(old, "tone")), tone.get(_value(new, "tone")))
    return tuple(facts), tuple(_words("", _value(old, "html"), _value(new, "html"), is_html=True))


def _image(old, new, _names):
    return tuple(_image_facts("image", old, new)), ()


def _image_facts(name, old, new):
    facts = [] if old is None or new is None else _file_fact(name, old, new)
    for label, part in (("Alt text", "alt"), ("Caption", "caption"), ("Credit", "credit")):
        facts += _fact(label, _value(old, name, part), _value(new, name, part))
    return facts


def _file_fact(name, old, new):
    return _fact("Picture", _value(old, name, "name"), _value(new, name, "name"))


def _pull_quote(old, new, names):
    facts = []
    if old and new:
        facts = _fact("Quote", names("quote", old["quote"]), names("quote", new["quote"]))
    facts += _fact(
        "Speaker", names("person", _value(old, "speaker")), names("person", _value(new, "speaker"))
    )
    lines = ["\n".join(_value(block, "segments") or []) for block in (old, new)]
    return tuple(facts), tuple(_words("", *lines))


def _pick(old, new, names):
    facts = []
    if old and new:
        facts = _fact("Product", names("product", old["product"]), names("product", new["product"]))
    facts += _fact("Best for", _value(old, "best_for"), _value(new, "best_for"))
    texts = _words("Note", _value(old, "note"), _value(new, "note"))
    for label, name in (("Pros", "pros"), ("Cons", "cons")):
        lines = ["\n".join(_value(block, name) or []) for block in (old, new)]
        texts += _words(label, *lines)
    return tuple(facts), tuple(texts)


def _question(old, new, names):
    facts = []
    if old and new and old["question"] != new["question"]:
        facts = _fact("Question", old["text"], new["text"])
        texts = []
    else:
        texts = _words("Question", _value(old, "text"), _value(new, "text"))
    texts += _words("Answer", _value(old, "answer"), _value(new, "answer"), is_html=True)
    if old and new and old["slug"] != new["slug"] and not facts:
        facts = _fact("Address", old["slug"], new["slug"])
    return tuple(facts), tuple(texts)


_DIFFERENCES = {
    "text": _rich,
    "call_out": _rich,
    "image": _image,
    "pull_quote": _pull_quote,
    "product_pick": _pick,
    "question": _question,
}


def _with_moved_passages(changes):
    """
    The changes, where a passage that left one block and came to another says so.

    A block cut in two, or two made one, is not so many words removed and as many new ones.
    """
    left, came = {}, {}
    for change in changes:
        for text in change.texts:
            for passage in text.passages:
                if passage.state in {ADDED, REMOVED} and passage.text.count(" ") >= _MOVED_WORDS:
                    found = came if passage.state == ADDED else left
                    found.setdefault(passage.text, change.label)
    both = left.keys() & came.keys()
    if not both:
        return changes

    def told(passage):
        if passage.text not in both or passage.state not in {ADDED, REMOVED}:
            return passage
        was_added = passage.state == ADDED
        where = f"stood in {left[passage.text]}" if was_added else f"stands in {came[passage.text]}"
        return replace(passage, moved=f"{where} {'before' if was_added else 'now'}")

    return [
        replace(
            change,
            texts=tuple(
                replace(text, passages=tuple(told(passage) for passage in text.passages))
                for text in change.texts
            ),
        )
        for change in changes
    ]


# Fields


def _field_changes(before, after, names):
    found = [
        _field("title", "Title", texts=_words("", before["title"], after["title"])),
        _field("dek", "Standfirst", texts=_words("", before["dek"], after["dek"])),
        _field("topic", "Topic", _fact("Topic", before["topic"], after["topic"])),
        *_desk_fields(before, after, names),
        _field("image", "Main picture", _image_facts("image", before, after)),
        _field("authors", "Authors", _author_facts(before, after, names)),
        _field("review", "Sign-off", _review_facts(before, after, names)),
        _field("tags", "Tags", _list_facts("Tag", before["tags"], after["tags"])),
        _field("quotes", "Quotes in the text", *_quote_differences(before, after, names)),
        _field("sources", "Sources", _source_facts(before, after)),
        _field("corrections", "Corrections", _correction_facts(before, after)),
    ]
    return [change for change in found if change is not None]


def _field(name, label, facts=(), texts=()):
    if not facts and not texts:
        return None
    return Change(CHANGED, "field", label, name, tuple(facts), tuple(texts))


def _desk_fields(before, after, names):
    """What only the desk knows; an edition says nothing about it."""

    def both(name):
        return name in before and name in after

    statuses = dict(Article.Status.choices)
    if both("slug"):
        yield _field("slug", "Address", _fact("Address", before["slug"], after["slug"]))
    if both("status"):
        old, new = (statuses.get(c["status"], c["status"]) for c in (before, after))
        yield _field("status", "Status", _fact("Status", old, new))
    if both("reviewer"):
        old, new = (names("person", c["reviewer"]) for c in (before, after))
        yield _field("reviewer", "Medical reviewer", _fact("Medical reviewer", old, new))


def _list_facts(label, old, new):
    """One fact for each that came or went; the order where only that is another."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    facts = [Fact(label, name, "") for name in gone.elements()]
    return facts + [Fact(label, "", name) for name in come.elements()]


def _author_facts(before, after, names):
    old, new = ([names("person", pk) for pk in c["authors"]] for c in (before, after))
    facts = _list_facts("Author", old, new)
    if not facts and old != new:
        facts = [Fact("Order of the authors", ", ".join(old), ", ".join(new))]
    return facts


def _review_facts(before, after, names):
    def said(review):
        if not review:
            return ""
        return f"{names('person', review['reviewer'])} on {review['signed_on']}"

    return _fact("Signed off", said(before["review"]), said(after["review"]))


def _quote_differences(before, after, names):
    """(facts, texts): quotes that came or went, and the words of those that stayed."""
    old, new = ({quote["id"]: quote for quote in c["quotes"]} for c in (before, after))
    facts = [Fact("Quote", names("quote", pk), "") for pk in old.keys() - new.keys()]
    facts += [Fact("Quote", "", names("quote", pk)) for pk in new.keys() - old.keys()]
    kinds = dict(Quote.Kind.choices)
    texts = []
    for pk in sorted(old.keys() & new.keys()):
        lines = ["\n".join(quote["segments"]) for quote in (old[pk], new[pk])]
        texts += _words(names("quote", pk), *lines)
        said = [kinds.get(quote["kind"], quote["kind"]) for quote in (old[pk], new[pk])]
        facts += _fact(f"Kind of {names('quote', pk)}", *said)
    return facts, texts


def _source_facts(before, after):
    old, new = ([f"{s['title']} ({s['url']})" for s in c["sources"]] for c in (before, after))
    return _list_facts("Source", old, new)


def _correction_facts(before, after):
    old, new = (
        [f"{c['on']}: {c['text']}" for c in side["corrections"]] for side in (before, after)
    )
    return _list_facts("Correction", old, new)


assert set(_DIFFERENCES) == set(BLOCKS)  # noqa: S101 -- a new kind of block is compared, too
