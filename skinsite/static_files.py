"""Static files as readers get them: hashed, compressed, and without the sources of scripts."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """A source map is for whoever works on a package; the largest here has 2.3 MB."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map"]


class Storage(CompressedManifestStaticFilesStorage):
    """Leaves the line at a script's end alone that names its source map."""

    patterns = tuple(
        (kind, tuple(each for each in found if "sourceMappingURL" not in str(each)))
        for kind, found in CompressedManifestStaticFilesStorage.patterns
    )
