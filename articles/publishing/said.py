"""What lists tell of an edition without opening its content."""

from datetime import date

from articles.content import Content
from articles.models import Correction, Edition, EditionCorrection


def corrections_said(edition: Edition, content: Content) -> list[EditionCorrection]:
    """Rows for the corrections that a content says, not for what is new in it."""
    return [
        EditionCorrection(edition=edition, noted_on=date.fromisoformat(row["on"]), text=row["text"])
        for row in content["corrections"]
        if row.get("kind", Correction.Kind.CORRECTION) == Correction.Kind.CORRECTION
    ]
