"""GTIN: the vectors of docs/rules.md 3.42, in the form and in the database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from products.gtin import normalized_gtin
from products.models import Product
from tests.factories import make_product


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("00036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("4006381 333-931", "04006381333931"),
    ],
)
def test_gtin_is_kept_as_fourteen_digits(text, gtin):
    assert normalized_gtin(text) == gtin


@pytest.mark.parametrize(
    "text", ["4006381333932", "20000000", "2000000000008", "12", "abc", "9" * 15]
)
def test_wrong_gtin_is_refused_with_a_sentence(text):
    with pytest.raises(ValidationError, match="GTIN"):
        normalized_gtin(text)


@pytest.mark.django_db
@pytest.mark.parametrize("gtin", ["04006381333932", "4006381333931", "abcdefghijklmn", ""])
def test_database_refuses_a_wrong_check_digit(gtin):
    product = make_product()

    with pytest.raises(DatabaseError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(gtin=gtin)


@pytest.mark.django_db
def test_database_takes_right_ones_and_none():
    make_product(gtin="04006381333931")
    make_product(gtin=None)
    make_product(gtin=None)
