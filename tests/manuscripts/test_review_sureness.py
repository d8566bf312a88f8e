"""The review is as sure as the plan: what a warning touches is to be looked at."""

import pytest

from manuscripts.new_records import new_records
from manuscripts.proposals import proposals_of, receive
from manuscripts.sureness import accept_undoubted, sureness
from products.models import RetailerDomain
from tests.factories import make_person, make_retailer, make_user
from tests.manuscripts.review_pages import proposal

pytestmark = pytest.mark.django_db

TEXT = """Winter lips, mended

By Ana Poole

“Lip skin dries,” says Dr. Emmaline Ashley, a cosmetic physician at Acquisition Aesthetics.

“It burned like a nettle,” wrote Bea, 34, from Leeds.

What to buy

– CeraVe Healing Ointment: $12 at AMAZON.COM
"""


@pytest.fixture
def manuscript():
    return receive(TEXT.encode(), "lips.txt", by=make_user("anna"))[0]


def test_person_whom_the_plan_is_unsure_of_is_no_sure_card(manuscript):
    bea = next(one for one in proposals_of(manuscript) if one.reading.get("name") == "Bea")
    codes = [
        one["code"] for one in manuscript.plan["warnings"] if one["span"] == bea.reading["span"]
    ]
    assert codes == ["person.unsure"]

    accept_undoubted(manuscript, by=manuscript.uploaded_by)

    bea.refresh_from_db()
    assert (sureness(bea), bea.decision) == ("look", "open")


@pytest.mark.parametrize("kind", ["expert", "quote", "product", "faq"])
def test_no_card_is_sure_that_a_warning_touches(manuscript, kind):
    plan = manuscript.plan
    for one in proposals_of(manuscript).filter(kind=kind):
        spans = one.reading.get("spans") or [one.reading["span"]]
        warned = [
            warning["message"]
            for warning in plan["warnings"]
            for start, end in spans
            if start < warning["span"][1] and warning["span"][0] < end
        ]
        assert set(warned) <= set(one.doubts)


def test_shop_that_is_told_by_its_host_is_not_asked_about():
    shop = make_retailer("Amazon")
    RetailerDomain.objects.get_or_create(retailer=shop, domain="amazon.com")
    manuscript = receive(TEXT.encode(), "lips.txt", by=make_user("anna"))[0]

    found = new_records(proposals_of(manuscript))

    assert [one.name for one in found if one.kind == "retailer"] == []


def test_author_near_somebody_on_file_is_a_doubt():
    make_person("Anna Poole")
    manuscript = receive(TEXT.encode(), "lips.txt", by=make_user("anna"))[0]

    doubts = proposal(manuscript, "article").doubts

    assert "The author Ana Poole is new, but Anna Poole is on file." in doubts
