"""
The public place and what is left over in both: filled from the rows, and swept.

The rows alone say what readers may have (`Picture.objects.public()`). A file of the public place is
written when the first reader asks for it (pictures/views.py), so that a planned edition needs
nobody at the moment it begins. What readers see no longer goes at once where somebody decides it,
and with the server's next sweep where the clock does. A picture whose license has a last day never
lies there: its files are handed out one by one, because caches must be told of the end.
"""

import logging
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import FileField
from django.utils import timezone

from pictures import files
from pictures.models import GRACE, Picture

logger = logging.getLogger(__name__)

AT_ONCE = 500
SWEPT_EVERY = 20  # seconds
# What no row names may belong to an upload of this moment, or to another database by mistake.
ORPHAN_AFTER = timedelta(days=1)
SET_ASIDE_FOR = timedelta(days=30)


def rebuild() -> Counter[str]:
    """
    Write what readers may have and isn't in the public place, or isn't whole; counts what was done.

    Where a rendition itself is lost, the picture is queued to be made anew, and pages show the
    uploaded file meanwhile.
    """
    done: Counter[str] = Counter()
    for picture in Picture.objects.public().order_by("pk").iterator(chunk_size=AT_ONCE):
        done["pictures"] += 1
        for name in picture.names_for_readers:
            private, public = picture.path_of(name), files.public_path(picture.pk, name)
            if not files.is_whole(private, name):
                done["files lost"] += 1
                logger.warning("Picture %s has lost its file %s.", picture.pk, private)
                Picture.objects.filter(pk=picture.pk).update(rendered_recipe=0, renditions={})
                break
            if picture.license_until is None and not files.is_whole(public, name):
                files.copy_to_public(private, public)
                done["files written"] += 1
    return done


def sweep_public() -> Counter[str]:
    """Take away the folders of pictures that readers see no longer."""
    done: Counter[str] = Counter()
    for folders in _folders(files.public_root()):
        public = Picture.objects.public().filter(license_until=None, pk__in=folders)
        for pk in folders.keys() - set(public.values_list("pk", flat=True)):
            shutil.rmtree(folders[pk], ignore_errors=True)
            done["pictures taken off"] += 1
    return done


def keep_public_swept() -> None:
    """For a thread of the server's own: it takes files away itself, whatever the worker does."""
    while True:
        time.sleep(SWEPT_EVERY)
        sweep_for_the_server()


def sweep_for_the_server() -> None:
    """Without a database the next sweep is waited for."""
    close_old_connections()
    try:
        say(sweep_public())
    except (DatabaseError, OSError) as error:
        logger.error("Public pictures can't be swept.", exc_info=error)
    finally:
        close_old_connections()


def sweep_replaced() -> Counter[str]:
    """Take away renditions that were replaced more than an hour ago, or whose picture is gone."""
    done: Counter[str] = Counter()
    for root in (files.public_root(), files.renditions_root()):
        for folders in _folders(root):
            pictures = Picture.objects.in_bulk(folders)
            for pk, folder in folders.items():
                picture = pictures.get(pk)
                if picture is None and _is_older(folder, ORPHAN_AFTER):
                    shutil.rmtree(folder, ignore_errors=True)
                    done["folders without a picture"] += 1
                elif picture is not None:
                    done["replaced files"] += _sweep_folder(folder, picture)
    return done


def _sweep_folder(folder: Path, picture: Picture) -> int:
    old = [
        path
        for path in folder.glob("*")
        if not picture.is_for_readers(path.name) and _is_older(path, GRACE)
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def sweep_uploads() -> Counter[str]:
    """
    Set uploads aside that no row names, for 30 days: they exist nowhere else, and a wrong
    DATABASE_URL must not cost a library. Whatever models keep files, theirs are looked at.
    """
    done: Counter[str] = Counter()
    media, aside = Path(settings.MEDIA_ROOT), Path(settings.MEDIA_ROOT) / "orphans"
    for folder, fields in _upload_fields().items():
        for paths in _in_chunks(path for path in (media / folder).rglob("*") if path.is_file()):
            names = {str(path.relative_to(media)): path for path in paths}
            for name in names.keys() - _named(fields, names):
                if _is_older(names[name], ORPHAN_AFTER):
                    (aside / name).parent.mkdir(parents=True, exist_ok=True, mode=0o750)
                    names[name].replace(aside / name)
                    (aside / name).touch()
                    done["uploads set aside"] += 1
    for path in aside.rglob("*"):
        if path.is_file() and _is_older(path, SET_ASIDE_FOR):
            path.unlink(missing_ok=True)
            done["uploads removed"] += 1
    return done


def _upload_fields() -> dict[str, list[FileField]]:
    """Below MEDIA_ROOT, the folders that uploads go to, and the fields that name those there."""
    found = defaultdict(list)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and field.upload_to:
                found[Path(str(field.upload_to)).parts[0]].append(field)
    return found


def _named(fields: Iterable[FileField], names: Collection[str]) -> set[str]:
    """Which of these files some row has in one of the fields."""
    return {
        name
        for field in fields
        for rows in [field.model._base_manager.filter(**{f"{field.name}__in": names})]
        for name in rows.values_list(field.name, flat=True)
    }


def sweep() -> Counter[str]:
    """All of it. Costs a look at every folder: each hour, or after `rebuild`."""
    return sweep_public() + sweep_replaced() + sweep_uploads()


def say(done: Counter[str]) -> None:
    """In the log, where anything was done."""
    if done.total():
        logger.info("Files of pictures swept: %s.", in_words(done))


def in_words(done: Counter[str]) -> str:
    """“pictures taken off: 2, uploads set aside: 1”, or “nothing to do”."""
    told = [f"{what}: {count}" for what, count in sorted(done.items()) if count]
    return ", ".join(told) or "nothing to do"


def _folders(root: Path) -> Iterator[dict[int, Path]]:
    """Folders named after a picture, some hundred at a time."""
    found = (path for path in root.iterdir() if path.name.isdecimal()) if root.is_dir() else ()
    for paths in _in_chunks(iter(found)):
        yield {int(path.name): path for path in paths}


def _in_chunks(paths: Iterator[Path]) -> Iterator[list[Path]]:
    while chunk := list(islice(paths, AT_ONCE)):
        yield chunk


def _is_older(path: Path, age: timedelta) -> bool:
    """Also of what somebody else took away at this moment: no."""
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < (timezone.now() - age).timestamp()
    return False
