"""Versions at the desk: listed, named, compared, put back; and the page as it stood once."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.drafts.revisions import restore, save_revision
from articles.models import Article, CallOut, ProductPick, Quote, TextBlock
from articles.publishing.schedule import live_edition, preview_edition, publish, take_down
from people.models import BrandTie
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_user,
    set_price,
)

pytestmark = pytest.mark.django_db


def signed_in(*rights, **fields):
    user = make_user(**fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk():
    return signed_in(is_superuser=True)


def step(article, name, *args):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


def posted_by(page):
    """What the first form with a version on the page would post."""
    return dict(re.findall(r'name="(version)" value="(\d+)"', page.text))


def put_back(desk, address):
    return desk.post(address, posted_by(desk.get(address)), follow=True)


def rewrite(article, html, *, note=""):
    """Somebody's later save of the article's first text."""
    TextBlock.objects.filter(parent=article).update(html=html)
    article.version += 1
    article.save()
    return save_revision(article, note=note)


def read(page):
    """The text of a page without its tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


# The list


def test_history_lists_what_was_published_and_what_has_a_name(desk):
    article = make_article("Milia")
    save_revision(article)
    rewrite(article, "<p>Typing.</p>")
    rewrite(article, "<p>Clean.</p>", note="Clean copy")
    publish(article, note="New advice", change="advice")
    publish(article, at=timezone.now() + timedelta(days=2))
    take_down(article, note="Wrong dose")

    short = desk.get(step(article, "versions"))
    full = desk.get(step(article, "versions"), {"all": "1"})

    assert "Revision 3: Clean copy" in short.text
    assert "Revision 2" not in short.text
    assert "Revision 2" in full.text
    for words in ("New advice", "our advice", "Wrong dose", "scheduled", "taken down", "past"):
        assert words in short.text
    assert "draft" in read(short)
    assert "Also unnamed revisions (2)" in short.text


def test_history_asks_no_more_with_more_rows(desk, django_assert_max_num_queries):
    few, many = make_article(), make_article()
    save_revision(few, note="One")
    for number in range(12):
        rewrite(many, f"<p>{number}</p>", note=f"Name {number}")
        publish(many)
    counts = []

    for article in (few, many):
        with django_assert_max_num_queries(14) as asked:
            desk.get(step(article, "versions"))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_revision_is_named_in_the_form(desk):
    article = make_article()
    page = desk.get(step(article, "change"))

    form = page.context["adminform"].form
    assert "Name this revision" in page.text
    assert form.fields["revision_name"].max_length == 200


def test_a_revision_is_named_and_renamed_afterwards(desk):
    article = make_article()
    save_revision(article)
    name = step(article, "revision_name", 1)

    desk.post(name, {"note": "Clean copy"})
    first = article.revisions.get().note
    desk.post(name, {"note": "Copy for Dr Lind"})
    too_long = desk.post(name, {"note": "x" * 201}, follow=True)

    assert first == "Clean copy"
    assert article.revisions.get().note == "Copy for Dr Lind"
    assert "at most 200 characters" in too_long.text
    assert "Named revision 1 “Clean copy”." in {
        entry.get_change_message() for entry in LogEntry.objects.all()
    }
    assert desk.get(name).status_code == 405


# Comparing


def test_any_two_versions_are_compared_with_words_marked(desk):
    product = make_product("Night Cream")
    article = make_article("Milia", html="<p>Wash it twice a day.</p>", products=[product])
    rewrite(article, "<p>Wash it once a day.</p>", note="Softer")
    ProductPick.objects.all().delete()
    article.title = "Milia at home"
    article.save()

    page = desk.get(step(article, "compare"), {"a": "edition-1", "b": "draft"})

    assert "removed: twice" in read(page)
    assert "added: once" in read(page)
    assert f"Product pick: {product}" in page.text
    assert "Title changed, 1 text changed, 1 product removed." in page.text
    assert page.context["before"].label.startswith("edition 1")
    for pair in (
        ("live", "draft"),
        ("revision-2", "draft"),
        ("edition-1", "revision-2"),
        ("draft", "live"),
    ):
        assert desk.get(step(article, "compare"), dict(zip("ab", pair, strict=True))).context[
            "summary"
        ]


