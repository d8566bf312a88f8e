"""What readers' pages cost: queries and CPU, each page rendered anew."""

from django.core.cache import cache
from django.test import Client

from articles.models import Edition
from bench.content import Content
from people.models import Person
from products.models import Product

from .timing import HOST, timed


def measured() -> dict:
    """{page: {"wall_ms": […], "cpu_ms": […], "queries": n}}"""
    client = Client(headers=HOST)
    return {
        page: timed(lambda _, path=path: client.get(path), prepare=cache.clear, times=40, seconds=3)
        for page, path in addresses().items()
    }


def addresses() -> dict[str, str]:
    """Name → path: of one thing, of lists, of lists with filters, and deep in a long list."""
    live = Edition.objects.live().select_related("article")
    # The sample article with its ten products, or any invented one.
    edition = live.filter(slug__startswith="milia").first() or live.first()
    product = Product.objects.public().exclude(brand=None).first()
    tag, other = _common_tags(edition)
    person = Person.objects.public().filter(quotes__isnull=False).first()
    return {
        "article": edition.get_absolute_url(),
        "home": "/",
        "articles": "/articles/",
        "articles by two tags": f"/articles/?tag={tag}&tag={other}",
        "tags": "/tags/",
        "tag": f"/tags/{tag}/",
        "products": "/products/",
        "products of a brand": f"/products/?brand={product.brand.slug}",
        "product": product.get_absolute_url(),
        "brand": product.brand.get_absolute_url(),
        "experts": "/experts/",
        "expert": person.get_absolute_url(),
        "questions": "/faq/",
    }


def _common_tags(edition: Edition) -> list[str]:
    """The two tags that most articles have; two of the edition's on a site that is not invented."""
    common = Content().tags[:2]
    found = list(edition.tags.model.objects.filter(name__in=common).values_list("slug", flat=True))
    return found if len(found) == 2 else list(edition.tags.values_list("slug", flat=True)[:2])
