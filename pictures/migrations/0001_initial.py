import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(max_length=200, unique=True, upload_to="pictures/%Y/%m/"),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                ("digest", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("uploaded_name", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "title",
                    models.CharField(
                        help_text="What it is found by at this desk; readers never see it.",
                        max_length=200,
                    ),
                ),
                (
                    "credit",
                    models.CharField(blank=True, help_text="“Photo: Ada Lim”", max_length=400),
                ),
                (
                    "licence",
                    models.CharField(
                        blank=True,
                        help_text="“CC BY 4.0”, “Getty, invoice 2211”, “our own”",
                        max_length=120,
                    ),
                ),
                (
                    "licence_until",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        help_text="The last day we may show it; readers no longer see it from the next day on. Empty: no end.",
                        null=True,
                        verbose_name="licence until",
                    ),
                ),
                (
                    "focal_x",
                    models.PositiveSmallIntegerField(
                        default=50, help_text="In percent, 0 to 100.", verbose_name="from the left"
                    ),
                ),
                (
                    "focal_y",
                    models.PositiveSmallIntegerField(
                        default=50, help_text="In percent, 0 to 100.", verbose_name="from the top"
                    ),
                ),
                (
                    "source_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("trainedAlgorithmicMedia", "made by AI"),
                            ("compositeWithTrainedAlgorithmicMedia", "partly made by AI"),
                            ("algorithmicallyEnhanced", "enhanced by AI"),
                            ("algorithmicMedia", "made by a program"),
                            ("compositeSynthetic", "composed of synthetic parts"),
                            ("virtualRecording", "recorded in a virtual place"),
                        ],
                        editable=False,
                        max_length=60,
                        verbose_name="made by a machine",
                    ),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("rendered_at", models.DateTimeField(editable=False, null=True)),
                ("rendered_recipe", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("rendered_x", models.PositiveSmallIntegerField(default=50, editable=False)),
                ("rendered_y", models.PositiveSmallIntegerField(default=50, editable=False)),
                ("rendition_widths", models.JSONField(default=list, editable=False)),
                ("fallback_ending", models.CharField(default="jpg", editable=False, max_length=4)),
                ("render_tried_at", models.DateTimeField(editable=False, null=True)),
                ("render_error", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pictures_uploaded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("focal_x__gte", 0),
                            ("focal_x__lte", 100),
                            ("focal_y__gte", 0),
                            ("focal_y__lte", 100),
                        ),
                        name="picture_focal_point_is_within",
                        violation_error_message="The focal point lies between 0 and 100 percent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("height__gt", 0), ("width__gt", 0)),
                        name="picture_has_a_size",
                    ),
                ],
            },
        ),
    ]
