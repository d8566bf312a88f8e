"""What the admin has that belongs to no package above: tags, users, one's own preferences."""

from backoffice import preferences, quick_search, site_settings_admin, tag_admin, users

__all__ = ["preferences", "quick_search", "site_settings_admin", "tag_admin", "users"]
