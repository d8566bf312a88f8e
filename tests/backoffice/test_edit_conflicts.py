"""Two editors on one row: nobody's save undoes another's without being told."""

from functools import partial

import pytest

from articles.models import Quote
from faq.models import Question
from people.models import Person, SameAs
from pictures.models import Picture
from products.models import Brand, Offer, Product, Retailer
from tests.admin_forms import errors_of, fields, opened, page
from tests.factories import (
    make_brand,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_retailer,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db

MAKE = {
    Product: lambda: make_product(tags=["milia"]),
    Person: make_person,
    Question: make_question,
    Quote: make_quote,
    Brand: make_brand,
    Retailer: make_retailer,
    Picture: make_picture,
}


@pytest.fixture
def edith():
    return signed_in(make_user("edith", is_superuser=True, first_name="Edith"))


@pytest.fixture
def edgar():
    return signed_in(make_user("edgar", is_superuser=True, first_name="Edgar"))


def saved(desk, row, form, **typed):
    response = desk.post(page(type(row), "change", row.pk), form | typed)
    assert response.status_code == 302, errors_of(response)
    row.refresh_from_db()


@pytest.mark.parametrize(
    ("model", "hers", "his"),
    [
        (Product, {"description": "<p>Hers</p>"}, {"key_ingredients": "His"}),
        (Product, {"tags": "eye care"}, {"name": "His"}),
        (Person, {"bio": "<p>Hers</p>"}, {"job_title": "His"}),
        (Question, {"answer": "<p>Hers</p>"}, {"question": "His?"}),
        (Question, {"published_at_0": "2026-03-01", "published_at_1": "09:00"}, {"question": "?"}),
        (Quote, {"segments": "Hers"}, {"said_on": "2026-03-02"}),
        (Quote, {"permission": "granted"}, {"said_on": "2026-03-02"}),
        (Brand, {"website": "https://hers.example"}, {"name": "His"}),
        (Retailer, {"name": "Hers"}, {"homepage": "https://his.example"}),
        (Picture, {"credit": "Hers"}, {"title": "His"}),
    ],
)
def test_field_one_did_not_touch_keeps_what_another_saved(edith, edgar, model, hers, his):
    row = MAKE[model]()
    address = page(model, "change", row.pk)
    form, other = opened(edith, address), opened(edgar, address)

    saved(edith, row, form, **hers)
    after_hers = opened(edith, address)
    saved(edgar, row, other, **his)

    now = opened(edith, address)
    for name in form:
        expected = his if name in his else after_hers
        shown = expected[name] if isinstance(expected[name], list) else [expected[name]]
        if name not in ("form_version", "csrfmiddlewaretoken"):
            assert now[name] == shown, name


@pytest.mark.parametrize(
    ("model", "name", "hers", "his"),
    [
        (Product, "description", "<p>Her words</p>", "<p>His words</p>"),
        (Product, "tags", "her words", "his words"),
        (Person, "job_title", "Her words", "His words"),
        (Question, "answer", "<p>Her words</p>", "<p>His words</p>"),
        (Quote, "segments", "Her words", "His words"),
        (Brand, "name", "Her words", "His words"),
        (Retailer, "name", "Her words", "His words"),
    ],
)
def test_field_both_changed_is_told_once_and_then_a_decision(edith, edgar, model, name, hers, his):
    row = MAKE[model]()
    address = page(model, "change", row.pk)
    form, other = opened(edith, address), opened(edgar, address)
    saved(edith, row, form, **{name: hers})
    kept = opened(edith, address)[name]

    told = edgar.post(address, other | {name: his})

    assert opened(edith, address)[name] == kept
    assert "Edith saved something else here after you opened this page: “" in told.text
    assert "er words" in told.text
    assert fields(told)[name] == [his]

    saved(edgar, row, fields(told))

    assert opened(edith, address)[name] == [his]


def test_relations_are_kept_and_told_by_name(edith, edgar):
    quote = make_quote()
    ines, ada = make_person("Ines Falk"), make_person("Ada Lim")
    address = page(Quote, "change", quote.pk)
    form, other, third = (opened(desk, address) for desk in (edith, edgar, edgar))
    saved(edith, quote, form, speaker=ines.pk, candidates=[ines.pk, ada.pk])

    saved(edgar, quote, other, said_on="2026-03-02")
    told = edgar.post(address, third | {"speaker": ada.pk, "candidates": [ada.pk]})

    assert quote.speaker == ines
    assert set(quote.candidates.all()) == {ines, ada}
    assert "Edith saved something else here after you opened this page: “Ines Falk”" in told.text


def test_what_was_told_of_one_field_keeps_the_others(edith, edgar):
    person = make_person(job_title="Doctor", organization="Clinic")
    address = page(Person, "change", person.pk)
    form, other = opened(edith, address), opened(edgar, address)
    saved(edith, person, form, job_title="Her title", organization="Her clinic")

    told = edgar.post(address, other | {"job_title": "His title"})
    saved(edgar, person, fields(told))

    assert (person.job_title, person.organization) == ("His title", "Her clinic")


def test_same_words_from_both_are_nothing_to_tell(edith, edgar):
    question = make_question()
    address = page(Question, "change", question.pk)
    form, other = opened(edith, address), opened(edgar, address)

    saved(edith, question, form, answer="<ul><li>One</li></ul>")
    saved(edgar, question, other, answer="<ul><li><p>One</p></li></ul>")


@pytest.mark.parametrize(
    ("make", "prefix", "name", "value"),
    [
        (
            lambda: SameAs.objects.create(person=make_person(), url="https://a.example"),
            "same_as",
            "url",
            "https://hers.example",
        ),
        (partial(make_offer, None), "offers", "variant", "Her variant"),
    ],
)
def test_rows_beside_are_kept_and_told(edith, edgar, make, prefix, name, value):
    row = make()
    owner = row.product if isinstance(row, Offer) else row.person
    address = page(type(owner), "change", owner.pk)
    form, other, third = (opened(desk, address) for desk in (edith, edgar, edgar))
    typed = f"{prefix}-0-{name}"
    assert typed in form, sorted(form)
    saved(edith, owner, form, **{typed: value})

    saved(edgar, owner, other, slug="his-slug")
    row.refresh_from_db()
    told = edgar.post(address, third | {typed: value.replace("er", "is")})

    assert getattr(row, name) == value
    assert owner.slug == "his-slug"
    assert f"Edith saved something else here after you opened this page: “{value}”" in told.text


@pytest.mark.parametrize(
    "form_version", ["", "[", "[" * 50_000, "[]", '{"name": 3}', '{"x": "y"}', "\x00"]
)
def test_page_that_does_not_say_what_it_was_opened_on_saves_as_it_stands(edith, form_version):
    brand = make_brand()
    form = opened(edith, page(Brand, "change", brand.pk))

    saved(edith, brand, form, form_version=form_version, name="Another")

    assert brand.name == "Another"


def test_change_of_ones_own_in_another_window_is_told_as_that(edgar):
    brand = make_brand()
    address = page(Brand, "change", brand.pk)
    form, other = opened(edgar, address), opened(edgar, address)
    saved(edgar, brand, form, name="Hers")

    told = edgar.post(address, other | {"name": "His"})

    assert "You, in another window, saved something else here" in told.text


def test_going_back_to_an_old_record_is_no_stale_page(edith):
    person = make_person(job_title="First")
    address = page(Person, "change", person.pk)
    saved(edith, person, opened(edith, address), job_title="Second")
    back = page(Person, "simple_history", person.pk, person.history.last().pk)

    edith.post(back, opened(edith, back))

    person.refresh_from_db()
    assert person.job_title == "First"
