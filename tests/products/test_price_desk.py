"""The price desk: a price typed beside its offer becomes history, is held, or is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from products.admin.catalog import FirstOffers
from products.models import (
    ListPriceKind,
    Offer,
    PriceBatch,
    PriceChange,
    PricePoint,
    Product,
)
from tests.admin_forms import fields, offer_form, opened, page
from tests.factories import (
    make_offer,
    make_product,
    make_retailer,
    set_price,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_price_typed_beside_its_offer_goes_on_record(desk, anna):
    offer = make_offer("19.00")

    desk.post(
        page(Offer, "change", offer.pk),
        offer_form(desk, offer, price="15.50", list_price="31", reason="Spring sale"),
    )

    offer.refresh_from_db()
    history = desk.get(page(Offer, "change", offer.pk)).text
    assert (offer.current.text, offer.current.list_text) == ("$15.50", "$31")
    assert offer.current.batch.author == anna
    assert "Spring sale" in history
    assert history.index("Price: $19 → $15.50") < history.index("Price: none → $19")
    assert "Former or list price: none → $31, an earlier price, as somebody reports it" in history


def test_offer_is_not_withdrawn_ahead_of_time(desk):
    offer = make_offer("19.00")
    tomorrow = timezone.localtime() + timedelta(days=1)

    moment = {"withdrawn_at_0": f"{tomorrow:%Y-%m-%d}", "withdrawn_at_1": "10:00"}
    answer = desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, **moment))

    offer.refresh_from_db()
    assert "readers lose the offer once it is saved" in answer.text
    assert offer.withdrawn_at is None


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (ListPriceKind.RRP, "$19 (list price $31), checked"),
        (ListPriceKind.WAS, "$19 (was $31, as the shop says), checked"),
        (ListPriceKind.REPORTED, "$19 (originally $31, as reported), checked"),
    ],
)
def test_the_desk_calls_a_higher_price_what_it_is(desk, kind, says):
    offer = make_offer("19.00", list_price="31.00", list_price_kind=kind)

    for address in (page(Offer, "changelist"), page(Offer, "change", offer.pk)):
        assert says in desk.get(address).text
    assert "Former or list price:" in desk.get(address).text


WRONG = [
    ({"price": "19,5x"}, "“19,5x” isn't an amount. Use digits and a decimal point"),
    ({"price": "-3"}, "A price must be more than zero"),
    ({"price": "0"}, "A price must be more than zero"),
    ({"price": "19.999"}, "19.999 has too many decimals: USD has 2 decimals."),
    ({"price": "1e999"}, "“1e999” isn't an amount."),
    ({"price": "NaN"}, "“NaN” isn't an amount."),
    ({"price": "9" * 400}, "isn't an amount."),
    ({"price": "19.50", "currency": "JPY"}, "too many decimals: JPY has no decimals."),
    ({"price": "19.50", "currency": "XYZ"}, "Enter the three-letter code of a currency"),
    ({"price": "19", "price_kind": "range"}, "A range needs a maximum above its price."),
    ({"list_price": "-1"}, "A price must be more than zero"),
]


@pytest.mark.parametrize("where", ["offer", "product"])
def test_wrong_price_is_refused_beside_the_field_with_everything_typed_kept(desk, where):
    offer = make_offer("19.00")
    row = offer if where == "offer" else offer.product
    address = page(type(row), "change", row.pk)
    prefix = "" if where == "offer" else "offers-0-"
    beside = {"variant": "travel size", "reason": "Spring sale"}
    form = opened(desk, address) | {f"{prefix}{name}": value for name, value in beside.items()}

    for typed, sentence in WRONG:
        posted = form | {f"{prefix}{name}": value for name, value in typed.items()}
        response = desk.post(address, posted)

        kept = fields(response)
        offer.refresh_from_db()
        assert sentence.replace("'", "&#x27;") in response.text, typed
        assert (offer.current.text, offer.variant) == ("$19", ""), typed
        for name, value in {**typed, **beside}.items():
            assert kept[f"{prefix}{name}"] == [value[:400]], (typed, name)


def test_new_offer_is_made_with_its_price(desk):
    product, retailer = make_product(), make_retailer(currency="EUR")
    address = page(Product, "change", product.pk)
    new = {"retailer": retailer.pk, "price": "12", "price_kind": "exact", "url": ""}

    posted = opened(desk, address) | {"offers-TOTAL_FORMS": 1}
    desk.post(address, posted | {f"offers-0-{name}": value for name, value in new.items()})

    assert product.offers.get().current.text == "€12"


def test_product_of_many_shops_shows_the_first_offers_and_saves_what_was_typed(desk):
    product = make_product()
    offers = [make_offer("19.00", product=product) for _ in range(FirstOffers.MOST + 3)]
    address = page(Product, "change", product.pk)
    form = opened(desk, address)
    late = make_offer("19.00", product=product, retailer=make_retailer("AAA"))  # comes first

    text = desk.get(address).text
    desk.post(address, form | {"offers-19-price": "18"})

    assert f"These are its first {FirstOffers.MOST} offers" in text
    listed = f'<a href="{page(Offer, "changelist")}?product__id__exact={product.pk}">'
    assert f"{listed}And 4 more are in the list of offers</a>" in text
    assert Offer.objects.exclude(current__batch__author=None).get() in offers
    names = desk.get(f"{page(Offer, 'changelist')}?product__id__exact={product.pk}").text
    assert str(late.retailer) in names


def test_untouched_price_is_not_observed_again(desk):
    offer = make_offer("19.00")

    desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, url=f"{offer.url}/30"))

    offer.refresh_from_db()
    assert offer.url.endswith("/30")
    assert PricePoint.objects.count() == 1


def test_checking_the_same_price_moves_the_day_it_was_checked(desk):
    offer = make_offer("19.00", checked_at=timezone.now() - timedelta(days=40))

    desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, look="same"))

    offer.refresh_from_db()
    assert offer.current.age_in_days() == 0
    assert offer.current.batch.changes.get().kind == PriceChange.Kind.CONFIRMED


def test_slipped_decimal_point_is_held_and_can_be_let_through(desk):
    offer = make_offer("19.00")
    address = page(Offer, "change", offer.pk)

    response = desk.post(address, offer_form(desk, offer, price="1900"), follow=True)
    batch = PriceBatch.objects.first()
    offer.refresh_from_db()
    held_price = offer.current.text
    desk.post(
        reverse("admin:products_pricebatch_held", args=[batch.pk]),
        {"row": batch.changes.get().pk, "release": "", "note": "Seen at the shop."},
    )

    offer.refresh_from_db()
    assert "a misplaced decimal point?" in response.text
    assert page(PriceBatch, "change", batch.pk) in response.text
    assert held_price == "$19"
    assert offer.current.text == "$1,900"


def test_held_price_can_be_dismissed(desk):
    offer = make_offer("19.00")
    desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, price="1900"))
    row = PriceChange.objects.get(state="held")

    address = reverse("admin:products_pricebatch_held", args=[row.batch_id])
    desk.post(address, {"row": row.pk, "dismiss": ""})

    row.refresh_from_db()
    offer.refresh_from_db()
    assert (row.state, offer.current.text) == ("dismissed", "$19")


def test_price_somebody_changed_meanwhile_is_told_and_then_a_decision(desk):
    offer = make_offer("19.00")
    posted = offer_form(desk, offer, price="18")
    set_price(offer, "21.00")
    address = page(Offer, "change", offer.pk)

    response = desk.post(address, posted)
    offer.refresh_from_db()
    refused = offer.current.text
    desk.post(address, fields(response))

    offer.refresh_from_db()
    assert "Somebody changed this price in the meantime: it is $21 now." in response.text
    assert refused == "$21"
    assert offer.current.text == "$18"


def test_price_field_does_nothing_without_the_permission():
    offer = make_offer("19.00")
    forger = signed_in(staff("change_offer", "view_product", "view_retailer"))

    posted = offer_form(forger, offer, price="1.00", look="same", url=f"{offer.url}/30")
    forger.post(page(Offer, "change", offer.pk), posted)

    offer.refresh_from_db()
    assert offer.url.endswith("/30")
    assert offer.current.text == "$19"
    assert PricePoint.objects.count() == 1


def test_product_editor_without_offers_changes_no_price():
    offer = make_offer("19.00")
    forger = signed_in(staff("change_product", "add_pricebatch"))
    address = page(Product, "change", offer.product_id)

    posted = opened(forger, address) | {"name": "New name", "offers-TOTAL_FORMS": 1}
    posted |= {"offers-INITIAL_FORMS": 1, "offers-0-id": offer.pk, "offers-0-price": "1.00"}
    forger.post(address, posted)

    offer.refresh_from_db()
    assert Product.objects.get().name == "New name"
    assert offer.current.text == "$19"


def test_batch_is_undone_after_saying_what_will_move(desk):
    moved, changed_since = make_offer("19.00"), make_offer("30.00")
    address = page(Offer, "changelist")
    for offer in (moved, changed_since):
        set_price(offer, "25.00")
    batch = changed_since.current.batch
    set_price(changed_since, "26.00")
    undo_moved = reverse("admin:products_pricebatch_undo", args=[moved.current.batch_id])
    undo_changed = reverse("admin:products_pricebatch_undo", args=[batch.pk])

    asked = desk.get(undo_moved).text
    asked_changed = desk.get(undo_changed).text
    moved.refresh_from_db()
    after_asking = moved.current.text
    for undo in (undo_moved, undo_changed):
        desk.post(undo)

    moved.refresh_from_db()
    changed_since.refresh_from_db()
    assert f"{moved}: $25 → $19" in asked
    assert "These were changed again since and are left alone" in asked_changed
    assert after_asking == "$25"
    assert (moved.current.text, changed_since.current.text) == ("$19", "$26")
    assert "$19" in desk.get(address).text


def test_undo_and_release_need_the_permission():
    batch = set_price(make_offer("19.00"), "20.00")
    onlooker = signed_in(staff("view_pricebatch"))

    assert onlooker.get(page(PriceBatch, "change", batch.pk)).status_code == 200
    for name in ("undo", "held"):
        address = reverse(f"admin:products_pricebatch_{name}", args=[batch.pk])
        assert onlooker.post(address).status_code == 403


def test_offers_are_filtered_by_whether_they_are_on_sale_in_those_words(desk):
    make_offer("19.00", product=make_product("Sold"))
    gone = make_offer("19.00", product=make_product("Gone"))
    Offer.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())

    text = desk.get(f"{page(Offer, 'changelist')}?withdrawn_at__isempty=0").text

    assert "Not empty" not in text
    assert str(gone.product) in text
    assert "Sold" not in text.split('id="result_list"')[1]
    assert "withdrawn" in text.split('aria-label="Active filters"')[1].split("</div>")[0]
