from importlib import import_module

from django.db import migrations, models

from core.triggers import SyncTrigger

FIRST = import_module("search.migrations.0001_initial").Migration.operations
TRIGGERS = [one for one in FIRST if isinstance(one, SyncTrigger)]
KINDS = {
    "article": "Articles",
    "product": "Products",
    "person": "Experts",
    "question": "Questions",
    "topic": "Topics",
}


def drop_triggers(apps, schema_editor):
    """SQLite makes the table anew, and can't while triggers name it."""
    for trigger in TRIGGERS:
        trigger.database_backwards("search", schema_editor, None, None)


def make_triggers(apps, schema_editor):
    for trigger in TRIGGERS:
        trigger.database_forwards("search", schema_editor, None, None)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("topics", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, make_triggers),
        migrations.RemoveConstraint("entry", "entry_kind_is_known"),
        migrations.AlterField(
            "entry", "kind", models.CharField(choices=list(KINDS.items()), max_length=10)
        ),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=models.Q(("kind__in", list(KINDS))), name="entry_kind_is_known"
            ),
        ),
        migrations.RunPython(make_triggers, drop_triggers),
        SyncTrigger(
            "search_forgets_topic",
            table="topics_topic",
            event="DELETE",
            statement="DELETE FROM search_entry WHERE kind = 'topic' AND row = OLD.id",
        ),
    ]
