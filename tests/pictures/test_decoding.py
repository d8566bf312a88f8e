"""What may come in as a picture, and what is kept of it (docs/rules.md 8.7–8.9, 6.9, 4.3)."""

import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from pictures.decoding import MAX_BYTES, clean_picture
from tests.factories import make_upload

SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def upload(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data)


def encoded(file_format="JPEG", size=(60, 40), **options):
    return make_upload(size=size, file_format=file_format, **options).read()


def pixels_of(clean):
    return Image.open(clean.file).convert("RGB")


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_is_decoded_decides_what_a_picture_is(file_format):
    clean = clean_picture(upload(encoded(file_format), name="evil.php.jpg"))

    assert Image.open(clean.file).format == file_format
    assert clean.file.name == f"evil.{'jpg' if file_format == 'JPEG' else file_format.lower()}"


def test_still_gif_becomes_a_png():
    clean = clean_picture(upload(encoded("GIF"), name="old.gif"))

    assert clean.file.name == "old.png"
    assert Image.open(clean.file).format == "PNG"


def test_gif_of_ten_thousand_frames_is_refused_without_decoding_them():
    still = encoded("GIF", size=(1, 1))
    frame = still[still.index(b"\x2c") : -1]
    data = still[:-1] + frame * 9_999 + b"\x3b"

    with pytest.raises(ValidationError, match="animated"):
        clean_picture(upload(data, name="many.gif"))


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "AVIF"])
def test_moving_picture_is_refused_in_every_format(file_format):
    data = BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    frames[0].save(data, file_format, save_all=True, append_images=frames[1:])

    with pytest.raises(ValidationError, match="animated"):
        clean_picture(upload(data.getvalue()))


def test_picture_is_stored_upright_and_without_the_place_it_was_taken_at():
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    drawn = Image.new("RGB", (60, 40), "white")
    drawn.paste("black", (0, 0, 60, 10))
    data = BytesIO()
    drawn.save(data, "JPEG", exif=exif, quality=95)
    assert Image.open(BytesIO(data.getvalue())).getexif().get_ifd(0x8825)

    clean = clean_picture(upload(data.getvalue()))

    stored = Image.open(clean.file)
    assert stored.size == (clean.width, clean.height) == (40, 60)
    assert not stored.getexif()
    assert stored.convert("L").getpixel((37, 30)) < 40
    assert stored.convert("L").getpixel((5, 30)) > 215


def test_colors_of_another_profile_become_those_every_screen_knows():
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = lab.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    assert linear

    clean = clean_picture(upload(encoded("PNG", color=(255, 0, 0), icc_profile=swapped)))

    # In this profile red and blue have changed places.
    red, _, blue = pixels_of(clean).getpixel((5, 5))
    assert blue > 200 > 60 > red
    assert "icc_profile" not in Image.open(clean.file).info


def test_damaged_profile_does_not_stop_a_picture():
    clean = clean_picture(upload(encoded("PNG", icc_profile=b"no profile at all")))

    assert pixels_of(clean).getpixel((5, 5)) == (0xC9, 0xA5, 0x8C)


def test_picture_of_indexed_colors_keeps_them_and_what_is_clear():
    data = BytesIO()
    drawn = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    drawn.paste((200, 30, 40, 255), (0, 0, 10, 10))
    drawn.quantize(8).save(data, "PNG")

    clean = clean_picture(upload(data.getvalue(), name="logo.png"))

    stored = Image.open(clean.file).convert("RGBA")
    assert stored.getpixel((2, 2)) == (200, 30, 40, 255)
    assert stored.getpixel((15, 15))[3] == 0


def test_sixteen_bits_a_pixel_keep_their_greys():
    data = BytesIO()
    Image.new("I;16", (8, 8), 32768).save(data, "PNG")

    clean = clean_picture(upload(data.getvalue(), name="scan.png"))

    assert 120 <= pixels_of(clean).getpixel((2, 2))[0] <= 135


