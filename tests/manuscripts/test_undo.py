"""Undo this import: what it made goes, what was touched or shown since stays and says why."""

from decimal import Decimal

import pytest
from django.db.models import F
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, ArticleQuote, Quote, TextBlock
from articles.publishing.schedule import publish
from faq.models import Question
from manuscripts.corrections import apply_correction
from manuscripts.importer import create_draft
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from people.models import Person
from products.models import (
    Brand,
    Observation,
    Offer,
    PriceBatch,
    PriceChange,
    PricePoint,
    PriceSource,
    Product,
    Retailer,
)
from tests.factories import make_article, make_member, make_offer, make_user, signed_in
from tests.manuscripts.review_pages import address
from tests.manuscripts.test_review import MANUSCRIPT

pytestmark = pytest.mark.django_db

MADE = (Article, Quote, Question, Offer, Product, Brand, Retailer, Person, Tag)


@pytest.fixture
def chief():
    return make_user("chief", is_superuser=True, first_name="Cora")


@pytest.fixture
def imported(chief):
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt", by=chief)[0]
    create_draft(manuscript, by=chief)
    manuscript.refresh_from_db()
    return manuscript


def undo(user, manuscript):
    return signed_in(user).post(address("undo_import", manuscript), follow=True)


def left():
    return {model.__name__: model._base_manager.count() for model in MADE if model.objects.exists()}


def test_all_that_an_import_made_goes_and_the_manuscript_can_be_imported_again(chief, imported):
    page = signed_in(chief).get(address("undo_import", imported)).text
    assert "Goes: products" in page
    assert "CeraVe Night Cream" in page
    assert "Stays" not in page

    told = undo(chief, imported)

    assert left() == {}
    assert not PricePoint._base_manager.exists()
    assert "The import was undone. Deleted: 1 article, " in told.text
    imported.refresh_from_db()
    assert imported.article is None
    assert create_draft(imported, by=chief).is_new
    assert Product.objects.count() == 2


def test_undone_twice_is_undone_once(chief, imported):
    undo(chief, imported)

    page = signed_in(chief).get(address("undo_import", imported)).text
    told = undo(chief, imported)

    assert "Nothing that this import made is left." in page
    assert "There was nothing left to undo." in told.text


def test_what_was_there_before_stays(chief):
    offer = make_offer()
    text = MANUSCRIPT.replace(
        "CeraVe Night Cream, 50 ml: $30 at Sephora", f"{offer.product}: $7 at {offer.retailer}"
    )
    manuscript = receive(text.encode(), "peel.txt", by=chief)[0]
    create_draft(manuscript, by=chief)
    held = PriceChange.objects.get(offer=offer, state="held")

    undo(chief, manuscript)

    assert list(Product.objects.all()) == [offer.product]
    assert list(Offer.objects.all()) == [offer]
    held.refresh_from_db()
    assert held.state == "dismissed"


def _save(model, **values):
    row = model.objects.order_by("pk").first()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _look_at_a_price():
    offer = Offer.objects.order_by("pk").first()
    seen = Observation(offer=offer, price=Decimal(19), currency="USD", price_kind="exact")
    PriceBatch(source=PriceSource.ADMIN).apply([seen])


def _quote_again():
    ArticleQuote.objects.create(article=make_article(), quote=Quote.objects.get())


CHANGED = "It was changed since."
ELSEWHERE = "It is used in an article that stays."


@pytest.mark.parametrize(
    ("touch", "reason", "stay"),
    [
        (lambda: _save(Person, organization="Elsewhere"), CHANGED, {"Person"}),
        (lambda: _save(Retailer, currency="EUR"), CHANGED, {"Retailer"}),
        (lambda: _save(Product, size="75 ml"), CHANGED, {"Product", "Brand"}),
        (lambda: Product.objects.first().tags.add("dry"), CHANGED, {"Product", "Brand", "Tag"}),
        (_look_at_a_price, "looked at, changed", {"Offer", "Product", "Brand", "Retailer"}),
        (_quote_again, ELSEWHERE, {"Article", "Quote", "Person"}),
    ],
)
def test_what_was_touched_since_stays_with_what_it_needs(chief, imported, touch, reason, stay):
    touch()
    page = signed_in(chief).get(address("undo_import", imported)).text

    undo(chief, imported)

    assert reason in page
    assert set(left()) == stay


