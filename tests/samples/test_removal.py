"""Samples are taken away whole, and nothing that people made or changed goes with them."""

import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction

from articles.models import Article, Edition, ProductPick
from core.models import Redirect
from pages.models import Page
from people.models import Person
from products.models import Offer, PricePoint, Product, Retailer
from samples import loader
from samples.models import SampleRow
from tests.factories import make_article, make_offer, make_page, make_product, make_retailer


def everything(*but):
    """Every row of every table, and every file: what a site is."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.order_by().values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label not in but
    }


def files_in(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def remove(*options):
    out = io.StringIO()
    call_command("remove_samples", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def own_site():
    """What people had before: a shop and a page that the samples have, too, and a tag of theirs."""
    shop = make_retailer("Amazon", pays_commission=True, affiliate_query="tag=ours-20")
    make_offer("12.00", product=make_product("Own cream", tags=["retinol"]), retailer=shop)
    make_article("Our own piece", tags=["rosacea"])
    make_page("Who we are", slug="about")


@pytest.mark.django_db(transaction=True)
def test_after_it_the_site_is_as_before(own_site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    before = everything()
    loader.load()
    assert Retailer.objects.get(name="Amazon").affiliate_query == "tag=ours-20"
    assert Page.objects.get(slug="about").title == "Who we are"
    assert Page.objects.filter(is_sample=True).count() == 5
    assert files_in(tmp_path)

    # Somebody works with them: changes a person, moves a page, and uses a product.
    person = Person.objects.filter(is_sample=True).first()
    Person.objects.filter(pk=person.pk).update(bio="Retired.")
    page = Page.objects.get(slug="privacy")
    page.slug = "data"
    page.save()
    product = (
        Product.objects.filter(
            pk__in=SampleRow.objects.filter(model="products.product").values("row"),
            offers__isnull=False,
        )
        .order_by("pk")
        .first()
    )
    author = Article.objects.get(title="Our own piece").bylines.get().person
    own = make_article("About a sample", publish=False, author=author, products=[product])

    told = remove()
    assert f"person “{person}”: It was changed since." in told
    assert "page “Privacy”: It was changed since." in told
    assert f"product “{product}”: Another one uses it: product pick." in told
    assert Person.objects.get(is_sample=True) == person
    assert product.offers.exists()
    assert Page.objects.filter(is_sample=True).count() == 1
    assert not Article.objects.exclude(title__in=["Our own piece", "About a sample"]).exists()
    assert Edition.objects.count() == 1

    told = remove("--force")
    assert f"product “{product}”: Another one uses it: product pick." in told
    assert not Person.objects.filter(is_sample=True).exists()
    assert not Redirect.objects.exists()
    assert ProductPick.objects.get(parent=own).product == product

    own.delete()
    remove()
    assert everything() == before
    assert not files_in(tmp_path)
    assert not SampleRow.objects.exists()
    assert "There are no samples here." in remove()
    # The guards stand again.
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        PricePoint.objects.filter(offer=Offer.objects.first())._raw_delete("default")
