from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("products", "0008_write_prices_ahead")]

    operations = [
        *slug_triggers("products_brand"),
        *slug_triggers("products_retailer"),
        *slug_triggers("products_product"),
    ]
