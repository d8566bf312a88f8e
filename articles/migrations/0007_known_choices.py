from django.db import migrations, models

BLOCKS = (
    *("callout", "imageblock", "productpick", "pullquote"),
    *("questionblock", "tableblock", "textblock"),
)
REGIONS = [("main", "Article")]


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_what_a_plan_says")]

    operations = [
        *(
            migrations.AlterField(
                model_name=block,
                name="region",
                field=models.CharField(choices=REGIONS, max_length=255),
            )
            for block in BLOCKS
        ),
        *(
            migrations.AddConstraint(
                model_name=block,
                constraint=models.CheckConstraint(
                    condition=models.Q(("region__in", ["main"])), name=f"{block}_region_is_known"
                ),
            )
            for block in BLOCKS
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["", "interview", "email", "press", "outlet"])),
                name="quote_source_is_known",
            ),
        ),
    ]
