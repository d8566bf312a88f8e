"""Who else may speak beside a quote: what must never be sure, and what is plainly said."""

import pytest

from manuscripts.reading import read
from tests.manuscripts.voices import NOT_SURE

OPENING = (
    "The Balm Question\n\nDr. Lena Okafor is a dermatologist at Marlow Skin in Leeds. Tom Bell, a "
    "pharmacist in York, makes ointments.\n\n“It is a lid on a pot,” says Okafor. “Keep the lid "
    "on.”\n\n"
)
PLAIN = {
    "Lena Okafor": [
        "“Wash it less,” says Okafor.",
        "“Wash it less,” Okafor says.",
        "“Wash it less,” says Dr. Okafor.",
        "“Wash it less,” says Dr. Lena Okafor.",
        "“Wash it less,” says Dr. Lena Okafor, a dermatologist at Marlow Skin.",
        "“Wash it less,” says Okafor. “And sleep more.”",
        "“Wash it less,” says Okafor, who has said so for years. “And sleep more.”",
        "“Wash it less,” Okafor told me. “And sleep more.”",
        "“Wash it less,” Okafor said in an email.",
        "“Wash it less,” Okafor said by phone. “And sleep more.”",
        "“Wash it less,” says Okafor, laughing. “And sleep more.”",
        "“Wash it less,” Okafor adds, “and sleep more.”",
        "Okafor says: “Wash it less.”",
        "Okafor: “Wash it less.”",
        "Dr. Okafor: “Wash it less than you want to.”",
        "As Okafor puts it, “wash it less and sleep more.”",
        "“Wash it less than you want to.” — Lena Okafor",
        "“Wash it less than you want to.”\n\n— Dr. Lena Okafor, dermatologist",
        "Okafor keeps one jar by the sink. “I wash it less,” she says.",
        "Okafor keeps one jar by the sink. “I wash it less,” she says. “And I sleep more.”",
        "Okafor laughs. “I wash it less than anybody,” she says.",
        "Okafor sees it every winter. “Hands crack first,” she says.",
        "Okafor tells her patients: “Wash it less.”",
        "“Wash it less,” Okafor tells her patients.",
        "“Wash it less,” Okafor tells her patients. “And sleep more.”",
        "“Wash it less,” Okafor said. “And sleep more,” she added.",
        "“Wash it less,” said Okafor, when we met in Leeds. “And sleep more.”",
        "“Wash it less,” Okafor explains. “Soap strips the skin.”",
        "“Wash it less,” according to Okafor.",
        "According to Okafor, “the skin likes to be left alone.”",
        "“Wash it less,” says Okafor, who wrote a book on hands.",
        "“My husband washes it twice,” says Okafor.",
        "“The study is old,” says Okafor. “The label is older.”",
        "Okafor doesn’t hesitate: “Wash it less.”",
        "Okafor is blunt: “Wash it less.”",
        "Okafor shrugs. “I wash it less,” she says.",
        "Okafor recommends a plain balm. “It stays put,” she says.",
        "Okafor prefers the jar. “It stays put,” she says. “And it is cheap.”",
        "Why? “It stays put,” says Okafor.",
        "That is a myth, says Okafor: “It stays put.”",
        "The balm is not new. “It stays put,” says Okafor.",
        "The label is small. “I need my glasses for it,” says Okafor.",
        "Not every study agrees. “We need a longer one,” says Okafor.",
        "My mother uses butter. “It goes rancid,” says Okafor.",
        "“It goes rancid,” Okafor says of butter.",
        "“It goes rancid,” Okafor notes, “and then it smells.”",
        "Asked about butter, Okafor laughs. “It goes rancid,” she says.",
        "Okafor has the last word. “Leave it alone,” she says.",
        "Okafor, meanwhile, is calm. “Leave it alone,” she says.",
        "“Leave it alone,” Okafor advises, “for a week at least.”",
        "“Leave it alone,” advises Okafor, whose own hands are spotless.",
        "“Leave it alone,” says Okafor, a dermatologist and a mother of two. “For a week.”",
        "“Leave it alone,” Okafor tells me over coffee. “For a week.”",
        "“Leave it alone,” says Dr. Okafor from her office in Leeds. “For a week.”",
        "“Leave it alone,” Okafor says, pointing at her own thumb. “For a week.”",
        "“Leave it alone,” Okafor says. She means it. “For a week.”",
        "Okafor takes the long view. “Leave it alone,” she says. “For a week.”",
        "I asked Okafor. “Leave it alone,” she says.",
        "I put it to Okafor, who sighed. “Leave it alone,” she says.",
        "When I call Okafor, she is on a train. “Leave it alone,” she says.",
        "But what about the label? “It is too small to read,” says Okafor.",
        "Patients ask for creams. “I give them a tub,” says Okafor.",
        "The study was small. “It had nine people in it,” Okafor says.",
        "Okafor says that it is simple: “Leave it alone.”",
        "Okafor explains why: “It seals the skin.”",
        "And the night cream? Okafor shrugs: “Leave it alone.”",
        "Okafor’s advice: “Leave it alone.”",
        "Okafor’s verdict is short. “Leave it alone,” she says.",
        "“It is all fat,” says Okafor, who sees forty patients a day.",
        "“It is all fat,” says Okafor, the clinic’s founder. “Nobody minds.”",
        "“It is all fat,” says Okafor, adding that patients like it.",
        "“It is all fat,” says Okafor of the balm.",
        "“It is all fat,” Okafor told Skin Today.",
        "“It is all fat,” Okafor told the magazine Skin Today in May. “Nobody minds.”",
        "“It is all fat,” Okafor writes in her book. “Nobody minds.”",
        "“It is all fat,” Okafor said in a statement.",
        "Okafor told Skin Today: “It is all fat.”",
        "In an email, Okafor wrote: “It is all fat.”",
        "When I asked about the balm, Okafor laughed. “It is all fat,” she said.",
        "Okafor works with babies. “It is all fat,” she says.",
        "Okafor has used it for years. “It is all fat,” she says.",
        "Okafor, who trained in Graz, is not surprised. “It is all fat,” she says.",
        "For Okafor, it is simple. “It is all fat,” she says.",
        "“It is all fat,” Okafor says, “but it is good fat.”",
        "“It is all fat,” Okafor says, then shrugs. “Nobody minds.”",
        "“It is all fat,” Okafor says with a shrug.",
        "“Is it all fat?” says Okafor. “Yes.”",
        "“It is all fat!” Okafor exclaims.",
        "Okafor says that “the skin likes to be left alone” and that it heals by itself.",
        "Okafor says the skin “likes to be left alone” in winter.",
        "Okafor says “the skin likes to be left alone” because it heals by itself.",
        "Okafor says that “the skin likes to be left alone.”",
        "Okafor told us that “the skin likes to be left alone” when it is dry.",
        "According to Okafor, “the skin likes to be left alone” in winter.",
        "Okafor told us “the skin likes to be left alone,” and left.",
        "Okafor says balm “is a lid on a pot” for the skin.",
        "Okafor calls the balm “a lid on a pot.”",
        "Okafor says the best thing about it is that “the skin is left alone.”",
        "“It goes rancid,” which is why she hates it, Okafor says.",
        "“It is all fat and no water” is how Okafor puts it.",
        "“It is all fat and no water,” is how Okafor puts it.",
        "“It is all fat and no water” was all Okafor said.",
        "“The skin likes to be left alone,” notes Okafor.",
        "Okafor said “the skin likes to be left alone” – and meant it.",
        "Okafor says “the skin likes to be left alone” even in summer.",
        "Okafor says “the skin likes to be left alone” rather than fed.",
        "Okafor says “the skin likes to be left alone” most of the year.",
        "Okafor warns that “the skin likes to be left alone” after a peel.",
        "Okafor warns that “the skin likes to be left alone” every winter.",
    ],
    "Tom Bell": [
        "“Wash it less,” says Bell, a pharmacist in York for thirty years.",
        "“Wash it less,” says Tom Bell, the pharmacist. “And sleep more.”",
        "“Wash it less,” Bell tells his customers.",
        "Bell nods. “It is all fat,” he says.",
        "Bell sells three a week. “It is all fat,” he says. “Nobody minds.”",
        "“It is all fat,” says Bell. Then he laughs. “Nobody minds.”",
        "“It is all fat,” says Bell. He shrugs. “Nobody minds.”",
        "“It is all fat,” Bell agrees.",
        "“Why wait?” says Bell. “Start tonight.”",
        "Bell, who makes ointments, agrees. “It is all fat,” he says.",
        "“It is all fat,” said Bell, wiping the counter. “Nobody minds.”",
        "Bell is of the same mind. “It is all fat,” he says.",
        "“I sell two a day,” Bell says. “Three in winter,” he adds.",
        "“I sell two a day,” says Bell, smiling, “three in winter.”",
        "“I sell two a day,” Tom Bell, the pharmacist, told me. “Three in winter.”",
        "“I sell two a day,” Bell said last week. “Three in winter.”",
        "“I sell two a day,” Bell said at the fair in York. “Three in winter.”",
        "Bell mixes it himself. “I sell two a day,” he says.",
        "Bell doesn’t mind. “I sell two a day,” he says.",
        "Bell puts it like this: “I sell two a day.”",
        "“Nobody reads the leaflet,” says Bell.",
        "“It is all fat,” Bell says, and laughs. “Nobody minds.”",
        "“It is all fat,” says Bell, but he sells it anyway. “Nobody minds.”",
        "“It is all fat,” Bell said while he weighed it. “Nobody minds.”",
        "“It is all fat,” said Bell as he weighed it. “Nobody minds.”",
        "“It is all fat,” Bell says about the balm. “Nobody minds.”",
    ],
}


