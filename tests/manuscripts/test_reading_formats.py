"""The same article as text, Markdown, HTML and .docx; and what only one of them can hold."""

import io
import re
import subprocess
import time
import zipfile
from contextlib import suppress
from decimal import Decimal

import pytest

from core.children import HEAD
from manuscripts.reading import UnreadableManuscript, children, conversion, read
from tests.manuscripts.docx_files import HIDING, Links, docx, paragraph, run

pytestmark = pytest.mark.once

QUOTE = (
    "“Start with the weakest,” says Dr. Wilhelmina Zorn, a dermatologist at Fenwick Skin Clinic."
)
TEXT = f"""Is a peel worth it?

{QUOTE}

What to buy

– CeraVe Gentle Peel: $19 (originally $22) on Amazon

FAQ

Q: Does it hurt?
A: It tingles.
"""
MARKDOWN = f"""# Is a peel worth it?

{QUOTE}

## What to buy

- **CeraVe Gentle Peel**: ~~$22~~ $19 on [Amazon](https://www.amazon.com/dp/1)

## FAQ

**Q: Does it hurt?**

A: It tingles.
"""
GOOGLE_PASTE = f"""<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1">
<h1><span style="font-weight:400">Is a peel worth it?</span></h1><p><span>{QUOTE}</span></p>
<h2><span>What to buy</span></h2><ul><li><p><span>CeraVe Gentle Peel: </span>
<span style="text-decoration:line-through">$22</span><span> $19 on </span>
<a href="https://www.google.com/url?q=https://www.amazon.com/dp/1?tag%3Dx-20&amp;sa=D&amp;ust=1">
<span>Amazon</span></a></p></li></ul><h2>FAQ</h2><p>Q: Does it hurt?</p><p>A: It tingles.</p></b>
"""
GOOGLE_EXPORT = f"""<html><head><style>.c1{{font-weight:700}}.c2{{text-decoration:line-through}}
</style></head><body class="c9"><p class="title"><span>Is a peel worth it?</span></p><p>{QUOTE}
<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><h2 id="h.1">What to buy</h2>
<ul class="lst"><li><span class="c1">CeraVe Gentle Peel</span>: <span class="c2">$22</span> $19 on
Amazon</li></ul><h2>FAQ</h2><p>Q: Does it hurt?</p><p>A: It tingles.</p>
<div class="c3"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is this right?</span></p></div>
</body></html>"""
WORD_PASTE = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoTitle>Is a peel worth it?<o:p></o:p></p><p class=MsoNormal>{QUOTE}<o:p></o:p></p>
<h2>What to buy<o:p></o:p></h2><p class=MsoListParagraph><![if !supportLists]>·
&nbsp;&nbsp;&nbsp;<![endif]>CeraVe Gentle Peel: <s>$22</s> $19 on Amazon<o:p></o:p></p><h2>FAQ</h2>
<p class=MsoNormal>Q: Does it hurt?</p><p class=MsoNormal>A: It tingles.</p><!--EndFragment-->
</body></html>"""
PAGE = f"""<!doctype html><html><head><title>Peels | A site</title></head><body>
<nav><a href="/">Home</a></nav><div class="cookie-banner">We use cookies</div><article>
<h1>Is a peel worth it?</h1><p>{QUOTE}</p><aside>Read next: masks</aside><h2>What to buy</h2>
<table><tr><th>Product</th><th>Was</th><th>Price</th><th>Shop</th></tr>
<tr><td>CeraVe Gentle Peel</td><td><del>$22</del></td><td>$19</td><td>Amazon</td></tr>
<tr><td>Vaseline Lip Peel</td><td></td><td>$9</td><td>Target</td></tr></table>
<h2>FAQ</h2><p>Q: Does it hurt?</p><p>A: It tingles.</p><p hidden>Not for you</p></article>
<footer>All rights reserved</footer></body></html>"""
LINKS = Links()
DOCX = docx(
    paragraph("Is a peel worth it?", style="Title"),
    paragraph(
        QUOTE,
        run(" Not for print.", "<w:vanish/>"),
        run(" Nor this.", f'<w:rStyle w:val="{HIDING}"/>'),
    ),
    paragraph("What to buy", style="heading 2"),
    paragraph(
        "– CeraVe Gentle Peel: ",
        run("$22", "<w:strike/>"),
        " $19 on ",
        LINKS.link("Amazon", "https://www.amazon.com/dp/1"),
    ),
    paragraph("FAQ", style="heading 2"),
    paragraph("Q: Does it hurt?"),
    paragraph("A: It tingles."),
    links=LINKS.targets,
)
FILES = {
    "peel.txt": TEXT.encode(),
    "peel.md": MARKDOWN.encode(),
    "paste.html": GOOGLE_PASTE.encode(),
    "export.html": GOOGLE_EXPORT.encode(),
    "word.html": WORD_PASTE.encode(),
    "page.html": PAGE.encode(),
    "peel.docx": DOCX,
}


@pytest.fixture(params=FILES)
def plan(request):
    return read(FILES[request.param], request.param)


def test_every_format_reads_the_same(plan):
    assert (plan.title, plan.title_origin) == ("Is a peel worth it?", "heading")
    assert [(quote.speaker, quote.segments) for quote in plan.quotes] == [
        ("Wilhelmina Zorn", ("Start with the weakest,",))
    ]
    product = plan.products[0]
    assert (product.brand, product.name) == ("CeraVe", "Gentle Peel")
    assert [(one.retailer, one.price, one.list_price) for one in product.offers] == [
        ("Amazon", Decimal(19), Decimal(22))
    ]
    assert [(one.question, one.answer) for one in plan.faqs] == [("Does it hurt?", "It tingles.")]


def test_every_word_lies_in_one_block_or_is_unplaced(plan):
    covered = [0] * len(plan.source.text)
    for start, end in [one.span for one in (*plan.blocks, *plan.unplaced)]:
        for at in range(start, end):
            covered[at] += 1

    words = [
        count
        for count, character in zip(covered, plan.source.text, strict=True)
        if not character.isspace()
    ]
    assert set(words) == {1}


def test_hidden_words_and_comments_stay_out_and_are_told():
    word = read(DOCX, "peel.docx")
    export = read(GOOGLE_EXPORT.encode(), "export.html")

    assert "Not for print" not in word.source.text
    assert "Nor this" not in word.source.text
    assert "Is this right?" not in export.source.text
    assert "[a]" not in export.source.text
    assert "text.hidden_left_out" in [one.code for one in word.warnings]
    assert "text.comments_left_out" in [one.code for one in export.warnings]


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_comments_are_told_with_their_words_and_their_place():
    body = paragraph(
        "A cream ",
        '<w:commentRangeStart w:id="0"/>',
        "works in a day",
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
        ".",
    )
    comments = (
        f'<w:comments xmlns:w="{_W}"><w:comment w:id="0" w:author="Jo">'
        f"{paragraph('Is this true?')}{paragraph('Ask Holt.')}</w:comment></w:comments>"
    )
    word = read(docx(body, parts={"word/comments.xml": comments}), "cream.docx")
    export = read(GOOGLE_EXPORT.encode(), "export.html")

    assert word.source.text == "A cream works in a day."
    assert word.source.comments == ("Jo: Is this true? Ask Holt. (at “works in a day”)",)
    assert any("Is this right?" in one for one in export.source.comments)


def test_what_stands_around_an_article_is_kept_and_no_block():
    plan = read(PAGE.encode(), "page.html")

    around = {one.text for one in plan.unplaced}
    assert {"Home", "We use cookies", "Read next: masks", "All rights reserved"} <= around
    assert not any("cookies" in (block.text or "") for block in plan.blocks)


def test_links_and_emphasis_stay_in_a_paragraph():
    html = (
        b"<h1>A title of it</h1><p>Read <a href='https://www.google.com/url?q=https://x.example/a"
        b"%3Ftag%3D1&sa=D&ust=2'>this <b>one</b></a> or <a href='javascript:alert(1)'>that</a>.</p>"
    )

    block = read(html, "a.html").blocks[1]

    assert block.html == (
        '<p>Read <a href="https://x.example/a?tag=1">this <strong>one</strong></a> or that.</p>'
    )
    assert "javascript" not in block.html


def test_pictures_are_blocks_with_their_words():
    plan = read(b"<h1>A title</h1><p>Words.</p><img src='a.jpg' alt='A jar'><p>More.</p>", "a.html")

    assert [(one.alt, one.ref) for one in plan.blocks if one.kind == "image"] == [
        ("A jar", "a.jpg")
    ]


def test_front_matter_is_read():
    source = b"---\ntitle: Peels, weighed\ntags: peels, acids\n---\n\nA peel loosens the skin.\n"

    plan = read(source, "a.md")

    assert plan.title == "Peels, weighed"
    assert plan.tags == ("peels", "acids")


def packed(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return buffer.getvalue()


def locked(data):
    """Each entry marked as encrypted in the directory of the archive."""
    return re.sub(rb"(PK\x01\x02.{4})\x00", lambda at: at[1] + b"\x01", data, flags=re.DOTALL)


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.docx", "is not a Word file"),
        (b"PK\x03\x04", "a.docx", "is damaged"),
        (DOCX[:700], "a.docx", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "one with a password"),
        (packed({"a.txt": "words"}), "a.docx", "is not a Word file"),
        (packed({"word/document.xml": "<broken"}), "a.docx", "is damaged"),
        (packed({"word/document.xml": b" " * 80_000_000}), "bomb.docx", "unpacks to more"),
        (docx(parts={f"{number}.xml": "" for number in range(2_001)}), "a.docx", "unpacks to more"),
        (locked(DOCX), "a.docx", "has a password"),
        (docx(paragraph("<w:r><w:t>&e;</w:t></w:r>"), prolog=ENTITY), "a.docx", "holds a DOCTYPE"),
        (docx(paragraph("<w:r><w:t>&b;</w:t></w:r>"), prolog=LAUGHS), "a.docx", "holds a DOCTYPE"),
        (docx(paragraph(" ")), "a.docx", "is empty"),
        (b"<div>" * 5000 + b"words", "a.html", "nested more than"),
        (b"<h2>A heading</h2>" * 100_000, "a.html", "at most 1,000,000"),
        (b"# A heading\n\n" * 70_000, "a.md", "at most 500,000"),
        ("“".encode() * 3_400_000, "a.html", "at most"),
        ("“".encode() * 3_400_000, "a.txt", "at most"),
        (b"<p>cut in the middle: \xc3", "a.html", "ends in the middle of a character"),
        (b"<p>a zero\0byte</p>", "a.html", "there is a zero byte"),
        (b"<html><body></body></html>", "a.html", "is empty"),
        (b"%PDF-1.7", "a.html", "is a PDF"),
    ],
)
def test_hostile_file_is_refused_in_one_sentence(data, name, why):
    with pytest.raises(UnreadableManuscript) as refused:
        read(data, name)

    assert str(refused.value).startswith(name)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


BASED = docx(
    paragraph("A title", style="Title"),
    paragraph("Words ", run("hidden by a style that is based on one", '<w:rStyle w:val="Based"/>')),
    paragraph("A hidden paragraph", style="Gone"),
    '<w:p><w:fldSimple w:instr="DATE"><w:r><w:t>4 May</w:t></w:r></w:fldSimple></w:p>',
    parts={
        "word/styles.xml": '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
        '2006/main"><w:style w:type="character" w:styleId="Based"><w:basedOn w:val="Aside"/>'
        '</w:style><w:style w:type="character" w:styleId="Aside"><w:rPr><w:vanish/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>'
        "</w:styles>"
    },
)


def test_words_hidden_by_a_style_stay_out_and_those_of_a_field_come_in():
    plan = read(BASED, "based.docx")

    assert plan.source.text == "A title\n\nWords\n\n4 May"
    assert "text.hidden_left_out" in [one.code for one in plan.warnings]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("[" * 300_000, "a.md"),
        ("![" * 200_000, "a.md"),
        (f'<p style="{"text-decoration:" * 60_000}">Words</p>', "a.html"),
        (
            "<style>"
            + f".a{{{'x' * 1900}}}" * 90
            + "</style><p>"
            + f'<i class="{"a " * 20}">Words</i>' * 300,
            "a.html",
        ),
        (">" * 3_000 + " words", "a.md"),
    ],
    ids=["brackets", "pictures", "style attribute", "classes", "quotations"],
)
def test_hostile_markup_ends_in_seconds(source, name):
    began = time.process_time()
    with suppress(UnreadableManuscript):
        assert read(source.encode(), name).source.text

    assert time.process_time() - began < 10


def test_file_that_ends_the_child_does_not_end_the_next_ones(monkeypatch):
    monkeypatch.setitem(conversion._SECONDS, conversion.WORD, 1)  # it would take twenty
    rows = "".join(f"<w:p><w:r><w:t>{number}</w:t></w:r></w:p>" for number in range(150_000))
    with pytest.raises(UnreadableManuscript):
        read(docx(rows), "long.docx")
    monkeypatch.undo()

    assert read(DOCX, "peel.docx").title == "Is a peel worth it?"


def test_child_ends_with_its_parent():
    rows = "".join(f"<w:p><w:r><w:t>{number}</w:t></w:r></w:p>" for number in range(150_000))
    data = docx(rows)
    child = subprocess.Popen(children.COMMAND, stdin=subprocess.PIPE)
    child.stdin.write(HEAD.pack(conversion.WORD, len(data)) + data)
    child.stdin.flush()

    child.stdin.close()

    assert child.wait(timeout=8) != 0  # before its answer, which takes twenty seconds


@pytest.mark.parametrize(
    "text",
    [
        "العناية بالبشرة\n\nقالت الدكتورة: «ابدئي ببطء»\n",
        "Ti\u0301tulo con acentos\n\nE\u0301l dice: “Poco a poco”, y nada ma\u0301s.\n",
        "Family 👩\u200d👩\u200d👧 and skin\n\nWords about it.\n",
        "A\u202e title \u202dwith marks\n\nWords.\n",
    ],
    ids=["right-to-left", "combining", "joined emoji", "direction marks"],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_every_script_is_read(text, name):
    assert read(text.encode(), name).source.text
