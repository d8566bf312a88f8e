"""The roles' rights to the picture library: skinsite/roles.py."""

from django.db import migrations

from skinsite.roles import give_rights


class Migration(migrations.Migration):
    dependencies = [
        ("skinsite", "0003_roles"),
        ("pictures", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
