from django.db import migrations

from skinsite.roles import give_rights


class Migration(migrations.Migration):
    """Writers and editors hand manuscripts in and review them."""

    dependencies = [
        ("manuscripts", "0002_proposals_and_origins"),
        ("skinsite", "0004_rights_to_pictures"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
