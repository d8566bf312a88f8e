from typing import Any

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class BackofficeConfig(AppConfig):
    name = "backoffice"
    default = True

    def ready(self) -> None:
        """Read which groups of site settings there are (backoffice/site_settings.py)."""
        autodiscover_modules("site_settings_admin", "look", "site_settings")


class BackofficeAdminConfig(SimpleAdminConfig):
    """
    Django's admin, with a site of our own.

    Its modules are loaded with the addresses (skinsite/urls.py): commands and the worker, who show
    no page, start in two thirds of the time and take 13 MB less.
    """

    default_site = "backoffice.site.BackofficeSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_whole_admin, checks.Tags.admin)


def _check_whole_admin(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    autodiscover()
    return check_admin_app(app_configs, **kwargs)
