"""What may be uploaded as a picture (domain.md 8.7, 8.9): each file that is no harmless picture."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pictures.decoding import clean_picture
from tests.factories import make_upload

SVG = (
    b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
)


def upload_of(data, name="picture.png"):
    return SimpleUploadedFile(name, data)


def png_that_claims(width, height):
    """A PNG of a few bytes whose header promises so many pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def moving_gif(frames):
    first, *others = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in range(frames)]
    data = BytesIO()
    first.save(data, "GIF", save_all=True, append_images=others)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (make_upload().read()[:40], "can't be read"),
        (SVG, "SVG"),
        (b"GIF89a<script>alert(1)</script>", "can't be read"),
        (png_that_claims(60_000, 60_000), "pixels"),
        (moving_gif(200), "moves"),
    ],
    ids=["empty", "truncated", "SVG", "program", "bomb", "moving"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ValidationError) as refusal:
        clean_picture(upload_of(data, "portrait.png"))

    assert sentence in refusal.value.messages[0]
    assert "“portrait.png”" in refusal.value.messages[0]


def test_code_behind_the_pixels_is_not_kept():
    polyglot = make_upload(file_format="JPEG").read() + b"<?php system($_GET['c']); ?>"

    clean = clean_picture(upload_of(polyglot, "picture.jpg"))

    assert b"<?php" not in clean.file.read()


@pytest.mark.parametrize(
    ("name", "stored", "shown"),
    [
        ("evil.php.png", "evil.png", "evil.php.png"),
        ("../../etc/cron.png", "cron.png", "cron.png"),
        ("..\\..\\boot.png", "boot.png", "boot.png"),
        ("a\0b.png", "ab.png", "ab.png"),
        ("photo\u202egnp.exe", "photognp.png", "photognp.exe"),
        (".png", "picture.png", ".png"),
    ],
)
def test_names_lead_nowhere_and_the_ending_is_that_of_the_true_format(name, stored, shown):
    upload = make_upload()
    upload._name = name  # as it was sent: Django's own upload would have cut it already

    clean = clean_picture(upload)

    assert (clean.file.name, clean.uploaded_name) == (stored, shown)


def test_where_it_was_taken_is_not_kept():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    upload = make_upload("garden.jpg", file_format="JPEG", exif=exif)
    assert Image.open(upload).getexif().get_ifd(0x8825)
    upload.seek(0)

    clean = clean_picture(upload)

    assert not Image.open(clean.file).getexif().get_ifd(0x8825)
    assert not Image.open(clean.file).info.get("exif")


def test_a_turned_photograph_is_stored_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    clean = clean_picture(make_upload("tall.jpg", size=(40, 30), file_format="JPEG", exif=exif))

    assert (clean.width, clean.height) == (30, 40)
