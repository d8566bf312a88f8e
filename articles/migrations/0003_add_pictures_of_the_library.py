from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from skinsite.guards import Trigger


def repeat_triggers(apps, schema_editor):
    """SQLite rebuilds the table of editions for a new column and forgets its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        first = import_module("articles.migrations.0001_initial").Migration
        for operation in first.operations:
            if isinstance(operation, Trigger) and operation.table == "articles_edition":
                operation.database_backwards("articles", schema_editor, None, None)
                operation.database_forwards("articles", schema_editor, None, None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_keep_what_is_typed"), ("pictures", "0001_initial")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, repeat_triggers),
        migrations.AddField(
            model_name="article",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="pictures.picture",
            ),
        ),
        migrations.AddField(
            model_name="imageblock",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="pictures.picture",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lead_editions",
                to="pictures.picture",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_links",
                        to="articles.edition",
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "picture"), name="editionpicture_is_unique"
                    )
                ]
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="pictures",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionPicture", to="pictures.picture"
            ),
        ),
        migrations.RunPython(repeat_triggers, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="article", name="article_image_has_alt"),
        migrations.RemoveConstraint(model_name="imageblock", name="imageblock_image_has_alt"),
        migrations.RemoveConstraint(model_name="imageblock", name="imageblock_has_an_image"),
    ]
