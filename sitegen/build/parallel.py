"""Map a function over jobs in several processes, with results in the order of the jobs."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

ProgressCallback = Callable[[int, int], None]
"""Called with the number of finished jobs and of all jobs."""

PARALLEL_FROM = 24
"""Number of jobs below which starting processes costs more than it saves."""
_CHUNK = 8


def map_jobs(function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None = None) -> list[Result]:
    """Return the result of each job; ``workers``: number of processes, None for one per core, 1 for this process."""
    with parallel_map(function, jobs, workers) as results:
        return list(results)


@contextmanager
def parallel_map(
    function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None = None
) -> Iterator[Iterator[Result]]:
    """Yield an iterator of results as in `map_jobs`; leaving the context cancels the remaining jobs."""
    workers = workers or _available_cores()
    if workers == 1 or len(jobs) < PARALLEL_FROM:
        yield map(function, jobs)
        return
    pool = ProcessPoolExecutor(workers)
    try:
        yield pool.map(function, jobs, chunksize=_CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # counts only the cores this process may use; Linux only
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
