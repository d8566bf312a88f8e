"""The sample pictures, which `python -m bench.draw_samples` draws, put into the library."""

from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from PIL import Image

from manuscripts.column_limits import shortened
from pictures.decoding import CleanPicture
from pictures.models import Picture

PICTURES = Path(__file__).parent / "content" / "pictures"


def in_library(name: str, *, title: str, credit: str = "Drawn for skinsite") -> Picture:
    """The drawing as it is, without another loss by decoding: nobody but us made it."""
    data = (PICTURES / f"{name}.webp").read_bytes()
    width, height = Image.open(BytesIO(data)).size
    clean = CleanPicture(
        file=ContentFile(data, name=f"{name}.webp"),
        width=width,
        height=height,
        uploaded_name=f"{name}.webp",
        title=shortened(title, 200),
        source_type="",
    )
    picture, _ = Picture.add(clean, credit=credit, license="our own")
    return picture
