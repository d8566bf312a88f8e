from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_carry_pictures_over")]

    operations = [
        migrations.RemoveField(model_name="historicalperson", name="image"),
        migrations.RemoveField(model_name="historicalperson", name="image_credit"),
        migrations.RemoveField(model_name="person", name="image"),
        migrations.RemoveField(model_name="person", name="image_credit"),
        migrations.RemoveField(model_name="person", name="image_height"),
        migrations.RemoveField(model_name="person", name="image_width"),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="person_image_has_alt",
                violation_error_message="Describe the picture in words.",
            ),
        ),
    ]
