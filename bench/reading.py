"""
How long the readers of manuscripts take: a hundred articles, a megabyte, and hostile texts.

`python3 dev.py bench --only reading` keeps the figures and draws docs/reading-time.svg.
"""

import resource
import time
from html import escape
from math import log10
from pathlib import Path

from manuscripts.reading import UnreadableManuscript, read

ROOT = Path(__file__).resolve().parent.parent
MANUSCRIPTS = ROOT / "tests" / "manuscripts" / "known"
LENGTHS = (10_000, 30_000, 100_000, 300_000, 1_000_000)  # characters
# Texts that make careless rules quadratic: each is repeated up to its length.
HOSTILE = {
    "opening marks": "“",
    "single marks": "‘ ’ ",
    "amounts": "$19 ",
    "amounts and shops": "$19 at Amazon, ",
    "names": "Iona Bell ",
    "attributions": "says Dr. Iona Bell, ",
    "capitals": "A ",
    "questions": "Q: Why?\n",
    "headings": "A heading of a few words and no end to be seen\n\n",
    "no white space": "a",
    "brackets": "(",
    "tags": "<b>a</b>",
    "tables": "<table><tr><td>a</td><td>$1</td></tr></table>",
    "links": "[a](http://x.example) ",
    "stars": "**a** *",
}
_OF_MARKUP = {"tags": "a.html", "tables": "a.html", "links": "a.md", "stars": "a.md"}


def hundred_articles() -> list[tuple[bytes, str]]:
    """A hundred manuscripts of 900 words, each made of those in tests, of all four formats."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(MANUSCRIPTS.glob("*.txt"))]
    lines = [line for text in texts for line in text.splitlines()]
    made = []
    for number in range(100):
        taken, words = [], 0
        for line in (lines[number * 7 % len(lines) :] + lines) * 2:
            taken.append(line)
            words += len(line.split())
            if words >= 900:
                break
        made.append(("\n".join(taken).encode(), f"{number}.txt"))
    return made


def measured() -> dict:
    """Seconds of CPU of each figure, and the megabytes that were needed for the largest text."""
    articles = hundred_articles()
    read(*articles[0])
    began = time.process_time()
    for data, name in articles:
        read(data, name)
    found = {"hundred": time.process_time() - began}

    text = "\n\n".join(data.decode() for data, _ in articles).encode()
    text = (text * (1_000_000 // len(text) + 1))[:999_000].decode(errors="ignore").encode()
    began = time.process_time()
    read(text, "large.txt")
    found["megabyte"] = time.process_time() - began
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def timed_by_length() -> dict[str, list[tuple[int, float]]]:
    """For each text: `(characters, seconds)`; a text that is refused is timed like any other."""
    found = {}
    for name, piece in HOSTILE.items():
        points = []
        for length in LENGTHS:
            data = (piece * (length // len(piece) + 1))[: length - 3].encode()[:999_999]
            began = time.process_time()
            try:
                read(data, _OF_MARKUP.get(name, "a.txt"))
            except UnreadableManuscript:
                continue
            points.append((length, max(1e-4, time.process_time() - began)))
        found[name] = points
    return found


_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 440, 64, 24, 190, 48


def drawn(times: dict[str, list[tuple[int, float]]]) -> str:
    """The times as an SVG: both axes logarithmic, so that time in proportion is a slope of one."""
    most, least = 10.0, 0.001

    def place(length, seconds):
        across = (log10(length) - 4) / 2 * (_WIDTH - _LEFT - _RIGHT)
        down = (log10(most) - log10(max(least, seconds))) / 4 * (_HEIGHT - _TOP - _BOTTOM)
        return f"{_LEFT + across:.1f},{_TOP + down:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12"><title>Seconds of CPU by the length of a'
        " manuscript</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fffdf9"/>',
    ]
    for seconds, told in (
        (0.001, "1 ms"),
        (0.01, "10 ms"),
        (0.1, "0.1 s"),
        (1, "1 s"),
        (10, "10 s"),
    ):
        x, y = place(10_000, seconds).split(",")
        parts.append(
            f'<line x1="{x}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="#d9d0c3"/>'
            f'<text x="{_LEFT - 8}" y="{float(y) + 4}" text-anchor="end">{told}</text>'
        )
    for length in LENGTHS:
        x = place(length, least).split(",")[0]
        parts.append(
            f'<text x="{x}" y="{_HEIGHT - 26}" text-anchor="middle">{length // 1000:,} k</text>'
        )
    parts.append(
        f'<text x="{_LEFT}" y="{_HEIGHT - 8}">characters; the dashed line is time in proportion'
        " to length</text>"
    )
    line = " ".join(place(length, length * 2e-6) for length in LENGTHS)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#555" stroke-dasharray="6 4"/>')
    ends = []
    for number, (name, points) in enumerate(times.items()):
        if not points:
            continue
        colour = f"hsl({number * 360 // len(times)} 55% 38%)"
        line = " ".join(place(*point) for point in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        )
        ends.append((float(place(*points[-1]).split(",")[1]), name, colour, points[-1][1]))
    at = 0.0
    for y, name, colour, seconds in sorted(ends):
        at = max(at + 15, y)
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 8}" y="{at + 4:.1f}" fill="{colour}">{escape(name)},'
            f" {seconds:.2f} s</text>"
        )
    return "\n".join([*parts, "</svg>", ""])
