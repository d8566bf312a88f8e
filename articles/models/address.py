"""The addresses of articles: each slug belongs to the article that was published with it first."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .article import Article


class Address(models.Model):
    """
    A slug that is an article's own: of any edition it has or had, planned ones too.

    So two articles never claim one slug, live or planned; and an address that readers knew leads to
    the article's page, wherever that is now (articles/views.py). A draft claims none: two may be
    written for the same one, and it is the one's that is published or planned first. The database
    writes the rows itself (triggers beside the table of editions): nothing else does.
    """

    is_reference = False

    slug = models.SlugField(max_length=200, unique=True)
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
        begun = self.article.editions.filter(slug=self.slug, live_from__lte=timezone.now())
        return f"is or was {whose}, and leads there" if begun.exists() else f"is planned as {whose}"


def address_problem(slug: str, article: int | None) -> str:
    """Why that article can't be published under `slug`, in a sentence; "" where it can."""
    others = Address.objects.filter(slug=slug).exclude(article=article)
    taken = others.select_related("article").first()
    return f"“{slug}” {taken.standing}. Choose another address." if taken else ""


def same_address(article: Article) -> list[str]:
    """Sentences about whom the draft's address belongs to, or who else may have it. One query."""
    owned = Address.objects.filter(slug=article.slug, article=OuterRef("pk"))
    others = Article.objects.filter(Q(slug=article.slug) | Exists(owned)).exclude(pk=article.pk)
    other = others.first()
    if other is None:
        return []
    if problem := address_problem(article.slug, article.pk):
        return [problem]
    if article.addresses.filter(slug=article.slug).exists():
        return []
    return [
        f"“{article.slug}” is the address of “{other}” in its draft, too. It is the article's that "
        "is published or planned first; the other one then needs another."
    ]
