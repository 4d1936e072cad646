"""Run `sitegen serve` in its own process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.request import urlopen

from tests.preview import program
from tests.waiting import TIMEOUT
from tests.writing import dialogue


@dataclass
class Running:
    root: Path
    process: "subprocess.Popen[str]"
    lines: "SimpleQueue[str]" = field(default_factory=SimpleQueue)
    address: str = ""

    def wait_for(self, part: str) -> str:
        """Return the next line that contains ``part``."""
        passed = []
        while True:
            try:
                line = self.lines.get(timeout=TIMEOUT)
            except Empty:
                raise AssertionError(f"{part!r} was not printed, but {passed}") from None
            if part in line:
                return line
            passed.append(line)

    def get(self, path: str) -> bytes:
        with urlopen(self.address + path, timeout=TIMEOUT) as reply:
            return bytes(reply.read())

    def write(self, name: str, *texts: str) -> None:
        (self.root / "content" / "transcripts" / name).write_bytes(dialogue(*texts))

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(TIMEOUT)


def archive(root: Path) -> Path:
    (root / "content" / "transcripts").mkdir(parents=True)
    (root / "content" / "transcripts" / "a.md").write_bytes(dialogue("The lamp is lit."))
    return root


def received(connection: socket.socket) -> bytes:
    """Return the head and the first event of a stream."""
    heard = b""
    while not heard.endswith(b"\n\n"):
        more = connection.recv(4096)
        assert more, f"the connection was closed after {heard!r}"
        heard += more
    return heard


@contextmanager
def running(root: Path, port: int = 0) -> Iterator[Running]:
    """Serve the archive in ``root``; yield once the server is ready."""
    command = [sys.executable, program.__file__, str(root), str(port)]
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        server = Running(root, process)
        assert process.stdout

        def read_lines() -> None:
            assert process.stdout
            for line in process.stdout:
                server.lines.put(line.rstrip("\n"))

        thread = Thread(target=read_lines, daemon=True)
        thread.start()
        try:
            server.address = server.wait_for("Serving ").split()[3]
            yield server
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(TIMEOUT)
            thread.join(TIMEOUT)
