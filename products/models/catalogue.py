"""What is sold, who makes it and who sells it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from core.http_urls import HttpURLField, http_url_constraint
from core.models import SluggedPage
from core.page_url import page_url
from core.tags import TaggedQuerySet
from core.visibility import shown
from pictures.models import Pictured
from products.currencies import MINOR_UNITS
from products.gtin import gtin_constraint, normalized_gtin

from .offers import Offer


class OtherNames(models.Model):
    """Mixed into what writers call by several names."""

    other_names = models.CharField(
        max_length=300,
        blank=True,
        default="",
        help_text="Other spellings that manuscripts use, with a comma between two: “LRP, La Roche "
        "Posay”. The importer finds it by them.",
    )

    class Meta:
        abstract = True

    @property
    def names(self):
        """Its name and every other one, the usual one first."""
        others = (part.strip() for part in self.other_names.split(","))
        return [self.name, *(name for name in others if name)]


class BrandQuerySet(models.QuerySet):
    def public(self, at=None):
        """Brands follow their products."""
        return self.filter(Exists(Product.objects.public(at).filter(brand=OuterRef("pk"))))


class Brand(OtherNames, SluggedPage):
    name = models.CharField(max_length=120, unique=True, help_text="“Paula’s Choice”")
    slug = models.SlugField(max_length=120, unique=True)
    website = HttpURLField(help_text="“https://www.paulaschoice.com/”")
    description = models.TextField(blank=True, help_text="One or two plain sentences.")

    objects = BrandQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="brand_name_is_unique_in_any_case"),
            http_url_constraint("website", "brand_website_is_http"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return page_url("products:brand", self.slug)


class RetailerQuerySet(models.QuerySet):
    def public(self, at=None):
        """Retailers follow the products they sell."""
        return self.filter(Exists(Offer.objects.public(at).filter(retailer=OuterRef("pk"))))


class Retailer(OtherNames, models.Model):
    class PricePolicy(models.TextChoices):
        OPEN = "open", "Show prices with the day they were checked"
        NO_PRICE = "no_price", "Never show a price, only “Check price at …”"

    name = models.CharField(max_length=120, unique=True, help_text="“Sephora”")
    slug = models.SlugField(max_length=120, unique=True)
    market = models.CharField(
        max_length=2, default="US", help_text="The country it sells to: “US”, “GB”, “DE”."
    )
    currency = models.CharField(
        max_length=3, default="USD", help_text="What its prices are in, as ISO 4217: “USD”."
    )
    pays_commission = models.BooleanField(
        default=True,
        help_text="We may earn when a reader buys there: its links are marked as sponsored "
        "and the page says so.",
    )
    affiliate_query = models.CharField(
        "affiliate tag",
        max_length=200,
        blank=True,
        help_text="What is added to its links: “tag=example-20”.",
    )
    price_policy = models.CharField(
        max_length=20, choices=PricePolicy.choices, default=PricePolicy.OPEN
    )

    objects = RetailerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="retailer_name_is_unique_in_any_case"),
            models.CheckConstraint(
                condition=Q(currency__in=sorted(MINOR_UNITS)),
                name="retailer_currency_is_iso_4217",
                violation_error_message="Give the three letters of a currency: “USD”, “EUR”.",
            ),
            models.CheckConstraint(
                condition=Q(price_policy__in=["open", "no_price"]),
                name="retailer_price_policy_is_known",
            ),
        ]

    def __str__(self):
        return self.name

    def sells_at(self, host):
        """Whether a host name is one of the retailer's own; any host when none are on file."""
        domains = [row.domain for row in self.domains.all()]
        return not domains or any(host == d or host.endswith(f".{d}") for d in domains)


def share_retailers(offers):
    """
    Give the offers their retailers with domains: two queries, and one object for each retailer.

    A price file names ten retailers a hundred thousand times; `select_related` would make as many.
    """
    offers = list(offers)
    known = Retailer.objects.prefetch_related("domains")
    retailers = known.in_bulk({offer.retailer_id for offer in offers})
    for offer in offers:
        offer.retailer = retailers[offer.retailer_id]


