from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("backoffice", "0002_a_button_answers_once"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        *slug_triggers("taggit_tag"),
    ]
