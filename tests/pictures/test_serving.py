"""Files of pictures: served with a long life, and no longer than their license."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from articles.publishing import schedule
from pictures.renditions import render
from tests.factories import (
    make_picture,
    make_upload,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_pictures_are_served_with_a_long_life(client, live, settings):
    article = live["article"]
    article.image_alt = "A bead under a lid."
    article.picture = make_picture("bead.png")
    article.save()
    schedule.publish(article)
    url = re.search(r'src="(/media/[^"]+)"', client.get("/articles/live-article/").text)[1]

    response = client.get(url)

    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def pictures_of(picture):
    render(picture)
    picture.refresh_from_db()
    return [f"/media/{name}" for name in (picture.file.name, *picture.rendition_names())]


def test_picture_whose_license_ended_is_served_to_editors_alone(client, django_assert_num_queries):
    yesterday = timezone.localdate() - timedelta(days=1)
    addresses = pictures_of(make_picture(license_until=yesterday))
    doctor, stranger = make_user(), make_user()
    doctor.user_permissions.add(Permission.objects.get(codename="view_picture"))

    assert len(addresses) > 3
    for address in addresses:
        with django_assert_num_queries(3):  # its last day; whether a page moved, as for any 404
            assert client.get(address).status_code == 404
        assert client.get(address.replace("/media/", "/media/x/../")).status_code == 404
    client.force_login(stranger)
    assert client.get(addresses[0]).status_code == 404
    client.force_login(doctor)
    for address in addresses:
        seen = client.get(address)
        assert seen.status_code == 200
        assert b"".join(seen.streaming_content)
        assert seen["Cache-Control"] == "private, no-store"


def test_picture_is_kept_by_caches_no_longer_than_its_license(client, django_assert_num_queries):
    addresses = pictures_of(make_picture(license_until=timezone.localdate()))

    for address in addresses:
        with django_assert_num_queries(1):
            kept = client.get(address)
        assert b"".join(kept.streaming_content)
        seconds = int(re.fullmatch(r"public, max-age=(\d+)", kept["Cache-Control"])[1])
        assert 0 <= seconds <= 25 * 60 * 60


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "..%2Fsecret.png",
        "%2e%2e/secret.png",
        "pictures/../../secret.png",
        "/etc/passwd",
        "pictures/",
        "",
        ".",
        "a%00.png",
        "page.html",
        "picture.svg",
        "link.png",
        "x" * 5000 + ".png",
    ],
)
def test_nothing_but_pictures_below_the_folder_is_served(client, settings, tmp_path, name):
    (tmp_path / "secret.png").write_bytes(make_upload().read())
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "pictures").mkdir(parents=True)
    (settings.MEDIA_ROOT / "page.html").write_text("<script>alert(1)</script>")
    (settings.MEDIA_ROOT / "picture.svg").write_text("<svg/>")
    (settings.MEDIA_ROOT / "link.png").symlink_to(tmp_path / "secret.png")

    assert client.get(f"/media/{name}").status_code == 404
