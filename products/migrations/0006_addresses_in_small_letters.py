from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("products", "0005_what_a_price_refers_to")]

    operations = [
        *slug_triggers("products_brand"),
        *slug_triggers("products_retailer"),
        *slug_triggers("products_product"),
    ]
