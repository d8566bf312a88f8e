"""
What readers can report as wrong: kinds of public things, told by the packages that show them.

    @reportable("offer", noun="price", model=Offer, mended_by="products.change_offer")
    def price_as_seen(pk: int) -> Thing | None:
        ...

in the package's `reportable.py`. A page links to `/report/?about=offer-12`, and the report page
shows the thing back in words. The reference needs no signature: the function finds only what
readers see, so a made-up one leads to nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

_ABOUT = re.compile(r"([a-z]{1,20})-([1-9][0-9]{0,17})(?:\.([\w-]{1,120}))?")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something as readers see it now: in words, and where it stands."""

    words: str
    url: str
    # (key, words) of its parts, such as the headings of an article, for who wants to be exact.
    parts: tuple[tuple[str, str], ...] = ()
    # (words, address) of what is said about it already: corrections, the price history.
    known: tuple[tuple[str, str], ...] = ()


Find = Callable[[int], Thing | None]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str  # in the address and on file: never renamed
    noun: str  # “price”, for a sentence
    model: type[Model]  # of the record that is opened to mend it
    mended_by: str  # the permission of those who mend such things
    find: Find


KINDS: dict[str, Kind] = {}


def reportable(
    name: str, *, noun: str, model: type[Model], mended_by: str
) -> Callable[[Find], Find]:
    """Decorator: what the function finds, by a row's key, may be reported; None for what isn't."""

    def register(find: Find) -> Find:
        if name in KINDS:
            raise ValueError(f"Two kinds of things to report are called {name!r}.")
        KINDS[name] = Kind(name, noun, model, mended_by, find)
        return find

    return register


def kinds_mended_by(user: Any) -> list[str]:
    """The names of the kinds that this user can do something about."""
    return [kind.name for kind in KINDS.values() if user.has_perm(kind.mended_by)]


@dataclass(frozen=True, slots=True)
class About:
    """A reference that was looked up: “article-3.washing”, and what readers see there."""

    kind: Kind
    pk: int
    thing: Thing
    part: str = ""  # the key of one of the thing's parts

    @property
    def reference(self) -> str:
        return f"{self.kind.name}-{self.pk}" + (f".{self.part}" if self.part else "")

    def words(self, part: str = "") -> str:
        """As it is kept with a report, with the part that was chosen."""
        named = dict(self.thing.parts).get(part, "")
        return f"{self.thing.words}: {named}" if named else self.thing.words


def find_about(reference: str) -> About | None:
    """What a reference means; None where readers see no such thing. An unknown part is passed over.

    Costs the queries of one kind, none for what can't be a reference.
    """
    found = _ABOUT.fullmatch(reference)
    kind = KINDS.get(found[1]) if found else None
    if found is None or kind is None:
        return None
    pk = int(found[2])
    thing = kind.find(pk) if pk < 2**63 else None
    if thing is None:
        return None
    part = found[3] or ""
    return About(kind, pk, thing, part if part in dict(thing.parts) else "")
