"""
Draws samples/content/pictures/ anew, every file: `python -m bench.draw_samples`.

Chromium makes pictures of the SVG of bench/drawings/, in the site's own fonts, and Pillow makes
them WebP. The same files come out every time; they are committed, and nobody who loads the samples
needs this. Prints how large they are.
"""

import json
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from django.utils.text import slugify
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench.drawings.heads import HERO, HEROES
from bench.drawings.shapes import Size
from bench.drawings.swatches import PORTRAIT, SQUARE, portrait, product

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "samples" / "content"
PICTURES = CONTENT / "pictures"
FONTS = {"Newsreader": "newsreader.woff2", "Instrument Sans": "instrument-sans.woff2"}
QUALITY = {HERO: 84, SQUARE: 80, PORTRAIT: 80}


def all_drawings() -> Iterator[tuple[str, Size, str]]:
    """(name of the file, size, SVG) of each sample picture."""
    for name, draw in HEROES.items():
        yield name, HERO, draw()
    people = json.loads((CONTENT / "people.json").read_text("utf-8"))
    for person in [*people["people"], *people["reviewers"]]:
        yield slugify(person["name"]), PORTRAIT, portrait(person["name"])
    products = json.loads((CONTENT / "own_words.json").read_text("utf-8"))["products"]
    for words, facts in products.items():
        brand = max((one for one in _brands() if words.startswith(f"{one} ")), key=len)
        drawn = product(brand, words.removeprefix(brand).strip(), facts["category"])
        yield slugify(words), SQUARE, drawn


def _brands() -> set[str]:
    heads = "\n".join(path.read_text("utf-8") for path in CONTENT.glob("*.txt"))
    lines = re.findall(r"^Brands: (.+)$", heads, re.MULTILINE)
    return {brand.strip() for line in lines for brand in line.split(",")}


def _face(family: str, file: str) -> str:
    data = b64encode((ROOT / "static" / "site" / "fonts" / file).read_bytes()).decode()
    return (
        f"@font-face {{ font-family: '{family}'; font-weight: 200 800; "
        f"src: url(data:font/woff2;base64,{data}) }}"
    )


def picture_of(page: Page, size: Size, svg: str) -> Image.Image:
    """The drawing in pixels."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("(svg) => { document.body.innerHTML = svg }", svg)
    page.evaluate("document.fonts.ready.then(() => true)")
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def main() -> None:
    """Draw them all, and remove what is no longer drawn."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    style = "body { margin: 0 } svg { display: block }" + "".join(
        _face(family, file) for family, file in FONTS.items()
    )
    drawn = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(f"<style>{style}</style>")
        page.evaluate("Promise.all([...document.fonts].map((font) => font.load())).then(() => 1)")
        for name, size, svg in all_drawings():
            file = PICTURES / f"{name}.webp"
            picture_of(page, size, svg).save(file, quality=QUALITY[size], method=6)
            drawn.add(file)
        browser.close()
    for file in PICTURES.glob("*.webp"):
        if file not in drawn:
            file.unlink()
    total = sum(file.stat().st_size for file in drawn)
    print(f"{len(drawn)} pictures, {total / 1000:.0f} kB in all.")


if __name__ == "__main__":
    main()
