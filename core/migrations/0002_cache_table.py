from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    """The table is made whatever cache this site uses today: it may change its mind."""
    alias = schema_editor.connection.alias
    call_command("createcachetable", "skinsite_cache", database=alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE skinsite_cache")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(make_table, drop_table)]
