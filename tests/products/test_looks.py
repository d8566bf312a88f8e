"""Looking at a shop and writing down what it asks are two dates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.timezones import start_of
from manuscripts.importer import create_draft
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from products.models import Observation, Offer, PriceBatch, PricePoint, PriceSource
from tests.admin_forms import offer_form, page
from tests.factories import make_member, make_offer, make_unchecked_offer, set_price, signed_in

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=40)
PEEL = b"# Peels we like\n\n## To buy\n\n- CeraVe Peel: $19 (originally $31) at Zorb\n"


def read_from_file(offer, price="19.00", **facts):
    """What a line of a price file does to the offer."""
    facts.setdefault("currency", "USD")
    outcome = PriceBatch(source=PriceSource.FILE).apply(
        [Observation(offer=offer, price=Decimal(price), **facts)]
    )
    offer.refresh_from_db()
    return outcome


@pytest.mark.parametrize(
    "change",
    [
        {"list_price": "29"},
        {"list_price": None},
        {"list_price_kind": "rrp"},
        {"url": "https://{host}/another"},
    ],
)
def test_what_is_no_look_carries_the_date_of_the_last_one(change):
    offer = make_offer("19.00", list_price="31", checked_at=LONG_AGO)
    facts = {"list_price": "31"} | change
    if "url" in facts:
        facts["url"] = facts["url"].format(host=offer.host)

    set_price(offer, "19.00", **facts)

    assert offer.price_checked_at == offer.current.checked_at == LONG_AGO


@pytest.mark.parametrize(
    "seen",
    [
        {"price": "21"},
        {"price": "19", "price_kind": "from"},
        {"price": "19", "availability": "OutOfStock"},
        {"price": None},
    ],
)
def test_another_price_or_availability_is_a_look(seen):
    offer = make_offer("19.00", checked_at=LONG_AGO)

    set_price(offer, **seen)

    assert offer.current.age_in_days() == 0


def test_list_price_of_a_manuscripts_price_leaves_it_unchecked():
    offer = make_unchecked_offer("19.00", reported_on=date(2026, 3, 3))

    set_price(offer, "19.00", list_price="31")

    assert offer.current.checked_text == "from the manuscript of 3 March 2026, not checked yet"
    assert offer.current.aged_from == start_of(date(2026, 3, 3))


def test_price_is_as_old_as_its_manuscript_until_somebody_looks():
    manuscript, _ = receive(PEEL, "peels.md")
    editor = signed_in(make_member("Editor"))
    editor.post(page(Manuscript, "handed_in", manuscript.pk), {"day": "2026-03-03"})
    manuscript.refresh_from_db()
    create_draft(manuscript)
    offer = Offer.objects.get()
    stale = list(Offer.objects.stale())
    reported = signed_in(make_member("Price admin")).get(page(Offer, "change", offer.pk)).text

    set_price(offer, "19.00", list_price="31", checked_at=timezone.now())

    assert (
        "$19 (originally $31, as reported), from the manuscript of 3 March 2026, not checked yet"
        in reported
    )
    assert stale == [offer]
    assert offer.current.checked_text.startswith("checked ")
    assert not Offer.objects.stale()


def test_manuscript_is_handed_in_on_the_day_of_its_upload_and_never_later():
    manuscript, _ = receive(PEEL, "peels.md")
    editor = signed_in(make_member("Editor"))

    response = editor.post(
        page(Manuscript, "handed_in", manuscript.pk), {"day": "2100-01-01"}, follow=True
    )

    day = timezone.localdate()
    assert "Choose a day between 2000 and today." in response.text
    assert f'value="{day}"' in response.text
    create_draft(manuscript)
    assert Offer.objects.get().current.reported_on == day
    assert not Offer.objects.stale()


def test_report_is_stale_thirty_days_after_the_start_of_its_day():
    day = date(2026, 3, 3)
    offer = make_unchecked_offer("19.00", reported_on=day)
    stale_at = start_of(day) + timedelta(days=30)

    assert offer not in Offer.objects.stale(at=stale_at)
    assert offer in Offer.objects.stale(at=stale_at + timedelta(microseconds=1))


def test_undo_brings_back_the_date_of_the_price_before():
    offer = make_unchecked_offer("19.00", reported_on=date(2026, 3, 3))
    batch = set_price(offer, "21.00")

    batch.undo()

    offer.refresh_from_db()
    assert offer.price_checked_at is None
    assert "3 March 2026" in offer.current.checked_text


def test_released_price_of_a_manuscript_is_not_checked_by_its_release():
    offer = make_offer("19.00", checked_at=LONG_AGO)
    day = date(2026, 11, 3)
    held = set_price(offer, "23", looked=False, reported_on=day, hold_reason="Another price.")

    held.release(list(held.changes.all()), note="Seen at the shop.")

    offer.refresh_from_db()
    assert (offer.current.text, offer.price_checked_at) == ("$23", None)
    assert offer.current.aged_from == start_of(day)


# At the desk


def at_desk(desk, offer, **typed):
    response = desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, **typed))
    offer.refresh_from_db()
    return response


def test_price_from_elsewhere_is_not_checked(desk):
    offer = make_offer("19.00", checked_at=LONG_AGO)

    at_desk(desk, offer, price="21", look="no")

    assert (offer.current.text, offer.current.checked_text) == ("$21", "not checked yet")


def test_stock_from_elsewhere_is_not_checked(desk):
    offer = make_offer("19.00", availability="InStock", checked_at=LONG_AGO)

    at_desk(desk, offer, availability="SoldOut", look="no")

    assert (offer.current.availability, offer.price_checked_at) == ("SoldOut", None)


@pytest.mark.parametrize("typed", [{"price": "21"}, {"look": "same"}])
def test_look_before_the_one_on_file_is_told_beside_its_field(desk, typed):
    offer = make_offer("19.00")

    response = at_desk(desk, offer, **typed, looked_at_0="2026-11-22", looked_at_1="09:30")

    assert "It was checked since" in response.text
    assert (offer.current.text, offer.current.age_in_days()) == ("$19", 0)


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ({"list_price": "31"}, "feed"),
        ({"look": "same"}, "admin"),
        ({"availability": "SoldOut"}, "admin"),
        ({"price": "21"}, "admin"),
    ],
)
def test_price_stays_a_feeds_as_long_as_nobody_else_looks(desk, typed, source):
    offer = make_offer("19.00", source=PriceSource.FEED, checked_at=LONG_AGO)

    at_desk(desk, offer, **typed)

    assert offer.current.source == source
    assert PricePoint.objects.filter(offer=offer).count() == 2


def test_look_has_the_moment_that_is_typed(desk):
    offer = make_offer("19.00", checked_at=LONG_AGO)
    looked_at = {"looked_at_0": "2026-11-22", "looked_at_1": "09:30"}

    at_desk(desk, offer, **looked_at)

    moment = start_of(date(2026, 11, 22)) + timedelta(hours=9, minutes=30)
    assert (offer.current.text, offer.current.checked_at) == ("$19", moment)
    refused = at_desk(desk, offer, look="no", **looked_at)
    assert "leave this empty, or say that you did" in refused.text


# Files made from an export


def test_untouched_price_leaves_alone_what_was_set_since():
    offer = make_offer("19.00", availability="InStock", checked_at=LONG_AGO)
    exported = {"previous_price": Decimal(19), "checked_at": LONG_AGO, "availability": "InStock"}
    set_price(offer, "25.00", availability="SoldOut")
    seen = offer.current.checked_at

    unchanged = read_from_file(offer, **exported)
    read_from_file(offer, **exported, list_price=Decimal(40))

    assert len(unchanged.unchanged) == 1
    assert (offer.current.text, offer.current.list_text) == ("$25", "$40")
    assert (offer.current.availability, offer.current.checked_at) == ("SoldOut", seen)


def test_untouched_price_without_its_moment_leaves_the_price_alone():
    offer = make_offer("25.00", checked_at=LONG_AGO)

    read_from_file(offer, previous_price=Decimal(19), list_price=Decimal(40))

    assert (offer.current.text, offer.current.list_text) == ("$25", "$40")
    assert offer.current.checked_at == LONG_AGO


def test_price_that_was_changed_since_the_file_was_made_is_held():
    offer = make_offer("25.00", checked_at=LONG_AGO)

    outcome = read_from_file(offer, "15.00", previous_price=Decimal(19))

    assert offer.current.text == "$25"
    assert "was changed since the file was made" in outcome.held[0].reason


def test_moment_that_is_still_the_exported_one_says_nothing_of_another_price():
    offer = make_offer("19.00", checked_at=LONG_AGO)
    set_price(offer, "19.00", checked_at=LONG_AGO + timedelta(days=20))  # since the export
    moment = timezone.now() - timedelta(hours=1)

    read_from_file(
        offer, "15.00", previous_price=Decimal(19), checked_at=LONG_AGO, looked_at=moment
    )

    assert (offer.current.text, offer.current.checked_at) == ("$15", moment)


def test_file_that_cannot_say_what_it_knows_waits_for_a_fresh_look():
    fresh = make_offer("19.00", checked_at=timezone.now() - timedelta(hours=23))
    older = make_offer("19.00", checked_at=timezone.now() - timedelta(hours=25))

    held = read_from_file(fresh, "15.00", knows_when=False)
    read_from_file(older, "15.00", knows_when=False)

    assert (fresh.current.text, older.current.text) == ("$19", "$15")
    assert "less than 24 hours ago" in held.held[0].reason


@pytest.mark.parametrize("column", ["checked_at", "looked_at"])
@pytest.mark.parametrize("seen", [{"price": "15.00"}, {"availability": "SoldOut"}])
def test_older_look_waits_whoever_says_its_moment(column, seen):
    offer = make_offer("19.00", checked_at=LONG_AGO)

    outcome = read_from_file(offer, **seen, **{column: LONG_AGO - timedelta(days=1)})

    assert "checked before the price on file" in outcome.held[0].reason
    assert (offer.current.text, offer.price_checked_at) == ("$19", LONG_AGO)


def test_stock_of_a_file_that_is_older_than_the_price_waits():
    offer = make_offer("25.00", availability="SoldOut", checked_at=LONG_AGO)

    outcome = read_from_file(offer, previous_price=Decimal(19), availability="InStock")

    assert "was changed since the file was made" in outcome.held[0].reason
    assert offer.price_checked_at == LONG_AGO


def test_look_in_the_future_is_refused():
    outcome = read_from_file(make_offer(), "15", looked_at=timezone.now() + timedelta(days=1))

    assert outcome.refused[0].reason == "This is in the future."
