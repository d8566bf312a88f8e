"""
The two places where the files of pictures lie.

`MEDIA_ROOT` is private: uploads below `pictures/`, what is made of them below `renditions/`.
`PUBLIC_MEDIA_ROOT` has copies of the files that pages link, as long as readers see the picture;
the server may send these without asking anybody, and all of it can be written again
(pictures/public_media.py). Each picture has a folder, and files are named after what is in them,
so a file of some name never changes.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from pictures.formats import FORMATS, name_for

# What follows MEDIA_URL in the address of a file.
ADDRESS = r"(?P<pk>[1-9][0-9]{0,17})/(?P<name>[0-9a-f]{16}\.(?:avif|webp|jpg|png))"
CONTENT_TYPES = {f".{ending}": f"image/{name.lower()}" for name, ending in FORMATS.items()}
# A file of a name never changes, but may have to go: what caches were once given can't be taken
# back, so they ask again after a day.
DAY = 86_400  # seconds
FOR_A_DAY = f"public, max-age={DAY}"
PRIVATE, PUBLIC = 0o640, 0o644
# A file that is being written has such an ending, and no address.
PART = ".part"


def is_whole(path: Path, name: str) -> bool:
    """Whether the bytes of that file are those its name for browsers stands for."""
    with suppress(OSError):
        return name_for(path.read_bytes(), name.partition(".")[2]) == name
    return False


def renditions_root() -> Path:
    return Path(settings.MEDIA_ROOT) / "renditions"


def public_root() -> Path:
    return Path(settings.PUBLIC_MEDIA_ROOT)


def rendition_path(picture: int, name: str) -> Path:
    return renditions_root() / str(picture) / name


def public_path(picture: int, name: str) -> Path:
    return public_root() / str(picture) / name


def open_public(path: str) -> tuple[IO[bytes], list[tuple[str, str]]] | None:
    """For the server: the public copy at an address and its headers; None where there is none."""
    found = re.fullmatch(f"/{settings.MEDIA_URL.strip('/')}/{ADDRESS}", path)
    if found is None:
        return None
    copy = public_path(int(found["pk"]), found["name"])
    try:
        file = copy.open("rb")
    except OSError:
        return None
    headers = {
        "Content-Type": CONTENT_TYPES[copy.suffix],
        "Content-Length": str(os.fstat(file.fileno()).st_size),
        "Cache-Control": FOR_A_DAY,
        "ETag": f'"{copy.name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return file, [*headers.items()]


def write_private(path: Path, data: bytes) -> None:
    """Below MEDIA_ROOT, for the owner and the group alone."""
    _write(path, data, mode=PRIVATE, folder_mode=0o750)


def copy_to_public(private: Path, public: Path) -> None:
    """For everybody. Raises `OSError` where there is no room, or no such file."""
    _write(public, private.read_bytes(), mode=PUBLIC, folder_mode=0o755)


def remove_public(pictures: Iterable[int]) -> None:
    """Take public copies away; what readers still see is written again with their next request."""
    for picture in pictures:
        shutil.rmtree(public_root() / str(picture), ignore_errors=True)


def remove_folders(picture: int) -> None:
    """Take everything made of a picture away, in both places."""
    for root in (renditions_root(), public_root()):
        shutil.rmtree(root / str(picture), ignore_errors=True)


def _write(path: Path, data: bytes, *, mode: int, folder_mode: int) -> None:
    """
    Whole or not at all, whoever else writes the same file at this moment, and even after a power
    failure: a file that is there is never looked at again.
    """
    for folder in (path.parent.parent, path.parent):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(folder_mode)
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}{PART}")
    try:
        part.touch(mode=0o600, exist_ok=False)
        with part.open("wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
