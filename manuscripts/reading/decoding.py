"""
Bytes to text: which encoding it is, what is damaged in it, and one form of white space.

Encodings seen in manuscripts: UTF-8 with and without a byte order mark, UTF-16 (Windows
"Unicode"), windows-1252. White space is folded, invisible characters are dropped, mojibake is
repaired (docs/rules.md 7.14). Words are never changed.
"""

import re
import unicodedata
from dataclasses import dataclass

LARGEST = 1_000_000  # bytes; a long book chapter has a tenth of it
MAX_LINES = 20_000

_SIGNATURES = {
    b"PK\x03\x04": "a packed file, not text: save it as .docx or plain text (UTF-8)",
    b"%PDF": "a PDF: save it as .docx or plain text (UTF-8)",
    b"{\\rtf": "a rich-text (RTF) file: save it as .docx or plain text (UTF-8)",
    b"\xd0\xcf\x11\xe0": "an old Word file, or one with a password: save it as .docx without one",
}
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}

# Soft hyphen, zero-width space, word joiner, byte order mark and marks of writing direction.
# Joiners (200C, 200D) stay: they carry meaning in Persian, Hindi and emoji.
_UNSEEN = re.compile(
    "[\xad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# All white space within a line but a single space, which stays as it is.
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
# More marks upon one letter than any script has: to put them in order would take a square of them.
_STACKED = re.compile(
    "([\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f]{30})[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_COLUMN = 3  # spaces in a row; behind a full stop stand two at most
_WHITE = re.compile(r"\s+")

# UTF-8 read as if it were windows-1252: “ becomes â€œ, é becomes Ã©, £ becomes Â£, ™ becomes â„¢.
_HIGH = "".join(bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xC0))
_HIGH = re.escape(_HIGH.replace("\ufffd", "")) + "\x81\x8d\x8f\x90\x9d"
_MOJIBAKE = re.compile(f"â[€‚„†ˆ][{_HIGH}]|[ÂÃ][{_HIGH}]")
_CUT_MOJIBAKE = re.compile(r"â€(?=[\s.,;:!?)]|\Z)")
_THAI_APOSTROPHE = re.compile("\u0e42(?![\u0e00-\u0e7f])")


class UnreadableManuscript(Exception):
    """The file can't be read as a manuscript; the text says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding_assumed: bool = False
    mojibake_repaired: int = 0


def decode(data: bytes, name: str, *, largest: int = LARGEST) -> tuple[str, bool]:
    """
    The text of a file as it was written, and whether its encoding had to be assumed.

    UnreadableManuscript where it is empty, larger than `largest` bytes, or no text at all.
    """
    _refuse_by_look(data, name, largest)
    text, assumed = _decoded(data, name)
    _refuse_binary(text, name)
    return text, assumed


def plain_text(data: bytes, name: str) -> Decoded:
    """The normalized text of a plain-text manuscript; UnreadableManuscript where there is none."""
    text, assumed = decode(data, name)
    text, count = repaired(text)
    text = normalized(text)
    refuse_unwieldy(text, name)
    return Decoded(text, encoding_assumed=assumed, mojibake_repaired=count)


def refuse_unwieldy(text: str, name: str) -> None:
    """UnreadableManuscript where there are no words, or more of them than any article has."""
    if not text.strip():
        raise UnreadableManuscript(f"{name} is empty: there is no text in it to read.")
    length = len(text.encode("utf-8", "replace"))
    if length > LARGEST:
        raise UnreadableManuscript(
            f"{name} has {length:,} bytes of text; a manuscript has at most {LARGEST:,}: split it."
        )
    if text.count("\n") > MAX_LINES:
        raise UnreadableManuscript(
            f"{name} has more than {MAX_LINES:,} lines: split it into single articles."
        )


def normalized(text: str) -> str:
    """Line ends, white space and invisible characters in one form; one blank line at most."""
    text = _LINE_ENDS.sub("\n", text)
    text = unicodedata.normalize("NFC", _STACKED.sub(r"\1", _UNSEEN.sub("", text)))
    lines: list[str] = []
    for line in text.split("\n"):
        folded = _SPACES.sub(_one_space, line).strip()
        if folded or (lines and lines[-1]):
            lines.append(folded)
    return "\n".join(lines).strip()


def cleaned(words: str, *, ends: bool = True) -> str:
    """Words of one line: each run of white space is a space, what can't be seen is left out."""
    words = _WHITE.sub(" ", _UNSEEN.sub("", words))
    words = unicodedata.normalize("NFC", _STACKED.sub(r"\1", words))
    return words.strip() if ends else words


def _one_space(run: re.Match) -> str:
    # A tab parts the columns of a pasted table, so it is worth more than a space; so do spaces.
    return "\t" if "\t" in run[0] or len(run[0]) >= _COLUMN else " "


def _refuse_by_look(data: bytes, name: str, largest: int) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableManuscript(f"{name} is empty: there is no text in it to read.")
    if len(data) > largest:
        raise UnreadableManuscript(
            f"{name} has {len(data):,} bytes; a manuscript has at most {largest:,}: split it."
        )
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableManuscript(f"{name} is {kind}.")


def _decoded(data: bytes, name: str) -> tuple[str, bool]:
    """Text, and whether the encoding had to be assumed."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _strictly(data, encoding, name), False
    wide = _utf16_without_mark(data)
    if wide:
        return _strictly(data, wide, name), False
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _cut(name) from None
    try:
        return data.decode("cp1252"), True
    except UnicodeDecodeError as error:
        raise UnreadableManuscript(
            f"{name} is not text: byte {error.start + 1:,} belongs to no known encoding; "
            "save it as plain text (UTF-8)."
        ) from None


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason in ("unexpected end of data", "truncated data"):
            raise _cut(name) from None
        raise UnreadableManuscript(
            f"{name} is damaged: byte {error.start + 1:,} is not {encoding.upper()}; "
            "save it as plain text (UTF-8)."
        ) from None


def _cut(name: str) -> UnreadableManuscript:
    return UnreadableManuscript(
        f"{name} ends in the middle of a character: the file was cut off; get it again."
    )


def _utf16_without_mark(data: bytes) -> str | None:
    # Latin text in UTF-16 has a zero in every second byte.
    head = data[:2000]
    half = len(head) // 2
    if half >= 4 and head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    if half >= 4 and head[0::2].count(0) > half * 0.7:
        return "utf-16-be"
    return None


def _refuse_binary(text: str, name: str) -> None:
    if "\0" in text:
        raise UnreadableManuscript(
            f"{name} is not text: there is a zero byte in it; save it as plain text (UTF-8)."
        )
    controls = sum(1 for character in text if character < " " and character not in "\t\n\r\v\f")
    if controls > len(text) * 0.02:
        raise UnreadableManuscript(
            f"{name} is not text: it is full of control characters; save it as plain text (UTF-8)."
        )


def repaired(text: str) -> tuple[str, int]:
    """Mojibake undone, and how many marks that were."""
    text, whole = _MOJIBAKE.subn(_undone, text)
    text, cut = _CUT_MOJIBAKE.subn("”", text)
    thai = 0
    if "\u0e42" in text and not re.search("[\u0e00-\u0e41\u0e43-\u0e7f]", text):
        text, thai = _THAI_APOSTROPHE.subn("’", text)
    return text, whole + cut + thai


def _undone(broken: re.Match) -> str:
    raw = b""
    for character in broken[0]:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return broken[0]
            raw += character.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return broken[0]
