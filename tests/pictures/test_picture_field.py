"""Choosing a picture in the admin: what the dialog is told, who is told it, doubts about words."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from articles.models import ImageBlock
from pictures.alt_text import alt_text_warnings
from pictures.models import Picture
from tests.admin_forms import fields
from tests.factories import (
    make_article,
    make_person,
    make_picture,
    make_product,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db
CHOICES = "/admin/pictures/picture/choices/"


def staff(*rights):
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


def test_who_is_told_what_the_library_holds(client):
    make_picture()

    assert client.get(CHOICES).status_code == 302
    assert staff("view_article", "add_picture").get(CHOICES).status_code == 403
    assert staff("view_picture").post(CHOICES).status_code == 405
    assert staff("view_picture").get(CHOICES).json()["pictures"][0]["edit"] == ""


def test_library_is_searched_and_paged(desk, django_assert_max_num_queries):
    for number in range(30):
        make_picture(size=(40, 30 + number), title=f"Jar {number:02d}")
    bead = make_picture(color="#000000", title="Bead", credit="Photo: Ada Lim")
    make_product(picture=bead, image_alt="A bead under a lid.")

    with django_assert_max_num_queries(14):
        first = desk.get(CHOICES).json()
    second = desk.get(CHOICES, {"page": 2}).json()
    found = desk.get(CHOICES, {"q": "ada lim"}).json()["pictures"]
    named = desk.get(CHOICES, {"ids": f"{bead.pk},999"}).json()["pictures"]

    assert (len(first["pictures"]), first["has_more"]) == (24, True)
    assert (len(second["pictures"]), second["has_more"]) == (7, False)
    assert [picture["title"] for picture in found] == ["Bead"]
    assert found == named
    assert found[0]["words"] == "A bead under a lid."


def test_words_of_what_one_may_not_see_are_not_told():
    bead = make_picture()
    make_product(picture=bead, image_alt="A bead under a lid.")
    article = make_article(picture=bead, image_alt="Words of a draft.", publish=False)
    ImageBlock.objects.create(
        parent=article, region="main", ordering=90, picture=bead, image_alt="Words inside a draft."
    )

    def told(*rights):
        return staff("view_picture", *rights).get(CHOICES).json()["pictures"][0]["words"]

    assert told() == ""
    assert told("view_product") == "A bead under a lid."
    assert told("view_article") == told("change_article") == "Words of a draft."
    assert told("view_imageblock") == "Words inside a draft."


@pytest.mark.parametrize("query", ["ids=x,,²,-1", "ids=" + "9" * 40, "page=0", "page=x", "q=%00"])
def test_strange_questions_to_the_library_are_answered(desk, query):
    assert desk.get(f"{CHOICES}?{query}").status_code == 200


def test_upload_is_told_as_the_library_tells_it(desk):
    address = "/admin/pictures/picture/upload/"

    first = desk.post(address, {"file": make_upload("Night serum.png", size=(80, 60))}).json()
    again = desk.post(address, {"file": make_upload("other.png", size=(80, 60))}).json()

    assert first["picture"]["title"] == "Night serum"
    assert first["picture"] == again["picture"] == desk.get(CHOICES).json()["pictures"][0]
    assert "already" not in first["said"]
    assert "already" in again["said"]


def test_words_that_say_nothing_get_a_gentle_warning(desk):
    person = make_person(picture=make_picture("anna.png"), image_alt="Anna at her desk.")
    address = reverse("admin:people_person_change", args=[person.pk])
    data = fields(desk.get(address)) | {"image_alt": ["Picture of Anna"]}

    answer = desk.post(address, data, follow=True)

    assert "Start with what it shows." in answer.text
    person.refresh_from_db()
    assert person.image_alt == "Picture of Anna"


@pytest.mark.parametrize(
    ("words", "is_doubtful"),
    [
        ("White bumps under an eye.", False),
        ("Image of a jar", True),
        ("A photo of a jar", True),
        ("A photographer at work", False),
        ("IMG_2041.jpg", True),
        ("night serum", True),
        ("Night-Serum", True),
    ],
)
def test_words_that_say_nothing_are_doubted(words, is_doubtful):
    picture = Picture(uploaded_name="night_serum.png")

    assert bool(alt_text_warnings(words, picture)) == is_doubtful
