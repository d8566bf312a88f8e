from django.db import migrations

from core.slugs import slug_triggers


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_a_draft_claims_no_address")]

    operations = [
        *slug_triggers("articles_article"),
        *slug_triggers("articles_edition"),
    ]
