import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("backoffice", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DecisionAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("url", models.TextField(blank=True)),
                (
                    "said",
                    models.JSONField(
                        default=list, help_text="Messages: level, text, whether it is HTML."
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
            ],
        ),
    ]
