"""What is written about: a brand's product. Where it is sold stands in models/offer.py."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from core import visibility
from core.constraints import known_choices
from core.hidden_characters import LineField
from core.models import SluggedPage
from core.page_url import page_url
from core.slugs import PageSlugField
from core.tag_proposals import ProposesTags, ingredients_in, mentioned
from core.tagged_rows import ToldTagManager
from core.tags import TaggedQuerySet
from core.visibility import Moment
from pictures.models import HasImage, Picture
from products.gtin import gtin_constraint, normalized_gtin

from .brand import Brand

if TYPE_CHECKING:
    from products.offer_lines import OfferLine
    from products.product_page import PriceSpan


class TaggedProduct(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_products")
    content_object = models.ForeignKey(
        "Product", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="taggedproduct_is_unique"
            )
        ]


class ProductQuerySet(TaggedQuerySet, models.QuerySet["Product"]):
    def public(self, at: Moment | None = None) -> "ProductQuerySet":
        """Products readers can see: shown by a live edition, or released by an editor."""
        at = at or timezone.now()
        released = visibility.has_begun("released_at", at)
        return self.filter(released | visibility.visible(Product, at))


@known_choices("regulatory_class")
class Product(ProposesTags, SluggedPage, HasImage):
    class RegulatoryClass(models.TextChoices):
        COSMETIC = "cosmetic", "Cosmetic"
        OTC = "otc", "Over-the-counter medicine"
        PRESCRIPTION = "rx", "Prescription medicine"
        DEVICE = "device", "Medical device"
        SUPPLEMENT = "supplement", "Dietary supplement"

    unseen_fields = frozenset({"released_at"}) | ProposesTags.own_facts

    brand = models.ForeignKey(
        Brand,
        on_delete=models.PROTECT,
        related_name="products",
        null=True,
        blank=True,
        help_text="Leave empty only while the brand isn't known.",
    )
    name = LineField(max_length=200, help_text="Without the brand: “Resurfacing Retinol Serum”.")
    slug = PageSlugField(max_length=200, unique=True)
    size = LineField(max_length=40, blank=True, help_text="“30 ml”, “1.7 oz”, “60 pads”")
    category = LineField(max_length=60, blank=True, help_text="“Serum”, “Cleanser”")
    key_ingredients = models.CharField(
        max_length=300, blank=True, help_text="“retinol, niacinamide”"
    )
    description = models.TextField(
        blank=True, help_text="What it is, in our own words; never copied from a shop."
    )
    gtin = models.CharField(
        "GTIN",
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        help_text="The digits below the bar code.",
    )
    regulatory_class = models.CharField(
        max_length=20, choices=RegulatoryClass.choices, default=RegulatoryClass.COSMETIC
    )
    released_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From then on readers can see it even when no article shows it. "
        "Leave empty to let the articles decide.",
    )
    tags = TaggableManager(through=TaggedProduct, blank=True, manager=ToldTagManager)
    tag_names = models.TextField(editable=False, blank=True)  # for the record history
    history = HistoricalRecords(excluded_fields=sorted(ProposesTags.own_facts))

    offer_lines: "list[OfferLine]"  # set by products.offer_lines.attach_lines
    span: "PriceSpan | None"  # set by products.product_page.attach_spans

    objects = ProductQuerySet.as_manager()

    class Meta(HasImage.Meta):
        ordering = ["brand__name", "name", "size"]
        permissions = [("release_product", "Can release products and change those readers see")]
        indexes = [models.Index(fields=["category"], name="product_by_category")]
        constraints = [
            *HasImage.Meta.constraints,
            models.UniqueConstraint(
                "brand", Lower("name"), Lower("size"), name="product_is_unique_in_its_brand"
            ),
            models.UniqueConstraint(
                Lower("name"),
                Lower("size"),
                condition=Q(brand=None),
                name="product_without_brand_is_unique",
            ),
            gtin_constraint("product_gtin_has_its_check_digit"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.brand.name if self.brand else "", self.name]))

    def get_absolute_url(self) -> str:
        return page_url("products:detail", self.slug)

    def clean(self) -> None:
        """Keep the GTIN as its 14 digits."""
        super().clean()
        try:
            self.gtin = normalized_gtin(self.gtin) if self.gtin else None
        except ValidationError as error:
            raise ValidationError({"gtin": error}) from error

    def mentioned_tags(self, vocabulary: Iterable[str], words: Iterable[str]) -> Iterable[str]:
        """Its ingredients, and what its name, its category and words about it name."""
        own = [self.name, self.category, *self.key_ingredients.split(","), *words]
        yield from ingredients_in(self.key_ingredients)
        yield from sorted(mentioned(own, vocabulary))

    @property
    def is_prescription(self) -> bool:
        """Whether nobody may advertise it to the public (docs/rules.md 3.18)."""
        return self.regulatory_class == self.RegulatoryClass.PRESCRIPTION


@visibility.register(Brand, by="brand")
@visibility.register(Picture, by="picture")
def public_products(at: Moment) -> ProductQuerySet:
    """Brands follow their products, and so do pictures."""
    return Product.objects.public(at)
