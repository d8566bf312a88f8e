"""The sample topics: our own introductions to what the sample articles are about."""

import json
from pathlib import Path

from django.utils import timezone

from articles.models import Edition, TopicArticle
from topics.models import Topic

CONTENT = Path(__file__).parent / "content"


def publish_topics() -> None:
    """Publish those at whose address nobody has written anything yet; the articles are live."""
    wanted = json.loads((CONTENT / "topics.json").read_text(encoding="utf-8"))
    for facts in wanted:
        tags, slugs = facts.pop("tags"), facts.pop("articles")
        if Topic.objects.filter(slug=facts["slug"]).exists():
            continue
        topic = Topic(**facts, tag_names=", ".join(tags), published_at=timezone.now())
        topic.save()
        topic.tags.add(*tags)
        for position, slug in enumerate(slugs, 1):
            for edition in Edition.objects.live().filter(slug=slug).defer("content"):
                TopicArticle.objects.create(
                    topic=topic, article_id=edition.article_id, position=position
                )
