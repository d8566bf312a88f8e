from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0003_carry_pictures_over")]

    operations = [
        migrations.RemoveField(model_name="historicalproduct", name="image"),
        migrations.RemoveField(model_name="historicalproduct", name="image_credit"),
        migrations.RemoveField(model_name="product", name="image"),
        migrations.RemoveField(model_name="product", name="image_credit"),
        migrations.RemoveField(model_name="product", name="image_height"),
        migrations.RemoveField(model_name="product", name="image_width"),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture", None), models.Q(("image_alt", ""), _negated=True), _connector="OR"
                ),
                name="product_image_has_alt",
                violation_error_message="Describe the picture in words.",
            ),
        ),
    ]
