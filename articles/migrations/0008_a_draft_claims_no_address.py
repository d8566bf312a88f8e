from django.db import migrations, models

from core.triggers import DropTrigger, SyncTrigger


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_known_choices")]

    operations = [
        DropTrigger("article_claims_its_slug", table="articles_article"),
        DropTrigger("article_claims_another_slug", table="articles_article"),
        # It names the table of articles, which SQLite makes anew.
        DropTrigger("edition_canceled_frees_its_slug", table="articles_edition"),
        migrations.AlterField(
            model_name="article", name="slug", field=models.SlugField(max_length=200)
        ),
        SyncTrigger(
            "edition_canceled_frees_its_slug",
            table="articles_edition",
            event="DELETE",
            statement="DELETE FROM articles_address WHERE slug = OLD.slug "
            "AND article_id = OLD.article_id AND NOT EXISTS (SELECT 1 FROM articles_edition e "
            "WHERE e.article_id = OLD.article_id AND e.slug = OLD.slug)",
        ),
        migrations.RunSQL(
            "DELETE FROM articles_address WHERE NOT EXISTS (SELECT 1 FROM articles_edition e "
            "WHERE e.article_id = articles_address.article_id AND e.slug = articles_address.slug)",
            migrations.RunSQL.noop,
        ),
    ]
