from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_plans_move")]

    operations = [
        *slug_triggers("articles_article"),
        *slug_triggers("articles_edition"),
    ]
