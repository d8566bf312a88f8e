"""The forms that questions and answers have in columns, letters, pages and mails."""

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

BODY = "# A title of some length\n\nThere is a body to read here first.\n\n"
PAIRS = [("What is it?", "A cyst."), ("Why me?", "Because of keratin.")]


def faqs_of(text, name="a.md"):
    body = BODY if name != "a.html" else "<h1>A title</h1><p>There is a body to read here.</p>"
    return [(faq.question, faq.answer) for faq in read((body + text).encode(), name).faqs]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q/ {}", "A/ {}"),
        ("Q> {}", "A> {}"),
        ("[Q] {}", "[A] {}"),
        ("(Q) {}", "(A) {}"),
        ("Q | {}", "A | {}"),
        ("Q\t{}", "A\t{}"),
        ("Ques: {}", "Ans: {}"),
        ("You asked: {}", "We say: {}"),
        ("Reader: {}", "A: {}"),
        ("Question 4 – {}", "Answer – {}"),
        ("Q (Oona, Sligo): {}", "A (Dr Bell): {}"),
        ("Q from Oona, Sligo: {}", "A: {}"),
    ],
)
def test_label_has_any_mark_behind_it(question, answer):
    pairs = (f"{question.format(one)}\n{answer.format(two)}" for one, two in PAIRS)

    assert faqs_of("\n\n".join(pairs), "a.txt") == PAIRS


@pytest.mark.parametrize(
    "pair",
    [
        "**{}:** {}",
        "- {} – {}",
        "1. {} → {}",
        "### 2. {}\n\n{}",
        "2.) {}\n\n{}",
        '"{}"\n\n{}',
        "{}\n\nName withheld\n\n{}",
        "{} R.J., by e-mail\n\n{}",
        "**3) {}**\n\n{}",
        "**“{}”**\n\n{}",
        "❓ {}\n\n💬 {}",
        "{}\n\n→ {}",
        "> {}\n> — Oona, Sligo\n\n{}",
    ],
)
def test_ornaments_are_no_part_of_question_or_answer(pair):
    assert faqs_of("## FAQ\n\n" + "\n\n".join(pair.format(*one) for one in PAIRS)) == PAIRS


@pytest.mark.parametrize("heading", ["## 💬 FAQs 💬", "## *Frequently asked:*", "**FAQ –**"])
def test_faq_heading_may_be_adorned(heading):
    assert (
        faqs_of(f"{heading}\n\nWhat is it?\n\nA cyst.\n\nWhy me?\n\nBecause of keratin.") == PAIRS
    )


@pytest.mark.parametrize("pair", ["**{}** {}", "**{}**\n\n{}"])
def test_bold_questions_below_any_heading_are_likely_an_faq(pair):
    text = "## Before you start\n\n" + "\n\n".join(pair.format(*one) for one in PAIRS)
    plan = read((BODY + text).encode(), "a.md")

    assert [(faq.question, faq.answer) for faq in plan.faqs] == PAIRS
    assert [one.span for one in plan.warnings if one.code == "faq.unclear"] == [
        faq.span for faq in plan.faqs
    ]


def test_headings_below_an_faq_need_no_mark():
    text = "## FAQ\n\n### How to treat it\n\nGently.\n\n### When to see a doctor\n\nNow."

    assert faqs_of(text) == [("How to treat it?", "Gently."), ("When to see a doctor?", "Now.")]


@pytest.mark.parametrize("pair", ["**{}** {}", "**{}**\n{}"])
def test_bold_questions_below_an_faq_need_no_mark(pair):
    pairs = [("How long does it last", "Weeks."), ("Is it safe", "Yes.")]
    text = "## FAQ\n\n" + "\n\n".join(pair.format(*one) for one in pairs)

    assert faqs_of(text) == [(f"{one}?", two) for one, two in pairs]


@pytest.mark.parametrize(
    "outer",
    ["<section id='faq'>{}</section>", "<div class='post-faq'><p>Good to know</p>{}</div>"],
)
def test_page_that_calls_a_part_its_faq(outer):
    pairs = "".join(f"<h3>{one}</h3><p>{two}</p>" for one, two in PAIRS)

    assert faqs_of(outer.format(pairs) + "<p>Some more text.</p>", "a.html") == PAIRS


def test_rule_ends_an_answer():
    text = "## FAQ\n\n**Why?**\n\nOne.\n\nTwo.\n\n**Who?**\n\nThree.\n\n---\n\nThat was Dr Bell."

    assert faqs_of(text) == [("Why?", "One.\n\nTwo."), ("Who?", "Three.")]


