"""Children that work on what strangers wrote: what is said of one that doesn't come to its end."""

import sys

import pytest

from core.children import Children, NoAnswer, NotItsTurn


def asked(work, seconds):
    Children([sys.executable, "-I", "-c", f"import sys, time\n{work}"], at_most=1).ask(
        1, b"", seconds
    )


def test_a_child_that_had_no_time_to_work_is_told_from_one_with_too_much_of_it():
    with pytest.raises(NotItsTurn):
        asked("time.sleep(9)", 0.3)
    with pytest.raises(NoAnswer):
        asked("sys.exit(1)", 20)
