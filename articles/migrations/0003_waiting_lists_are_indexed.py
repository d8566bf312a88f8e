from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_signing_and_quote_rights")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["saved_at"], name="article_by_save"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("status", "in_review")),
                fields=["saved_at"],
                name="article_in_review",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["live_from"], name="edition_by_beginning"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["article", "made_at", "live_from", "live_until", "withdrawn"],
                name="edition_standing",
            ),
        ),
    ]
