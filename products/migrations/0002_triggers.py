from django.db import migrations

from core.triggers import ProtectTrigger


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]

    operations = [
        ProtectTrigger(
            "pricepoint_is_never_changed",
            table="products_pricepoint",
            event="UPDATE",
            message="A price point is never changed: apply a price batch.",
        ),
        ProtectTrigger(
            "pricepoint_is_never_deleted",
            table="products_pricepoint",
            event="DELETE",
            message="A price point is never deleted: undo its price batch.",
        ),
        ProtectTrigger(
            "pricepoint_comes_with_a_batch",
            table="products_pricepoint",
            event="INSERT",
            refuse_when="NOT EXISTS (SELECT 1 FROM products_pricebatch b "
            "WHERE b.id = NEW.batch_id AND b.state = 'open') "
            "OR EXISTS (SELECT 1 FROM products_pricepoint p WHERE p.id = NEW.id)",
            message="A price point comes with a price batch that is being written.",
        ),
        ProtectTrigger(
            "pricerow_is_written_with_its_batch",
            table="products_pricerow",
            event="INSERT",
            refuse_when="NOT EXISTS (SELECT 1 FROM products_pricebatch b "
            "WHERE b.id = NEW.batch_id AND b.state = 'open') "
            "OR EXISTS (SELECT 1 FROM products_pricerow r WHERE r.id = NEW.id) "
            "OR EXISTS (SELECT 1 FROM products_pricepoint p "
            "WHERE p.id IN (NEW.before_id, NEW.after_id) AND p.offer_id <> NEW.offer_id)",
            message="A price row comes with a price batch that is being written.",
        ),
        ProtectTrigger(
            "pricerow_is_never_changed",
            table="products_pricerow",
            event="UPDATE",
            refuse_when="NOT (OLD.state = 'held' AND NEW.state IN ('released', 'dismissed') "
            "AND OLD.batch_id = NEW.batch_id AND OLD.offer_id = NEW.offer_id "
            "AND COALESCE(OLD.before_id, 0) = COALESCE(NEW.before_id, 0) "
            "AND COALESCE(OLD.after_id, 0) = COALESCE(NEW.after_id, 0))",
            message="A price row is never changed: apply or undo a price batch.",
        ),
        ProtectTrigger(
            "pricerow_is_never_deleted",
            table="products_pricerow",
            event="DELETE",
            message="A price row is never deleted: undo its price batch.",
        ),
        ProtectTrigger(
            "pricebatch_is_never_reopened",
            table="products_pricebatch",
            event="UPDATE",
            refuse_when="OLD.state <> 'open'",
            message="A price batch is never changed once it is applied.",
        ),
        ProtectTrigger(
            "pricebatch_is_never_deleted",
            table="products_pricebatch",
            event="DELETE",
            message="A price batch is never deleted: undo it.",
        ),
        ProtectTrigger(
            "offer_begins_without_a_price",
            table="products_offer",
            event="INSERT",
            refuse_when="NEW.current_id IS NOT NULL",
            message="An offer gets its price from a price batch.",
        ),
        ProtectTrigger(
            "offer_price_moves_with_a_batch",
            table="products_offer",
            event="UPDATE",
            refuse_when="COALESCE(NEW.current_id, 0) <> COALESCE(OLD.current_id, 0) "
            "AND COALESCE(NEW.current_id, 0) <> COALESCE((SELECT r.after_id "
            "FROM products_pricerow r WHERE r.offer_id = NEW.id AND r.state = 'applied' "
            "ORDER BY r.id DESC LIMIT 1), 0)",
            message="The price of an offer moves with a price batch alone.",
        ),
    ]
