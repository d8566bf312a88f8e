from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("products", "0007_display_policies")]

    operations = [
        *slug_triggers("products_brand"),
        *slug_triggers("products_retailer"),
        *slug_triggers("products_product"),
    ]
