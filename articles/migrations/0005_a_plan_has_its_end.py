from django.db import migrations, models

from core.triggers import ProtectTrigger


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_plans_are_held")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="ends",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends__isnull", False)),
                fields=("article", "ends"),
                name="edition_has_one_end",
            ),
        ),
        ProtectTrigger(
            "edition_is_never_changed",
            table="articles_edition",
            event="UPDATE OF id, article_id, number, live_from, held_from, withdrawn, ends, "
            "content, content_format, title, slug, dek, topic, image, image_alt, image_width, "
            "image_height, picture_id, published_at, modified_at, made_at, made_by_id, note, "
            "change",
            message="An edition is never changed: publish a new one.",
        ),
        ProtectTrigger(
            "edition_with_words_ends_no_other",
            table="articles_edition",
            event="INSERT",
            refuse_when="NEW.ends IS NOT NULL AND NOT NEW.withdrawn",
            message="Only a takedown is the end of an edition.",
        ),
    ]
