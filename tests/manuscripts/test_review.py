"""Reviewing a manuscript: what was read is proposed, decided about, and made into a draft."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.content.snapshot import block_rows
from articles.models import (
    Article,
    ArticleQuote,
    Byline,
    ProductPick,
    QuestionBlock,
    TextBlock,
)
from articles.publishing.schedule import live_edition, publish
from faq.models import Question
from manuscripts.corrections import apply_correction
from manuscripts.importer import create_draft
from manuscripts.models import ImportSource, Manuscript, Proposal
from manuscripts.proposals import (
    DecidedMeanwhile,
    decide,
    proposals_of,
    receive,
)
from people.models import Person
from products.models import Offer, PriceChange, Product
from tests.factories import (
    make_article,
    make_brand,
    make_person,
    make_product,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db

MANUSCRIPT = """Is a peel worth it?

A peel loosens the top of the skin. “Start with the weakest one you can find,” says Dr. Wilhelmina \
Zorn, a consultant dermatologist at Fenwick Skin Clinic. Cleo Marsh, a facialist, disagrees.

What to buy

– CeraVe Gentle Peel: $19 (originally $22) on Amazon or Walmart
– CeraVe Night Cream, 50 ml: $30 at Sephora

Frequently asked questions

Q: Does it hurt?
A: It tingles for a minute and stops.

