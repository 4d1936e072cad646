"""Open pages hear of a new build: a script is put into each page as it is sent, and waits for an event."""

import secrets
import select
import socket
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock

SCRIPT = "/-/reload.js"
EVENTS = "/-/changes"
MOST_LISTENERS = 4
"""Browsers open six connections to a host, over all tabs; two stay free for pages."""
_BREATH = 2.0  # seconds between looks whether a listener is still there
_END = b""
_ENOUGH = b"event: enough\ndata: enough\n\n"


def script() -> bytes:
    """The script that the pages get."""
    return Path(__file__).with_name("live_reload.js").read_bytes()


def with_script(html: bytes, state: str) -> bytes:
    """A page of the build ``state`` with the script before its end; what has no end is left alone."""
    at = html.lower().rfind(b"</body>")
    if at < 0:
        return html
    tag = f'<script src="{SCRIPT}" data-state="{state}" defer></script>\n'
    return html[:at] + tag.encode() + html[at:]


@dataclass(eq=False, slots=True)
class Listener:
    """One open page."""

    connection: socket.socket
    news: "SimpleQueue[bytes]" = field(default_factory=SimpleQueue)

    def is_gone(self) -> bool:
        """A browser sends nothing more here, so that anything to read is the end of the connection."""
        try:
            return bool(select.select([self.connection], [], [], 0)[0])
        except (OSError, ValueError):
            return True

    def send_news(self) -> None:
        """Sends what happens until the page leaves or is sent away. Raises `OSError` where it is gone."""
        while True:
            try:
                event = self.news.get(timeout=_BREATH)
            except Empty:
                if self.is_gone():
                    return
                continue
            if event == _END:
                return
            self.connection.sendall(event)
            if event == _ENOUGH:
                return


class Changes:
    """The state of the site, and the pages that wait for the next."""

    def __init__(self, most: int = MOST_LISTENERS) -> None:
        self._most = most
        self._run = secrets.token_hex(4)  # pages of an earlier run are older than any of this one
        self._count = 0
        self._is_closed = False
        self._listeners: list[Listener] = []
        self._lock = Lock()

    @property
    def state(self) -> str:
        """Which build is served; letters, digits and a hyphen."""
        return f"{self._run}-{self._count}"

    def listen(self, connection: socket.socket) -> Listener:
        """A new listener, who hears the present state first; the oldest goes where there are too many."""
        listener = Listener(connection)
        with self._lock:
            self._listeners = [each for each in self._listeners if not each.is_gone()]
            while len(self._listeners) >= self._most:
                self._listeners.pop(0).news.put(_ENOUGH)
            self._listeners.append(listener)
            listener.news.put(_END if self._is_closed else self._event())
        return listener

    def forget(self, listener: Listener) -> None:
        """The listener has left."""
        with self._lock:
            self._listeners = [each for each in self._listeners if each is not listener]

    def announce(self) -> None:
        """There is a new build."""
        with self._lock:
            self._count += 1
            for listener in self._listeners:
                listener.news.put(self._event())

    def close(self) -> None:
        """Ends all connections."""
        with self._lock:
            self._is_closed = True
            for listener in self._listeners:
                listener.news.put(_END)

    def _event(self) -> bytes:
        return f"retry: 1000\ndata: {self.state}\n\n".encode()
