"""
Pictures: what a picture must carry wherever it is shown, and what may be uploaded as one.

`Pictured` is the one abstract base of everything with a picture (design: "one abstract base serves
all"). What is decoded decides what a file is, not its name (domain.md 8.7, 8.9); what is stored is
written anew, so that nothing that came along with the pixels (places, trailing code) is kept (6.9).
"""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from PIL import Image, ImageOps

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000


def clean_picture(upload):
    """
    The upload's picture, decoded within limits and written anew without metadata.

    Returns a `ContentFile` named after the upload with the ending of its true format; raises
    `ValidationError` with a sentence for the editor.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError(
            f"“{upload.name}” has {upload.size / 1e6:.0f} MB. "
            f"Make it smaller than {MOST_BYTES // 1024 // 1024} MB and upload it again."
        )
    try:
        upload.seek(0)
        with Image.open(upload, formats=list(FORMATS)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(
                    f"“{upload.name}” has {picture.width} × {picture.height} pixels. "
                    "Scale it down to 40 million pixels or fewer and upload it again."
                )
            file_format = picture.format
            upright = ImageOps.exif_transpose(_in_true_colours(picture))
    except ValidationError:
        raise
    # A damaged file makes Pillow raise nearly anything: struct.error, ValueError, EOFError, …
    except Exception as error:
        raise ValidationError(
            f"“{upload.name}” can't be read as a picture. Upload a JPEG, PNG, WebP or AVIF file."
        ) from error
    written = BytesIO()
    if file_format == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    quality = {} if file_format == "PNG" else {"quality": 88}
    # What a picture carries beside its pixels stays behind: only these are pasted.
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    clean.save(written, file_format, **quality)
    stem = upload.name.replace("\\", "/").rsplit("/", 1)[-1].split(".", 1)[0] or "picture"
    return ContentFile(written.getvalue(), name=f"{stem[:60]}.{FORMATS[file_format]}")


def _in_true_colours(picture):
    """Indexed colours as what they stand for: a palette is not copied along with the pixels."""
    if picture.mode != "P":
        return picture
    return picture.convert("RGBA" if "transparency" in picture.info else "RGB")


class Pictured(models.Model):
    """Something with one picture. Where there is a picture, there are words for it (WCAG 1.1.1)."""

    image = models.ImageField(
        "picture",
        upload_to="pictures/%Y/%m/",
        width_field="image_width",
        height_field="image_height",
        blank=True,
        help_text="JPEG, PNG, WebP or AVIF, up to 10 MB.",
    )
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    image_alt = models.CharField(
        "picture in words",
        max_length=300,
        blank=True,
        help_text="What can be seen, for those who can't see it: "
        "“Close-up of small white bumps under an eye.”",
    )
    image_credit = models.CharField(
        "picture credit", max_length=200, blank=True, help_text="“Photo: Ada Lim”"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(image="") | ~models.Q(image_alt=""),
                name="%(class)s_image_has_alt",
                violation_error_message="Describe the picture in words.",
            )
        ]

    def clean(self):
        super().clean()
        if self.image and not self.image._committed:
            self.image = clean_picture(self.image.file)
