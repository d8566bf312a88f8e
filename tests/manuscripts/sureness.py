"""
What a plan asserts, and whether it may: the sure, the doubts, and the net under everything.

*Sure* is a piece that no warning overlaps and that isn't open (docs/manuscript-plan.md). An offer
has no span of its own: it is as sure as its product. An open part (null) asserts nothing, so it is
never wrong and sure. A doubt is false when all it touches was read right.
"""

from collections import Counter
from dataclasses import dataclass, field

KINDS = ("experts", "quotes", "products", "offers", "faqs")
# What the net is for; a product without a price, or a question, is found by no mark of its own.
NETTED = ("experts", "quotes", "offers")
MOST_FALSE_DOUBTS = 3  # a manuscript, on average
NET = (
    *("price.unread", "quote.unread", "person.unread"),
    *("line.price_unread", "price.shop_unread"),
)
# What is so, whoever reads it: an editor is told a fact, and needn't doubt what was read.
FACTS = ("price.shared", "price.missing", "faq.unanswered", "title.derived", "quote.doubled_marks")
_FACTS_OF = ("text.", "table.", "quote.conflict")


@dataclass
class Piece:
    """A piece that was read; `verdict` is right, wrong, or free where the gold leaves it open."""

    kind: str
    spans: list
    words: str
    verdict: str
    why: str = ""
    is_open: bool = False


@dataclass
class Missed:
    """A piece of the gold that was read wrong or not at all, and the places it stands in."""

    kind: str
    words: str
    spans: list


@dataclass
class Sureness:
    """Sums over manuscripts; `wrong` are the sure and wrong, as (file, kind, words, why)."""

    manuscripts: int = 0
    pieces: Counter = field(default_factory=Counter)  # (kind, verdict, sure | look | open)
    wrong: list = field(default_factory=list)
    false_doubts: list = field(default_factory=list)  # (file, code, words)
    net: Counter = field(default_factory=Counter)  # true and false warnings of the net
    missed: Counter = field(default_factory=Counter)  # (kind, caught | lost)
    uncaught: list = field(default_factory=list)

    def add(self, file, plan, pieces, missed):
        """The pieces of one manuscript, with its plan's warnings."""
        self.manuscripts += 1
        doubts = [one for one in plan["warnings"] if one["span"][0] < one["span"][1]]
        spans = [one["span"] for one in doubts]
        for piece in pieces:
            state = "look" if _touches(piece.spans, spans) else "sure"
            state = "open" if piece.is_open else state
            self.pieces[piece.kind, piece.verdict, state] += 1
            if (piece.verdict, state) == ("wrong", "sure"):
                self.wrong.append((file, piece.kind, piece.words, piece.why))
        for one in missed:
            caught = _touches(one.spans, spans)
            self.missed[one.kind, "caught" if caught else "lost"] += 1
            if not caught:
                self.uncaught.append((file, one.kind, one.words))
        for doubt in doubts:
            self._weigh(file, doubt, plan["source"]["text"], pieces, missed)

    def _weigh(self, file, doubt, text, pieces, missed):
        touched = [one for one in pieces if _touches(one.spans, [doubt["span"]])]
        is_true = any(one.verdict == "wrong" or one.is_open for one in touched) or any(
            _touches(one.spans, [doubt["span"]]) for one in missed
        )
        is_net = doubt["code"] in NET
        if is_net:
            self.net["true" if is_true else "false"] += 1
        if doubt["code"] in FACTS or doubt["code"].startswith(_FACTS_OF) or is_true:
            return
        if is_net or any(one.verdict == "right" for one in touched):
            self.false_doubts.append((file, doubt["code"], text[slice(*doubt["span"])]))

    def count(self, kind, verdict, state):
        """How many pieces; `kind` None is all of them."""
        kinds = KINDS if kind is None else (kind,)
        return sum(self.pieces[one, verdict, state] for one in kinds)

    def precision(self, kind=None):
        """Of the sure, how many are right."""
        right = self.count(kind, "right", "sure")
        return _share(right, right + self.count(kind, "wrong", "sure"))

    def share(self, kind=None):
        """Of what was read right and isn't open, how much is sure."""
        right = self.count(kind, "right", "sure")
        return _share(right, right + self.count(kind, "right", "look"))

    def net_recall(self):
        """Of the prices, quotes and people of the gold, how much was read or is under a warning."""
        states = ("sure", "look", "open")
        right = sum(self.count(kind, "right", state) for kind in NETTED for state in states)
        lost = sum(self.missed[kind, "lost"] for kind in NETTED)
        caught = sum(self.missed[kind, "caught"] for kind in NETTED)
        return _share(right + caught, right + caught + lost)


def told(one, *, errors):
    """The lines that say all this of a `Sureness`."""
    yield "kind        sure right  wrong  precision  look right  wrong  open   sure of the right"
    for kind in (*KINDS, None):
        figures = [
            one.count(kind, verdict, state)
            for verdict, state in (
                ("right", "sure"),
                ("wrong", "sure"),
                ("right", "look"),
                ("wrong", "look"),
            )
        ]
        still_open = sum(one.count(kind, verdict, "open") for verdict in ("right", "wrong", "free"))
        yield (
            f"{kind or 'all':10} {figures[0]:11} {figures[1]:6} {one.precision(kind):10.3f}"
            f" {figures[2]:11} {figures[3]:6} {still_open:5} {one.share(kind):19.2f}"
        )
    wrong = Counter(kind for _, kind, _, _ in one.wrong)
    yield (
        f"wrong and sure: quotes {wrong['quotes']}, prices {wrong['offers']}, products"
        f" {wrong['products']}, people {wrong['experts']}, questions {wrong['faqs']}"
    )
    doubts = len(one.false_doubts) / (one.manuscripts or 1)
    yield f"false doubts: {doubts:.2f} a manuscript (at most {MOST_FALSE_DOUBTS})  " + _by_code(one)
    true, false = one.net["true"], one.net["false"]
    caught, lost = (sum(one.missed[k, what] for k in NETTED) for what in ("caught", "lost"))
    yield (
        f"the net: {one.net_recall():.3f} of prices, quotes and people read or caught"
        f" ({caught} caught of {caught + lost} not read); its own {true + false} warnings,"
        f" precision {_share(true, true + false):.2f}"
    )
    if errors:
        yield from (
            f"  wrong and sure  {file}  {kind}  {words!r}  {why}"
            for file, kind, words, why in one.wrong
        )
        yield from (
            f"  not caught      {file}  {kind}  {words!r}" for file, kind, words in one.uncaught
        )
        yield from (
            f"  false doubt     {file}  {code}  {words[:90]!r}"
            for file, code, words in one.false_doubts
        )


def _by_code(one):
    codes = Counter(code for _, code, _ in one.false_doubts)
    return ", ".join(f"{code} {count}" for code, count in codes.most_common())


def _share(part, whole):
    return part / whole if whole else 1.0


def _touches(spans, others):
    return any(
        start < end_of and start_of < end for start, end in spans for start_of, end_of in others
    )
