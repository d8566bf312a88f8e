from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BackofficeConfig(AppConfig):
    name = "backoffice"
    default = True


class BackofficeAdminConfig(AdminConfig):
    """Django's admin, with a site of our own."""

    default_site = "backoffice.site.BackofficeSite"
