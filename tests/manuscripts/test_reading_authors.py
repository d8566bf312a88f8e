import pytest

from manuscripts.article_body import authors_in
from manuscripts.reading import read

pytestmark = pytest.mark.once

SAID = (
    "“Wash twice,” says Dr Callum Iversen, a dermatologist in Dundee. “It is the only rule that I "
    "have kept for thirty years, and it works for nearly everybody.”"
)
REST = "\n\n".join(
    f"There is more to be said of {what}, and none of it is new." for what in ("soap", "towels")
)


def experts_of(text, name):
    return [one.name for one in read(text.encode(), name).experts]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    "line",
    """Give your hands a rest, writes Ada Moss|Ada Moss tests twelve, so that you needn’t.
    |Ada Moss, beauty director|Ada Moss asks three people who know|Interviews by ADA MOSS
    |Ada Moss reports|By Ada Moss for the Sunday paper|As told to Ada Moss
    |Our columnist Ada Moss keeps her hands out of it|Words: Ada Moss. Pictures: Bo Carr""".split(
        "|"
    ),
)
def test_who_wrote_it_is_no_expert_at_the_head(line, name):
    text = f"# Why hands crack\n\n{line.strip()}\n\n{SAID}\n\n{REST}"

    assert experts_of(text, name) == ["Callum Iversen"]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    "line",
    """Ada Moss is the author of Dry (Harrow, £14.99).|Ada Moss is a writer in Hull. She has a dog.
    |Ada Moss, a freelance journalist, writes about skin.|Ada Moss travelled as a guest of Boots.
    |Reporting by Ada Moss; editing by Bo Carr|Ada Moss’s column appears on Sundays.""".split("|"),
)
def test_who_wrote_it_is_no_expert_at_the_foot(line, name):
    text = f"# Why hands crack\n\n{SAID}\n\n{REST}\n\n{line.strip()}"

    assert experts_of(text, name) == ["Callum Iversen"]


def test_an_author_who_is_asked_is_an_expert():
    text = (
        f"# Why hands crack\n\n{SAID}\n\nTom Brack, a chemist, sees it daily. “Rinse,” Brack says."
        f"\n\n{REST}\n\n{REST}\n\nOne more.\n\nTom Brack is the author of Rinse."
    )

    assert experts_of(text, "a.md") == ["Callum Iversen", "Tom Brack"]


@pytest.mark.parametrize(
    "line",
    ["By Dr. Ada Moss, MD", "By Dr. Ada Moss", "By Ada Moss and Dr. Bo Carr", "By Prof Ada Moss"],
)
def test_a_byline_with_a_title_is_a_note_of_its_authors(line):
    plan = read(f"Why hands crack\n\n{line}\n\n{SAID}\n\n{REST}".encode(), "a.txt")

    assert plan.dek is None
    assert authors_in(plan)[0][0] == "Ada Moss"
    assert [one.name for one in plan.experts] == ["Callum Iversen"]


def test_a_page_saved_as_text_is_read_as_a_page():
    page = f"<!DOCTYPE html><html><body><h1>Hands</h1><p>{SAID}</p></body></html>"

    plan = read(page.encode(), "a.txt")

    assert (plan.title, plan.source.format) == ("Hands", "html")
    assert read(b"<p>is a tag</p> of HTML\n\nWords.", "b.txt").source.format == "text"
