# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Who says what, in the wordings articles use. All people here are invented."""

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

BODY = (
    "A title of some length\n\nThis paragraph is here so that the article has a body to read.\n\n"
)


def plan_of(text):
    return read((BODY + text).encode(), "article.txt")


def heard(text, kind="verbatim"):
    """Each quote as [speaker, segment, …]."""
    return [[one.speaker, *one.segments] for one in plan_of(text).quotes if one.kind == kind]


def codes(text):
    return {warning.code for warning in plan_of(text).warnings}


@pytest.mark.parametrize(
    ("text", "name", "honorific", "credentials", "role", "organization"),
    [
        ("“It is a cyst,” explains South Devon-based dermatologist Dr. Iona Bell, founder of Bell MD Skin.",
         "Iona Bell", "Dr.", None, "South Devon-based dermatologist, founder", "Bell MD Skin"),
        ("“Peel,” explains board-certified dermatologist and Clinical Assistant Professor of Dermatology "
         "at Fernhill School of Medicine Dr. Iona Bell.", "Iona Bell", "Dr.", None,
         "board-certified dermatologist and Clinical Assistant Professor of Dermatology",
         "Fernhill School of Medicine"),
        ("“Peel,” says aesthetic godmother Iona Bell.", "Iona Bell", None, None,
         "aesthetic godmother", None),
        ("‘Peel,’ advises Dr Iona Bell, cosmetic doctor and managing director of Fernhill Skin Clinics.",
         "Iona Bell", "Dr.", None, "cosmetic doctor and managing director", "Fernhill Skin Clinics"),
        ("Iona Bell, MD, a dermatologist in New York City, tells Allure, “It is good.”",
         "Iona Bell", None, "MD", "dermatologist", None),
        ("“Peel,” says Iona Bell, M.D., dermatologist and co-founder of LM Fernhill NYC.",
         "Iona Bell", None, "M.D.", "dermatologist and co-founder", "LM Fernhill NYC"),
        ("“Peel,” dermatologist and Mount Fern Hospital’s Director of Cosmetic Research Iona Bell, MD, "
         "tells Refinery29.", "Iona Bell", None, "MD",
         "dermatologist and Director of Cosmetic Research", "Mount Fern Hospital"),
        ("“Peel,” says Iona Bell, biochemist and certified cosmetologist-aesthetician at OnFern.",
         "Iona Bell", None, None, "biochemist and certified cosmetologist-aesthetician", "OnFern"),
        ("According to board-certified dermatologist Iona Bell, MD, of Fernhill Dermatology, it helps.",
         "Iona Bell", None, "MD", "board-certified dermatologist", "Fernhill Dermatology"),
        ("It lasts two years, according to Dr. Iona Bell, a dermatologist at Fern Dermatology in Leeds.",
         "Iona Bell", "Dr.", None, "dermatologist", "Fern Dermatology"),
        ("“Rinse,” says Iona Bell, educational director for Wren and Moss Professional Beauty.",
         "Iona Bell", None, None, "educational director", "Wren and Moss Professional Beauty"),
        ("“Peel,” says Acme Labs founder Iona Bell.", "Iona Bell", None, None, "founder", "Acme Labs"),
        ("“Peel,” says Consultant Dermatologist Dr Iona Bell.", "Iona Bell", "Dr.", None,
         "Consultant Dermatologist", None),
        ("We spoke to Iona Bell, a cosmetic chemist and founder of Velour Lab.", "Iona Bell", None, None,
         "cosmetic chemist and founder", "Velour Lab"),
        ("Dr. Iona Bell is a dermatologist at Fern Clinic.", "Iona Bell", "Dr.", None, "dermatologist",
         "Fern Clinic"),
        ("“Peel,” says Dr. Iona Bell, MBBS, MRCP, consultant at the Royal Fern Hospital and author of Fern.",
         "Iona Bell", "Dr.", "MBBS, MRCP", "consultant", "Royal Fern Hospital"),
        ("“Peel,” says Prof. Hyun-woo de la Mare, a photobiologist.", "Hyun-woo de la Mare", "Prof.",
         None, "photobiologist", None),
    ],
)  # fmt: skip
def test_experts_are_introduced(text, name, honorific, credentials, role, organization):
    (expert,) = plan_of(text).experts

    assert (expert.name, expert.honorific, expert.credentials) == (name, honorific, credentials)
    assert (expert.role, expert.organization) == (role, organization)


