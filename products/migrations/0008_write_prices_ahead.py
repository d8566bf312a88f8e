from importlib import import_module

import django.utils.timezone
from django.db import migrations, models

from core.triggers import ProtectTrigger

TRIGGERS = import_module("products.migrations.0005_what_a_price_refers_to").TRIGGERS
STATES = {
    "open": "being written",
    "applied": "applied",
    "abandoned": "broken off: nothing of it applies",
}
# The state of the batch that a row belongs to.
STATE = "(SELECT b.state FROM products_pricebatch b WHERE b.id = {}.batch_id)"
NEW, OLD, POINT, CHANGE = (STATE.format(row) for row in ("NEW", "OLD", "p", "r"))
INSERTED = """
COALESCE(<NEW>, '') <> 'open'
OR EXISTS (SELECT 1 FROM products_pricechange r WHERE r.id = NEW.id)
OR EXISTS (
    SELECT 1 FROM products_pricepoint p WHERE p.id = NEW.before_id
    AND (p.offer_id <> NEW.offer_id OR <POINT> <> 'applied'))
OR EXISTS (
    SELECT 1 FROM products_pricepoint p WHERE p.id = NEW.after_id
    AND (p.offer_id <> NEW.offer_id OR (p.batch_id <> NEW.batch_id AND <POINT> <> 'applied')))
""".replace("<NEW>", NEW).replace("<POINT>", POINT)
# One that waited is decided on; one that was overtaken waits, beside what is current by now.
UPDATED = """
NOT (OLD.id = NEW.id AND OLD.batch_id = NEW.batch_id AND OLD.offer_id = NEW.offer_id
AND COALESCE(OLD.after_id, 0) = COALESCE(NEW.after_id, 0)
AND ((OLD.state = 'held' AND NEW.state IN ('released', 'dismissed')
      AND COALESCE(OLD.before_id, 0) = COALESCE(NEW.before_id, 0))
  OR (OLD.state = 'applied' AND NEW.state IN ('held', 'dismissed') AND <OLD> = 'open'
      AND COALESCE(NEW.before_id, 0) IN (COALESCE(OLD.before_id, 0), (
          SELECT COALESCE(o.current_id, 0) FROM products_offer o WHERE o.id = NEW.offer_id)))))
""".replace("<OLD>", OLD)
MOVED = """
COALESCE(NEW.current_id, 0) <> COALESCE(OLD.current_id, 0)
AND COALESCE(NEW.current_id, 0) <> COALESCE((
    SELECT r.after_id FROM products_pricechange r
    WHERE r.offer_id = NEW.id AND r.state = 'applied' AND <CHANGE> = 'applied'
    ORDER BY r.id DESC LIMIT 1), 0)
""".replace("<CHANGE>", CHANGE)


def drop_triggers(apps, schema_editor):
    """SQLite makes the table anew, and can't while triggers name it."""
    for trigger in TRIGGERS.values():
        trigger.database_backwards("products", schema_editor, None, None)


def make_triggers(apps, schema_editor):
    for trigger in TRIGGERS.values():
        trigger.database_forwards("products", schema_editor, None, None)


class Migration(migrations.Migration):
    """Rows of a batch count once it is applied; those of one that was given up may be deleted."""

    dependencies = [("products", "0007_display_policies")]

    operations = [
        migrations.RunPython(drop_triggers, make_triggers),
        migrations.RemoveConstraint("pricebatch", "pricebatch_state_is_known"),
        migrations.AlterField(
            "pricebatch",
            "state",
            models.CharField(choices=list(STATES.items()), default="open", max_length=10),
        ),
        migrations.AddField(
            "pricebatch",
            "written_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddConstraint(
            "pricebatch",
            models.CheckConstraint(
                condition=models.Q(("state__in", list(STATES))), name="pricebatch_state_is_known"
            ),
        ),
        migrations.AddIndex(
            "pricebatch", models.Index(fields=["state"], name="pricebatch_by_state")
        ),
        migrations.RunPython(make_triggers, drop_triggers),
        ProtectTrigger(
            "pricepoint_is_never_deleted",
            table="products_pricepoint",
            event="DELETE",
            refuse_when=f"{OLD} <> 'abandoned'",
            message="A price point is never deleted: undo its price batch.",
        ),
        ProtectTrigger(
            "pricechange_is_written_with_its_batch",
            table="products_pricechange",
            event="INSERT",
            refuse_when=INSERTED,
            message="A price change comes with a price batch that is being written.",
        ),
        ProtectTrigger(
            "pricechange_is_never_changed",
            table="products_pricechange",
            event="UPDATE",
            refuse_when=UPDATED,
            message="A price change is never changed: apply or undo a price batch.",
        ),
        ProtectTrigger(
            "pricechange_is_never_deleted",
            table="products_pricechange",
            event="DELETE",
            refuse_when=f"{OLD} <> 'abandoned'",
            message="A price change is never deleted: undo its price batch.",
        ),
        ProtectTrigger(
            "offer_price_moves_with_a_batch",
            table="products_offer",
            event="UPDATE OF current_id",
            refuse_when=MOVED,
            message="The price of an offer moves with a price batch alone.",
        ),
    ]