def test_published_article_stays_with_all_it_shows(chief, imported):
    article = imported.article
    article.bylines.create(person=Person.objects.first())
    publish(article, by=chief)
    before = left()

    page = signed_in(chief).get(address("undo_import", imported)).text
    undo(chief, imported)

    assert "It was published or planned." in page
    assert left() == before


def test_article_saved_since_stays_and_says_by_whom(chief, imported):
    article = imported.article
    article.version += 1
    article.save()
    article.revisions.create(number=article.version, content={}, digest="x", saved_by=chief)

    page = signed_in(chief).get(address("undo_import", imported)).text
    undo(chief, imported)

    assert "It was saved since, by Cora." in page
    assert Article.objects.exists()
    assert Product.objects.count() == 2


def test_only_what_one_may_delete_goes(imported):
    editor = make_member("Editor", username="eva")

    page = signed_in(editor).get(address("undo_import", imported)).text
    undo(editor, imported)

    assert "Amazon (retailer): You don’t have permission to delete it." in page
    assert set(left()) == {"Retailer"}


def test_writer_takes_back_the_draft_they_began(imported):
    writer = make_member("Writer", username="wim")
    Article.objects.filter(pk=imported.article_id).update(created_by=writer)
    manuscript = receive(MANUSCRIPT.replace("peel", "peeling").encode(), "p.txt", by=writer)[0]
    article = create_draft(manuscript, by=writer).article

    undo(writer, manuscript)

    assert not Article.objects.filter(pk=article.pk).exists()
    assert Product.objects.count() == 2


def test_who_may_not_decide_may_not_undo(imported):
    doctor = signed_in(make_member("Medical reviewer"))

    assert doctor.get(address("undo_import", imported)).status_code == 403
    assert "Undo this import" not in doctor.get(address("review", imported)).text


def test_undo_is_in_the_log_and_leads_back_to_the_review(chief, imported):
    told = undo(chief, imported)

    assert told.redirect_chain[-1][0] == address("review", imported)
    desk = signed_in(chief).get(reverse("admin:index")).text
    assert "undid the import (1 article" in desk


def corrected(imported, chief):
    text = MANUSCRIPT.replace("disagrees.", "agrees.").replace(
        "What to buy", "What to buy\n\n– Acme Peel Pads: $29 at Ulta"
    )
    manuscript = receive(text.encode(), "peel.txt", by=chief, follows=imported)[0]
    apply_correction(manuscript, by=chief)
    return manuscript


def test_correction_that_is_undone_leaves_the_draft_as_it_was_before(chief, imported):
    texts = list(TextBlock.objects.order_by("pk").values_list("html", flat=True))
    before = left()
    manuscript = corrected(imported, chief)
    assert Product.objects.filter(name__contains="Peel Pads").exists()

    page = signed_in(chief).get(address("undo_import", manuscript)).text
    undo(chief, manuscript)

    assert "goes back to what it was before the changes." in page
    assert left() == before
    assert list(TextBlock.objects.order_by("pk").values_list("html", flat=True)) == texts
    manuscript.refresh_from_db()
    assert manuscript.article is None
    assert apply_correction(manuscript, by=chief).is_new


def test_changes_of_a_correction_stay_once_somebody_saved_the_article(chief, imported):
    manuscript = corrected(imported, chief)
    Article.objects.update(version=F("version") + 1)

    page = signed_in(chief).get(address("undo_import", manuscript)).text
    undo(chief, manuscript)

    assert "It was saved since" in page
    assert Product.objects.filter(name__contains="Peel Pads").exists()


WHOSE = """Winter lips

“Lip skin has no oil glands,” says Dr. Emmaline Ashley, a cosmetic physician. “It dries first.”

“I use lard,” says Dr. Otto Lind, a dermatologist.

“We stand by the balm,” she says.

FAQ

Q: Is licking bad?
A: It dries the lip.
"""


@pytest.fixture
def open_quote(chief):
    """An imported manuscript with a quote that may be one of two people's."""
    manuscript = receive(WHOSE.encode(), "lips.txt", by=chief)[0]
    create_draft(manuscript, by=chief)
    manuscript.refresh_from_db()
    quote = Quote.objects.get(segments=["We stand by the balm,"])
    assert quote.candidates.count() == 2
    return manuscript


def test_quote_goes_with_those_whose_it_may_be(chief, open_quote):
    page = signed_in(chief).get(address("undo_import", open_quote)).text

    undo(chief, open_quote)

    assert "Stays" not in page
    assert left() == {}


