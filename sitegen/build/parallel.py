"""Pure functions over many jobs, on all cores, results in the order of the jobs."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

Advance = Callable[[int, int], None]
"""Told, as work goes on, how many jobs are done and how many there are to do."""

PARALLEL_FROM = 24
"""With fewer jobs, starting processes costs more than it saves."""
_CHUNK = 8


def map_jobs(
    function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None = None
) -> list[Result]:
    """``function`` of each job. ``workers``: None for one a core, 1 for this process alone."""
    with mapped(function, jobs, workers) as results:
        return list(results)


@contextmanager
def mapped(
    function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None = None
) -> Iterator[Iterator[Result]]:
    """As `map_jobs`, one result after the other. With the block the work ends, finished or not."""
    workers = workers or _cores()
    if workers == 1 or len(jobs) < PARALLEL_FROM:
        yield map(function, jobs)
        return
    pool = ProcessPoolExecutor(workers)
    try:
        yield pool.map(function, jobs, chunksize=_CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # those that we may use; only Linux tells
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
