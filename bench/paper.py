"""
Prints every page of a running site and says what is wrong on paper, block by block.

    python -m bench.paper http://localhost:8000                 # margins 0 to 20 mm by 5
    python -m bench.paper http://localhost:8000 --step 1 --under /articles/ --browser firefox

A4 and Letter, Chromium and Firefox. The pages are those of its sitemap, with the lists and first
page. Ends with 1 where a fault was found. Firefox writes the letters of a variable font as shapes
that no program reads: it prints in the fonts that stand in for ours, which are as wide.
"""

import argparse
import re
import shutil
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from bench.sheets import BLOCKS, faults_of
from tests.browser.firefox import Firefox

SIZES = {"A4": (210, 297), "Letter": (216, 279)}  # in mm
LISTS = ("/", "/articles/", "/tags/", "/products/", "/experts/", "/faq/", "/corrections/")
# (width, height, margin, all in mm) → the bytes of a PDF of the page that is open
Print = Callable[[int, int, int], bytes]
_LOC = re.compile(r"<loc>(.*?)</loc>")
_CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
# A picture further down is loaded by whoever prints, for no browser waits for it.
_LOAD_PICTURES = """
for (const one of document.images) one.loading = "eager"
return Promise.all([...document.images].map((one) => one.decode().catch(() => {}))).then(() => 1)
"""


def pages_of(site: str) -> list[str]:
    """The paths of its sitemap, and the lists."""

    def read(url: str) -> list[str]:
        with urlopen(url, timeout=60) as answer:  # noqa: S310 -- the site that was asked for
            return _LOC.findall(answer.read().decode())

    found = []
    for part in read(f"{site}/sitemap.xml"):
        path = urlsplit(part).path
        found += (
            [urlsplit(url).path for url in read(site + path)] if path.endswith(".xml") else [path]
        )
    return list(dict.fromkeys([*LISTS, *found]))


@contextmanager
def chromium() -> Iterator[Page]:
    """A page of a Chromium that shows what is printed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_CHROMIUM)
        page = browser.new_page()
        page.emulate_media(media="print")
        yield page
        browser.close()


def print_chromium(page: Page, width: int, height: int, margin: int) -> bytes:
    """As its dialog prints, without the site's address at the edges."""
    sides = dict.fromkeys(("top", "right", "bottom", "left"), f"{margin}mm")
    return page.pdf(width=f"{width}mm", height=f"{height}mm", margin=sides, print_background=False)


def print_firefox(firefox: Firefox, width: int, height: int, margin: int) -> bytes:
    """As its dialog prints, fitted to the width as it does by itself."""
    sides = dict.fromkeys(("top", "right", "bottom", "left"), margin / 10)
    sheet = {"width": width / 10, "height": height / 10}
    told = {"page": sheet, "margin": sides, "shrinkToFit": True, "background": False}
    return b64decode(firefox.send("WebDriver:Print", told)["value"])


def prints(blocks: dict[str, Any], how: Print, margins: range, folder: Path) -> Iterator[str]:
    """The faults of the page that is open, on each sheet and with each margin."""
    pdf = folder / "page.pdf"
    for size, (width, height) in SIZES.items():
        for margin in margins:
            pdf.write_bytes(how(width, height, margin))
            for fault in faults_of(blocks, pdf):
                yield f"{size}, {margin} mm: {fault}"


def main() -> int:
    """Print the pages that were asked for."""
    options = _options()
    paths = [path for path in pages_of(options.site) if path.startswith(options.under)]
    margins, count, faults, began = range(0, 21, options.step), 0, 0, time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        page = stack.enter_context(chromium())
        program = shutil.which("firefox-esr") or shutil.which("firefox") or "firefox"
        fox = Firefox(program, preferences={"gfx.downloadable_fonts.enabled": False})
        stack.callback(fox.close)
        for path in paths:
            page.goto(options.site + path)
            page.evaluate(f"() => {{ {_LOAD_PICTURES} }}")
            blocks = page.evaluate(BLOCKS)
            ways: dict[str, Print] = {"chromium": lambda *sheet: print_chromium(page, *sheet)}
            if "firefox" in options.browser:
                fox.go(options.site + path)
                fox.run(_LOAD_PICTURES)
                ways["firefox"] = lambda *sheet: print_firefox(fox, *sheet)
            for browser in options.browser:
                for fault in prints(blocks, ways[browser], margins, folder):
                    faults += 1
                    print(f"{path} {browser}, {fault}", flush=True)
                count += len(SIZES) * len(margins)
    took = time.monotonic() - began
    print(f"{faults} faults in {count} prints of {len(paths)} pages, {took:.0f} s.")
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.paper", description=__doc__)
    parser.add_argument("site", help="the address of a running site")
    parser.add_argument("--step", type=int, default=5, help="mm from margin to margin")
    parser.add_argument("--under", default="/", help="only pages whose path begins so")
    parser.add_argument("--browser", nargs="+", default=["chromium", "firefox"])
    options = parser.parse_args()
    options.site = options.site.rstrip("/")
    return options


if __name__ == "__main__":
    sys.exit(main())
