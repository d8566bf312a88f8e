"""Every page of the admin: it opens, shows its rows, finds them, and shrugs off forged keys."""

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.forms.models import ModelChoiceField
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Edition, Quote
from backoffice.models import Preferences
from faq.models import Question
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from people.models import Person
from products.models import Offer, PriceBatch, Product
from reports.models import Report
from tests.admin_forms import new_article, offer_form, opened, page
from tests.factories import (
    make_article,
    make_offer,
    make_page,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_report,
    make_topic,
    make_user,
    set_price,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db

admin.autodiscover()  # or, by itself, this file would find no model
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
per_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)


def furnish():
    """At least one more row of everything that has a page in the admin."""
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
    make_page(f"Page {article.pk}", slug=f"page-{article.pk}")
    make_topic(tags=["milia"], articles=[article])
    make_report(offer)
    Group.objects.create(name=f"Editors {article.pk}")


@pytest.fixture(scope="class")
def _rows(django_db_setup, django_db_blocker):
    """Made once: each test rolls back what it does to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        furnish()
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("_rows")
@per_model
class TestEveryModel:
    def test_changelist_finds_its_rows(self, desk, model):
        row = model._default_manager.first()

        response = desk.get(page(model, "changelist"), {"q": ""})
        searched = desk.get(page(model, "changelist"), {"q": "no such words"})

        assert page(model, "change", row.pk) in response.text
        assert searched.status_code == 200
        assert page(model, "change", row.pk) not in searched.text

    def test_change_page_shows_the_row(self, desk, model):
        row = model._default_manager.first()

        response = desk.get(page(model, "change", row.pk), follow=True)

        assert response.status_code == 200
        assert response.context["original"] == row

    def test_add_page_opens_where_rows_are_made_by_hand(self, desk, model):
        response = desk.get(page(model, "add"))

        made_otherwise = model in {Edition, PriceBatch, Report}
        assert response.status_code == (403 if made_otherwise else 200)
        assert made_otherwise or 'name="_save"' in response.text or model is Manuscript

    def test_onlookers_see_a_row_and_cannot_save_it(self, model):
        row = model._default_manager.first()
        onlooker = signed_in(staff(f"view_{model._meta.model_name}"))

        response = onlooker.get(page(model, "change", row.pk), follow=True)

        assert response.status_code == 200
        assert response.context["original"] == row
        for button in ("_save", "_continue", "_preview", "_publish"):
            assert f'name="{button}"' not in response.text
        assert "Seen version" not in response.text

    def test_typing_finds_what_a_relation_asks_for(self, desk, model):
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

    def test_forged_ticks_in_a_list_do_nothing(self, desk, model):
        before = model._default_manager.count()

        for key in ("²", "x", "9" * 40, "\x00", "-1"):
            ticked = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
            answer = desk.post(page(model, "changelist"), ticked, follow=True)

            assert answer.status_code == 200, key
            assert model._default_manager.count() == before, key


def test_changelist_asks_no_more_queries_with_more_rows(desk):
    def asked(model):
        with CaptureQueriesContext(connection) as queries:
            rows = desk.get(page(model, "changelist")).context["cl"].result_list
        return [query["sql"] for query in queries], len(rows)

    furnish()
    for model in REGISTERED:
        asked(model)  # content types are asked for once in a process
    few = {model: asked(model)[0] for model in REGISTERED}
    furnish()
    for model in REGISTERED:
        more, rows = asked(model)

        assert rows > 1, model
        assert len(more) == len(few[model]), (model, more)


@pytest.mark.parametrize("address", ["", "articles/article/add/", "products/product/add/"])
def test_admin_forbids_what_is_written_into_its_pages(desk, address):
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


def test_record_history_calls_a_key_that_was_empty_so(desk):
    product = make_product(picture=make_picture(), image_alt="A jar.")
    product.picture, product.image_alt = None, ""
    product.save()

    text = desk.get(reverse("admin:products_product_history", args=[product.pk])).text

    assert "pk=None" not in text
    assert '<ins><span class="visually-hidden">now: </span>empty</ins>' in text


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


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("model", [m for m in REGISTERED if admin.site._registry[m].date_hierarchy])
def test_year_in_no_calendar_leads_to_a_list(desk, anna, model, zone):
    Preferences.objects.create(user=anna, time_zone=zone)
    name = admin.site._registry[model].date_hierarchy

    for year in ("9999", "99999999999999999999", "10000", "1", "0", "-1", "x"):
        answer = desk.get(page(model, "changelist"), {f"{name}__year": year}, follow=True)

        assert answer.status_code == 200, year


def test_relation_that_is_none_gets_a_sentence(desk):
    product, person = make_product(), make_person()
    quote = make_quote()

    for address, form, typed, names in (
        (page(Article, "add"), new_article(desk), {}, ("reviewer", "picture")),
        (page(Product, "change", product.pk), {}, {"name": ""}, ("brand",)),
        (page(Quote, "change", quote.pk), {}, {}, ("speaker", "candidates")),
        (page(Person, "change", person.pk), {}, {}, ("account", "picture")),
    ):
        posted = (form or opened(desk, address)) | typed
        for key in ("x", "²", "1.5", "9" * 40, "-1"):
            response = desk.post(address, posted | dict.fromkeys(names, key))
            assert response.status_code == 200, (address, key)
            assert "Select a valid choice" in response.text, (address, key)
