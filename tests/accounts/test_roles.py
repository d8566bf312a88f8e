"""
Who gets through which door: role × address × verb, over everything below /admin/ and all of the
public site. The tables say what is meant, real responses are compared.

**A view was added?** Add a row to DOORS (or PUBLIC) in `doors.py`, with `values` for odd addresses.
"""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from accounts import roles
from articles.drafts.revisions import save_revision
from articles.models import Article, Autosave, Edition, Quote
from articles.publishing.schedule import publish
from core.heartbeat import give_sign
from faq.models import Question
from manuscripts.models import Manuscript, Proposal
from manuscripts.proposals import receive
from pages.models import Page
from people.models import Person
from pictures.models import Picture
from products.models import Brand, Offer, PriceBatch, PriceEvidence, PriceUpload, Product, Retailer
from reports.models import Report
from skinsite.health import checks
from tests.accounts.doors import (
    ACCOUNT,
    ASKED_TO_SIGN_IN,
    DOORS,
    FOR_STAFF,
    NOBODY,
    PUBLIC,
    STANDARD,
    VALUES,
    WHO,
    Door,
    admin_patterns,
    model_of,
    outcome,
    patterns,
)
from tests.factories import (
    make_article,
    make_member,
    make_offer,
    make_page,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_report,
    make_topic,
    make_upload,
    make_user,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db

# Rows that nobody types, whatever permissions they have: made by publishing, importing, pricing.
KEPT = {Edition, Manuscript, PriceBatch}

MARK = "deskonly"  # stands in every word that no reader may see


class World:
    """Rows to walk over, made once; every request is rolled back."""

    def __init__(self):
        self.client = Client()
        offer = make_offer("19.00")
        article = make_article(
            tags=["milia"], products=[offer.product], questions=[make_question()]
        )
        publish(article, at=timezone.now() + timedelta(days=3))
        save_revision(article, note="The first")
        self.shown = {
            "section": "articles",
            "article": article.slug,
            "tag": "milia",
            "topic": make_topic(slug="shown-topic").slug,
            "product": offer.product.slug,
            "brand": offer.product.brand.slug,
            "person": article.bylines.get().person.slug,
            "question": article.articles_questionblock_set.get().question.slug,
            "page": make_page(slug="shown-page").slug,
            "picture": None,
            "look": "1f4f8f-3f5c47",
        }
        self.rows = {
            Article: article,
            Edition: article.editions.get(number=1),
            Offer: offer,
            PriceBatch: offer.current.batch,
            Retailer: offer.retailer,
            Manuscript: self._manuscript(),
            Tag: Tag.objects.get(),
            Picture: make_picture(),
            Report: make_report(offer),
            Group: Group.objects.first(),
            get_user_model(): make_user(f"{MARK}-account"),
            **self._desk_only(),
        }
        # Somebody else's, at the very address that the kept pages are asked for.
        Autosave.objects.create(
            pk=article.pk,
            article=article,
            user=self.rows[get_user_model()],
            tab=f"{MARK}-tab",
            fields={"title": [MARK]},
        )
        self.hidden = {
            "section": "no-such-section",
            "article": f"{MARK}-article",
            "tag": "no-such-tag",
            "topic": self.rows[Topic].slug,
            "product": self.rows[Product].slug,
            "brand": self.rows[Brand].slug,
            "person": self.rows[Person].slug,
            "question": self.rows[Question].slug,
            "page": self.rows[Page].slug,
            "picture": (999_999, "0123456789abcdef.png"),
            "look": "no-such-colors",
        }
        self.cookies = {letter: self._signed_in(letter) for letter in WHO}
        PriceEvidence.objects.create(
            pk=VALUES["evidence"],
            change=offer.current.batch.changes.get(),
            note="Seen at the shop.",
            picture=make_upload(),
        )
        PriceUpload.objects.create(
            pk=VALUES["upload"],
            uploaded_by=get_user_model().objects.get(groups__name="Price admin"),
            name="prices.csv",
            content=b"offer,price\n",
            looked_at=timezone.now(),
            state=PriceUpload.State.WAITING,
            errors=b"why,offer,price\n",
        )

    @staticmethod
    def _desk_only():
        product = make_product(f"{MARK} product", slug=f"{MARK}-product", tags=[])
        Brand.objects.filter(pk=product.brand_id).update(name=f"{MARK} brand")
        person = make_person(f"{MARK} person", slug=f"{MARK}-person")
        make_article(
            f"{MARK} article", slug=f"{MARK}-article", html=f"<p>{MARK}</p>", publish=False
        )
        return {
            Product: product,
            Brand: product.brand,
            Person: person,
            Quote: make_quote(f"{MARK} words", speaker=person),
            Question: make_question(f"Is it {MARK}?", slug=f"{MARK}-question"),
            Page: make_page(f"{MARK} page", slug=f"{MARK}-page", published_at=None),
            Topic: make_topic(f"{MARK} topic", slug=f"{MARK}-topic", published_at=None),
        }

    @staticmethod
    def _manuscript():
        text = f"{MARK} title\n\nSome words about {MARK} of the length that a paragraph has."
        manuscript = receive(text.encode(), f"{MARK}.txt")[0]
        Proposal.objects.filter(manuscript=manuscript).update(id=1)  # `number` in VALUES
        return manuscript

    @staticmethod
    def _signed_in(letter):
        client = Client()
        if letter != "A":
            user = {
                "I": lambda: make_member("Writer"),
                "N": make_user,
                "S": lambda: make_user(is_superuser=True),
            }.get(letter, lambda: make_member(WHO[letter]))()
            client.force_login(user)
            if letter == "I":
                get_user_model().objects.filter(pk=user.pk).update(is_active=False)
        return {key: morsel.value for key, morsel in client.cookies.items()}

    def ask(self, letter, verb, address):
        """The response, as if nobody had ever asked before."""
        self.client.cookies = SimpleCookie(self.cookies[letter])
        with transaction.atomic():
            response = getattr(self.client, verb)(address)
            transaction.set_rollback(True)
        return response


@pytest.fixture
def no_template_is_filled(monkeypatch):
    """Who gets in is decided before, and filling would take most of the time."""
    monkeypatch.setattr(Template, "render", lambda *_: "")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def holders(permission, model):
    """The letters of those who have Django's permission on the model: accounts/roles.py."""
    if model in KEPT and permission != "view":
        return NOBODY
    opts = model._meta
    wanted = f"{opts.app_label}.{permission}_{opts.model_name}"
    found = [role for role in roles.ROLES if wanted in role.permissions()]
    # Whoever may change a row sees it, too; no role has one without the other.
    return "".join([letter for letter, who in WHO.items() for r in found if r.name == who] + ["S"])


def door_of(name):
    model, page = model_of(name)
    if name in DOORS:
        return DOORS[name]
    if model is None or page not in STANDARD:
        return None
    return Door(*(holders(permission, model) for permission in STANDARD[page]))


def address_of(world, name, pattern, door):
    model, page = model_of(name)
    if name.startswith("admin:"):
        return reverse("admin:index") + VALUES["url"]
    if name == "view_on_site":
        kind = ContentType.objects.get_for_model(Article)
        return reverse("admin:view_on_site", args=[kind.pk, world.rows[Article].pk])
    if page == "simple_history":
        row = world.rows[model]
        return reverse(f"admin:{name}", args=[row.pk, row.history.first().pk])
    values = VALUES | door.values
    if model:
        values |= dict.fromkeys(["pk", "object_id", "id"], world.rows[model].pk)
    wanted = pattern.pattern.regex.groupindex
    return reverse(f"admin:{name}", kwargs={key: values[key] for key in wanted}) + door.query


ADMIN = sorted(dict(admin_patterns()).items())


@pytest.mark.usefixtures("no_template_is_filled")
@pytest.mark.parametrize(("name", "pattern"), ADMIN, ids=[name for name, _ in ADMIN])
def test_every_door_of_the_admin_opens_for_those_it_is_meant_for(world, name, pattern):
    door = door_of(name)
    assert door, (
        f"The address “{name}” ({pattern.pattern}) has no row in DOORS: add one that says who gets "
        f'in by GET and by POST, e.g. "{name}": Door(READERS, "ES").'
    )
    address = address_of(world, name, pattern, door)

    wrong = []
    for letter, who in WHO.items():
        for verb in ("get", "post"):
            met = outcome(world.ask(letter, verb, address))
            if letter in getattr(door, verb):
                right = met == "in" or (door.leads_out and met == "to the login")
            elif letter in "AI":
                right = met == "to the login"
            else:
                right = met in {door.turned_away, 405}
            if not right:
                wrong.append(f"{who}, {verb.upper()} {address}: {met}")

    assert wrong == []


def test_no_row_outlives_its_view():
    names = {name for name, _ in admin_patterns()}

    assert sorted(DOORS.keys() - names) == []
    assert sorted((PUBLIC | ACCOUNT).keys() - {key for key, _, _ in patterns()}) == []


def test_every_model_of_the_admin_is_walked(world):
    assert set(admin.site._registry) == set(world.rows)


@pytest.mark.usefixtures("no_template_is_filled")
def test_who_may_not_see_articles_learns_nothing_of_which_there_are(world):
    """403 for a row that is there and for one that isn't (docs/rules.md 8.23)."""
    met = {
        (name, world.ask(letter, "get", address).status_code)
        for name, pattern in ADMIN
        if model_of(name)[0] in {Article, Quote, Question, Person}
        for letter in "NP"
        for address in [address_of(world, name, pattern, door_of(name))]
        for address in (address, address.replace(f"/{world.rows[model_of(name)[0]].pk}/", "/99/"))
        if door_of(name).get
    }

    assert len(met) > 20
    assert {status for _, status in met} == {403}


PUBLIC_NAMES = {key for key, _, route in patterns() if not route.startswith(("admin/", "account/"))}
SITE = sorted(PUBLIC_NAMES - FOR_STAFF)
ACCOUNTS = sorted({key for key, _, route in patterns() if route.startswith("account/")})


@pytest.mark.parametrize("name", ACCOUNTS)
def test_account_pages_are_open_or_ask_to_sign_in(world, name):
    assert name in ACCOUNT, f"The address “{name}” has no row in ACCOUNT: add one."
    values = {"pk": 1, "uidb36": "1", "key": "x-y"}
    pattern = next(pattern for key, pattern, _ in patterns() if key == name)
    wanted = {key: values[key] for key in pattern.pattern.regex.groupindex}

    for verb in ("get", "post"):
        response = world.ask("A", verb, reverse(name, kwargs=wanted))
        asked = response.status_code == 302 and response["Location"].startswith(
            reverse("account_login")
        )
        assert response.status_code < 500
        if ACCOUNT[name] == ASKED_TO_SIGN_IN:
            assert asked or response.status_code == 405, (verb, response.status_code)
        else:
            assert not asked or verb == "post"  # a passkey that is none leads back
            assert MARK not in response.text


@pytest.mark.parametrize("name", SITE)
def test_every_public_page_answers_strangers_and_shows_nothing_of_the_admin(world, name):
    assert name in PUBLIC, (
        f"The public address “{name}” has no row in PUBLIC: add one that says which row it shows "
        "(a key of World.shown and World.hidden), or None for a page of its own."
    )
    kind = PUBLIC[name]
    found = [] if kind and world.shown[kind] is None else [world.shown.get(kind)]

    give_sign()  # the worker's, or /readyz answers 503
    checks.forget()
    for slug in found:
        response = world.ask("A", "get", reverse(name, args=[slug] if kind else []))
        assert response.status_code == 200
        assert MARK not in b"".join(response).decode("latin-1").lower()
    if kind:
        hidden = world.hidden[kind]
        address = reverse(name, args=hidden if isinstance(hidden, tuple) else [hidden])
        assert {world.ask(who, "get", address).status_code for who in "AS"} == {404}
