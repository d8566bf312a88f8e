"""Pictures are decoded apart from the server: its memory, its threads, and what is kept."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from pictures.decoding import REQUESTS, clean_picture
from pictures.models import Picture
from pictures.renditions import render_waiting
from tests.factories import make_picture, make_upload, signed_in, staff

HEAD_ROOM = 30_000  # kB; what is decoded here has 64,000
FRESH = Path("/proc/self/clear_refs")


def most_memory():
    """Kilobytes that this process had at most since `FRESH` was written."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


@pytest.mark.skipif(not FRESH.exists(), reason="Linux alone tells")
@pytest.mark.django_db
def test_picture_of_many_pixels_takes_no_memory_of_ours():
    upload = make_upload("flat.png", size=(4000, 4000))
    FRESH.write_text("5")
    before = most_memory()

    make_picture(upload=upload)
    made = render_waiting()

    assert made == (1, 0)
    assert most_memory() - before < HEAD_ROOM


@pytest.mark.django_db
def test_whoever_comes_while_others_wait_is_told_so_with_everything_typed_kept():
    client = signed_in(staff("view_picture", "add_picture"))
    with REQUESTS, REQUESTS:
        by_field = client.post(reverse("admin:pictures_picture_upload"), {"file": make_upload()})
        by_form = client.post(
            reverse("admin:pictures_picture_add"), {"files": make_upload(), "credit": "Ada Lim"}
        )

    assert (by_field.status_code, by_field.headers["Retry-After"]) == (503, "5")
    assert "Send this one again in a moment." in by_field.json()["error"]
    assert "Send this one again in a moment." in by_form.text
    assert 'value="Ada Lim"' in by_form.text
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("file_format", "size", "stored"),
    [
        ("JPEG", (8160, 6120), (4080, 3060)),  # a phone's fifty million
        ("WEBP", (2500, 2000), (2236, 1788)),
    ],
)
def test_picture_that_takes_much_to_write_is_scaled_down(file_format, size, stored):
    data = BytesIO()
    Image.new("L", size, 90).save(data, file_format)

    clean = clean_picture(SimpleUploadedFile("photo", data.getvalue()))

    assert (clean.width, clean.height) == stored == Image.open(clean.file).size


def test_phones_picture_with_another_behind_it_is_its_first():
    data = BytesIO()
    pictures = [Image.new("RGB", size, "red") for size in ((60, 40), (8, 8))]
    pictures[0].save(data, "MPO", save_all=True, append_images=pictures[1:])

    clean = clean_picture(SimpleUploadedFile("photo.jpg", data.getvalue()))

    assert clean.file.name == "photo.jpg"
    assert (clean.width, clean.height) == (60, 40)