def test_unchanged_blocks_are_folded(desk):
    article = make_article(products=[make_product(), make_product()])

    page = desk.get(step(article, "compare"), {"a": "live", "b": "draft"})

    assert "3 unchanged blocks" in page.text
    assert "Nothing is different." in page.text


def test_comparison_leads_to_the_steps_before_and_after(desk):
    article = make_article()
    for words in "abc":
        rewrite(article, f"<p>{words}</p>")

    page = desk.get(step(article, "compare"), {"a": "revision-2", "b": "revision-3"})

    assert page.context["neighbors"] == {
        "earlier": "a=edition-1&b=revision-2",
        "later": "a=revision-3&b=revision-4",
    }


@pytest.mark.parametrize(
    "end",
    [
        "revision-99",
        "edition-x",
        "edition--1",
        "’; DROP",
        "revision-" + "9" * 40,
        "edition-²",
        "live-1",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(desk, end):
    article = make_article()

    page = desk.get(step(article, "compare"), {"a": end, "b": "draft"}, follow=True)

    assert "of this article to compare" in page.text
    assert page.redirect_chain[0][0] == step(article, "versions")


def test_draft_that_was_never_live_has_nothing_live_to_compare(desk):
    article = make_article(publish=False)

    page = desk.get(step(article, "compare"), follow=True)

    assert "there is nothing live to compare with" in page.text


def test_comparison_shows_hostile_words_as_words(desk):
    article = make_article("Old")
    Article.objects.filter(pk=article.pk).update(title="<script>alert(1)</script>")
    TextBlock.objects.update(html='<p><img src=x onerror="alert(1)">&lt;b onclick&gt;</p>')

    page = desk.get(step(article, "compare"), {"a": "live", "b": "draft"})

    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<img src=x" not in page.text
    assert "&lt;b onclick&gt;" in page.text


def test_comparing_costs_the_same_for_many_blocks(desk, django_assert_max_num_queries):
    counts = []
    for size in (1, 15):
        article = make_article(
            products=[make_product() for _ in range(size)],
            questions=[make_question() for _ in range(size)],
            quotes=[make_quote() for _ in range(size)],
        )
        ProductPick.objects.filter(parent=article).update(note="Better")
        with django_assert_max_num_queries(34) as asked:
            desk.get(step(article, "compare"), {"a": "live", "b": "draft"})
        counts.append(len(asked))

    assert counts[0] == counts[1]


# Back to the desk


def test_restoring_shows_first_what_changes_and_loses_nothing(desk):
    article = make_article("First", html="<p>First words.</p>")
    rewrite(article, "<p>Later words.</p>")
    address = step(article, "edition_restore", 1)

    asked = desk.get(address)
    done = put_back(desk, address)
    article.refresh_from_db()

    assert "added: First" in read(asked)
    assert "removed: Later" in read(asked)
    assert "Restored edition 1." in done.text
    assert TextBlock.objects.get(parent=article).html == "<p>First words.</p>"
    assert [version.note for version in article.revisions.all()] == [
        "Edition 1 restored",
        "Before edition 1 was restored",
    ]
    assert article.version == 3


def test_what_stood_at_the_desk_can_be_put_back_again(desk):
    article = make_article(
        "First",
        html="<p>First words. “So it is.”</p>",
        products=[make_product()],
        questions=[make_question()],
        quotes=[make_quote()],
        quotes_in_text=[make_quote("So it is.")],
        call_out="<p>Take care.</p>",
        tags=["milia"],
        picture=make_picture(),
        image_alt="A picture",
    )
    rewrite(article, "<p>Later words.</p>")
    ProductPick.objects.update(note="Our favorite")
    CallOut.objects.update(tone="doctor")
    article.tags.add("retinol")
    before = preview_edition(article).content

    put_back(desk, step(article, "edition_restore", 1))
    between = preview_edition(Article.objects.get()).content
    put_back(desk, step(article, "revision_restore", 2))

    assert between == live_edition(article).content
    assert preview_edition(Article.objects.get()).content == before


def test_restored_blocks_keep_their_rows(desk):
    article = make_article(html="<p>First words of the article.</p>", call_out="<p>Care.</p>")
    text, call_out = TextBlock.objects.get(), CallOut.objects.get()
    TextBlock.objects.update(html="<p>First words of an article.</p>")

    put_back(desk, step(article, "edition_restore", 1))

    assert TextBlock.objects.get().pk == text.pk
    assert TextBlock.objects.get().html == "<p>First words of the article.</p>"
    assert CallOut.objects.get().pk == call_out.pk


def test_a_name_given_before_outlives_a_restore(desk):
    article = make_article()
    rewrite(article, "<p>Clean.</p>", note="Clean copy")

    put_back(desk, step(article, "edition_restore", 1))

    assert article.revisions.get(number=2).note == "Clean copy"


def test_restoring_over_a_newer_save_is_refused_with_a_sentence(desk):
    article = make_article(html="<p>First.</p>")
    address = step(article, "edition_restore", 1)
    posted = posted_by(desk.get(address))
    rewrite(article, "<p>Saved meanwhile.</p>")

    page = desk.post(address, posted, follow=True)

    assert "Somebody saved the article after you opened this page." in page.text
    assert TextBlock.objects.get().html == "<p>Saved meanwhile.</p>"
    assert desk.post(address, {"version": "x"}, follow=True).status_code == 200
    assert TextBlock.objects.get().html == "<p>Saved meanwhile.</p>"


def test_restoring_says_what_is_gone_and_leaves_it_out(desk):
    product, question = make_product(), make_question()
    article = make_article(
        publish=False,
        products=[product],
        questions=[question],
        tags=["milia"],
        picture=make_picture(),
        image_alt="A picture",
    )
    save_revision(article, note="With everything")
    ProductPick.objects.all().delete()
    gone = product.pk
    product.delete()
    article.tags.all().first().delete()
    default_storage.delete(article.picture.file.name)
    article.version += 1
    article.picture = None
    article.image_alt = ""
    article.save()
    address = step(article, "revision_restore", 1)

    asked = desk.get(address)
    done = put_back(desk, address)
    article = Article.objects.get()

    for page in (asked, done):
        assert f"The product no. {gone} is no longer on file" in page.text
        assert "The tag “milia” no longer exists." in page.text
        assert "is gone; it is left out." in page.text
    assert not article.picture
    assert not ProductPick.objects.exists()


def test_restoring_an_edition_whose_picture_file_is_gone_leaves_the_picture_out(desk):
    article = make_article(picture=make_picture(), image_alt="A picture", html="<p>First.</p>")
    default_storage.delete(article.picture.file.name)
    rewrite_text = TextBlock.objects.filter(parent=article)
    rewrite_text.update(html="<p>Later.</p>")

    page = put_back(desk, step(article, "edition_restore", 1))

    assert "is gone; it is left out." in page.text
    assert TextBlock.objects.get().html == "<p>First.</p>"
    assert not Article.objects.get().picture


def test_only_words_of_the_very_article_are_put_back():
    article, other = make_article(), make_article()

    with pytest.raises(ValidationError, match="very article"):
        restore(article, live_edition(other))


# Rights


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("versions", []),
        ("compare", []),
        ("point_in_time", []),
        ("revision", [1]),
        ("edition", [1]),
        ("edition_restore", [1]),
        ("revision_restore", [1]),
    ],
)
def test_history_is_for_those_who_may_see_the_article(name, args):
    article = make_article()
    save_revision(article)
    address = step(article, name, *args)

    anonymous = Client().get(address)
    stranger = signed_in("view_question").get(address)
    editor = signed_in("view_article", "change_article", "publish_article").get(address)

    assert anonymous.status_code == 302
    assert "login" in anonymous.url
    assert stranger.status_code == 403
    assert editor.status_code in {200, 302}


