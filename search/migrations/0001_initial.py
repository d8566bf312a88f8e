import django.db.models.deletion
from django.db import connection, migrations, models

from core.triggers import SyncTrigger
from search.databases import index

# Table of what is found → the kind of its entries.
KINDS = {
    "articles_edition": "article",
    "products_product": "product",
    "people_person": "person",
    "faq_question": "question",
}


def make_index(apps, schema_editor):
    _execute(index().CREATE)


def drop_index(apps, schema_editor):
    _execute(index().DROP)


def _execute(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0013_key_points_and_excerpts"),
        ("faq", "0003_a_question_is_not_its_sentence"),
        ("people", "0002_addresses_in_small_letters"),
        ("products", "0015_propose_tags"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "Articles"),
                            ("product", "Products"),
                            ("person", "Experts"),
                            ("question", "Questions"),
                        ],
                        max_length=10,
                    ),
                ),
                ("row", models.BigIntegerField()),
                ("live_from", models.DateTimeField(null=True)),
                ("live_until", models.DateTimeField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
            ],
            options={"verbose_name_plural": "entries", "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("shown", models.CharField(max_length=60)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="EntryText",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="search.entry",
                    ),
                ),
                ("slug", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=300)),
                ("body", models.TextField(blank=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("row", "kind"), name="entry_is_of_one_row"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["article", "product", "person", "question"])),
                name="entry_kind_is_known",
            ),
        ),
        migrations.RunPython(make_index, drop_index),
        *(
            SyncTrigger(
                f"search_forgets_{kind}",
                table=table,
                event="DELETE",
                statement=f"DELETE FROM search_entry WHERE kind = '{kind}' AND row = OLD.id",  # noqa: S608 -- ours
            )
            for table, kind in KINDS.items()
        ),
        SyncTrigger(
            "search_follows_edition",
            table="articles_edition",
            event="UPDATE",
            statement="UPDATE search_entry SET live_from = NEW.live_from, "
            "live_until = NEW.live_until, withdrawn = NEW.withdrawn "
            "WHERE kind = 'article' AND row = NEW.id",
        ),
        SyncTrigger(
            "search_forgets_entry",
            table="search_entry",
            event="DELETE",
            statement="DELETE FROM search_words WHERE rowid = OLD.id; "
            "DELETE FROM search_entrytext WHERE entry_id = OLD.id",
        ),
    ]
