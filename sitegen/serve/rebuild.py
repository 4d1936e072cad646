"""Builds in a process of their own: it can be ended at once, and always reads the theme anew."""

import json
import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sitegen.archive import open_archive
from sitegen.build import Report, build
from sitegen.errors import ContentError
from sitegen.ledger.folder import today

_PROGRAM = "from sitegen.serve.rebuild import answer_job; answer_job()"


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
