"""
Makes static/site/fonts/ from the families' own variable fonts: what the site's texts need of them.

    pip install fonttools brotli
    python -m bench.subset_fonts path/to/Newsreader path/to/instrument-sans

Each path is a checkout of the family (github.com/productiontype/Newsreader at cfcb4f7,
github.com/Instrument/instrument-sans at 7fa2230). All three files together stay below 60 kB: the
axes that no style asks for are pinned, kerning is the same in every weight, and the italic, which
only marks words in a sentence, has the letters of English alone. Prints the `size-adjust` of the
fonts that stand in until these have come (static/site/fonts.css).
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.otlLib.optimize.gpos import compact
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parent.parent / "static" / "site" / "fonts"
ASCII = [chr(code) for code in range(0x20, 0x7F)]
MARKS = "\u00a0–—‘’“”…"
LATIN = [
    *ASCII,
    *MARKS,
    *(chr(code) for code in range(0xC0, 0x100)),
    *"¡£©«®°·»¿•‹›€™−×½→",
]
# Letters of names from Prague to Istanbul.
NAMES = "ĄąĂăĀāĆćČčĎďĐđĘęĚěĒēĞğİıĪīŁłŃńŇňŐőŌōŒœŘřŚśŞşŠšȘșŤťŢţȚțŮůŰűŪūŸŹźŻżŽž"
# The widths of letters as often as English has them, for the fonts that stand in.
ENGLISH = (
    "the skin around your eyes is thinner than anywhere else on your face so a cream that works "
    "on the cheeks may be too much for it ask a doctor before you begin and wait three months "
)
WEIGHTS = (400, 600)


def subset(
    source: Path, name: str, axes: dict[str, Any], letters: Any, features: list[str]
) -> TTFont:
    """The letters of a variable font at `axes` (a number pins one), written as `name`.woff2."""
    font = TTFont(source)
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright and license stay in the file
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(letters))
    subsetter.subset(font)
    buffer = BytesIO()
    font.save(buffer)
    font = instantiateVariableFont(TTFont(BytesIO(buffer.getvalue())), axes)
    if "kern" in features:
        _keep_one_kerning(font)
    font.flavor = "woff2"
    font.save(FONTS / f"{name}.woff2")
    return font


def _keep_one_kerning(font: TTFont) -> None:
    """Pairs are as far apart in bold as in regular: half of the table says how they differ."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            pairs = getattr(table, "ExtSubTable", table)
            if type(pairs).__name__ == "PairPos":
                _drop_devices(pairs)
    compact(font, 9)


def _drop_devices(pairs: Any) -> None:
    if pairs.Format == 1:
        records = [record for each in pairs.PairSet for record in each.PairValueRecord]
    else:
        records = [record for each in pairs.Class1Record for record in each.Class2Record]
    for value in (each for record in records for each in (record.Value1, record.Value2) if each):
        for device in ("XAdvDevice", "XPlaDevice", "YAdvDevice", "YPlaDevice"):
            vars(value).pop(device, None)
    pairs.ValueFormat1 &= 0xF
    pairs.ValueFormat2 &= 0xF


def mean_width(font: TTFont) -> float:
    """Of a letter of English, in parts of the size."""
    names, widths = font.getBestCmap(), font["hmtx"]
    total = sum(widths[names[ord(letter)]][0] for letter in ENGLISH)
    return total / len(ENGLISH) / font["head"].unitsPerEm


def main(newsreader: str, instrument: str) -> None:
    serif = Path(newsreader) / "fonts" / "variable" / "ttf"
    sans = Path(instrument) / "fonts" / "variable"
    roman = {"opsz": 18, "wght": WEIGHTS}
    made = [
        subset(
            serif / "Newsreader[opsz,wght].ttf",
            "newsreader",
            roman,
            [*LATIN, *NAMES],
            ["kern", "liga"],
        ),
        subset(
            serif / "Newsreader-Italic[opsz,wght].ttf",
            "newsreader-italic",
            roman | {"wght": 400},
            [*ASCII, *MARKS, *"éèüöäçñá"],
            ["liga"],
        ),
        subset(
            sans / "InstrumentSans[wdth,wght].ttf",
            "instrument-sans",
            {"wdth": 100, "wght": WEIGHTS},
            LATIN,
            ["kern", "tnum"],
        ),
    ]
    for font in made:
        line = font["hhea"]
        size = font["head"].unitsPerEm
        print(f"{font['name'].getDebugName(1)}: letter {mean_width(font):.4f}, ascent", end=" ")
        print(f"{line.ascent / size:.3f}, descent {-line.descent / size:.3f}")
    sizes = {path.name: path.stat().st_size for path in sorted(FONTS.glob("*.woff2"))}
    print(sizes, sum(sizes.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
