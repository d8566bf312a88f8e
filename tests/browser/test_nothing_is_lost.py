"""
Two real browsers at one article, driven by dice: no word that was typed is ever lost.

Every word typed is unique. Afterwards each one is in the article, in something that is offered to
the one who typed it, or somebody chose to drop it: removed the block it was seen in, or took the
other side in a merge. `INTERLEAVINGS=500` plays as many; `SEED=…` and `FIRST=…`
play the same ones again.
"""

import os
import random
import re
from itertools import count

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, expect

from articles.models import Article, Autosave, CallOut, TextBlock
from tests.factories import make_article, make_user

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

INTERLEAVINGS = int(os.environ.get("INTERLEAVINGS", "12"))
FIRST = int(os.environ.get("FIRST", "0"))
SEED = int(os.environ.get("SEED", "20"))
WORD = re.compile(r"w[0-9]{5}")
BLOCKS = ".order-machine .inline-related:not(.empty-form)"
_numbers = count(1)


def words_in(text):
    return set(WORD.findall(text))


class Story:
    """One article, and what became of every word."""

    def __init__(self, live_server):
        self.article = make_article(
            "Milia", publish=False, html="<p>First words</p>", call_out="<p>A note</p>"
        )
        TextBlock.objects.create(
            parent=self.article, region="main", ordering=15, html="<p>Second words</p>"
        )
        self.address = f"{live_server.url}/admin/articles/article/{self.article.pk}/change/"
        self.typed, self.dropped, self.told = set(), set(), []
        self.offline = set()  # browsers without a line

    def word(self):
        word = f"w{next(_numbers):05d}"
        self.typed.add(word)
        return word

    def drop(self, words):
        self.dropped |= words

    def saved_words(self):
        article = Article.objects.get(pk=self.article.pk)
        texts = [article.title, article.dek]
        for model in (TextBlock, CallOut):
            texts += model.objects.filter(parent=article).values_list("html", flat=True)
        return words_in(" ".join(texts))


class Seat:
    """A browser with somebody signed in, and one tab of it; whether its line is down."""

    def __init__(self, name, browser_context):
        self.name, self.context, self.page = name, browser_context, None

    def open(self):
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def other_tab(self):
        return Seat(f"{self.name}’s other tab", self.context)


class Editor:
    """Who sits there, with the article open."""

    def __init__(self, seat, story, dice):
        self.seat, self.story, self.dice = seat, story, dice
        if seat.page is None:
            seat.open()
        self.go(story.address)

    @property
    def page(self):
        return self.seat.page

    @property
    def context(self):
        return self.seat.context

    @property
    def is_offline(self):
        return self.context in self.story.offline

    def go(self, address):
        self.page.goto(address)
        self.wait()

    def wait(self):
        """Until the form is there with its blocks; or a merge, which has none."""
        self.page.wait_for_selector(".block-bar, .merge, .errornote")

    @property
    def is_merging(self):
        return self.page.locator("#content-main.merge").count() > 0

    def form_words(self):
        """What stands in the form that is open, blocks that are ticked for deletion left out."""
        texts = self.page.evaluate(
            """() => [...document.querySelectorAll("#article_form textarea, #article_form input")]
              .filter(field => !field.name.includes("__prefix__"))
              .filter(field => !field.closest(".for-deletion"))
              .map(field => field.value)"""
        )
        return words_in(" ".join(texts))

    def copies(self):
        return words_in(" ".join(self.page.evaluate("() => Object.values(localStorage)")))

    # What an editor does

    def do(self, step):
        self.story.told.append(f"{self.seat.name}: {step}")
        getattr(self, step)()

    def type_title(self):
        self.page.locator("#id_title").press("End")
        self.page.keyboard.type(f" {self.story.word()} ")

    def type_dek(self):
        self.page.locator("#id_dek").press("Control+End")
        self.page.keyboard.type(f" {self.story.word()} ")

    def type_in_block(self):
        editors = self.page.locator(f"{BLOCKS}:not(.for-deletion) [contenteditable=true]").all()
        if editors:
            self.dice.choice(editors).press("Control+End")
            self.page.keyboard.type(f" {self.story.word()} ")

    def add_block(self):
        bar = self.page.get_by_role("group", name="Add a block at the end")
        bar.get_by_role("button", name="Text", exact=True).press("Enter")
        made = self.page.locator(f"{BLOCKS} [contenteditable=true]:focus")
        expect(made).to_have_count(1)
        self.page.keyboard.type(f"{self.story.word()} ")

    def remove_block(self):
        blocks = self.page.locator(f"{BLOCKS}:not(.for-deletion)").all()
        if not blocks:
            return
        block = self.dice.choice(blocks)
        button = block.get_by_role("button", name=re.compile("^Remove "))
        tick = block.locator(".delete input[type=checkbox]")
        if button.count() or tick.count():
            areas = "block => [...block.querySelectorAll('textarea')].map(area => area.value)"
            self.story.drop(words_in(" ".join(block.evaluate(areas))))
            (button if button.count() else tick).click()

    def move_block(self):
        buttons = self.page.get_by_role("button", name=re.compile("^Move .* (up|down)$")).all()
        if buttons:
            self.dice.choice(buttons).press("Enter")

    def save(self):
        if self.is_offline:
            self.come_back()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save and continue editing").click()
        self.wait()

    def decide(self):
        """Answer every question of a merge by dice; what is passed over was dropped by choice."""
        for unit in self.page.locator(".merge-row").all():
            theirs, mine = (
                words_in(self._said(side)) for side in unit.locator(".merge-side").all()
            )
            radio = self.dice.choice(unit.locator("input[type=radio]").all())
            radio.check()
            answer = radio.get_attribute("value")
            if answer == "theirs":
                self.story.drop(mine - theirs)
            elif answer == "ours":
                self.story.drop(theirs - mine)
            self.story.told.append(f"  {unit.locator('legend').inner_text()} → {answer}")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save the merged article").click()
        self.wait()

    @staticmethod
    def _said(side):
        """What a side says, without the words that are marked as gone from it."""
        return side.evaluate(
            """side => {
              const copy = side.cloneNode(true)
              for (const gone of copy.querySelectorAll("del")) gone.remove()
              return copy.textContent
            }"""
        )

    def lose_the_line(self):
        self.context.set_offline(True)
        self.story.offline.add(self.context)

    def come_back(self):
        self.context.set_offline(False)
        self.story.offline.discard(self.context)

    def reload(self):
        if not self.is_offline:
            self.go(self.story.address)

    def close(self):
        with self.page.expect_event("close"):
            self.page.close(run_before_unload=True)  # as by the cross on the tab

    def close_and_return(self):
        if not self.is_offline:
            self.close()
            self.seat.open()
            self.go(self.story.address)

    def go_away(self):
        """To a page that knows nothing of articles; what the browser kept is still there."""
        self.come_back()
        self.page.goto(f"{self.story.address.split('/admin/')[0]}/robots.txt")

    def take_back(self):
        takes = self.page.get_by_role("button", name="Recover").all()
        if takes and not self.is_offline:
            with self.page.expect_navigation():
                self.dice.choice(takes).click()
            self.wait()

    def look_and_discard(self):
        links = self.page.locator(".recoverable-draft").get_by_role("link", name="Discard…").all()
        if links and not self.is_offline:
            key = self.dice.choice(links).get_attribute("href").split("/")[-3]
            address = self.story.address.split("/admin/")[0]
            kept = words_in(str(Autosave.objects.get(pk=key).fields))
            self.story.drop(kept - self.story.saved_words())
            self.page.goto(f"{address}/admin/articles/article/autosaves/{key}/discard/")
            self.page.get_by_role("button", name="Discard", exact=True).click()
            self.wait()


