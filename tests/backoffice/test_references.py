"""Where rows are used: every relation is told once, nobody is told what they may not see."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, ImageBlock, Quote, Review
from articles.publishing.schedule import publish, take_down
from backoffice.model_admin import BaseAdmin, ReadOnlyAdmin
from backoffice.references import DRAFTS, LIVE, ON_RECORD, PAST, PLANNED, ReferenceFinder
from faq.models import Question, QuestionSource
from manuscripts.models import Manuscript
from manuscripts.reading import read
from pages.models import Page
from people.models import BrandTie, Person, SameAs
from pictures.models import Picture
from products.models import Brand, Offer, Product, Retailer, RetailerDomain
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_page,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_retailer,
    make_topic,
    make_user,
    set_price,
    signed_in,
    staff,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db

admin.autodiscover()  # or, by itself, this file would find no model

# Keys by which rows belong to another and go when it goes. A new one that isn't named here or
# there is a use, and the panel must count it.
PARTS = {
    "articles.address.article",
    "articles.articlequote.article",
    "articles.articlesource.article",
    "articles.byline.article",
    "articles.callout.parent",
    "articles.correction.article",
    "articles.revision.article",
    "articles.imageblock.parent",
    "articles.productpick.parent",
    "articles.pullquote.parent",
    "articles.questionblock.parent",
    "articles.quote_candidates.quote",
    "articles.review.article",
    "articles.tableblock.parent",
    "articles.textblock.parent",
    *("articles.taggedarticle.content_object", "faq.taggedquestion.content_object"),
    *("products.taggedproduct.content_object", "topics.taggedtopic.content_object"),
    *("faq.questionsource.question", "products.retailerdomain.retailer"),
    *("people.brandtie.person", "people.sameas.person", "articles.topicarticle.topic"),
}
TOLD = [
    model
    for model, options in admin.site._registry.items()
    if isinstance(options, BaseAdmin) and not isinstance(options, ReadOnlyAdmin)
]
# Nothing points to these.
USED = [model for model in TOLD if model not in {Page, Topic}]
per_model = pytest.mark.parametrize("model", USED, ids=lambda model: model._meta.label)


def page(row, name, *args):
    opts = row._meta
    args = [row.pk, *args] if name != "changelist" else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=args)


def everything_used():
    """A row of each model, used in every way there is; name of the model → row."""
    shown = {"picture": make_picture("used.png"), "image_alt": "A used picture"}
    brand, retailer, person = make_brand("Used Brand"), make_retailer(), make_person(**shown)
    product = make_product("Used Product", brand=brand, tags=["used"], **shown)
    offer = make_offer("19.00", product=product, retailer=retailer)
    set_price(offer, "190.00")
    RetailerDomain.objects.create(retailer=retailer, domain="used.example")
    SameAs.objects.create(person=person, url="https://person.example/")
    BrandTie.objects.create(person=person, brand=brand, kind="paid")
    quote, in_text = make_quote(speaker=person), make_quote("Some words.", speaker=person)
    open_quote = Quote.objects.create(segments=["Who knows?"])
    open_quote.candidates.add(person)
    question = make_question(answered_by=person, tags=["used"])
    QuestionSource.objects.create(question=question, title="A", url="https://a.example/")
    used = {
        "products": [product],
        "questions": [question],
        "quotes": [quote],
        "quotes_in_text": [in_text],
        "author": person,
        "reviewer": person,
        "tags": ["used"],
        **shown,
    }
    article = make_article("Used everywhere", **used)
    ImageBlock.objects.create(parent=article, region="main", ordering=900, **shown)
    publish(article)  # the first edition is past now
    publish(article, at=timezone.now() + timedelta(days=1))
    Review.objects.create(article=article, reviewer=person)
    plan = read(b"Used everywhere\n\nWords about it.\n", "used.txt").as_json()
    Manuscript.objects.create(
        name="used.txt", format="text", sha256="0" * 64, original=b"", plan=plan, article=article
    )
    rows = [brand, retailer, person, product, offer, quote, question, article, shown["picture"]]
    rows += [make_page("Used page"), make_topic(tags=["used"], articles=[article])]
    return {type(row): row for row in rows} | {Tag: Tag.objects.get(name="used")}


def by_brute_force(row):
    """Every row of any table that points to this one, its parts and the record history aside."""
    found = 0
    for model in apps.get_models(include_auto_created=True):
        if model.__name__.startswith("Historical"):
            continue
        for field in model._meta.concrete_fields:
            key = f"{model._meta.label_lower}.{field.name}"
            if field.remote_field and field.related_model is type(row) and key not in PARTS:
                found += model._base_manager.filter(**{field.attname: row.pk}).count()
    return found


def shown(response):
    """{section: {heading: [names of the references]}} of the panel on a page."""
    return {
        section: {group.title: [found.text for found in group.references] for group in groups}
        for section, groups in response.context["reference_sections"].items()
    }


def test_every_model_of_the_admin_is_walked():
    assert set(TOLD) == set(everything_used())


@pytest.fixture(scope="class")
def rows(django_db_setup, django_db_blocker):
    """Made once: each test rolls back what it does to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield everything_used()
        transaction.set_rollback(True)