def spoken(text):
    """The quotes of these paragraphs, each with whether it is sure."""
    plan = read((OPENING + text).encode(), "a.txt")
    doubts = [one.span for one in plan.warnings if one.span[0] < one.span[1]]
    for quote in plan.quotes:
        is_doubted = any(
            start < end_of and start_of < end
            for start, end in quote.spans
            for start_of, end_of in doubts
        )
        if quote.kind == "verbatim" and quote.spans[0][0] >= len(OPENING) - 1:
            yield quote, bool(quote.speaker) and not is_doubted


def is_asserted(text):
    """Whether the words in question are given to anybody for sure."""
    marked = text.split("⟨“")[1] if "⟨" in text else text.rsplit("“", 1)[1]
    words = marked.split("”")[0]
    found = spoken(text.replace("⟨", "").replace("⟩", ""))
    return any(is_sure and words in " ".join(quote.segments) for quote, is_sure in found)


@pytest.mark.parametrize("kind", NOT_SURE)
def test_words_beside_which_another_may_speak_are_asked_about(kind):
    assert [text for text in NOT_SURE[kind] if is_asserted(text)] == []


@pytest.mark.parametrize("speaker", PLAIN)
def test_words_that_are_plainly_said_are_sure(speaker):
    told = {text: list(spoken(text)) for text in PLAIN[speaker]}

    assert [
        text
        for text, found in told.items()
        if not found or any(not is_sure or one.speaker != speaker for one, is_sure in found)
    ] == []


