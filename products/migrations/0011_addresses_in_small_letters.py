from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("products", "0010_let_held_prices_pass_with_a_note")]

    operations = [
        *slug_triggers("products_brand"),
        *slug_triggers("products_retailer"),
        *slug_triggers("products_product"),
    ]
