"""What readers find, and what they never find."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from taggit.models import Tag

from articles.models import Quote
from articles.publishing.schedule import hold, release, reschedule, take_down
from core.shown_facts import FactChange, tell_change
from manuscripts.importer import apply_plan
from manuscripts.reading import read
from products.models import Product
from search import finding
from search.finding import find
from search.models import Entry, EntryText, Word
from tests.factories import (
    make_article,
    make_brand,
    make_person,
    make_plan,
    make_product,
    make_question,
    make_quote,
    make_topic,
)

pytestmark = pytest.mark.django_db

TOMORROW = timedelta(days=1)


def titles(client, query, **parameters):
    """What the page of results lists, in its order."""
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    shown = [result.title for result in response.context["results"]]
    return [title.replace("<mark>", "").replace("</mark>", "") for title in shown]


def is_anywhere(client, word):
    """Whether a reader gets to see the word by asking for it, or for what is like it."""
    pages = []
    for query in (word, f"{word} skin", word[:-1], f"{word}x"):
        page = client.get("/search/", {"q": query}).text
        for echo in (query, query.replace(" ", "+"), query.replace(" ", "%20"), f">{word}<"):
            page = page.replace(echo, "")
        pages += [page, client.get("/search/suggest/", {"q": query}).text]
    return any(word in page.lower() for page in pages)


def test_every_kind_is_found_by_its_words_and_filtered(client):
    make_article("Zorvan for milia", html="<p>Slowly.</p>")
    make_product("Zorvan Serum", brand=make_brand("Norrvik"), released_at=timezone.now())
    make_person("Zora Zorvan", released_at=timezone.now(), bio="Dermatologist in Malmö.")
    make_question("What is zorvan?", published_at=timezone.now())
    make_topic("All about zorvan", tags=["dryness"], introduction="<p>It is found.</p>")

    assert len(titles(client, "zorvan")) == 5
    assert titles(client, "dryness found", kind="topic") == ["All about zorvan"]
    assert titles(client, "zorvan", kind="product") == ["Norrvik Zorvan Serum"]
    assert titles(client, "dermatologist malmo") == ["Zora Zorvan"]
    assert client.get("/search/?q=zorvan&kind=offer").status_code == 404


def test_words_are_ranked_by_where_they_stand_and_then_by_how_new_they_are(client):
    make_article("In the body", html="<p>Some zorvan, once.</p>")
    make_article("In a heading", html="<h2>Zorvan</h2><p>Once.</p>")
    make_article("In a tag", tags=["zorvan"])
    make_article("Zorvan in the title")

    assert titles(client, "zorvan") == [
        "Zorvan in the title",
        "In a tag",
        "In a heading",
        "In the body",
    ]


def test_accents_plurals_and_apostrophes_are_forgiven_and_marked(client):
    make_article("Crème brûlée masks by L’Oréal", html="<p>Make-up, and the Ångström’s width.</p>")

    for query in ("creme", "CRÈME BRULEE", "mask", "loreal", "l'oreal", "angstrom", "makeup"):
        assert titles(client, query), query
    assert "<mark>Crème</mark>" in client.get("/search/?q=creme").text
    assert "<mark>Ångström’s</mark> width" in client.get("/search/?q=angstrom").text


def test_typo_is_forgiven_where_the_word_finds_nothing_and_that_is_said(client):
    make_article("Retinol, slowly")
    text = client.get("/search/?q=retinl").text

    assert 'Nothing for <em dir="auto">retinl</em>. Showing <em dir="auto">Retinol</em>.' in text
    assert "slowly" in text


def test_word_on_file_is_never_taken_for_another_even_where_nobody_sees_it(client):
    make_article("Retinol")
    make_plan(make_article("Retinal", publish=False), at=timezone.now() + TOMORROW)

    text = client.get("/search/?q=retinal").text

    assert titles(client, "retinal") == []
    assert "Showing" not in text


def test_nothing_found_leads_on(client):
    make_article("Milia", tags=["eye care"])

    text = client.get("/search/?q=qqqq").text

    assert 'href="/tags/eye-care/"' in text
    assert 'href="/products/"' in text


def test_what_has_some_of_the_words_is_shown_where_nothing_has_all(client):
    make_article("Zorvan")
    make_article("Belmuth")

    assert set(titles(client, "zorvan belmuth")) == {"Zorvan", "Belmuth"}
    assert "Nothing has all of these words" in client.get("/search/?q=zorvan+belmuth").text


# What readers don't see


def test_draft_is_found_by_nobody(client):
    article = make_article("Old words", html="<p>Skin.</p>")
    article.title = "Zorvan"
    article.save()
    make_article("Zorvan", publish=False)
    make_product("Zorvan")
    make_person("Zorvan")
    make_question("Is zorvan?")
    make_topic("Zorvan", published_at=None)

    assert not is_anywhere(client, "zorvan")
    assert not EntryText.objects.filter(title__contains="Zorvan", entry__kind="article").exists()


def test_plan_begins_and_takedown_holds_without_anybodys_doing(client):
    article = make_article("Belmuth")
    planned = make_article("Zorvan", publish=False)
    make_plan(planned, at=timezone.now() + TOMORROW, until=timezone.now() + 2 * TOMORROW)

    assert not is_anywhere(client, "zorvan")
    for days, seen in ((0, False), (1.5, True), (2.5, False)):
        at = timezone.now() + days * TOMORROW
        entries = Entry.objects.visible(at).filter(kind="article")
        found = set(EntryText.objects.filter(entry__in=entries).values_list("title", flat=True))
        assert found == ({"Belmuth", "Zorvan"} if seen else {"Belmuth"})
    take_down(article)
    assert not is_anywhere(client, "belmuth")


def test_held_plan_is_found_once_it_is_released(client):
    article = make_article("Zorvan", publish=False)
    plan = make_plan(article, at=timezone.now() + TOMORROW)
    reschedule(article, plan, timezone.now() + 2 * TOMORROW)
    hold([plan])

    assert not is_anywhere(client, "zorvan")
    release(article, plan)
    assert not is_anywhere(client, "zorvan")


def test_only_the_words_that_are_live_are_found(client):
    article = make_article("Zorvan")
    article.title = "Belmuth"
    article.save()
    make_plan(article, at=timezone.now() + TOMORROW)

    assert titles(client, "zorvan") == ["Zorvan"]
    assert not is_anywhere(client, "belmuth")


def test_withdrawn_quote_is_neither_found_nor_excerpted_anywhere(client):
    speaker = make_person("Ana Reyes")
    quote = make_quote("It shrinks the zorvan at once.", speaker=speaker)
    question = make_question(
        "Does it help?", answer="<p>Reyes says “It shrinks the zorvan at once.” So yes.</p>"
    )
    make_article(
        "Skin",
        html="<p>She told us: “It shrinks the zorvan at once.” Skin.</p>",
        quotes=[quote],
        quotes_in_text=[quote],
        questions=[question],
    )
    assert len(find("zorvan").keys) == 2

    quote.permission = Quote.Permission.WITHDRAWN
    quote.save()

    assert not is_anywhere(client, "zorvan")
    assert not EntryText.objects.filter(body__contains="zorvan").exists()
    assert "So yes" in client.get("/search/?q=help").text

    quote.permission = Quote.Permission.GRANTED
    quote.save()
    assert len(find("zorvan").keys) == 2


def test_what_is_deleted_renamed_or_tagged_anew_is_found_as_it_is(client):
    brand = make_brand("Norrvik")
    product = make_product("Zorvan", brand=brand, released_at=timezone.now())
    product.tags.set(["belmuth"])
    assert titles(client, "belmuth norrvik") == ["Norrvik Zorvan"]

    brand.name = "Ortiga"
    brand.save()
    tag = Tag.objects.get(name="belmuth")
    tag.name = tag.slug = "kalvan"
    tag.save()
    tell_change(tag, [FactChange("name", "belmuth", "kalvan")])
    assert titles(client, "kalvan ortiga") == ["Ortiga Zorvan"]
    assert not is_anywhere(client, "belmuth")

    product.tags.clear()
    assert titles(client, "ortiga zorvan kalvan") == ["Ortiga Zorvan"]  # by some of the words
    product.delete()
    assert not Entry.objects.exists()
    assert not EntryText.objects.exists()
    assert not is_anywhere(client, "zorvan")


def test_what_an_import_makes_is_found_with_its_tags_once_it_is_released(client):
    lines = ["Is a peel worth it?", "Tags: zorvan", "", "– CeraVe Belmuth Peel: $19 on Amazon"]
    data = "\n".join(lines).encode()
    apply_plan(read(data, "peel.txt"), data)
    assert not is_anywhere(client, "belmuth")

    assert Product.objects.update(released_at=timezone.now()) == 1
    assert titles(client, "cerave belmuth zorvan", kind="product") == ["CeraVe Belmuth Peel"]


def test_rebuilt_index_finds_the_same_and_forgets_words_that_are_gone(client):
    article = make_article("Zorvan")
    make_person("Belmuth", released_at=timezone.now())
    before = find("zorvan").keys + find("belmuth").keys
    article.title = "Kalvan"
    article.save()
    make_plan(article, at=timezone.now() + TOMORROW)
    Word.objects.create(word="orphan", shown="orphan")

    call_command("rebuild_search", verbosity=0)

    assert find("zorvan").keys + find("belmuth").keys == before
    assert not Word.objects.filter(word="orphan").exists()


# Pages


def test_page_says_how_many_and_keeps_out_of_the_index(client):
    for _ in range(14):
        make_article("Zorvan")
    first, second = client.get("/search/?q=zorvan"), client.get("/search/?q=zorvan&page=2")

    assert "14 found" in first.text
    assert '<meta name="robots" content="noindex">' in first.text
    assert len(second.context["results"]) == 2
    assert client.get("/search/?q=zorvan&page=3").status_code == 404
    assert client.get("/search/?q=+zorvan+").url == "/search/?q=zorvan"


def test_field_proposes_titles_by_half_a_word_and_escapes_nothing_itself(client):
    make_article("Zorvan & milia")

    (proposal,) = client.get("/search/suggest/?q=zorv").json()["proposals"]

    assert (proposal["title"], proposal["kind"]) == ("Zorvan & milia", "Article")
    assert client.get(proposal["url"]).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["", "   ", '"', "a' OR 1=1", "NOT *", "title:x", "x" * 500, "\x00", "’’", "皮肤", "a" * 41],
)
def test_whatever_is_typed_is_a_page(client, query):
    for path in ("/search/", "/search/suggest/"):
        assert client.get(path, {"q": query}, follow=True).status_code == 200


def test_query_takes_eight_queries_at_most(client, django_assert_max_num_queries):
    make_article("Retinol and zorvan", tags=["eye care"])
    make_product("Zorvan", released_at=timezone.now())
    client.get("/search/?q=zorvan")

    for query in ("zorvan", "retinol zorvn", "retinl zorvn kqqqq", "qqqq wwww"):
        with django_assert_max_num_queries(8):
            client.get("/search/", {"q": query})


def test_moment_of_asking_is_the_only_one_in_what_is_put_together_once():
    _, parameters = finding._seen_then()
    then = connection.ops.adapt_datetimefield_value(finding._THEN)
    moments = [each for each in parameters if each == then or str(each).startswith("20")]

    assert len(moments) > 10
    assert set(moments) == {then}
