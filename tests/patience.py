"""How long tests wait for what comes by itself: until it is there, however slow the machine is."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE = 60.0
"""Seconds for a step on a machine that has much else to do."""


def comes(true: Callable[[], object]) -> bool:
    """Whether ``true()`` comes to be so."""
    until = monotonic() + PATIENCE
    while not true():
        if monotonic() > until:
            return False
        sleep(0.02)
    return True
