"""
How long the readers of manuscripts take: a hundred articles, a megabyte, and hostile texts.

`python3 dev.py bench --only reading` keeps the figures and draws docs/reading-time.svg.
"""

import contextlib
import json
import resource
import sys
import time
from pathlib import Path

from bench.chart import drawn
from bench.measure.yardstick import additions
from manuscripts.reading import UnreadableManuscript, read

ROOT = Path(__file__).resolve().parent.parent.parent
DRAWING = ROOT / "docs" / "reading-time.svg"
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


def measured_once() -> dict[str, float]:
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
    with contextlib.suppress(UnreadableManuscript):  # so many products are counted once read
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


def main() -> None:
    """Draw the times, and print five runs; without Django, whose memory is not the readers'."""
    samples = [measured_once() for _ in range(5)]
    DRAWING.write_text(drawn(timed_by_length(), LENGTHS), encoding="utf-8")
    figures = {name: [one[name] for one in samples] for name in samples[0]}
    yardsticks = {"a million additions": round(additions(), 2)}
    sys.stdout.write(json.dumps({"figures": figures, "yardsticks": yardsticks}) + "\n")


if __name__ == "__main__":
    main()
