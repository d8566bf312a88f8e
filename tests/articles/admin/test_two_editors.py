"""Two editors' forms before the server: no word is lost, whatever they post."""

import json

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.drafts.revisions import restore
from articles.models import Article, Autosave, TextBlock
from tests.admin_forms import TEXT, block, fields, opened, page
from tests.articles.test_merge import _numbers
from tests.factories import make_article, make_user, signed_in

pytestmark = pytest.mark.django_db


class Window:
    """A form that somebody has open: what is in it, and what the server answered last."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.sequence, self.merging = 0, None
        self.open()

    def open(self, address=None):
        self.form = opened(self.client, address or self.address)
        self.merging = None

    def places(self):
        """The numbers of the text blocks that are not ticked for deletion."""
        total = int(self.form[f"{TEXT}-TOTAL_FORMS"][0])
        return [n for n in range(total) if f"{TEXT}-{n}-DELETE" not in self.form]

    def words(self):
        kept = {f"{TEXT}-{n}-html" for n in self.places()} | {"title", "dek"}
        return {w for name in kept for w in self.form[name][0].split() if w.startswith("w0")}

    def type(self, name, word):
        text = self.form[name][0]
        inside = text.removesuffix("</p>")
        self.form[name] = [f"{inside} {word} " + ("</p>" if text.endswith("</p>") else "")]

    def add(self, word):
        n = int(self.form[f"{TEXT}-TOTAL_FORMS"][0])
        self.form |= {f"{TEXT}-TOTAL_FORMS": [str(n + 1)]}
        added = block(TEXT, n, html=f"<p> {word} </p>", ordering=15)
        self.form |= {name: [str(value)] for name, value in added.items()}

    def autosave(self):
        self.sequence += 1
        self.form["sequence"] = [str(self.sequence)]
        sent = {
            "tab": self.form["tab"][0],
            "user": int(self.client.session["_auth_user_id"]),
            "sequence": self.sequence,
            "base": self.form["seen_version"][0],
            "fields": self.form,
        }
        address = self.address.replace("/change/", "/autosave/")
        return self.client.post(address, {"payload": json.dumps(sent)})

    def save(self):
        self._after(self.client.post(self.address, self.form | {"_continue": ["1"]}))

    def _after(self, response):
        if response.status_code == 302:
            self.open()
        elif "merge_page" in response.context:
            self.merging = response
        else:
            self.form, self.merging = fields(response), None

    def decide(self, pick):
        """Answer by `pick(options)`; the words of the sides that were not taken."""
        passed_over, answers = set(), {}
        for unit in self.merging.context["merge_page"].merge.questions:
            answer = pick(unit.options)
            answers[f"merge-{unit.key}"] = [answer]
            sides = {"theirs": _words(unit.theirs), "ours": _words(unit.ours)}
            if answer != "both":
                other = "ours" if answer == "theirs" else "theirs"
                passed_over |= sides[other] - sides[answer]
        self._after(self.client.post(self.address, fields(self.merging) | answers))
        return passed_over


def _words(side):
    return {w for text in (side or {}).values() for w in text.split() if w.startswith("w0")}


def saved_words(article):
    article = Article.objects.get(pk=article.pk)
    texts = [article.title, article.dek]
    texts += TextBlock.objects.filter(parent=article).values_list("html", flat=True)
    return {word for text in texts for word in text.split() if word.startswith("w0")}


def kept_words():
    rows = Autosave.objects.recoverable().values_list("fields", flat=True)
    texts = [text for row in rows for values in row.values() for text in values]
    return {word for text in texts for word in text.split() if word.startswith("w0")}


_STEPS = ["title", "dek", "text", "text", "add", "remove", "move", "save", "save", "autosave",
          "leave", "take", "restore"]  # fmt: skip
_steps = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(_STEPS), st.integers(0, 5)),
    min_size=4,
    max_size=16,
)


class Story:
    def __init__(self, *, is_one_editor):
        html = "<p>First </p>"
        self.article = make_article("Milia", html=html, slug=f"story-{next(_numbers)}")
        place = {"parent": self.article, "region": "main"}
        TextBlock.objects.create(ordering=20, html="<p>Second </p>", **place)
        TextBlock.objects.create(ordering=30, html="<p>Third </p>", **place)
        first = make_user(is_superuser=True)
        second = first if is_one_editor else make_user(is_superuser=True)
        address = page(Article, "change", self.article.pk)
        self.windows = [Window(signed_in(user), address) for user in (first, second)]
        self.typed, self.dropped = set(), set()

    def word(self):
        word = f"w0{next(_numbers)}"
        self.typed.add(word)
        return word

    def play(self, who, step, n):
        window = self.windows[who]
        if window.merging:
            self.dropped |= window.decide(lambda options: options[n % len(options)])
        else:
            getattr(self, step)(window, n)
        found = saved_words(self.article) | kept_words() | self.dropped
        for each in self.windows:
            found |= each.words()
        assert self.typed <= found, self.typed - found

    def title(self, window, n):
        window.type("title", self.word())

    def dek(self, window, n):
        window.type("dek", self.word())

    def text(self, window, n):
        if places := window.places():
            window.type(f"{TEXT}-{places[n % len(places)]}-html", self.word())

    def add(self, window, n):
        window.add(self.word())

    def remove(self, window, n):
        if places := window.places():
            before = window.words()
            window.form[f"{TEXT}-{places[n % len(places)]}-DELETE"] = ["on"]
            self.dropped |= before - window.words()

    def move(self, window, n):
        if len(places := window.places()) > 1:
            one, other = (f"{TEXT}-{place}-ordering" for place in (places[0], places[-1]))
            window.form[one], window.form[other] = window.form[other], window.form[one]

    def save(self, window, n):
        window.save()

    def autosave(self, window, n):
        assert window.autosave().status_code == 200

    def leave(self, window, n):
        window.autosave()
        window.open()

    def take(self, window, n):
        kept = window.client.get(window.address).context["autosave"]["recoverable"]
        if kept:
            window.autosave()
            address = reverse(
                "admin:articles_article_autosave_recover", args=[kept[n % len(kept)].pk]
            )
            window.open(window.client.post(address).url)

    def restore(self, window, n):
        """Somebody puts the first edition back: every row is written anew. A choice, of course."""
        self.dropped |= saved_words(self.article)
        article = Article.objects.get(pk=self.article.pk)
        restore(article, article.editions.last())


@pytest.mark.once  # words are merged in Python; processes at the same moment have a test of theirs
@settings(
    max_examples=8,  # each run tries others
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=_steps, is_one_editor=st.booleans())
def test_no_word_is_lost_whatever_two_forms_post(steps, is_one_editor):
    story = Story(is_one_editor=is_one_editor)

    for step in steps:
        story.play(*step)
    for window in story.windows:
        while window.merging:
            story.dropped |= window.decide(lambda options: options[-1])
        window.autosave()

    assert story.typed <= saved_words(story.article) | kept_words() | story.dropped
