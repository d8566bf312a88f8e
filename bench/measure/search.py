"""What it costs to find: the page of results and what its field proposes, made anew each time."""

from django.test import Client

from bench.content import COMMON_WORD, RARE_WORD

from .timing import HOST, timed


def measured() -> dict:
    """{what is looked for: {"wall_ms": […], "cpu_ms": […], "queries": n}}"""
    client = Client(headers=HOST)
    addresses = {
        "a word in every 20th": f"/search/?q={RARE_WORD}",
        "a word in every 2nd": f"/search/?q={COMMON_WORD}",
        "both": f"/search/?q={RARE_WORD}+{COMMON_WORD}",
        "a word with a typo": f"/search/?q={RARE_WORD[:-2]}{RARE_WORD[-1]}",
        "half a word": f"/search/suggest/?q={RARE_WORD[:4]}",
    }
    return {
        name: timed(lambda _, path=path: client.get(path), times=40, seconds=5)
        for name, path in addresses.items()
    }
