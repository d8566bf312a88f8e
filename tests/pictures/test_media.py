"""Who gets which file of a picture, from where, until when; and what is left of it afterwards."""

import os
import re
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from articles.publishing.schedule import publish, take_down
from backoffice.models import SiteSettings
from people.models import Person
from pictures import public_media
from pictures.models import Picture
from pictures.renditions import render_waiting
from products.models import PriceEvidence
from tests.factories import (
    make_article,
    make_offer,
    make_picture,
    make_product,
    make_upload,
    set_price,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def rendered(**facts):
    picture = make_picture(**{"size": (60, 40), **facts})
    render_waiting()
    picture.refresh_from_db()
    return picture


def draft_with(picture):
    return make_article(slug="milia", picture=picture, image_alt="A bead.", publish=False)


def addresses(picture):
    return [picture.address(name) for name in [picture.original_name, *picture.names_for_readers]]


def linked(client, path="/articles/milia/"):
    return set(re.findall(r"/media/[0-9a-z/.]+", client.get(path).text))


def public_files(settings):
    root = Path(settings.PUBLIC_MEDIA_ROOT)
    return {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)


def wait(monkeypatch, until):
    monkeypatch.setattr(timezone, "now", lambda: until)


def test_picture_of_a_draft_is_for_the_staff_alone(client, settings):
    picture = rendered()
    draft_with(picture)
    editor, stranger = signed_in(staff("view_picture")), signed_in(staff("view_product"))

    for address in addresses(picture):
        for visitor in (client, stranger):
            refused = visitor.get(address)
            assert refused.status_code == 404
            assert "no-store" in refused["Cache-Control"]
        assert read(editor, address)[0]["Cache-Control"] == "private, no-store"
    for address in (f"/media/{picture.file.name}", f"/media/renditions/{picture.pk}/x.webp"):
        assert client.get(address).status_code == editor.get(address).status_code == 404
    assert not public_files(settings)


def test_who_owes_a_second_factor_sees_no_draft(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    user = staff("view_picture", "publish_article")
    picture = make_picture()

    assert signed_in(user).get(picture.address(picture.original_name)).status_code == 404


def test_what_a_live_page_links_lies_in_the_public_place(client, settings):
    picture = rendered()
    publish(draft_with(picture))

    found = linked(client)
    for address in found:
        response, data = read(client, address)
        assert response["Cache-Control"] == "public, max-age=86400"
        assert response["X-Content-Type-Options"] == "nosniff"
        public = public_files(settings)[address.removeprefix("/media/")]
        assert public.read_bytes() == data
        assert public.stat().st_mode & 0o777 == 0o644
    assert found == {picture.address(name) for name in picture.names_for_readers}
    assert "picture.png" not in "".join(found)  # the upload's own name
    assert Path(picture.file.path).stat().st_mode & 0o777 == 0o640


def test_the_original_is_public_only_until_the_worker_came(client, monkeypatch):
    picture = make_picture(size=(400, 300))
    publish(draft_with(picture))
    original = picture.address(picture.original_name)
    assert linked(client) == {original}
    read(client, original)

    render_waiting()
    read(client, original)  # pages in caches link it still
    wait(monkeypatch, timezone.now() + timedelta(hours=2))
    public_media.sweep()

    assert original not in linked(client)
    assert client.get(original).status_code == 404


def test_planned_picture_is_there_at_the_moment_and_not_before(client, monkeypatch):
    picture = rendered()
    moment = timezone.now() + timedelta(hours=3)
    publish(draft_with(picture), at=moment)
    public_media.rebuild()

    before = [client.get(address).status_code for address in addresses(picture)]
    wait(monkeypatch, moment)

    assert set(before) == {404}
    assert linked(client)
    for address in linked(client):
        read(client, address)


@pytest.mark.parametrize("is_told", [True, False], ids=["at once", "by the server's sweep"])
def test_what_was_taken_down_needs_no_worker_to_go(
    client, settings, is_told, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(public_media, "close_old_connections", lambda: None)
    picture = rendered()
    article = draft_with(picture)
    publish(article)
    found = linked(client)
    for address in found:
        read(client, address)

    with django_capture_on_commit_callbacks(execute=is_told):
        take_down(article)
    if not is_told:
        public_media.sweep_for_the_server()

    assert not public_files(settings)
    assert {client.get(address).status_code for address in found} == {404}


def test_license_ends_at_midnight_of_the_site(client, settings, monkeypatch):
    settings.TIME_ZONE = "Asia/Tokyo"
    picture = rendered(license_until="2026-12-24")
    publish(draft_with(picture))
    midnight = datetime(2026, 12, 25, tzinfo=timezone.get_default_timezone())
    wait(monkeypatch, midnight - timedelta(seconds=10))

    found = linked(client)
    for address in found:
        assert read(client, address)[0]["Cache-Control"] == "public, max-age=10"
    assert not public_files(settings)  # caches in between must hear of the end
    wait(monkeypatch, midnight)

    assert found
    assert not linked(client)
    assert {client.get(address).status_code for address in found} == {404}


def test_license_that_was_ended_takes_the_files_along(
    client, settings, django_capture_on_commit_callbacks
):
    picture = rendered()
    publish(draft_with(picture))
    for address in linked(client):
        read(client, address)

    yesterday = timezone.localdate() - timedelta(days=1)
    picture.license_until = yesterday
    with django_capture_on_commit_callbacks(execute=True):
        picture.save()

    assert not linked(client)
    assert not public_files(settings)


def test_pictures_of_products_people_and_the_header_are_public_with_them(client):
    jar, face, logo = (make_picture(color=color) for color in ("red", "green", "blue"))
    product = make_product(picture=jar, image_alt="A jar")
    assert not Picture.objects.public().exists()

    make_article(products=[product])
    Person.objects.update(picture=face, image_alt="A face")
    SiteSettings.objects.create(version=1, values={"logo": {"picture": logo.pk}})

    assert set(Picture.objects.public()) == {jar, face, logo}
    SiteSettings.objects.create(version=2, values={})
    assert set(Picture.objects.public()) == {jar, face}


def two_halves():
    data = BytesIO()
    image = Image.new("RGB", (400, 300), "red")
    image.paste("blue", (0, 150, 400, 300))
    image.save(data, "PNG")
    return SimpleUploadedFile("halves.png", data.getvalue())


def test_another_crop_leaves_the_old_one_for_an_hour(client, settings, monkeypatch):
    picture = rendered(upload=two_halves())
    publish(draft_with(picture))
    old = picture.address(picture.renditions["card"])
    Picture.objects.update(focal_y=0)
    render_waiting()
    picture.refresh_from_db()
    assert old not in linked(client)

    read(client, old)
    public_media.sweep()
    read(client, old)
    wait(monkeypatch, timezone.now() + timedelta(hours=2))
    public_media.sweep()

    assert client.get(old).status_code == 404
    assert not [name for name in public_files(settings) if name in old]
    read(client, picture.address(picture.renditions["card"]))


def test_rebuild_writes_the_public_place_byte_for_byte(client, settings):
    picture = rendered()
    publish(draft_with(picture))
    for address in linked(client):
        read(client, address)
    before = {name: path.read_bytes() for name, path in public_files(settings).items()}
    for path in public_files(settings).values():
        path.unlink()

    called = StringIO()
    call_command("rebuild_public_media", stdout=called)

    assert before
    assert {n: path.read_bytes() for n, path in public_files(settings).items()} == before
    assert f"files written: {len(before)}" in called.getvalue()


def test_rebuild_mends_a_damaged_copy_and_has_lost_renditions_made_anew(client, settings):
    picture = rendered()
    publish(draft_with(picture))
    public_media.rebuild()
    damaged = next(iter(public_files(settings).values()))
    whole = damaged.read_bytes()
    damaged.write_bytes(b"")

    public_media.rebuild()
    assert damaged.read_bytes() == whole

    picture.path_of(picture.renditions["card"]).unlink()
    assert public_media.rebuild()["files lost"] == 1
    assert linked(client) == {picture.address(picture.original_name)}
    assert render_waiting() == (1, 0)


def test_orphans_are_swept_and_uploads_only_set_aside(settings):
    picture = rendered()
    kept = set(Path(settings.MEDIA_ROOT).rglob("*.*"))
    name = "0123456789abcdef.webp"
    strays = [
        Path(settings.PUBLIC_MEDIA_ROOT, "999", name),
        Path(settings.PUBLIC_MEDIA_ROOT, str(picture.pk), name),
        Path(settings.MEDIA_ROOT, "renditions", "999", name),
        Path(settings.MEDIA_ROOT, "renditions", str(picture.pk), f"{name}.ab.part"),
        Path(settings.MEDIA_ROOT, "pictures", "2026", "11", "forgotten.png"),
    ]
    for stray in strays:
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"stray")
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in [*strays, *(stray.parent for stray in strays)]:
        os.utime(path, (long_ago, long_ago))
    Picture.objects.update(rendered_at=timezone.now() - timedelta(days=2))

    done = public_media.sweep()

    aside = Path(settings.MEDIA_ROOT, "orphans", "pictures", "2026", "11", "forgotten.png")
    assert set(Path(settings.MEDIA_ROOT).rglob("*.*")) == kept | {aside}
    assert not public_files(settings)
    assert "uploads set aside: 1" in public_media.in_words(done)
    assert not public_media.sweep()


def test_evidence_pictures_are_kept_as_long_as_a_row_names_them(settings):
    batch = set_price(make_offer("19.00"), "190.00")
    batch.release(batch.changes.all(), note="A set of ten.", picture=make_upload("shop.png"))
    kept = Path(PriceEvidence.objects.get().picture.path)
    orphan = kept.with_name("of-a-release-that-failed.png")
    orphan.write_bytes(b"stray")
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (kept, orphan):
        os.utime(path, (long_ago, long_ago))

    done = public_media.sweep()

    media = Path(settings.MEDIA_ROOT)
    assert kept.exists()
    assert not orphan.exists()
    assert (media / "orphans" / orphan.relative_to(media)).exists()
    assert done["uploads set aside"] == 1


def test_full_disk_costs_the_copy_and_not_the_picture(client, settings):
    picture = rendered()
    publish(draft_with(picture))
    settings.PUBLIC_MEDIA_ROOT = picture.file.path  # no folder can be made there

    for address in linked(client):
        read(client, address)


def test_deleted_picture_takes_all_its_files_along(settings, django_capture_on_commit_callbacks):
    picture = rendered()
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()

    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_proxy_sends_private_files_where_there_is_one(settings):
    settings.X_ACCEL_MEDIA = "/private-media/"
    picture = make_picture("größe.png")

    response = signed_in(staff("view_picture")).get(picture.address(picture.original_name))

    assert response["X-Accel-Redirect"] == f"/private-media/{quote(picture.file.name)}"
    assert response["Content-Type"] == "image/png"
    assert response.content == b""


def test_upload_has_no_address_of_its_own():
    with pytest.raises(ValueError, match="private"):
        default_storage.url(make_picture().file.name)


HASH = "0123456789abcdef"


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "1/../../secret.png", "1/%2e%2e/secret.png", "1/a%00.png", "1/", ""]
    + ["1/x.svg", f"1/{HASH}.png", f"01/{HASH}.png", f"{'9' * 40}/{HASH}.png"],
)
def test_any_other_address_is_none(client, name):
    assert client.get(f"/media/{name}").status_code == 404
