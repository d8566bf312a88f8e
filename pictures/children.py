"""
The one child process (`child.py`) in which this process has pictures decoded.

105 kB can be forty million pixels, which take half a gigabyte while they are decoded, and seconds.
"""

import json
import os
from typing import Any

from core.children import Children, NoAnswer, command

CLEAN, SCALE = 1, 2
TOO_MUCH = "takes more time or memory than a picture may. Scale it down and upload it again."
CHILDREN = Children(command("pictures.child"), at_most=1)


class Unfit(Exception):
    """The message says why, to follow the name of the picture."""


def ask(kind: int, seconds: float, patience: float, **asked: Any) -> dict[str, Any]:
    """
    The child's answer to a request.

    Raises `Unfit`, `AllAtWork` where no turn came within `patience` seconds, and `OSError` where
    a file can't be read or written.
    """
    try:
        good, answer = CHILDREN.ask(kind, json.dumps(asked).encode(), seconds, patience)
    except NoAnswer as error:
        raise Unfit(TOO_MUCH) from error
    facts: dict[str, Any] = json.loads(answer)
    if "errno" in facts:
        raise OSError(facts["errno"], os.strerror(facts["errno"]))
    if not good:
        raise Unfit(facts["sentence"])
    return facts
