"""Pictures in a content: what a snapshot says of them, and the way back."""

from typing import Any

from django.core.files.storage import default_storage

from articles.models import Article, ImageBlock
from pictures.models import Picture


def snapshot_image(row: Article | ImageBlock, *, caption: str) -> dict[str, Any] | None:
    """What a content says of the row's picture; None where it has none."""
    picture = row.picture
    if picture is None:
        return None
    return {
        "picture": picture.pk,
        "name": picture.file.name,
        "alt": row.image_alt,
        "credit": picture.credit,
        "caption": caption,
        "width": picture.width,
        "height": picture.height,
    }


def restore_image(row: Article | ImageBlock, image: dict[str, Any] | None) -> None:
    """Give the row the picture of a snapshot back, or none."""
    row.picture_id = image["picture"] if image else None
    row.image_alt = image["alt"] if image else ""


def lost_images(images: list[dict[str, Any]]) -> set[str]:
    """File names of those whose file is gone, or which the library holds no more. One query."""
    pks = {image["picture"] for image in images}
    known = set(Picture.objects.filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    return {
        image["name"]
        for image in images
        if image["picture"] not in known or not default_storage.exists(image["name"])
    }
