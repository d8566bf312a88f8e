"""
What a new password must be: long, unknown to those who guess, and hard to work out.

Nothing about kinds of characters (docs/rules.md 8.1): whoever must put in a digit puts in a 1. Each
refusal says what to do. docs/decisions/0028 has the reasons for the numbers.
"""

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from zxcvbn_rs_py import zxcvbn

from core.site_name import site_name

MIN_LENGTH, MAX_LENGTH = 12, 128
GUESSES = 10**8  # zxcvbn's third of four points: safe behind a slow hash
LOOKED_AT = 32  # characters: the work grows faster than their square
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
    """Refuses what a guesser who knows words, names, dates, keyboards and the account finds."""

    def validate(self, password: str, user: Any = None) -> None:
        known = [site_name(), *_known_of(user)]
        # A long one is at least as good as its better end.
        for part in dict.fromkeys([password[:LOOKED_AT], password[-LOOKED_AT:]]):
            found = zxcvbn(part, known)
            if found.guesses >= GUESSES:
                return
        why = str(found.feedback.warning) if found.feedback and found.feedback.warning else ""
        sentences = ["That password is easy to guess.", why, ADVICE]
        raise ValidationError(" ".join(filter(None, sentences)))

    def get_help_text(self) -> str:
        return "Hard to guess, also for whoever knows you."


def _known_of(user: Any) -> list[str]:
    """What the account is called, in pieces, too: “anna”, “lim”, “skin.example”."""
    values = [str(getattr(user, name, "") or "") for name in NAMES]
    return [piece for value in values for piece in {value, *value.replace("@", " ").split()}]
