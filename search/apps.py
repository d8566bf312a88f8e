from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        """Ask to be told of what is written, before anybody writes."""
        autodiscover_modules("upkeep")
