"""How fast this machine is just now."""

import statistics
import time
from collections.abc import Callable
from typing import Any


def median_cpu(work: Callable[[], Any], times: int = 9) -> float:
    """Milliseconds of CPU that this work takes."""
    samples = []
    for _ in range(times):
        began = time.process_time()
        work()
        samples.append((time.process_time() - began) * 1000)
    return statistics.median(samples)


def additions() -> float:
    """Milliseconds of CPU for a loop of a million additions."""
    return median_cpu(_add_up)


def _add_up() -> None:
    total = 0
    for number in range(1_000_000):
        total += number