Q: How often may I do it?
"""


def received(text=MANUSCRIPT, name="peel.txt", **facts):
    return receive(text.encode(), name, by=make_user(), **facts)[0]


def proposal(manuscript, kind, position=0):
    return proposals_of(manuscript).get(kind=kind, position=position)


def test_everything_read_is_proposed_and_nothing_is_made():
    manuscript = received()

    kinds = [one.kind for one in proposals_of(manuscript)]
    assert sorted(set(kinds)) == ["article", "expert", "faq", "product", "quote"]
    assert manuscript.article is None
    assert not Product.objects.exists()
    assert not Person.objects.exists()


def test_the_same_bytes_are_one_manuscript():
    first, is_new = receive(MANUSCRIPT.encode(), "peel.txt")
    again, is_new_again = receive(MANUSCRIPT.encode(), "peel (2).txt")

    assert (is_new, is_new_again) == (True, False)
    assert again == first
    assert proposals_of(first).count() == Proposal.objects.count()


def test_open_proposals_are_taken_and_left_out_ones_are_not():
    manuscript = received()
    decide(proposal(manuscript, "product", 1), 0, "rejected", by=make_user())

    article = create_draft(manuscript).article

    assert [pick.product.name for pick in ProductPick.objects.all()] == ["Gentle Peel"]
    texts = " ".join(block.html for block in TextBlock.objects.filter(parent=article))
    assert "CeraVe Night Cream, 50 ml: $30 at Sephora" in texts


def test_question_left_out_stays_in_the_text():
    manuscript = received()
    decide(proposal(manuscript, "faq", 0), 0, "rejected", by=make_user())

    create_draft(manuscript)

    assert [block.question.question for block in QuestionBlock.objects.all()] == [
        "How often may I do it?"
    ]
    texts = " ".join(TextBlock.objects.values_list("html", flat=True))
    assert "<h3>Does it hurt?</h3><p>It tingles for a minute and stops.</p>" in texts


def test_person_left_out_leaves_the_quote_without_a_speaker():
    manuscript = received()
    decide(proposal(manuscript, "expert", 0), 0, "rejected", by=make_user())

    article = create_draft(manuscript).article

    quote = ArticleQuote.objects.get(article=article).quote
    assert quote.speaker is None
    assert quote.segments == ["Start with the weakest one you can find,"]
    assert [person.name for person in Person.objects.all()] == ["Cleo Marsh"]


def test_what_an_editor_changed_is_what_is_made():
    user = make_user()
    manuscript = received()
    decide(
        proposal(manuscript, "article"), 0, "accepted", by=user, edited={"title": "Peels, weighed"}
    )
    decide(proposal(manuscript, "expert", 0), 0, "accepted", by=user, edited={"name": "Mina Zorn"})
    offers = proposal(manuscript, "product", 0).reading["offers"]
    decide(
        proposal(manuscript, "product", 0),
        0,
        "accepted",
        by=user,
        edited={"offers": [{**offers[0], "price": "17.50"}]},
    )

    article = create_draft(manuscript, by=user).article

    assert article.title == "Peels, weighed"
    assert ArticleQuote.objects.get(article=article).quote.speaker.name == "Mina Zorn"
    offer = Offer.objects.get(product__name="Gentle Peel")
    assert (offer.retailer.name, float(offer.current.price)) == ("Amazon", 17.5)


def test_quoted_words_cannot_be_edited():
    manuscript = received()
    edited = {"segments": ["Start with the strongest"], "second_hand": "Allure"}

    decide(proposal(manuscript, "quote"), 0, "accepted", by=make_user(), edited=edited)

    content = proposal(manuscript, "quote").content
    assert content["segments"] == ["Start with the weakest one you can find,"]
    assert content["second_hand"] == "Allure"


def test_second_editor_is_told_and_overwrites_nothing():
    manuscript = received()
    decide(proposal(manuscript, "faq"), 0, "rejected", by=make_user("anna"))

    with pytest.raises(DecidedMeanwhile) as told:
        decide(proposal(manuscript, "faq"), 0, "accepted", by=make_user("ben"))

    assert told.value.proposal.decided_by.username == "anna"
    assert proposal(manuscript, "faq").decision == "rejected"


def test_product_that_comes_near_one_on_file_is_asked_about():
    on_file = make_product("Gentle Peeling", brand=make_brand("CeraVe"))
    manuscript = received()

    asked = proposal(manuscript, "product", 0)

    assert asked.record is None
    assert [one["pk"] for one in asked.near] == [on_file.pk]
    assert "is it the same?" in " ".join(asked.doubts)


def test_chosen_product_on_file_is_used():
    on_file = make_product("Gentle Peeling", brand=make_brand("CeraVe"))
    manuscript = received()
    decide(proposal(manuscript, "product", 0), 0, "accepted", by=make_user(), record=on_file.pk)

    create_draft(manuscript)

    assert ProductPick.objects.order_by("ordering").first().product == on_file
    assert not Product.objects.filter(name="Gentle Peel").exists()


def test_chosen_person_on_file_speaks():
    on_file = make_person("Wilhelmina Zorn-Abel")
    manuscript = received()
    decide(proposal(manuscript, "expert", 0), 0, "accepted", by=make_user(), record=on_file.pk)

    article = create_draft(manuscript).article

    assert ArticleQuote.objects.get(article=article).quote.speaker == on_file


def test_everything_made_knows_the_words_it_came_from():
    manuscript = received()
    article = create_draft(manuscript).article
    text = manuscript.plan["source"]["text"]

    origins = {
        key: [text[one.start : one.end] for one in ImportSource.objects.exclude(**{key: None})]
        for key in ImportSource.KEYS
    }

    assert origins["quote"] == ["Start with the weakest one you can find,"]
    assert origins["question_block"][1] == "Q: How often may I do it?"
    assert len(origins["offer"]) == 3
    assert all("CeraVe" in words for words in origins["product_pick"])
    assert origins["text_block"][0].startswith("A peel loosens")
    quote = ArticleQuote.objects.get(article=article).quote
    assert str(quote.import_sources.get()) == "line 3 of peel.txt"

    review = reverse("admin:manuscripts_manuscript_review", args=[manuscript.pk])
    start = quote.import_sources.get().start
    desk = signed_in(make_user(is_superuser=True))
    of_quote = desk.get(reverse("admin:articles_quote_change", args=[quote.pk])).text
    of_article = desk.get(reverse("admin:articles_article_change", args=[article.pk])).text
    assert f'From <a href="{review}?at={start}#at-{start}">line 3 of peel.txt</a>' in of_quote
    assert f'From <a href="{review}">peel.txt</a>' in of_article


def test_corrected_manuscript_shows_what_changed_since():
    first = received()
    create_draft(first)

    corrected = received(MANUSCRIPT.replace("$30 at Sephora", "$32 at Sephora"), "peel.txt")

    assert corrected.follows == first
    changed = [str(one) for one in proposals_of(corrected) if not one.unchanged]
    assert changed == ["product 2 of peel.txt"]


def test_manuscript_imported_without_a_review_can_be_looked_at_like_one():
    article = make_article("Old")
    manuscript = Manuscript.objects.create(
        name="old.txt",
        format="text",
        sha256="1" * 64,
        original=MANUSCRIPT.encode(),
        plan=received().plan,
        article=article,
    )

    assert proposals_of(manuscript).filter(kind="product").count() == 2


# Bringing a correction in


def brought(change, name="peel.txt", *, meanwhile=None):
    """Import, let `meanwhile(article)` happen in the draft, hand a correction in, bring it."""
    article = create_draft(received(), by=make_user()).article
    if meanwhile:
        meanwhile(article)
    corrected = received(change(MANUSCRIPT), name)
    return article, apply_correction(corrected, by=make_user())


def state_of(article):
    return [
        (type(block).__name__, str(getattr(block, "html", block))) for block in block_rows(article)
    ]


def test_price_that_changed_is_held():
    article, outcome = brought(lambda text: text.replace("$30 at Sephora", "$32 at Sephora"))

    offer = Offer.objects.get(product__name="Night Cream")
    held = PriceChange.objects.get(offer=offer, state="held")
    assert (offer.current.price, held.after.price) == (30, 32)
    assert ProductPick.objects.filter(parent=article).count() == 2
    assert "is held for a second look" in " ".join(outcome.notes)


def test_new_quotes_products_and_questions_are_added_where_they_stand():
    def change(text):
        text = text.replace(
            "– CeraVe Night Cream", "– Paula’s Choice Peel Pads: $29 at Ulta\n– CeraVe Night Cream"
        )
        text = text.replace("Q: How often", "Q: Is it safe?\nA: For most people.\n\nQ: How often")
        return text.replace("disagrees.", "disagrees. “I prefer a mask,” says Marsh.")

    article, outcome = brought(change)

    picks = ProductPick.objects.filter(parent=article).order_by("ordering")
    assert [pick.product.name for pick in picks] == ["Gentle Peel", "Peel Pads", "Night Cream"]
    asked = QuestionBlock.objects.filter(parent=article).order_by("ordering")
    assert [block.question.question for block in asked] == [
        "Does it hurt?",
        "Is it safe?",
        "How often may I do it?",
    ]
    uses = ArticleQuote.objects.filter(article=article)
    assert {use.quote.text for use in uses} == {
        "Start with the weakest one you can find,",
        "I prefer a mask,",
    }
    assert "“I prefer a mask,” says Marsh." in TextBlock.objects.first().html
    assert outcome.article == article


def test_text_nobody_touched_is_replaced_and_one_somebody_did_is_left():
    def change(text):
        return text.replace("A peel loosens the top", "A peel dissolves the top")

    def edited(article):
        TextBlock.objects.filter(parent=article).update(html="<p>My own words.</p>")

    article, _ = brought(change)
    untouched = TextBlock.objects.filter(parent=article).first().html
    Manuscript.objects.all().delete()
    other, outcome = brought(change, meanwhile=edited)

    assert "A peel dissolves the top" in untouched
    assert TextBlock.objects.filter(parent=other).first().html == "<p>My own words.</p>"
    assert "A peel dissolves the top" in " ".join(outcome.notes)


def test_a_version_is_kept_before_and_after():
    article, _ = brought(lambda text: text.replace("It tingles", "It stings"))

    article.refresh_from_db()
    notes = dict(article.revisions.values_list("number", "note"))
    assert notes == {1: "Imported from peel.txt", 2: "Changes imported from peel.txt"}
    assert Question.objects.get(question="Does it hurt?").answer == (
        "<p>It stings for a minute and stops.</p>"
    )


def test_answer_that_somebody_changed_in_the_admin_stays():
    def answered(article):
        Question.objects.filter(question="Does it hurt?").update(answer="<p>No.</p>")

    _, outcome = brought(lambda text: text.replace("It tingles", "It stings"), meanwhile=answered)

    assert Question.objects.get(question="Does it hurt?").answer == "<p>No.</p>"
    assert "answered on file in other words" in " ".join(outcome.notes)


def test_answer_that_readers_see_or_will_see_stays():
    def published(article):
        soon = timezone.now() + timedelta(days=1)
        Question.objects.filter(question="Does it hurt?").update(published_at=soon)

    brought(lambda text: text.replace("It tingles", "It stings"), meanwhile=published)

    assert "It tingles" in Question.objects.get(question="Does it hurt?").answer


def test_the_live_edition_is_not_touched():
    def published(article):
        Byline.objects.create(article=article, person=make_person("Ada Lim"))
        publish(article)

    article, _ = brought(
        lambda text: text.replace("A peel loosens", "A peel dissolves"), meanwhile=published
    )

    assert "A peel loosens" in str(live_edition(article).content)
    assert article.editions.count() == 1


def test_bringing_twice_does_nothing_twice():
    article, outcome = brought(lambda text: text.replace("disagrees.", "says “I prefer a mask.”"))
    once = state_of(article)

    again = apply_correction(outcome.manuscript)
    exact = create_draft(outcome.manuscript)

    assert (again.is_new, exact.is_new) == (False, False)
    assert again.article == exact.article == article
    assert state_of(article) == once


def test_what_is_gone_from_the_manuscript_is_named_and_stays():
    article, outcome = brought(
        lambda text: text.replace("– CeraVe Night Cream, 50 ml: $30 at Sephora\n", "")
    )

    assert ProductPick.objects.filter(parent=article).count() == 2
    assert "still in the article: CeraVe Night Cream" in " ".join(outcome.notes)


def test_text_that_is_gone_from_the_manuscript_is_named():
    _, outcome = brought(lambda text: text.replace("Frequently asked questions\n\n", ""))

    assert "the text “Frequently asked questions”" in " ".join(outcome.notes)


def test_decisions_about_the_same_words_go_on_holding():
    first = received()
    decide(proposal(first, "product", 1), 0, "rejected", by=make_user())
    decide(
        proposal(first, "expert", 0), 0, "accepted", by=make_user(), edited={"name": "Mina Zorn"}
    )
    article = create_draft(first).article
    corrected = received(MANUSCRIPT.replace("A peel loosens", "A peel dissolves"))

    assert proposal(corrected, "product", 1).decision == "rejected"
    assert proposal(corrected, "expert", 0).content["name"] == "Mina Zorn"
    apply_correction(corrected)

    texts = " ".join(TextBlock.objects.filter(parent=article).values_list("html", flat=True))
    assert "CeraVe Night Cream, 50 ml: $30 at Sephora" in texts
    assert Person.objects.filter(name__endswith="Zorn").count() == 1
    assert ProductPick.objects.filter(parent=article).count() == 1


def test_third_version_is_brought_into_the_same_article():
    article, _ = brought(lambda text: text.replace("A peel loosens", "A peel dissolves"))
    third = received(MANUSCRIPT.replace("A peel loosens", "A peel eats away"))

    apply_correction(third)

    assert "A peel eats away" in TextBlock.objects.filter(parent=article).first().html
    assert Article.objects.count() == 1
