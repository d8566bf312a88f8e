"""
Renditions: a picture in the sizes and formats that pages ask for, made by the worker.

Never in a request: a large picture takes seconds. `Picture.objects.needing_renditions()` is the
truth about what is to be done; a row is marked only after all its files are there, so a worker that
is killed half-way leaves the picture waiting, and the original is shown in the meantime.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .children import SCALE, ask
from .files import rendition_path, write_private
from .models import CARD, FALLBACK_WIDTH, RECIPE, RETRY_AFTER, Picture, widths_for

logger = logging.getLogger(__name__)

# Told each picture that was tried, and the sentence that says why it failed or "".
Progress = Callable[[Picture, str], object]

_SECONDS = 120  # for one picture, in a child process (scaling.py)


def render_waiting(
    *, most: int | None = None, progress: Progress = lambda picture, sentence: None
) -> tuple[int, int]:
    """
    Make what is missing, the oldest picture first; returns (made, failed).

    A picture that can't be made is noted in its row, told to `progress`, and tried again later.
    """
    made = failed = 0
    while most is None or made + failed < most:
        picture = Picture.objects.needing_renditions().first()
        if picture is None:
            break
        if not _claim(picture):
            continue
        error = render(picture)
        made, failed = (made, failed + 1) if error else (made + 1, failed)
        progress(picture, error)
    return made, failed


def render_anew(*, progress: Progress = lambda picture, sentence: None) -> tuple[int, int]:
    """Make every picture again, beside the files that are there: pages show these meanwhile."""
    made = failed = 0
    for picture in Picture.objects.order_by("pk").iterator():
        if not _claim(picture):
            continue  # another worker is at it, or it failed a moment ago
        error = render(picture, anew=True)
        made, failed = (made, failed + 1) if error else (made + 1, failed)
        progress(picture, error)
    return made, failed


def render_one(pk: int) -> None:
    """Make the renditions of one picture, where they are still missing."""
    picture = Picture.objects.needing_renditions().filter(pk=pk).first()
    if picture and _claim(picture):
        render(picture)


def _claim(picture: Picture) -> bool:
    """Two workers never make the same picture at once: whoever sets the moment makes it."""
    now = timezone.now()
    free = Q(render_tried_at=None) | Q(render_tried_at__lte=now - RETRY_AFTER)
    claimed = Picture.objects.filter(free, pk=picture.pk).update(render_tried_at=now)
    return bool(claimed)


def render(picture: Picture, *, anew: bool = False) -> str:
    """Write the files of a claimed picture, then mark its row; returns a sentence if it fails."""
    try:
        facts = _write(picture, anew=anew)
    except Exception as error:  # lost, damaged, no room: the others are to be made
        # Editors read it: what is wrong, and not where our folders are. The log has the rest.
        sentence = f"{type(error).__name__}: {getattr(error, 'strerror', None) or error}"
        logger.warning("The renditions of picture %s failed: %s", picture.pk, error)
        Picture.objects.filter(pk=picture.pk).update(render_error=sentence)
        return sentence
    # What was made before stays for an hour: pages that caches keep still name it.
    Picture.objects.filter(pk=picture.pk).update(
        **facts, rendered_at=timezone.now(), render_tried_at=None, render_error=""
    )
    return ""


def _write(picture: Picture, *, anew: bool) -> dict[str, Any]:
    """The facts of the row that are true once the files are written."""
    x, y = picture.focal_x, picture.focal_y
    only_focal_moved = picture.rendered_recipe == RECIPE and picture.is_rendered and not anew
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        made = ask(
            SCALE,
            _SECONDS,
            _SECONDS,
            source=picture.file.path,
            folder=folder,
            source_type=picture.source_type,
            focal=[x, y],
            card=CARD,
            widths=[] if only_focal_moved else widths_for(picture.width),
            fallback=FALLBACK_WIDTH,
        )
        for file in Path(folder).iterdir():
            write_private(rendition_path(picture.pk, file.name), file.read_bytes())
    facts = {"rendered_recipe": RECIPE, "rendered_x": x, "rendered_y": y}
    return {**facts, "renditions": {**picture.renditions, **made}}
