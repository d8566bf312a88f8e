"""The roles' rights to revisions and tables: skinsite/roles.py."""

from django.db import migrations

from skinsite.roles import give_rights


class Migration(migrations.Migration):
    dependencies = [
        ("skinsite", "0004_rights_to_pictures"),
        ("articles", "0007_add_tables"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
