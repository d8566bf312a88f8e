"""Static files as readers get them: in few requests, hashed, compressed, without sources."""

import re
from pathlib import PurePosixPath
from typing import Any

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'@import url\("([^"/:]+)"\)( \w+)?;\n')


class StaticFiles(StaticFilesConfig):
    """A source map is for whoever works on a package; the largest here has 2.3 MB."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map"]


class Storage(CompressedManifestStaticFilesStorage):
    """
    Puts the site's style sheets where another one imports them: a request a page instead of six.

    Leaves the line at a script's end alone that names its source map.
    """

    patterns = tuple(
        (kind, tuple(each for each in found if "sourceMappingURL" not in str(each)))
        for kind, found in CompressedManifestStaticFilesStorage.patterns
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's
        if not dry_run:
            sheets = {name: _read(*paths[name]) for name in paths if _is_ours(name)}
            for name in [name for name, text in sheets.items() if _IMPORT.search(text)]:
                self.delete(name)
                self._save(name, ContentFile(_whole(name, sheets).encode()))
                paths[name] = self, name
        yield from super().post_process(paths, dry_run, **options)


def _is_ours(name: str) -> bool:
    return name.startswith("site/") and name.endswith(".css")


def _read(storage: Any, path: str) -> str:
    with storage.open(path) as file:
        text: str = file.read().decode()
        return text


def _whole(name: str, sheets: dict[str, str]) -> str:
    """The sheet with those that it imports from its own folder in their places."""
    folder = PurePosixPath(name).parent

    def sheet(found: re.Match[str]) -> str:
        text, medium = sheets[str(folder / found[1])], found[2]
        return f"@media{medium} {{\n{text}}}\n" if medium else text

    return _IMPORT.sub(sheet, sheets[name])
