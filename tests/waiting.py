"""Wait for asynchronous results in tests, long enough for a slow machine."""

from collections.abc import Callable
from time import monotonic, sleep

TIMEOUT = 60.0
"""Seconds for one step on a busy machine."""


def wait_until(condition: Callable[[], object]) -> bool:
    """Wait until ``condition()`` is true; return False after `TIMEOUT`."""
    deadline = monotonic() + TIMEOUT
    while not condition():
        if monotonic() > deadline:
            return False
        sleep(0.02)
    return True
