"""The storage of uploads: files with no address of their own."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files below MEDIA_ROOT. Who gets one, a view decides; to link it by mistake is an error."""

    def url(self, name: Any) -> str:
        raise ValueError(
            f"{name!r} is private and has no address: link the view that hands it out."
        )
