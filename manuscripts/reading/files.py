"""
Manuscripts as files: one, or all of some folders, read one after another or in several processes.

A process that reads imports this module and no Django.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from .decoding import UnreadableManuscript
from .document import FORMATS
from .docx import LARGEST
from .plan import Plan
from .reader import read

Names = dict[str, list[str]]
Reading = tuple[str, Plan | None, bytes | None, str | None]  # path, plan, bytes, problem


def files_in(paths: Iterable[str]) -> list[Path]:
    """The manuscripts of these files and folders, in order, each once; hidden ones are left out."""
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = (
                file
                for file in sorted(path.rglob("*"))
                if file.suffix.lower() in FORMATS
                and file.is_file()
                and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
            found |= dict.fromkeys(inside)
        else:
            found[path] = None
    return list(found)


def read_all(files: Iterable[Path], names: Names, jobs: int = 1) -> Iterator[Reading]:
    """
    Each file's reading, in order; the plan or the problem is None.

    With more than one of `jobs`, BrokenProcessPool where a process is ended from outside.
    """
    workers: AbstractContextManager[ProcessPoolExecutor | None] = (
        ProcessPoolExecutor(jobs) if jobs > 1 else nullcontext()
    )
    with workers as pool:
        tasks = [(str(path), names) for path in files]
        yield from pool.map(_read_one, tasks) if pool else map(_read_one, tasks)


def _read_one(task: tuple[str, Names]) -> Reading:
    path, names = task
    try:
        data, name = bytes_of(path)
        return path, read(data, name, **names), data, None
    except UnreadableManuscript as error:
        return path, None, None, str(error)


def bytes_of(path: str) -> tuple[bytes, str]:
    """A manuscript's bytes and name (“-” is standard input); UnreadableManuscript where none is."""
    # A little more than the reader accepts, so that the reader says what is too large.
    limit = LARGEST + 1
    try:
        if path == "-":
            return sys.stdin.buffer.read(limit), "standard input"
        file = Path(path)
        if not file.is_file():
            raise UnreadableManuscript(f"{path}: there is no such file. Check the path.")
        with file.open("rb") as stream:
            # A name in another encoding than ours could be neither printed nor stored.
            return stream.read(limit), os.fsencode(file.name).decode(errors="replace")
    except OSError as error:
        raise UnreadableManuscript(
            f"{path}: can't be opened ({error.strerror}). Check its permissions."
        ) from error
