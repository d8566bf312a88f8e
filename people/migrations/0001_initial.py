import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.http_urls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pictures", "0001_initial"),
        ("products", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPerson",
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
                        help_text="The name alone: “Anna Lind”, without “Dr.” or “MD”.",
                        max_length=120,
                    ),
                ),
                ("slug", models.SlugField(max_length=120)),
                (
                    "honorific",
                    models.CharField(blank=True, help_text="“Dr.”, “Prof.”", max_length=30),
                ),
                (
                    "credentials",
                    models.CharField(blank=True, help_text="“MD, FAAD”", max_length=80),
                ),
                (
                    "job_title",
                    models.CharField(
                        blank=True, help_text="“consultant dermatologist”", max_length=160
                    ),
                ),
                (
                    "organization",
                    models.CharField(blank=True, help_text="“Harbour Skin Clinic”", max_length=160),
                ),
                (
                    "bio",
                    models.TextField(
                        blank=True, help_text="Two or three plain sentences.", verbose_name="about"
                    ),
                ),
                (
                    "is_sample",
                    models.BooleanField(
                        default=False,
                        help_text="Invented for the sample content. The page says so.",
                        verbose_name="sample person",
                    ),
                ),
                (
                    "register_url",
                    core.http_urls.HttpURLField(
                        blank=True,
                        help_text="Where anybody can look up the license.",
                        max_length=2000,
                        verbose_name="register entry",
                    ),
                ),
                ("credentials_checked_by", models.CharField(blank=True, max_length=120)),
                ("credentials_checked_on", models.DateField(blank=True, null=True)),
                (
                    "credentials_due_on",
                    models.DateField(
                        blank=True,
                        help_text="When somebody must check again.",
                        null=True,
                        verbose_name="next check due",
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on the page is public even when no live article names the person. Leave empty to let the articles decide.",
                        null=True,
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
                "verbose_name": "historical person",
                "verbose_name_plural": "historical people",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Person",
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
                        help_text="The name alone: “Anna Lind”, without “Dr.” or “MD”.",
                        max_length=120,
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "honorific",
                    models.CharField(blank=True, help_text="“Dr.”, “Prof.”", max_length=30),
                ),
                (
                    "credentials",
                    models.CharField(blank=True, help_text="“MD, FAAD”", max_length=80),
                ),
                (
                    "job_title",
                    models.CharField(
                        blank=True, help_text="“consultant dermatologist”", max_length=160
                    ),
                ),
                (
                    "organization",
                    models.CharField(blank=True, help_text="“Harbour Skin Clinic”", max_length=160),
                ),
                (
                    "bio",
                    models.TextField(
                        blank=True, help_text="Two or three plain sentences.", verbose_name="about"
                    ),
                ),
                (
                    "is_sample",
                    models.BooleanField(
                        default=False,
                        help_text="Invented for the sample content. The page says so.",
                        verbose_name="sample person",
                    ),
                ),
                (
                    "register_url",
                    core.http_urls.HttpURLField(
                        blank=True,
                        help_text="Where anybody can look up the license.",
                        max_length=2000,
                        verbose_name="register entry",
                    ),
                ),
                ("credentials_checked_by", models.CharField(blank=True, max_length=120)),
                ("credentials_checked_on", models.DateField(blank=True, null=True)),
                (
                    "credentials_due_on",
                    models.DateField(
                        blank=True,
                        help_text="When somebody must check again.",
                        null=True,
                        verbose_name="next check due",
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="From then on the page is public even when no live article names the person. Leave empty to let the articles decide.",
                        null=True,
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        blank=True,
                        help_text="The person's own account, if they work here. A medical reviewer needs it to sign off.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="login",
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
                "verbose_name_plural": "people",
                "ordering": ["name"],
                "permissions": [
                    (
                        "release_person",
                        "Can release people to readers and vouch for their credentials",
                    )
                ],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BrandTie",
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
                            ("owner", "owns or founded it"),
                            ("employee", "works for it"),
                            ("paid", "is paid by it"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="“Consultant since 2023”", max_length=200
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ties",
                        to="products.brand",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brand_ties",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SameAs",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "url",
                    core.http_urls.HttpURLField(
                        blank=True, max_length=2000, verbose_name="address"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="same_as",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "page on another site",
                "verbose_name_plural": "pages on other sites",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="person_image_has_alt",
                violation_error_message="Write an alt text for the picture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("register_url", ""),
                    ("register_url__startswith", "https://"),
                    ("register_url__startswith", "http://"),
                    _connector="OR",
                ),
                name="person_register_url_is_http",
                violation_error_message="Enter a full web address that starts with https:// or http://.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credentials_checked_on", None),
                    ("credentials_due_on", None),
                    ("credentials_due_on__gt", models.F("credentials_checked_on")),
                    _connector="OR",
                ),
                name="person_next_check_comes_after_the_last",
                violation_error_message="The next check must be later than the last one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandtie",
            constraint=models.UniqueConstraint(
                fields=("person", "brand"), name="brandtie_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="brandtie",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["owner", "employee", "paid"])),
                name="brandtie_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sameas",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("url", ""),
                    ("url__startswith", "https://"),
                    ("url__startswith", "http://"),
                    _connector="OR",
                ),
                name="sameas_url_is_http",
                violation_error_message="Enter a full web address that starts with https:// or http://.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sameas",
            constraint=models.UniqueConstraint(fields=("person", "url"), name="sameas_is_unique"),
        ),
    ]
