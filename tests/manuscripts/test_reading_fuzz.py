"""Whatever is handed in, reading keeps the contract; `bench/fuzz.py` feeds a million more."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz import broken_promise, manuscript_of
from manuscripts.reading.conversion_child import Unreadable
from manuscripts.reading.conversion_child import read as read_word
from tests.manuscripts.docx_files import docx, paragraph, run

pytestmark = pytest.mark.once


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_manuscript_is_read_or_refused_and_keeps_the_contract(data):
    assert broken_promise(*manuscript_of(data)) is None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a"]))
def test_any_bytes_are_read_or_refused(data, name):
    assert broken_promise(data, name) is None


WORD = docx(
    paragraph("A title", style="Title"), paragraph("Words, ", run("$22", "<w:strike/>"), " $19.")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WORD) - 1), st.integers(0, 255)), max_size=12))
def test_damaged_word_file_is_read_or_refused(changes):
    damaged = bytearray(WORD)
    for at, byte in changes:
        damaged[at] = byte

    with suppress(Unreadable):
        assert read_word(bytes(damaged)).keys() >= {"html", "hidden", "comments"}


@settings(max_examples=100, deadline=None)
@given(st.text("<>/w:prtP& \"='xsblid", max_size=200))
def test_word_file_of_any_markup_is_read_or_refused(markup):
    with suppress(Unreadable):
        assert isinstance(read_word(docx(markup))["html"], str)