@pytest.mark.parametrize(
    ("name", "args"), [("edition_restore", [1]), ("revision_restore", [1]), ("revision_name", [1])]
)
def test_who_may_only_look_changes_nothing(name, args):
    article = make_article(html="<p>First.</p>")
    save_revision(article)
    TextBlock.objects.update(html="<p>Later.</p>")
    address = step(article, name, *args)
    forged = {"version": article.version, "note": "Forged"}

    answers = [
        signed_in("view_article").post(address, forged),
        signed_in("view_question").post(address, forged),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Client().post(address, forged).status_code == 302
    assert TextBlock.objects.get().html == "<p>Later.</p>"
    assert article.revisions.get().note == ""


def test_a_viewer_compares_but_is_offered_no_way_back():
    article = make_article()
    save_revision(article, note="Clean copy")
    viewer = signed_in("view_article")

    page = viewer.get(step(article, "versions"))

    assert "Clean copy" in page.text
    assert "Restore…" not in page.text
    assert "Rename" not in page.text
    assert viewer.get(step(article, "compare")).status_code == 200


def test_numbers_of_nothing_are_not_found(desk):
    article, other = make_article(), make_article()
    save_revision(other)

    for name in ("revision", "revision_restore", "edition", "edition_restore"):
        assert desk.get(step(article, name, 9)).status_code == 404
    assert desk.get(step(article, "revision", 1)).status_code == 404


def test_a_revision_is_shown_as_readers_would_have_seen_it(desk):
    article = make_article(publish=False, html="<p>First words.</p>", products=[make_product()])
    save_revision(article, note="Clean copy")
    pick = ProductPick.objects.get()
    pick.delete()
    pick.product.delete()

    page = desk.get(step(article, "revision", 1))

    assert "First words." in page.text
    assert "This is revision 1 (“Clean copy”)" in page.text
    assert page["X-Robots-Tag"] == "noindex"


# The page as it stood


def body(page):
    """The page without its notice, nonces and the form tokens."""
    text = re.sub(r'<p class="preview-notice".*?</p>', "", page.text, flags=re.DOTALL)
    return re.sub(r'nonce="[^"]*"', "", text)


def as_of(desk, article, at):
    return desk.get(step(article, "point_in_time"), {"at": at.isoformat()})


def test_page_as_it_stood_is_the_page_that_was_rendered_then(desk):
    expert = make_person("Anna Lind", honorific="Dr.", credentials="MD", job_title="consultant")
    author = make_person("Ben Roth")
    product = make_product("Night Cream", size="30 ml")
    offer = make_offer("19.00", product=product, list_price="31.00")
    make_offer("12.50", product=product)
    neighbor = make_article("Neighbor", tags=["milia"])
    article = make_article(
        "Milia",
        author=author,
        html="<p>First words, long enough to be told apart.</p>",
        products=[product],
        quotes=[make_quote("They go away.", speaker=expert)],
        questions=[make_question("Do they hurt?")],
        call_out="<p>Take care.</p>",
        tags=["milia"],
        dek="A dek",
    )
    then = timezone.now()
    rendered = desk.get(step(article, "edition", 1))

    expert.honorific, expert.credentials, expert.job_title = "", "", "retired"
    expert.name = "Anna Berg"
    expert.save()
    product.name, product.size = "Night Balm", "50 ml"
    product.save()
    set_price(offer, "45.00")
    make_offer("1.00", product=product)
    offer.withdrawn_at = timezone.now()
    offer.save()
    make_article("Newer neighbor", tags=["milia"])
    take_down(neighbor)
    TextBlock.objects.filter(parent=article).update(html="<p>Second words.</p>")
    publish(article)
    later = as_of(desk, article, then)

    assert body(later) == body(rendered)
    for words in ("Dr. Anna Lind, MD", "Night Cream", "$19", "$31", "Neighbor"):
        assert words in later.text
    assert "$45" not in later.text
    assert "Night Balm" in desk.get(step(article, "edition", 2)).text


def test_page_as_it_stood_reads_the_price_after_an_undo(desk):
    offer = make_offer("19.00")
    article = make_article(products=[offer.product])
    batch = set_price(offer, "45.00")
    raised = timezone.now()
    batch.undo(author=None)

    assert "$45" in as_of(desk, article, raised).text
    assert "$19" in as_of(desk, article, timezone.now()).text


def test_page_as_it_stood_shows_the_picture_of_then(desk):
    person = make_person("Anna Lind", picture=make_picture("old.png", (20, 10)), image_alt="Anna")
    article = make_article(quotes=[make_quote("So it is.", speaker=person)])
    then = timezone.now()
    old = person.picture.original_name
    person.picture = make_picture("new.png")
    person.save()

    shown = as_of(desk, article, then).text

    assert old in shown
    assert person.picture.original_name not in shown


def test_quote_withdrawn_since_stays_out_of_the_past(desk):
    quote = make_quote("Say nothing of this ever.")
    article = make_article(
        html="<p>“Say nothing of this ever.”</p>", quotes_in_text=[quote], quotes=[quote]
    )
    then = timezone.now()
    Quote.objects.update(permission=Quote.Permission.WITHDRAWN)

    page = as_of(desk, article, then)

    assert "Say nothing of this ever" not in page.text
    assert "Quotes withdrawn since are left out." in page.text


def test_page_as_it_stood_says_which_edition_and_what_is_not_recorded(desk):
    article = make_article()
    BrandTie.objects.create(person=make_person(), brand=make_product().brand, kind="paid")
    then = timezone.now()
    publish(article)

    page = as_of(desk, article, then)

    assert "edition 1, with the prices, names and credentials of that moment" in page.text
    assert "ties to brands" in page.text
    assert step(article, "edition", 1) in page.text
    assert "a=edition-1&amp;b=live" in page.text
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2001-03-12T14:00", "Readers did not see this article on 12 Mar 2001, 14:00."),
        ("2999-01-01T00:00", "That is in the future."),
        ("0001-01-01T00:00", "live then. Choose a later time."),
        ("9999-12-31T23:59:59", "That is in the future."),
        ("tomorrow", "Enter a valid date/time."),
        ("", "This field is required."),
        ("2026-03-12T14:00\x00", "Date and time"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_moment_without_a_page_is_a_sentence(desk, at, sentence, zone):
    article = make_article()

    with timezone.override(zone):
        page = desk.get(step(article, "point_in_time"), {"at": at})

    assert page.status_code == 200
    assert sentence in page.text


def test_past_page_asks_the_same_for_many_products(desk, django_assert_max_num_queries):
    counts = []
    for size in (1, 8):
        products = [make_product() for _ in range(size)]
        for product in products:
            make_offer(product=product)
        article = make_article(
            products=products, quotes=[make_quote() for _ in range(size)], tags=["milia"]
        )
        with django_assert_max_num_queries(24) as asked:
            as_of(desk, article, timezone.now())
        counts.append(len(asked))

    assert counts[0] == counts[1]


# Records of people, products and questions


def test_record_history_marks_the_words_of_long_texts(desk):
    question = make_question("Do they hurt?", answer="<p>Not at all.</p>")
    question.answer = "<p>Hardly at all.</p>"
    question.save()
    person = make_person("Anna Lind", job_title="consultant", bio="Writes here.")
    person.job_title, person.bio = "<b>retired</b>", "Wrote here."
    person.save()

    answers = desk.get(reverse("admin:faq_question_history", args=[question.pk]))
    people = desk.get(reverse("admin:people_person_history", args=[person.pk]))

    assert "removed: Not added: Hardly at all." in read(answers)
    assert "removed: Writes added: Wrote here." in read(people)
    assert "before: consultant → now: &lt;b&gt;retired&lt;/b&gt;" in read(people)
