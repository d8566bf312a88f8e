"""Pages and steps of an article in the admin, and what a test reads or posts there."""

import re

from django.urls import reverse

from articles.drafts.revisions import save_revision
from articles.models import TextBlock


def step(article, name, *args):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


def posted_by(page):
    """What the first form with a version on the page would post."""
    return dict(re.findall(r'name="(version)" value="(\d+)"', page.text))


def put_back(desk, address):
    return desk.post(address, posted_by(desk.get(address)), follow=True)


def rewrite(article, html, *, note=""):
    """Somebody's later save of the article's first text."""
    TextBlock.objects.filter(parent=article).update(html=html)
    article.version += 1
    article.save()
    return save_revision(article, note=note)


def read(page):
    """The text of a page without its tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def as_typed(at, field="at"):
    return {f"{field}_0": f"{at:%Y-%m-%d}", f"{field}_1": f"{at:%H:%M}"}
