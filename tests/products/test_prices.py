"""The one door for prices: what it lets through, what the database refuses, and the way back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from products.models import (
    Observation,
    Offer,
    PriceBatch,
    PriceChange,
    PriceKind,
    PricePoint,
    PriceSource,
)
from tests.factories import make_offer, make_retailer, make_unchecked_offer, make_user, set_price

pytestmark = pytest.mark.django_db


def state_of_prices():
    return list(Offer.objects.order_by("pk").values_list("pk", "current", "url"))


def refused():
    """The database refuses what happens inside."""
    return pytest.raises(IntegrityError, match=r"price|PRICE|offer|unique|UNIQUE")


def test_price_says_who_when_why_and_what_was_before():
    author = make_user("ada")
    offer = make_offer("19.00", list_price="31.00")

    batch = PriceBatch(author=author, source=PriceSource.ADMIN, reason="Spring sale")
    outcome = batch.apply([Observation(offer=offer, price=Decimal(15), currency="USD")])

    offer.refresh_from_db()
    row = batch.changes.get()
    assert offer.current.text == "$15"
    assert (row.before.text, row.after.text) == ("$19", "$15")
    assert (row.batch.author.username, row.batch.reason) == ("ada", "Spring sale")
    assert [change.after.text for change in outcome.changed] == ["$15"]


def test_preview_writes_nothing():
    offer = make_offer("19.00")
    before = state_of_prices(), PricePoint.objects.count(), PriceBatch.objects.count()

    outcome = PriceBatch(source=PriceSource.ADMIN).preview(
        [Observation(offer=offer, price=Decimal(15), currency="USD")]
    )

    assert len(outcome.changed) == 1
    assert (state_of_prices(), PricePoint.objects.count(), PriceBatch.objects.count()) == before


def test_same_price_makes_no_batch_and_a_newer_check_confirms_it():
    offer = make_offer("19.00")
    same = Observation(offer=offer, price=Decimal("19.00"), currency="USD")
    later = Observation(offer=offer, price=Decimal(19), currency="USD", checked_at=timezone.now())

    nothing = PriceBatch(source=PriceSource.ADMIN)
    unchanged = nothing.apply([same])
    looked = PriceBatch(source=PriceSource.ADMIN)
    confirmed = looked.apply([later])

    offer.refresh_from_db()
    assert nothing.pk is None
    assert len(unchanged.unchanged) == 1
    assert len(confirmed.confirmed) == 1
    assert offer.current.checked_at == later.checked_at
    assert looked.changes.get().kind == PriceChange.Kind.CONFIRMED


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"price": Decimal(0)}, "price"),
        ({"price": Decimal(-3)}, "price"),
        ({"price": Decimal("19.999")}, "price"),
        ({"price": Decimal("1980.5"), "currency": "JPY"}, "price"),
        ({"price": Decimal("1.0005"), "currency": "KWD"}, "price"),
        ({"price": Decimal("NaN")}, "price"),
        ({"price": Decimal("Infinity")}, "price"),
        ({"price": Decimal("1e999999")}, "price"),
        ({"price": Decimal("9" * 400)}, "price"),
        ({"list_price": Decimal("-1")}, "list_price"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"currency": "XXX", "price": None}, "currency"),
        ({"price_kind": "cheap"}, "price_kind"),
        ({"price_kind": "range"}, "price_max"),
        ({"price_kind": "range", "price_max": Decimal(5)}, "price_max"),
        ({"price_max": Decimal(30)}, "price_max"),
        ({"availability": "In stock"}, "availability"),
        ({"checked_at": timezone.now() + timedelta(days=1)}, "checked_at"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_wrong_observation_is_refused_with_its_column_and_nothing_is_written(facts, column):
    offer = make_offer("19.00")
    before = state_of_prices()

    outcome = PriceBatch(source=PriceSource.ADMIN).apply(
        [Observation(**{"offer": offer, "price": Decimal(15), "currency": "USD", **facts})]
    )

    assert outcome.refused[0].column == column
    assert outcome.refused[0].reason.endswith(".")
    assert state_of_prices() == before


def test_price_changed_by_somebody_else_meanwhile_is_refused():
    offer = make_offer("19.00")
    seen = offer.current_id
    set_price(offer, "18.00")

    outcome = PriceBatch(source=PriceSource.ADMIN).apply(
        [Observation(offer=offer, price=Decimal(15), currency="USD", based_on=seen)]
    )

    offer.refresh_from_db()
    assert "it is $18 now" in outcome.refused[0].reason
    assert offer.current.text == "$18"


def test_price_nobody_looked_at_yet_says_so_until_somebody_does():
    offer = make_unchecked_offer("19.00")

    assert offer.price_checked_at is None
    assert offer.current.checked_text == "not checked yet"
    assert offer.current.aged_from == offer.current.recorded_at
    assert offer.current.as_json(url="")["checked_at"] is None
    assert timezone.now() - offer.current.recorded_at < timedelta(minutes=1)

    looked = set_price(offer, "19.00", checked_at=timezone.now())

    assert looked.changes.get().kind == PriceChange.Kind.CONFIRMED
    assert offer.current.age_in_days() == 0


def test_price_nobody_looked_at_yet_is_replaced_without_doubt():
    offer = make_unchecked_offer("19.00")

    set_price(offer, "18.00", checked_at=timezone.now() - timedelta(days=400))

    assert offer.current.text == "$18"


def test_undo_moves_back_and_leaves_what_was_changed_since():
    one, other = make_offer("19.00"), make_offer("40.00")
    batch = PriceBatch(source=PriceSource.ADMIN)
    batch.apply(
        [
            Observation(offer=one, price=Decimal(15), currency="USD", url=f"{one.url}/x"),
            Observation(offer=other, price=Decimal(35), currency="USD"),
        ]
    )
    set_price(other, "33.00")

    undo, left = batch.undo(author=make_user())

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.current.text, other.current.text) == ("$19", "$33")
    assert not one.url.endswith("/x")
    assert [row.offer for row in left] == [other]
    assert undo.undoes == batch


def test_undo_of_an_undo_is_the_batch_again():
    offer = make_offer("19.00")
    batch = set_price(offer, "15.00")
    undo, _ = batch.undo()

    undo.undo()

    offer.refresh_from_db()
    assert offer.current.text == "$15"


AMOUNTS = st.decimals(min_value="0.01", max_value="9999.99", places=2)


class UndoTests(TestCase):
    """Hypothesis needs a TestCase to roll back between examples."""

    @given(
        before=st.lists(st.none() | AMOUNTS, min_size=1, max_size=4),
        after=st.lists(st.none() | AMOUNTS, min_size=4, max_size=4),
        urls=st.lists(st.sampled_from([None, "", "https://a.example/1"]), min_size=4, max_size=4),
    )
    @settings(max_examples=20, deadline=None)
    def test_apply_then_undo_leaves_everything_as_it_was(self, before, after, urls):
        retailer = make_retailer()
        retailer.domains.create(domain="a.example")
        offers = [make_offer(str(price) if price else None, retailer=retailer) for price in before]
        was = state_of_prices()
        batch = PriceBatch(source=PriceSource.ADMIN)

        batch.apply(
            [
                Observation(offer=offer, price=price, currency="USD", url=url)
                for offer, price, url in zip(offers, after, urls, strict=False)
            ]
        )
        left = list(batch.undo()[1]) if batch.pk else []

        assert (state_of_prices(), left) == (was, [])


def test_offer_can_not_be_saved_with_another_price():
    offer = make_offer("19.00")
    first = offer.current
    set_price(offer, "15.00")

    offer.current = first
    offer.save()

    offer.refresh_from_db()
    assert offer.current.text == "$15"
    offer.current = first
    with refused(), transaction.atomic():
        offer.save(update_fields=["current"])


def test_save_of_a_stale_copy_does_not_bring_an_old_price_back():
    offer = make_offer("19.00")
    stale = Offer.objects.get(pk=offer.pk)
    set_price(offer, "15.00")

    stale.url = f"{stale.url}/set"
    stale.save()

    offer.refresh_from_db()
    assert (offer.current.text, offer.url) == ("$15", stale.url)


def other_ways():
    """Each takes an offer whose price is $15 now and the point of $19 it had before."""
    return {
        "update": lambda o, p: Offer.objects.filter(pk=o.pk).update(current=p),
        "update to none": lambda o, p: Offer.objects.filter(pk=o.pk).update(current=None),
        "base manager": lambda o, p: Offer._base_manager.filter(pk=o.pk).update(current=p),
        "bulk_update": lambda o, p: Offer.objects.bulk_update(
            [Offer(pk=o.pk, current=p)], ["current"]
        ),
        "bulk_create with upsert": lambda o, p: Offer.objects.bulk_create(
            [Offer(pk=o.pk, product=o.product, retailer=o.retailer, current=p)],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=["current"],
        ),
        "raw save": lambda o, p: Offer(
            pk=o.pk, product=o.product, retailer=o.retailer, current=p
        ).save_base(raw=True),
        "new offer with a price": lambda o, p: Offer.objects.create(
            product=o.product, retailer=o.retailer, variant="another", current=p
        ),
        "SQL on the pointer": lambda o, p: sql(
            f"UPDATE products_offer SET current_id = {p.pk} WHERE id = {o.pk}"
        ),
        "SQL on the point": lambda o, p: sql(
            f"UPDATE products_pricepoint SET price = 1 WHERE id = {o.current_id}"
        ),
        "SQL that deletes the point": lambda o, p: sql(
            f"DELETE FROM products_pricepoint WHERE id = {p.pk}"
        ),
        "update of the point": lambda o, p: PricePoint.objects.filter(pk=o.current_id).update(
            price=1
        ),
        "save of the point": lambda o, p: changed(o.current, price=Decimal(1)).save(),
        "raw save of the point": lambda o, p: changed(o.current, price=Decimal(1)).save_base(
            raw=True
        ),
        "upsert of the point": lambda o, p: PricePoint.objects.bulk_create(
            [changed(o.current, price=Decimal(1))],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=["price"],
        ),
        "a point for an old batch": lambda o, p: changed(p, pk=None, price=Decimal(1)).save(),
        "update of the row": lambda o, p: PriceChange.objects.filter(offer=o).update(after=p),
        "a row for an old batch": lambda o, p: PriceChange.objects.create(
            batch=make_offer().current.batch, offer=o, before=o.current, after=p, state="applied"
        ),
        "deletion of the row": lambda o, p: PriceChange.objects.filter(offer=o).delete(),
        "deletion of the batch": lambda o, p: sql(
            f"DELETE FROM products_pricebatch WHERE id = {p.batch_id}"
        ),
        "reopening the batch": lambda o, p: PriceBatch.objects.filter(pk=p.batch_id).update(
            state="open"
        ),
    }


def changed(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    if fields.get("pk", row.pk) is None:
        row._state.adding = True
    return row


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("way", other_ways())
def test_every_other_way_to_change_a_price_is_refused(way):
    offer = make_offer("19.00")
    old = offer.current
    set_price(offer, "15.00")
    before = state_of_prices(), list(PricePoint.objects.order_by("pk").values())

    with refused(), transaction.atomic():
        other_ways()[way](offer, PricePoint.objects.get(pk=old.pk))

    after = state_of_prices(), list(PricePoint.objects.order_by("pk").values())
    assert after[0][:1] == before[0][:1]
    assert after[1][: len(before[1])] == before[1]


@pytest.mark.parametrize(
    "facts",
    [
        {"price": Decimal(0)},
        {"price": Decimal(-1)},
        {"list_price": Decimal(0)},
        {"currency": ""},
        {"currency": "usd"},
        {"currency": "US"},
        {"currency": "U$D"},
        {"price_kind": "range"},
        {"price_max": Decimal(30)},
        {"availability": "yes"},
    ],
)
def test_database_refuses_a_point_that_can_not_be_true(facts):
    offer = make_offer("19.00")
    batch = PriceBatch.objects.create(source=PriceSource.ADMIN)
    point = {
        "offer": offer,
        "batch": batch,
        "price": Decimal(19),
        "currency": "USD",
        "checked_at": timezone.now(),
        "source": PriceSource.ADMIN,
        **facts,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        PricePoint.objects.create(**point)


def test_three_decimals_are_kept_where_the_currency_has_them():
    offer = make_offer("3.450", currency="KWD")

    assert offer.current.price == Decimal("3.450")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"price": "19.00"}, "$19"),
        ({"price": "19.50"}, "$19.50"),
        ({"price": "12.00", "price_kind": PriceKind.FROM}, "from $12"),
        ({"price": "14.00", "price_kind": PriceKind.ABOUT}, "about $14"),
        (
            {"price": "19.00", "price_kind": PriceKind.RANGE, "price_max": Decimal(31)},
            "$19–$31",
        ),
        ({"price": "1980", "currency": "JPY"}, "¥1,980"),
    ],
)
def test_price_in_words(facts, words):
    assert make_offer(**facts).current.text == words


def test_list_price_is_shown_only_above_the_price():
    assert make_offer("19.00", list_price="31.00").current.list_text == "$31"
    assert make_offer("19.00", list_price="19.00").current.list_text == ""
    assert make_offer("19.00", list_price="15.00").current.list_text == ""


def test_undo_command_says_what_it_moved(capsys):
    batch = set_price(make_offer("19.00"), "15.00")

    call_command("undo_price_batch", str(batch.pk))

    assert "Prices moved back: 1; left alone: 0." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("was", "was $31, as the shop says"),
        ("reported", "originally $31, as reported"),
        ("rrp", "list price $31"),
    ],
)
def test_list_of_offers_calls_a_list_price_what_it_is(kind, words):
    point = make_offer("19.00", list_price="31.00", list_price_kind=kind).current

    assert point.text_with_list_price == f"$19 ({words})"
