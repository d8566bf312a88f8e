"""
Renditions: a picture in the sizes and formats that pages ask for, made by the worker.

Never in a request: a large picture takes seconds. `Picture.objects.needing_renditions()` is the
truth about what is to be done; a row is marked only after all its files are there, so a worker that
is killed half-way leaves the picture waiting, and the original is shown in the meantime.
"""

import logging
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.db.models import Q
from django.utils import timezone
from PIL import Image, ImageOps

from .decoding import FORMATS, marked
from .files import name_for, rendition_path, write_private
from .models import CARD, FALLBACK_WIDTH, RECIPE, RETRY_AFTER, Picture, widths_for

logger = logging.getLogger(__name__)

# Told each picture that was tried, and the sentence that says why it failed or "".
Progress = Callable[[Picture, str], object]

# Quality as a reader's eye can't tell from the original's; AVIF's speed 0 (slow) to 10.
_OPTIONS: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 62, "speed": 8},
    "WEBP": {"quality": 80, "method": 4},
    "JPEG": {"quality": 82, "progressive": True},
    "PNG": {"optimize": True},
}


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
    with picture.file.open() as file, Image.open(file) as opened:
        image = _plain(opened)
    made = picture.renditions if only_focal_moved else _scaled_files(image, picture)
    card = _put(_flat(_card(image, x, y)), "JPEG", picture)
    facts = {"rendered_recipe": RECIPE, "rendered_x": x, "rendered_y": y}
    return {**facts, "renditions": {**made, "card": card}}


def _scaled_files(image: Image.Image, picture: Picture) -> dict[str, Any]:
    """What `Picture.renditions` says of every width."""
    widths = widths_for(image.width)
    scaled = {width: _scaled(image, width) for width in widths}
    is_clear = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    medium = scaled[next((width for width in widths if width >= FALLBACK_WIDTH), widths[-1])]
    fallback = (medium, "PNG") if is_clear else (_flat(medium), "JPEG")
    return {
        "avif": [(width, _put(each, "AVIF", picture)) for width, each in scaled.items()],
        "webp": [(width, _put(each, "WEBP", picture)) for width, each in scaled.items()],
        "fallback": _put(*fallback, picture),
    }


def _plain(image: Image.Image) -> Image.Image:
    image.draft("RGB", (2 * max(CARD), 2 * max(CARD)))  # a JPEG decodes faster at half its size
    upright = ImageOps.exif_transpose(image)
    has_alpha = "A" in upright.mode or "transparency" in upright.info
    return upright.convert("RGBA" if has_alpha else "RGB")


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if width >= image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _card(image: Image.Image, x: int, y: int) -> Image.Image:
    """The largest piece of the card's shape around the focal point, scaled, never enlarged much."""
    ratio = CARD[0] / CARD[1]
    width = min(image.width, round(image.height * ratio))
    height = min(image.height, round(width / ratio))
    left = min(max(round(image.width * x / 100 - width / 2), 0), image.width - width)
    top = min(max(round(image.height * y / 100 - height / 2), 0), image.height - height)
    piece = image.crop((left, top, left + width, top + height))
    return piece.resize(CARD, Image.Resampling.LANCZOS)


def _flat(image: Image.Image) -> Image.Image:
    """On white where it is clear: JPEG knows no transparency."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _put(image: Image.Image, file_format: str, picture: Picture) -> str:
    """Write one file and return its name, under which nothing else can ever be."""
    data = BytesIO()
    notes = marked(file_format, picture.source_type)
    image.save(data, file_format, **_OPTIONS[file_format], **notes)
    name = name_for(data.getvalue(), FORMATS[file_format])
    write_private(rendition_path(picture.pk, name), data.getvalue())
    return name
