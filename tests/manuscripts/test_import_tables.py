"""A manuscript's tables arrive in the article, in answers, and by corrections."""

import pytest

from articles.content.snapshot import block_rows
from articles.models import TableBlock
from core.richtext import plain_text
from faq.models import Question
from manuscripts.corrections import apply_correction
from manuscripts.importer import apply_plan, create_draft
from manuscripts.models import ImportSource, Manuscript
from manuscripts.proposals import decide, proposals_of, receive
from manuscripts.reading import read
from tests.factories import make_user

pytestmark = pytest.mark.django_db

DOSES = """<table><caption>Nights a week</caption>
<tr><th>Strength</th><th>First month</th></tr>
<tr><td>0.1%</td><td>2</td></tr><tr><td>0.3%</td><td>3</td></tr></table>"""
PAGE = f"""<h1>How often to use retinol</h1><p>Start slowly. Watch your skin. Then go on.</p>
{DOSES}<p>More is not better: irritation undoes what the nights before have done.</p>
<h2>Frequently asked questions</h2>
<h3>How often in winter?</h3><p>Less often than in summer.</p>{DOSES.replace("0.1%", "0.05%")}
<h3>Is it safe in pregnancy?</h3><p>No. Ask your doctor.</p>""".encode()
SHAPE = (
    "<table><caption>Nights a week</caption>"
    '<thead><tr><th scope="col">Strength</th><th scope="col">First month</th></tr></thead>'
    "<tbody><tr><td>0.1%</td><td>2</td></tr><tr><td>0.3%</td><td>3</td></tr></tbody></table>"
)


def imported(page=PAGE):
    return apply_plan(read(page, "doses.html"), page)


def test_table_becomes_a_table_block_between_its_texts():
    article = imported().article

    kinds = [type(block).__name__ for block in block_rows(article)]
    assert kinds[:3] == ["TextBlock", "TableBlock", "TextBlock"]
    assert TableBlock.objects.get().html == SHAPE
    source = ImportSource.objects.get(table_block__isnull=False)
    assert source.manuscript.plan["source"]["text"][source.start :].startswith("Nights a week")


def test_dosing_table_in_an_answer_stays_a_table():
    imported()

    answer = Question.objects.get(question="How often in winter?").answer
    assert "<td>0.05%</td><td>2</td>" in answer
    assert "0.05%2" not in plain_text(answer)
    assert SHAPE.replace("0.1%", "0.05%") in answer


def test_answer_that_is_left_out_keeps_its_table_in_the_article():
    manuscript, _ = receive(PAGE, "doses.html")
    (asked, _) = proposals_of(manuscript).filter(kind="faq")
    decide(asked, asked.version, "rejected", by=make_user())

    article = create_draft(manuscript).article

    tables = TableBlock.objects.filter(parent=article).order_by("ordering")
    assert ["0.1%" in tables[0].html, "0.05%" in tables[1].html] == [True, True]


def corrected(change):
    article = imported().article
    before = Manuscript.objects.get()
    change(article)
    page = PAGE.replace(b"<td>0.3%</td><td>3</td>", b"<td>0.3%</td><td>1</td>", 1)
    manuscript, _ = receive(page, "doses.html", follows=before)
    return apply_correction(manuscript)


def test_corrected_table_replaces_the_one_that_nobody_touched():
    corrected(lambda article: None)

    assert TableBlock.objects.get().html == SHAPE.replace("<td>3</td>", "<td>1</td>")


def test_table_that_was_changed_in_the_draft_is_left_and_told():
    def change(article):
        block = TableBlock.objects.get()
        block.html = SHAPE.replace("0.1%", "0.2%")
        block.save()

    outcome = corrected(change)

    assert "0.2%" in TableBlock.objects.get().html
    assert any("changed in the draft" in note and "0.3% 1" in note for note in outcome.notes)
