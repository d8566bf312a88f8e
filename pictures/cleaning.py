"""
An upload's picture decoded and written anew, in a child process (`child.py`).

What is decoded decides what a file is, not its name (docs/rules.md 8.7, 8.9); what is stored is
upright and in sRGB, and nothing that came along with the pixels (places, trailing code) is kept
(6.9), but the note that a machine made the picture (4.3). A pixel takes four bytes, so pixels are
in the memory once, and twice only while they are turned or converted.
"""

import math
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from .formats import (
    MADE_BY_MACHINE,
    MAX_PIXELS,
    MAX_PIXELS_OF_JPEG,
    MAX_PIXELS_WRITTEN,
    MAX_RATIO,
    MAX_SIDE,
    STORED_AS,
)

_SOURCE_TYPE = re.compile(rb"digitalsourcetype/([A-Za-z]{4,60})", re.IGNORECASE)
_LOOKS_LIKE_SVG = re.compile(rb"<\s*(?:svg|!doctype\s+svg)", re.IGNORECASE)
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88},
    "PNG": {},
    "WEBP": {"quality": 88, "method": 2},
    "AVIF": {"quality": 88, "speed": 8},  # 0 (slow) to 10
}
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType='
    '"http://cv.iptc.org/newscodes/digitalsourcetype/{}"/></rdf:RDF></x:xmpmeta>'
)


class Unfit(Exception):
    """The message says why, to follow the name of the file."""


def clean(source: str, target: str) -> dict[str, Any]:
    """
    Write the picture in the file `source` into `target`; tells its format, size and source type.

    Raises `Unfit`, and `OSError` where there is no room for it.
    """
    try:
        with Image.open(source, formats=[*STORED_AS]) as picture:
            _refuse_by_header(picture)
            file_format = STORED_AS[picture.format or ""]
            source_type = _source_type(picture)
            image = _in_srgb(_upright(picture), picture.info.get("icc_profile"))
    except (Unfit, MemoryError):
        raise
    except Image.DecompressionBombError as error:  # by its header; Pillow asks before we can
        raise Unfit("has more than 40 million pixels. Scale it down and upload it again.") from (
            error
        )
    # A damaged file makes Pillow raise nearly anything: struct.error, ValueError, EOFError, …
    except Exception as error:
        raise Unfit(_why_unreadable(Path(source).read_bytes()[:4096])) from error
    image = _as_written(image, file_format)
    image.save(target, file_format, **_OPTIONS[file_format], **marked(file_format, source_type))
    facts = {"format": file_format, "width": image.width, "height": image.height}
    return {**facts, "source_type": source_type}


def marked(file_format: str, source_type: str) -> dict[str, Any]:
    """Options of `Image.save` that keep the note “a machine made this” in the file (XMP)."""
    if not source_type:
        return {}
    packet = _XMP.format(source_type)
    if file_format == "PNG":
        notes = PngInfo()
        notes.add_itxt("XML:com.adobe.xmp", packet)
        return {"pnginfo": notes}
    return {"xmp": packet.encode()}


def _refuse_by_header(picture: Image.Image) -> None:
    """What the first bytes tell is enough for these: no pixel has been decoded yet."""
    size = f"has {picture.width} × {picture.height} pixels."
    short, long = sorted(picture.size)
    is_jpeg = picture.format in {"JPEG", "MPO"}
    if short * long > (MAX_PIXELS_OF_JPEG if is_jpeg else MAX_PIXELS):
        raise Unfit(f"{size} Scale it down to 40 million pixels or fewer and upload it again.")
    if long > min(MAX_SIDE, short * MAX_RATIO):
        raise Unfit(
            f"{size} A side may have {MAX_SIDE:,} at most, and {MAX_RATIO} times as many as the "
            "other one: crop it and upload it again."
        )
    # Asking how many frames there are would read them all; whether there is a second one does not.
    frames = 1 if is_jpeg or picture.format == "GIF" else getattr(picture, "n_frames", 1)
    if frames > 1 or (picture.format == "GIF" and _has_second_frame(picture)):
        raise Unfit("is animated. Upload a still picture.")


def _has_second_frame(picture: Image.Image) -> bool:
    try:
        picture.seek(1)
    except EOFError:
        return False
    finally:
        picture.seek(0)
    return True


def _why_unreadable(beginning: bytes) -> str:
    if _LOOKS_LIKE_SVG.search(beginning):
        return (
            "is an SVG. SVG can contain scripts, so it isn't accepted. "
            "Export it as PNG and upload that."
        )
    return "can't be read as a picture. Upload a JPEG, PNG, WebP, AVIF or GIF file."


def _source_type(picture: Image.Image) -> str:
    """IPTC's DigitalSourceType, where the picture's XMP says that a machine made it."""
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    found = _SOURCE_TYPE.search(packet[:200_000])
    word = found[1].decode("ascii") if found else ""
    return word if word in MADE_BY_MACHINE else ""


def _upright(picture: Any) -> Image.Image:
    """The pixels, turned as the camera was held."""
    image: Any = picture
    if picture.width * picture.height > MAX_PIXELS:
        picture.draft(None, (picture.width // 2, picture.height // 2))
    if picture.format == "WEBP":
        # Its decoder holds all pixels twice, and would do so beside Pillow's own.
        pixels = picture._decoder.get_next()[0]
        picture._decoder = None
        kind = picture.rawmode
        image = Image.frombuffer(kind, picture.size, pixels, "raw", kind, 0, 1)  # not copied
        image = image if image.mode == "RGBA" else image.convert("RGB")
        image.info = picture.info
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The pixels in the colors every screen takes for granted: a profile left out is applied."""
    if image.mode == "PA" or image.mode == "P" and profile:
        is_clear = image.mode == "PA" or "transparency" in image.info
        image = image.convert("RGBA" if is_clear else "RGB")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        image = _converted(image, profile)
    if image.mode.startswith("I"):  # sixteen bits a pixel: eight are what pages show
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    return image if image.mode in {"RGB", "RGBA", "L", "LA", "P"} else image.convert("RGB")


def _converted(plain: Image.Image, profile: bytes) -> Image.Image:
    """`plain` from the colors of its profile into sRGB; unchanged where the profile is damaged."""
    target = "RGBA" if plain.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            plain,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode=target,
        )
        return converted or plain
    except (ImageCms.PyCMSError, OSError):
        return plain


def _as_written(image: Image.Image, file_format: str) -> Image.Image:
    """As large as can be written, and without anything beside its pixels and their palette."""
    most = MAX_PIXELS_WRITTEN.get(file_format, MAX_PIXELS)
    if (pixels := image.width * image.height) > most:
        scale = math.sqrt(most / pixels)
        size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if file_format == "JPEG" and image.mode not in {"RGB", "L"}:
        image = image.convert("RGB")
    clear = image.info.get("transparency") if image.mode == "P" else None
    image.info = {} if clear is None else {"transparency": clear}
    return image
