"""Whether a manuscript corrects an article: found at every door, asserted of one title alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from manuscripts.importer import create_draft
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from products.models import Product
from tests.manuscripts.review_pages import ADD, address

pytestmark = pytest.mark.django_db

STANDING = """Ruth Amsel writes every Friday about one thing on her shelf. She pays for everything \
herself and takes nothing from anybody, and that includes the free towels. Prices were looked up \
on the day of writing and may have changed since; if they have, write to us and we will look \
again. Nothing in this column is medical advice, and if your skin hurts you should see a doctor."""


def column(thing, *, by="Ruth Amsel", price=12):
    return f"""# The Friday Shelf: {thing}

By {by}

{STANDING}

{thing} is a lid. Put it over something wet.

- CeraVe {thing} Balm, ${price} at Amazon
"""


def received(text, name="piece.md"):
    return receive(text.encode(), name)[0]


def run(*arguments):
    out = StringIO()
    call_command("import_manuscript", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def first():
    return create_draft(received(column("Vaseline"))).article


def buttons(desk, manuscript):
    page = desk.get(address("review", manuscript)).text
    names = ("Create the draft", "Import the changes into", "It corrects that article")
    return [name for name in names if name in page]


@pytest.mark.parametrize(
    "text",
    [column("Weleda"), column("Vaseline", by="Tom Bell")],
    ids=["another title", "another author"],
)
def test_what_may_be_another_piece_is_asked_about_before_anything_is_made(desk, first, text):
    manuscript = received(text)

    assert manuscript.follows is None
    assert buttons(desk, manuscript) == ["It corrects that article"]
    refused = desk.post(address("draft", manuscript), follow=True)
    assert f"with “{first}” (article {first.pk}). Say first" in refused.text
    assert Article.objects.count() == 1


def test_new_piece_is_asked_about_once(desk, first):
    manuscript = received(column("Weleda"))

    desk.post(address("new_piece", manuscript))

    assert buttons(desk, manuscript) == ["Create the draft"]
    desk.post(address("draft", manuscript))
    assert Article.objects.count() == 2


def test_version_under_another_title_is_told_and_changes_its_article(desk, first):
    manuscript = received(column("Vaseline").replace("Shelf: Vaseline", "Shelf: Lids"))
    before = first.manuscripts.get()

    desk.post(address("corrects", manuscript), {"earlier": before.pk})

    assert buttons(desk, manuscript) == ["Import the changes into"]
    desk.post(address("draft", manuscript))
    assert Article.objects.get() == first


def test_twin_uploaded_before_the_first_import_is_found_when_it_is_opened(desk):
    one = received(column("Vaseline"))
    desk.post(ADD, {"text": column("Vaseline").replace("# ", "")})
    twin = Manuscript.objects.exclude(pk=one.pk).get()
    assert buttons(desk, twin) == ["Create the draft"]

    create_draft(one)

    assert buttons(desk, twin) == ["It corrects that article"]
    desk.post(address("draft", twin))
    assert Article.objects.count() == 1


# The command


@pytest.fixture
def folder(tmp_path):
    text = column("Vaseline")
    (tmp_path / "1.md").write_text(text)
    (tmp_path / "2.txt").write_text(text.replace("# ", ""))
    (tmp_path / "3.txt").write_bytes(text.replace("# ", "").replace("\n", "\r\n").encode())
    (tmp_path / "4.txt").write_text(text.replace("# ", ""), encoding="utf-16")
    return tmp_path


def test_one_piece_in_several_files_is_one_article(folder):
    tried = run(folder, "--dry-run")
    table = run(folder)

    assert tried.count("It is the piece of ") == 3
    assert table.count("changes of article") == 3
    assert Article.objects.count() == Product.objects.count() == 1


def test_corrected_file_changes_its_article(first, tmp_path):
    path = tmp_path / "later.md"
    path.write_text(column("Vaseline", price=14).replace("wet.", "dry."))

    tried, told = run(path, "--dry-run"), run(path)

    assert f"It corrects “{first}” (article {first.pk})." in tried
    assert f"Changes imported into “{first}”" in told
    assert "is held for a second look" in told
    assert Article.objects.get() == first


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_may_be_another_piece_waits_for_an_answer(first, tmp_path, is_folder):
    path = tmp_path / "weleda.md"
    path.write_text(column("Weleda"))

    with pytest.raises(CommandError, match=r"% of the words with “The Friday") as refused:
        run(tmp_path if is_folder else path)

    assert refused.value.returncode == 1
    assert Article.objects.count() == 1
    run(path, "--new")
    assert Article.objects.count() == 2
