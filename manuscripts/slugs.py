"""Free slugs for the rows an import makes."""

from django.db.models import Model
from django.utils.text import slugify

from articles.models import Address, Article


def unique_slug(model: type[Model], text: str, *, limit: int = 80) -> str:
    """A free slug made of `text`: `what-is-milia`, and `what-is-milia-2` where that is taken."""
    stem = slugify(text)[:limit].strip("-") or str(model._meta.model_name)
    owners = Address if model is Article else model  # an article keeps the slugs it had
    rows = owners._default_manager.filter(slug__startswith=stem)
    taken = set(rows.values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
