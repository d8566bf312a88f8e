"""
What a new password must be: long, unknown to those who guess, and hard to work out.

Nothing about kinds of characters (docs/rules.md 8.1): whoever must put in a digit puts in a 1. Each
refusal says what to do. docs/decisions/0028 has the reasons for the numbers.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from zxcvbn_rs_py import zxcvbn

from core.site_name import site_name

MIN_LENGTH, MAX_LENGTH = 12, 128
GUESSES = 10**8  # zxcvbn's third of four points: safe behind a slow hash
LOOKED_AT = 32  # characters: the work grows faster than their square
SHORTEST_KNOWN = 4  # letters of a name; two of them stand in any good password by chance
LOOKALIKES = str.maketrans("013457", "oieast")
# Long, of unrelated words, and in everybody's list.
PHRASES = (
    "correct horse battery staple",
    "may the force be with you",
    "the quick brown fox",
    "jumps over the lazy dog",
    "to be or not to be",
    "i love you",
    "let me in",
    "open sesame",
    "trust no one",
    "change me please",
    "this is my password",
)
NAMES = ("username", "email", "first_name", "last_name")

ADVICE = "Use a few words that have nothing to do with each other."


class LengthValidator:
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                f"That password is too short: it needs at least {MIN_LENGTH} characters. {ADVICE}"
            )
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                f"That password is too long: leave it at {MAX_LENGTH} characters or fewer."
            )

    def get_help_text(self) -> str:
        return f"At least {MIN_LENGTH} characters."


class LeakedPasswordValidator(CommonPasswordValidator):
    """The 20,000 passwords that leaked most often, as Django keeps them."""

    def get_error_message(self) -> str:
        return f"That password is in lists of leaked passwords. Choose another one. {ADVICE}"

    def get_help_text(self) -> str:
        return "Not one of the passwords that leaked somewhere."


class GuessableValidator:
    """
    Refuses what a guesser who knows words, names, dates, keyboards and the account finds.

    What is known counts for nothing, however often and with whatever in between it stands there.
    """

    def validate(self, password: str, user: Any = None) -> None:
        known = [*_known_of_the_site(), *_known_of(user)]
        texts = [password]
        if (rest := _without(password, [*known, *PHRASES])) != _plain(password):
            texts.append(rest)
        for text in texts:
            # A long one is at least as good as its better end.
            found = [zxcvbn(part, known) for part in {text[:LOOKED_AT], text[-LOOKED_AT:]}]
            best = max(found, key=lambda each: each.guesses)
            if best.guesses < GUESSES:
                why = str(best.feedback.warning or "") if best.feedback else ""
                sentences = ["That password is easy to guess.", why, ADVICE]
                raise ValidationError(" ".join(filter(None, sentences)))

    def get_help_text(self) -> str:
        return "Hard to guess, also for whoever knows you."


def _plain(text: str) -> str:
    """Letters and digits alone: “5kin-Site” → “skinsite”."""
    return "".join(sign for sign in text.casefold() if sign.isalnum()).translate(LOOKALIKES)


def _without(password: str, known: Iterable[str]) -> str:
    rest = _plain(password)
    for word in sorted({_plain(word) for word in known}, key=len, reverse=True):
        if len(word) >= SHORTEST_KNOWN:
            rest = rest.replace(word, " ")
    return rest.strip()


def _known_of_the_site() -> list[str]:
    return [site_name(), *(urlsplit(settings.BASE_URL).hostname or "").split(".")]


def _known_of(user: Any) -> list[str]:
    """What the account is called, in pieces, too: “anna”, “lim”, “skin.example”."""
    values = [str(getattr(user, name, "") or "") for name in NAMES]
    return [piece for value in values for piece in {value, *value.replace("@", " ").split()}]
