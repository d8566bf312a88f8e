from importlib import import_module

from django.db import migrations, models

from core.triggers import ProtectTrigger

MIGRATIONS = ("0002_triggers", "0004_release_retailers")
OPERATIONS = [
    operation
    for name in MIGRATIONS
    for operation in import_module(f"products.migrations.{name}").Migration.operations
]
TRIGGERS = {
    operation.name: operation for operation in OPERATIONS if isinstance(operation, ProtectTrigger)
}


def drop_triggers(apps, schema_editor):
    """SQLite makes the tables anew, and can't while triggers name them."""
    for trigger in TRIGGERS.values():
        trigger.database_backwards("products", schema_editor, None, None)


def make_triggers(apps, schema_editor):
    for trigger in TRIGGERS.values():
        trigger.database_forwards("products", schema_editor, None, None)


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0004_release_retailers"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, make_triggers),
        migrations.RemoveConstraint(
            model_name="offer",
            name="offer_is_unique",
        ),
        migrations.RemoveConstraint(
            model_name="pricepoint",
            name="pricepoint_list_price_says_what_it_is",
        ),
        migrations.AddField(
            model_name="offer",
            name="variant_kind",
            field=models.CharField(
                choices=[
                    ("full", "full size"),
                    ("travel", "travel size"),
                    ("sample", "sample"),
                    ("set", "set"),
                ],
                default="full",
                max_length=10,
                verbose_name="variant",
            ),
        ),
        migrations.AddField(
            model_name="pricepoint",
            name="reported_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="offer",
            name="variant",
            field=models.CharField(
                blank=True,
                help_text="What the shop calls it, where it sells it in two forms: “15 ml”, “refill”.",
                max_length=80,
            ),
        ),
        migrations.AlterField(
            model_name="pricepoint",
            name="list_price_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("was", "an earlier price, as the shop says"),
                    ("reported", "an earlier price, as somebody reports it"),
                    ("rrp", "the manufacturer's list price (RRP)"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                fields=("product", "retailer", "variant_kind", "variant"),
                name="offer_is_unique",
                violation_error_message="This product is already on file at this retailer. Name the variant if the shop sells it in two forms.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("variant_kind__in", ["full", "travel", "sample", "set"])),
                name="offer_variant_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("list_price", None), ("list_price_kind", "")),
                    models.Q(
                        ("list_price__isnull", False),
                        ("list_price_kind__in", ["was", "reported", "rrp"]),
                    ),
                    _connector="OR",
                ),
                name="pricepoint_list_price_says_what_it_is",
            ),
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