@pytest.mark.parametrize(
    "text",
    [
        "## What is it?\n\nA cyst is.\n\n## Why me?\n\nKeratin.\n\n## Does it hurt?\n\nNo.",
        "**SR:** What is it?\n\n**CI:** A cyst.\n\n**SR:** Why me?\n\n**CI:** Because.",
        "So why do it? Because it works. And who pays?\n\nIs it worth it? I think so.",
        "## The basics\n\nWhat is it? Well.\n\nWhy me? Well.",
    ],
)
def test_questions_in_prose_and_headings_are_no_faq(text):
    assert faqs_of(text) == []


THREAD = """u/flaky_fred · 88 points
Q: What is it?
u/DrBell · OP · 102 points
A: A cyst.

u/oona · 11 points
Q: Why me?
u/DrBell · OP · 40 points
A: Because of keratin.
  └ u/oona: thank you

u/ghost · 3 points
Q: Does it hurt?

--- that was all ---
More words."""


def test_lines_of_a_thread_are_neither_question_nor_answer():
    assert faqs_of(THREAD, "a.txt") == [*PAIRS, ("Does it hurt?", None)]


@pytest.mark.parametrize(
    "post", ["Ada Moss · 2 days ago · Reply", "@ada_moss · 14 likes", "u/ada (verified)"]
)
def test_line_of_a_comment_ends_an_answer(post):
    text = (
        f"Q: What is it?\nA: A cyst.\n\nOne more.\n\n{post}\n\nQ: Why me?\nA: Because of keratin."
    )

    assert faqs_of(text, "a.txt") == [("What is it?", "A cyst.\n\nOne more."), PAIRS[1]]


@pytest.mark.parametrize("signs", ["💬↪️", "❓👉", "🙋💡", "🔸→"])
def test_signs_tell_questions_from_answers(signs):
    asks, answers = signs[0], signs[1:]
    pairs = (f"{asks} what is it??\n{answers} A cyst.", f"{asks} is it safe\n{answers} It is.")
    text = "\n\n".join(("## Thursday", *pairs))
    plan = read((BODY + text).encode(), "a.txt")

    assert [(faq.question, faq.answer) for faq in plan.faqs] == [
        ("what is it??", "A cyst."),
        ("is it safe?", "It is."),
    ]
    assert [one.span for one in plan.warnings if one.code == "faq.unclear"] == [plan.faqs[1].span]


def test_signs_before_statements_are_a_list():
    assert faqs_of("🧴 Shorter showers.\n✅ Thicker cream.\n🧴 Less soap.\n✅ More oil.") == []


@pytest.mark.parametrize("unmarked", ["Isn’t it catching", "My hands crack, now what", "Fake tan"])
def test_bold_line_among_bold_questions_asks(unmarked):
    text = (
        f"## Questions at the counter\n\n**What is it?**\n\nA cyst.\n\n**{unmarked}**\n\nNo.\n\n"
        "**Why me?**\n\nBecause of keratin."
    )

    assert faqs_of(text) == [PAIRS[0], (f"{unmarked}?", "No."), PAIRS[1]]


def test_answer_in_lines_of_one_paragraph_is_kept():
    page = "".join(
        f"<p><b>{one}</b><br>{two}</p>" for one, two in (*PAIRS, ("When?", "Soon.<br>Or later."))
    )

    assert faqs_of(f"<h2>FAQ</h2>{page}<p>After.</p>", "a.html")[-1] == (
        "When?",
        "Soon.\n\nOr later.",
    )


def test_who_asks_stands_in_bold_before_the_question():
    pairs = "**Oona in Trim asks: what is it?**\nA cyst.\n\n**Anon asks: why me?**\nBecause."
    text = f"## 4/ Mailbag\n\n{pairs}"

    assert faqs_of(text) == [("what is it?", "A cyst."), ("why me?", "Because.")]


@pytest.mark.parametrize("heading", ["## Mailbag", "## Dr Bell answers", "## You wanted to know…"])
@pytest.mark.parametrize(
    "pair",
    [
        "### From {who}\n\n{ask}\n\n{answer}",
        "**{who}:** {ask}\n\n{answer}",
        "**{ask}**\n**{who}**\n\n{answer}",
        "### {ask}\n\n*{who}*\n\n{answer}",
    ],
)
def test_who_asks_stands_above_or_below_the_question(heading, pair):
    pairs = zip(PAIRS, ("Oona, Sligo", "Ray, Trim"), strict=True)
    text = (pair.format(who=who, ask=ask, answer=answer) for (ask, answer), who in pairs)

    assert faqs_of("\n\n".join((heading, *text))) == PAIRS