class TestEveryUse:
    """On rows that are used in every way."""

    @per_model
    def test_count_is_that_of_all_rows_that_point_to_it(self, model, rows):
        row = rows[model]
        make_article(products=[make_product(tags=["other"])])  # uses none of it

        counts = ReferenceFinder(model, admin.site).count([row.pk])[row.pk]

        assert sum(group.count for group in counts) == by_brute_force(row) > 0

    @per_model
    def test_every_place_has_a_name_and_an_address_that_opens(self, desk, model, rows):
        row = rows[model]

        response = desk.get(page(row, "references"))

        groups = [
            group for groups in response.context["reference_sections"].values() for group in groups
        ]
        assert sum(len(group.references) for group in groups) == by_brute_force(row)
        for group in groups:
            for reference in group.references:
                assert reference.text, group
                assert desk.get(reference.url, follow=True).status_code == 200, reference

    def test_places_stand_in_groups_and_say_what_the_row_is_there(self, desk, rows):
        title = "Used everywhere"

        assert shown(desk.get(page(rows[Product], "change"))) == {
            "Live on the site": {"Edition": [f"{title}, edition 2"]},
            "Planned": {"Edition": [f"{title}, edition 3"]},
            "In drafts": {"Product pick": [title]},
            "In past editions": {"Edition": [f"{title}, edition 1"]},
            "On record": {"Offer": [str(rows[Offer])]},
        }
        of_person = shown(desk.get(page(rows[Person], "change")))
        assert of_person["In drafts"] == {
            "Article, medical reviewer": [title],
            "Author": [title],
        }
        assert set(of_person["On record"]) == {
            "Question, answered by",
            "Quote, candidates",
            "Quote, speaker",
            "Sign-off",
        }
        of_tag = shown(desk.get(page(rows[Tag], "change")))
        assert of_tag["On record"] == {
            "Product": [str(rows[Product])],
            "Question": [str(rows[Question])],
            "Topic": [str(rows[Topic])],
        }

    @per_model
    def test_panel_and_page_ask_twelve_queries_at_most_whatever_the_numbers(self, model, rf, rows):
        row = rows[model]
        options = admin.site._registry[model]
        request = rf.get("/")
        request.user = make_user(is_superuser=True)
        asked = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                counts = options.reference_finder.count([row.pk])[row.pk]
                list(options._named(request, row.pk, counts, 4))
            asked.append(len(queries))
            if model in {Product, Brand, Tag}:
                for _ in range(3):
                    article = make_article(tags=["used"], products=[make_product()])
                    publish(article)
                    if model is Product:
                        article.articles_productpick_set.update(product=row)
                        publish(article)
                    if model is Brand:
                        make_product(brand=row)

        assert asked[0] == asked[1] <= 12

    def test_names_one_may_not_see_are_counted_and_not_told(self, rows):
        draft = make_article("Nobody knows of this", products=[rows[Product]], publish=False)
        Article.objects.filter(pk=rows[Article].pk).update(title="Another title, not live yet")
        client = signed_in(
            staff(
                "view_product", "change_product", "delete_product", "release_product", "view_offer"
            )
        )

        for name in ("change", "references", "delete"):
            text = client.get(page(rows[Product], name)).text
            assert draft.title not in text
            assert "Another title" not in text
            assert "edition 1" not in text  # past
            assert "edition 3" not in text  # planned
            assert "You don’t have permission to see which." in text
            assert str(rows[Offer]) in text
            assert 'Product pick <span class="quiet">(2)</span>' in text

    @pytest.mark.parametrize("model", [Product, Offer, Person, Picture])
    def test_what_readers_see_is_named_to_everybody_with_its_public_page(self, model, rows):
        row = rows[model]
        client = signed_in(staff(*{f"view_{model._meta.model_name}", "view_product"}))
        live = Article.objects.get().editions.get(number=2)

        text = client.get(page(row, "change")).text

        assert f'<a href="{live.get_absolute_url()}">Used everywhere, edition 2</a>' in text
        assert Client().get(live.get_absolute_url()).status_code == 200
        assert "edition 3" not in text
        take_down(live.article)
        assert live.get_absolute_url() not in client.get(page(row, "change")).text

    def test_page_of_places_is_for_those_who_may_see_the_row(self, rows):
        product = rows[Product]
        address = page(product, "references")

        assert Client().get(address).status_code == 302
        assert signed_in(staff("view_article")).get(address).status_code == 403
        assert signed_in(staff("view_product")).get(address).status_code == 200
        gone = address.replace(str(product.pk), "999999")
        assert signed_in(staff("view_product")).get(gone).status_code == 404

    @pytest.mark.parametrize("asked", ["live", "x", "live.articles.editionproduct", "'"])
    def test_heading_that_is_none_is_not_found(self, desk, asked, rows):
        product = rows[Product]

        assert desk.get(page(product, "references"), {"in": asked}).status_code == 404

    @per_model
    def test_what_is_in_use_stays_even_when_a_request_is_forged(self, desk, model, rows):
        row = rows[model]

        asked = desk.get(page(row, "delete"))
        forged = desk.post(page(row, "delete"), {"post": "yes"})
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        desk.post(page(row, "changelist"), chosen)

        assert "is in use. To delete it, first remove it from:" in asked.text
        assert "is in use. To delete it, first remove it from:" in forged.text
        assert 'name="post"' not in asked.text
        assert model.objects.filter(pk=row.pk).exists()

    def test_groups_of_places_know_each_use(self, desk, rows):
        groups = {
            group.section
            for model, row in rows.items()
            for group in ReferenceFinder(model, admin.site).count([row.pk]).get(row.pk, [])
        }

        assert groups == {LIVE, PLANNED, DRAFTS, PAST, ON_RECORD}
        assert Article in rows


