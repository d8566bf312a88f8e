"""An error beside a block is told with the number that the block has on screen."""

import pytest

from articles.models import Article, ProductPick, TableBlock
from tests.admin_forms import PICK, opened, page
from tests.factories import make_article, make_offer

pytestmark = pytest.mark.django_db

TABLE = "articles_tableblock_set"


def test_errors_number_blocks_as_the_screen_does(admin_client):
    article = make_article(publish=False, products=[make_offer("9.00").product])
    html = "<table><tbody><tr><td>A</td></tr></tbody></table>"
    TableBlock.objects.create(parent=article, region="main", ordering=15, html=html)
    address = page(Article, "change", article.pk)
    # On screen: 1 text, 2 table, 3 product pick.
    typed = {f"{PICK}-0-product": "", f"{PICK}-0-note": "Mild.", f"{TABLE}-0-html": ""}

    response = admin_client.post(address, opened(admin_client, address) | typed)

    assert ProductPick.objects.get().note == ""
    problems = response.text.partition('id="problems"')[2].partition("</section>")[0]
    assert "Product pick 3: Product:" in problems
    assert "Table 2: Table:" in problems


def test_errors_follow_blocks_that_were_moved(admin_client):
    products = [make_offer(price).product for price in ("9.00", "10.00")]
    article = make_article(publish=False, products=products)
    address = page(Article, "change", article.pk)
    typed = {f"{PICK}-0-product": "", f"{PICK}-0-ordering": "99"}

    response = admin_client.post(address, opened(admin_client, address) | typed)

    assert "Product pick 3: Product:" in response.text
