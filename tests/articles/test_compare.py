"""What changed between two contents: a table of cases, and properties that hold for any."""

import time

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.compare import compare, summary
from articles.content.matching import match_blocks
from articles.content.references import names_in
from articles.differences import Names
from core.alignment import align, longest_rise
from core.richtext import plain_text
from core.text_diff import diff_html, diff_text
from tests.factories import make_person, make_product, make_quote

EMPTY = {
    "title": "Title",
    "dek": "",
    "topic": "",
    "image": None,
    "authors": [],
    "review": None,
    "tags": [],
    "quotes": [],
    "sources": [],
    "corrections": [],
    "blocks": [],
}
LONG = "<p>Milia are small, firm bumps under the skin and no reason to worry at all.</p>"
OTHER = "<p>Retinol thins nothing; it makes skin renew itself faster than it did before.</p>"
THIRD = "<p>A dermatologist opens them with a needle, in a minute, without leaving a scar.</p>"


def content(*blocks, **fields):
    return EMPTY | {"blocks": list(blocks)} | fields


def text(html, key=""):
    return {"kind": "text", "html": html} | ({"key": key} if key else {})


def pick(product, key="", note=""):
    facts = {"product": product, "best_for": "", "note": note, "pros": [], "cons": []}
    return {"kind": "product_pick", **facts} | ({"key": key} if key else {})


def picture(name, alt="Alt", key=""):
    image = {"name": name, "alt": alt, "credit": "", "caption": "", "width": 1, "height": 1}
    return {"kind": "image", "image": image} | ({"key": key} if key else {})


def states(before, after):
    return [change.state for change in compare(before, after, Names()) if change.kind != "field"]


def runs(before, after):
    """(state of the passage, its runs) for two rich texts."""
    passages = diff_html(before, after).passages
    return [(p.state, [(run.state, run.text.strip()) for run in p.runs]) for p in passages]


def words(passages, *, of):
    """The words of the old text (`of="before"`) or of the new one, as the passages tell them."""
    unseen = "added" if of == "before" else "removed"
    told = [run.text for p in passages for run in p.runs if run.state != unseen]
    return "".join("".join(told).split())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([text(LONG)], [text(LONG)], ["same"]),
        ([text(LONG)], [], ["removed"]),
        ([], [text(LONG)], ["added"]),
        ([], [], []),
        ([text(LONG)], [text(LONG.replace("small", "tiny"))], ["changed"]),
        ([text(LONG)], [text(OTHER)], ["removed", "added"]),
        ([text(LONG, "text-1")], [text(OTHER, "text-1")], ["changed"]),
        ([text(LONG), text(OTHER)], [text(OTHER), text(LONG)], ["moved", "same"]),
        (
            [text(LONG), text(OTHER), text(THIRD)],
            [text(OTHER), text(THIRD), text(LONG.replace("small", "tiny"))],
            ["same", "same", "moved"],
        ),
        ([text(LONG), text(LONG)], [text(LONG), text(LONG)], ["same", "same"]),
        ([text(LONG), text(LONG)], [text(LONG)], ["same", "removed"]),
        ([pick(1), pick(2)], [pick(1), pick(3)], ["same", "changed"]),
        ([pick(1), pick(2)], [pick(1)], ["same", "removed"]),
        ([pick(1), text(LONG)], [text(LONG), pick(1, note="New")], ["moved", "changed"]),
        ([picture("a.png")], [picture("a.png", alt="Another")], ["changed"]),
        (
            [text(LONG), text(OTHER), text(THIRD)],
            [text(LONG), text(THIRD)],
            ["same", "removed", "same"],
        ),
    ],
)
def test_blocks_are_same_changed_added_removed_or_moved(before, after, expected):
    assert sorted(states(content(*before), content(*after))) == sorted(expected)


def test_block_that_moved_and_was_edited_says_both():
    before = content(text(LONG, "text-1"), text(OTHER, "text-2"), text(THIRD, "text-3"))
    after = content(
        text(OTHER, "text-2"), text(THIRD, "text-3"), text(LONG.replace("small", "tiny"), "text-1")
    )

    *_, last = compare(before, after, Names())

    assert last.description == "moved from place 1 to 3, and changed"
    assert ("removed", "small") in [
        (run.state, run.text.strip()) for run in last.texts[0].passages[0].runs
    ]


