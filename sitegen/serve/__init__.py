"""``sitegen serve``: the built site on this machine, built anew and shown anew when something changes."""

import errno
import signal
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread, current_thread, main_thread

from sitegen.build import Report
from sitegen.errors import ContentError, Problem
from sitegen.serve.answers import Answers
from sitegen.serve.rebuild import BrokenBuildError, Builder
from sitegen.serve.server import HOST, SiteServer
from sitegen.serve.watch import Watcher

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
