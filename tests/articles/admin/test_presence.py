"""Who else has the article open, and what they saved since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Presence
from tests.admin_forms import opened
from tests.articles.admin.autosaves import change, step, two_forms
from tests.factories import (
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db


def here(client, article, tab, base=1):
    return client.post(step("presence", article.pk), {"tab": tab, "base": base}).json()


def test_others_at_the_article_are_named_until_they_leave_or_fall_silent(desk, article):
    ben, carla = (make_user(name, is_superuser=True) for name in ("ben", "carla"))
    here(signed_in(ben), article, "bens-tab")
    here(signed_in(carla), article, "carlas-tab")
    here(desk, article, "annas-other-tab")

    everybody = here(desk, article, "annas-tab")["others"]
    Presence.objects.filter(user=ben).update(seen_at=timezone.now() - timedelta(seconds=46))
    signed_in(carla).post(step("presence_end", article.pk), {"tab": "carlas-tab"})
    rest = here(desk, article, "annas-tab")["others"]

    assert [(other["name"], other["is_me"]) for other in everybody] == [
        ("ben", False),
        ("carla", False),
        ("Anna Lim", True),
    ]
    assert [other["name"] for other in rest] == ["Anna Lim"]


def test_newer_save_is_told_with_a_way_to_see_it(desk, anna, article):
    (annas, form), (bens, _) = two_forms(anna, article)
    bens_form = opened(bens, change(article))
    bens.post(change(article), bens_form | {"title": "Ben's own title"})

    newer = here(desk, article, "annas-tab", base=1)["newer"]
    nothing = here(desk, article, "annas-tab", base=2)["newer"]
    changes = desk.get(newer["address"])

    assert (newer["by"], newer["is_me"]) == ("Ben", False)
    assert nothing is None
    assert "own" in changes.text


@pytest.mark.parametrize("tab", ["", "x", "<b>", "a" * 41])
def test_forged_tab_is_nowhere(desk, article, tab):
    answer = desk.post(step("presence", article.pk), {"tab": tab, "base": "9" * 30})

    assert answer.status_code == 400
    assert not Presence.objects.exists()