STEPS = {
    "type_title": 3,
    "type_dek": 2,
    "type_in_block": 6,
    "add_block": 3,
    "remove_block": 1,
    "move_block": 2,
    "save": 5,
    "lose_the_line": 1,
    "come_back": 2,
    "reload": 1,
    "close_and_return": 1,
    "take_back": 3,
    "look_and_discard": 0.3,
}


def offered_words(editor, *, is_shown):
    """
    What waits for this editor: kept on the server, and copies that their next visit offers.

    With `is_shown` that visit is made, and the copies must have gone up.
    """
    page, address = editor.page, editor.story.address
    if is_shown:
        editor.go(address)
        page.wait_for_function(
            "() => !Object.keys(localStorage).some(key => key.startsWith('skinsite:autosave:'))"
        )
    found = editor.copies()
    offers = editor.context.request.get(address.replace("/change/", "/recoverable/")).text()
    for key in re.findall(r'/autosaves/([0-9]+)/recover/"', offers):
        found |= words_in(str(Autosave.objects.get(pk=key).fields))
    editor.go_away()
    return found


def check_at_once(story, editors):
    """While everybody is still at it: nothing is in no place. Read the way words go, or one in
    between would be in neither."""
    found = set(story.dropped)
    for editor in editors:
        found |= set() if editor.is_merging else editor.form_words()
        found |= editor.copies()
    found |= words_in(str(list(Autosave.objects.recoverable().values_list("fields", flat=True))))
    found |= story.saved_words()
    assert story.typed <= found, (story.typed - found, story.told)


def play(story, editors, dice):
    for _ in range(dice.randint(6, 12)):
        editor = dice.choice(editors)
        if editor.is_merging:
            if editor.is_offline:  # the other tab of this browser lost the line
                editor.do("come_back")
            editor.do("decide" if dice.random() < 0.8 else "reload")
        else:
            editor.do(dice.choices(list(STEPS), list(STEPS.values()))[0])
        if story.told[-1].endswith((": save", ": decide", "reload", "return", "take_back")):
            check_at_once(story, editors)
    for editor in editors:
        editor.go_away()
    found = story.saved_words() | story.dropped
    for editor in editors:
        found |= offered_words(editor, is_shown=dice.random() < 0.2)
    assert story.typed <= found, (story.typed - found, story.told)


def signed_in(browser, live_server, user, **options):
    """A browser context of its own in which this user has signed in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(**options)
    context.set_default_timeout(20_000)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    return context


def test_no_word_is_lost_whatever_two_editors_do(browser, live_server):
    anna, ben = (make_user(name, is_superuser=True) for name in ("anna", "ben"))
    anna, ben = (Seat(user.username, signed_in(browser, live_server, user)) for user in (anna, ben))
    again = anna.other_tab()
    failures, words, dropped = [], 0, 0

    for number in range(FIRST, FIRST + INTERLEAVINGS):
        dice = random.Random(SEED * 100_000 + number)  # noqa: S311 -- repeatable, no secret
        story = Story(live_server)
        seats = [anna, again] if number % 3 == 2 else [anna, ben]
        try:
            play(story, [Editor(seat, story, dice) for seat in seats], dice)
        except (AssertionError, Error) as error:
            failures.append(f"interleaving {number}: {error}\n" + "\n".join(story.told))
            for seat in seats:
                seat.context.set_offline(False)
                seat.page = None
        words, dropped = words + len(story.typed), dropped + len(story.dropped)
        if INTERLEAVINGS > 20:
            print(number, words, dropped, len(failures), flush=True)  # noqa: T201 -- a log

    for seat in (anna, ben):
        seat.context.close()
    assert failures == []
