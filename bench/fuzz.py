"""
Feed the readers of manuscripts what no writer would write, and hold them to their promises.

    .venv/bin/python bench/fuzz.py --inputs 1000000            any bytes, by chance
    .venv/bin/python bench/fuzz.py --inputs 1000000 --atheris  guided by what the code runs through

Each input is a few hundred bytes. They are turned into a manuscript of one of the four formats,
mostly out of pieces that mean something to a reader: marks, amounts, names, tags. Whatever comes
in, reading ends with a plan that keeps the contract or with `UnreadableManuscript`. What breaks a
promise is written to a file beside this one and said at the end; the status is 1 then.
"""

import argparse
import importlib.util
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from faq.question_marks import ends_in_question_mark  # noqa: E402 -- after the path
from manuscripts.reading import Plan, UnreadableManuscript, read  # noqa: E402 -- after the path

_LONGEST = 300  # bytes of an input
_PIECES = (
    *("“", "”", '"', "‘", "’", "'", "«", "»", "„", "``", "''", "â€œ", "โ", "…", "—", "–"),
    *("\n", "\n\n", "\n\n\n", "\t", " ", "  ", "\u00a0", "\u202f", "\u200b", "\u00ad", "\ufeff"),
    *("$19", "£1,299.00", "1.299,00 €", "¥1,980", "KWD 3.450", "$", "€", "19,-", "$.47/oz.", "2%"),
    *("$19–$31", "from $12", "was $31", "now $15", "two for $25", "under $20", "save 20%", "1e999"),
    *("(originally $22)", " on Amazon or Walmart", " at Sephora", "amazon.com", " | ", "SPF 50"),
    *("CeraVe ", "La Roche-Posay ", "Cream", "Retinol Serum", "30 ml", "1.7 oz", "9" * 40),
    *("Dr. ", "Iona Bell", "MD", ", FAAD", "Prof. ", "De Rosa", "O’Neill", "IB", "Bell", "she "),
    *(" says ", " told Allure", "according to ", "explains: ", "he adds, ", "that ", "who ", "."),
    *("a dermatologist at ", "founder of ", "Larkmoor Clinic", "the ", "and ", "Words ", "word "),
    *("FAQ", "Q: ", "A: ", "Q1. ", "Q", "A", "?", "Frequently asked questions", "Interviewer: "),
    *("Title: ", "Tags: ", "By ", "Photo: ", "We may earn a commission", "Of course! Here is a "),
    *("- ", "* ", "1. ", "2) ", "· ", "# ", "### ", "> ", "---", "***"),
    *("**", "_", "~~", "`", "```"),
    *("[a](http://x.y)", "![a](b)", "[", "](", "|", "|---|", "\\", "&amp;", "&#0;", "&nbsp;", "&"),
    *("<p>", "</p>", "<h2>", "</h2>", "<ul><li>", "</li>", "</ul>", "<br>", "<b>", "</b>", "<s>"),
    *("</s>", "<del>", "<table><tr><td>", "<td>", "</td>", "</tr>", "</table>", "<th>", "<tr>"),
    *('<a href="http://x.y">', "</a>", "<blockquote>", "<article>", "</article>", "<nav>", "<pre>"),
    *('<span style="text-decoration:line-through">', "</span>", "<div hidden>", "</div>", "<!--"),
    *("-->", "<style>.c1{font-weight:700}</style>", '<p class="c1 title">', "<img alt='a'>", "<"),
    *("العناية", "e\u0301", "👩\u200d👧", "\u202e", "ß", "ﬁ", "Ⅳ", "１９", "٣", "\x00", "\x1b"),
)
_NAMES = ("a.txt", "a.md", "a.html", "a")


def manuscript_of(data: bytes) -> tuple[bytes, str]:
    """The bytes and the name of the manuscript that these bytes stand for."""
    name = _NAMES[data[0] % len(_NAMES)] if data else _NAMES[0]
    parts = []
    for at in range(1, len(data) - 1, 2):
        number = data[at] * 256 + data[at + 1]
        if number < 60_000:
            parts.append(_PIECES[number % len(_PIECES)])
        else:
            parts.append(chr(number if not 0xD800 <= number < 0xE000 else 0x2603))
    return "".join(parts).encode(), name


def broken_promise(data: bytes, name: str) -> str | None:
    """What the contract promises and the plan of this manuscript does not keep; None if nothing."""
    try:
        plan = read(data, name)
    except UnreadableManuscript as refusal:
        return "a refusal of several lines" if "\n" in str(refusal) else None
    if Plan.from_json(plan.as_json()) != plan:
        return "the plan is not its own JSON"
    if any(not ends_in_question_mark(faq.question) for faq in plan.faqs):
        return "a question without its mark"
    return _lost_words(plan) or _altered_words(plan)


def _lost_words(plan: Plan) -> str | None:
    text = plan.source.text
    ends = [0] * (len(text) + 1)
    for start, end in [one.span for one in (*plan.blocks, *plan.unplaced)]:
        ends[start] += 1
        ends[end] -= 1
    depth = 0
    for at, character in enumerate(text):
        depth += ends[at]
        if depth != 1 and not character.isspace():
            return f"{character!r} at {at} lies in {depth} blocks"
    return None


def _altered_words(plan: Plan) -> str | None:
    for quote in plan.quotes:
        for segment, (start, end) in zip(quote.segments, quote.spans, strict=True):
            if plan.source.text[start:end] != segment:
                return f"the segment {segment!r} is not what stands at {start}"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz.py", description=__doc__.splitlines()[1])
    parser.add_argument("--inputs", type=int, default=20_000, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the chance (%(default)s)")
    parser.add_argument("--atheris", action="store_true", help="let coverage guide the inputs")
    options = parser.parse_args()
    if options.atheris:
        return _guided(options)
    chance = random.Random(options.seed)  # noqa: S311 -- no secret
    began, broken = time.monotonic(), []
    for number in range(options.inputs):
        _feed(chance.randbytes(chance.randrange(_LONGEST)), broken)
        if number % 10_000 == 9_999:
            rate = number / (time.monotonic() - began)
            print(f"{number + 1:,} inputs, {len(broken)} broken, {rate:,.0f} a second", flush=True)
    return _told(options.inputs, broken)


def _feed(data: bytes, broken: list) -> None:
    made, name = manuscript_of(data)
    try:
        problem = broken_promise(made, name)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    if problem:
        broken.append((problem, name, made))


def _told(count: int, broken: list) -> int:
    for number, (problem, name, made) in enumerate(broken[:20]):
        kept = ROOT / "var" / f"fuzz-{number}-{name}"
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(made)
        print(f"{kept.relative_to(ROOT)}: {problem}")
    print(f"{count:,} inputs, {len(broken)} broke a promise.")
    return 1 if broken else 0


def _guided(options) -> int:
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed here: leave --atheris out, or install it.")
        return 2
    import atheris  # noqa: PLC0415 -- not on every machine

    broken: list = []
    count = 0

    def one(data):
        nonlocal count
        count += 1
        _feed(data, broken)
        if count % 10_000 == 0:
            print(f"{count:,} inputs, {len(broken)} broken", flush=True)
        if count == options.inputs:
            _told(count, broken)  # the library ends the program by itself

    atheris.instrument_all()
    limits = [f"-max_len={_LONGEST}", f"-runs={options.inputs}", f"-seed={options.seed}"]
    atheris.Setup([sys.argv[0], *limits, "-verbosity=0"], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
