from django.db import migrations, models

from skinsite.guards import Guard


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_carry_pictures_over")]

    operations = [
        migrations.RemoveField(model_name="article", name="image"),
        migrations.RemoveField(model_name="article", name="image_credit"),
        migrations.RemoveField(model_name="article", name="image_height"),
        migrations.RemoveField(model_name="article", name="image_width"),
        migrations.RemoveField(model_name="imageblock", name="image"),
        migrations.RemoveField(model_name="imageblock", name="image_credit"),
        migrations.RemoveField(model_name="imageblock", name="image_height"),
        migrations.RemoveField(model_name="imageblock", name="image_width"),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="article_image_has_alt",
                violation_error_message="Describe the picture in words.",
            ),
        ),
        migrations.AddConstraint(
            model_name="imageblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="imageblock_image_has_alt",
                violation_error_message="Describe the picture in words.",
            ),
        ),
        migrations.AddConstraint(
            model_name="imageblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("picture", None), _negated=True),
                name="imageblock_has_an_image",
                violation_error_message="Choose a picture, or remove the block.",
            ),
        ),
        Guard(
            "edition_picture_is_never_changed",
            table="articles_edition",
            event="UPDATE OF picture_id",
            message="An edition is never changed: publish a new one.",
        ),
    ]
