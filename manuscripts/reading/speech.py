"""An act of speech in a text: who speaks, where it is told, and to whom."""

from dataclasses import dataclass

from .people import Mention

OWNERS = {"his": "he", "her": "she", "their": "they"}


@dataclass(frozen=True, slots=True)
class Attribution:
    """
    An act of speech: `mention` names its speaker, `pronoun` stands for one; or nobody is named.

    `start` to `end` is the attribution itself; `outlet` to whom it was said, if not to the writer.
    """

    start: int
    end: int
    verb: str
    mention: Mention | None = None
    pronoun: str | None = None
    outlet: str | None = None
    paraphrases: bool = False
    described: str | None = None  # "the professor from Santa Clareta"
    joint: tuple[Mention, ...] = ()  # "Bell and Carr say": either may have said it
    is_weak: bool = False  # the name stands beside the words, and is no subject
