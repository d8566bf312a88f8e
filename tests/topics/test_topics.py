"""Topics: what they gather, who sees them, who changes them; and what is thin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from articles.models import Quote
from articles.publishing.schedule import take_down
from tests.factories import (
    make_article,
    make_member,
    make_offer,
    make_person,
    make_plan,
    make_product,
    make_question,
    make_quote,
    make_topic,
    signed_in,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db
NOINDEX = '<meta name="robots" content="noindex">'


def words(html):
    return " ".join(strip_tags(html.partition("<main")[2].partition("</main")[0]).split())


@pytest.fixture
def rosacea():
    return make_topic(
        "Redness", slug="redness", tags=["rosacea"], introduction="<p>It flushes.</p>"
    )


def test_a_topic_gathers_what_live_articles_say_and_nothing_of_drafts(client, rosacea):
    expert = make_person("Anna Lind")
    product, asked = make_product("Calm Cream"), make_question("Is it for ever?")
    make_article(
        "Gentle care",
        tags=["rosacea"],
        products=[product],
        questions=[asked],
        quotes=[make_quote("Be gentle.", speaker=expert)],
    )
    hidden = make_person("Nobody Yet")
    draft = make_article(
        "Secret care",
        tags=["rosacea"],
        products=[make_product("Secret Cream")],
        questions=[make_question("Is it secret?")],
        quotes=[make_quote(speaker=hidden)],
        publish=False,
    )
    make_plan(draft, at=timezone.now() + timedelta(days=1))
    make_article("Another thing", tags=["milia"])

    text = words(client.get("/topics/redness/").text)

    for shown in ("It flushes.", "Gentle care", "Anna Lind", "1 quote", "Calm Cream"):
        assert shown in text
    assert "Is it for ever?" in text
    for other in ("Secret", "Nobody Yet", "Another thing"):
        assert other not in text


def test_an_editor_adds_an_article_to_begin_with_whatever_its_tags(client, rosacea):
    added = make_article("Untagged story")
    make_article("Newer story", tags=["rosacea"])
    rosacea.article_links.create(article=added)

    text = words(client.get("/topics/redness/").text)
    listed = words(client.get("/articles/?topic=redness").text)

    assert text.index("Begin here") < text.index("Untagged story") < text.index("Newer story")
    assert "Untagged story" in listed
    assert "Newer story" in listed
    assert "2 articles" in listed
    take_down(added)
    assert "Untagged story" not in client.get("/topics/redness/").text


def test_the_filter_counts_an_article_once_for_each_topic(client, rosacea):
    both = make_article(tags=["rosacea", "milia"])
    rosacea.article_links.create(article=both)
    make_topic("Bumps", slug="bumps", tags=["milia", "whiteheads"])
    make_topic("Draft topic", tags=["milia"], published_at=None)
    make_article(tags=["milia", "whiteheads"])
    make_article()

    html = client.get("/articles/").text

    assert '<span dir="auto">Redness</span> <span class="count">1</span>' in html
    assert '<span dir="auto">Bumps</span> <span class="count">2</span>' in html
    assert "Draft topic" not in html


def test_withdrawn_words_make_nobody_speak_on_it(client, rosacea):
    quote = make_quote("Be gentle.", speaker=make_person("Anna Lind"))
    make_article(tags=["rosacea"], quotes=[quote])
    quote.permission = Quote.Permission.WITHDRAWN
    quote.save()

    assert "Anna Lind" not in client.get("/topics/redness/").text


def test_a_draft_is_seen_by_nobody_and_a_plan_from_its_moment_on(client):
    soon = timezone.now() + timedelta(hours=1)
    for topic in (make_topic("Hidden", published_at=None), make_topic("Soon", published_at=soon)):
        make_article(tags=["milia"])
        topic.tags.add("milia")
        pages = [client.get(path).text for path in ("/topics/", "/", "/sitemap-topics.xml")]
        assert client.get(topic.get_absolute_url()).status_code == 404
        assert topic.name not in "".join([*pages, client.get("/tags/milia/").text])


def test_a_thin_topic_says_so_and_stands_in_no_sitemap(client):
    thin = make_topic(tags=["milia"])
    for _ in range(2):
        make_article(tags=["milia"])

    html = client.get(thin.get_absolute_url()).text
    assert NOINDEX in html
    assert "There isn’t much here yet" in html
    assert thin.get_absolute_url() not in client.get("/sitemap-topics.xml").text

    make_article(tags=["milia"])

    assert NOINDEX not in client.get(thin.get_absolute_url()).text
    assert thin.get_absolute_url() in client.get("/sitemap-topics.xml").text


def test_articles_questions_and_tags_lead_to_their_topic(client, rosacea):
    question = make_question("Is it for ever?", answer="<p>No.</p>")
    article = make_article("Gentle care", tags=["rosacea"], questions=[question])

    link = '<a href="/topics/redness/" dir="auto">Redness</a>'
    for page in (f"/articles/{article.slug}/", question.get_absolute_url(), "/tags/rosacea/"):
        assert link in client.get(page).text
    # A thin question's page is nobody's; its topic shows the answer.
    assert NOINDEX in client.get(question.get_absolute_url()).text
    assert "<p>No.</p>" in client.get("/topics/redness/").text


def test_a_writer_drafts_and_an_editor_publishes():
    draft, live = make_topic(published_at=None), make_topic()
    writer, editor = (signed_in(make_member(role)) for role in ("Writer", "Editor"))

    def posted(topic, **changes):
        rows = {f"article_links-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
        typed = {"name": topic.name, "slug": topic.slug, "tags": "", "introduction": "<p>It.</p>"}
        return typed | rows | changes

    def change_url(topic):
        return reverse("admin:topics_topic_change", args=[topic.pk])

    writer.post(change_url(draft), posted(draft, name="Ours", published_at_0="2026-01-01"))
    assert writer.post(change_url(live), posted(live, name="Mine")).status_code == 403
    draft.refresh_from_db()
    assert (draft.name, draft.published_at) == ("Ours", None)

    moment = {"published_at_0": "2026-01-01", "published_at_1": "10:00:00"}
    editor.post(change_url(draft), posted(draft, tags="milia, spf", **moment))
    assert Topic.objects.public().filter(pk=draft.pk, tag_names="milia, spf").exists()
    assert draft.history.count() == 3


def test_readers_are_led_on_when_its_address_changes(client, rosacea):
    rosacea.slug = "red-skin"
    rosacea.save()

    assert client.get("/topics/redness/", follow=True).redirect_chain == [
        ("/topics/red-skin/", 301)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_topic_asks_a_fixed_number_of_queries(client, django_assert_num_queries, rosacea, count):
    for _ in range(count):
        product = make_product()
        make_offer(product=product)
        article = make_article(
            tags=["rosacea"],
            products=[product],
            questions=[make_question()],
            quotes=[make_quote()],
        )
        rosacea.article_links.create(article=article)

    # topic with settings, keys of articles, articles, bylines, who speaks how often, the people,
    # products, offers, questions, words withdrawn from them
    with django_assert_num_queries(10):
        client.get("/topics/redness/")


def test_names_in_any_script_and_of_any_length_are_shown_whole(client):
    for name in ("العناية بالبشرة الحساسة", "敏感肌" * 20, "x" * 80):
        topic = make_topic(name, introduction="<p>It.</p>")
        assert f'<h1 dir="auto">{name}</h1>' in client.get(topic.get_absolute_url()).text
