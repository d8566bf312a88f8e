import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        ("faq", "0001_initial"),
        ("products", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Manuscript",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("format", models.CharField(max_length=10)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("original", models.BinaryField()),
                ("plan", models.JSONField()),
                (
                    "import_notes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Sentences: what the import leaves to an editor.",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="manuscripts",
                        to="articles.article",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        help_text="The version of the same piece that this one corrects.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="followed_by",
                        to="manuscripts.manuscript",
                    ),
                ),
                (
                    "uploaded_by",
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
                "ordering": ["-uploaded_at"],
            },
        ),
        migrations.CreateModel(
            name="ImportSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "line",
                    models.PositiveIntegerField(help_text="The first line of it, counted from 1."),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="products.offer",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="products.product",
                    ),
                ),
                (
                    "product_pick",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="articles.productpick",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="faq.question",
                    ),
                ),
                (
                    "question_block",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="articles.questionblock",
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="articles.quote",
                    ),
                ),
                (
                    "table_block",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="articles.tableblock",
                    ),
                ),
                (
                    "text_block",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="articles.textblock",
                    ),
                ),
                (
                    "manuscript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_sources",
                        to="manuscripts.manuscript",
                    ),
                ),
            ],
            options={
                "ordering": ["manuscript", "start"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("line__gte", 1), ("start__lte", models.F("end"))),
                        name="import_source_span_is_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("offer__isnull", True),
                                ("product__isnull", True),
                                ("product_pick__isnull", True),
                                ("question__isnull", True),
                                ("question_block__isnull", True),
                                ("quote__isnull", False),
                                ("table_block__isnull", True),
                                ("text_block__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", False),
                                ("product__isnull", True),
                                ("product_pick__isnull", True),
                                ("question__isnull", True),
                                ("question_block__isnull", True),
                                ("quote__isnull", True),
                                ("table_block__isnull", True),
                                ("text_block__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("product__isnull", False),
                                ("product_pick__isnull", True),
                                ("question__isnull", True),
                                ("question_block__isnull", True),
                                ("quote__isnull", True),
                                ("table_block__isnull", True),
                                ("text_block__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("product__isnull", True),
                                ("product_pick__isnull", True),
                                ("question__isnull", False),
                                ("question_block__isnull", True),
                                ("quote__isnull", True),
                                ("table_block__isnull", True),
                                ("text_block__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("product__isnull", True),
                                ("product_pick__isnull", True),
                                ("question__isnull", True),
                                ("question_block__isnull", True),
                                ("quote__isnull", True),
                                ("table_block__isnull", True),
                                ("text_block__isnull", False),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("product__isnull", True),
                                ("product_pick__isnull", True),
                                ("question__isnull", True),
                                ("question_block__isnull", True),
                                ("quote__isnull", True),
                                ("table_block__isnull", False),
                                ("text_block__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("product__isnull", True),
                                ("product_pick__isnull", False),
                                ("question__isnull", True),
                                ("question_block__isnull", True),
                                ("quote__isnull", True),
                                ("table_block__isnull", True),
                                ("text_block__isnull", True),
                            ),
                            models.Q(
                                ("offer__isnull", True),
                                ("product__isnull", True),
                                ("product_pick__isnull", True),
                                ("question__isnull", True),
                                ("question_block__isnull", False),
                                ("quote__isnull", True),
                                ("table_block__isnull", True),
                                ("text_block__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="import_source_is_of_exactly_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                            ("article", "title and tags"),
                            ("expert", "person"),
                            ("quote", "quote"),
                            ("product", "product"),
                            ("faq", "question"),
                        ],
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("reading", models.JSONField()),
                ("edited", models.JSONField(blank=True, null=True)),
                ("record", models.PositiveBigIntegerField(blank=True, null=True)),
                ("near", models.JSONField(blank=True, default=list)),
                (
                    "doubts",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Sentences: what an editor should look at.",
                    ),
                ),
                (
                    "unchanged",
                    models.BooleanField(
                        default=False,
                        help_text="The version before this one was read the same here.",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("rejected", "left out"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "manuscript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="manuscripts.manuscript",
                    ),
                ),
            ],
            options={
                "ordering": ["manuscript", "kind", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("manuscript", "kind", "position"), name="proposal_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", "open"), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="proposal_decision_has_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", "rejected"), ("kind", "article"), _negated=True
                        ),
                        name="proposal_of_the_article_stays",
                        violation_error_message="A draft needs a title: change it, it can't be left out.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["article", "expert", "quote", "product", "faq"])
                        ),
                        name="proposal_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["open", "accepted", "rejected"])),
                        name="proposal_decision_is_known",
                    ),
                ],
            },
        ),
    ]
