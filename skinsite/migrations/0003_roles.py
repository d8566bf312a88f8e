"""The groups of the desk with their permissions: skinsite/roles.py."""

from django.db import migrations

from skinsite.roles import give_rights


class Migration(migrations.Migration):
    dependencies = [
        ("skinsite", "0003_cache_table"),
        ("products", "0002_release_right"),
        ("people", "0003_release_right"),
        ("faq", "0002_publish_right"),
        ("articles", "0003_signing_and_quote_rights"),
        ("manuscripts", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
