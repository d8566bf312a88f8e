"""The frame of the admin: the side bar, “Go to…”, lists that say what they are for, errors."""

from html import unescape
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from backoffice import site
from products.models import Product
from tests.factories import (
    make_article,
    make_brand,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_user,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return signed_in(make_user("anna", is_superuser=True))


def found(client, words):
    """Title of each group → the texts of its hits."""
    groups = client.get(reverse("admin:quick_search"), {"q": words}).json()["groups"]
    return {group["title"]: [hit["text"] for hit in group["hits"]] for group in groups}


# The side bar


def entries(response):
    return {
        group.title: [entry.title for entry in group.entries]
        for group in response.context["nav_groups"]
    }


def test_side_bar_groups_by_work_and_closes_the_machinery(desk):
    response = desk.get(reverse("admin:articles_quote_changelist"))

    bar = entries(response)
    assert bar["Articles"] == ["Articles", "Quotes", "Editions", "Calendar"]
    assert bar["Products"] == ["Products", "Offers", "Price batches", "Brands", "Retailers"]
    assert {"Users", "Groups"} <= set(bar["Administration"])
    assert list(bar)[-1] == "Administration"
    assert response.text.count('aria-current="page"') == 1


def test_side_bar_shows_only_what_one_may_see():
    bar = entries(signed_in(staff("view_question")).get(reverse("admin:index")))

    assert bar == {"Questions": ["Questions"], "Administration": ["Preferences"]}


def test_side_bar_of_a_row_says_in_which_list_it_is(desk):
    brand = make_brand()

    response = desk.get(reverse("admin:products_brand_change", args=[brand.pk]))

    assert response.text.count('aria-current="true"') == 1


def test_pages_of_the_admin_stand_in_their_group(desk, monkeypatch):
    page = site.AdminPage(
        "", "index", "Calendar", "Articles", lambda user: user.is_superuser, lambda request: None
    )
    monkeypatch.setattr(site, "PAGES", [page])

    assert "Calendar" in entries(desk.get(reverse("admin:index")))["Articles"]
    other = signed_in(staff("view_article")).get(reverse("admin:index"))
    assert entries(other) == {"Articles": ["Articles"]}


# Go to…


def furnish():
    speaker = make_person("Ines Retin")
    make_article("Retinol for beginners", publish=False, author=speaker)
    make_product("Retinol Serum", brand=make_brand())
    make_question("Is retinol safe?")
    make_quote("Retinol", "is slow.", speaker=speaker)


def test_go_to_finds_every_kind_by_its_words(desk):
    furnish()

    assert found(desk, "retin") == {
        "Articles": ["Retinol for beginners"],
        "Products": [f"{Product.objects.get().brand} Retinol Serum"],
        "People": ["Ines Retin"],
        "Questions": ["Is retinol safe?"],
        "Quotes": ["Retinol … is slow."],
    }
    assert set(found(desk, "serum brand")) == {"Products"}
    assert found(desk, "r") == {}
    assert found(desk, "\x00%_'") == {}


def test_go_to_shows_only_what_one_may_view():
    furnish()

    assert set(found(signed_in(staff("view_question")), "retin")) == {"Questions"}
    assert found(signed_in(staff()), "retin") == {}


def test_go_to_is_for_the_admin_alone(client):
    furnish()
    reader = signed_in(make_user(is_staff=False))

    for visitor in (client, reader):
        response = visitor.get(reverse("admin:quick_search"), {"q": "retin"})
        assert response.status_code == 302
        assert "login" in response["Location"]


@pytest.mark.parametrize("rows", [1, 4])
def test_go_to_asks_six_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        furnish()
    client = signed_in(staff("view_article", "view_product", "view_person", "view_quote"))

    # session, user, the editor's clock, rights of the user and of the groups, all that is found
    with django_assert_num_queries(6):
        client.get(reverse("admin:quick_search"), {"q": "retin"})


def test_go_to_cuts_off_at_five_of_a_kind(desk):
    for _ in range(7):
        make_question()

    assert len(found(desk, "question")["Questions"]) == 5


# Lists


def test_empty_list_says_what_comes_here_and_where_to_begin(desk):
    text = desk.get(reverse("admin:articles_edition_changelist")).text

    assert "No editions yet. Publishing an article creates the first one." in text
    assert f'href="{reverse("admin:articles_article_changelist")}">Go to the articles' in text


def test_filter_says_why_nothing_fits_it(desk):
    make_quote()

    text = desk.get(reverse("admin:articles_quote_changelist"), {"speaker": "unknown"}).text

    assert "No quotes without a speaker." in text


def test_each_filter_can_be_taken_away_alone(desk):
    make_quote("Slow.", said_on="2026-03-12")
    address = reverse("admin:articles_quote_changelist")

    response = desk.get(
        address, {"q": "slow", "speaker": "known", "said_on__year": "2026"}, follow=True
    )

    without = [chip.split('"')[0] for chip in response.text.split('class="chip" href="?')[1:]]
    kept = [set(parse_qs(unescape(query))) for query in without]
    names = {"q", "speaker", "said_on__year"}
    assert kept == [names - {"q"}, names - {"speaker"}, names - {"said_on__year"}]


def test_cells_carry_the_name_of_their_column(desk):
    make_product("Tricky", brand=make_brand("<b>Brand</b>"), category='"><script>')

    text = desk.get(reverse("admin:products_product_changelist")).text

    assert 'role="cell" data-label="Brand" class="field-brand nowrap">&lt;b&gt;Brand' in text
    assert "<script>" not in text.split("<tbody")[1].split("</tbody>")[0]


# Forms


def test_errors_are_listed_with_the_way_to_their_field(desk):
    product = make_product()
    empty = {"offers-TOTAL_FORMS": "1", "offers-INITIAL_FORMS": "0", "offers-0-variant": "mini"}

    response = desk.post(
        reverse("admin:products_product_change", args=[product.pk]), {"name": "", **empty}
    )

    assert '<a href="#id_name">Name: This field is required.</a>' in response.text
    assert '<a href="#id_offers-0-retailer">Offer 1: Retailer: This field is required.</a>' in (
        response.text
    )


# Pages that say one thing


def test_what_is_not_there_is_said_within_the_admin(desk, client):
    inside = desk.get("/admin/no-such-page/")
    outside = client.get("/no-such-page/")

    assert inside.status_code == outside.status_code == 404
    assert "Back to the admin" in inside.text
    assert "Back to the admin" not in outside.text


def test_what_is_not_allowed_is_said_within_the_admin():
    response = signed_in(staff("view_question")).get(reverse("admin:articles_article_changelist"))

    assert response.status_code == 403
    assert "Your account isn’t allowed to do this." in response.text
    assert "Articles" not in response.text


def test_what_went_wrong_in_the_admin_leads_back_to_it(desk, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("faq.admin.QuestionAdmin.get_queryset", broken)
    desk.raise_request_exception = False

    response = desk.get(reverse("admin:faq_question_changelist"))

    assert response.status_code == 500
    assert "what you typed is still there" in response.text
