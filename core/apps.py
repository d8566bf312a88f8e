from django.apps import AppConfig
from django.core.checks import Tags, register

from core.old_databases import check_recorded_migrations


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        register(check_recorded_migrations, Tags.database)
