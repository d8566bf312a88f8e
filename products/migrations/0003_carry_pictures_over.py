from django.db import migrations

from pictures.migrations._carry import backwards, forwards


class Migration(migrations.Migration):
    dependencies = [("products", "0002_add_pictures_of_the_library")]

    operations = [
        migrations.RunPython(
            forwards("products", "Product", historical="HistoricalProduct"),
            backwards("products", "Product", historical="HistoricalProduct"),
        ),
    ]
