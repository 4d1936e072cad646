"""A server for tests: a folder of files on a free port of this machine, asked over plain sockets."""

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sitegen.preview.server import SiteServer
from tests.waiting import TIMEOUT

MISSING = b"<html><body>Page not found</body></html>"


class Parrot:
    """Answers with the question."""

    base = "/archive/of/talks"

    def result(self, text: str, limit: int) -> dict[str, Any]:
        if text == "bug":
            raise ZeroDivisionError("a bug of ours")
        return {"query": text, "limit": limit}

    def page(self, result: Mapping[str, Any], published: bytes) -> bytes:
        return f"<html><body>{json.dumps(result)}</body></html>".encode()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Served:
    server: SiteServer
    folder: Path
    said: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.server_port), timeout=TIMEOUT)

    def send(self, request: bytes) -> Reply:
        """Send raw bytes and return the response; the server closes the connection."""
        with self.connect() as connection:
            connection.sendall(request)
            data = b""
            while more := connection.recv(65_536):
                data += more
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return Reply(int(first.split()[1]), headers, body)

    def ask(self, target: str, method: str = "GET", host: str | None = None) -> Reply:
        line = f"{method} {target} HTTP/1.1\r\nHost: {host or self.host}\r\nConnection: close\r\n\r\n"
        return self.send(line.encode("latin-1"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "site"
    files = {
        "index.html": b"<html><body>Home</body></html>",
        "404.html": MISSING,
        "search.html": b"<html><body>As published</body></html>",
        "c/index.html": b"<html><body>All</body></html>",
        "c/one.html": b"<html><body>One</body></html>",
        "c/one.json": b"{}",
        "c/one.txt": b"One </body>",
        "static/style.css": b"a{}",
        "static/font.woff2": b"wOF2",
        "static/part.html": b"<p>No end",
        ".sitegen-site": b"index.html\n",
        ".git/config": b"secret",
        "strange.bin": b"\0",
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    said: list[str] = []
    with SiteServer(folder, 0, said.append) as server:
        server.search = Parrot()
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        yield Served(server, folder, said)
        server.reload_events.close()
        server.shutdown()
        thread.join(5)
