"""
Workbooks as text, read in a child process (`workbook_child.py`).

A few kilobytes can take gigabytes, or a thread for an hour, in the libraries that read workbooks:
they run in no process that has anything else to do (docs/decisions/0032).
"""

from core.children import Children, NoAnswer, command

TOO_MUCH = (
    "The workbook takes more time or memory than any price list. Save it as CSV, UTF-8, "
    "or split it into parts."
)
# It holds a thread of ours; whatever else comes meanwhile is the worker's.
CHILDREN = Children(command("products.workbook_child"), at_most=1)


def text_of_workbook(data: bytes, seconds: float) -> tuple[bool, str]:
    """
    Whether it could be read, and its rows as CSV, each behind its number; or else why not.

    Raises `AllAtWork` where another one is being read.
    """
    try:
        return CHILDREN.ask(0, data, seconds)
    except NoAnswer:
        return False, TOO_MUCH
