"""Serve the built site and its search over HTTP, on this machine only.

A page of another site could send requests here under a host name that resolves to this machine (DNS rebinding). So
a request must name this server in ``Host``, and pages of other origins may not use the responses.
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

from sitegen.model.problems import ContentError
from sitegen.permalinks import urls
from sitegen.preview import live_reload
from sitegen.preview.site_search import (
    BadRequestError,
    SearchRequest,
    SiteSearch,
    json_request,
    page_request,
)
from sitegen.preview.static_files import FolderRedirect, FoundFile, SiteFolder

HOST = "127.0.0.1"
MAX_REQUEST_LINE = 262_144
"""Bytes. A query of 10,000 characters can take 120,000."""
_PAGE = f"/{urls.SEARCH}"
_JSON = "/search.json"
_HTML = "text/html; charset=utf-8"
_PLAIN = "text/plain; charset=utf-8"
_SCRIPT = "text/javascript; charset=utf-8"


class SiteServer(ThreadingHTTPServer):
    """Server of the site in ``folder``. Raise `OSError` if the port is not available; port 0 picks a free one."""

    request_queue_size = 64

    def __init__(self, folder: Path, port: int, print_line: Callable[[str], None]) -> None:
        self.folder = SiteFolder(folder)
        self.reload_events = live_reload.ReloadEvents()
        self.search: SiteSearch | None = None
        """None before the first build."""
        self.print_line = print_line
        self._search_lock = Lock()
        super().__init__((HOST, port), RequestHandler)
        names = ("localhost", HOST, "[::1]")
        self.hosts = {f"{name}:{self.server_port}" for name in names}
        if self.server_port == 80:
            self.hosts |= set(names)

    def server_bind(self) -> None:
        """Bind as `HTTPServer` does, without its name look-up, which can be slow."""
        socketserver.TCPServer.server_bind(self)
        self.server_name = HOST
        self.server_port = self.socket.getsockname()[1]

    @property
    def address(self) -> str:
        """Return the URL of the home page."""
        return f"http://{HOST}:{self.server_port}/"

    def search_result(self, request: SearchRequest) -> tuple[SiteSearch, dict[str, Any]] | None:
        """Search, one request at a time because an index is not thread-safe. Return None if there is no search yet."""
        with self._search_lock:
            search = self.search
            return (search, search.result(request.text, request.limit)) if search else None

    def search_page(self, request: SearchRequest) -> bytes | None:
        """Return the search page with the results in it; None if there is no search yet."""
        found = self.search_result(request)
        if found is None:
            return None
        file = self.folder.find(f"/{urls.SEARCH}")
        published = b""
        if isinstance(file, FoundFile):
            with file.file:
                published = file.file.read()
        with self._search_lock:
            return found[0].page(found[1], published)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print tracebacks of our bugs to the terminal; a closed connection is not a bug."""
        del request, client_address
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            for line in traceback.format_exc().splitlines():
                self.print_line(line)


