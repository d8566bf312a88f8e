import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from core.triggers import ProtectTrigger


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_an_address_belongs_to_an_edition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="held_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("field", models.CharField(max_length=100)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_changes",
                        to="articles.edition",
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        ProtectTrigger(
            "edition_is_never_changed",
            table="articles_edition",
            event="UPDATE OF id, article_id, number, live_from, held_from, withdrawn, content, "
            "content_format, title, slug, dek, topic, image, image_alt, image_width, image_height, "
            "picture_id, published_at, modified_at, made_at, made_by_id, note, change",
            message="An edition is never changed: publish a new one.",
        ),
        ProtectTrigger(
            "edition_held_begins_once_it_is_released",
            table="articles_edition",
            event="INSERT",
            refuse_when="NEW.held_from IS NOT NULL AND NEW.live_from < '9999-01-01'",
            message="A held edition begins once it is released, and not before.",
        ),
    ]
