from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_what_a_plan_says")]

    operations = [
        *slug_triggers("articles_article"),
        *slug_triggers("articles_edition"),
    ]
