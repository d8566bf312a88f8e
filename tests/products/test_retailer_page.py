"""The page of a retailer: what deleting a domain of its own takes from readers."""

import pytest

from products.models import Retailer
from tests.admin_forms import opened, page
from tests.factories import make_offer

pytestmark = pytest.mark.django_db


def test_deleting_a_domain_says_how_many_offers_vanish(desk):
    offer = make_offer("19.00")
    address = page(Retailer, "change", offer.retailer.pk)

    said = desk.post(address, opened(desk, address) | {"domains-0-DELETE": "on"}, follow=True).text

    assert not offer.retailer.domains.exists()
    assert "1 offer is on no page any more" in said
