"""The trade's names: uploads and import sources."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("manuscripts", "0001_initial")]

    operations = [
        migrations.RenameField("manuscript", "imported_at", "uploaded_at"),
        migrations.RenameField("manuscript", "imported_by", "uploaded_by"),
        migrations.RemoveConstraint("origin", "origin_span_is_in_order"),
        migrations.RemoveConstraint("origin", "origin_is_of_exactly_one_thing"),
        migrations.RenameModel("Origin", "ImportSource"),
    ]
