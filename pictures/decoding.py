"""
What may be uploaded as a picture, and what is kept of it.

What is decoded decides what a file is, not its name (docs/rules.md 8.7, 8.9); what is stored is
written anew, upright and in sRGB, so that nothing that came along with the pixels (places, trailing
code) is kept (6.9). The one exception is the note that a machine made the picture (4.3).
"""

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

# What is stored of each format that is read; of a GIF the pixels of its one frame.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
_STORED_AS = {**{name: name for name in FORMATS}, "GIF": "PNG"}
LONGEST_NAME = 255  # of a file, anywhere; what is longer was made up by a client of its own
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
# A line of 65,000 pixels is no picture, and no picture's rendition: WebP ends at 16,383 a side.
MAX_SIDE, MAX_RATIO = 16_000, 20
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"

# IPTC's words for pictures that a machine made, wholly or in part (cv.iptc.org, DigitalSourceType).
MADE_BY_MACHINE = {
    "trainedAlgorithmicMedia": "made by AI",
    "compositeWithTrainedAlgorithmicMedia": "partly made by AI",
    "algorithmicallyEnhanced": "enhanced by AI",
    "algorithmicMedia": "made by a program",
    "compositeSynthetic": "composed of synthetic parts",
    "virtualRecording": "recorded in a virtual place",
}
_SOURCE_TYPE = re.compile(rb"digitalsourcetype/([A-Za-z]{4,60})", re.IGNORECASE)
_LOOKS_LIKE_SVG = re.compile(rb"<\s*(?:svg|!doctype\s+svg)", re.IGNORECASE)
_UNFIT = re.compile(r"[^\w\- ]+")
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType='
    '"http://cv.iptc.org/newscodes/digitalsourcetype/{}"/></rdf:RDF></x:xmpmeta>'
)


@dataclass(frozen=True)
class CleanPicture:
    """An upload's picture as it is stored. `uploaded_name` and `title` are safe to show."""

    file: ContentFile
    width: int
    height: int
    uploaded_name: str
    title: str
    source_type: str  # one of MADE_BY_MACHINE, or empty


def clean_picture(upload: UploadedFile) -> CleanPicture:
    """
    The upload's picture, decoded within limits and written anew without metadata.

    The file is named after the upload with the ending of its true format. Raises `ValidationError`
    with a sentence for the editor.
    """
    name = shown_name(upload.name)
    _refuse_by_size(upload, name)
    upload.seek(0)
    data = upload.read(MAX_BYTES + 1)
    try:
        with Image.open(BytesIO(data), formats=list(_STORED_AS)) as picture:
            _refuse_by_header(picture, name)
            file_format = _STORED_AS[picture.format or ""]
            source_type = _source_type(data, picture)
            profile = picture.info.get("icc_profile")
            upright = _in_srgb(ImageOps.exif_transpose(picture), profile)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:  # by its header; Pillow asks before we can
        raise ValidationError(
            f"“{name}” has more than 40 million pixels. Scale it down and upload it again."
        ) from error
    # A damaged file makes Pillow raise nearly anything: struct.error, ValueError, EOFError, …
    except Exception as error:
        raise ValidationError(_why_unreadable(data, name)) from error
    written = BytesIO()
    if file_format == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    # What a picture carries beside its pixels stays behind: only these are pasted.
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    quality = {} if file_format == "PNG" else {"quality": 88}
    clean.save(written, file_format, **quality, **marked(file_format, source_type))
    stem = stem_of(upload.name)
    return CleanPicture(
        file=ContentFile(written.getvalue(), name=f"{stem}.{FORMATS[file_format]}"),
        width=clean.width,
        height=clean.height,
        uploaded_name=name,
        title=re.sub(r"[\s_-]+", " ", _stem(upload.name)).strip() or "Picture",
        source_type=source_type,
    )


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


def shown_name(name: str | None) -> str:
    """An upload's name without folders, and without signs that can't be seen or turn text round."""
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return visible.strip()[:LONGEST_NAME] or "picture"


def stem_of(name: str | None) -> str:
    """What stands before the first dot, as letters, digits, “-”, “_”: “evil.php.jpg” → “evil”."""
    return re.sub(r"\s+", "-", _stem(name).strip())[:60] or "picture"


def _stem(name: str | None) -> str:
    return _UNFIT.sub("", unicodedata.normalize("NFKC", shown_name(name).split(".", 1)[0]))


def _refuse_by_size(upload: UploadedFile, name: str) -> None:
    if not upload.size:
        raise ValidationError(f"“{name}” is empty: it has no bytes. Choose the file again.")
    if upload.size > MAX_BYTES:
        raise ValidationError(
            f"“{name}” has {upload.size / 1e6:.0f} MB. "
            f"Make it smaller than {MAX_BYTES // 1024 // 1024} MB and upload it again."
        )


def _refuse_by_header(picture: Image.Image, name: str) -> None:
    """What the first bytes tell is enough for these: no pixel has been decoded yet."""
    if picture.width * picture.height > MAX_PIXELS:
        raise ValidationError(
            f"“{name}” has {picture.width} × {picture.height} pixels. "
            "Scale it down to 40 million pixels or fewer and upload it again."
        )
    short, long = sorted(picture.size)
    if long > min(MAX_SIDE, short * MAX_RATIO):
        raise ValidationError(
            f"“{name}” has {picture.width} × {picture.height} pixels. A side may have {MAX_SIDE:,} "
            f"at most, and {MAX_RATIO} times as many as the other one: crop it and upload it again."
        )
    # Asking how many frames there are would read them all; whether there is a second one does not.
    frames = 1 if picture.format in {"GIF", "JPEG"} else getattr(picture, "n_frames", 1)
    if frames > 1 or (picture.format == "GIF" and _has_second_frame(picture)):
        raise ValidationError(f"“{name}” is animated. Upload a still picture.")


def _has_second_frame(picture: Image.Image) -> bool:
    try:
        picture.seek(1)
    except EOFError:
        return False
    finally:
        picture.seek(0)
    return True


def _why_unreadable(data: bytes, name: str) -> str:
    if _LOOKS_LIKE_SVG.search(data[:4096]):
        return (
            f"“{name}” is an SVG. SVG can contain scripts, so it isn't accepted. "
            "Export it as PNG and upload that."
        )
    return f"“{name}” can't be read as a picture. Upload a JPEG, PNG, WebP, AVIF or GIF file."


def _source_type(data: bytes, picture: Image.Image) -> str:
    """IPTC's DigitalSourceType, where the picture's XMP says that a machine made it."""
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    found = _SOURCE_TYPE.search(packet[:200_000])
    word = found[1].decode("ascii") if found else ""
    return word if word in MADE_BY_MACHINE else ""


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """
    The pixels in the colors every screen takes for granted: a profile left out must be applied.

    Indexed colors become what they stand for: a palette is not copied along with the pixels.
    """
    if image.mode in {"P", "PA"}:
        is_clear = image.mode == "PA" or "transparency" in image.info
        image = image.convert("RGBA" if is_clear else "RGB")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        image = _converted(image, profile)
    if image.mode.startswith("I"):  # sixteen bits a pixel: eight are what pages show
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    return image if image.mode in {"RGB", "RGBA", "L", "LA"} else image.convert("RGB")


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
