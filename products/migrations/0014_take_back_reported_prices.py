from importlib import import_module

from django.db import migrations

from core.triggers import ProtectTrigger

OLD = import_module("products.migrations.0008_write_prices_ahead").OLD
# A manuscript reported it, and that is all that was ever said of the price of its offer.
REPORTED = """
EXISTS (SELECT 1 FROM products_pricebatch m WHERE m.id = OLD.batch_id AND m.source = 'manuscript')
AND NOT EXISTS (SELECT 1 FROM products_pricechange r
    WHERE r.offer_id = OLD.offer_id AND r.batch_id <> OLD.batch_id)
"""


class Migration(migrations.Migration):
    """An import that is undone takes back the offers it made, with prices nobody has looked at."""

    dependencies = [("products", "0013_withdraw_empty_batches")]

    operations = [
        ProtectTrigger(
            "pricepoint_is_never_deleted",
            table="products_pricepoint",
            event="DELETE",
            refuse_when=f"{OLD} <> 'abandoned' AND NOT (OLD.checked_at IS NULL AND {REPORTED})",
            message="A price point is never deleted: undo its price batch.",
        ),
        ProtectTrigger(
            "pricechange_is_never_deleted",
            table="products_pricechange",
            event="DELETE",
            refuse_when=f"{OLD} <> 'abandoned' AND NOT ({REPORTED})",
            message="A price change is never deleted: undo its price batch.",
        ),
    ]
