from django.db import migrations

from core.triggers import ProtectTrigger


class Migration(migrations.Migration):
    dependencies = [("products", "0011_addresses_in_small_letters")]

    operations = [
        ProtectTrigger(
            "offer_keeps_its_variant",
            table="products_offer",
            event="UPDATE",
            refuse_when="(NEW.variant <> OLD.variant OR NEW.variant_kind <> OLD.variant_kind) "
            "AND EXISTS (SELECT 1 FROM products_pricepoint p WHERE p.offer_id = NEW.id)",
            message="An offer with prices keeps its variant, to the letter: withdraw it, and add "
            "a new offer.",
        ),
    ]