@pytest.mark.parametrize(
    "text",
    [
        "According to the Fernhill Academy of Dermatology, one in five gets it. The study says so.",
        "According to Fern University, it helps. Fern Clinic says so too, and Sephora agrees.",
        "Experts say that it helps. Some say not. “Peel,” says one of them.",
        "By Iona Bell",
        "Medically reviewed by Dr. Iona Bell, dermatologist",
        "The Dr. Bell Alpha Peel is a product.",
        "“Buy more,” says Iona Bell.\n\nBrands: Iona Bell",
    ],
)
def test_institutions_bylines_and_products_are_no_experts(text):
    assert plan_of(text).experts == ()


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("“A,” says Dr. Iona Bell. “B.”", [["Iona Bell", "A,", "B."]]),
        ("“A,” says Dr. Iona Bell, “and b.”", [["Iona Bell", "A,", "and b."]]),
        ("“A,” says Dr. Iona Bell. “B,” she adds.", [["Iona Bell", "A,"], ["Iona Bell", "B,"]]),
        ("Dr. Iona Bell explains, “A is b.”", [["Iona Bell", "A is b."]]),
        ("Dr. Iona Bell explains. “A is b and c is d in here.”",
         [["Iona Bell", "A is b and c is d in here."]]),
        ("Dr. Iona Bell: “Never scrub.”", [["Iona Bell", "Never scrub."]]),
        ("“Use it daily” — Dr. Iona Bell, dermatologist at Fern Clinic", [["Iona Bell", "Use it daily"]]),
        ("“Use it daily” (Dr. Iona Bell, dermatologist).", [["Iona Bell", "Use it daily"]]),
        ("“Use it daily.”\n\n— Dr. Iona Bell, dermatologist", None),
        ("“A wall should not be hit, not even gently.”\n\n— Iona Bell, dermatologist at Fern Clinic",
         [["Iona Bell", "A wall should not be hit, not even gently."]]),
        ("“Why?” Dr. Iona Bell asks. “Nobody knows.”", [["Iona Bell", "Why?", "Nobody knows."]]),
        ("“Why?” asks Dr. Iona Bell.", [["Iona Bell", "Why?"]]),
        ("According to Dr. Iona Bell, “they are small.”", [["Iona Bell", "they are small."]]),
        ("Dr. Iona Bell tells us that they “go away on their own,” but that “if not you should ask.”",
         [["Iona Bell", "go away on their own,", "if not you should ask."]]),
        ("“It rubs,” Dr. Iona Bell said, which then helps.", [["Iona Bell", "It rubs,"]]),
        ("Dr. Iona Bell says it can be “darker in darker skin”.", [["Iona Bell", "darker in darker skin"]]),
        ("“Yes,” says Dr. Iona Bell, a chemist. “No,” counters Dr. Bo Carr, a surgeon.",
         [["Iona Bell", "Yes,"], ["Bo Carr", "No,"]]),
        ("“We made it,” says Iona Bell.\n\n“We sold it in a small market in town.”",
         [["Iona Bell", "We made it,"], ["Iona Bell", "We sold it in a small market in town."]]),
        ("“One is here.\n\n“Two is there,” says Dr. Iona Bell.",
         [["Iona Bell", "One is here.", "Two is there,"]]),
        ("“I loved it,” says Maria, 34, from Leeds.", [["Maria", "I loved it,"]]),
        ("“Use it,” says Dr. Iona Bell. The cream is thick. “It works for most people I see.”",
         [["Iona Bell", "Use it,"], ["Iona Bell", "It works for most people I see."]]),
    ],
)  # fmt: skip
def test_utterances_are_put_together(text, quotes):
    if quotes is None:
        # Three words alone may be a title: without a verb beside them they are no utterance.
        assert heard(text) == []
    else:
        assert heard(text) == quotes


@pytest.mark.parametrize(
    "text",
    [
        '"It\'s fine," says Dr. Iona Bell. "Don\'t scrub."',
        "'It's fine,' says Dr Iona Bell. 'Don't scrub.'",
        "'It's fine', says Dr Iona Bell. 'Don't scrub.'",
        "‘It's fine,’ says Dr Iona Bell. ‘Don't scrub.’",
        "« It's fine, » says Dr. Iona Bell. « Don't scrub. »",
        "»It's fine,« says Dr. Iona Bell. »Don't scrub.«",
        "„It's fine,“ says Dr. Iona Bell. „Don't scrub.”",
        "``It's fine,'' says Dr. Iona Bell. ``Don't scrub.''",
    ],
)
def test_every_kind_of_quotation_mark_is_read(text):
    ((speaker, *segments),) = heard(text)

    assert speaker == "Iona Bell"
    assert [segment.rstrip(",.") for segment in segments] == ["It's fine", "Don't scrub"]


def test_doubled_marks_are_told():
    assert "quote.doubled_marks" in codes("``It is fine,'' says Dr. Iona Bell.")


def test_nested_marks_and_brackets_stay_as_they_are():
    text = "“I said ‘never’ [and meant it] … the ’90s,” says Dr. Iona Bell."

    assert heard(text) == [["Iona Bell", "I said ‘never’ [and meant it] … the ’90s,"]]


@pytest.mark.parametrize(
    "text",
    [
        "Some call it “slugging” or “beauty sleep”, and “glass skin” too.",
        "Dr. Iona Bell, a dermatologist, shared a “genius trick” with us.",
        "Her book, “The Long Patience of Skin and Bone”, is out now.",
        "The patients’ skin was dry, and the girls’ hands too, in the ’90s.",
        'A 5" tube and a 6" brush.',
    ],
)
def test_scare_quotes_titles_and_apostrophes_are_no_quotes(text):
    assert heard(text) == []


