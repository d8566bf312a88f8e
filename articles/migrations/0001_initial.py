import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import articles.models.blocks
import core.http_urls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("faq", "0001_initial"),
        ("people", "0001_initial"),
        ("pictures", "0001_initial"),
        ("products", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
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
                ("title", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "dek",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences under the title (the standfirst).",
                        max_length=400,
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True, help_text="“Concerns”, “Ingredients”", max_length=60
                    ),
                ),
                (
                    "image_caption",
                    models.CharField(blank=True, max_length=300, verbose_name="caption"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("ready", "ready"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="articles_begun",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed_articles",
                        to="people.person",
                        verbose_name="medical reviewer",
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at"],
                "permissions": [("publish_article", "Can publish and take down articles")],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bylines",
                        to="articles.article",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bylines",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="authors",
            field=models.ManyToManyField(
                related_name="articles", through="articles.Byline", to="people.person"
            ),
        ),
        migrations.CreateModel(
            name="CallOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=255)),
                ("ordering", models.IntegerField(default=0)),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("note", "Good to know"),
                            ("care", "Take care"),
                            ("doctor", "When to see a doctor"),
                        ],
                        default="note",
                        max_length=10,
                    ),
                ),
                ("html", models.TextField(verbose_name="text")),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_set",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "call-out",
                "ordering": ["ordering"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "text",
                    models.TextField(
                        help_text="“An earlier version gave the wrong strength for …”"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="articles.article",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["noted_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(editable=False, null=True)),
                ("withdrawn", models.BooleanField(default=False, verbose_name="taken down")),
                ("content_format", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=200)),
                ("dek", models.TextField(blank=True)),
                ("topic", models.CharField(blank=True, max_length=60)),
                ("image", models.CharField(blank=True, max_length=200)),
                ("image_alt", models.CharField(blank=True, max_length=300)),
                ("image_width", models.PositiveIntegerField(blank=True, null=True)),
                ("image_height", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "published_at",
                    models.DateTimeField(help_text="When the article first went live."),
                ),
                ("modified_at", models.DateTimeField(help_text="When its substance last changed.")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("typing", "typos only"),
                            ("text", "text"),
                            ("advice", "our advice"),
                        ],
                        default="text",
                        max_length=10,
                    ),
                ),
                ("content", models.JSONField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="articles.article",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_editions",
                        to="pictures.picture",
                    ),
                ),
            ],
            options={
                "ordering": ["-live_from"],
            },
        ),
        migrations.CreateModel(
            name="EditionPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("author", "author"),
                            ("reviewer", "medical reviewer"),
                            ("expert", "quoted expert"),
                        ],
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.edition"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_links",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="people",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionPerson", to="people.person"
            ),
        ),
        migrations.CreateModel(
            name="EditionPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.edition"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_links",
                        to="pictures.picture",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="pictures",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionPicture", to="pictures.picture"
            ),
        ),
        migrations.CreateModel(
            name="EditionProduct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.edition"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_links",
                        to="products.product",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="products",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionProduct", to="products.product"
            ),
        ),
        migrations.CreateModel(
            name="EditionQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.edition"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_links",
                        to="faq.question",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="questions",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionQuestion", to="faq.question"
            ),
        ),
        migrations.CreateModel(
            name="EditionTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.edition"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_links",
                        to="taggit.tag",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="tags",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionTag", to="taggit.tag"
            ),
        ),
        migrations.CreateModel(
            name="ImageBlock",
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
                ("region", models.CharField(max_length=255)),
                ("ordering", models.IntegerField(default=0)),
                ("caption", models.CharField(blank=True, max_length=300)),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_set",
                        to="articles.article",
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
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "ordering": ["ordering"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tab", models.CharField(max_length=40)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProductPick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=255)),
                ("ordering", models.IntegerField(default=0)),
                (
                    "best_for",
                    models.CharField(blank=True, help_text="“Best for oily skin”", max_length=80),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Why we picked it, in a sentence or two."
                    ),
                ),
                ("pros", articles.models.blocks.LinesField(blank=True, help_text="One per line.")),
                ("cons", articles.models.blocks.LinesField(blank=True, help_text="One per line.")),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_set",
                        to="articles.article",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="picks",
                        to="products.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "product pick",
                "ordering": ["ordering"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="QuestionBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=255)),
                ("ordering", models.IntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_set",
                        to="articles.article",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blocks",
                        to="faq.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "ordering": ["ordering"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Quote",
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
                        choices=[("verbatim", "word for word"), ("paraphrase", "in our words")],
                        default="verbatim",
                        max_length=10,
                    ),
                ),
                (
                    "segments",
                    models.JSONField(
                        default=list, help_text="The exact words, a list of passages."
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interview", "our interview"),
                            ("email", "an email to us"),
                            ("press", "press material"),
                            ("outlet", "another publication"),
                            ("", "not stated"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outlet",
                    models.CharField(
                        blank=True,
                        help_text="“Allure”, if it was quoted there first.",
                        max_length=120,
                        verbose_name="other publication",
                    ),
                ),
                ("said_on", models.DateField(blank=True, null=True)),
                (
                    "permission",
                    models.CharField(
                        choices=[
                            ("not_asked", "not asked yet"),
                            ("granted", "given"),
                            ("withdrawn", "withdrawn: shown nowhere"),
                        ],
                        default="not_asked",
                        max_length=10,
                    ),
                ),
                ("approved_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "candidates",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Possible speakers, if the manuscript doesn't say.",
                        related_name="possible_quotes",
                        to="people.person",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty if it isn't clear who said it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("grant_quote", "Can note a quote's permission and change quotes in print")
                ],
            },
        ),
        migrations.CreateModel(
            name="PullQuote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=255)),
                ("ordering", models.IntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_set",
                        to="articles.article",
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pull_quotes",
                        to="articles.quote",
                    ),
                ),
            ],
            options={
                "verbose_name": "pull quote",
                "ordering": ["ordering"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EditionQuote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="articles.edition"
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_links",
                        to="articles.quote",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="quotes",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionQuote", to="articles.quote"
            ),
        ),
        migrations.CreateModel(
            name="ArticleQuote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quote_uses",
                        to="articles.article",
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="article_uses",
                        to="articles.quote",
                    ),
                ),
            ],
            options={
                "verbose_name": "quote in the text",
                "verbose_name_plural": "quotes in the text",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="quotes",
            field=models.ManyToManyField(
                help_text="Quotes in the text.",
                related_name="articles",
                through="articles.ArticleQuote",
                to="articles.quote",
            ),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "digests",
                    models.JSONField(
                        default=list,
                        help_text="SHA-256 of each section of the text as it was signed.",
                    ),
                ),
                (
                    "keys",
                    models.JSONField(
                        default=list,
                        help_text="Which section each digest is of, in the same order: “title”, “text-12”. Empty where nobody noted it.",
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="articles.article",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_at"],
                "get_latest_by": "signed_at",
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content_format", models.PositiveSmallIntegerField(default=1)),
                ("content", models.JSONField()),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="name")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="articles.article",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="TableBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=255)),
                ("ordering", models.IntegerField(default=0)),
                ("html", models.TextField(verbose_name="table")),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_set",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "table",
                "ordering": ["ordering"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaggedArticle",
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
                        to="articles.article",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_articles",
                        to="taggit.tag",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="article",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="articles.TaggedArticle",
                to="taggit.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="TextBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=255)),
                ("ordering", models.IntegerField(default=0)),
                ("html", models.TextField(verbose_name="text")),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_set",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "text",
                "verbose_name_plural": "texts",
                "ordering": ["ordering"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ArticleSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=250)),
                (
                    "url",
                    core.http_urls.HttpURLField(
                        blank=True, max_length=2000, verbose_name="address"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""),
                            ("url__startswith", "https://"),
                            ("url__startswith", "http://"),
                            _connector="OR",
                        ),
                        name="articlesource_url_is_http",
                        violation_error_message="Enter a full web address that starts with https:// or http://.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Autosave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tab", models.CharField(max_length=40)),
                ("sequence", models.BigIntegerField(default=0)),
                ("base_version", models.PositiveIntegerField(blank=True, null=True)),
                ("fields", models.JSONField(default=dict)),
                ("device", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("recoverable", "recoverable"),
                            ("saved", "saved"),
                            ("discarded", "discarded"),
                        ],
                        default="recoverable",
                        max_length=12,
                    ),
                ),
                ("typed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="autosaves",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="autosaves",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-typed_at", "-pk"],
                "indexes": [models.Index(fields=["typed_at"], name="autosave_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "tab"), name="autosave_one_a_tab"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["recoverable", "saved", "discarded"])),
                        name="autosave_state_is_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="byline",
            constraint=models.UniqueConstraint(
                fields=("article", "person"), name="byline_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="callout",
            constraint=models.CheckConstraint(
                condition=models.Q(("tone__in", ["note", "care", "doctor"])),
                name="callout_tone_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionperson",
            constraint=models.UniqueConstraint(
                fields=("edition", "person", "role"), name="editionperson_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["author", "reviewer", "expert"])),
                name="editionperson_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionpicture",
            constraint=models.UniqueConstraint(
                fields=("edition", "picture"), name="editionpicture_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionproduct",
            constraint=models.UniqueConstraint(
                fields=("edition", "product"), name="editionproduct_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionquestion",
            constraint=models.UniqueConstraint(
                fields=("edition", "question"), name="editionquestion_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="editiontag",
            constraint=models.UniqueConstraint(
                fields=("edition", "tag"), name="editiontag_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="imageblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="imageblock_image_has_alt",
                violation_error_message="Write an alt text for the picture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="imageblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("picture", None), _negated=True),
                name="imageblock_has_an_image",
                violation_error_message="Choose a picture, or remove the block.",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("user", "tab"), name="presence_one_a_tab"),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", "outlet"), ("outlet", ""), _connector="OR"),
                name="quote_outlet_belongs_to_another_publication",
                violation_error_message="Only a quote from another publication can name one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["verbatim", "paraphrase"])),
                name="quote_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("permission__in", ["not_asked", "granted", "withdrawn"])),
                name="quote_permission_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="editionquote",
            constraint=models.UniqueConstraint(
                fields=("edition", "quote"), name="editionquote_is_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-published_at", "-id"], name="edition_newest_first"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["live_from"], name="edition_by_beginning"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["article", "made_at", "live_from", "live_until", "withdrawn"],
                name="edition_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("article", "live_from"), name="edition_one_begins_at_a_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("article", "number"), name="edition_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", True), ("withdrawn", True)),
                    models.Q(("content__isnull", False), ("withdrawn", False)),
                    _connector="OR",
                ),
                name="edition_has_words_unless_taken_down",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at__lte", models.F("modified_at")),
                    ("modified_at__lte", models.F("live_from")),
                ),
                name="edition_dates_are_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("image", ""), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="edition_image_has_alt",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("change__in", ["typing", "text", "advice"])),
                name="edition_change_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="articlequote",
            constraint=models.UniqueConstraint(
                fields=("article", "quote"), name="articlequote_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("article", "number"), name="revision_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="taggedarticle",
            constraint=models.UniqueConstraint(
                fields=("content_object", "tag"), name="taggedarticle_is_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["saved_at"], name="article_by_save"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("status", "in_review")),
                fields=["saved_at"],
                name="article_in_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="article_image_has_alt",
                violation_error_message="Write an alt text for the picture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "in_review", "ready"])),
                name="article_status_is_known",
            ),
        ),
    ]
