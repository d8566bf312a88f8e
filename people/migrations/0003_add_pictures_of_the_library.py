import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_release_right"), ("pictures", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="historicalperson",
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
            model_name="person",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="pictures.picture",
            ),
        ),
        migrations.RemoveConstraint(model_name="person", name="person_image_has_alt"),
    ]