@pytest.mark.parametrize(
    "reference",
    ["Dr. Bell", "Bell", "Iona", "Iona Bell", "she", "the dermatologist"],
)
def test_short_references_mean_the_person_introduced(reference):
    text = f"We asked Dr. Iona Bell, a dermatologist.\n\n“Go slowly,” {reference} says."

    assert heard(text) == [["Iona Bell", "Go slowly,"]]


def test_a_surname_may_come_before_the_full_name():
    text = "“Go slowly,” says Bell.\n\nDr. Iona Bell is a dermatologist."

    assert heard(text) == [["Iona Bell", "Go slowly,"]]


def test_a_surname_of_two_words_is_one():
    text = "Dr. Maria De Rosa has a clinic. “Go slowly,” De Rosa says."

    assert heard(text) == [["Maria De Rosa", "Go slowly,"]]


TWO = "“A,” says Dr. Iona Bell, a nurse.\n\n“B,” says Dr. Bo Bell, a surgeon.\n\n"


@pytest.mark.parametrize("reference", ["she", "he", "Bell", "Dr. Bell", "the doctor"])
def test_a_reference_to_two_people_stays_open(reference):
    plan = plan_of(f"{TWO}“Go slowly,” {reference} says.")

    assert plan.quotes[-1].speaker is None
    assert set(plan.quotes[-1].candidates) == {"Iona Bell", "Bo Bell"}
    open_quote = next(one for one in plan.warnings if one.code == "quote.speaker_unknown")
    assert "Iona Bell" in open_quote.message


def test_what_only_one_of_them_is_tells_who_speaks():
    assert heard(f"{TWO}“Go slowly,” the surgeon says.")[-1] == ["Bo Bell", "Go slowly,"]


def test_the_manuscripts_own_pronouns_may_leave_one_person():
    text = f"{TWO}“C,” says Dr. Bo Bell. “D,” he adds.\n\n“Go slowly,” she says."

    assert heard(text)[-1] == ["Iona Bell", "Go slowly,"]


def test_a_pronoun_that_contradicts_the_manuscript_stays_open():
    text = "“A,” says Dr. Iona Bell. “B,” she adds.\n\nDr. Iona Bell is here. “C,” he says."

    assert heard(text)[-1] == [None, "C,"]


def test_a_gender_is_never_guessed_from_a_name():
    text = "“A,” says Maria Bell, a nurse.\n\n“B,” says John Carr, a surgeon.\n\n“C,” she says."

    assert heard(text)[-1] == [None, "C,"]


@pytest.mark.parametrize(
    "text", ["“Stunning,” gasps thebeautywatcher.", "Expert says: “It is so.”"]
)
def test_a_speaker_without_a_name_stays_open(text):
    assert heard(text)[0][0] is None
    assert "quote.speaker_unknown" in codes(text)


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("“A,” Dr. Iona Bell previously told Allure. “B.”", "Allure"),
        ("“A,” Iona Bell, MD, a nurse, told The Post. “B.”", "The Post"),
        ("“A,” Dr. Iona Bell tells PEOPLE.", "PEOPLE"),
        ("“A,” Dr. Iona Bell said in an interview with Vogue.", "Vogue"),
        ("“A,” Dr. Iona Bell tells us.", None),
        ("“A,” Dr. Iona Bell says.", None),
    ],
)
def test_words_said_to_another_outlet_are_second_hand(text, outlet):
    (quote,) = plan_of(text).quotes

    assert (quote.speaker, quote.second_hand) == ("Iona Bell", outlet)


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("According to Dr. Iona Bell, a nurse, rest matters most.", "rest matters most."),
        ("Rest matters most of all, according to Dr. Iona Bell.", "Rest matters most of all"),
        ("Rest matters most of all, says Dr. Iona Bell.", "Rest matters most of all"),
        ("Dr. Iona Bell says that rest matters most.", "rest matters most."),
        ("Dr. Iona Bell also recommends rest.", "Dr. Iona Bell also recommends rest."),
    ],
)
def test_reported_words_are_a_paraphrase(text, reported):
    assert heard(text, kind="paraphrase") == [["Iona Bell", reported]]


def test_words_about_commissions_are_heard_and_no_disclosure():
    text = "“I earn no commission on any of this,” says Dr. Iona Bell."

    assert heard(text) == [["Iona Bell", "I earn no commission on any of this,"]]


def test_a_mark_that_never_closes_quotes_nothing():
    text = (
        "“A is b,” says Dr. Iona Bell. “Start with little and then\n\nThe next paragraph goes on."
    )

    assert heard(text) == [["Iona Bell", "A is b,"]]
    assert "quote.unclosed" in codes(text)


def test_a_mark_that_never_opens_is_told():
    assert "quote.unopened" in codes("As early as possible, and for twenty years.” So it goes.")


def test_a_founder_beside_the_brands_product_is_a_conflict():
    text = "“A,” says Iona Bell, founder of Velour Lab.\n\n– Velour Lab – Foam: $9"

    assert "quote.conflict_of_interest" in codes(text)
    assert "quote.conflict_of_interest" not in codes(
        text.replace("– Velour Lab – Foam", "– Olay Foam")
    )
