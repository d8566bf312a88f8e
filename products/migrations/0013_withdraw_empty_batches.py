from django.db import migrations

from core.triggers import ProtectTrigger


class Migration(migrations.Migration):
    """A batch in which nothing was left to do by the time it was written is on file nowhere."""

    dependencies = [("products", "0012_offers_keep_their_variant")]

    operations = [
        ProtectTrigger(
            "pricebatch_is_never_deleted",
            table="products_pricebatch",
            event="DELETE",
            refuse_when="OLD.state <> 'abandoned'",
            message="A price batch is never deleted: undo it.",
        ),
    ]
