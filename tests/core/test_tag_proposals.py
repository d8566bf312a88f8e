"""Tags are proposed from what a thing says of itself, and never from what it denies."""

import pytest
from django.urls import reverse

from core.tag_proposals import ingredients_in, mentioned, propose_anew
from faq.standing_alone import stand_alone, topic_of
from products.models import Product
from tests.factories import make_article, make_member, make_product, signed_in

TAGS = ["retinol", "retinoid", "milia", "eye care", "eye cream", "fragrance", "sunscreen", "serum"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Night Retinol Serum", {"retinol", "serum"}),
        ("No retinoid", set()),
        ("Without retinol or fragrance", set()),
        ("Fragrance-free", set()),
        ("Free of retinol", set()),
        ("A gentle alternative to retinol", set()),
        ("Doesn’t contain any fragrance", set()),
        ("No fragrance. Has retinol", {"retinol"}),
        ("Has no fragrance but retinol", {"retinol"}),
        ("Retinyl palmitate, retinal", set()),
        ("Milium of the eyes; eye creams", {"milia", "eye cream"}),
        ("Sits well under sunscreen", set()),
    ],
)
def test_what_a_product_says_of_itself(text, found):
    assert mentioned([text], TAGS) == found


def test_ingredients_become_tags_without_their_amounts():
    words = "2% Salicylic acid, no perfume; niacinamide (5 %), Aqua/Water, paraben-free"

    assert list(ingredients_in(words)) == ["salicylic acid", "niacinamide"]


@pytest.mark.parametrize(
    ("asked", "topic", "form"),
    [
        ("Will it go away?", "rosacea", "Will rosacea go away?"),
        ("What if I am pregnant?", "retinol", "Retinol: what if I am pregnant?"),
        ("I itch. Why?", "eczema", "Eczema: I itch. Why?"),
        ("Is it safe to pop them?", "milia", "Is it safe to pop milia?"),
        ("What are its side effects?", "retinol", "What are retinol’s side effects?"),
        ("Does this help?", "azelaic acid", "Does azelaic acid help?"),
        ("Is retinol safe?", "retinol", ""),
        ("Will it go away?", "", ""),
    ],
)
def test_a_form_that_stands_alone_names_the_topic(asked, topic, form):
    assert stand_alone(asked, topic) == form


def test_the_topic_is_the_tag_that_the_title_names():
    tags = ["sensitive skin", "sunscreen", "rosacea"]

    assert topic_of("Rosacea: the case for sunscreens", tags) == "rosacea"
    assert topic_of("Gentle care", tags) == ""


@pytest.mark.django_db
def test_an_editor_accepts_what_is_true_and_declines_the_rest(client):
    make_product(tags=["retinol", "eye care", "serum"])  # whose tags are the vocabulary
    product = make_product("Eye Care Serum", key_ingredients="retinol")
    make_article(products=[product], tags=["milia"], publish=False)
    product.picks.update(cons="Not for milia\nNo retinol smell")
    propose_anew(Product, [product.pk])
    product.refresh_from_db()
    assert product.proposed_tags == "retinol, eye care, serum"

    desk = signed_in(make_member("Editor"))
    page = reverse("admin:products_product_change", args=[product.pk])
    form = desk.get(page).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields if name != "image_alt"}
    posted = typed | {
        "accepted_tags": ["retinol", "serum"],
        "declines_tags": "on",
        "tags": "",
        "offers-TOTAL_FORMS": 0,
        "offers-INITIAL_FORMS": 0,
    }
    assert desk.post(page, posted).status_code == 302

    product.refresh_from_db()
    assert sorted(tag.name for tag in product.tags.all()) == ["retinol", "serum"]
    assert (product.proposed_tags, product.declined_tags) == ("", "eye care")
    assert product.history.first().tag_names == "retinol, serum"
