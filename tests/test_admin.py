"""The editors' desk: every page opens, nothing typed is lost, and nobody gets past the doors."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.contrib.auth.models import Group
from django.db import connection
from django.forms.models import ModelChoiceField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Edition, ProductPick, Quote, TextBlock
from articles.publishing.schedule import live_edition, planned_editions
from backoffice.models import Preferences
from faq.models import Question
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from people.models import Person
from products.models import Offer, PriceBatch, PriceChange, PricePoint, Product
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_retailer,
    make_user,
    set_price,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
per_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)


@pytest.fixture
def anna():
    return make_user("anna", is_superuser=True, first_name="Anna", last_name="Lim")


@pytest.fixture
def desk(anna):
    """A browser in which Anna, who may do everything, has signed in."""
    return signed_in(anna)


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def furnish():
    """At least one more row of everything that has a page at the desk."""
    offer = make_offer("19.00", product=make_product(tags=[f"tag {timezone.now():%f}"]))
    speaker = make_person()
    make_picture(f"picture {timezone.now():%f}.png", color=f"#{timezone.now():%f}")
    article = make_article(
        products=[offer.product],
        quotes=[make_quote(speaker=speaker)],
        questions=[make_question(answered_by=speaker)],
        quotes_in_text=[make_quote("Some words.")],
    )
    manuscript = receive(
        f"Title {article.pk}\n\nSome words.".encode(), f"{article.slug}.txt", by=make_user()
    )[0]
    Manuscript.objects.filter(pk=manuscript.pk).update(article=article)
    Group.objects.create(name=f"Editors {article.pk}")


class _Fields(HTMLParser):
    """What a browser would post of the forms on a page."""

    def __init__(self):
        super().__init__()
        self.posted, self.area, self.select = {}, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "select":
            self.select = name
            self.posted.setdefault(name, [])
        elif tag == "option" and self.select and "selected" in attrs:
            self.posted[self.select].append(attrs["value"])
        elif tag == "textarea":
            self.area = name
            self.posted[name] = [""]
        elif tag == "input" and name and attrs.get("type") not in {"submit", "file"}:
            if attrs.get("type") in {"checkbox", "radio"} and "checked" not in attrs:
                return
            ticked = "on" if attrs.get("type") == "checkbox" else ""
            self.posted.setdefault(name, []).append(attrs.get("value", ticked))

    def handle_data(self, data):
        if self.area:
            self.posted[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # Django writes a line break first, which a browser drops.
            self.posted[self.area][0] = (
                self.posted[self.area][0].removeprefix("\r").removeprefix("\n")
            )
            self.area = None
        elif tag == "select":
            self.select = None


def fields(response):
    parser = _Fields()
    parser.feed(response.text.split('<form id="logout-form"')[-1])
    return {name: values for name, values in parser.posted.items() if name}


def errors_of(response):
    context = response.context or {}
    formsets = [inline.formset for inline in context.get("inline_admin_formsets", [])]
    return [
        context["adminform"].form.errors,
        *(f.errors for f in formsets if any(f.errors)),
        *(f.non_form_errors() for f in formsets),
    ]


def opened(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return fields(response)


# Every page


@per_model
def test_changelist_finds_its_rows(desk, model):
    furnish()
    row = model._default_manager.first()

    response = desk.get(page(model, "changelist"), {"q": ""})
    searched = desk.get(page(model, "changelist"), {"q": "no such words"})

    assert page(model, "change", row.pk) in response.text
    assert searched.status_code == 200
    assert page(model, "change", row.pk) not in searched.text


@per_model
def test_changelist_asks_no_more_queries_with_more_rows(desk, model):
    furnish()
    desk.get(page(model, "changelist"))  # content types are asked for once in a process
    with CaptureQueriesContext(connection) as few:
        desk.get(page(model, "changelist"))
    furnish()
    with CaptureQueriesContext(connection) as more:
        response = desk.get(page(model, "changelist"))

    assert len(response.context["cl"].result_list) > 1
    assert len(more) == len(few), [q["sql"] for q in more]


@per_model
def test_change_page_shows_the_row(desk, model):
    furnish()
    row = model._default_manager.first()

    response = desk.get(page(model, "change", row.pk), follow=True)

    assert response.status_code == 200
    assert response.context["original"] == row


@per_model
def test_add_page_opens_where_rows_are_made_by_hand(desk, model):
    response = desk.get(page(model, "add"))

    made_otherwise = model in {Edition, PriceBatch}
    assert response.status_code == (403 if made_otherwise else 200)
    assert made_otherwise or 'name="_save"' in response.text or model is Manuscript


@per_model
def test_onlookers_see_a_row_and_cannot_save_it(model):
    furnish()
    row = model._default_manager.first()
    onlooker = signed_in(staff(f"view_{model._meta.model_name}"))

    response = onlooker.get(page(model, "change", row.pk), follow=True)

    assert response.status_code == 200
    assert response.context["original"] == row
    for button in ("_save", "_continue", "_preview", "_publish"):
        assert f'name="{button}"' not in response.text
    assert "Seen version" not in response.text


@pytest.mark.parametrize("address", ["", "articles/article/add/", "products/product/add/"])
def test_desk_forbids_what_is_written_into_its_pages(desk, address):
    policy = desk.get(reverse("admin:index") + address)["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "'nonce-" in policy


def test_import_map_of_the_rich_text_editor_carries_the_nonce(desk):
    response = desk.get(page(Article, "add"))

    nonce = response["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'<script type="importmap" nonce="{nonce}">' in response.text


@pytest.mark.parametrize(
    "model",
    [model for model in REGISTERED if model._meta.app_label != "auth"],  # those are Django's own
    ids=lambda model: model._meta.label,
)
def test_relations_are_found_by_typing_not_in_a_list_that_grows(rf, anna, model):
    model_admin = admin.site._registry[model]
    request = rf.get("/")
    request.user = anna
    forms = [(model_admin.get_form(request, None), "")]
    for formset, _ in model_admin.get_formsets_with_inlines(request):
        forms.append((formset.form, formset.fk.name))
    for form, parent in forms:
        for name, field in form.base_fields.items():
            if isinstance(field, ModelChoiceField) and name != parent:
                widget = getattr(field.widget, "widget", field.widget)
                assert isinstance(widget, AutocompleteMixin), (form, name)


@per_model
def test_typing_finds_what_a_relation_asks_for(desk, model):
    furnish()
    model_admin = admin.site._registry[model]
    owners = [(model, model_admin)]
    owners += [(inline.model, inline) for inline in model_admin.inlines]

    for owner, options in owners:
        for name in options.autocomplete_fields:
            related = owner._meta.get_field(name).related_model
            wanted = related._default_manager.first()
            asked = {
                "app_label": owner._meta.app_label,
                "model_name": owner._meta.model_name,
                "field_name": name,
                "term": str(wanted).split()[-1],
            }
            found = desk.get(reverse("admin:autocomplete"), asked).json()["results"]
            assert str(wanted.pk) in [result["id"] for result in found], (owner, name)


# Writing an article


def block(prefix, place, **typed):
    ordering = typed.pop("ordering", 10 * (place + 1))
    typed = {"region": "main", "ordering": ordering, "id": "", **typed}
    return {f"{prefix}-{place}-{name}": value for name, value in typed.items()}


TEXT, PICK = "articles_textblock_set", "articles_productpick_set"


def new_article(desk, **typed):
    """The form of a new article with a text, an author and a product pick typed in."""
    posted = opened(desk, page(Article, "add"))
    product = make_product()
    posted |= {"title": "Milia or whiteheads?", "slug": "milia-or-whiteheads"}
    posted |= {"bylines-TOTAL_FORMS": 1, "bylines-0-person": make_person().pk}
    posted |= {"bylines-0-position": 0}
    posted |= {f"{TEXT}-TOTAL_FORMS": 1, f"{PICK}-TOTAL_FORMS": 1}
    posted |= block(TEXT, 0, html="<p>Small white bumps.</p>")
    posted |= block(PICK, 0, product=product.pk, best_for="Best for eyes", ordering=20)
    return posted | typed


def test_article_is_saved_with_its_blocks_and_tags(desk):
    response = desk.post(page(Article, "add"), new_article(desk, tags="eye care, Milia"))

    article = Article.objects.get()
    assert response.status_code == 302, errors_of(response)
    assert article.slug == "milia-or-whiteheads"
    assert sorted(tag.name for tag in article.tags.all()) == ["eye care", "milia"]
    assert TextBlock.objects.get(parent=article).html == "<p>Small white bumps.</p>"
    assert ProductPick.objects.get(parent=article).best_for == "Best for eyes"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"tags": "eye care, <b>milia</b>"},
            "has characters that can&#x27;t be used in an address",
        ),
        ({"slug": "taken"}, "Article with this Slug already exists."),
        (
            {"sources-TOTAL_FORMS": 1, "sources-0-title": "A", "sources-0-url": "javascript:x()"},
            "Enter a full web address that starts with https:// or http://.",
        ),
        ({f"{PICK}-0-product": ""}, "This field is required."),
    ],
)
def test_refused_article_keeps_everything_typed(desk, typed, sentence):
    make_article(slug="taken", publish=False)
    posted = new_article(desk, tags="eye care", dek="What they are.") | typed

    response = desk.post(page(Article, "add"), posted)

    assert sentence in response.text
    kept = fields(response)
    for name in ["title", "dek", f"{PICK}-0-best_for", f"{TEXT}-0-html", f"{TEXT}-0-ordering"]:
        assert kept[name] == [str(posted[name])], name
    for name, value in typed.items():
        assert kept[name] == ([str(value)] if value else []), name
    assert Article.objects.count() == 1


def test_sanitizer_takes_out_what_the_editor_does_not_offer(desk):
    posted = new_article(desk) | {f"{TEXT}-0-html": '<p onclick="x()">Hi<script>x()</script></p>'}

    desk.post(page(Article, "add"), posted)

    assert TextBlock.objects.get().html == "<p>Hi</p>"


# Two people, one article


def two_windows(anna):
    """An article that Anna and Ben have both opened; what each would post."""
    article = make_article("Milia", html="<p>First words.</p>", products=[make_product()])
    ben = make_user("ben", is_superuser=True)
    address = page(Article, "change", article.pk)
    windows = [(client, opened(client, address)) for client in map(signed_in, (anna, ben))]
    return article, address, windows


def test_newer_save_is_not_overwritten_and_nothing_typed_is_lost(anna):
    article, address, [(anna_desk, annas), (ben_desk, bens)] = two_windows(anna)
    anna_desk.post(address, annas | {"title": "Anna's title", f"{TEXT}-0-DELETE": "on"})

    typed = bens | {"title": "Ben's title", f"{TEXT}-0-html": "<p>Ben's own words.</p>"}
    response = ben_desk.post(address, typed)
    again = opened(ben_desk, response.context["back"])

    article.refresh_from_db()
    assert article.title == "Anna's title"
    assert not TextBlock.objects.filter(parent=article).exists()
    assert "Anna Lim saved this article" in response.text
    assert "Your changes aren’t saved yet" in response.text
    assert again["title"] == ["Ben's title"]
    assert again[f"{TEXT}-0-html"] == ["<p>Ben's own words.</p>"]


def test_choosing_mine_is_a_decision_and_brings_removed_blocks_back(anna):
    article, address, [(anna_desk, annas), (ben_desk, bens)] = two_windows(anna)
    added = {f"{PICK}-TOTAL_FORMS": 2} | block(PICK, 1, product=make_product().pk, ordering=99)
    anna_desk.post(address, annas | added | {"title": "Anna's title", f"{TEXT}-0-DELETE": "on"})
    typed = bens | {"title": "Ben's title", f"{TEXT}-0-html": "<p>Ben's own words.</p>"}
    asked = fields(ben_desk.post(address, typed))

    undecided = ben_desk.post(address, asked)
    article.refresh_from_db()
    untouched = article.title
    response = ben_desk.post(address, asked | {"merge-title": "ours"})

    article.refresh_from_db()
    assert "Nothing has been saved yet" in undecided.text
    assert untouched == "Anna's title"
    assert response.status_code == 302, errors_of(response)
    assert article.title == "Ben's title"
    assert TextBlock.objects.get(parent=article).html == "<p>Ben's own words.</p>"
    assert ProductPick.objects.filter(parent=article).count() == 2


def test_choosing_against_one_version_does_not_save_over_a_newer_one(anna):
    article, address, [(anna_desk, annas), (ben_desk, bens)] = two_windows(anna)
    anna_desk.post(address, annas | {"title": "Anna's title"})
    asked = fields(ben_desk.post(address, bens | {"title": "Ben's title"}))
    anna_desk.post(address, opened(anna_desk, address) | {"title": "Anna's second title"})

    response = ben_desk.post(address, asked | {"merge-title": "ours"})

    article.refresh_from_db()
    assert article.title == "Anna's second title"
    assert "second" in response.text
    assert fields(response)["merge-title"] == ["ours"]


def test_saving_twice_in_a_row_is_no_conflict(desk):
    article = make_article()
    address = page(Article, "change", article.pk)

    for title in ("One", "Two"):
        desk.post(address, opened(desk, address) | {"title": title})

    article.refresh_from_db()
    assert article.title == "Two"


# From the desk to the readers and back


def test_preview_shows_the_desk_and_is_kept_from_caches_and_readers(desk):
    article = make_article(html="<p>Published words.</p>")
    TextBlock.objects.filter(parent=article).update(html="<p>Words at the desk.</p>")

    response = desk.get(reverse("admin:articles_article_preview", args=[article.pk]))
    public = Client().get(article.get_absolute_url())

    assert "Words at the desk." in response.text
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "Words at the desk." not in public.text


@pytest.mark.parametrize(
    "name", ["preview", "versions", "compare", "point_in_time", "publish", "take_down"]
)
def test_steps_of_an_article_are_for_those_who_may(name):
    article = make_article()
    address = reverse(f"admin:articles_article_{name}", args=[article.pk])

    assert Client().get(address).status_code == 302
    assert signed_in(staff("change_question")).get(address).status_code == 403
    rights = ("change_article", "publish_article")
    assert signed_in(staff(*rights)).get(address).status_code == 200


def test_publishing_puts_the_desk_before_readers(desk, anna):
    article = make_article("Old title")
    Article.objects.filter(pk=article.pk).update(title="New title")
    address = reverse("admin:articles_article_publish", args=[article.pk])

    posted = opened(desk, address) | {"change": "advice", "note": "New advice"}
    before = Client().get(article.get_absolute_url()).text
    response = desk.post(address, posted, follow=True)

    edition = live_edition(article)
    assert "New title" not in before
    assert "New title" in Client().get(article.get_absolute_url()).text
    assert (edition.made_by, edition.change, edition.note) == (anna, "advice", "New advice")
    assert f"Edition {edition.number} is live" in response.text


def test_what_stops_publishing_is_said_in_sentences(desk):
    article = make_article(publish=False)
    article.bylines.all().delete()
    address = reverse("admin:articles_article_publish", args=[article.pk])

    asked = desk.get(address)
    posted = desk.post(address, {"change": "text", "version": article.version})

    for response in (asked, posted):
        assert "It has no author." in response.text
    assert not article.editions.exists()


def test_publishing_what_somebody_changed_meanwhile_is_refused(desk):
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    posted = opened(desk, address)
    change = page(Article, "change", article.pk)
    desk.post(change, opened(desk, change) | {"title": "Not what she looked at"})

    response = desk.post(address, posted)

    assert "Somebody saved the article after you opened this page." in response.text
    assert not article.editions.exists()


def test_edition_can_be_planned_and_canceled(desk):
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    moment = timezone.now() + timedelta(days=3)

    posted = opened(desk, address) | {"at_0": f"{moment:%Y-%m-%d}", "at_1": "09:30:00"}
    desk.post(address, posted)
    planned = planned_editions(article).get()
    shown = desk.get(page(Article, "change", article.pk)).text
    listed = desk.get(page(Article, "changelist"), {"publication": "scheduled"}).text
    cancel = reverse("admin:articles_article_cancel", args=[article.pk, planned.number])
    by_get = desk.get(cancel)
    desk.post(cancel)

    assert f"don&#x27;t see it until {planned.live_from:%-d %b %Y}, 09:30; then edition 1" in shown
    assert f"scheduled for {planned.live_from:%-d %b %Y}, 09:30" in listed
    assert by_get.status_code == 405
    assert not planned_editions(article).exists()


def test_taking_down_and_restoring(desk):
    article = make_article(html="<p>First words.</p>")
    take_down = reverse("admin:articles_article_take_down", args=[article.pk])
    restore = reverse("admin:articles_article_edition_restore", args=[article.pk, 1])
    TextBlock.objects.filter(parent=article).update(html="<p>Later words.</p>")

    desk.get(take_down)
    still_there = Client().get(article.get_absolute_url()).status_code
    desk.post(take_down, {"note": "Wrong dose"})
    posted = opened(desk, restore)
    untouched = TextBlock.objects.get(parent=article).html
    desk.post(restore, posted)

    assert still_there == 200
    assert Client().get(article.get_absolute_url()).status_code == 404
    assert untouched == "<p>Later words.</p>"
    assert TextBlock.objects.get(parent=article).html == "<p>First words.</p>"
    assert (
        "Wrong dose" in desk.get(reverse("admin:articles_article_versions", args=[article.pk])).text
    )


def test_forged_posts_publish_nothing_without_the_permission():
    article = make_article(publish=False)
    live = make_article()
    forger = signed_in(staff("view_article", "change_question"))

    answers = [
        forger.post(
            reverse("admin:articles_article_publish", args=[article.pk]),
            {"change": "text", "version": article.version},
        ),
        forger.post(reverse("admin:articles_article_take_down", args=[live.pk])),
        forger.post(reverse("admin:articles_article_edition_restore", args=[live.pk, 1])),
        forger.post(reverse("admin:articles_article_cancel", args=[live.pk, 1])),
        forger.post(page(Article, "change", article.pk), {"title": "Forged"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert not article.editions.exists()
    assert live_edition(live)


def test_writer_may_change_what_only_a_publisher_shows_to_readers():
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    wish = {"change": "text", "version": article.version}

    writer = signed_in(staff("view_article", "change_article")).post(address, wish)
    assert not article.editions.exists()
    publisher = signed_in(staff("view_article", "change_article", "publish_article"))
    publisher.post(address, wish)

    assert writer.status_code == 403
    assert live_edition(article)


# Prices


def offer_form(desk, offer, **typed):
    return opened(desk, page(Offer, "change", offer.pk)) | typed


def test_price_typed_at_the_desk_goes_on_record(desk, anna):
    offer = make_offer("19.00")

    desk.post(
        page(Offer, "change", offer.pk),
        offer_form(desk, offer, price="15.50", list_price="31", reason="Spring sale"),
    )

    offer.refresh_from_db()
    history = desk.get(page(Offer, "change", offer.pk)).text
    assert (offer.current.text, offer.current.list_text) == ("$15.50", "$31")
    assert offer.current.batch.author == anna
    assert "Spring sale" in history
    assert history.index("$15.50 <s>$31</s>") < history.rindex("$19")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"price": "19,5x"}, "“19,5x” isn't an amount. Use digits and a decimal point"),
        ({"price": "-3"}, "A price must be more than zero"),
        ({"price": "0"}, "A price must be more than zero"),
        ({"price": "19.999"}, "19.999 has too many decimals: USD has 2 decimals."),
        ({"price": "1e999"}, "“1e999” isn't an amount."),
        ({"price": "NaN"}, "“NaN” isn't an amount."),
        ({"price": "9" * 400}, "isn't an amount."),
        ({"price": "19.50", "currency": "JPY"}, "too many decimals: JPY has no decimals."),
        ({"price": "19.50", "currency": "XYZ"}, "Enter the three-letter code of a currency"),
        ({"price": "19", "price_kind": "range"}, "A range needs a maximum above its price."),
        ({"list_price": "-1"}, "A price must be more than zero"),
    ],
)
@pytest.mark.parametrize("where", ["offer", "product"])
def test_wrong_price_is_refused_beside_the_field_with_everything_typed_kept(
    desk, typed, sentence, where
):
    offer = make_offer("19.00")
    row = offer if where == "offer" else offer.product
    address = page(type(row), "change", row.pk)
    prefix = "" if where == "offer" else "offers-0-"
    posted = opened(desk, address)
    posted |= {f"{prefix}{name}": value for name, value in typed.items()}
    posted |= {f"{prefix}variant": "travel size", f"{prefix}reason": "Spring sale"}

    response = desk.post(address, posted)

    kept = fields(response)
    offer.refresh_from_db()
    assert sentence.replace("'", "&#x27;") in response.text
    assert offer.current.text == "$19"
    assert offer.variant == ""
    for name, value in {**typed, "variant": "travel size", "reason": "Spring sale"}.items():
        assert kept[f"{prefix}{name}"] == [value[:400]], name


def test_new_offer_is_made_with_its_price(desk):
    product, retailer = make_product(), make_retailer(currency="EUR")
    address = page(Product, "change", product.pk)
    new = {"retailer": retailer.pk, "price": "12", "price_kind": "exact", "url": ""}

    posted = opened(desk, address) | {"offers-TOTAL_FORMS": 1}
    desk.post(address, posted | {f"offers-0-{name}": value for name, value in new.items()})

    assert product.offers.get().current.text == "€12"


def test_untouched_price_is_not_observed_again(desk):
    offer = make_offer("19.00")

    desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, variant="travel size"))

    offer.refresh_from_db()
    assert offer.variant == "travel size"
    assert PricePoint.objects.count() == 1


def test_checking_the_same_price_moves_the_day_it_was_checked(desk):
    offer = make_offer("19.00", checked_at=timezone.now() - timedelta(days=40))

    desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, checked_now="on"))

    offer.refresh_from_db()
    assert offer.current.age_in_days() == 0
    assert offer.current.batch.changes.get().kind == PriceChange.Kind.CONFIRMED


def test_slipped_decimal_point_is_held_and_can_be_let_through(desk):
    offer = make_offer("19.00")
    address = page(Offer, "change", offer.pk)

    response = desk.post(address, offer_form(desk, offer, price="1900"), follow=True)
    batch = PriceBatch.objects.first()
    offer.refresh_from_db()
    held_price = offer.current.text
    desk.post(
        reverse("admin:products_pricebatch_held", args=[batch.pk]),
        {"row": batch.changes.get().pk, "release": ""},
    )

    offer.refresh_from_db()
    assert "a misplaced decimal point?" in response.text
    assert page(PriceBatch, "change", batch.pk) in response.text
    assert held_price == "$19"
    assert offer.current.text == "$1,900"


def test_held_price_can_be_dismissed(desk):
    offer = make_offer("19.00")
    desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, price="1900"))
    row = PriceChange.objects.get(state="held")

    address = reverse("admin:products_pricebatch_held", args=[row.batch_id])
    desk.post(address, {"row": row.pk, "dismiss": ""})

    row.refresh_from_db()
    offer.refresh_from_db()
    assert (row.state, offer.current.text) == ("dismissed", "$19")


def test_price_somebody_changed_meanwhile_is_told_and_then_a_decision(desk):
    offer = make_offer("19.00")
    posted = offer_form(desk, offer, price="18")
    set_price(offer, "21.00")
    address = page(Offer, "change", offer.pk)

    response = desk.post(address, posted)
    offer.refresh_from_db()
    refused = offer.current.text
    desk.post(address, fields(response))

    offer.refresh_from_db()
    assert "Somebody changed this price in the meantime: it is $21 now." in response.text
    assert refused == "$21"
    assert offer.current.text == "$18"


def test_price_field_does_nothing_without_the_permission():
    offer = make_offer("19.00")
    forger = signed_in(staff("change_offer", "view_product", "view_retailer"))

    posted = offer_form(forger, offer, price="1.00", checked_now="on", variant="travel size")
    forger.post(page(Offer, "change", offer.pk), posted)

    offer.refresh_from_db()
    assert offer.variant == "travel size"
    assert offer.current.text == "$19"
    assert PricePoint.objects.count() == 1


def test_product_editor_without_offers_changes_no_price():
    offer = make_offer("19.00")
    forger = signed_in(staff("change_product", "add_pricebatch"))
    address = page(Product, "change", offer.product_id)

    posted = opened(forger, address) | {"name": "New name", "offers-TOTAL_FORMS": 1}
    posted |= {"offers-INITIAL_FORMS": 1, "offers-0-id": offer.pk, "offers-0-price": "1.00"}
    forger.post(address, posted)

    offer.refresh_from_db()
    assert Product.objects.get().name == "New name"
    assert offer.current.text == "$19"


def test_batch_is_undone_after_saying_what_will_move(desk):
    moved, changed_since = make_offer("19.00"), make_offer("30.00")
    address = page(Offer, "changelist")
    for offer in (moved, changed_since):
        set_price(offer, "25.00")
    batch = changed_since.current.batch
    set_price(changed_since, "26.00")
    undo_moved = reverse("admin:products_pricebatch_undo", args=[moved.current.batch_id])
    undo_changed = reverse("admin:products_pricebatch_undo", args=[batch.pk])

    asked = desk.get(undo_moved).text
    asked_changed = desk.get(undo_changed).text
    moved.refresh_from_db()
    after_asking = moved.current.text
    for undo in (undo_moved, undo_changed):
        desk.post(undo)

    moved.refresh_from_db()
    changed_since.refresh_from_db()
    assert f"{moved}: $25 → $19" in asked
    assert "These were changed again since and are left alone" in asked_changed
    assert after_asking == "$25"
    assert (moved.current.text, changed_since.current.text) == ("$19", "$26")
    assert "$19" in desk.get(address).text


def test_undo_and_release_need_the_permission():
    batch = set_price(make_offer("19.00"), "20.00")
    onlooker = signed_in(staff("view_pricebatch"))

    assert onlooker.get(page(PriceBatch, "change", batch.pk)).status_code == 200
    for name in ("undo", "held"):
        address = reverse(f"admin:products_pricebatch_{name}", args=[batch.pk])
        assert onlooker.post(address).status_code == 403


# The rest of the desk


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


def test_words_of_a_quote_are_kept_to_the_character(desk):
    quote = make_quote(" “Well” — don’t,\u00a0ever.", "No.")
    address = page(Quote, "change", quote.pk)

    desk.post(address, opened(desk, address) | {"outlet": "", "said_on": "2026-01-02"})
    untouched = Quote.objects.get().segments
    desk.post(address, opened(desk, address) | {"segments": "One  two \r\n\r\nthree"})

    assert untouched == [" “Well” — don’t,\u00a0ever.", "No."]
    assert Quote.objects.get().segments == ["One  two ", "three"]


def test_what_waits_for_somebody_can_be_listed(desk):
    asked = make_question("Unanswered, isn't it?", answer="")
    answered = make_question("Answered, isn't it?")
    spoken = make_quote("Somebody said so.")
    open_quote = Quote.objects.create(segments=["Nobody knows who."])

    questions = desk.get(page(Question, "changelist"), {"answered": "no"})
    quotes = desk.get(page(Quote, "changelist"), {"speaker": "unknown"})

    assert list(questions.context["cl"].result_list) == [asked]
    assert answered not in questions.context["cl"].result_list
    assert list(quotes.context["cl"].result_list) == [open_quote]
    assert spoken.text not in quotes.text


def test_what_an_edition_shows_cannot_be_deleted_and_the_page_says_why(desk):
    product = make_product()
    article = make_article(products=[product])
    address = page(Product, "delete", product.pk)

    asked = desk.get(address)
    desk.post(address, {"post": "yes"})

    assert "is in use. To delete it, first remove it from:" in asked.text
    assert f"{article.title}, edition 1" in asked.text
    assert Product.objects.filter(pk=product.pk).exists()


def test_record_history_knows_the_tags(desk):
    product = make_product(tags=["milia"])
    address = page(Product, "change", product.pk)

    desk.post(address, opened(desk, address) | {"tags": "milia, retinol"})
    history = desk.get(page(Product, "history", product.pk)).text
    record = product.history.first()
    old = desk.get(page(Product, "simple_history", product.pk, record.pk))

    assert "milia, retinol" in history
    assert old.status_code == 200


def test_manuscript_shows_what_somebody_must_look_at(desk):
    furnish()
    manuscript = Manuscript.objects.get()
    manuscript.plan["warnings"] = [
        {"code": "text.damaged", "message": "Some marks were repaired.", "span": [0, 5]}
    ]
    manuscript.plan["unplaced"] = [
        {"text": "stray words", "span": [0, 5], "reason": "no rule placed it"}
    ]
    manuscript.save()

    shown = desk.get(page(Manuscript, "change", manuscript.pk), follow=True).text

    for words in ("Some marks were repaired.", "stray words", "no rule placed it"):
        assert words in shown
    assert page(Article, "change", manuscript.article_id) in shown


@pytest.mark.parametrize("key", ["²", "x", "1_2F", "9" * 30, "9" * 5000, "-1"])
@pytest.mark.parametrize("page_name", ["history", "simple_history"])
def test_record_that_can_not_be_is_not_found(desk, key, page_name):
    product = make_product()
    keys = [key] if page_name == "history" else [product.pk, key]

    assert desk.get(page(Product, page_name, *keys)).status_code == 404


@pytest.mark.parametrize("key", ["²", "x", "9" * 30, "9" * 5000])
def test_forged_keys_are_passed_over(desk, key):
    offer = make_offer("19.00")
    batch = set_price(offer, "190.00")
    tag = Tag.objects.create(name="milia")
    held = page(PriceBatch, "held", batch.pk)
    merge = f"{page(Tag, 'merge', tag.pk)}?other={key}"

    assert desk.get(merge).status_code == 200
    assert "Select the prices" in desk.post(held, {"row": key, "release": "1"}, follow=True).text
    typed = offer_form(desk, offer, price="20.00") | {"seen": key}
    assert desk.post(page(Offer, "change", offer.pk), typed).status_code == 200


@per_model
def test_forged_ticks_in_a_list_do_nothing(desk, model):
    furnish()
    before = model._default_manager.count()

    for key in ("²", "x", "9" * 40, "\x00", "-1"):
        ticked = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
        answer = desk.post(page(model, "changelist"), ticked, follow=True)

        assert answer.status_code == 200, key
        assert model._default_manager.count() == before, key


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("model", [m for m in REGISTERED if admin.site._registry[m].date_hierarchy])
def test_year_in_no_calendar_leads_to_a_list(desk, anna, model, zone):
    Preferences.objects.create(user=anna, time_zone=zone)
    name = admin.site._registry[model].date_hierarchy

    for year in ("9999", "99999999999999999999", "10000", "1", "0", "-1", "x"):
        answer = desk.get(page(model, "changelist"), {f"{name}__year": year}, follow=True)

        assert answer.status_code == 200, year


@pytest.mark.parametrize(
    ("typed", "kept"), [("Milia", "milia"), ("  Eye   Care", "eye care"), ("a, b", None)]
)
def test_tag_made_at_its_own_page_keeps_the_rules_of_tags(desk, typed, kept):
    response = desk.post(page(Tag, "add"), {"name": typed, "slug": "some-tag"})

    assert [tag.name for tag in Tag.objects.all()] == ([kept] if kept else [])
    assert kept or "Enter one tag" in response.text


@pytest.mark.parametrize("key", ["x", "²", "1.5", "9" * 40, "-1"])
def test_relation_that_is_none_gets_a_sentence(desk, key):
    product, person = make_product(), make_person()
    quote = make_quote()

    for address, typed in (
        (page(Article, "add"), new_article(desk, reviewer=key, picture=key)),
        (page(Product, "change", product.pk), {"brand": key, "name": ""}),
        (page(Quote, "change", quote.pk), {"speaker": key, "candidates": [key]}),
        (page(Person, "change", person.pk), {"account": key, "picture": key}),
    ):
        response = desk.post(address, opened(desk, address) | typed)
        assert response.status_code == 200
        assert "Select a valid choice" in response.text
