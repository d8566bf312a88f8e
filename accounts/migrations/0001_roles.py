"""The groups with their permissions, after every model is there: accounts/roles.py."""

from django.db import migrations

from accounts.roles import grant_permissions


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pictures", "0001_initial"),
        ("products", "0001_initial"),
        ("people", "0001_initial"),
        ("faq", "0001_initial"),
        ("articles", "0001_initial"),
        ("manuscripts", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
