from django.db import migrations

from pictures.migrations._carry import backwards, forwards


class Migration(migrations.Migration):
    dependencies = [("people", "0003_add_pictures_of_the_library")]

    operations = [
        migrations.RunPython(
            forwards("people", "Person", historical="HistoricalPerson"),
            backwards("people", "Person", historical="HistoricalPerson"),
        ),
    ]
