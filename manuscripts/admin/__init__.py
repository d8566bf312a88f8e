"""The manuscripts’ part of the admin: importing this registers it."""

from . import import_sources, manuscripts

__all__ = ["import_sources", "manuscripts"]
