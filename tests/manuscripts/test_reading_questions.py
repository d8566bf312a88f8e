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


@pytest.mark.parametrize(
    "text",
    [
        "Q What is it?\nOona, Sligo\nA A cyst.\n\nQ Why me?\nWorried, Trim\nA Because of keratin.",
        "Q: What is it?\nAnonymous\nA: A cyst.\n\nQ: Why me?\nRay B\nA: Because of keratin.",
        "Ask\n\nWhat is it?\n– Oona, Sligo\nA cyst.\n\nWhy me?\n– Ray, Trim\nBecause of keratin.",
        "FAQ\n\nWhat is it?\n@oona.skin\nA cyst.\n\nWhy me?\n@ray\nBecause of keratin.",
        "FAQ\n\nWhat is it?\n(Oona, by email)\nA cyst.\n\nWhy me?\n(Ray)\nBecause of keratin.",
        "FAQ\n\nOona in Trim asks: What is it?\n\nA cyst.\n\n@jo: Why me?\n\nBecause of keratin.",
        "What is it? — Oona, Sligo\n\nA cyst.\n\nWhy me? (Ray, Trim)\n\nBecause of keratin.",
        "Q. What is it? Oona, Sligo\nA. A cyst.\n\nQ. Why me? Ray, Trim\nA. Because of keratin.",
        "FAQ\n\n❓ What is it?\nA cyst.\n\n❓ Why me?\nBecause of keratin.",
    ],
)
def test_who_asks_stands_anywhere_beside_a_question(text):
    assert faqs_of(text) == PAIRS


@pytest.mark.parametrize(
    "asker",
    ["(Oona, in the comments)", "*Oona, Sligo*", "— Oona", "<br>@oona_b", "_via Instagram_"],
)
def test_who_asks_stands_behind_a_bold_question(asker):
    text = (
        f"## You asked\n\n**What is it?** {asker}\n\nA cyst.\n\n"
        "**Why me?** (Ray B.)\n\nBecause of keratin."
    )
    plan = read(text.encode(), "a.md")

    assert [[faq.question, faq.answer] for faq in plan.faqs] == PAIRS


@pytest.mark.parametrize(
    "after",
    """*If you liked this, send it to a friend.*|Got a question? Email ask@example.com.
    |Next week: hands.|Ada Moss is a beauty writer based in Hull.|Moss’s column appears on Sundays.
    |This conversation has been edited and condensed.|Names have been changed.
    |An earlier version of this column gave the wrong dose.|Thanks for reading, and see you in May.
    |*Made on a wet Tuesday.*|Send us your questions by Friday.|I paid for all of these myself.
    |Interview by Ada Moss|Subscribe to get the next one.|Bell reports no conflicts.""".split("|"),
)
@pytest.mark.parametrize("more", ["", "\n\nNothing worse."])
def test_last_answer_ends_where_the_letter_speaks_of_itself(after, more):
    text = (
        f"# A title\n\n## FAQ\n\n**What is it?**\n\nA cyst.{more}\n\n**Why me?**\n\n"
        f"Because of keratin.\n\n{after.strip()}"
    )
    plan = read(text.encode(), "a.md")

    assert [faq.answer for faq in plan.faqs] == [f"A cyst.{more}", "Because of keratin."]


@pytest.mark.parametrize(
    "words",
    """If you use it nightly, ask your doctor first.|Send a photograph to your GP.
    |Follow the leaflet and wait.|Leave it on for ten minutes.|Prices vary; ten euro buys enough.
    |Next, moisturise.|The products are much the same.""".split("|"),
)
def test_advice_to_the_reader_is_more_of_an_answer(words):
    text = f"## FAQ\n\n**Why?**\n\nOne.\n\nTwo.\n\n**Who?**\n\nThree.\n\n{words.strip()}"

    assert read(text.encode(), "a.md").faqs[1].answer == f"Three.\n\n{words.strip()}"


@pytest.mark.parametrize(
    "direction",
    """*Bell had to leave before answering this one.*|[The brand did not respond.]|TK|Answer to come
    |To do|(Bell was called away.)|We ran out of time.|*She declined to comment.*
    |Awaiting reply from lab""".split("|"),
)
def test_direction_is_no_answer(direction):
    text = (
        f"# A title\n\nA body.\n\n**Q: Why me?**\n\n{direction.strip()}\n\n"
        "**Q: What is it?**\n\nA: A cyst."
    )
    plan = read(text.encode(), "a.md")

    assert [[faq.question, faq.answer] for faq in plan.faqs] == [["Why me?", None], PAIRS[0]]


@pytest.mark.parametrize("answer", ["None.", "It did not reply to treatment.", "I would say no."])
def test_short_answer_is_an_answer(answer):
    assert faqs_of(f"Q: How many?\n\nA: {answer}")[0] == ["How many?", answer]


@pytest.mark.parametrize(
    "pair",
    [
        "<div class='schema-faq-section'><strong class='schema-faq-question'>{}</strong> "
        "<p class='schema-faq-answer'>{}</p></div>",
        "<div class='rank-math-list-item'><h3 class='rank-math-question'>{}</h3>"
        "<div class='rank-math-answer'>{}</div></div>",
        "<details><summary>{}</summary><p>{}</p></details>",
        "<dl><dt>{}</dt><dd>{}</dd></dl>",
        "<div itemscope itemtype='https://schema.org/Question'><h3 itemprop='name'>{}</h3>"
        "<div itemprop='acceptedAnswer'><p itemprop='text'>{}</p></div></div>",
        "<div class='elementor-tab-title'><a>{}</a></div>"
        "<div class='elementor-tab-content'>{}</div>",
        "<h3 class='accordion-header'><button aria-expanded='false'>{}</button></h3>"
        "<div class='accordion-collapse' hidden><p>{}</p></div>",
        "<h5 class='et_pb_toggle_title'>{}</h5><div class='et_pb_toggle_content' "
        "style='display: none'><p>{}</p></div>",
    ],
)
def test_markup_tells_questions_without_a_heading(pair):
    page = "<h1>A title of some length</h1><p>There is a body to read, first of all.</p>"
    page += "".join(pair.format(*one) for one in PAIRS) + "<p>Posted by the web team.</p>"
    plan = read(page.encode(), "a.html")

    assert [[faq.question, faq.answer] for faq in plan.faqs] == PAIRS


def test_terms_that_ask_nothing_are_no_questions():
    page = "<dl><dt>Milia</dt><dd>Small cysts.</dd><dt>Keratin</dt><dd>A protein.</dd></dl>"

    assert read(page.encode(), "a.html").faqs == ()


def test_a_page_of_nothing_but_questions_is_called_by_its_first():
    text = "FAQ\n\nDoes retinol thin the skin?\nNo, says Dr. Uma Rao. It thickens it.\n\n"
    plan = read(f"{text}Is it worth it?\nIt is, for most.\n".encode(), "a.txt")

    assert plan.title == "Does retinol thin the skin?"
