"""Measure the cost of a command that runs in another process."""

import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Cost of a command."""

    cpu: float
    """Seconds of all processes."""
    wall: float
    """Seconds."""
    peak: float
    """Megabytes of the largest process so far."""


def measure(*command: str, folder: Path) -> Cost:
    """Run a command in ``folder`` and return its cost."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, after.ru_maxrss / 1024)
