"""What readers get: sources, sizes and focal points; nothing once the license has run out."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.models import Edition, EditionPicture, ImageBlock
from articles.publishing.schedule import publish
from pictures.image_data import focal_stylesheet
from pictures.models import Picture
from pictures.renditions import render_waiting
from tests.factories import make_article, make_person, make_picture, make_product, make_quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """A live article with a picture in every place there is; picture by place."""
    pictures = {
        place: make_picture(f"{place}.png", size=(900, 500 + 10 * number), credit=f"By {place}")
        for number, place in enumerate(["hero", "inset", "jar", "face"])
    }
    expert = make_person(
        "Ines Falk",
        slug="ines",
        credentials="MD",
        picture=pictures["face"],
        image_alt="Ines, smiling.",
    )
    jar = make_product("Jar", slug="jar", picture=pictures["jar"], image_alt="A jar.")
    article = make_article(
        slug="milia",
        tags=["milia"],
        products=[jar],
        quotes=[make_quote(speaker=expert)],
        picture=pictures["hero"],
        image_alt="A bead.",
        publish=False,
    )
    place = {"parent": article, "region": "main", "ordering": 90}
    ImageBlock.objects.create(**place, picture=pictures["inset"], image_alt="An inset.")
    publish(article)
    return pictures


PAGES = ["/", "/articles/", "/articles/milia/", "/products/", "/products/jar/", "/experts/"]
PAGES += ["/experts/ines/", "/tags/milia/"]
RENDITION = r"/media/[^\s\"]+"


def test_before_the_worker_came_the_picture_itself_is_shown(client, site):
    html = client.get("/articles/milia/").text

    assert "<picture>" not in html
    address = site["hero"].address(site["hero"].original_name)
    assert f'src="{address}" width="900" height="500" alt="A bead."' in html


def test_renditions_come_with_size_words_and_no_layout_shift(client, site):
    render_waiting()
    Picture.objects.filter(pk=site["hero"].pk).update(focal_x=30, focal_y=66)

    html = client.get("/articles/milia/").text

    hero = re.search(r'<figure class="hero">.*?</figure>', html, re.DOTALL)[0]
    assert re.search(
        r'<source type="image/avif" srcset="\S+\.avif 320w, \S+\.avif 480w, '
        r'\S+\.avif 768w, \S+\.avif 900w" sizes="[^"]*100vw">',
        hero,
    )
    assert hero.index("image/avif") < hero.index("image/webp") < hero.index("<img")
    assert re.search(r'<img class="hero-picture fx-30 fy-65" src="\S+\.jpg" width="900"', hero)
    assert 'alt="A bead." fetchpriority="high"' in hero
    assert "By hero" in hero
    inset = re.search(r'<figure class="inset">.*?</figure>', html, re.DOTALL)[0]
    assert 'alt="An inset." loading="lazy"' in inset
    assert " style=" not in html
    assert re.search(r'property="og:image" content="http://testserver/media/\S+\.jpg"', html)


def test_every_page_shows_its_renditions_and_they_are_served(client, site):
    render_waiting()

    pages = {path: client.get(path).text for path in PAGES}
    found = {path: set(re.findall(RENDITION, page)) for path, page in pages.items()}

    # A list of people brings their portraits along.
    assert [path for path, addresses in found.items() if len(addresses) <= 5] == ["/experts/"]
    assert 'class="portrait" src="data:image/webp;base64,' in pages["/experts/"]
    for address in set.union(*found.values()):
        answer = client.get(address)
        assert answer.status_code == 200
        ending = address.rsplit(".", 1)[1]
        assert answer["Content-Type"] == f"image/{'jpeg' if ending == 'jpg' else ending}"
        assert answer["Cache-Control"] == "public, max-age=86400"
        # Read to its end; closed half way it would close the test's database connection, too.
        assert b"".join(answer.streaming_content)


def test_picture_whose_license_ran_out_is_shown_nowhere(client, site):
    render_waiting()
    before = {path: client.get(path).text for path in PAGES}
    Picture.objects.update(license_until=timezone.localdate() - timedelta(days=1))

    for path in PAGES:
        after = client.get(path).text

        assert re.search("/media/|data:image", before[path]), path
        assert not re.search("/media/|data:image", after), path
        assert not re.search(r"figure class=\"(?:hero|inset|product)", after), path
        assert "By hero" not in after, path


def test_rendered_pictures_cost_no_more_queries(client, site, django_assert_max_num_queries):
    render_waiting()

    with django_assert_max_num_queries(10):
        client.get("/articles/milia/")
    for path in ("/", "/articles/", "/products/", "/experts/"):
        with django_assert_max_num_queries(8):
            client.get(path)


def test_picture_without_a_license_stops_publishing(site):
    Picture.objects.filter(pk=site["inset"].pk).update(license_until="2026-01-31")
    article = Edition.objects.get().article

    with pytest.raises(ValidationError, match="expired on 31 Jan 2026"):
        publish(article)


def test_edition_says_which_pictures_it_shows(site):
    edition = Edition.objects.get()
    links = EditionPicture.objects.filter(edition=edition)

    assert set(links.values_list("picture", flat=True)) == {site["hero"].pk, site["inset"].pk}
    assert edition.picture == site["hero"]
    assert edition.content["image"]["picture"] == site["hero"].pk
    assert edition.content["image"]["credit"] == "By hero"


def test_words_of_an_edition_stay_when_the_library_says_otherwise(client, site):
    Picture.objects.filter(pk=site["hero"].pk).update(credit="Somebody else")

    html = client.get("/articles/milia/").text

    assert "By hero" in html
    assert "Somebody else" not in html


def test_style_sheet_knows_every_focal_point():
    sheet = (settings.BASE_DIR / "static/site/tokens.css").read_text(encoding="utf-8")

    assert sheet.endswith(focal_stylesheet())
