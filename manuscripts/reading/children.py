"""The children that read manuscripts (`child.py`), and what is said where they can't."""

from core.children import AllAtWork, Children, NoAnswer, NotItsTurn, command

from .decoding import UnreadableManuscript

COMMAND = command("manuscripts.reading.child")
# Each one at work holds a thread of ours; two leave the site the others, and a processor.
CHILDREN = Children(COMMAND, at_most=2)
_WITHIN = "takes more time or memory than any article: split it, or save its words as plain text."


class Busy(UnreadableManuscript):
    """There was no time for it just now, and nobody's thread is to wait longer."""


def ask(kind: int, data: bytes, seconds: float) -> tuple[bool, str]:
    """
    Whether the work could be done, and the answer or the end of a sentence that says why not.

    Holds the caller up for `seconds` at most, and nobody else; raises `Busy` at once.
    """
    try:
        return CHILDREN.ask(kind, data, seconds)
    except NotItsTurn as error:
        raise Busy(
            "This machine has too much else to do just now. Try again in a minute."
        ) from error
    except AllAtWork as error:
        raise Busy("Other manuscripts are being read just now. Try again in a minute.") from error
    except NoAnswer:
        return False, _WITHIN
