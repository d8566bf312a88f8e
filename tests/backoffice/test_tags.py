"""Tags in the admin: suggested, merged, kept by their rules."""

import pytest
from django.test import Client
from django.urls import reverse
from taggit.models import Tag

from articles.models import Edition
from articles.publishing.schedule import live_edition
from tests.admin_forms import page
from tests.factories import (
    make_article,
    make_product,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_tag_names_are_suggested_to_those_who_write():
    make_product(tags=["eye care", "retinol", "skin care"])
    address = reverse("admin:taggit_tag_names")

    assert Client().get(address, {"q": "ca"}).status_code == 302
    assert signed_in(staff("view_article")).get(address, {"q": "ca"}).status_code == 403
    names = signed_in(staff("change_article")).get(address, {"q": "ca"}).json()["names"]
    assert names == ["eye care", "skin care"]


def test_tags_are_merged_everywhere_they_stand(desk):
    both = make_product(tags=["milia", "millia"])
    article = make_article(tags=["millia"])
    wrong, right = Tag.objects.get(name="millia"), Tag.objects.get(name="milia")
    chosen = {"action": "merge", "_selected_action": [wrong.pk, right.pk]}

    asked = desk.post(page(Tag, "changelist"), chosen)
    desk.get(asked.url)
    untouched = Tag.objects.count()
    desk.post(asked.url, {"into": right.pk})

    assert untouched == 2
    assert [tag.name for tag in Tag.objects.all()] == ["milia"]
    assert [tag.name for tag in both.tags.all()] == ["milia"]
    assert list(Edition.objects.live().tagged(["milia"])) == [live_edition(article)]


def test_merging_asks_for_both_rights_it_uses():
    make_product(tags=["milia", "millia"])
    wrong, right = Tag.objects.get(name="millia"), Tag.objects.get(name="milia")
    client = signed_in(staff("view_tag", "delete_tag"))
    address = f"{reverse('admin:taggit_tag_merge', args=[wrong.pk])}?other={right.pk}"

    assert client.post(address, {"into": right.pk}).status_code == 403
    assert Tag.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "kept"), [("Milia", "milia"), ("  Eye   Care", "eye care"), ("a, b", None)]
)
def test_tag_made_at_its_own_page_keeps_the_rules_of_tags(desk, typed, kept):
    response = desk.post(page(Tag, "add"), {"name": typed, "slug": "some-tag"})

    assert [tag.name for tag in Tag.objects.all()] == ([kept] if kept else [])
    assert kept or "Enter one tag" in response.text
