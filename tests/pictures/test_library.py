"""The library of pictures: one picture once, who may put it there, and its license."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.publishing.schedule import publish
from pictures.models import Picture
from tests.factories import make_article, make_picture, make_product, make_upload, make_user

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:pictures_picture_upload")
ADD = reverse("admin:pictures_picture_add")


def signed_in(*rights, **options):
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client(**options)
    client.force_login(user)
    return client


def writer(**options):
    return signed_in("add_picture", "change_picture", "view_picture", **options)


def test_the_same_upload_twice_is_one_picture():
    client = writer()

    first = client.post(UPLOAD, {"file": make_upload("a.png")}).json()
    second = client.post(UPLOAD, {"file": make_upload("b.png")}).json()

    assert first["picture"]["pk"] == second["picture"]["pk"]
    assert "already in the library" in second["said"]
    assert Picture.objects.get().uploaded_name == "a.png"


def test_several_files_at_once_share_what_is_said_of_them():
    files = [make_upload("one.png", color="red"), make_upload("two.png", color="blue")]

    response = writer().post(ADD, {"files": files, "title": "", "credit": "Photo: Ada Lim"})

    assert response.status_code == 302
    assert list(Picture.objects.order_by("pk").values_list("title", "credit")) == [
        ("one", "Photo: Ada Lim"),
        ("two", "Photo: Ada Lim"),
    ]


def test_what_is_uploaded_again_leads_to_the_picture_on_file():
    picture = make_picture("first.png")

    response = writer().post(ADD, {"files": make_upload("again.png")}, follow=True)

    assert response.redirect_chain[-1][0].endswith(f"/{picture.pk}/change/")
    assert "already in the library, as “first”" in response.text


def test_a_file_that_is_no_picture_is_refused_on_the_form_and_in_the_field():
    client = writer()

    by_form = client.post(ADD, {"files": make_upload_of_text(), "credit": "Photo: Ada Lim"})
    by_field = client.post(UPLOAD, {"file": make_upload_of_text()})

    assert "can&#x27;t be read as a picture" in by_form.text
    assert "Photo: Ada Lim" in by_form.text
    assert by_field.status_code == 400
    assert "can't be read as a picture" in by_field.json()["error"]
    assert not Picture.objects.exists()


def make_upload_of_text():
    upload = make_upload("words.png")
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(b"just words")
    upload.size = 10
    upload.seek(0)
    return upload


def test_upload_is_for_those_who_may_add_pictures():
    anonymous = Client().post(UPLOAD, {"file": make_upload()})
    onlooker = signed_in("view_picture").post(UPLOAD, {"file": make_upload()})
    forged = writer(enforce_csrf_checks=True).post(UPLOAD, {"file": make_upload()})
    looked_at = writer().get(UPLOAD)

    assert anonymous.status_code == 302
    assert (onlooker.status_code, forged.status_code) == (403, 403)
    assert looked_at.status_code == 405
    assert not Picture.objects.exists()


def test_the_file_of_a_picture_never_changes():
    picture = make_picture()
    name = picture.file.name
    address = reverse("admin:pictures_picture_change", args=[picture.pk])

    writer().post(
        address,
        {
            "title": "Renamed",
            "focal_x": 30,
            "focal_y": 65,
            "files": make_upload("other.png", color="red"),
            "file": make_upload("other.png", color="red"),
        },
    )

    picture.refresh_from_db()
    assert (picture.title, picture.focal_x, picture.focal_y) == ("Renamed", 30, 65)
    assert picture.file.name == name


def test_used_and_unused_are_told_apart():
    used, unused = make_picture(color="red"), make_picture(color="blue")
    make_product(picture=used, image_alt="A jar")
    listed = reverse("admin:pictures_picture_changelist")
    client = writer()

    assert list(Picture.objects.used()) == [used]
    assert list(Picture.objects.unused()) == [unused]
    shown = client.get(listed, {"use": "unused"}).context["cl"].result_list
    assert [row.pk for row in shown] == [unused.pk]


def test_a_license_that_ran_out_hides_the_picture_and_stops_publishing():
    picture = make_picture(license_until=timezone.localdate())
    article = make_article(picture=picture, image_alt="A jar of cream")
    address = reverse("articles:detail", args=[article.slug])
    before = Client().get(address).text

    Picture.objects.update(license_until=timezone.localdate() - timedelta(days=1))
    after = Client().get(address).text

    assert picture.address(picture.original_name) in before
    assert picture.address(picture.original_name) not in after
    assert "A jar of cream" not in after
    with pytest.raises(Exception, match="license of the picture"):
        publish(article)


@pytest.mark.parametrize("when", ["live", "planned"])
def test_writer_changes_no_picture_that_readers_see_or_will(when):
    ahead = {"live": None, "planned": timezone.now() + timedelta(days=1)}[when]
    ended = timezone.localdate() - timedelta(days=1)
    picture, free = make_picture(color="red"), make_picture(color="blue")
    article = make_article("Milia", picture=picture, image_alt="A jar", publish=False)
    publish(article, at=ahead)
    Picture.objects.update(license_until=ended)  # a later day would show it again
    facts = {"title": "x", "credit": "Me", "focal_x": 1, "focal_y": 1, "license_until": ""}

    def save(client, one):
        address = reverse("admin:pictures_picture_change", args=[one.pk])
        response = client.post(address, facts)
        one.refresh_from_db()
        return response, (one.credit, one.license_until)

    refused, kept = save(writer(), picture)
    chosen = writer().get(reverse("admin:pictures_picture_choices")).json()["pictures"]

    assert (refused.status_code, kept) == (403, ("", ended))
    assert ("“Milia”, which readers see" if when == "live" else "an article, which") in refused.text
    assert [bool(each["edit"]) for each in chosen] == [True, False]
    assert save(writer(), free)[1] == ("Me", None)
    editor = signed_in("change_picture", "view_picture", "release_picture")
    assert save(editor, picture)[1] == ("Me", None)
