from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0002_release_right"),
    ]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="price_checked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["withdrawn_at", "price_checked_at"], name="offer_by_check"),
        ),
        migrations.AddIndex(
            model_name="pricerow",
            index=models.Index(
                condition=models.Q(("state", "held")), fields=["batch"], name="pricerow_held"
            ),
        ),
    ]