def test_words_behind_another_subject_are_another_quote():
    text = "“Sleep first,” Bell said, and Okafor, reached later, confirmed it: “Then balm.”"

    assert [(one.speaker, one.segments) for one, _ in spoken(text)] == [
        ("Tom Bell", ("Sleep first,",)),
        ("Lena Okafor", ("Then balm.",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Ines Roth, a dermatologist in Graz, and Dr. Paul Weir, who teaches, agree on little.",
        "It is mostly water, Okafor and Bell agree, and very little else.",
        "Asked for proof, the statistician Wei Zhang, points to the numbers.",
        "Bell, when Okafor says it, winces a little and looks away.",
    ],
)
def test_a_name_near_a_verb_that_tells_nothing_is_no_paraphrase(text):
    plan = read((OPENING + text).encode(), "a.txt")

    assert "paraphrase" not in {one.kind for one in plan.quotes}


def test_somebody_who_got_a_title_by_the_surname_alone_is_asked_about():
    plan = read(f"{OPENING}“Bring a list,” says Dr. Bell, no relation.".encode(), "a.txt")
    bell = next(one for one in plan.experts if one.name == "Tom Bell")

    assert any(one.code == "person.unsure" and one.span == bell.span for one in plan.warnings)


def test_two_doctors_of_one_surname_are_asked_about():
    text = (
        "Skin Talk With Dr. Idris Vale\n\nMy wife, who is also Dr. Vale, does not.\n\nWe asked "
        "her. “It stings,” says Dr. Vale.\n\n“It doesn’t sting,” says Dr. Vale, the husband."
    )
    plan = read(text.encode(), "a.txt")
    asked = [one.span for one in plan.warnings if one.code.startswith("quote.speaker")]

    assert all(one.spans[0] in asked for one in plan.quotes)


@pytest.mark.parametrize(
    "text",
    [
        "Lena Okafor’s mother, 81, is less sure. “I use lard,” she says.",
        "“It is fat,” says Bell. Dr. Lena Okafor's nurse disagrees. “It is awful,” she says.",
        "“It is fat,” says Bell. There is another pharmacist in York. “It is awful,” he says.",
        "“It is fat,” says Bell. At the till is a colleague. “It is awful,” he says.",
    ],
)
def test_words_of_somebody_without_a_name_are_open(text):
    assert read((OPENING + text).encode(), "a.txt").quotes[-1].speaker is None
