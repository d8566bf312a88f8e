"""How long it takes to read an article."""

import re

from articles.content import Content

WORDS_A_MINUTE = 230
# Scripts that part no words: of these characters one reads as many a minute.
CHARACTERS_A_MINUTE = 480
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_TAG = re.compile(r"<[^>]*>")
# What blocks hold that is read, whatever their kind (articles/block_parts.py).
_TEXTS = ("html", "title", "text", "answer", "note")
_LISTS = ("points", "pros", "cons")


def minutes_to_read(content: Content) -> int:
    """Whole minutes, one at least; what readers open only if they want it counts, too."""
    texts = [content["dek"]]
    for block in content["blocks"]:
        texts += [block[name] for name in _TEXTS if block.get(name)]
        texts += [line for name in _LISTS for line in block.get(name, ())]
    text = _TAG.sub(" ", " ".join(texts))
    dense = len(_DENSE.findall(text))
    words = len(_DENSE.sub(" ", text).split())
    return max(1, round(words / WORDS_A_MINUTE + dense / CHARACTERS_A_MINUTE))
