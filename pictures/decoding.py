"""
What may be uploaded as a picture, and what is kept of it: by name and size here, by what is in it
in a child process (`cleaning.py`).

Whoever uploads has a thread of the server's meanwhile. One picture is decoded at a time, one more
request may wait for its turn, and everybody else is told to come again.
"""

import re
import shutil
import unicodedata
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from threading import BoundedSemaphore
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile

from core.children import AllAtWork

from .children import CLEAN, Unfit, ask
from .formats import FORMATS

LONGEST_NAME = 255  # of a file, anywhere; what is longer was made up by a client of its own
MAX_BYTES = 10 * 1024 * 1024
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"
BUSY = "Other pictures are being read just now. Send this one again in a moment."
REQUESTS = BoundedSemaphore(2)
_SECONDS, _PATIENCE = 60, 10
_UNFIT = re.compile(r"[^\w\- ]+")


@dataclass(frozen=True)
class CleanPicture:
    """An upload's picture as it is stored. `uploaded_name` and `title` are safe to show."""

    file: "File[bytes]"
    width: int
    height: int
    uploaded_name: str
    title: str
    source_type: str  # one of MADE_BY_MACHINE, or empty


class _Written(File):
    """A temporary file that goes with whoever has the picture, in a circle of references, too."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        weakref.finalize(self, file.close)


def clean_picture(upload: UploadedFile) -> CleanPicture:
    """
    The upload's picture, decoded within limits and written anew without metadata.

    The file is named after the upload with the ending of its true format. Raises `ValidationError`
    with a sentence for the editor; its code is "busy" where the same may do later.
    """
    return clean_pictures([upload])[0]


def clean_pictures(uploads: Iterable[UploadedFile]) -> list[CleanPicture]:
    """As `clean_picture`; the `ValidationError` has a sentence for each that is unfit."""
    if not REQUESTS.acquire(blocking=False):
        raise ValidationError(BUSY, "busy")
    cleaned: list[CleanPicture] = []
    wrong: list[ValidationError] = []
    try:
        for upload in uploads:
            try:
                cleaned.append(_cleaned(upload))
            except ValidationError as error:
                wrong.append(error)
    except AllAtWork as error:
        raise ValidationError(BUSY, "busy") from error
    finally:
        REQUESTS.release()
    if wrong:
        for picture in cleaned:
            picture.file.close()
        raise ValidationError(wrong)
    return cleaned


def _cleaned(upload: UploadedFile) -> CleanPicture:
    name = shown_name(upload.name)
    _refuse_by_size(upload, name)
    upload.seek(0)
    file = _file()
    written = _Written(file)
    try:
        with _file() as sent:
            shutil.copyfileobj(upload, sent)
            sent.flush()
            facts = ask(CLEAN, _SECONDS, _PATIENCE, source=sent.name, target=file.name)
    except BaseException as error:
        written.close()
        if isinstance(error, Unfit):
            raise ValidationError(f"“{name}” {error}") from error
        raise
    written.name = f"{stem_of(upload.name)}.{FORMATS[facts['format']]}"
    return CleanPicture(
        file=written,
        width=facts["width"],
        height=facts["height"],
        uploaded_name=name,
        title=re.sub(r"[\s_-]+", " ", _stem(upload.name)).strip() or "Picture",
        source_type=facts["source_type"],
    )


def _file() -> IO[bytes]:
    return NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, suffix=".picture")


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
