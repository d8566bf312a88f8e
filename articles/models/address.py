"""The addresses of articles: each slug belongs to one article, whatever the state it stands in."""

from django.db import models
from django.utils import timezone

from core.slugs import PageSlugField

from .article import Article


class Address(models.Model):
    """
    A slug that is an article's own: of its draft, or of any edition it ever had.

    So two articles never claim one slug, live, planned or written; and an address that readers knew
    leads to the article's page, wherever that is now (articles/views.py). The database writes the
    rows itself (triggers beside the tables of articles and editions): nothing else does.
    """

    is_reference = False

    slug = PageSlugField(max_length=200, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="addresses")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.slug

    @property
    def standing(self) -> str:
        """“is planned as the address of “Milia””: what it is to its article by now."""
        whose = f"the address of “{self.article}”"
        editions = self.article.editions.filter(slug=self.slug)
        if editions.filter(live_from__lte=timezone.now()).exists():
            return f"is or was {whose}, and leads there"
        return f"is planned as {whose}" if editions.exists() else f"is {whose} in its draft"
