"""The child that decodes pictures: it cleans what was uploaded, and makes renditions of it."""

import json
from typing import Any

from PIL import AvifImagePlugin, Image

from core.child import answer_requests

from .children import CLEAN, TOO_MUCH
from .cleaning import Unfit, clean
from .scaling import Scaling

Image.init()  # before its memory is measured: else the first picture of each kind loads some
_SECONDS = 130  # a little more than anybody waits


def main() -> None:
    """Answer requests in JSON; each names files to read and to write."""
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each would have a stack and a heap
    answer_requests(_answer, _SECONDS)


def _answer(kind: int, data: bytes) -> tuple[bool, str]:
    asked = json.loads(data)
    try:
        facts = clean(**asked) if kind == CLEAN else _scale(**asked)
        return True, json.dumps(facts)
    except Unfit as error:
        return False, json.dumps({"sentence": str(error)})
    except OSError as error:
        if error.errno:  # of the disk; what Pillow says of a picture has none
            return False, json.dumps({"errno": error.errno})
        return False, json.dumps({"sentence": TOO_MUCH})
    except Exception:  # encoders say in their own ways that there is no memory
        return False, json.dumps({"sentence": TOO_MUCH})


def _scale(widths: list[int], fallback: int, **picture: Any) -> dict[str, Any]:
    return Scaling(**picture).files(widths, fallback)
