"""The form of an article with words typed and not saved, and the autosave of it."""

import json

from django.urls import reverse

from articles.models import Article, Autosave
from tests.admin_forms import opened, page
from tests.factories import (
    make_user,
    signed_in,
)


def step(name, *args):
    return reverse(f"admin:articles_article_{name}", args=args)


def change(article):
    return page(Article, "change", article.pk)


def payload(user, form, **more):
    sent = {
        "tab": form["tab"][0],
        "user": user.pk,
        "sequence": 1,
        "base": form.get("seen_version", [None])[0],
        "fields": form,
    }
    return {"payload": json.dumps(sent | more)}


def autosaved(client, user, article=None, **typed):
    """Somebody opens the form, types and leaves; the autosave of it."""
    address = change(article) if article else page(Article, "add")
    form = opened(client, address) | {name: [value] for name, value in typed.items()}
    at = step("autosave", article.pk) if article else step("autosave_new")
    answer = client.post(at, payload(user, form))
    assert answer.status_code == 200, answer.content
    return Autosave.objects.get(tab=form["tab"][0])


def two_forms(anna, article):
    ben = make_user("ben", is_superuser=True, first_name="Ben")
    clients = [signed_in(user) for user in (anna, ben)]
    return [(client, opened(client, change(article))) for client in clients]
