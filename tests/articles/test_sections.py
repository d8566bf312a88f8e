"""What a reviewer signs: every word of the article that readers see, told apart from its like."""

import pytest

from articles.compare import compare
from articles.content.references import names_in
from articles.content.sections import section_digests
from articles.content.snapshot import draft_sections, draft_snapshot, snapshot
from articles.models import (
    Article,
    CallOut,
    ImageBlock,
    ProductPick,
    PullQuote,
    Review,
    TableBlock,
    TextBlock,
)
from core.text_diff import diff_html
from tests.admin_forms import page
from tests.factories import make_article, make_offer, make_person, make_picture, make_quote

pytestmark = pytest.mark.django_db

DOSES = "<table><caption>Doses</caption><tbody><tr><th>A</th><td>1</td></tr></tbody></table>"


def in_force(article):
    content = snapshot(Article.objects.get(pk=article.pk))
    return Review.in_force(article.reviews.all(), section_digests(content)) is not None


@pytest.fixture
def article():
    """A draft in which every kind of words is signed."""
    article = make_article(
        publish=False,
        call_out="<p>Stop.</p>",
        products=[make_offer("19.00").product],
        quotes=[make_quote("It heals.", speaker=make_person("Mona Gohara"))],
    )
    ProductPick.objects.update(best_for="Dry skin", note="Mild.", pros="Light", cons="Thin")
    TableBlock.objects.create(
        parent=article,
        region="main",
        ordering=500,
        html=DOSES,
    )
    picture = make_picture()
    ImageBlock.objects.create(
        parent=article,
        region="main",
        ordering=510,
        picture=picture,
        image_alt="Skin",
        caption="A cyst.",
    )
    Article.objects.filter(pk=article.pk).update(
        picture=picture, image_alt="Skin", image_caption="Milia."
    )
    article = Article.objects.get(pk=article.pk)
    article.reviews.create(reviewer=make_person(), digests=section_digests(snapshot(article)))
    assert in_force(article)
    return article


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (ProductPick, {"best_for": "Every skin"}),
        (ProductPick, {"note": "Cures acne."}),
        (ProductPick, {"pros": "Light\nHeals"}),
        (ProductPick, {"cons": ""}),
        (CallOut, {"tone": "doctor"}),
        (ImageBlock, {"caption": "A cancer."}),
        (Article, {"image_caption": "A cancer."}),
        (
            TableBlock,
            {"html": DOSES.replace("Doses", "Daily")},
        ),
    ],
)
def test_a_change_of_any_words_that_readers_see_voids_the_sign_off(article, model, words):
    model.objects.update(**words)

    assert not in_force(article)


def test_another_product_under_the_same_praise_voids_the_sign_off(article):
    ProductPick.objects.update(product=make_offer("9.00").product)

    assert not in_force(article)


def test_another_quote_voids_the_sign_off(article):
    PullQuote.objects.update(quote=make_quote("It harms.", speaker=make_person()))

    assert not in_force(article)


def test_sections_say_what_they_are_about(article):
    product = ProductPick.objects.get().product

    sections = {section.label: section.html for section in draft_sections(article)}

    assert f"Product pick: {product}" in sections
    assert "<p>Mild.</p>" in sections[f"Product pick: {product}"]
    assert "<li>Light</li>" in sections[f"Product pick: {product}"]
    assert "Pull quote: Mona Gohara" in sections
    assert "Good to know" in sections["Call-out"]
    assert sections["Caption of a picture"] == "<p>A cyst.</p>"
    assert sections["Caption of the main picture"] == "<p>Milia.</p>"


def test_a_pick_of_a_product_alone_has_no_words_to_sign():
    article = make_article(publish=False, products=[make_offer("19.00").product])

    assert [section.label for section in draft_sections(article)] == ["Title", "Text"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>10<sup>2</sup> germs</p>", "<p>102 germs</p>"),
        ("<p>H<sub>2</sub>O</p>", "<p>H2O</p>"),
        (
            "<table><tbody><tr><td>1</td><td></td></tr></tbody></table>",
            "<table><tbody><tr><td></td><td>1</td></tr></tbody></table>",
        ),
    ],
)
def test_what_reads_otherwise_is_signed_anew(before, after):
    article = make_article(publish=False, html=before)
    article.reviews.create(reviewer=make_person(), digests=section_digests(snapshot(article)))

    TextBlock.objects.update(html=after)

    assert not in_force(article)


def test_sign_off_shows_raised_and_lowered_characters(admin_client):
    article = make_article(publish=False, html="<p>10<sup>2</sup> of H<sub>2</sub>O</p>")

    shown = admin_client.get(page(Article, "sign_off", article.pk)).text

    assert "10<sup>2</sup> of H<sub>2</sub>O" in shown


def test_comparing_tells_a_power_from_a_number():
    diff = diff_html(
        "<p>Some 10<sup>2</sup> germs</p>", "<p>Some 102 germs of the 5<sup>th</sup></p>"
    )

    runs = [(run.state, run.text.strip()) for run in diff.passages[0].runs]
    assert ("removed", "10²") in runs
    assert any("5^th" in text for _, text in runs)


def test_comparing_names_a_text_by_its_words_with_their_powers():
    article = make_article(publish=False, html="<p>H<sub>2</sub>O is water</p>")
    content = draft_snapshot(article)

    [change] = compare(content, content, names_in(content, content))

    assert change.label == "Text: H₂O is water"


def test_each_numbered_list_and_each_row_begins_anew():
    html = (
        "<ul><li>a</li><li>b</li></ul><ol><li><p>c</p><p>more</p></li><li>d</li></ol>"
        "<ol><li>e</li></ol><table><tbody><tr><th>f</th><td>g</td></tr>"
        "<tr><td></td><td>h</td></tr></tbody></table><p>end</p>"
    )

    passages = [(passage.tag, passage.text) for passage in diff_html(html, html).passages]

    assert passages == [
        ("ul", "a"),
        ("ul", "b"),
        ("ol-first", "c"),
        ("li", "more"),
        ("ol", "d"),
        ("ol-first", "e"),
        ("th-first", "f"),
        ("td", "g"),
        ("td-first", "h"),
        ("p", "end"),
    ]