def zipped():
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return data.getvalue()


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", zipped()])
def test_what_hides_behind_the_pixels_is_not_stored(tail):
    clean = clean_picture(upload(encoded("PNG") + tail, name="a.png"))

    stored = clean.file.read()
    assert b"<script>" not in stored
    assert b"index.html" not in stored
    assert stored.endswith(b"IEND\xaeB`\x82")


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_that_a_machine_made_it_is_kept_as_a_fact_and_in_the_file(file_format):
    packet = f'<x:xmpmeta><rdf Iptc4xmpExt:DigitalSourceType="{AI}" who="me"/></x:xmpmeta>'
    options = {"xmp": packet.encode()}
    if file_format == "PNG":
        from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

        options = {"pnginfo": PngInfo()}
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", packet)

    clean = clean_picture(upload(encoded(file_format, **options)))

    stored = clean.file.read()
    assert clean.source_type == "trainedAlgorithmicMedia"
    assert AI.encode() in stored
    assert b"who=" not in stored


def test_unknown_word_for_how_a_picture_was_made_is_not_kept():
    packet = b"<x>digitalsourcetype/somethingElse</x>"

    assert clean_picture(upload(encoded("JPEG", xmp=packet))).source_type == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"no picture", "can't be read as a picture"),
        (SVG, "SVG can contain scripts"),
        (b"\xef\xbb\xbf<!-- x --><svg>", "SVG can contain scripts"),
        (encoded("JPEG")[:200], "can't be read as a picture"),
        (encoded("PNG")[:-30], "can't be read as a picture"),
        # A header shorter than it must be.
        (encoded("PNG")[:11] + b"\x05" + encoded("PNG")[12:], "can't be read as a picture"),
        (encoded("BMP"), "can't be read as a picture"),
        (encoded("TIFF"), "can't be read as a picture"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ValidationError, match=sentence):
        clean_picture(upload(data, name="photo.png"))


def test_too_many_bytes_are_refused_before_they_are_read():
    with pytest.raises(ValidationError, match="smaller than 10 MB"):
        clean_picture(upload(b"x" * (MAX_BYTES + 1)))


def test_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    data = BytesIO()
    Image.new("1", (9000, 9000)).save(data, "PNG")

    with pytest.raises(ValidationError, match="9000 × 9000 pixels"):
        clean_picture(upload(data.getvalue(), name="bomb.png"))


@pytest.mark.parametrize("size", [(65_000, 1), (1, 65_000), (16_001, 801), (100, 2_001)])
def test_line_is_no_picture(size):
    data = BytesIO()
    Image.new("1", size).save(data, "PNG")

    with pytest.raises(ValidationError, match="A side may have 16,000 at most, and 20 times"):
        clean_picture(upload(data.getvalue(), name="line.png"))


def test_bomb_whose_header_claims_a_billion_pixels_is_refused():
    plain = encoded("PNG")
    header = plain[12:16] + (40_000).to_bytes(4) + (40_000).to_bytes(4) + plain[24:29]
    data = plain[:12] + header + zlib.crc32(header).to_bytes(4) + plain[33:]

    with pytest.raises(ValidationError):
        clean_picture(upload(data, name="bomb.png"))


@pytest.mark.parametrize(
    ("name", "stored", "shown"),
    [
        ("../../etc/passwd.png", "passwd.png", "passwd.png"),
        ("..\\..\\boot.png", "boot.png", "boot.png"),
        ("a\x00b.png", "ab.png", "ab.png"),
        ("photo\u202egnp.exe", "photognp.png", "photognp.exe"),
        ("evil.php.png", "evil.png", "evil.php.png"),
        ("<img src=x>.png", "img-srcx.png", "<img src=x>.png"),
        (".htaccess", "picture.png", ".htaccess"),
        ("Größe der Pore.png", "Größe-der-Pore.png", "Größe der Pore.png"),
        ("x" * 300 + ".png", "x" * 60 + ".png", "x" * 255),
    ],
)
def test_name_is_made_safe(name, stored, shown):
    file = upload(encoded("PNG"))
    file._name = name  # as a client of its own would send it

    clean = clean_picture(file)

    assert clean.file.name == stored
    assert clean.uploaded_name == shown


def test_title_of_a_long_file_name_is_not_cut():
    words = "A close-up of small white bumps under the eye of a woman of about forty, in daylight"

    clean = clean_picture(upload(encoded("PNG"), name=f"{words}.png"))

    assert clean.title == words.replace("-", " ").replace(",", "")
    assert len(clean.file.name) < len(words)
