"""A manuscript without title, marks, and author: from paste to readers in a few actions."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.conftest import enter
from tests.browser.hand import Hand
from tests.browser.test_review import ADD, PASTE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Of the shape in which such pieces come in: glued sentences, two lists of products, questions
# and answers without marks, and a last question nobody answered.
MANUSCRIPT = """It is easy to take them for freckles: small brown spots that come with the summer.

“Sun spots are patches of pigment that stay all year,” explains Dr. Linnea Brandt, a cosmetic \
physician and head of training at Harbor Skin. “They do not fade in winter.”

What causes sun spots?

Years of sun do. “A hat is the best cream there is,” says Dr. Brandt.

According to Dr. Tomas Rehor, a board-certified dermatologist and founder of Clinic Nine, they are \
common after forty. “Lasers help most people,” he adds.

Gentle acids can fade them a little and keep new ones from forming.To fade them further, look for \
retinoids.

Here are some products:

– Medicube Zero Pore Pads: $19 (originally $31) on Amazon
– CeraVe Resurfacing Retinol Serum: $19 (originally $22) on Amazon or Walmart
– Medik8 Surface Radiance Cleanse: $27 on Medik8
– Chanel N°1 Revitalizing Mask: $100 on Chanel

Spots come back where the sun does. “Wear a sunscreen every day,” Dr. Brandt says.

More products:

– Clinique Moisture Surge 100H Hydrator: $47 on Amazon
– MAC Cosmetics Hyper Real Serumizer: $63 (originally $90) on Nordstrom
– SkinCeuticals Physical Fusion UV Defense SPF 50: $45 on Bluemercury

Frequently Asked Questions
Of course Here is a list of helpful and clear FAQs about sun spots

FAQs Sun Spots vs Freckles

Q What exactly are sun spots
A Sun spots are flat brown patches on skin that saw much sun They are harmless and not cancer

Q How are they different from freckles
A A freckle fades when summer ends Its color comes and goes Sun spots stay all year

Q What makes them darker
A More sun makes them darker They also darken with some drugs and in pregnancy

Q Can I scrub them off
A No please dont Scrubbing hurts the skin and the spots stay

Q How can I fade them at home
A Use a gentle acid twice a week Look for one that says how strong it is

Q Which ingredients should I look for
A Yes there are some Look for retinoids and acids Avoid lemon juice

Q When should I see a doctor
A See one when a spot grows bleeds or changes its shape

Q How does a professional remove them
"""


def from_paste_to_readers(hand, address, manuscript, author):
    """All that an editor does; returns the article’s public address."""
    page = hand.page
    page.goto(address + ADD)
    text = page.get_by_label("Text:")
    hand.click(text)
    text.evaluate(PASTE, ["", manuscript])
    text.fill(manuscript)
    hand.actions, hand.seconds = hand.actions + 1, hand.seconds + 0.56 + 1.35  # Ctrl+V
    hand.click(page.get_by_role("button", name="Upload and review"))
    expect(page.get_by_role("heading", name="What was read")).to_be_visible()

    hand.click(page.get_by_role("button", name="Accept all as mended"))
    expect(page.get_by_text(re.compile(r"\d+ accepted\."))).to_be_visible()
    title = page.locator(".card-article")
    hand.click(title.get_by_label("Authors"))
    hand.type(author)
    hand.click(title.get_by_role("button", name="Accept"))
    expect(page.locator(".card-article[data-decision=accepted]")).to_be_focused()
    while True:
        hand.press("d")
        card = page.locator(".card[aria-current]")
        if card.get_attribute("data-decision") != "open":
            break
        key = card.get_attribute("id")
        is_unanswered = "no answer" in card.inner_text()
        hand.press("x" if is_unanswered else "a")
        decision = "rejected" if is_unanswered else "accepted"
        expect(page.locator(f"#{key}[data-decision={decision}]")).to_be_focused()
    hand.click(page.get_by_role("button", name="Create the draft"))
    expect(page.get_by_text("The draft was created.")).to_be_visible()

    hand.click(page.get_by_role("link", name="Publish…"))
    hand.click(page.get_by_role("button", name="Tick all of these"))
    hand.click(page.get_by_role("button", name="Publish"))
    expect(page.get_by_role("region", name="What readers see")).to_contain_text("live")
    page.goto(address + Article.objects.get().get_absolute_url())


def words_of(page):
    """All words of the page, those in folded answers too."""
    page.locator("main").evaluate(
        "main => main.querySelectorAll('details').forEach(one => { one.open = true })"
    )
    return page.locator("main").inner_text()


def leftovers(page):
    """What of a manuscript should not have reached readers, as a reader comes upon it."""
    found = []
    body = page.locator("main")
    words = words_of(page)
    found += re.findall(r"[a-z]{2}[.!?][A-Z][a-z]+", words)
    kinds = body.evaluate(
        "main => [...main.querySelectorAll('h2, h3, h4, p, ul, ol, table, article, details')]"
        ".filter(one => one.innerText.trim()).map(one => [one.tagName, one.innerText.trim()])"
    )
    for (tag, text), (next_tag, next_text) in zip(kinds, kinds[1:], strict=False):
        if tag == next_tag and tag[0] == "H":
            found.append(f"{text} / {next_text}")
    return found


def test_manuscript_without_marks_is_published_in_25_actions(page, context, live_server, anna):
    enter(context, anna, live_server)
    page.set_default_timeout(30_000)
    page.set_viewport_size({"width": 1440, "height": 900})
    hand = Hand(page)

    from_paste_to_readers(hand, live_server.url, MANUSCRIPT, "Ada Lim")

    assert hand.actions <= 25
    assert hand.seconds <= 240
    assert leftovers(page) == []
    words = words_of(page)
    assert "keep new ones from forming. To fade them" in words
    assert "on skin that saw much sun. They are harmless and not cancer." in words
    assert "How does a professional remove them" not in words
    assert "Of course" not in words
    assert "Ada Lim" in words
