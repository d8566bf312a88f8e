"""
Twenty manuscripts of the worst kinds at once, against the server as `dev.py run` starts it.

    python bench/manuscripts_at_worst.py         about three minutes, on 127.0.0.1 alone

While they are uploaded, and while a draft of 3,000 products is made, an article and `/healthz` are
asked. Then such a draft is made with nobody else there, and its form opened. It prints what became
of each kind, and ends with 1 where a promise is not kept.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import processes  # noqa: E402 -- after the path
from bench.processes import say  # noqa: E402
from bench.slow_clients import (  # noqa: E402
    ARTICLE,
    MOST_MB,
    MOST_MS,
    asked,
    megabytes,
    p99,
    sample_site,
    site,
)

ADD = "/admin/manuscripts/manuscript/add/"
OF_EACH_KIND, MOST_SECONDS, BETWEEN = 4, 150, 1
MOST_HELD, MOST_OPENING, MOST_FORM_MB = 2, 3, 5
TOKEN = "t" * 32
_SESSION = """
from django.contrib.auth.models import User
from django.test import Client
client = Client()
client.force_login(User.objects.create_superuser("bench", "bench@example.org"))
print(client.cookies["sessionid"].value)
"""


class Editor(NamedTuple):
    """Somebody signed in."""

    port: int
    session: str

    def post(self, path: str, **fields: str | tuple[str, bytes]) -> tuple[int, str, str]:
        """`(status, where it leads, page)`; a pair is a file's name and bytes."""
        body, kind = _form(fields)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            cookies = f"sessionid={self.session}; csrftoken={TOKEN}"
            headers = {"Host": "localhost", "Cookie": cookies, "Content-Type": kind}
            headers |= {"X-CSRFToken": TOKEN, "Origin": "http://localhost"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
            return answer.status, answer.getheader("Location") or "", page


def _form(fields: dict[str, str | tuple[str, bytes]]) -> tuple[bytes, str]:
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    if len(texts) == len(fields):
        return urlencode(texts).encode(), "application/x-www-form-urlencoded"
    [(name, data)] = (value for value in fields.values() if isinstance(value, tuple))
    head = f'--bound\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n--bound--\r\n", "multipart/form-data; boundary=bound"


def products(count: int, of: int = 0) -> str:
    """So many lines of a shopping list, unlike those of another `of`."""
    lines = (
        f"– CeraVe Cream No. {of}{number}, {number % 9 + 1}0 ml: ${number % 50 + 5} at Sephora"
        for number in range(count)
    )
    return f"What to buy {of}\n\nWe tried them all.\n\n" + "\n".join(lines)


def word_file(paragraphs: int) -> bytes:
    """A small file that takes long to convert."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rows = "".join(f"<w:p><w:r><w:t>{row}</w:t></w:r></w:p>" for row in range(paragraphs))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        document = f'<w:document xmlns:w="{space}"><w:body>{rows}</w:body></w:document>'
        parts.writestr("word/document.xml", document)
    return packed.getvalue()


KINDS: dict[str, Callable[[int], dict]] = {
    "3,000 products": lambda of: {"text": products(3_000, of)},
    "15,000 products": lambda of: {"text": products(15_000, of)},
    "a Word file of 150,000 paragraphs": lambda of: {"file": ("a.docx", word_file(150_000 + of))},
    "Markdown of brackets": lambda of: {"file": ("a.md", b"# A\n\n" + b"[" * (90_000 + of))},
    "1 MB of tables in HTML": lambda of: {
        "file": ("a.html", b"<h1>A</h1>" + b"<table><tr><td>a" * (55_000 + of))
    },
}


def main() -> int:
    if (load := os.getloadavg()[0]) > 0.5:
        say(f"This machine is busy (load {load:.1f}): every time will come out too long.")
    with tempfile.TemporaryDirectory(prefix="skinsite-worst-") as scratch:
        environment = sample_site(scratch) | {"SECOND_FACTOR_REQUIRED": "0"}
        session = processes.manage(environment, "shell", "-c", _SESSION).split()[-1]
        with site(environment) as (port, pid, _):
            missed = report(Editor(port, session), pid)
        return missed | report_draft(environment, Path(scratch) / "worst.txt")


def report(editor: Editor, pid: int) -> int:
    """Upload, make a draft, print; 1 where a promise is not kept."""
    editor.post(ADD, text="A title\n\nThe first manuscript starts a child.")
    for _ in range(20):
        asked(editor.port, ARTICLE)
    before = all_megabytes(pid)
    times, _ = readers(editor.port, pid, [threading.Thread(target=time.sleep, args=[5])])
    told("while nobody uploads anything", times)
    outcomes: Counter[tuple[str, str]] = Counter()
    reviews: list[str] = []
    uploads = [
        threading.Thread(target=upload, args=(editor, kind, of, outcomes, reviews))
        for of in range(OF_EACH_KIND)
        for kind in KINDS
    ]
    times, most = readers(editor.port, pid, uploads)
    for (kind, outcome), count in sorted(outcomes.items()):
        say(f"{count} × {kind}: {outcome}")
    is_kept = told("while they are uploaded", times)
    if reviews:
        draft = threading.Thread(target=editor.post, args=[reviews[0].replace("review", "draft")])
        times, _ = readers(editor.port, pid, [draft])
        is_kept &= told("while a draft of 3,000 products is made", times)
    time.sleep(2)
    after, alone = all_megabytes(pid), megabytes(pid)
    say(
        f"memory: {before:.0f} MB before, {most:.0f} MB at most, {after:.0f} MB after, "
        f"{alone:.0f} MB of it without the child that waits"
    )
    return int(not is_kept or after - before > MOST_MB)


def report_draft(environment: dict[str, str], manuscript: Path) -> int:
    """Make the largest draft with nobody else there, open its form, print; 1 where it is slow."""
    manuscript.write_text(products(3_000, OF_EACH_KIND), encoding="utf-8")
    figures, _ = processes.measure(environment, "drafting", str(manuscript))
    held, opened = figures["held"], min(figures["opening"]["cpu_ms"]) / 1000
    megabyte = figures["bytes"] / 1e6
    is_kept = held <= MOST_HELD and opened <= MOST_OPENING and megabyte <= MOST_FORM_MB
    say(
        f"a draft of 3,000 products: {held:.1f} s in the lock, {figures['held CPU']:.1f} of CPU; "
        f"its form: {megabyte:.1f} MB, {opened:.1f} s of CPU  {'pass' if is_kept else 'FAIL'}"
    )
    return int(not is_kept)


def upload(editor: Editor, kind: str, of: int, outcomes: Counter, reviews: list[str]) -> None:
    """Upload one, again and again while the site is busy."""
    fields, ends = KINDS[kind](of), time.monotonic() + MOST_SECONDS
    outcome = "busy to the end"
    while time.monotonic() < ends:
        status, where, page = editor.post(ADD, **fields)
        if status == 302 and "/review/" in where:
            reviews.append(where)
            outcome = "in review"
            break
        sentence = re.search(r'<ul class="errorlist[^>]*><li>(.*?)</li>', page)
        if not sentence or "just now" not in sentence[1]:
            outcome = re.sub(r"[\d,]+", "…", sentence[1]) if sentence else f"status {status}"
            break
        time.sleep(BETWEEN)
    outcomes[kind, outcome] += 1


def readers(
    port: int, pid: int, work: list[threading.Thread]
) -> tuple[dict[str, list[float]], float]:
    """Milliseconds of readers' pages while the work is done, and the most memory of it."""
    times: dict[str, list[float]] = {ARTICLE: [], "/healthz": []}
    most = 0.0
    for thread in work:
        thread.start()
    while any(thread.is_alive() for thread in work):
        for path, taken in times.items():
            taken.append(asked(port, path))
        most = max(most, all_megabytes(pid))
        time.sleep(0.02)
    return times, most


def told(when: str, times: dict[str, list[float]]) -> bool:
    found = {path: p99(taken) for path, taken in times.items()}
    words = ", ".join(f"{path} {value:.0f} ms" for path, value in found.items())
    is_kept = max(found.values()) <= MOST_MS
    say(f"p99 {when} ({len(times[ARTICLE])} times): {words}  {'pass' if is_kept else 'FAIL'}")
    return is_kept


def all_megabytes(pid: int) -> float:
    """Of the server and its children."""
    total = megabytes(pid)
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError, StopIteration):
            for child in (task / "children").read_text().split():
                with contextlib.suppress(OSError, StopIteration):
                    total += megabytes(int(child))
    return total


if __name__ == "__main__":
    sys.exit(main())
