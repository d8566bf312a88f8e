"""Whether two contents (articles/content/) show readers the same, without opening either."""

import hashlib
import json
from typing import Any

SHOWN = ("title", "dek", "topic", "image", "authors", "tags", "quotes", "sources", "corrections")


def content_digest(content: dict[str, Any], slug: str) -> str:
    """
    Of what a save can change of what readers see, in an edition's content or a draft snapshot.

    A sign-off comes without a save, and counts for nothing in it.
    """
    shown: dict[str, Any] = {name: content[name] for name in SHOWN}
    shown["blocks"] = [
        {name: value for name, value in block.items() if name != "key"}
        for block in content["blocks"]
    ]
    return hashlib.sha256(json.dumps([slug, shown], sort_keys=True).encode()).hexdigest()
