"""The editors' desk for manuscripts: importing this registers it."""

from . import manuscripts, provenance

__all__ = ["manuscripts", "provenance"]
