"""Run the map over transcripts on a Dask cluster: ``sitegen build --engine dask --scheduler ADDRESS``.

The jobs contain all that a worker needs: it reads no file but those of its own installation of sitegen, which must be
the same program. Results come back to this process, so the site is the same to the byte.
"""

import pickle
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from sitegen.build.cache import code_key
from sitegen.build.context import BuildContext
from sitegen.build.parallel import CHUNKS_PER_PROCESS, Function, Job, Result, ordered_results, run_chunk
from sitegen.model.problems import ContentError, Problem
from sitegen.render.templates import theme_folder
from sitegen.render.theme_files import read_theme

if TYPE_CHECKING:
    from distributed import Client

_TIMEOUT = 10  # seconds for the connection, and for the first worker
_CHECK_INTERVAL = 2.0  # seconds between looks at the workers while a result is awaited
_LONGEST_WITHOUT_WORKERS = 60.0  # seconds; Dask itself waits for ever
_USED_FOLDERS = ("templates/", "languages/")
"""Folders of a theme that the page of a conversation depends on."""
_one_at_a_time = Lock()
"""A worker of Dask has threads; the caches of a renderer are for one."""


class DaskCluster:
    """A Dask cluster that already runs. Each map connects to it."""

    def __init__(self, scheduler: str) -> None:
        """``scheduler``: its address, such as ``tcp://10.0.0.1:8786``."""
        self._scheduler = scheduler

    @contextmanager
    def map(
        self, function: Function[Job, Result], context: BuildContext, jobs: Iterable[Job]
    ) -> Iterator[Iterator[Result]]:
        """Yield an iterator of results in the order of the jobs, as `parallel_map` does.

        Raises `ContentError` if Dask is not installed, the cluster cannot be reached or is lost, or a worker has
        another program.
        """
        with self._connect() as client:
            remote = pickle.dumps((function, _portable(context)))

            def submit(chunk: list[Job]) -> "_RemoteResult":
                task = client.submit(_run_chunk, remote, _program_key(), pickle.dumps(chunk), pure=False)
                return _RemoteResult(client, task)

            limit = max(sum(client.nthreads().values()), 1) * CHUNKS_PER_PROCESS
            yield self._checked(ordered_results(submit, jobs, limit))

    @contextmanager
    def _connect(self) -> "Iterator[Client]":
        try:
            from distributed import Client  # an optional dependency
        except ImportError:
            raise ContentError(Problem("dask-not-installed", self._scheduler)) from None
        try:
            client = Client(self._scheduler, timeout=_TIMEOUT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise self._unreachable(error) from None
        try:
            client.wait_for_workers(1, timeout=_TIMEOUT)
        except (OSError, TimeoutError) as error:
            client.close(timeout=_TIMEOUT)
            raise self._unreachable(error) from None
        try:
            yield client
        finally:
            client.close(timeout=_TIMEOUT)  # cancels what has no result yet

    def _checked(self, results: Iterator[Result]) -> Iterator[Result]:
        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        try:
            yield from results
        except _OtherProgramError:
            raise ContentError(Problem("other-program-on-cluster", self._scheduler)) from None
        except (CancelledError, KilledWorker, CommClosedError, _NoWorkersError) as error:
            raise ContentError(Problem("lost-cluster", self._scheduler, reason=_one_line(error))) from error

    def _unreachable(self, error: Exception) -> ContentError:
        reason = _one_line(error) or "no answer"
        return ContentError(Problem("unreachable-cluster", self._scheduler, reason=reason))


class _RemoteResult:
    """The result of a chunk of jobs. Waiting for it ends if the cluster has no workers any more."""

    def __init__(self, client: "Client", task: Any) -> None:
        self._client = client
        self._task = task

    def result(self) -> list[Any]:
        """Return the results of the jobs. Raises `_NoWorkersError`, or the error of a job."""
        last_seen = monotonic()
        while True:
            timeout = None if self._task.status == "error" else _CHECK_INTERVAL
            try:
                results: list[Any] = self._task.result(timeout=timeout)
                return results
            except TimeoutError:
                if timeout is None:  # an error of the job
                    raise
            if self._client.nthreads():
                last_seen = monotonic()
            elif monotonic() - last_seen > _LONGEST_WITHOUT_WORKERS:
                raise _NoWorkersError(f"no worker for {_LONGEST_WITHOUT_WORKERS:.0f} s")


class _NoWorkersError(Exception):
    """All workers of the cluster are gone."""


class _OtherProgramError(Exception):
    """A worker has another version of sitegen, of Python, or of a library."""


def _portable(context: BuildContext) -> tuple[BuildContext, tuple[tuple[str, bytes], ...]]:
    """Return the context without themes, and the files of the owner's theme that a worker needs."""
    owner_files = (
        file
        for theme in context.themes
        if theme != theme_folder()
        for file in read_theme(theme)
        if file[0].startswith(_USED_FOLDERS)
    )
    return replace(context, themes=()), tuple(owner_files)


def _run_chunk(remote: bytes, program: str, chunk: bytes) -> list[Any]:
    """Run jobs in a worker."""
    if program != _program_key():
        raise _OtherProgramError
    with _one_at_a_time:
        function, context = _load(remote)
        return run_chunk(function, context, pickle.loads(chunk))  # noqa: S301  # from our own process


@lru_cache(maxsize=4)
def _load(remote: bytes) -> tuple[Any, BuildContext]:
    """Return the function and its context, with the owner's theme in a temporary folder of the worker."""
    function, (context, theme_files) = pickle.loads(remote)  # noqa: S301  # from our own process
    themes = [theme_folder()]
    if theme_files:
        themes.insert(0, _write_theme(theme_files))
    return function, replace(context, themes=tuple(themes))


_temporary_folders: list[TemporaryDirectory[str]] = []
"""Deleted when the worker ends."""


def _write_theme(files: Iterable[tuple[str, bytes]]) -> Path:
    folder = TemporaryDirectory(prefix="sitegen-theme-")
    _temporary_folders.append(folder)
    theme = Path(folder.name) / "theme"
    for name, data in files:
        (theme / name).parent.mkdir(parents=True, exist_ok=True)
        (theme / name).write_bytes(data)
    return theme


@lru_cache(maxsize=1)
def _program_key() -> str:
    return code_key((Path(sys.modules["sitegen"].__path__[0]), theme_folder()))


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
