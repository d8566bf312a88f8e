"""A person's name and the titles around it, as somebody typed or a byline has them."""

import re

from django.core.exceptions import ValidationError

from manuscripts.reading.people import mentions_in
from manuscripts.reading.vocabulary import any_credential
from people.models import Person

_CREDENTIAL = re.compile(any_credential())


def name_and_titles(typed: str) -> tuple[str, dict[str, str | None]]:
    """“Dr. Ana Reyes, MD” as the reader would take it: a name, and titles apart from it."""
    mention = next(iter(mentions_in(typed, 0, len(typed))), None)
    if mention is None or not mention.is_full or (mention.start, mention.end) != (0, len(typed)):
        return typed, {"honorific": None, "credentials": None}
    titles = {"honorific": mention.honorific, "credentials": mention.credentials}
    return mention.words, titles


def is_credential(words: str) -> bool:
    """Whether what stands between two commas is no name: “MD”."""
    return bool(_CREDENTIAL.fullmatch(words))


def problem_of_name(name: str) -> str:
    """Why somebody can't be called so, in a sentence: a title that stands in the name; or ""."""
    try:
        Person(name=name).clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
