"""A kind of block is one entry: everything else follows from it. Tables are the proof."""

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from articles.block_types import BLOCK_TYPES, block_type_of
from articles.compare import compare, summary
from articles.content.references import names_in
from articles.content.sections import sections_in
from articles.content.snapshot import block_rows, draft_snapshot
from articles.drafts.form_state import FormSubmission, form_state
from articles.drafts.merge import Merge
from articles.drafts.revisions import restore, save_revision
from articles.models import TableBlock
from articles.publishing.schedule import live_edition, publish
from tests.factories import make_article, make_long_article, make_member

pytestmark = pytest.mark.django_db

ICONS = settings.BASE_DIR / "static/backoffice/icons.svg"
DOSES = (
    '<table><caption>How strong</caption><thead><tr><th scope="col">Skin</th>'
    '<th scope="col">Retinol</th></tr></thead><tbody><tr><td>Dry</td><td>0.1%</td></tr>'
    "<tr><td>Oily</td><td>0.3%</td></tr></tbody></table>"
)


def make_table(article, html=DOSES):
    return TableBlock.objects.create(parent=article, region="main", ordering=500, html=html)


def test_every_kind_comes_back_from_its_snapshot_as_it_was():
    article = make_long_article()
    before = draft_snapshot(article)
    save_revision(article)
    for row in block_rows(article):
        row.delete()

    restore(article, article.revisions.get(number=1))

    after = draft_snapshot(article)
    assert {block["kind"] for block in before["blocks"]} == {*BLOCK_TYPES}
    assert [_without_key(block) for block in after["blocks"]] == [
        _without_key(block) for block in before["blocks"]
    ]


def _without_key(block):
    return {name: value for name, value in block.items() if name != "key"}


@pytest.mark.parametrize("kind", BLOCK_TYPES)
def test_every_kind_has_a_template_an_icon_and_is_found_by_its_model(kind):
    block_type = BLOCK_TYPES[kind]

    assert get_template(block_type.template)
    assert f'<symbol id="{block_type.icon}"' in ICONS.read_text(encoding="utf-8")
    assert block_type_of(block_type.model()) is block_type


@pytest.mark.parametrize("kind", BLOCK_TYPES)
def test_writers_may_write_every_kind_and_reviewers_read_it(kind):
    writer, reviewer = make_member("Writer"), make_member("Medical reviewer")
    model = BLOCK_TYPES[kind].model._meta.model_name

    assert writer.has_perms([f"articles.{act}_{model}" for act in ("add", "change", "delete")])
    assert reviewer.has_perm(f"articles.view_{model}")
    assert not reviewer.has_perm(f"articles.change_{model}")


@pytest.mark.parametrize("kind", BLOCK_TYPES)
def test_the_editor_offers_every_kind(kind):
    desk = Client()
    desk.force_login(make_member("Editor"))
    model = BLOCK_TYPES[kind].model

    page = desk.get(reverse("admin:articles_article_change", args=[make_article().pk])).text

    prefix = model._meta.get_field("parent").remote_field.get_accessor_name()
    assert f'name="{prefix}-TOTAL_FORMS"' in page
    assert BLOCK_TYPES[kind].hint.partition("'")[0] in page


def test_readers_see_a_table_with_its_caption_and_header(client):
    article = make_article(publish=False)
    make_table(article)
    publish(article)

    html = client.get(article.get_absolute_url()).text

    assert "<caption>How strong</caption>" in html
    assert '<th scope="col">Retinol</th>' in html
    assert "<td>0.3%</td>" in html


def test_a_dose_that_changed_is_marked_by_itself():
    article = make_article(publish=False)
    make_table(article)
    publish(article)
    TableBlock.objects.update(html=DOSES.replace("0.3%", "0.5%"))
    before, after = live_edition(article).content, draft_snapshot(article)

    changes = compare(before, after, names_in(before, after))

    runs = [run for text in changes[-1].texts for p in text.passages for run in p.runs]
    assert changes[-1].label == "Table: How strong"
    assert {(run.state, run.text.strip()) for run in runs if run.state != "same"} == {
        ("removed", "0.3%"),
        ("added", "0.5%"),
    }
    assert summary(changes) == "1 table changed."


def test_a_table_is_signed_as_a_table():
    article = make_article(publish=False)
    make_table(article)

    section = sections_in(draft_snapshot(article))[-1]

    assert section.label == "Table"
    assert section.html == DOSES


def test_a_table_both_changed_is_a_question_and_both_can_stay():
    article = make_article(publish=False)
    table = make_table(article)
    prefix = "articles_tableblock_set"
    base = form_state(article)
    TableBlock.objects.update(html=DOSES.replace("0.3%", "0.5%"))
    ours = FormSubmission.read(
        {
            f"{prefix}-TOTAL_FORMS": ["1"],
            f"{prefix}-0-id": [str(table.pk)],
            f"{prefix}-0-html": [DOSES.replace("0.3%", "1%")],
        }
    )

    merge = Merge(base, form_state(article), ours)

    question = next(each for each in merge.questions if each.key == f"{prefix}-{table.pk}")
    posted = merge.posted()
    assert question.options == ("theirs", "ours", "both")
    assert [posted[f"{prefix}-{place}-html"][0].count("0.5%") for place in (0, 1)] == [1, 0]


def test_cells_of_a_table_are_cleaned_however_they_were_written():
    article = make_article(publish=False)

    table = make_table(article, DOSES.replace("0.1%", "<script>x()</script>0.1%"))

    assert table.html == DOSES