def test_line_of_introduction_stands_before_questions():
    pairs = "\n\n".join(f"### {one}\n\n{two}" for one, two in PAIRS)

    assert faqs_of(f"## Your letters\n\n*Three of them went to Dr Bell.*\n\n{pairs}") == PAIRS


def test_lower_heading_stands_within_an_answer():
    text = "## FAQ\n\n### Why?\n\nOne.\n\n#### In children\n\nTwo.\n\n### Who?\n\nThree."

    assert faqs_of(text) == [("Why?", "One.\n\nIn children\n\nTwo."), ("Who?", "Three.")]


def test_one_answer_that_opens_is_an_faq_with_a_doubt():
    page = "<h1>A title</h1><details><summary>What is it?</summary><p>A cyst.</p></details>"
    plan = read(page.encode(), "a.html")

    assert [(faq.question, faq.answer) for faq in plan.faqs] == PAIRS[:1]
    assert "faq.unclear" in {one.code for one in plan.warnings}


def test_names_before_questions_and_answers_tell_them():
    page = (
        "<p><b>oona_s asks:</b> What is it?<br><br><b>Dr Bell:</b> A cyst.<br><br>"
        "<b>Ray B. asks:</b> Why me?<br><br><b>Dr Bell:</b> Because of keratin.</p>"
    )

    assert faqs_of(page, "a.html") == PAIRS


def test_posts_of_a_thread_are_one_article():
    post = "<article><h4>Mod</h4><div>{} There is some more to be said of it, too.</div></article>"
    posts = "".join(map(post.format, ("Evening all.", "Here is the list.", "Thank you for this.")))
    plan = read(f"<div><h1>Ask the derm</h1>{posts}</div>".encode(), "a.html")

    assert plan.unplaced == ()
    assert plan.title == "Ask the derm"


def test_answer_goes_on_below_its_products():
    text = (
        "Q. What is it?\n\nA. A cyst. Buy these:\n\n- CeraVe Foaming Cleanser: $12 at Target\n"
        "- Cetaphil Gentle Cleanser: $9 at Walmart\n\nPat it dry.\n\nQ. Why me?\n\nA. Because."
    )
    plan = read((BODY + text).encode(), "a.txt")

    assert plan.faqs[0].answer == "A cyst. Buy these:\n\nPat it dry."
    assert [len(one.offers) for one in plan.products] == [1, 1]


@pytest.mark.parametrize("question", ["Is “clean” safer?", "Does “hypoallergenic” mean anything?"])
def test_word_in_marks_within_a_question(question):
    assert faqs_of(f"FAQ\n\n{question}\nNo.\n\nWhy me?\nBecause.", "a.txt")[0] == (question, "No.")


@pytest.mark.parametrize(
    "after", ["---\n\nMore of the article.", "Next week: hands.", "u/oona · 12 points"]
)
def test_last_answer_is_sure_where_it_plainly_ends(after):
    text = "## FAQ\n\n**What is it?**\n\nA cyst.\n\n**Why me?**\n\nBecause of keratin.\n\n"
    plan = read(f"{BODY}{text}{after}".encode(), "a.md")

    assert [(faq.question, faq.answer) for faq in plan.faqs] == PAIRS
    assert "faq.unclear" not in {one.code for one in plan.warnings}


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("salty_heron: {}\n", "\nDr_Bell ✔: {}"),
        ("▲ 212\nbramble22: {}\n▲ 90\n", "Fern_chem ✔: {}"),
        ("@oona: {}\n\n", "@dr.bell: {}"),
        ("u/oona-s: {}\n👍 14\n", "u/drbell: {}"),
        ("morningtea: {}\n▲ 1.2k\n", "Dr_Bell: {}"),
    ],
)
def test_accounts_of_a_thread_are_no_part_of_question_or_answer(asked, answered):
    pairs = (f"{asked.format(one)}{answered.format(two)}" for one, two in PAIRS)

    assert faqs_of("QUESTIONS AND ANSWERS\n\n" + "\n\n".join(pairs), "a.txt") == PAIRS


def test_account_that_asks_without_a_mark_is_read_and_told():
    text = "FAQ\n\nsalty_heron: How long does it last\n\nDr_Bell ✔: A week.\n"
    plan = read((BODY + text).encode(), "a.txt")

    assert [(one.question, one.answer) for one in plan.faqs] == [
        ("How long does it last?", "A week.")
    ]
    assert "faq.question_mark_added" in {one.code for one in plan.warnings}
