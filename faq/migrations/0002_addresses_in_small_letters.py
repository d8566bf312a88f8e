from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("faq", "0001_initial")]

    operations = [
        *slug_triggers("faq_question"),
    ]
