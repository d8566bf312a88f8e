from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        """Say what articles show to readers before anybody asks."""
        autodiscover_modules("visibility", "plan_changes", "recommendations")
