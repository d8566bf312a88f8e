"""The editors' desk for manuscripts: importing this registers it."""

from . import manuscripts

__all__ = ["manuscripts"]