class RetailerDomain(models.Model):
    retailer = models.ForeignKey(Retailer, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True, help_text="“sephora.com”")

    class Meta:
        ordering = ["domain"]

    def __str__(self):
        return self.domain

    def clean(self):
        self.domain = self.domain.strip().lower().removeprefix("www.")
        if "/" in self.domain or "." not in self.domain:
            raise ValidationError({"domain": "Give the bare name of the site: “sephora.com”."})


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


class ProductQuerySet(TaggedQuerySet, models.QuerySet):
    def public(self, at=None):
        """Products readers can see: shown by a live edition, or released by an editor."""
        at = at or timezone.now()
        return self.filter(Q(released_at__lte=at) | shown(Product, at))

    def with_offers(self):
        """Their offers with current price and retailer: two queries, however many products."""
        return self.select_related("brand", "picture").prefetch_related(
            Prefetch("offers", Offer.objects.on_sale().for_display())
        )


class Product(SluggedPage, Pictured):
    class RegulatoryClass(models.TextChoices):
        COSMETIC = "cosmetic", "Cosmetic"
        OTC = "otc", "Medicine without prescription"
        PRESCRIPTION = "rx", "Medicine on prescription"
        DEVICE = "device", "Medical device"
        SUPPLEMENT = "supplement", "Food supplement"

    brand = models.ForeignKey(
        Brand,
        on_delete=models.PROTECT,
        related_name="products",
        null=True,
        blank=True,
        help_text="Empty only while it isn't known.",
    )
    name = models.CharField(
        max_length=200, help_text="Without the brand: “Resurfacing Retinol Serum”."
    )
    slug = models.SlugField(max_length=200, unique=True)
    size = models.CharField(max_length=40, blank=True, help_text="“30 ml”, “1.7 oz”, “60 pads”")
    category = models.CharField(max_length=60, blank=True, help_text="“Serum”, “Cleanser”")
    key_ingredients = models.CharField(
        max_length=300, blank=True, help_text="“retinol, niacinamide”"
    )
    description = models.TextField(
        blank=True, help_text="What it is, in our own words; never the shop's."
    )
    gtin = models.CharField(
        "GTIN",
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        help_text="The digits under the bar code.",
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
    tags = TaggableManager(through=TaggedProduct, blank=True)
    tag_names = models.TextField(editable=False, blank=True)  # for the record history
    history = HistoricalRecords()

    objects = ProductQuerySet.as_manager()

    class Meta(Pictured.Meta):
        ordering = ["brand__name", "name", "size"]
        permissions = [("release_product", "Can release products and change those readers see")]
        constraints = [
            *Pictured.Meta.constraints,
            models.UniqueConstraint(
                "brand", Lower("name"), Lower("size"), name="product_is_unique_in_its_brand"
            ),
            models.UniqueConstraint(
                Lower("name"),
                Lower("size"),
                condition=Q(brand=None),
                name="product_without_brand_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(regulatory_class__in=["cosmetic", "otc", "rx", "device", "supplement"]),
                name="product_regulatory_class_is_known",
            ),
            gtin_constraint("product_gtin_has_its_check_digit"),
        ]

    def __str__(self):
        return " ".join(filter(None, [self.brand.name if self.brand else "", self.name]))

    def get_absolute_url(self):
        return page_url("products:detail", self.slug)

    def clean(self):
        super().clean()
        try:
            self.gtin = normalized_gtin(self.gtin) if self.gtin else None
        except ValidationError as error:
            raise ValidationError({"gtin": error}) from error

    @property
    def best_offer(self):
        """
        The offer a card names: the cheapest shown price, compared within one currency only.

        The currency is that of the first offer with a price. Reads `offers`: use `with_offers()`.
        """
        priced = [offer for offer in self.offers.all() if offer.shown]
        if not priced:
            return None
        currency = priced[0].shown.currency
        alike = [offer for offer in priced if offer.shown.currency == currency]
        return min(alike, key=lambda offer: offer.shown.price)

    @property
    def card_offer(self):
        """The best offer; where no price may be shown, the first one; None without offers."""
        offers = self.offers.all()
        return self.best_offer or (offers[0] if offers else None)
