"""Free slugs for the rows an import makes."""

from collections import defaultdict

from django.db.models import Model
from django.utils.text import slugify

from articles.models import Address, Article


class FreeSlugs:
    """
    Slugs that nobody has, each given once. Those on file are read when a model is first asked for:
    one query a model, however many rows are to be made.
    """

    def __init__(self) -> None:
        self._taken: dict[type[Model], set[str]] = {}
        self._last: dict[tuple[type[Model], str], int] = defaultdict(lambda: 1)

    def take(self, model: type[Model], text: str, *, limit: int = 80) -> str:
        """A free slug made of `text`: `what-is-milia`, and `what-is-milia-2` where it is taken."""
        stem = slugify(text)[:limit].strip("-") or str(model._meta.model_name)
        # An article keeps the slugs it had; and an import takes none that another draft goes by.
        owners: list[type[Model]] = [Address, Article] if model is Article else [model]
        if model not in self._taken:
            slugs = (owner._default_manager.values_list("slug", flat=True) for owner in owners)
            self._taken[model] = {slug for each in slugs for slug in each}
        slug, number = stem, self._last[model, stem]
        while slug in self._taken[model]:
            number += 1
            slug = f"{stem}-{number}"
        self._last[model, stem] = number
        self._taken[model].add(slug)
        return slug
