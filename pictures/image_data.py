"""
A picture as a page shows it: addresses, sizes and the point that must stay in sight.

`render_image(picture)` reads the row alone, without a query. Where the worker has not made
renditions yet, the picture itself is shown; where its license has expired, nothing is.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pictures.models import Picture

STEP = 5  # percent between two classes of the style sheet


@dataclass(frozen=True, slots=True)
class ImageData:
    """What templates/pictures/_picture.html shows; `avif` and `webp` are ready for `srcset`."""

    url: str
    width: str
    height: str
    avif: str = ""
    webp: str = ""
    focal: str = ""  # class names, with a space before each
    card_url: str = ""
    tiny: str = ""  # itself, square, as an address
    alt: str = ""
    caption: str = ""
    credit: str = ""


def render_image(picture: "Picture | None", **words: str) -> ImageData | None:
    """
    The `ImageData` of a `Picture`, or None: none was chosen, or its license has run out.

    `words` are those of this use: `alt`, `caption`, `credit`.
    """
    if picture is None or not picture.can_be_shown:
        return None
    sources = {"url": picture.address(picture.fallback_name)}
    if made := picture.renditions:
        sources |= {
            "avif": _srcset(picture, made["avif"]),
            "webp": _srcset(picture, made["webp"]),
            "card_url": picture.address(made["card"]),
            "tiny": made.get("tiny", ""),
        }
    return ImageData(
        width=str(picture.width),
        height=str(picture.height),
        focal=focal_classes(picture.focal_x, picture.focal_y),
        **sources,
        **words,
    )


def _srcset(picture: "Picture", made: list[tuple[int, str]]) -> str:
    return ", ".join(f"{picture.address(name)} {width}w" for width, name in made)


def focal_classes(x: int, y: int) -> str:
    """“ fx-30 fy-65”, to the next step; nothing for the middle, which is what browsers do."""
    x, y = (STEP * round(value / STEP) for value in (x, y))
    return "" if (x, y) == (50, 50) else f" fx-{x} fy-{y}"


def focal_stylesheet() -> str:
    """The end of static/site/tokens.css: what every crop of a picture keeps in sight."""
    rules = ['[class*="fx-"] {\n  object-position: var(--fx, 50%) var(--fy, 50%);\n}\n']
    rules += [
        f".f{axis}-{value} {{\n  --f{axis}: {value}%;\n}}\n"
        for axis in "xy"
        for value in range(0, 101, STEP)
    ]
    return "\n".join(rules)
