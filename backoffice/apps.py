from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class BackofficeConfig(AppConfig):
    name = "backoffice"
    default = True

    def ready(self) -> None:
        """Read which groups of site settings there are (backoffice/site_settings.py)."""
        autodiscover_modules("site_settings_admin", "site_settings")


class BackofficeAdminConfig(AdminConfig):
    """Django's admin, with a site of our own."""

    default_site = "backoffice.site.BackofficeSite"
