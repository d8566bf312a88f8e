"""Importing without a review, as the command does; what only an editor can say is asked first."""

import re
from dataclasses import dataclass, field

from django.db import transaction

from manuscripts.corrections import apply_correction
from manuscripts.earlier_versions import Earlier, earlier_version
from manuscripts.import_outcome import Import
from manuscripts.importer import apply_plan
from manuscripts.likeness import SAME_PIECE, likeness, sketch_of
from manuscripts.models import Manuscript
from manuscripts.proposals import follow, keep
from manuscripts.reading import Plan


class MayCorrect(Exception):
    """Whether it corrects an article is to be said first; the message is the question."""

    def __init__(self, earlier: Earlier) -> None:
        super().__init__(
            f"{earlier.question} Say whether it corrects that one: --corrects, or --new."
        )
        self.earlier = earlier


def import_unreviewed(plan: Plan, data: bytes, *, corrects: bool | None = None) -> Import:
    """
    A draft of what was read, or its changes in the article that it corrects.

    MayCorrect where that is open; `corrects` answers it. The same bytes again import nothing.
    """
    known = Manuscript.objects.filter(sha256=plan.source.sha256).first()
    is_imported = known is not None and known.article_id is not None
    earlier = None if is_imported or corrects is False else earlier_version(plan)
    if earlier is None:
        return apply_plan(plan, data)
    if not (earlier.is_certain or corrects):
        raise MayCorrect(earlier)
    before, alike = earlier.manuscript, earlier.likeness
    manuscript, is_new = keep(plan, data, follows=before, likeness=alike)
    if not is_new and manuscript.follows_id != before.pk:
        with transaction.atomic():
            follow(manuscript, before, alike)
    return apply_correction(manuscript)


@dataclass
class DryRun:
    """What a dry run says of each file: what it corrects on file, or in an earlier file of it."""

    read: list[tuple[str, Plan, list[int], list[str]]] = field(default_factory=list)

    def told(self, path: str, plan: Plan) -> str:
        """A sentence; "" for a new piece."""
        sketch, words = sketch_of(plan.source.text), re.findall(r"\w+", plan.source.text)
        like = (
            name
            for name, other, its, its_words in self.read
            if plan.title == other.title
            or words == its_words
            or likeness(sketch, its) >= SAME_PIECE
        )
        before = next(like, None)
        self.read.append((path, plan, sketch, words))
        earlier = earlier_version(plan)
        if earlier and earlier.is_certain:
            return f"It corrects {earlier.article}."
        if earlier:
            return str(MayCorrect(earlier))
        return f"It is the piece of {before}, or like it." if before else ""
