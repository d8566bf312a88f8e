"""One name, however it is written."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from products.brand_names import normalize_brand_name
from products.models import Brand, Retailer

SPELLINGS = [
    ("E.L.F.", "e.l.f.", "ELF", "Elf"),
    ("Dr.Jart+", "Dr. Jart+", "Dr Jart", "DR.JART"),
    ("Q+A", "q + a"),
    ("L’Oréal Paris", "L'Oreal  Paris", "LOréal Paris"),
    ("La Roche-Posay", "La Roche Posay", "la roche‑posay"),
    ("Paula’s Choice", "Paulas Choice", "PAULA'S CHOICE"),
    ("Peach & Lily", "Peach and Lily"),
    ("L.A. Girl", "LA Girl"),
    ("SK-II", "SK II"),
    ("St. Ives", "St Ives"),
]


@pytest.mark.parametrize("names", SPELLINGS)
def test_spellings_of_one_name_are_one(names):
    assert len({normalize_brand_name(name) for name in names}) == 1


def test_other_names_stay_apart():
    usual = [names[0] for names in SPELLINGS] + ["Q A", "Q&A", "Dr. Dennis Gross", "La Mer"]

    assert len({normalize_brand_name(name) for name in usual}) == len(usual)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Brand, Retailer])
@pytest.mark.parametrize("names", SPELLINGS)
def test_second_spelling_of_a_name_on_file_is_refused(model, names):
    first, second = names[:2]
    model.objects.create(name=first, slug="one")

    with pytest.raises(ValidationError, match=f"another spelling of “{re.escape(first)}”"):
        model(name=second, slug="two").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(name=second, slug="two")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create([model(name=second, slug="two")])


@pytest.mark.django_db
def test_brand_is_renamed_with_its_normal_form():
    brand = Brand.objects.create(name="Old", slug="old")

    brand.name = "New"
    brand.save(update_fields=["name"])

    brand.full_clean()
    assert Brand.objects.get().normalized_name == "new"
