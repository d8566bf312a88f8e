import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.roles import grant_permissions_to
from core.triggers import ProtectTrigger


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("row", models.PositiveBigIntegerField(blank=True, null=True)),
                ("about_words", models.TextField(blank=True, verbose_name="about")),
                ("page_path", models.CharField(blank=True, max_length=300, verbose_name="page")),
                ("text", models.TextField(verbose_name="what is wrong")),
                (
                    "reply_to",
                    models.CharField(
                        blank=True,
                        help_text="Typed by the reader, if they like.",
                        max_length=254,
                        verbose_name="answer to",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="received"
                    ),
                ),
                ("form_key", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("seen", "looked at"),
                            ("mended", "mended"),
                            ("nothing", "nothing wrong"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="what we found")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
                "permissions": [
                    (
                        "handle_report",
                        "Can look into reports of what they can mend, and close them",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["new", "seen"])),
                        fields=["received_at"],
                        name="report_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "new")),
                            models.Q(
                                models.Q(("state", "new"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="report_says_when_it_was_looked_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", ""), ("row", None)),
                            models.Q(models.Q(("kind", ""), _negated=True), ("row__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_is_about_one_row_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="report_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "seen", "mended", "nothing"])),
                        name="report_state_is_known",
                    ),
                ],
            },
        ),
        ProtectTrigger(
            "report_words_are_never_changed",
            table="reports_report",
            event="UPDATE OF id, kind, row, about_words, page_path, text, reply_to, received_at, form_key",
            message="What a reader reported is never changed: note beside it what you found.",
        ),
        migrations.RunPython(grant_permissions_to("reports.report"), migrations.RunPython.noop),
    ]
