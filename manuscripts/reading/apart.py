"""Reading a manuscript in a child process: what the server does, where others wait."""

import json
from collections.abc import Iterable

from .children import ask
from .conversion import MANUSCRIPT
from .decoding import UnreadableManuscript
from .docx import LARGEST
from .plan import Plan

_SECONDS = 9  # a manuscript of 3,000 products takes two


def read_apart(
    data: bytes,
    name: str,
    *,
    known_brands: Iterable[str] = (),
    known_retailers: Iterable[str] = (),
) -> Plan:
    """
    The plan of a manuscript, as `read` gives it; UnreadableManuscript after ten seconds too.

    `Busy` where two are being read already: then nobody waits.
    """
    if len(data) > LARGEST:
        raise UnreadableManuscript(
            f"{name} has {len(data):,} bytes; a manuscript may have {LARGEST:,}: remove its "
            "pictures."
        )
    asked = {
        "name": name,
        "known_brands": list(known_brands),
        "known_retailers": list(known_retailers),
    }
    good, answer = ask(MANUSCRIPT, json.dumps(asked).encode() + b"\n" + data, _SECONDS)
    if not good:
        is_whole = not answer.startswith("takes ")  # else it ended before it could say its name
        raise UnreadableManuscript(answer if is_whole else f"{name} {answer}")
    return Plan.from_json(json.loads(answer))
