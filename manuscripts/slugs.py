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
        owners = Address if model is Article else model  # an article keeps the slugs it had
        if owners not in self._taken:
            self._taken[owners] = set(owners._default_manager.values_list("slug", flat=True))
        slug, number = stem, self._last[owners, stem]
        while slug in self._taken[owners]:
            number += 1
            slug = f"{stem}-{number}"
        self._last[owners, stem] = number
        self._taken[owners].add(slug)
        return slug
