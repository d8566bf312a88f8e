"""The roles' rights to revisions: skinsite/roles.py."""

from django.db import migrations

from skinsite.roles import give_rights


class Migration(migrations.Migration):
    dependencies = [
        ("skinsite", "0004_rights_to_pictures"),
        ("articles", "0006_rename_revisions_and_editing_sessions"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
