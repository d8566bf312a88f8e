"""The renditions of one picture, made in a child process (`child.py`): pixels in, files out."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from .cleaning import marked
from .formats import FORMATS, name_for

TINY = 128  # pixels: a portrait of 88 in a list
# Quality as a reader's eye can't tell from the original's; AVIF's speed 0 (slow) to 10.
_OPTIONS: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 62, "speed": 8},
    "WEBP": {"quality": 80, "method": 4},
    "JPEG": {"quality": 82, "progressive": True},
    "PNG": {"optimize": True},
}


class Scaling:
    """What is to be made of a picture: files in a folder, named after what is in them."""

    def __init__(
        self, source: str, folder: str, source_type: str, focal: list[int], card: list[int]
    ) -> None:
        self.folder, self.source_type = Path(folder), source_type
        self.focal, self.card = focal, (card[0], card[1])
        with Image.open(source) as opened:
            self.image = self._plain(opened)

    def files(self, widths: list[int], fallback: int) -> dict[str, Any]:
        """
        The names of what was written: the card, and each of `widths` with a `fallback` for old
        browsers. Without widths the card alone.
        """
        made: dict[str, Any] = {"avif": [], "webp": []} if widths else {}
        image = self.image
        is_clear = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
        medium = next((width for width in widths if width >= fallback), max(widths, default=0))
        for width in widths:  # one after the other: a tall one takes as much as the picture
            scaled = _scaled(image, width)
            made["avif"].append((width, self._put(scaled, "AVIF")))
            made["webp"].append((width, self._put(scaled, "WEBP")))
            if width == medium:
                kind = (scaled, "PNG") if is_clear else (_flat(scaled), "JPEG")
                made["fallback"] = self._put(*kind)
        card = self._put(_flat(self._piece(self.card)), "JPEG")
        return {**made, "card": card, "tiny": self._tiny()}

    def _tiny(self) -> str:
        """A data address of a square around the focal point, for pages that show many at once."""
        data = BytesIO()
        square = _flat(self._piece((TINY, TINY)))
        square.save(data, "WEBP", quality=70, method=6, **marked("WEBP", self.source_type))
        return f"data:image/webp;base64,{b64encode(data.getvalue()).decode()}"

    def _plain(self, image: Image.Image) -> Image.Image:
        # No rendition has a side as long; a JPEG decodes faster at half its size.
        enough = 2 * max(self.card)
        image.draft("RGB", (enough, enough))
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        has_alpha = "A" in image.mode or "transparency" in image.info
        if image.mode != (mode := "RGBA" if has_alpha else "RGB"):
            image = image.convert(mode)
        return image.reduce(max(1, min(image.size) // enough))

    def _piece(self, size: tuple[int, int]) -> Image.Image:
        """The largest piece of that shape around the focal point, scaled, never enlarged much."""
        image, ratio = self.image, size[0] / size[1]
        x, y = self.focal
        width = min(image.width, round(image.height * ratio))
        height = min(image.height, round(width / ratio))
        left = min(max(round(image.width * x / 100 - width / 2), 0), image.width - width)
        top = min(max(round(image.height * y / 100 - height / 2), 0), image.height - height)
        piece = image.crop((left, top, left + width, top + height))
        return piece.resize(size, Image.Resampling.LANCZOS)

    def _put(self, image: Image.Image, file_format: str) -> str:
        data = BytesIO()
        notes = marked(file_format, self.source_type)
        image.save(data, file_format, **_OPTIONS[file_format], **notes)
        name = name_for(data.getvalue(), FORMATS[file_format])
        (self.folder / name).write_bytes(data.getbuffer())
        return name


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if width >= image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _flat(image: Image.Image) -> Image.Image:
    """On white where it is clear: JPEG knows no transparency."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
