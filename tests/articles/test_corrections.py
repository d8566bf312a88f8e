"""The public list of corrections: what live articles say they had wrong, and nothing else."""

import pytest

from articles.models import Correction
from articles.publishing.schedule import publish, take_down
from tests.factories import make_article, make_quote

pytestmark = pytest.mark.django_db
WRONG = "An earlier version gave 5%. It is 0.5%."


def corrected(title, text, **fields):
    article = make_article(title, publish=False, **fields)
    Correction.objects.create(article=article, text=text, noted_on="2026-03-01")
    publish(article)
    return article


def test_corrections_of_live_articles_are_listed_with_day_article_and_words(
    client, django_assert_max_num_queries
):
    article = corrected("Acids", WRONG)
    Correction.objects.create(article=article, kind="change", text="A new part on peels.")
    publish(article)
    down = corrected("Gone", "An earlier version said gone.")
    take_down(down)
    Correction.objects.create(article=article, text="Nobody has published this yet.")

    with django_assert_max_num_queries(4):  # the count, the rows, settings, pages of the footer
        page = client.get("/corrections/").text

    assert page.count(WRONG) == 1
    assert 'href="/articles/' in page
    assert "1 Mar 2026" in page
    assert "Acids" in page
    for words in ("A new part", "said gone", "Nobody has published"):
        assert words not in page


def test_a_correction_repeats_no_withdrawn_words_in_the_list(client):
    quote = make_quote("Peel every day.")
    corrected(
        "Peels",
        "She did not say “Peel every day.”",
        quotes_in_text=[quote],
        html="<p>“Peel every day.”</p>",
    )
    assert "Peel every day" in client.get("/corrections/").text

    quote.permission = quote.Permission.WITHDRAWN
    quote.save()

    page = client.get("/corrections/").text
    assert "Peel every day" not in page
    assert "stands on the article" in page


def test_a_heading_leads_to_its_report_page(client):
    article = make_article(html="<h2>Washing</h2><p>Twice.</p><h2>Questions</h2>")
    page = client.get(article.get_absolute_url()).text

    assert f"/report/?about=article-{article.pk}.washing" in page
    assert f"article-{article.pk}.questions" not in page
    report = client.get(f"/report/?about=article-{article.pk}.washing")
    assert report.status_code == 200
    assert "Washing" in report.text
