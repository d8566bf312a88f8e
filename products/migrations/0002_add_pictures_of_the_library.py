import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0003_fill_when_checked"), ("pictures", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="historicalproduct",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pictures.picture",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="pictures.picture",
            ),
        ),
        migrations.RemoveConstraint(model_name="product", name="product_image_has_alt"),
    ]
