from django.apps import AppConfig
from django.core.checks import Tags, register

from skinsite.old_databases import check_recorded_migrations


class SkinsiteConfig(AppConfig):
    name = "skinsite"

    def ready(self) -> None:
        register(check_recorded_migrations, Tags.database)
