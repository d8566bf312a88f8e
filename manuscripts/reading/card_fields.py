"""What the labeled lines of a card say of its product, in the fields of an article's pick."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .pick_labels import Field, field_of, is_praise
from .product_names import Reading

_MARKS = "+–-−✓✔👍✗✘❌👎 "


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a line, what it is in its card, and of which list it is an item."""

    words: str
    role: str
    listed: str = ""


def with_label(reading: Reading, label: str | None) -> Reading:
    """The reading with the label before its name: praise, or a note."""
    if not label:
        return reading
    if is_praise(label):
        return replace(reading, best_for=reading.best_for or label)
    return replace(reading, note="\n".join(filter(None, [reading.note, label])))


def with_fields(reading: Reading, lines: Iterable[Said]) -> Reading:
    """The reading with what these lines say; what it had before comes first."""
    told: dict[str, list[str]] = {"size": [], "best_for": [], "note": [], "pros": [], "cons": []}
    for line in lines:
        kind, words = _kind(line)
        if kind:
            told[kind].append(words)
    best_for, *more = [*filter(None, [reading.best_for]), *told["best_for"], None]
    return replace(
        reading,
        size=reading.size or next(iter(told["size"]), None),
        best_for=best_for,
        note="\n".join(filter(None, [reading.note, *more, *told["note"]])) or None,
        pros=(*reading.pros, *told["pros"]),
        cons=(*reading.cons, *told["cons"]),
    )


def _kind(line: Said) -> tuple[str, str]:
    """Which field a line fills, and with which words; none where it says none."""
    if line.listed or line.role == "pro":
        return line.listed or "pros", line.words.lstrip(_MARKS)
    if line.role == "praise":
        return "best_for", line.words.strip(" :")
    if line.role == "size":
        return "size", line.words.strip(" ()")
    if line.role in ("rating", "text"):
        return "note", line.words
    field = field_of(line.words) if line.role == "field" else None
    return (field.kind, _value(field)) if field else ("", "")


def _value(field: Field) -> str:
    if field.kind == "note":
        return f"{field.label}: {field.value}"
    # "Best for: dry skin" is shown without its label, and must say it itself.
    label = field.label.lower()
    is_said = label.endswith(" for") and not label.startswith("who")
    return f"{field.label} {field.value}" if is_said else field.value