class RequestHandler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # HTTP/0.9 responses have no headers
    disable_nagle_algorithm = True  # headers and body are two writes; the second would wait 40 ms for an ACK
    timeout = 60  # seconds before an idle connection is closed
    server: SiteServer

    def handle_one_request(self) -> None:
        """Handle a request as the standard library does, with a longer limit and one method for GET and HEAD."""
        self.has_answered = False
        self.command, self.request_version, self.requestline = "", self.protocol_version, ""
        try:
            self.raw_requestline = self.rfile.readline(MAX_REQUEST_LINE + 1)
            if len(self.raw_requestline) > MAX_REQUEST_LINE:
                self._discard_line()
                self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            elif not self.raw_requestline:
                self.close_connection = True
            elif self.parse_request() and self._is_allowed():
                self._respond()
        except TimeoutError:
            self.close_connection = True

    def _discard_line(self) -> None:
        """Read the rest of a long line, because a client that is still sending reads no response; up to 4 MB."""
        for _ in range(64):
            line = self.rfile.readline(65_536)
            if not line or line.endswith(b"\n"):
                return

    def _is_allowed(self) -> bool:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].strip().lower() not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, f"this server is {self.server.address}")
        elif self.command not in {"GET", "HEAD"}:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are allowed")
        else:
            return True
        return False

    def _respond(self) -> None:
        path, _, parameters = self.path.partition("?")
        path = self._path_in_site(path.partition("#")[0])
        try:
            if path == live_reload.EVENTS:
                self._send_events()
            elif path == live_reload.SCRIPT:
                self._send(HTTPStatus.OK, _SCRIPT, live_reload.script())
            elif path == _JSON:
                self._send_json(parameters)
            elif path != _PAGE or not self._send_search_page(parameters):
                self._send_file(path)
        except BadRequestError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, str(error))
        except ContentError as error:  # the index is damaged, or the theme is broken
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, str(error.problem))
        finally:  # a bug of ours: its traceback is only for the terminal
            if not self.has_answered:
                why = "sitegen failed; its terminal shows the traceback"
                self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, why)

    def _path_in_site(self, path: str) -> str:
        """Remove the base path of the published site, which links of its 404 page have."""
        base = self.server.search.base if self.server.search else ""
        return path.removeprefix(base) if base and path.startswith(f"{base}/") else path

    def _send_json(self, parameters: str) -> None:
        found = self.server.search_result(json_request(parameters))
        if found is None:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "the search index is not built yet")
        else:
            self._send(HTTPStatus.OK, "application/json; charset=utf-8", json.dumps(found[1]).encode())

    def _send_search_page(self, parameters: str) -> bool:
        """Send results; return False without a query or an index, so that the published page is sent."""
        state = self.server.reload_events.state
        request = page_request(parameters)
        page = self.server.search_page(request) if request else None
        if page is not None:
            self._send(HTTPStatus.OK, _HTML, live_reload.add_script(page, state))
        return page is not None

    def _send_file(self, path: str) -> None:
        state = (
            self.server.reload_events.state
        )  # read before the file is opened: one reload too many is better than one too few
        found = self.server.folder.find(path)
        if isinstance(found, FolderRedirect):
            self._send(HTTPStatus.FOUND, _PLAIN, b"", Location=found.address)
        elif found:
            self._send_open_file(HTTPStatus.OK, found, state)
        elif isinstance(found := self.server.folder.find(f"/{urls.NOT_FOUND}"), FoundFile):
            self._send_open_file(HTTPStatus.NOT_FOUND, found, state)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "not found")

    def _send_open_file(self, status: HTTPStatus, found: FoundFile, state: str) -> None:
        with found.file:
            if found.type == _HTML:
                self._send(status, found.type, live_reload.add_script(found.file.read(), state))
                return
            self._send_headers(status, found.type, {"Content-Length": str(found.size)})
            if self.command != "HEAD":
                shutil.copyfileobj(found.file, self.wfile)

    def _send_events(self) -> None:
        self.close_connection = True
        self._send_headers(HTTPStatus.OK, "text/event-stream", {"Connection": "close"})
        if self.command == "HEAD":
            return
        listener = self.server.reload_events.listen(self.connection)
        try:
            listener.send_events()
        finally:
            self.server.reload_events.remove(listener)

    def _send(self, status: HTTPStatus, kind: str, body: bytes, **more: str) -> None:
        self._send_headers(status, kind, {"Content-Length": str(len(body)), **more})
        if self.command != "HEAD":
            shutil.copyfileobj(BytesIO(body), self.wfile)

    def _send_headers(self, status: HTTPStatus, kind: str, more: dict[str, str]) -> None:
        self.has_answered = True
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        # In a policy within a page this directive is ignored; another site must not show the preview in a frame.
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")
        # Index shards are scripts, and any web page can load scripts from any host.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Send an error as plain text and close the connection, because the next bytes may not be a request."""
        self.close_connection = True
        more = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._send(status, _PLAIN, f"{status.value}: {why}\n".encode(), Connection="close", **more)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send an error of the standard library without its message, which repeats what the client sent."""
        del message, explain
        self._refuse(HTTPStatus(code), HTTPStatus(code).phrase)

    def version_string(self) -> str:
        """Return a server name without the version of Python."""
        return "sitegen"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log no requests: the terminal shows builds and bugs."""