def test_removed_block_is_told_where_it_stood():
    before = content(text(LONG), text(OTHER), text(THIRD))

    changes = compare(before, content(text(LONG), text(THIRD)), Names())

    assert [change.state for change in changes] == ["same", "removed", "same"]


def test_block_cut_in_two_says_where_its_words_went():
    before = content(text(LONG + OTHER, "text-1"))
    after = content(text(LONG, "text-1"), text(OTHER, "text-2"))

    first, second = compare(before, after, Names())

    assert (first.state, second.state) == ("changed", "added")
    assert first.texts[0].passages[-1].moved.startswith("stands in Text: Retinol")
    assert second.texts[0].passages[0].moved.startswith("stood in Text: Milia")


def test_blocks_made_one_say_where_the_words_came_from():
    before = content(text(LONG, "text-1"), text(OTHER, "text-2"))

    first, second = compare(before, content(text(LONG + OTHER, "text-1")), Names())

    assert (first.state, second.state) == ("changed", "removed")
    assert first.texts[0].passages[-1].moved.startswith("stood in")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "<p>Old cream.</p>",
            "<p>New cream.</p>",
            [("changed", [("removed", "Old"), ("added", "New"), ("same", "cream.")])],
        ),
        ("<p>مرحبا بك</p>", "<p>مرحبا بكم</p>", None),
        (
            "<p>Skin 👩🏽‍⚕️ says</p>",
            "<p>Skin 👩🏻‍⚕️ says</p>",
            [
                (
                    "changed",
                    [
                        ("same", "Skin"),
                        ("removed", "👩🏽‍⚕️"),
                        ("added", "👩🏻‍⚕️"),
                        ("same", "says"),
                    ],
                )
            ],
        ),
        (
            "<p>皮膚は赤い</p>",
            "<p>皮膚は白い</p>",
            [
                (
                    "changed",
                    [("same", "皮膚は"), ("removed", "赤"), ("added", "白"), ("same", "い")],
                )
            ],
        ),
        (
            "<table><tr><td>0.1%</td><td>2 nights</td></tr></table>",
            "<table><tr><td>0.1%</td><td>3 nights</td></tr></table>",
            [
                ("same", [("same", "0.1%")]),
                ("changed", [("removed", "2"), ("added", "3"), ("same", "nights")]),
            ],
        ),
        ("", "<p>x</p>", [("added", [("added", "x")])]),
        ("<p>x</p>", "", [("removed", [("removed", "x")])]),
        ("", "", []),
        ("<p>don't, 1,000.</p>", "<p>don't, 1,000!</p>", None),
    ],
)
def test_words_are_marked_inside_a_passage(before, after, expected):
    told = runs(before, after)

    if expected is not None:
        assert told == expected
    assert words(diff_html(before, after).passages, of="after") == "".join(
        plain_text(after).split()
    )


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ("<p>one two three</p>", "<h2>one two three</h2>", "was a paragraph, is a heading now"),
        ("<p>a b c d e f</p>", "<p>a b c</p><p>d e f</p>", "split from what stands before it"),
        ("<p>a b c</p><p>d e f</p>", "<p>a b c d e f</p>", "joined to what stands before it"),
        (
            "<p>a b</p>",
            "<ul><li><p>a b</p></li></ul>",
            "was a paragraph, is a list item now",
        ),
    ],
)
def test_passages_that_changed_as_a_whole_say_so(before, after, note):
    assert diff_html(before, after).passages[-1].note == note


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            '<p>See <a href="https://a.example/">this page</a>.</p>',
            '<p>See <a href="https://b.example/?x=1&amp;y=2">this page</a>.</p>',
            "The link on “this page” leads to https://b.example/?x=1&y=2 now, no longer to "
            "https://a.example/.",
        ),
        (
            "<p>See this page.</p>",
            '<p>See <a href="https://a.example/">this page</a>.</p>',
            "“this page” is a link now, to https://a.example/.",
        ),
        (
            "<p>Really.</p>",
            '<p>Really. <a href="https://shop.example/">Buy it</a></p>',
            "“Buy it” is a link now, to https://shop.example/.",
        ),
        ("<p>Not so</p>", "<p><strong>Not</strong> so</p>", "“Not” is bold now."),
        ("<p><em>Not</em> so</p>", "<p>Not so</p>", "“Not” is no longer italic."),
    ],
)
def test_links_and_emphasis_are_said_in_words(before, after, sentence):
    assert sentence in diff_html(before, after).notes


