"""What two versions of one thing differ in: facts with a name, and texts marked word by word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.text_diff import Passage, diff_html, diff_text


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact with a name: “Product: A → B”. Where `before` or `after` is "", there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text of a block or of the article with its words marked."""

    label: str  # "" where the block has no other text
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()  # about links and emphasis

    @property
    def is_same(self) -> bool:
        return not self.notes and all(passage.is_same for passage in self.passages)


Differences = tuple[tuple[FactChange, ...], tuple[TextChange, ...]]


def fact_change(label: str, old: str | None, new: str | None) -> list[FactChange]:
    """One `FactChange` where the two differ, none otherwise."""
    return [FactChange(label, old or "", new or "")] if (old or "") != (new or "") else []


def text_change(
    label: str, old: str | None, new: str | None, *, is_html: bool = False
) -> list[TextChange]:
    """One `TextChange` where the two differ, none otherwise."""
    old, new = old or "", new or ""
    if old == new:
        return []
    wording = (diff_html if is_html else diff_text)(old, new)
    notes = wording.notes
    if not notes and all(passage.is_same for passage in wording.passages):
        notes = ("Only spaces, empty lines, or markup that readers hardly notice changed.",)
    return [TextChange(label, wording.passages, notes)]


class Names:
    """
    What the ids in a content are called; the names are handed in.

    `articles.content.references.names_in` reads them.
    """

    def __init__(self, **known: Mapping[int, str] | Iterable[tuple[int, str]]) -> None:
        self._known = {kind: dict(names) for kind, names in known.items()}

    def __call__(self, kind: str, pk: int | None) -> str:
        """The name, "" for no id, and a plain sentence part for what is gone."""
        if pk is None:
            return ""
        name = self._known.get(kind, {}).get(pk)
        return name or f"a {kind} that is no longer on file (no. {pk})"

    def has(self, kind: str, pk: int | None) -> bool:
        return pk in self._known.get(kind, {})
