"""Builds in a process of their own: it can be ended at once, and always reads the theme anew."""

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
from sitegen.build.pipeline import Report, build
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.files import today
from sitegen.preview.search_requests import Answers
from sitegen.preview.server import HOST, SiteServer
from sitegen.preview.watcher import Watcher

_PROGRAM = "from sitegen.preview.preview import answer_job; answer_job()"


class BrokenBuildError(Exception):
    """A bug of ours, or the process was killed; it has said on the terminal what it could."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds one archive, again and again."""

    root: Path
    content: Path | None
    output: Path
    workers: int | None

    def build(self) -> Report:
        """Builds once. Raises `ContentError` or `BrokenBuildError`; an interruption ends the build."""
        paths = (os.fspath(path) if path else None for path in (self.root, self.content, self.output))
        job = json.dumps([*paths, self.workers])
        # -P: the current folder is somebody's archive, and no place to import from.
        command = [sys.executable, "-P", "-c", _PROGRAM, job]
        process = subprocess.Popen(  # noqa: S603  # no shell, nothing of a transcript
            command, stdout=subprocess.PIPE, start_new_session=True
        )
        try:
            data, _ = process.communicate()
        except BaseException:
            _end(process)
            raise
        if process.returncode:
            raise BrokenBuildError
        answer = pickle.loads(data)  # noqa: S301  # of our own process
        if isinstance(answer, ContentError):
            raise answer
        assert isinstance(answer, Report)
        return answer


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends the build and the processes that it began; the next build clears up what they left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _answer(job: str) -> Report | ContentError:
    root, content, output, workers = json.loads(job)
    try:
        archive = open_archive(Path(root), Path(content) if content else None)
        # Whoever writes and looks publishes nothing yet: the ledger waits for `sitegen build`.
        return build(archive, Path(output), day=today(), record=False, workers=workers)
    except ContentError as error:
        return error


def answer_job() -> None:
    """What the process does: builds, and writes the report or the `ContentError` to its parent."""
    sys.stdout.buffer.write(pickle.dumps(_answer(sys.argv[1])))


__all__ = ["DEFAULT_PORT", "Answers", "serve"]

DEFAULT_PORT = 8000
_LOOK = 0.05  # seconds between the server's looks whether it shall end


def serve(
    root: Path,
    content: Path | None,
    output: Path,
    *,
    port: int,
    open_browser: bool,
    workers: int | None,
    answers: Callable[[], Answers],
    say: Callable[[str], None],
) -> None:
    """Builds the archive in ``root`` into ``output`` and serves it until Ctrl-C or SIGTERM; then it returns.

    ``answers`` makes the search of the site as it was last built; ``say`` puts a line on the terminal, and is
    called from several threads with text that transcripts may have a part in. ``port`` 0 means any free one.
    Raises `ContentError` where the port is taken or there is nothing to build.
    """
    with _signals() as ignore_them, ExitStack() as stack:
        try:
            server = stack.enter_context(_server(output, port, say))
            watcher = Watcher(root, content, output, say)
            stack.callback(watcher.stop)
            watcher.start()  # before the first build, so that nothing is missed during it
            preview = _Preview(Builder(root, content, output, workers), server, answers, say)
            preview.build()
            Thread(target=server.serve_forever, args=[_LOOK], name="serve", daemon=True).start()
            stack.callback(server.shutdown)
            stack.callback(server.changes.close)
            say(f"{server.address} shows {output.as_posix()}; Ctrl-C ends it")
            if open_browser:
                Thread(target=webbrowser.open, args=[server.address], daemon=True).start()
            while True:
                watcher.changed.wait()
                watcher.changed.clear()
                preview.rebuild()
        except KeyboardInterrupt:
            pass  # the way to end it
        finally:
            ignore_them()


class _Preview:
    """The site that is served, from one build to the next."""

    def __init__(
        self,
        builder: Builder,
        server: SiteServer,
        answers: Callable[[], Answers],
        say: Callable[[str], None],
    ) -> None:
        self._builder, self._server, self._answers, self._say = builder, server, answers, say
        self._output = builder.output.as_posix()
        self._known: frozenset[Problem] = frozenset()

    def build(self) -> None:
        """Builds, says what is newly wrong, and tells open pages if the site is another one now."""
        before = self._server.folder.identity()
        try:
            report = self._builder.build()
        except BrokenBuildError:
            remedy = "the lines above say why; please report them"
            raise ContentError(Problem(self._output, None, "the build broke off", remedy)) from None
        self._server.answers = self._answers()
        if self._server.folder.identity() != before:
            self._server.changes.announce()
        found = [each for each in report.problems if not each.is_note]
        for problem in found:
            if problem not in self._known:
                self._say(str(problem))
        self._known = frozenset(found)
        self._say(_told(report, len(found)))

    def rebuild(self) -> None:
        """As `build`; where it fails, the old site stays."""
        try:
            self.build()
        except ContentError as error:
            self._say(str(error.problem))


def _told(report: Report, problems: int) -> str:
    kept = report.conversations - report.published
    return f"built: {report.published} made, {kept} kept, problems: {problems}"


def _server(output: Path, port: int, say: Callable[[str], None]) -> SiteServer:
    try:
        return SiteServer(output, port, say)
    except OverflowError:
        why = "there is no such port"
    except OSError as error:
        why = "this port is taken" if error.errno == errno.EADDRINUSE else f"{error.strerror}"
    remedy = "choose another with --port; 0 is any free one"
    raise ContentError(Problem(f"{HOST}:{port}", None, why, remedy))


@contextmanager
def _signals() -> Iterator[Callable[[], None]]:
    """Ctrl-C and SIGTERM raise `KeyboardInterrupt`, until what is given is called: then they are ignored.

    In a thread that gets no signals nothing is changed.
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