def test_difference_that_only_a_machine_sees_is_said_all_the_same():
    before, after = content(text("<p>a  b</p>", "t-1")), content(text("<p>a b</p>", "t-1"))

    [change] = compare(before, after, Names())

    assert change.state == "changed"
    assert change.texts[0].notes[0].startswith("Only spaces")


@pytest.mark.django_db
def test_facts_are_named_and_not_numbered(django_assert_num_queries):
    old, new = make_product("Old Cream"), make_product("New Cream")
    anna, ben = make_person("Anna Lind"), make_person("Ben Roth")
    quote = make_quote("It works.", speaker=anna)
    before = content(pick(old.pk, "p-1"), authors=[anna.pk], tags=["milia"])
    after = content(
        pick(new.pk, "p-1"),
        authors=[anna.pk, ben.pk],
        tags=["retinol"],
        quotes=[{"id": quote.pk, "kind": "verbatim", "segments": ["It works."]}],
        review={"reviewer": ben.pk, "signed_on": "2026-11-22"},
    )

    with django_assert_num_queries(3):
        names = names_in(before, after)
    changes = compare(before, after, names)
    facts = [(f.label, f.before, f.after) for change in changes for f in change.facts]

    assert ("Product", str(old), str(new)) in facts
    assert ("Author", "", "Ben Roth") in facts
    assert ("Tag", "milia", "") in facts
    assert ("Tag", "", "retinol") in facts
    assert ("Quote", "", "“It works.” (Anna Lind)") in facts
    assert ("Signed off", "", "Ben Roth on 22 Nov 2026") in facts


def test_what_is_gone_is_said_in_words():
    [change] = compare(content(pick(7, "p-1")), content(pick(8, "p-1")), Names())

    assert change.facts[0].before == "a product that is no longer on file (no. 7)"


def test_order_of_the_authors_is_a_change():
    names = Names(person={1: "Anna", 2: "Ben"})

    [change] = compare(content(authors=[1, 2]), content(authors=[2, 1]), names)

    assert (change.facts[0].before, change.facts[0].after) == ("Anna, Ben", "Ben, Anna")


def test_summary_counts_what_changed():
    before = content(text(LONG, "t-1"), text(OTHER, "t-2"), title="Old")
    after = content(text(OTHER + "<p>More.</p>", "t-2"), text(LONG, "t-1"), pick(1, "p-1"))

    assert summary(compare(before, after, Names())) == (
        "Title changed, 1 text changed, 1 product added, the order changed."
    )
    assert summary(compare(before, before, Names())) == "Nothing is different."


def test_page_escapes_whatever_stands_in_the_texts():
    evil = '<img src=x onerror=alert(1)><script>alert(1)</script>"><b>'
    names = Names(product={1: evil, 2: evil + "2"})
    before = content(pick(1, "p-1", note=evil), title="Old", topic=evil)
    after = content(
        pick(2, "p-1", note=evil + "more"),
        text(f"<p>{evil}</p>", "t-1"),
        text("<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>", "t-2"),
        picture(f"{evil}.png", alt=evil),
        title=evil,
    )
    changes = compare(before, after, names)

    for side in (False, True):
        html = render_to_string("admin/articles/_diff.html", {"changes": changes, "side": side})

        assert "<script" not in html
        assert "<img" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;" in html


def test_marks_are_said_aloud_and_not_by_color_alone():
    [passage] = diff_text("Old cream", "New cream").passages

    assert passage.marked == (
        '<del><span class="visually-hidden">removed: </span>Old</del>'
        '<ins><span class="visually-hidden">added: </span>New</ins> cream'
    )


# Properties