@pytest.mark.parametrize(
    ("act", "group"),
    [
        (lambda article: None, LIVE),
        (take_down, PAST),
        (lambda article: take_down(article, at=timezone.now() + timedelta(days=1)), LIVE),
    ],
)
def test_an_edition_stands_where_readers_see_it_now(act, group):
    product = make_product()
    act(make_article(products=[product]))

    counts = ReferenceFinder(Product, admin.site).count([product.pk])[product.pk]

    groups = {group.section: group.count for group in counts}
    assert groups == {group: 1, DRAFTS: 1}


def test_planned_edition_is_told_as_planned():
    product = make_product()
    article = make_article(products=[product], publish=False)
    publish(article, at=timezone.now() + timedelta(days=1))

    counts = ReferenceFinder(Product, admin.site).count([product.pk])[product.pk]

    assert {group.section for group in counts} == {PLANNED, DRAFTS}


def test_more_places_than_fit_stand_on_a_page_of_their_own(desk):
    brand = make_brand()
    for number in range(60):
        make_product(f"Numbered {number:02d}", brand=brand)

    panel = desk.get(page(brand, "change"))
    [group] = panel.context["reference_sections"]["On record"]
    address = f"{page(brand, 'references')}?in={group.key}"
    first, second = desk.get(address).text, desk.get(f"{address}&page=2").text

    assert "and 56 more" in panel.text
    assert f'href="{address}"' in panel.text
    listed = [f"Numbered {n:02d}" for n in range(60)]
    assert [name for name in listed if name not in first] == listed[:10]
    assert [name for name in listed if name in second] == listed[:10]