def test_candidate_named_since_is_a_change_of_the_quote(chief, open_quote):
    quote = Quote.objects.get(segments=["We stand by the balm,"])
    quote.candidates.remove(Person.objects.get(name="Otto Lind"))

    undo(chief, open_quote)

    assert left() == {"Quote": 1, "Person": 1}


def _touch_all():
    quote = Quote.objects.get(segments=["We stand by the balm,"])
    quote.outlet, quote.source = "Allure", "outlet"
    quote.save()
    question = Question.objects.get()
    question.question = "Is it bad to lick?"
    question.save()


def test_what_an_undo_left_is_found_by_the_next_import_and_not_made_anew(chief, open_quote):
    once = left()
    _touch_all()

    undo(chief, open_quote)
    open_quote.refresh_from_db()
    assert any("Is it bad to lick?" in note for note in open_quote.import_notes)
    article = create_draft(open_quote, by=chief).article

    assert left() == once
    assert article.quote_uses.count() == Quote.objects.count()
    assert Question.objects.get().question == "Is it bad to lick?"


def test_offers_stay_where_the_article_stays_that_shows_their_prices(chief, imported):
    Article.objects.update(version=F("version") + 1)
    offers = Offer.objects.count()

    page = signed_in(chief).get(address("undo_import", imported)).text
    undo(chief, imported)

    assert "Goes: offers" not in page
    assert Offer.objects.count() == offers


def test_held_price_released_since_is_listed_as_staying(chief):
    offer = make_offer()
    text = MANUSCRIPT.replace(
        "CeraVe Night Cream, 50 ml: $30 at Sephora", f"{offer.product}: $7 at {offer.retailer}"
    )
    manuscript = receive(text.encode(), "peel.txt", by=chief)[0]
    create_draft(manuscript, by=chief)
    change = PriceChange.objects.get(offer=offer, state="held")
    change.batch.release([change], note="Seen in the shop.", author=chief)

    page = signed_in(chief).get(address("undo_import", manuscript)).text
    undo(chief, manuscript)

    assert "It was released since." in page
    offer.refresh_from_db()
    assert offer.current.price == 7
    manuscript.refresh_from_db()
    assert [note for note in manuscript.import_notes if "It was released since." in note]


def answered(chief):
    """`(first, second)` versions, both imported; the second answers what the first left open."""
    first = receive(WHOSE.replace("It dries the lip.", "").encode(), "lips.txt", by=chief)[0]
    create_draft(first, by=chief)
    first.refresh_from_db()
    question = Question.objects.get()
    assert question.answer == ""
    second = receive(WHOSE.encode(), "lips.txt", by=chief, follows=first)[0]
    apply_correction(second, by=chief)
    question.refresh_from_db()
    assert "dries the lip" in question.answer
    return first, second


def test_answer_that_a_correction_gave_is_taken_back(chief):
    first, second = answered(chief)

    page = signed_in(chief).get(address("undo_import", second)).text
    undo(chief, second)

    assert "“Is licking bad?” is without an answer again." in page
    assert Question.objects.get().answer == ""
    apply_correction(second, by=chief)
    assert "dries the lip" in Question.objects.get().answer
    undo(chief, second)
    undo(chief, first)
    assert left() == {}


def test_answer_changed_since_stays_and_is_listed(chief):
    _, second = answered(chief)
    question = Question.objects.get()
    question.answer = "<p>It does.</p>"
    question.save()

    page = signed_in(chief).get(address("undo_import", second)).text
    undo(chief, second)

    assert "Is licking bad? (question): It was changed since, so its answer stays." in page
    assert Question.objects.get().answer == "<p>It does.</p>"


def test_correction_undone_and_imported_again_is_as_if_imported_once(chief, imported):
    manuscript = corrected(imported, chief)
    article = imported.article
    once = list(TextBlock.objects.order_by("ordering").values_list("html", flat=True)), left()
    notes = Manuscript.objects.get(pk=manuscript.pk).import_notes

    undo(chief, manuscript)
    manuscript.refresh_from_db()
    outcome = apply_correction(manuscript, by=chief)

    assert outcome.article == article
    texts = list(TextBlock.objects.order_by("ordering").values_list("html", flat=True))
    assert (texts, left()) == once
    assert outcome.notes == notes
