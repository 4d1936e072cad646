"""Map a function over transcripts in several processes, with results in the order of the jobs.

Only a few jobs per process are in flight, so that memory does not grow with the archive.
"""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from multiprocessing import active_children
from typing import Protocol, TypeVar

from sitegen.build.context import BuildContext, model_registry, site_renderer

Job = TypeVar("Job")
Result = TypeVar("Result")
AwaitedT_co = TypeVar("AwaitedT_co", covariant=True)
Function = Callable[[BuildContext, Job], Result]
"""A function of a module, with the same result in every process."""

ProgressCallback = Callable[[int, int], None]
"""Called with the number of finished jobs and of all jobs."""


class Awaited(Protocol[AwaitedT_co]):
    """A result that another process or machine makes, such as a future."""

    def result(self) -> AwaitedT_co:
        """Wait for the result and return it, or raise the error of the job."""


class Cluster(Protocol):
    """Processes on other machines; see `dask_cluster`."""

    def map(
        self, function: Function[Job, Result], context: BuildContext, jobs: Iterable[Job]
    ) -> AbstractContextManager[Iterator[Result]]:
        """Return what `parallel_map` returns."""


Workers = int | Cluster | None
"""Number of processes; None for one per core, 1 for this process."""

PARALLEL_FROM = 24
"""Number of jobs below which starting processes costs more than it saves."""
_CHUNK = 8
"""Jobs that are sent together."""
CHUNKS_PER_PROCESS = 3
"""Chunks in flight."""
_MAX_CHUNK_BYTES, _MAX_BYTES = 2_000_000, 32_000_000
"""Bytes of transcripts that are sent together, and that are in flight."""
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_PARENT_CHECK_INTERVAL = 1.0  # seconds


def map_jobs(
    function: Function[Job, Result], context: BuildContext, jobs: Iterable[Job], workers: Workers = None
) -> list[Result]:
    """Return the result of each job."""
    with parallel_map(function, context, jobs, workers) as results:
        return list(results)


@contextmanager
def parallel_map(
    function: Function[Job, Result],
    context: BuildContext,
    jobs: Iterable[Job],
    workers: Workers = None,
    prepare: Callable[[Job], Job] = lambda job: job,
) -> Iterator[Iterator[Result]]:
    """Yield an iterator of results in the order of the jobs; leaving the context cancels the remaining jobs.

    ``prepare``: called in this process for each job shortly before it starts, to read what it needs.
    """
    if workers is not None and not isinstance(workers, int):
        with workers.map(function, context, map(prepare, jobs)) as results:
            yield results
        return
    workers = workers or _available_cores()
    jobs = iter(jobs)
    first = list(islice(jobs, PARALLEL_FROM))
    jobs = chain(first, jobs)
    if workers == 1 or len(first) < PARALLEL_FROM:
        yield (function(context, prepare(job)) for job in jobs)
        return
    model_registry(context)
    site_renderer(context)  # its templates are compiled once, if the processes are forked
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, initializer=_end_with_parent, initargs=(os.getpid(),))
    try:
        with _signals_blocked():  # an exception of a handler is lost if it is raised while processes are forked
            pool.submit(int)
        yield ordered_results(
            lambda chunk: pool.submit(run_chunk, function, context, chunk),
            map(prepare, jobs),
            workers * CHUNKS_PER_PROCESS,
        )
    except BaseException:
        for process in set(active_children()) - others:
            process.terminate()
        # One may have ended in the middle of a result. Without this, the pool waits for ever for the rest of it.
        pool._result_queue._writer.close()  # type: ignore[attr-defined]  # private
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Deliver Ctrl-C and SIGTERM after this context."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ordered_results(
    submit: Callable[[list[Job]], Awaited[list[Result]]], jobs: Iterable[Job], limit: int
) -> Iterator[Result]:
    """Submit jobs in chunks, at most ``limit`` at once and fewer large ones; yield their results in order."""
    jobs = iter(jobs)
    pending: deque[tuple[Awaited[list[Result]], int]] = deque()
    in_flight = 0
    while True:
        while len(pending) < limit and in_flight < _MAX_BYTES and (chunk := list(_next_chunk(jobs))):
            size = sum(map(_size, chunk))
            pending.append((submit(chunk), size))
            in_flight += size
        if not pending:
            return
        future, size = pending.popleft()
        yield from future.result()
        in_flight -= size


def _next_chunk(jobs: Iterator[Job]) -> Iterator[Job]:
    size = 0
    for job in islice(jobs, _CHUNK):
        yield job
        size += _size(job)
        if size > _MAX_CHUNK_BYTES:
            return


def _size(job: object) -> int:
    """Return the bytes that are sent with a job, see `TranscriptJob.size`."""
    return getattr(job, "size", 0)


def run_chunk(function: Function[Job, Result], context: BuildContext, jobs: list[Job]) -> list[Result]:
    """Return the result of each job, in another process."""
    return [function(context, job) for job in jobs]


def _end_with_parent(parent: int) -> None:
    """Prepare a worker process: it ends within a second after its parent, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_INTERVAL)
    os._exit(1)


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # counts only the cores this process may use; Linux only
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
