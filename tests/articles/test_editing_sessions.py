"""Autosaves and presence are rows of an editing session: nobody's use of anything."""

import pytest
from django.urls import reverse

from articles.models import Article, Autosave, Presence
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def opened(article, user):
    """The article as somebody left it: open in a tab, with words that are not saved."""
    Autosave.objects.create(user=user, article=article, tab="abcdefgh", fields={"title": ["New"]})
    Presence.objects.create(user=user, article=article, tab="abcdefgh")


def test_an_article_that_somebody_has_open_can_be_deleted(desk):
    article = make_article(publish=False)
    opened(article, make_user())

    desk.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})

    assert not Article.objects.exists()
    assert not Autosave.objects.exists()
    assert not Presence.objects.exists()


def test_a_user_who_opened_an_article_can_be_deleted(desk):
    user = make_user("leaver")
    opened(make_article(publish=False), user)

    desk.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"})

    assert not type(user).objects.filter(username="leaver").exists()
    assert Article.objects.count() == 1
    assert not Autosave.objects.exists()