WORDS = st.lists(
    st.sampled_from("milia retinol the a cream. (so) don't 🧴 بشرة 皮膚 \u00e9".split())
)
HTML = st.lists(st.tuples(st.sampled_from(["p", "h2", "blockquote"]), WORDS), max_size=5).map(
    lambda parts: "".join(f"<{tag}>{' '.join(words)}</{tag}>" for tag, words in parts)
)
BLOCKS = st.lists(
    st.one_of(
        st.builds(text, HTML),
        st.builds(pick, st.integers(1, 4), st.just(""), st.sampled_from(["", "Good."])),
        st.builds(picture, st.sampled_from(["a.png", "b.png"])),
    ),
    max_size=7,
)
KEYED = st.lists(st.integers(1, 8), unique=True, max_size=6).flatmap(
    lambda keys: st.tuples(*(st.builds(text, HTML, st.just(f"text-{key}")) for key in keys)).map(
        list
    )
)


@settings(max_examples=200, deadline=None)
@given(before=HTML, after=HTML)
def test_every_word_of_both_texts_comes_out_once(before, after):
    passages = diff_html(before, after).passages

    assert words(passages, of="before") == "".join(plain_text(before).split())
    assert words(passages, of="after") == "".join(plain_text(after).split())


@settings(max_examples=100, deadline=None)
@given(html=HTML)
def test_a_text_does_not_differ_from_itself(html):
    wording = diff_html(html, html)

    assert not wording.notes
    assert all(passage.is_same for passage in wording.passages)


@settings(max_examples=200, deadline=None)
@given(before=st.one_of(BLOCKS, KEYED), after=st.one_of(BLOCKS, KEYED))
def test_changes_lead_from_one_list_of_blocks_to_the_other(before, after):
    changes = compare(content(*before), content(*after), Names())

    new = sorted((c.place_after, repr(c.after)) for c in changes if c.after is not None)
    old = sorted((c.place_before, repr(c.before)) for c in changes if c.before is not None)
    assert new == [(place, repr(block)) for place, block in enumerate(after, 1)]
    assert old == [(place, repr(block)) for place, block in enumerate(before, 1)]
    assert [c.place_after for c in changes if c.after is not None] == sorted(c for c, _ in new)
    stayed = [c.place_before for c in changes if c.place_after and c.before and not c.is_moved]
    assert stayed == sorted(stayed)
    assert len({change.anchor for change in changes}) == len(changes)


@settings(max_examples=100, deadline=None)
@given(blocks=st.one_of(BLOCKS, KEYED))
def test_a_content_does_not_differ_from_itself(blocks):
    changes = compare(content(*blocks), content(*blocks), Names())

    assert [change.state for change in changes] == ["same"] * len(blocks)


@settings(max_examples=200, deadline=None)
@given(a=st.text("ab\ncd", max_size=40), b=st.text("ab\ncd", max_size=40))
def test_alignment_pairs_equal_words_in_order(a, b):
    matches = align(list(a), list(b))

    assert all(a[i : i + size] == b[j : j + size] for i, j, size in matches)
    assert all(
        i + size <= next_i and j + size <= next_j
        for (i, j, size), (next_i, next_j, _) in zip(matches, matches[1:], strict=False)
    )


@given(numbers=st.lists(st.integers(0, 30), unique=True))
def test_longest_rise_rises(numbers):
    rise = [numbers[place] for place in longest_rise(numbers)]

    assert rise == sorted(rise)
    assert bool(rise) == bool(numbers)


@given(before=BLOCKS, after=BLOCKS)
@settings(deadline=None, max_examples=50)
def test_a_block_is_paired_once_and_with_its_kind(before, after):
    pairs = match_blocks(before, after)

    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(before[i]["kind"] == after[j]["kind"] for i, j in pairs)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>" + "a b " * 5000 + "</p>", "<p>" + "b a c " * 5000 + "</p>"),
        ("<p>a</p>" * 4000, "<p>b</p>" * 4000),
        ("<b>" * 3000 + "x", "<i>" * 3000 + "y"),
        ("<" * 20_000, "&" * 20_000),
        ("<p>x" + " " * 200_000 + "</p>", "<p>y" + "\u3000 " * 100_000 + "</p>"),
        ("<p>" + "x" * 200_000 + "</p>", "<p>" + "y" * 200_000 + "</p>"),
    ],
)
def test_hostile_texts_cost_no_square(before, after):
    began = time.process_time()

    diff_html(before, after)

    assert time.process_time() - began < 5  # seconds of CPU; a square of these takes minutes
