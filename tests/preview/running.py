"""The whole of `sitegen serve` in a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.request import urlopen

from tests.patience import PATIENCE
from tests.preview import program
from tests.writing import dialogue


@dataclass
class Running:
    root: Path
    process: "subprocess.Popen[str]"
    lines: "SimpleQueue[str]" = field(default_factory=SimpleQueue)
    address: str = ""

    def says(self, part: str) -> str:
        """The next line with ``part`` in it."""
        passed = []
        while True:
            try:
                line = self.lines.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError(f"{part!r} was not said, but {passed}") from None
            if part in line:
                return line
            passed.append(line)

    def get(self, path: str) -> bytes:
        with urlopen(self.address + path, timeout=PATIENCE) as reply:
            return bytes(reply.read())

    def write(self, name: str, *texts: str) -> None:
        (self.root / "content" / "transcripts" / name).write_bytes(dialogue(*texts))

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def archive(root: Path) -> Path:
    (root / "content" / "transcripts").mkdir(parents=True)
    (root / "content" / "transcripts" / "a.md").write_bytes(dialogue("The lamp is lit."))
    return root


@contextmanager
def running(root: Path, port: int = 0) -> Iterator[Running]:
    """Serves the archive in ``root`` once it says so."""
    command = [sys.executable, program.__file__, str(root), str(port)]
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        it = Running(root, process)
        assert process.stdout

        def hear() -> None:
            assert process.stdout
            for line in process.stdout:
                it.lines.put(line.rstrip("\n"))

        thread = Thread(target=hear, daemon=True)
        thread.start()
        try:
            it.address = it.says(" shows ").partition(" ")[0]
            yield it
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            thread.join(PATIENCE)
