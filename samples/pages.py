"""The sample texts of the pages that a magazine owes its readers. Each says that it is a sample."""

import json
from pathlib import Path

from django.utils import timezone

from pages.models import Page

CONTENT = Path(__file__).parent / "content"


def publish_pages() -> None:
    """Publish those at whose address nobody has written anything yet."""
    wanted = json.loads((CONTENT / "pages.json").read_text(encoding="utf-8"))
    for number, facts in enumerate(wanted, 1):
        if Page.objects.filter(slug=facts["slug"]).exists():
            continue
        body = (CONTENT / "pages" / f"{facts['slug']}.html").read_text(encoding="utf-8")
        Page.objects.create(
            **facts,
            body=body,
            order=number * 10,
            is_sample=True,
            published_at=timezone.now(),
        )
