import django.db.models.deletion
import simple_history.models
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import core.http_urls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalQuestion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        help_text="As a reader would ask it: “Can I pop a milium?”", max_length=250
                    ),
                ),
                ("slug", models.SlugField(max_length=120)),
                ("answer", models.TextField(blank=True)),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on it is listed among the questions even when no article shows it. Leave empty to let the articles decide.",
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
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
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
            ],
            options={
                "verbose_name": "historical question",
                "verbose_name_plural": "historical questions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        help_text="As a reader would ask it: “Can I pop a milium?”", max_length=250
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on it is listed among the questions even when no article shows it. Leave empty to let the articles decide.",
                        null=True,
                    ),
                ),
                ("tag_names", models.TextField(blank=True, editable=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["question"],
                "permissions": [
                    ("publish_question", "Can publish questions and change published ones")
                ],
            },
        ),
        migrations.CreateModel(
            name="TaggedQuestion",
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
                        to="faq.question",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_questions",
                        to="taggit.tag",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="question",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="faq.TaggedQuestion",
                to="taggit.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.CreateModel(
            name="QuestionSource",
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="faq.question",
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
                        name="questionsource_url_is_http",
                        violation_error_message="Enter a full web address that starts with https:// or http://.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="taggedquestion",
            constraint=models.UniqueConstraint(
                fields=("content_object", "tag"), name="taggedquestion_is_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("answer", "")), fields=["id"], name="question_unanswered"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("question__endswith", "?"),
                    ("question__endswith", "？"),
                    ("question__endswith", "؟"),
                    ("question__endswith", ";"),
                    ("question__endswith", "՞"),
                    ("question__endswith", "፧"),
                    ("question__endswith", "⸮"),
                    ("question__endswith", "⁇"),
                    ("question__endswith", "⁈"),
                    ("question__endswith", "⁉"),
                    ("question__endswith", "‽"),
                    ("question__endswith", ";"),
                    _connector="OR",
                ),
                name="question_ends_in_a_question_mark",
                violation_error_message="A question ends in a question mark.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at", None), models.Q(("answer", ""), _negated=True), _connector="OR"
                ),
                name="question_published_is_answered",
                violation_error_message="Write the answer before publishing the question.",
            ),
        ),
    ]
