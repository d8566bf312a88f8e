"""Letters without their accents, for names and words that are compared."""

import unicodedata


def without_accents(text: str) -> str:
    """“Avène” → “Avene”: what is composed is taken apart, and the marks are left out."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each))
