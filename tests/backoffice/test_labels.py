"""What a thing is called to whoever may not view it."""

import pytest
from django.urls import reverse

from manuscripts.importer import apply_plan
from manuscripts.reading import read
from products.models import PriceBatch
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

TITLE = "The scandal nobody may know of"


def batch_of(title, price):
    """The prices of a draft that was imported."""
    lines = [title, "Words about it.", "What to buy", f"- CeraVe Gentle Peel: {price} on Amazon"]
    data = "\n\n".join(lines).encode()
    apply_plan(read(data, f"{title}.txt"), data)
    return PriceBatch.objects.latest("pk")


@pytest.fixture
def batch():
    """Its price waits for review: it is a hundred times that of before."""
    batch_of("Peels, weighed", "$19")
    return batch_of(TITLE, "$1900")


def pages_about(batch):
    offer = batch.changes.get().offer
    return {
        "batches": reverse("admin:products_pricebatch_changelist"),
        "search": f"{reverse('admin:products_pricebatch_changelist')}?q=scandal",
        "batch": reverse("admin:products_pricebatch_change", args=[batch.pk]),
        "offer": reverse("admin:products_offer_change", args=[offer.pk]),
        "product": reverse("admin:products_product_change", args=[offer.product_id]),
        "worklist and activity": reverse("admin:index"),
        "quick search": f"{reverse('admin:quick_search')}?q=scandal",
    }


def test_price_admin_is_told_of_no_draft(batch):
    client = signed_in(make_member("Price admin"))

    assert PriceBatch.objects.holding().get() == batch
    told = {name: client.get(address) for name, address in pages_about(batch).items()}

    assert {answer.status_code for answer in told.values()} == {200}
    assert [name for name, answer in told.items() if "nobody may know" in answer.text] == []
    assert "a draft article" in told["batches"].text
    assert "a draft article" in told["batch"].text


def test_editor_is_told_its_name(batch):
    client = signed_in(make_member("Editor"))
    addresses = pages_about(batch)

    assert TITLE in client.get(addresses["batches"]).text
    assert TITLE in client.get(addresses["batch"]).text


def test_undo_tells_no_more_than_what_it_undoes():
    undo, _ = batch_of(TITLE, "$19").undo()

    page = signed_in(make_member("Price admin")).get(
        reverse("admin:products_pricebatch_change", args=[undo.pk])
    )

    assert "a draft article" in page.text
    assert TITLE not in page.text
