from importlib import import_module

from django.db import migrations, models

TRIGGERS = import_module("products.migrations.0002_triggers").Migration.operations
SOURCES = {
    "admin": "typed in the admin",
    "file": "a price file",
    "manuscript": "a manuscript",
    "feed": "a retailer's feed",
    "undo": "an undo",
}


def drop_triggers(apps, schema_editor):
    """SQLite makes the tables anew, and can't while triggers name them."""
    for trigger in TRIGGERS:
        trigger.database_backwards("products", schema_editor, None, None)


def make_triggers(apps, schema_editor):
    for trigger in TRIGGERS:
        trigger.database_forwards("products", schema_editor, None, None)


def rename(old, new):
    def renamed(apps, schema_editor):
        for model in ("PriceBatch", "PricePoint"):
            rows = apps.get_model("products", model).objects
            rows.filter(source=old).update(source=new)

    return renamed


def known_sources(model):
    return models.CheckConstraint(
        condition=models.Q(("source__in", list(SOURCES))), name=f"{model}_source_is_known"
    )


class Migration(migrations.Migration):
    dependencies = [("products", "0002_triggers")]

    operations = [
        migrations.RunPython(drop_triggers, make_triggers),
        migrations.RemoveConstraint("pricebatch", "pricebatch_source_is_known"),
        migrations.RemoveConstraint("pricepoint", "pricepoint_source_is_known"),
        migrations.AlterField(
            "pricebatch",
            "source",
            models.CharField(choices=list(SOURCES.items()), max_length=12),
        ),
        migrations.AlterField(
            "pricepoint",
            "source",
            models.CharField(choices=list(SOURCES.items()), max_length=12),
        ),
        migrations.RunPython(rename("desk", "admin"), rename("admin", "desk")),
        migrations.AddConstraint("pricebatch", known_sources("pricebatch")),
        migrations.AddConstraint("pricepoint", known_sources("pricepoint")),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
