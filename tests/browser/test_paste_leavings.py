"""What a paste must not bring along: deleted words, comments, dead links, tables taken apart."""

import pytest
from playwright.sync_api import expect

from articles.models import TextBlock
from core.richtext import BODY, TABLE, sanitizer
from tests.browser.test_pastes import PASTE, READY
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD_COMMENT = """
<p class=MsoNormal>Use <a style='mso-comment-reference:JD_1;mso-comment-date:20260301T0900'>a pea
</a><span class=MsoCommentReference><span style='font-size:8.0pt'><a class=msocomanchor
id="_anchor_1" href="#_msocom_1" name="_msoanchor_1">[JD1]</a><span
style='mso-special-character:comment'>&nbsp;</span></span></span>of cream.</p>
<div style='mso-element:comment-list'><hr class=msocomoff align=left size=1 width="33%">
<div style='mso-element:comment'><div id="_com_1" class=msocomtxt><p class=MsoCommentText>
<a class=msocomoff href="#_msoanchor_1">[JD1]</a>Is this legal?</p></div></div></div>
"""
DOCS_COMMENT = """
<p><span>Use a pea of cream.</span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>
<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is this legal?</span></p></div>
"""


@pytest.fixture
def paste(desk, live_server):
    """Pastes HTML into an empty text block; what is saved comes back."""
    article = make_article(publish=False, html="<p></p>")

    def pasted(html, into=BODY):
        desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
        desk.evaluate(f"() => {{ {READY} }}")
        saved, reports = desk.evaluate(f"(...arguments) => {{ {PASTE} }}", html)
        assert reports == []
        return sanitizer(into)(saved)

    return pasted


@pytest.fixture
def one_table(monkeypatch):
    """The text block holds one table and nothing else, as a table block does."""
    monkeypatch.setitem(TextBlock._meta.get_field("html").config, "extensions", TABLE)


@pytest.mark.parametrize(
    "struck",
    [
        '<del cite="mailto:Ann" datetime="2026-03-01T09:00">never</del>',
        "<span class=msoDel>never</span>",
        "<s>never</s>",
        '<span style="text-decoration:line-through">never</span>',
    ],
)
def test_deleted_words_go_and_the_writer_is_told_which(paste, page, struck):
    saved = paste(f"<p>You should {struck} <ins>always</ins> rinse.</p>")

    assert saved == "<p>You should always rinse.</p>"
    expect(page.get_by_role("alert")).to_contain_text("struck through: “never”")


@pytest.mark.parametrize("html", [WORD_COMMENT, DOCS_COMMENT], ids=["Word", "Docs"])
def test_comments_of_editors_stay_behind(paste, html):
    assert paste(html) == "<p>Use a pea of cream.</p>"


def test_links_to_places_in_the_copied_document_become_words(paste, page, live_server):
    addresses = [
        "#_ftn1",
        "#anything",
        f"{live_server.url}/admin/articles/article/7/change/#_ftn1",
        f"{live_server.url}/admin/articles/article/7/change/#part",
        "http://elsewhere.example/admin/#_ftn1",
        "file:///C:/texts/cream.docx#_ftnref1",
    ]

    for address in addresses:
        assert paste(f'<p>Cream<a href="{address}">[1]</a></p>') == "<p>Cream[1]</p>", address
    assert 'href="https://www.aad.org/#acne"' in paste(
        '<p><a href="https://www.aad.org/#acne">acne</a></p>'
    )


CELL_WITH_LIST = (
    "<table><tr><td>Evening</td><td>Then:<ul><li><p>Wash</p><ul><li>Dry</li></ul></li>"
    "<li><b>Cream</b> on</li></ul></td></tr><tr><td>Morning</td><td>Rinse</td></tr></table>"
)
LINES = (
    "<table><tbody><tr><td>Evening</td><td>Then:<br>Wash<br>Dry<br><strong>Cream</strong> on</td>"
    "</tr><tr><td>Morning</td><td>Rinse</td></tr></tbody></table>"
)
TABLE_IN_CELL = (
    "<table><tr><td>Evening</td><td><table><tr><td>Wash</td><td>Dry</td></tr>"
    "<tr><td>Cream</td></tr></table></td></tr></table>"
)
TABLE_LINES = "<table><tbody><tr><td>Evening</td><td>Wash<br>Dry<br>Cream</td></tr></tbody></table>"


@pytest.mark.parametrize(
    ("html", "lines"),
    [(CELL_WITH_LIST, LINES), (TABLE_IN_CELL, TABLE_LINES)],
    ids=["list", "table"],
)
def test_what_stands_in_a_pasted_cell_becomes_its_lines(paste, html, lines):
    assert paste(html) == lines


def test_what_stands_in_a_cell_pasted_into_a_table_block_becomes_its_lines(one_table, paste):
    assert paste(CELL_WITH_LIST, TABLE) == LINES
    assert paste(TABLE_IN_CELL, TABLE) == TABLE_LINES


def test_words_beside_a_table_pasted_into_a_table_block_are_named(one_table, paste, page):
    saved = paste(
        "<p>before</p><table><caption>By strength</caption><tr><td>0.1%</td><td>2 nights</td></tr>"
        "</table><p>after</p><ul><li>one more</li></ul>",
        TABLE,
    )

    assert saved == (
        "<table><caption>By strength</caption>"
        "<tbody><tr><td>0.1%</td><td>2 nights</td></tr></tbody></table>"
    )
    expect(page.get_by_role("alert")).to_contain_text("“before”, “after”, “one more”")
