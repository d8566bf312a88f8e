"""Offers of a database that has some learn when their current price was checked."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    PricePoint = apps.get_model("products", "PricePoint")
    checked = PricePoint.objects.filter(pk=OuterRef("current")).order_by().values("checked_at")
    offers = apps.get_model("products", "Offer").objects
    offers.exclude(current=None).update(price_checked_at=Subquery(checked[:1]))


class Migration(migrations.Migration):
    dependencies = [("products", "0002_offer_repeats_when_checked")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
