from django.db import migrations, models

from core.triggers import ProtectTrigger


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_a_plan_has_its_end")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="digest",
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="digest",
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        ProtectTrigger(
            "edition_keeps_its_digest",
            table="articles_edition",
            event="UPDATE OF digest",
            message="An edition is never changed: publish a new one.",
        ),
    ]
