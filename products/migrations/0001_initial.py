import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import simple_history.models
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import core.http_urls
import products.models.brand


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pictures", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "variant",
                    models.CharField(
                        blank=True,
                        help_text="Where a shop sells it in two forms: “travel size”, “set”.",
                        max_length=80,
                    ),
                ),
                (
                    "url",
                    core.http_urls.HttpURLField(
                        blank=True,
                        help_text="The product's page at the retailer, without our affiliate tag.",
                        max_length=2000,
                        verbose_name="address",
                    ),
                ),
                ("price_checked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Readers no longer see this offer once it is saved. Its prices stay on record.",
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ["product", "retailer", "variant"],
            },
        ),
        migrations.CreateModel(
            name="Brand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "normalized_name",
                    products.models.brand.NormalizedNameField(
                        editable=False, max_length=255, unique=True
                    ),
                ),
                (
                    "other_names",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Other spellings used in manuscripts, separated by commas: “LRP, La Roche Posay”. The importer recognizes them.",
                        max_length=300,
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "website",
                    core.http_urls.HttpURLField(
                        blank=True, help_text="“https://www.paulaschoice.com/”", max_length=2000
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, help_text="One or two plain sentences."),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("website", ""),
                            ("website__startswith", "https://"),
                            ("website__startswith", "http://"),
                            _connector="OR",
                        ),
                        name="brand_website_is_http",
                        violation_error_message="Enter a full web address that starts with https:// or http://.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProduct",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "image_alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture shows, for readers who can't see it: “Close-up of small white bumps under an eye.”",
                        max_length=300,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Without the brand: “Resurfacing Retinol Serum”.", max_length=200
                    ),
                ),
                ("slug", models.SlugField(max_length=200)),
                (
                    "size",
                    models.CharField(
                        blank=True, help_text="“30 ml”, “1.7 oz”, “60 pads”", max_length=40
                    ),
                ),
                (
                    "category",
                    models.CharField(blank=True, help_text="“Serum”, “Cleanser”", max_length=60),
                ),
                (
                    "key_ingredients",
                    models.CharField(
                        blank=True, help_text="“retinol, niacinamide”", max_length=300
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="What it is, in our own words; never copied from a shop.",
                    ),
                ),
                (
                    "gtin",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="The digits below the bar code.",
                        max_length=14,
                        null=True,
                        verbose_name="GTIN",
                    ),
                ),
                (
                    "regulatory_class",
                    models.CharField(
                        choices=[
                            ("cosmetic", "Cosmetic"),
                            ("otc", "Over-the-counter medicine"),
                            ("rx", "Prescription medicine"),
                            ("device", "Medical device"),
                            ("supplement", "Dietary supplement"),
                        ],
                        default="cosmetic",
                        max_length=20,
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on readers can see it even when no article shows it. Leave empty to let the articles decide.",
                        null=True,
                    ),
                ),
                ("tag_names", models.TextField(blank=True, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Leave empty only while the brand isn't known.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="products.brand",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pictures.picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical product",
                "verbose_name_plural": "historical products",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PriceBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("desk", "typed in the admin"),
                            ("file", "a price file"),
                            ("manuscript", "a manuscript"),
                            ("feed", "a retailer's feed"),
                            ("undo", "an undo"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "source_name",
                    models.CharField(
                        blank=True, help_text="The file or manuscript it came from.", max_length=300
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "being written"), ("applied", "applied")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty where a command on the server did it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="products.pricebatch",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "price batches",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PricePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "price",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True),
                ),
                (
                    "price_kind",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("from", "from (the lowest of several)"),
                            ("range", "from … to …"),
                            ("about", "about"),
                        ],
                        default="exact",
                        max_length=10,
                    ),
                ),
                (
                    "price_max",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True),
                ),
                (
                    "list_price",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True),
                ),
                (
                    "list_price_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("previous", "the earlier price, as the retailer reports it"),
                            ("rrp", "the manufacturer's list price (RRP)"),
                            ("lowest_30d", "the lowest price in the 30 days before"),
                        ],
                        max_length=12,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "availability",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("BackOrder", "on back order"),
                            ("Discontinued", "discontinued"),
                            ("InStock", "in stock"),
                            ("InStoreOnly", "in store only"),
                            ("LimitedAvailability", "limited availability"),
                            ("OnlineOnly", "online only"),
                            ("OutOfStock", "out of stock"),
                            ("PreOrder", "available for preorder"),
                            ("PreSale", "on presale"),
                            ("SoldOut", "sold out"),
                        ],
                        max_length=20,
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("desk", "typed in the admin"),
                            ("file", "a price file"),
                            ("manuscript", "a manuscript"),
                            ("feed", "a retailer's feed"),
                            ("undo", "an undo"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="products.pricebatch",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="products.offer",
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PriceChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("changed", "changed"),
                            ("confirmed", "found unchanged"),
                            ("restored", "moved back"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "applied"),
                            ("held", "held for review"),
                            ("released", "released later"),
                            ("dismissed", "dismissed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("url_before", models.CharField(blank=True, max_length=2000)),
                ("url_after", models.CharField(blank=True, max_length=2000)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="products.pricebatch",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="price_changes",
                        to="products.offer",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.pricepoint",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="products.pricepoint",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="offer",
            name="current",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="current_of",
                to="products.pricepoint",
            ),
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "image_alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture shows, for readers who can't see it: “Close-up of small white bumps under an eye.”",
                        max_length=300,
                        verbose_name="alt text",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Without the brand: “Resurfacing Retinol Serum”.", max_length=200
                    ),
                ),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "size",
                    models.CharField(
                        blank=True, help_text="“30 ml”, “1.7 oz”, “60 pads”", max_length=40
                    ),
                ),
                (
                    "category",
                    models.CharField(blank=True, help_text="“Serum”, “Cleanser”", max_length=60),
                ),
                (
                    "key_ingredients",
                    models.CharField(
                        blank=True, help_text="“retinol, niacinamide”", max_length=300
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True,
                        help_text="What it is, in our own words; never copied from a shop.",
                    ),
                ),
                (
                    "gtin",
                    models.CharField(
                        blank=True,
                        help_text="The digits below the bar code.",
                        max_length=14,
                        null=True,
                        unique=True,
                        verbose_name="GTIN",
                    ),
                ),
                (
                    "regulatory_class",
                    models.CharField(
                        choices=[
                            ("cosmetic", "Cosmetic"),
                            ("otc", "Over-the-counter medicine"),
                            ("rx", "Prescription medicine"),
                            ("device", "Medical device"),
                            ("supplement", "Dietary supplement"),
                        ],
                        default="cosmetic",
                        max_length=20,
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on readers can see it even when no article shows it. Leave empty to let the articles decide.",
                        null=True,
                    ),
                ),
                ("tag_names", models.TextField(blank=True, editable=False)),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty only while the brand isn't known.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="products.brand",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="pictures.picture",
                    ),
                ),
            ],
            options={
                "ordering": ["brand__name", "name", "size"],
                "permissions": [
                    ("release_product", "Can release products and change those readers see")
                ],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="offer",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="products.product",
            ),
        ),
        migrations.CreateModel(
            name="Retailer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "normalized_name",
                    products.models.brand.NormalizedNameField(
                        editable=False, max_length=255, unique=True
                    ),
                ),
                (
                    "other_names",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Other spellings used in manuscripts, separated by commas: “LRP, La Roche Posay”. The importer recognizes them.",
                        max_length=300,
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "market",
                    models.CharField(
                        default="US",
                        help_text="The country it sells to: “US”, “GB”, “DE”.",
                        max_length=2,
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="USD",
                        help_text="The currency of its prices, as an ISO 4217 code: “USD”.",
                        max_length=3,
                    ),
                ),
                (
                    "pays_commission",
                    models.BooleanField(
                        default=True,
                        help_text="We may earn a commission when a reader buys there: its links are marked as sponsored, and the page discloses it.",
                    ),
                ),
                (
                    "affiliate_query",
                    models.CharField(
                        blank=True,
                        help_text="Added to its links: “tag=example-20”.",
                        max_length=200,
                        verbose_name="affiliate tag",
                    ),
                ),
                (
                    "price_policy",
                    models.CharField(
                        choices=[
                            ("open", "Show prices with the day they were checked"),
                            ("no_price", "Never show a price, only “Check price at …”"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Length("currency"), 3
                            ),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Upper(
                                    django.db.models.functions.text.Substr("currency", 1, 1)
                                ),
                                django.db.models.functions.text.Substr("currency", 1, 1),
                            ),
                            models.Q(
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Lower(
                                        django.db.models.functions.text.Substr("currency", 1, 1)
                                    ),
                                    django.db.models.functions.text.Substr("currency", 1, 1),
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Upper(
                                    django.db.models.functions.text.Substr("currency", 2, 1)
                                ),
                                django.db.models.functions.text.Substr("currency", 2, 1),
                            ),
                            models.Q(
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Lower(
                                        django.db.models.functions.text.Substr("currency", 2, 1)
                                    ),
                                    django.db.models.functions.text.Substr("currency", 2, 1),
                                ),
                                _negated=True,
                            ),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Upper(
                                    django.db.models.functions.text.Substr("currency", 3, 1)
                                ),
                                django.db.models.functions.text.Substr("currency", 3, 1),
                            ),
                            models.Q(
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Lower(
                                        django.db.models.functions.text.Substr("currency", 3, 1)
                                    ),
                                    django.db.models.functions.text.Substr("currency", 3, 1),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="retailer_currency_is_a_code",
                        violation_error_message="Enter the three-letter code of a currency in use: “USD”, “EUR”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_policy__in", ["open", "no_price"])),
                        name="retailer_price_policy_is_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="offer",
            name="retailer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offers",
                to="products.retailer",
            ),
        ),
        migrations.CreateModel(
            name="RetailerDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "domain",
                    models.CharField(help_text="“sephora.com”", max_length=253, unique=True),
                ),
                (
                    "retailer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domains",
                        to="products.retailer",
                    ),
                ),
            ],
            options={
                "ordering": ["domain"],
            },
        ),
        migrations.CreateModel(
            name="TaggedProduct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_items",
                        to="products.product",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_products",
                        to="taggit.tag",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="product",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="products.TaggedProduct",
                to="taggit.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["desk", "file", "manuscript", "feed", "undo"])),
                name="pricebatch_source_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "applied"])),
                name="pricebatch_state_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="pricepoint",
            index=models.Index(fields=["offer", "-recorded_at"], name="pricepoint_history"),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Length("currency"), 3
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper(
                            django.db.models.functions.text.Substr("currency", 1, 1)
                        ),
                        django.db.models.functions.text.Substr("currency", 1, 1),
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Lower(
                                django.db.models.functions.text.Substr("currency", 1, 1)
                            ),
                            django.db.models.functions.text.Substr("currency", 1, 1),
                        ),
                        _negated=True,
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper(
                            django.db.models.functions.text.Substr("currency", 2, 1)
                        ),
                        django.db.models.functions.text.Substr("currency", 2, 1),
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Lower(
                                django.db.models.functions.text.Substr("currency", 2, 1)
                            ),
                            django.db.models.functions.text.Substr("currency", 2, 1),
                        ),
                        _negated=True,
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Upper(
                            django.db.models.functions.text.Substr("currency", 3, 1)
                        ),
                        django.db.models.functions.text.Substr("currency", 3, 1),
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.text.Lower(
                                django.db.models.functions.text.Substr("currency", 3, 1)
                            ),
                            django.db.models.functions.text.Substr("currency", 3, 1),
                        ),
                        _negated=True,
                    ),
                ),
                name="pricepoint_currency_is_a_code",
                violation_error_message="Enter the three-letter code of a currency in use: “USD”, “EUR”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gt", 0)), name="pricepoint_price_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_max__gt", 0)), name="pricepoint_price_max_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("list_price__gt", 0)), name="pricepoint_list_price_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("price__isnull", False),
                        ("price_kind", "range"),
                        ("price_max__gt", models.F("price")),
                        ("price_max__isnull", False),
                    ),
                    models.Q(("price_max", None), models.Q(("price_kind", "range"), _negated=True)),
                    _connector="OR",
                ),
                name="pricepoint_range_has_its_maximum",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("list_price", None), ("list_price_kind", "")),
                    models.Q(
                        ("list_price__isnull", False),
                        ("list_price_kind__in", ["previous", "rrp", "lowest_30d"]),
                    ),
                    _connector="OR",
                ),
                name="pricepoint_list_price_says_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_kind__in", ["exact", "from", "range", "about"])),
                name="pricepoint_price_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["desk", "file", "manuscript", "feed", "undo"])),
                name="pricepoint_source_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "availability__in",
                        [
                            "",
                            "BackOrder",
                            "Discontinued",
                            "InStock",
                            "InStoreOnly",
                            "LimitedAvailability",
                            "OnlineOnly",
                            "OutOfStock",
                            "PreOrder",
                            "PreSale",
                            "SoldOut",
                        ],
                    )
                ),
                name="pricepoint_availability_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="pricechange",
            index=models.Index(
                condition=models.Q(("state", "held")), fields=["batch"], name="pricechange_held"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricechange",
            constraint=models.UniqueConstraint(
                fields=("batch", "offer"), name="pricechange_is_one_per_offer"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("before", None),
                    ("after", None),
                    models.Q(("before", models.F("after")), _negated=True),
                    _connector="OR",
                ),
                name="pricechange_moves",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["changed", "confirmed", "restored"])),
                name="pricechange_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["applied", "held", "released", "dismissed"])),
                name="pricechange_state_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["withdrawn_at", "price_checked_at"], name="offer_by_check"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                fields=("product", "retailer", "variant"),
                name="offer_is_unique",
                violation_error_message="This product is already on file at this retailer. Name the variant if the shop sells it in two forms.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("url", ""),
                    ("url__startswith", "https://"),
                    ("url__startswith", "http://"),
                    _connector="OR",
                ),
                name="offer_url_is_http",
                violation_error_message="Enter a full web address that starts with https:// or http://.",
            ),
        ),
        migrations.AddConstraint(
            model_name="taggedproduct",
            constraint=models.UniqueConstraint(
                fields=("content_object", "tag"), name="taggedproduct_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="product_image_has_alt",
                violation_error_message="Write an alt text for the picture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(
                models.F("brand"),
                django.db.models.functions.text.Lower("name"),
                django.db.models.functions.text.Lower("size"),
                name="product_is_unique_in_its_brand",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                django.db.models.functions.text.Lower("size"),
                condition=models.Q(("brand", None)),
                name="product_without_brand_is_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Length("gtin"), 14
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 1, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 1, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 2, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 2, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 3, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 3, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 4, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 4, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 5, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 5, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 6, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 6, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 7, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 7, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 8, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 8, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 9, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 9, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 10, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 10, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 11, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 11, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 12, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 12, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 13, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 13, 1), models.Value("9")
                    ),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 14, 1), models.Value("0")
                    ),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Substr("gtin", 14, 1), models.Value("9")
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.math.Mod(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                django.db.models.expressions.CombinedExpression(
                                                                    django.db.models.expressions.CombinedExpression(
                                                                        django.db.models.expressions.CombinedExpression(
                                                                            django.db.models.expressions.CombinedExpression(
                                                                                django.db.models.expressions.CombinedExpression(
                                                                                    models.Value(
                                                                                        0,
                                                                                        models.IntegerField(),
                                                                                    ),
                                                                                    "+",
                                                                                    django.db.models.expressions.CombinedExpression(
                                                                                        django.db.models.functions.comparison.Cast(
                                                                                            django.db.models.functions.text.Substr(
                                                                                                "gtin",
                                                                                                1,
                                                                                                1,
                                                                                            ),
                                                                                            models.IntegerField(),
                                                                                        ),
                                                                                        "*",
                                                                                        models.Value(
                                                                                            3
                                                                                        ),
                                                                                    ),
                                                                                ),
                                                                                "+",
                                                                                django.db.models.expressions.CombinedExpression(
                                                                                    django.db.models.functions.comparison.Cast(
                                                                                        django.db.models.functions.text.Substr(
                                                                                            "gtin",
                                                                                            2,
                                                                                            1,
                                                                                        ),
                                                                                        models.IntegerField(),
                                                                                    ),
                                                                                    "*",
                                                                                    models.Value(1),
                                                                                ),
                                                                            ),
                                                                            "+",
                                                                            django.db.models.expressions.CombinedExpression(
                                                                                django.db.models.functions.comparison.Cast(
                                                                                    django.db.models.functions.text.Substr(
                                                                                        "gtin", 3, 1
                                                                                    ),
                                                                                    models.IntegerField(),
                                                                                ),
                                                                                "*",
                                                                                models.Value(3),
                                                                            ),
                                                                        ),
                                                                        "+",
                                                                        django.db.models.expressions.CombinedExpression(
                                                                            django.db.models.functions.comparison.Cast(
                                                                                django.db.models.functions.text.Substr(
                                                                                    "gtin", 4, 1
                                                                                ),
                                                                                models.IntegerField(),
                                                                            ),
                                                                            "*",
                                                                            models.Value(1),
                                                                        ),
                                                                    ),
                                                                    "+",
                                                                    django.db.models.expressions.CombinedExpression(
                                                                        django.db.models.functions.comparison.Cast(
                                                                            django.db.models.functions.text.Substr(
                                                                                "gtin", 5, 1
                                                                            ),
                                                                            models.IntegerField(),
                                                                        ),
                                                                        "*",
                                                                        models.Value(3),
                                                                    ),
                                                                ),
                                                                "+",
                                                                django.db.models.expressions.CombinedExpression(
                                                                    django.db.models.functions.comparison.Cast(
                                                                        django.db.models.functions.text.Substr(
                                                                            "gtin", 6, 1
                                                                        ),
                                                                        models.IntegerField(),
                                                                    ),
                                                                    "*",
                                                                    models.Value(1),
                                                                ),
                                                            ),
                                                            "+",
                                                            django.db.models.expressions.CombinedExpression(
                                                                django.db.models.functions.comparison.Cast(
                                                                    django.db.models.functions.text.Substr(
                                                                        "gtin", 7, 1
                                                                    ),
                                                                    models.IntegerField(),
                                                                ),
                                                                "*",
                                                                models.Value(3),
                                                            ),
                                                        ),
                                                        "+",
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.functions.comparison.Cast(
                                                                django.db.models.functions.text.Substr(
                                                                    "gtin", 8, 1
                                                                ),
                                                                models.IntegerField(),
                                                            ),
                                                            "*",
                                                            models.Value(1),
                                                        ),
                                                    ),
                                                    "+",
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.functions.comparison.Cast(
                                                            django.db.models.functions.text.Substr(
                                                                "gtin", 9, 1
                                                            ),
                                                            models.IntegerField(),
                                                        ),
                                                        "*",
                                                        models.Value(3),
                                                    ),
                                                ),
                                                "+",
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.functions.comparison.Cast(
                                                        django.db.models.functions.text.Substr(
                                                            "gtin", 10, 1
                                                        ),
                                                        models.IntegerField(),
                                                    ),
                                                    "*",
                                                    models.Value(1),
                                                ),
                                            ),
                                            "+",
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.functions.comparison.Cast(
                                                    django.db.models.functions.text.Substr(
                                                        "gtin", 11, 1
                                                    ),
                                                    models.IntegerField(),
                                                ),
                                                "*",
                                                models.Value(3),
                                            ),
                                        ),
                                        "+",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.functions.comparison.Cast(
                                                django.db.models.functions.text.Substr(
                                                    "gtin", 12, 1
                                                ),
                                                models.IntegerField(),
                                            ),
                                            "*",
                                            models.Value(1),
                                        ),
                                    ),
                                    "+",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.functions.comparison.Cast(
                                            django.db.models.functions.text.Substr("gtin", 13, 1),
                                            models.IntegerField(),
                                        ),
                                        "*",
                                        models.Value(3),
                                    ),
                                ),
                                "+",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.functions.comparison.Cast(
                                        django.db.models.functions.text.Substr("gtin", 14, 1),
                                        models.IntegerField(),
                                    ),
                                    "*",
                                    models.Value(1),
                                ),
                            ),
                            models.Value(10),
                        ),
                        0,
                    ),
                ),
                name="product_gtin_has_its_check_digit",
                violation_error_message="Enter a valid GTIN: 8, 12, 13 or 14 digits with a check digit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("regulatory_class__in", ["cosmetic", "otc", "rx", "device", "supplement"])
                ),
                name="product_regulatory_class_is_known",
            ),
        ),
    ]
