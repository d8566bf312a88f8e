"""Who makes it, and names by which brands and shops are found."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from core import visibility
from core.hidden_characters import LineField
from core.http_urls import HttpURLField, http_url_constraint
from core.models import SluggedPage
from core.page_url import page_url
from core.slugs import PageSlugField
from core.visibility import Moment
from products.brand_names import normalize_brand_name


class NormalizedNameField(models.CharField):
    """Repeats `name` as `normalize_brand_name` has it, filled whenever the row is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 255, "unique": True, "editable": False}
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 -- Django's
        name: str = getattr(model_instance, "name")  # noqa: B009 -- of whatever has this field
        value = normalize_brand_name(name) or name.casefold()
        setattr(model_instance, self.attname, value)
        return value


class NamedInManuscripts(models.Model):
    """Mixed into what writers call by several names: one row for all spellings of one name."""

    name = LineField(max_length=120, unique=True)
    normalized_name = NormalizedNameField()
    other_names = models.CharField(
        max_length=300,
        blank=True,
        default="",
        help_text="Other spellings used in manuscripts, separated by commas: “LRP, La Roche "
        "Posay”. The importer recognizes them.",
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if "name" in (names := kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*names, "normalized_name"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse another spelling of a name on file, before the database does."""
        super().clean()
        same = type(self)._default_manager.filter(
            normalized_name=normalize_brand_name(self.name or "")
        )
        if other := same.exclude(pk=self.pk).first():
            raise ValidationError(
                {"name": f"This is another spelling of “{other}”, which is already on file."}
            )

    @property
    def names(self) -> list[str]:
        """Its name and every other one, the usual one first."""
        others = (part.strip() for part in self.other_names.split(","))
        return [self.name, *(name for name in others if name)]


class BrandQuerySet(models.QuerySet["Brand"]):
    def public(self, at: Moment | None = None) -> "BrandQuerySet":
        """Brands that readers can see: they follow their products (models/product.py)."""
        return self.filter(visibility.visible(Brand, at or timezone.now()))


class Brand(NamedInManuscripts, SluggedPage):
    unseen_fields = frozenset({"normalized_name", "other_names"})

    slug = PageSlugField(max_length=120, unique=True)
    website = HttpURLField(help_text="“https://www.paulaschoice.com/”")
    description = models.TextField(blank=True, help_text="One or two plain sentences.")

    objects = BrandQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [http_url_constraint("website", "brand_website_is_http")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("products:brand", self.slug)
