import pytest

from manuscripts.reading import UnreadableManuscript, read

pytestmark = pytest.mark.once

TEXT = "A café’s “title”\n\nIt costs £5 — or so."


def source_of(data):
    return read(data, "article.txt").source.text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_usual_encoding_is_read(encoding):
    assert source_of(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\x0b"])
def test_line_ends_of_all_systems_are_read(line_end):
    assert source_of(TEXT.replace("\n", line_end).encode()) == TEXT


def test_white_space_is_folded_and_invisible_characters_are_dropped():
    data = "\ufeff A\u00a0\u00a0title \n\n\n\nSoft\u00adly,  zero\u200bwidth\u202e. \n\n".encode()

    assert source_of(data) == "A title\n\nSoftly, zerowidth."


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("â€œYes,â€\u009d she says", "“Yes,” she says"),
        ("â€œYes,â€ she says", "“Yes,” she says"),
        ("itâ€™s Â£5 or â‚¬6", "it’s £5 or €6"),
        ("cafÃ© â€“ crÃ¨me â€” Olayâ„¢", "café – crème — Olay™"),
        ("the \u0e4260s", "the ’60s"),
    ],
)
def test_mojibake_is_repaired_with_a_warning(broken, whole):
    plan = read(f"A title here\n\nWell, {broken}.".encode(), "article.txt")

    assert plan.source.text == f"A title here\n\nWell, {whole}."
    assert "text.mojibake" in {warning.code for warning in plan.warnings}


@pytest.mark.parametrize("sound", ["“café”… voilà", "Ångström, São Paulo", "โอ สวัสดี"])
def test_sound_accents_are_left_alone(sound):
    plan = read(f"A title here\n\n{sound}.".encode(), "article.txt")

    assert sound in plan.source.text
    assert "text.mojibake" not in {warning.code for warning in plan.warnings}


def test_an_assumed_encoding_is_told():
    plan = read(TEXT.encode("cp1252"), "article.txt")

    assert "text.encoding_assumed" in {warning.code for warning in plan.warnings}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n ", "is empty"),
        ("\u200b\u00ad".encode(), "is empty"),
        (b"a title\0and a zero", "there is a zero byte in it"),
        (b"PK\x03\x04 and so on", "is damaged"),
        (b"%PDF-1.7", "is a PDF"),
        (b"{\\rtf1 text}", "rich-text"),
        ("cut in the middle: é".encode()[:-1], "ends in the middle of a character"),
        ("cut in the middle".encode("utf-16")[:-1], "ends in the middle of a character"),
        (b"\x81\x8d\x8f text", "belongs to no known encoding"),
        (b"\x01\x02\x03\x04 text", "full of control characters"),
        (b"a" * 1_000_001, "at most 1,000,000"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data, why):
    with pytest.raises(UnreadableManuscript) as refused:
        read(data, "notes.txt")

    assert str(refused.value).startswith("notes.txt ")
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
