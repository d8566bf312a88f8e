"""The review's page: words beside proposals, and the way to the article."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.content.size import rows_in
from articles.models import Article, Quote
from faq.models import Question
from manuscripts.highlighting import changed_lines, highlighted
from manuscripts.importer import create_draft
from manuscripts.models import Manuscript, Proposal
from manuscripts.proposals import proposals_of, receive
from products.models import Offer, Product
from tests.factories import (
    make_member,
    make_user,
    signed_in,
)
from tests.manuscripts.review_pages import ADD, address, press, proposal
from tests.manuscripts.test_review import MANUSCRIPT

pytestmark = pytest.mark.django_db


def test_review_shows_every_word_once_and_links_what_was_read(desk, manuscript):
    page = desk.get(address("review", manuscript))

    quote, person = proposal(manuscript, "quote"), proposal(manuscript, "expert")
    assert f'href="#p-{quote.pk}"' in page.text
    assert f'id="w-{person.pk}"' in page.text
    assert f'id="p-{person.pk}"' in page.text
    assert page.context["counts"].doubts == len(
        [one for one in proposals_of(manuscript) if one.doubts]
    )


def test_words_come_once_each_in_reading_order(manuscript):
    shown = highlighted(manuscript.plan, list(proposals_of(manuscript)))

    hidden = re.compile(r'<span class="visually-hidden">.*?</span>')
    words = " ".join(
        unescape(re.sub("<[^>]+>", "", hidden.sub("", line.html)))
        for passage in shown
        for line in passage.lines
    )
    assert words.split() == manuscript.plan["source"]["text"].split()


def test_nested_words_lead_to_the_innermost_and_nothing_stands_in_a_link_twice():
    text = 'Title\n\nQ: Is <b> it so?\nA: "Yes & no," says Dr. Ann Lee, a doctor.'
    plan = {
        "source": {"text": text},
        "blocks": [{"kind": "faq", "span": [7, len(text)]}],
        "unplaced": [{"text": "Title", "span": [0, 5], "reason": "stray"}],
    }
    quote = Proposal(pk=2, kind="quote", reading={"spans": [[text.index("Yes"), 39]]})
    faq = Proposal(pk=1, kind="faq", reading={"span": [7, len(text)]})

    first, second = highlighted(plan, [faq, quote])

    assert (first.kind, first.reason) == ("unplaced", "stray")
    html = " ".join(line.html for line in second.lines)
    assert "Is &lt;b&gt; it so?" in html
    assert html.count("<a ") == html.count("</a>") == 4
    assert 'class="span span-quote in-faq" href="#p-2" data-of="1 2"' in html
    assert html.count('id="w-1"') == html.count('id="w-2"') == 1


def test_lines_of_a_correction_are_marked():
    before = "One\nTwo\nThree"

    assert changed_lines("One\n2\nThree\nFour", before) == {1: "changed", 3: "new"}
    long = "\n".join(str(n) for n in range(2000))
    assert changed_lines(f"{long}\nmore\n0", f"x\n{long}") == {2000: "new", 2001: "new"}


def test_review_takes_few_queries_however_much_was_read(desk, anna):
    def long(count):
        lines = "".join(
            f"– CeraVe Cream {n}: ${n + 5} at Sephora\n\n“Words number {n} are wise,” says "
            f"Dr. Anna Berg.\n\n"
            for n in range(count)
        )
        text = f"Creams\n\nDr. Anna Berg is a dermatologist at Hill Clinic.\n\n{lines}"
        return receive(text.encode(), f"{count}.txt", by=anna)[0]

    taken = []
    for count in (3, 40):
        where = address("review", long(count))
        desk.get(where)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(where).status_code == 200
        taken.append(len(queries))

    assert taken[0] == taken[1] <= 20, taken


def test_draft_is_made_and_told(desk, manuscript):
    press(desk, manuscript, proposal(manuscript, "expert"), name="Mina Zorn")

    answer = desk.post(address("draft", manuscript))

    article = Article.objects.get()
    assert answer["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    told = desk.get(answer["Location"]).text
    assert "The draft was created. New: " in told
    assert Quote.objects.get().speaker.name == "Mina Zorn"
    assert Offer.objects.count() == 3


def test_correction_that_makes_too_large_an_article_is_refused(desk, manuscript, monkeypatch):
    desk.post(address("draft", manuscript))
    longer = MANUSCRIPT.replace("– CeraVe Night", "– Peel Pads: $29 at Ulta\n– CeraVe Night")
    corrected, _ = receive(longer.encode(), "peel.txt", follows=manuscript)
    rows = rows_in(Article.objects.get().revisions.get().content)
    monkeypatch.setattr("articles.content.size.MOST_ROWS", rows)

    answer = desk.post(address("draft", corrected), follow=True)

    assert f"this one would have {rows + 1}: make two articles of it." in answer.text
    assert not Product.objects.filter(name="Peel Pads").exists()


def test_imported_manuscript_is_there_to_look_at(desk, manuscript):
    desk.post(address("draft", manuscript))
    one = proposal(manuscript, "faq")

    page = desk.get(address("review", manuscript))
    again = desk.post(address("draft", manuscript), follow=True)
    decided = desk.post(
        address("decide", manuscript, one.pk), {"version": 0, "decision": "rejected"}, follow=True
    )

    assert "Imported as" in page.text
    assert 'name="decision"' not in page.text
    assert Article.objects.count() == 1
    assert "has been imported" in again.text
    assert "has been imported" in decided.text
    one.refresh_from_db()
    assert one.decision == "open"


def test_one_doubt_is_left_not_one_doubts(desk, manuscript):
    first, *others = [one for one in manuscript.proposals.all() if one.doubts]
    manuscript.proposals.filter(pk__in=[one.pk for one in others]).update(doubts=[])

    shown = " ".join(re.sub(r"<[^>]+>", "", desk.get(address("review", manuscript)).text).split())

    assert "1 doubt left" in shown


def test_list_says_where_each_manuscript_stands(desk, manuscript):
    waiting = desk.get("/admin/manuscripts/manuscript/").text
    desk.post(address("draft", manuscript))
    imported = desk.get("/admin/manuscripts/manuscript/").text

    assert "in review, 2 doubts left" in waiting
    assert "Upload a manuscript" in waiting
    assert "imported as <a" in imported


def test_dashboard_tells_of_manuscripts_in_review(desk, manuscript):
    page = desk.get("/admin/")

    assert "Manuscripts in review" in page.text
    assert "uploaded" in page.text


def test_superuser_without_proposals_yet_sees_an_old_import():
    superuser = make_user(is_superuser=True)
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt")[0]
    manuscript.proposals.all().delete()

    assert signed_in(superuser).get(address("review", manuscript)).status_code == 200
    assert manuscript.proposals.exists()


def pages_of(article):
    offer = Offer.objects.first()
    rows = [article, Quote.objects.first(), Question.objects.first(), offer.product, offer]
    for row in rows:
        opts = row._meta
        yield reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def test_everything_made_tells_the_words_it_came_from(manuscript):
    superuser = make_user(is_superuser=True)
    article = create_draft(manuscript, by=superuser).article
    review = address("review", manuscript)
    client = signed_in(superuser)

    pages = [client.get(where).text for where in pages_of(article)]

    assert f'From <a href="{review}">peel.txt</a>' in pages[0]
    for page in pages[1:]:
        lead, line = re.search(
            rf'From <a href="({review}\?at=\d+#at-\d+)">line (\d+) of peel', page
        ).groups()
        start = int(lead.rpartition("-")[2])
        assert manuscript.plan["source"]["text"].count("\n", 0, start) == int(line) - 1
        assert f'id="at-{start}"' in client.get(review).text


def test_who_may_not_see_manuscripts_is_told_of_none(manuscript):
    create_draft(manuscript)
    prices = signed_in(make_member("Price admin"))
    offer = Offer.objects.first()

    page = prices.get(reverse("admin:products_offer_change", args=[offer.pk]))

    assert page.status_code == 200
    assert "peel.txt" not in page.text


def test_correction_shows_what_changed_and_brings_it(desk, manuscript, anna):
    article = create_draft(manuscript, by=anna).article
    text = MANUSCRIPT.replace("Cleo Marsh, a facialist", "Cleo Marsh, a nurse")
    desk.post(ADD, {"text": text})
    corrected = Manuscript.objects.get(name="Pasted text")

    page = desk.get(address("review", corrected))
    answer = desk.post(address("draft", corrected), follow=True)

    assert "Import the changes into “Is a peel worth it?”" in page.text
    assert "Unchanged since peel.txt" in page.text
    assert '<span class="since">changed</span>' in page.text
    changed = [group.items for group in page.context["groups"] if group.key == "sure"][0]
    assert [item.words for item in changed] == ["Cleo Marsh"]
    assert answer.redirect_chain[-1][0] == reverse(
        "admin:articles_article_change", args=[article.pk]
    )
    assert "The changes were imported." in answer.text
    assert Article.objects.count() == 1


def test_every_note_of_an_import_can_be_read_later_in_the_review(desk, anna):
    long = "word " * 40
    lines = "".join(f"– Brand {n} Cream {n} {long}: $9 at Amazon\n" for n in range(14))
    manuscript, _ = receive(f"Title: Creams {long}\n\nTo buy\n\n{lines}".encode(), "c.txt", by=anna)

    outcome = create_draft(manuscript, by=anna)

    page = desk.get(address("review", manuscript)).text
    assert outcome.notes
    assert all(unescape(note) in unescape(page) for note in outcome.notes)


@pytest.fixture
def long_manuscript(anna):
    lines = "\n".join(f"– CeraVe Cream No. {n}: ${n + 5} at Sephora" for n in range(120))
    return receive(f"What to buy\n\n{lines}\n".encode(), "long.txt", by=anna)[0]


def test_long_review_has_pages_that_have_every_proposal_and_word_once(desk, long_manuscript):
    where = address("review", long_manuscript)

    pages = [desk.get(where, {"page": number}).text for number in (1, 2, 3)]

    cards = [int(key) for page in pages for key in re.findall(r'<article[^>]* id="p-(\d+)"', page)]
    assert sorted(cards) == sorted(one.pk for one in proposals_of(long_manuscript))
    ids = [key for page in pages for key in re.findall(r'id="(at-\d+)"', page)]
    assert len(ids) == len(set(ids)) == 121  # lines
    assert "Page 2 of 3" in pages[1]
    assert 'href="?page=3"' in pages[1]


def test_decision_on_a_later_page_is_kept_and_leads_back_there(desk, long_manuscript):
    one = proposal(long_manuscript, "product", 119)
    where = address("review", long_manuscript)

    answer = desk.post(
        address("decide", long_manuscript, one.pk), {"version": 0, "decision": "rejected"}
    )

    assert answer["Location"] == f"{where}?page=3#p-{one.pk}"
    start = one.reading["span"][0]
    assert f'id="p-{one.pk}" data-decision="rejected"' in desk.get(where, {"at": start}).text
    assert 'data-count="rejected">1<' in desk.get(where).text


def test_words_that_go_on_on_the_next_page_lead_to_their_card():
    text = "Words of a quote go on."
    quote = Proposal(pk=1, kind="quote", reading={"spans": [[0, 23]]})
    plan = {"source": {"text": text}, "blocks": []}

    [block] = highlighted(plan, [quote], window=(9, 23), cards=frozenset())

    assert 'href="?at=0#p-1"' in block.lines[0].html
    assert "quote go on." in block.lines[0].html


def test_paraphrase_stands_in_no_quotation_marks(desk, anna):
    text = "Rough arms\n\nFor rough arms, Dr. Ann Zorn, a dermatologist, suggests urea.\n"
    manuscript = receive(text.encode(), "arms.txt", by=anna)[0]
    quote = proposal(manuscript, "quote")
    assert quote.reading["kind"] == "paraphrase"

    page = desk.get(address("review", manuscript)).text

    assert "quote, in our words" in page
    assert "<q>" not in page


def test_head_of_a_group_says_how_many_are_left(desk, manuscript, anna):
    before = desk.get(address("review", manuscript)).context["groups"][-1]
    press(desk, manuscript, before.items[0].proposal)

    page = desk.get(address("review", manuscript))

    left = page.context["groups"][-1]
    assert (left.left, len(left.items)) == (before.left - 1, len(before.items))
    assert f"<span data-left>{left.left}</span> of {len(left.items)} left" in page.text
