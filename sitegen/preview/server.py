"""The server: the built site on this machine alone, and answers to those who search it.

A page of another site may send requests here, under a name that leads to this machine. So a request must name
us in ``Host``, and no answer may be used by pages from elsewhere.
"""

import json
import shutil
import socketserver
import sys
import traceback
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from sitegen.permalinks import urls
from sitegen.preview import live_reload
from sitegen.preview.files import Elsewhere, Folder, Found
from sitegen.preview.search_requests import AbsurdError, Answers, Question, json_question, page_question

HOST = "127.0.0.1"
LONGEST_LINE = 262_144
"""Bytes of a request line. A query of 10,000 characters may take 120,000."""
_PAGE = f"/{urls.SEARCH}"
_JSON = "/search.json"
_HTML = "text/html; charset=utf-8"
_PLAIN = "text/plain; charset=utf-8"
_SCRIPT = "text/javascript; charset=utf-8"


class SiteServer(ThreadingHTTPServer):
    """Serves the site in ``folder``. Raises `OSError` where the port cannot be had; port 0 means any."""

    request_queue_size = 64

    def __init__(self, folder: Path, port: int, say: Callable[[str], None]) -> None:
        self.folder = Folder(folder)
        self.changes = live_reload.Changes()
        self.answers: Answers | None = None
        """None until the first build."""
        self.say = say
        self._asking = Lock()
        super().__init__((HOST, port), Handler)
        names = ("localhost", HOST, "[::1]")
        self.hosts = {f"{name}:{self.server_port}" for name in names}
        if self.server_port == 80:
            self.hosts |= set(names)

    def server_bind(self) -> None:
        """As `HTTPServer` does, without its question to the name service, which may take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name = HOST
        self.server_port = self.socket.getsockname()[1]

    @property
    def address(self) -> str:
        """What to type into a browser."""
        return f"http://{HOST}:{self.server_port}/"

    def result(self, question: Question) -> tuple[Answers, dict[str, Any]] | None:
        """One at a time: an index need not be fit for several threads. None where there is no search."""
        with self._asking:
            answers = self.answers
            return (answers, answers.result(question.text, question.limit)) if answers else None

    def page(self, question: Question) -> bytes | None:
        """The search page with the answer in it."""
        found = self.result(question)
        if found is None:
            return None
        with self._asking:
            return found[0].page(found[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says our bugs on the terminal; that a browser went away is none."""
        del request, client_address
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            for line in traceback.format_exc().splitlines():
                self.say(line)


class Handler(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # 0.9 would get answers without a head
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait for an ACK, 40 ms
    timeout = 60  # seconds that a silent connection may keep its thread
    server: SiteServer

    def handle_one_request(self) -> None:
        """As the standard library does, with a longer line, and one method for all that can be asked."""
        self.is_answered = False
        self.command, self.request_version, self.requestline = "", self.protocol_version, ""
        try:
            self.raw_requestline = self.rfile.readline(LONGEST_LINE + 1)
            if len(self.raw_requestline) > LONGEST_LINE:
                self._read_away()
                self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            elif not self.raw_requestline:
                self.close_connection = True
            elif self.parse_request() and self._may_ask():
                self._answer()
        except TimeoutError:
            self.close_connection = True

    def _read_away(self) -> None:
        """A browser that is still sending would not hear the answer; nor do we listen for ever."""
        for _ in range(64):
            line = self.rfile.readline(65_536)
            if not line or line.endswith(b"\n"):
                return

    def _may_ask(self) -> bool:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].strip().lower() not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, f"this is {self.server.address}")
        elif self.command not in {"GET", "HEAD"}:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD")
        else:
            return True
        return False

    def _answer(self) -> None:
        path, _, parameters = self.path.partition("?")
        path = self._within(path.partition("#")[0])
        try:
            if path == live_reload.EVENTS:
                self._send_events()
            elif path == live_reload.SCRIPT:
                self._send(HTTPStatus.OK, _SCRIPT, live_reload.script())
            elif path == _JSON:
                self._send_json(parameters)
            elif path != _PAGE or not self._send_search_page(parameters):
                self._send_file(path)
        except AbsurdError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, str(error))
        finally:  # a bug of ours: the terminal hears of it, the browser only that there is one
            if not self.is_answered:
                why = "this is a fault of sitegen; see the terminal"
                self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, why)

    def _within(self, path: str) -> str:
        """The path within the site: its 404 page asks as it will where it is published."""
        base = self.server.answers.base if self.server.answers else ""
        return path.removeprefix(base) if base and path.startswith(f"{base}/") else path

    def _send_json(self, parameters: str) -> None:
        found = self.server.result(json_question(parameters))
        if found is None:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "there is no search yet")
        else:
            self._send(HTTPStatus.OK, "application/json; charset=utf-8", json.dumps(found[1]).encode())

    def _send_search_page(self, parameters: str) -> bool:
        """False where nothing is asked, or nobody can answer yet: then the published page does."""
        state = self.server.changes.state
        question = page_question(parameters)
        page = self.server.page(question) if question else None
        if page is not None:
            self._send(HTTPStatus.OK, _HTML, live_reload.with_script(page, state))
        return page is not None

    def _send_file(self, path: str) -> None:
        state = self.server.changes.state  # before the file is opened: rather one reload too many
        found = self.server.folder.find(path)
        if isinstance(found, Elsewhere):
            self._send(HTTPStatus.FOUND, _PLAIN, b"", Location=found.address)
        elif found:
            self._send_found(HTTPStatus.OK, found, state)
        elif isinstance(found := self.server.folder.find(f"/{urls.NOT_FOUND}"), Found):
            self._send_found(HTTPStatus.NOT_FOUND, found, state)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "nothing is here")

    def _send_found(self, status: HTTPStatus, found: Found, state: str) -> None:
        with found.file:
            if found.type == _HTML:
                self._send(status, found.type, live_reload.with_script(found.file.read(), state))
                return
            self._begin(status, found.type, {"Content-Length": str(found.size)})
            if self.command != "HEAD":
                shutil.copyfileobj(found.file, self.wfile)

    def _send_events(self) -> None:
        self.close_connection = True
        self._begin(HTTPStatus.OK, "text/event-stream", {"Connection": "close"})
        if self.command == "HEAD":
            return
        listener = self.server.changes.listen(self.connection)
        try:
            listener.send_news()
        finally:
            self.server.changes.forget(listener)

    def _send(self, status: HTTPStatus, kind: str, body: bytes, **more: str) -> None:
        self._begin(status, kind, {"Content-Length": str(len(body)), **more})
        if self.command != "HEAD":
            shutil.copyfileobj(BytesIO(body), self.wfile)

    def _begin(self, status: HTTPStatus, kind: str, more: dict[str, str]) -> None:
        self.is_answered = True
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        # Shards are scripts, and any page of the web may ask for the scripts of any host.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """A plain sentence, and the end of the connection: what follows might be no request."""
        self.close_connection = True
        more = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._send(status, _PLAIN, f"{status.value}: {why}\n".encode(), Connection="close", **more)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses; its messages repeat what was sent, and are left out."""
        del message, explain
        self._refuse(HTTPStatus(code), HTTPStatus(code).phrase)

    def version_string(self) -> str:
        """Tells nobody which Python this is."""
        return "sitegen"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The terminal is for builds and bugs; who asked for what is nobody's business."""
