"""What became of a manuscript: the rows an import made, those it found, and its notes."""

from dataclasses import dataclass, field

from articles.models import Article
from manuscripts.column_limits import Column
from manuscripts.matches import Match
from manuscripts.models import Manuscript
from products.models import PriceBatch


@dataclass(slots=True)
class Import:
    """One import: counts by kind of row, and sentences that an editor must see."""

    manuscript: Manuscript
    article: Article
    is_new: bool = True
    made: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    price_batch: PriceBatch | None = None

    def count(self, kind: str, *, made: bool) -> None:
        """Count one row of a kind, “products”."""
        tally = self.made if made else self.found
        tally[kind] = tally.get(kind, 0) + 1

    def note_near(self, kind: str, name: str, near: list[Match]) -> None:
        """No near-duplicate is made silently."""
        if near:
            names = " and ".join(f"“{match.called}” ({match.alike})" for match in near)
            are = "is" if len(near) == 1 else "are"
            self.notes.append(
                f"A new {kind} “{name}” was created, although {names} {are} on file. If it is "
                f"the same {kind}, take the one on file into the article instead."
            )

    def note_open(self, name: str, near: list[Match]) -> None:
        """Who is meant was not to be told, so nobody was taken, and nobody made."""
        names = " and ".join(f"“{match.called}”" for match in near)
        are = "is" if len(near) == 1 else "are"
        self.notes.append(
            f"{names} {are} on file, and nothing tells whether the “{name}” of the manuscript is "
            "meant: say so in the article."
        )

    def note_shortened(self, column: Column, text: str | None) -> None:
        """Say what the whole words were where they did not fit into a column."""
        if column.problem(text):
            self.notes.append(
                f"The {column.label} was shortened to the {column.max_length} characters that "
                f"fit. In full: “{text}”"
            )


def listed(tally: dict[str, int]) -> str:
    """`{"people": 1, "quotes": 3}` → “1 person, 3 quotes”."""
    one = {"people": "person"}
    return ", ".join(
        f"{count} {name if count != 1 else one.get(name, name.removesuffix('s'))}"
        for name, count in tally.items()
    )