# Deleting


def test_tag_in_use_takes_nothing_with_it(desk):
    article = make_article(tags=["milia"], publish=False)
    tag = Tag.objects.get()

    response = desk.post(page(tag, "delete"), {"post": "yes"})

    assert str(article) in response.text
    assert [tag.name for tag in article.tags.all()] == ["milia"]


def test_mixed_selection_goes_not_at_all_and_says_which_and_why(desk):
    used, free = make_brand("Used Brand"), make_brand("Free Brand")
    make_product(brand=used)
    chosen = {"action": "delete_selected", "_selected_action": [used.pk, free.pk]}

    for forged in ({}, {"post": "yes"}):
        response = desk.post(page(used, "changelist"), chosen | forged)
        text = " ".join(response.text.split())
        assert "Nothing was deleted. One of them is in use" in text
        assert "<strong>Used Brand</strong>" in text
        assert "On record: product (1)" in text
        assert page(used, "references") in text
        assert f'Free Brand<input type="hidden" name="_selected_action" value="{free.pk}">' in text
        assert Brand.objects.count() == 2

    alone = {"action": "delete_selected", "_selected_action": [free.pk], "post": "yes"}
    desk.post(page(used, "changelist"), alone)
    assert list(Brand.objects.all()) == [used]


def test_bulk_page_asks_no_more_queries_with_more_rows(desk):
    brands = [make_brand() for _ in range(12)]
    for brand in brands:
        make_product(brand=brand)
    asked = []
    for some in (brands[:2], brands):
        chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in some]}
        desk.post(page(brands[0], "changelist"), chosen)
        with CaptureQueriesContext(connection) as queries:
            desk.post(page(brands[0], "changelist"), chosen)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_parts_are_named_and_go_along(desk):
    retailer = make_retailer()
    RetailerDomain.objects.create(retailer=retailer, domain="shop.example")

    asked = desk.get(page(retailer, "delete"))
    desk.post(page(retailer, "delete"), {"post": "yes"})

    assert "Retailer domains: 1" in asked.text
    assert "shop.example" in asked.text
    assert not Retailer.objects.exists()


def test_manuscript_outlives_its_draft_and_the_page_says_so(desk):
    article = make_article(publish=False)
    manuscript = Manuscript.objects.create(
        name="kept.txt", format="text", sha256="1" * 64, original=b"", plan={}, article=article
    )

    asked = desk.get(page(article, "delete"))
    desk.post(page(article, "delete"), {"post": "yes"})

    assert "These are kept but no longer linked to it" in asked.text
    assert "kept.txt" in asked.text
    manuscript.refresh_from_db()
    assert manuscript.article is None


def test_what_nothing_uses_is_deleted_after_asking(desk):
    question = make_question()

    asked = desk.get(page(question, "delete"))

    assert "Nothing else uses it." in asked.text
    assert Question.objects.exists()
    desk.post(page(question, "delete"), {"post": "yes"})
    assert not Question.objects.exists()


def test_deleting_needs_the_permission():
    product = make_product()
    client = signed_in(staff("view_product", "change_product"))

    assert client.get(page(product, "delete")).status_code == 403
    assert client.post(page(product, "delete"), {"post": "yes"}).status_code == 403
    assert Product.objects.exists()
