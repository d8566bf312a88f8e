"""
Whether a manuscript corrects one that was imported: every way in asks this.

It is asserted of one title alone, where the two name no other authors and share some of their
words. What has only like words, such as a column that begins as it does each week, or only the
title, may correct it: that is asked, and nothing is done until it is answered.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from manuscripts.article_body import authors_in
from manuscripts.likeness import SAME_PIECE, likeness, sketch_of
from manuscripts.models import Manuscript
from manuscripts.reading import Plan
from products.brand_names import normalize_brand_name as normalize_name

PASTED = "Pasted text"
_OF_ONE_TITLE = 0.1  # of all runs of words, below which a title is all that two pieces share


class SameFileName(Exception):
    """An imported manuscript, `earlier`, has this file name and another title."""

    def __init__(self, earlier: Manuscript) -> None:
        super().__init__(str(earlier))
        self.earlier = earlier


@dataclass(frozen=True, slots=True)
class Earlier:
    """A manuscript that may be the version before; `likeness` where words tell it."""

    manuscript: Manuscript
    likeness: float | None
    is_same_title: bool = False
    is_certain: bool = False

    @property
    def shared(self) -> str:
        """What the two share: “65% of the words”."""
        if self.is_same_title:
            return "the title"
        return f"{round((self.likeness or 0) * 100)}% of the words"

    @property
    def article(self) -> str:
        """What its article is called, with its number: two may have one title."""
        article = self.manuscript.article
        return f"“{article}” (article {article and article.pk})"

    @property
    def question(self) -> str:
        """What is to be answered before anything is imported."""
        return f"It shares {self.shared} with {self.article}."


def earlier_version(plan: Plan, *, apart: Collection[int] = ()) -> Earlier | None:
    """What a manuscript corrects or may correct; none of those `apart`, which it does not."""
    return next(earlier_versions(plan, apart=apart), None)


def earlier_versions(plan: Plan, *, apart: Collection[int] = ()) -> Iterator[Earlier]:
    """All that it may correct: those of its title, the newest first, then those of like words."""
    imported = Manuscript.objects.filter(article__isnull=False).exclude(pk__in=apart)
    rows = imported.without_files().select_related("article")
    sketch = sketch_of(plan.source.text)
    of_title = list(rows.filter(plan__article__title=plan.title))
    for row in of_title:
        alike = likeness(sketch, row.sketch) if sketch and row.sketch else None
        yield Earlier(row, alike, is_same_title=True, is_certain=_is_certain(plan, row, alike))
    if not sketch:
        return
    others = imported.exclude(sketch=[]).exclude(pk__in=[one.pk for one in of_title])
    sketches = others.order_by().values_list("pk", "sketch").iterator()
    alike_by_key = {pk: likeness(sketch, other) for pk, other in sketches}
    for pk in sorted(alike_by_key, key=lambda pk: -alike_by_key[pk]):
        if alike_by_key[pk] < SAME_PIECE:
            return
        for row in rows.filter(pk=pk):
            yield Earlier(row, alike_by_key[pk])


def _is_certain(plan: Plan, before: Manuscript, alike: float | None) -> bool:
    ours, theirs = (_authors(one) for one in (plan, Plan.from_json(before.plan)))
    if ours and theirs and ours.isdisjoint(theirs):
        return False
    is_like = alike is None or alike >= _OF_ONE_TITLE
    return is_like if plan.title_origin == "heading" else (alike or 0) >= SAME_PIECE


def _authors(plan: Plan) -> set[str]:
    return {normalize_name(name) for names in authors_in(plan) for name in names}


def of_same_file_name(name: str) -> Manuscript | None:
    """The newest imported manuscript in a file of this name."""
    imported = Manuscript.objects.without_files().filter(article__isnull=False, name=name)
    return imported.exclude(name=PASTED).select_related("article").first()
