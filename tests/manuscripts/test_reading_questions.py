import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

BODY = (
    "A title of some length\n\nThis paragraph is here so that the article has a body to read.\n\n"
)
PAIRS = [["What is it?", "A cyst."], ["Why me?", "Because of keratin."]]


def plan_of(text):
    return read((BODY + text).encode(), "article.txt")


def faqs_of(text):
    return [[faq.question, faq.answer] for faq in plan_of(text).faqs]


@pytest.mark.parametrize(
    "text",
    [
        "Q: What is it?\nA: A cyst.\n\nQ: Why me?\nA: Because of keratin.",
        "Q. What is it?\nA: A cyst.\nQ. Why me?\nA. Because of keratin.",
        "Q1: What is it?\nA1: A cyst.\n\nQ2: Why me?\nA2: Because of keratin.",
        "Question: What is it?\nAnswer: A cyst.\n\nQuestion: Why me?\nAnswer: Because of keratin.",
        "Q What is it\nA A cyst.\n\nQ Why me\nA Because of keratin.",
        "Q: What is it? A: A cyst.\nQ: Why me? A: Because of keratin.",
        "FAQ\n\nQ:\nWhat is it?\nA:\nA cyst.\n\nQ:\nWhy me?\nA:\nBecause of keratin.",
        "FAQs\n\nWhat is it?\n\nA cyst.\n\nWhy me?\n\nBecause of keratin.",
        "Frequently Asked Questions:\n\n1. What is it? A cyst.\n2. Why me? Because of keratin.",
        "Reader questions\n\n- What is it?\nA cyst.\n- Why me?\nBecause of keratin.",
        "FAQ about milia\n\n## What is it?\n\nA cyst.\n\n## Why me?\n\nBecause of keratin.",
    ],
)
def test_questions_and_answers_in_every_layout(text):
    assert faqs_of(text) == PAIRS


def test_a_question_in_the_body_is_a_heading():
    plan = plan_of("What causes it?\n\nKeratin does, trapped below the skin.")

    assert plan.faqs == ()
    assert "What causes it?" in [block.text for block in plan.blocks if block.kind == "heading"]


def test_a_name_that_looks_like_a_label_is_none():
    assert faqs_of("A. Jones wrote this. Q fever is something else.") == []


def test_an_answer_keeps_its_paragraphs():
    text = "FAQ\n\nQ: What?\n\nA: One.\n\nTwo.\n\nQ: Why?\n\nA: Three.\n\nFour."

    assert faqs_of(text) == [["What?", "One.\n\nTwo."], ["Why?", "Three.\n\nFour."]]


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("The article ends with this paragraph, after all the answers.", "paragraph"),
        ("Photo: Wren Abara", "note"),
        ("By Wren Abara", "note"),
        ("We may earn a commission if you buy through links on this page.", "note"),
        ("– CeraVe Foam: $12 at Target", "product_list"),
        ("The bottom line", "heading"),
    ],
)
def test_what_follows_the_last_answer_is_not_swallowed(after, kind):
    plan = plan_of(
        f"FAQ\n\nQ: What is it?\nA: A cyst.\n\nQ: Why me?\nA: Because of keratin.\n\n{after}"
    )

    assert [[faq.question, faq.answer] for faq in plan.faqs] == PAIRS
    assert plan.blocks[-1].kind == kind


def test_a_question_without_an_answer_is_kept_and_told():
    plan = plan_of("Q: What is it?\nA: A cyst.\n\nQ: Why me?")

    assert plan.faqs[1].answer is None
    assert "faq.unanswered" in {warning.code for warning in plan.warnings}


def test_experts_are_heard_in_answers():
    plan = plan_of("Q: Is it safe?\nA: “It is,” says Dr. Iona Bell, a dermatologist.")

    assert plan.quotes[0].speaker == "Iona Bell"


@pytest.mark.parametrize("question", ["这样安全吗？", "هل هو آمن؟", "Is it safe…?"])
def test_a_question_mark_of_any_script_ends_a_question(question):
    (found,) = faqs_of(f"FAQ\n\nQ: {question}\nA: Yes, it is.")

    assert found == [question, "Yes, it is."]


@pytest.mark.parametrize(
    "heading",
    """Ask us anything|Questions people send me|Reader mail|Quick questions|You asked|Still curious?
    |Burning questions|Mailbag|Ask the dermatologist|Rapid fire|Got questions?|Ask away|Letters
    |From our inbox|A few more questions|Your milia questions|What patients ask me|Häufige Fragen
    |The questions everybody asks|Questions, answered|Five questions|Preguntas frecuentes""".split(
        "|"
    ),
)
def test_questions_stand_under_many_headings(heading):
    text = f"## {heading.strip()}\n\nWhat is it?\n\nA cyst.\n\nWhy me?\n\nBecause of keratin."

    assert faqs_of(text) == PAIRS


