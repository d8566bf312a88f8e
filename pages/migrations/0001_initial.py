import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from accounts.roles import grant_permissions_to
from core.slugs import slug_triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPage",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="“About us”. The menu and the footer call it so.", max_length=80
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="“about” is the page /about/. Whoever knows an old address is led to the new.",
                        max_length=80,
                        verbose_name="address",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="One sentence below the title. Search engines show it, too.",
                        max_length=200,
                    ),
                ),
                ("body", models.TextField()),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("footer", "in the footer of every page"),
                            ("menu", "in the menu of every page"),
                            ("", "nowhere: other pages lead there"),
                        ],
                        default="footer",
                        max_length=6,
                        verbose_name="where it stands",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=50, help_text="The lowest comes first."
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True,
                        help_text="When somebody last read it and found it true. Readers see the day.",
                        null=True,
                        verbose_name="last reviewed",
                    ),
                ),
                (
                    "is_sample",
                    models.BooleanField(
                        default=False,
                        help_text="Nobody here has agreed to this text yet. The page says so.",
                        verbose_name="sample text",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on readers see it. Leave empty to keep it a draft.",
                        null=True,
                        verbose_name="published from",
                    ),
                ),
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
                "verbose_name": "historical page",
                "verbose_name_plural": "historical pages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="“About us”. The menu and the footer call it so.", max_length=80
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="“about” is the page /about/. Whoever knows an old address is led to the new.",
                        max_length=80,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="One sentence below the title. Search engines show it, too.",
                        max_length=200,
                    ),
                ),
                ("body", models.TextField()),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("footer", "in the footer of every page"),
                            ("menu", "in the menu of every page"),
                            ("", "nowhere: other pages lead there"),
                        ],
                        default="footer",
                        max_length=6,
                        verbose_name="where it stands",
                    ),
                ),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=50, help_text="The lowest comes first."
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True,
                        help_text="When somebody last read it and found it true. Readers see the day.",
                        null=True,
                        verbose_name="last reviewed",
                    ),
                ),
                (
                    "is_sample",
                    models.BooleanField(
                        default=False,
                        help_text="Nobody here has agreed to this text yet. The page says so.",
                        verbose_name="sample text",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on readers see it. Leave empty to keep it a draft.",
                        null=True,
                        verbose_name="published from",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "order", "title"],
                "permissions": [("publish_page", "Can publish pages and change published ones")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None),
                            models.Q(("body", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="page_published_says_something",
                        violation_error_message="Write the text before you publish the page.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__in", ["", "footer", "menu"])),
                        name="page_place_is_known",
                    ),
                ],
            },
        ),
        *slug_triggers("pages_page"),
        migrations.RunPython(grant_permissions_to("pages.page"), migrations.RunPython.noop),
    ]
