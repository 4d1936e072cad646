"""Serve an archive: build in a subprocess, serve the site, and rebuild when something changes.

A subprocess can be killed at once, and always reads the current theme.
"""

import errno
import json
import os
import pickle
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, current_thread, main_thread

from sitegen.archive.folder import open_archive
from sitegen.build.pipeline import build
from sitegen.build.snapshot import BuildReport
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.files import today
from sitegen.preview.server import HOST, SiteServer
from sitegen.preview.site_search import SiteSearch
from sitegen.preview.watcher import Watcher

_BUILD_PROGRAM = "from sitegen.preview.preview import run_job; run_job()"


class BuildFailedError(Exception):
    """The build process crashed or was killed; its traceback is on the terminal."""


@dataclass(frozen=True, slots=True)
class BuildProcess:
    """Builds of one archive, each in a new process."""

    root: Path
    content: Path | None
    output: Path
    workers: int | None

    def build(self) -> BuildReport:
        """Build once. Raise `ContentError` or `BuildFailedError`; an interruption kills the process."""
        paths = (os.fspath(path) if path else None for path in (self.root, self.content, self.output))
        job = json.dumps([*paths, self.workers])
        # -P: never import modules from the archive.
        command = [sys.executable, "-P", "-c", _BUILD_PROGRAM, job]
        process = subprocess.Popen(  # noqa: S603  # no shell, no content of transcripts
            command, stdout=subprocess.PIPE, start_new_session=True
        )
        try:
            data, _ = process.communicate()
        except BaseException:
            _kill(process)
            raise
        if process.returncode:
            raise BuildFailedError
        answer = pickle.loads(data)  # noqa: S301  # from our own process
        if isinstance(answer, ContentError):
            raise answer
        assert isinstance(answer, BuildReport)
        return answer


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill the build and its workers; the next build removes what they left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _run_job(job: str) -> BuildReport | ContentError:
    root, content, output, workers = json.loads(job)
    try:
        archive = open_archive(Path(root), Path(content) if content else None)
        # A preview publishes nothing, so the ledger is written only by `sitegen build`.
        return build(archive, Path(output), today=today(), update_ledger=False, workers=workers)
    except ContentError as error:
        return error


def run_job() -> None:
    """Build, and write the report or the `ContentError` to standard output: the program of the subprocess."""
    sys.stdout.buffer.write(pickle.dumps(_run_job(sys.argv[1])))


DEFAULT_PORT = 8000
_POLL_INTERVAL = 0.05  # seconds between the server's checks for shutdown


def serve(
    root: Path,
    content: Path | None,
    output: Path,
    *,
    port: int,
    open_browser: bool,
    workers: int | None,
    open_search: Callable[[], SiteSearch],
    print_line: Callable[[str], None],
) -> None:
    """Build the archive in ``root`` into ``output`` and serve it until Ctrl-C or SIGTERM.

    ``open_search`` opens the search of the last build. ``print_line`` is called from several threads, with text that
    may come from transcripts. ``port`` 0 picks a free port. Raise `ContentError` if the port is taken or there is
    nothing to build.
    """
    with _stop_on_signals() as ignore_them, ExitStack() as stack:
        try:
            server = stack.enter_context(_server(output, port, print_line))
            watcher = Watcher(root, content, output, print_line)
            stack.callback(watcher.stop)
            watcher.start()  # before the first build, so that no change during it is missed
            preview = _Preview(BuildProcess(root, content, output, workers), server, open_search, print_line)
            preview.build()
            Thread(target=server.serve_forever, args=[_POLL_INTERVAL], name="serve", daemon=True).start()
            stack.callback(server.shutdown)
            stack.callback(server.reload_events.close)
            print_line(f"Serving {output.as_posix()}/ at {server.address} (press Ctrl-C to stop)")
            if open_browser:
                Thread(target=webbrowser.open, args=[server.address], daemon=True).start()
            while True:
                watcher.changed.wait()
                watcher.changed.clear()
                preview.rebuild()
        except KeyboardInterrupt:
            pass  # the normal way to stop
        finally:
            ignore_them()


class _Preview:
    """The served site, from one build to the next."""

    def __init__(
        self,
        build_process: BuildProcess,
        server: SiteServer,
        open_search: Callable[[], SiteSearch],
        print_line: Callable[[str], None],
    ) -> None:
        self._build_process, self._server, self._open_search, self._print_line = (
            build_process,
            server,
            open_search,
            print_line,
        )
        self._output = build_process.output.as_posix()
        self._known_problems: frozenset[Problem] = frozenset()

    def build(self) -> None:
        """Build, print new problems, and reload open pages if the site has changed."""
        old_identity = self._server.folder.identity()
        try:
            report = self._build_process.build()
        except BuildFailedError:
            raise ContentError(Problem("build-crashed", self._output)) from None
        self._server.search = self._open_search()
        if self._server.folder.identity() != old_identity:
            self._server.reload_events.announce()
        problems = [each for each in report.problems if not each.is_note]
        for problem in problems:
            if problem not in self._known_problems:
                self._print_line(str(problem))
        self._known_problems = frozenset(problems)
        self._print_line(_summary(report, len(problems)))

    def rebuild(self) -> None:
        """Build; keep the old site if the build fails."""
        try:
            self.build()
        except ContentError as error:
            self._print_line(str(error.problem))


def _summary(report: BuildReport, problems: int) -> str:
    unchanged = report.conversations - report.rebuilt
    return f"Built: {report.rebuilt} rebuilt, {unchanged} unchanged, problems: {problems}"


def _server(output: Path, port: int, say: Callable[[str], None]) -> SiteServer:
    try:
        return SiteServer(output, port, say)
    except OverflowError:
        problem = Problem("port-invalid", f"{HOST}:{port}")
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        problem = (
            Problem("port-taken", f"{HOST}:{port}")
            if is_taken
            else Problem("port-unavailable", f"{HOST}:{port}", reason=f"{error.strerror}")
        )
    raise ContentError(problem)


@contextmanager
def _stop_on_signals() -> Iterator[Callable[[], None]]:
    """Turn Ctrl-C and SIGTERM into `KeyboardInterrupt`; the yielded function makes them ignored.

    Does nothing outside the main thread, which alone gets signals.
    """
    signals = (signal.SIGINT, signal.SIGTERM) if current_thread() is main_thread() else ()
    before = {each: signal.signal(each, signal.default_int_handler) for each in signals}

    def ignore_them() -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)

    try:
        yield ignore_them
    finally:
        for each in signals:
            signal.signal(each, before[each])