@pytest.mark.parametrize(
    "heading", ["The right questions to ask", "Ask for less of it", "Letters from the lab"]
)
def test_heading_without_questions_below_is_a_heading(heading):
    assert faqs_of(f"## {heading}\n\nThere is no end to them.\n\n## Is it safe?\n\nIt is.") == []


@pytest.mark.parametrize(
    "heading",
    ["Why you can trust us", "How we tested", "What to look for", "Meet the expert", "Shopping"],
)
def test_faq_ends_where_a_heading_asks_nothing(heading):
    after = "We tried forty of them for six months, and paid for each ourselves."
    plan = plan_of(
        f"## FAQ\n\n### What is it?\n\nA cyst.\n\n### Why me?\n\nBecause of keratin.\n\n"
        f"## {heading}\n\n{after}\n\n{after} Is it worth it? We think so."
    )

    assert [[faq.question, faq.answer] for faq in plan.faqs] == PAIRS
    assert heading in [block.text for block in plan.blocks if block.kind == "heading"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "**What is it?** A cyst.\n\n**Why me?** Because of keratin."),
        ("a.md", "**What is it?**\nA cyst.\n\n**Why me?**\nBecause of keratin."),
        ("a.md", "**Q: What is it?** A: A cyst.\n\n**Q: Why me?** A: Because of keratin."),
        ("a.md", "Q: What is it?\nA: A cyst.\nQ: Why me?\nA: Because of keratin."),
        ("a.md", "- **What is it?** A cyst.\n- **Why me?** Because of keratin."),
        ("a.txt", "What is it? A cyst.\n\nWhy me? Because of keratin."),
        ("a.txt", "Q: What is it?A: A cyst.\n\nQ: Why me?A: Because of keratin."),
        ("a.txt", "What is it?A: A cyst.\n\nWhy me?A:Because of keratin."),
        ("a.html", "<p><b>What is it?</b> A cyst.</p><p><b>Why me?</b> Because of keratin.</p>"),
        ("a.html", "<p><b>What is it?</b><br>A cyst.<p><b>Why me?</b><br>Because of keratin."),
        ("a.html", "<dl><dt>What is it?<dd>A cyst.<dt>Why me?<dd>Because of keratin.</dl>"),
    ],
)
def test_question_and_answer_in_one_paragraph(name, text):
    above = "<h2>FAQ</h2>" if name == "a.html" else "## FAQ\n\n"
    plan = read(f"{above}{text}".encode(), name)

    assert [[faq.question, faq.answer] for faq in plan.faqs] == PAIRS


@pytest.mark.parametrize(
    "asker", ["(Jody, Kelowna)", "— A tired nurse", "–Bex, 34", "- @jo_in_leeds"]
)
@pytest.mark.parametrize("label", ["", "Q. "])
def test_who_asks_is_no_part_of_a_question(asker, label):
    text = (
        f"# A title\n\n## Mailbag\n\n*{label}What is it? {asker}*\n\nA cyst.\n\n"
        f"*{label}Why me? {asker}*\n\nBecause of keratin."
    )
    plan = read(text.encode(), "a.md")

    assert [[faq.question, faq.answer] for faq in plan.faqs] == PAIRS


def test_question_in_an_answer_is_rhetorical():
    text = (
        "<h2>FAQ</h2><h3>What is it?</h3><p>A cyst.</p><p>So who wins?</p><p>You.</p><h3>Why me?"
        "</h3><p>Because of keratin.</p>"
    )
    plan = read(text.encode(), "a.html")

    assert [faq.question for faq in plan.faqs] == ["What is it?", "Why me?"]


def test_of_two_faq_headings_the_second_is_a_note():
    plan = plan_of(
        "Frequently Asked Questions\nFAQs Milia vs Whiteheads\n\nQ What is it\nA A cyst.\n\n"
        "Q Why me\nA Because of keratin."
    )

    assert [[faq.question, faq.answer] for faq in plan.faqs] == PAIRS
    assert [block.text for block in plan.blocks if block.kind in ("heading", "note")] == [
        "Frequently Asked Questions",
        "FAQs Milia vs Whiteheads",
    ]
    assert plan.blocks[-2].kind == "note"


def test_question_mark_nobody_wrote_is_told():
    plan = plan_of("Q What is it\nA A cyst.\n\nQ: Why me?\nA: Because of keratin.")

    added = [one for one in plan.warnings if one.code == "faq.question_mark_added"]
    assert [one.span for one in added] == [plan.faqs[0].span]
