"""Reload open pages after a build: each page gets a script that waits for a server-sent event."""

import secrets
import select
import socket
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock

SCRIPT = "/-/reload.js"
EVENTS = "/-/changes"
MAX_LISTENERS = 4
"""Browsers open six connections per host over all tabs; two stay free for pages."""
_CHECK_INTERVAL = 2.0  # seconds between checks that a listener is still connected
_END = b""
_CLOSE_EVENT = b"event: enough\ndata: enough\n\n"


def script() -> bytes:
    """Return the script that is added to the pages."""
    return Path(__file__).with_name("live_reload.js").read_bytes()


def add_script(html: bytes, state: str) -> bytes:
    """Insert the script before ``</body>`` of a page of the build ``state``; without that tag change nothing."""
    at = html.lower().rfind(b"</body>")
    if at < 0:
        return html
    tag = f'<script src="{SCRIPT}" data-state="{state}" defer></script>\n'
    return html[:at] + tag.encode() + html[at:]


@dataclass(eq=False, slots=True)
class Listener:
    """The connection of one open page."""

    connection: socket.socket
    events: "SimpleQueue[bytes]" = field(default_factory=SimpleQueue)

    def is_disconnected(self) -> bool:
        """Return whether the page was closed: browsers send nothing here, so readable data means the end."""
        try:
            return bool(select.select([self.connection], [], [], 0)[0])
        except (OSError, ValueError):
            return True

    def send_events(self) -> None:
        """Send events until the page or the server closes. Raise `OSError` if the connection is lost."""
        while True:
            try:
                event = self.events.get(timeout=_CHECK_INTERVAL)
            except Empty:
                if self.is_disconnected():
                    return
                continue
            if event == _END:
                return
            self.connection.sendall(event)
            if event == _CLOSE_EVENT:
                return


class ReloadEvents:
    """The state of the site, and the open pages that wait for the next one."""

    def __init__(self, max_listeners: int = MAX_LISTENERS) -> None:
        self._max_listeners = max_listeners
        self._run_id = secrets.token_hex(4)  # distinguishes pages of an earlier run of the server
        self._count = 0
        self._is_closed = False
        self._listeners: list[Listener] = []
        self._lock = Lock()

    @property
    def state(self) -> str:
        """Return the id of the served build: letters, digits and a hyphen."""
        return f"{self._run_id}-{self._count}"

    def listen(self, connection: socket.socket) -> Listener:
        """Add a listener, which gets the current state first; close the oldest if there are too many."""
        listener = Listener(connection)
        with self._lock:
            self._listeners = [each for each in self._listeners if not each.is_disconnected()]
            while len(self._listeners) >= self._max_listeners:
                self._listeners.pop(0).events.put(_CLOSE_EVENT)
            self._listeners.append(listener)
            listener.events.put(_END if self._is_closed else self._event())
        return listener

    def remove(self, listener: Listener) -> None:
        """Remove a listener that has disconnected."""
        with self._lock:
            self._listeners = [each for each in self._listeners if each is not listener]

    def announce(self) -> None:
        """Tell all listeners that there is a new build."""
        with self._lock:
            self._count += 1
            for listener in self._listeners:
                listener.events.put(self._event())

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._is_closed = True
            for listener in self._listeners:
                listener.events.put(_END)

    def _event(self) -> bytes:
        return f"retry: 1000\ndata: {self.state}\n\n".encode()
