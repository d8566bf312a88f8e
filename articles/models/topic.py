"""Articles that an editor adds to a topic; tags bring it the others (models/edition.py)."""

from django.db import models

from core.shown_facts import ShownFact
from topics.models import Topic

from .article import Article


class TopicArticle(ShownFact):
    """An article to begin with, whatever its tags; the topic's page shows it first."""

    fact_of = "topic"

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="article_links")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="topic_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "article to begin with"
        verbose_name_plural = "articles to begin with"
        constraints = [
            models.UniqueConstraint(fields=["topic", "article"], name="topicarticle_is_unique")
        ]

    def __str__(self) -> str:
        return str(self.article)
