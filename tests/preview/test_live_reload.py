"""Open pages hear of a new build."""

import socket
import threading

from sitegen.preview.live_reload import add_script
from tests.preview.conftest import Served
from tests.preview.running import received
from tests.waiting import wait_until


def listen(served: Served) -> socket.socket:
    """Open a connection and read the first event."""
    connection = served.connect()
    connection.sendall(f"GET /-/changes HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode())
    heard = received(connection)
    assert b"Content-Type: text/event-stream\r\n" in heard
    assert heard.endswith(f"retry: 1000\ndata: {served.server.reload_events.state}\n\n".encode())
    return connection


def test_a_page_hears_of_each_build(served: Served):
    before = served.server.reload_events.state
    with listen(served) as connection:
        served.server.reload_events.announce()
        now = served.server.reload_events.state
        assert connection.recv(4096) == f"retry: 1000\ndata: {now}\n\n".encode()
    assert before != now


def test_the_page_that_waited_longest_goes_where_there_are_too_many(served: Served):
    count = threading.active_count()
    connections = [listen(served) for _ in range(30)]
    for connection in connections[:26]:
        assert connection.recv(4096) == b"event: enough\ndata: enough\n\n"
        assert connection.recv(4096) == b""
        connection.close()
    assert wait_until(lambda: threading.active_count() == count + 4)
    served.server.reload_events.announce()
    told = f"retry: 1000\ndata: {served.server.reload_events.state}\n\n".encode()
    for connection in connections[26:]:
        assert connection.recv(4096) == told
        connection.close()


def test_pages_that_left_take_no_place(served: Served):
    with listen(served) as connection:
        for _ in range(20):
            listen(served).close()
        served.server.reload_events.announce()
        assert connection.recv(4096).startswith(b"retry: 1000\ndata: ")


def test_the_end_of_the_server_ends_every_connection(served: Served):
    connections = [listen(served) for _ in range(3)]
    served.server.reload_events.close()
    for connection in connections:
        assert connection.recv(4096) == b""
        connection.close()
    with served.connect() as late:
        late.sendall(f"GET /-/changes HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode())
        with late.makefile("rb") as stream:
            assert b"data:" not in stream.read()


def test_events_are_refused_to_other_names(served: Served):
    assert served.ask("/-/changes", host="evil.example").status == 421


def test_the_script_stands_before_the_last_end_of_a_body():
    html = b"<p></body></p></BODY></html>"
    tag = b'<script src="/-/reload.js" data-state="a-1" defer></script>\n'
    assert add_script(html, "a-1") == b"<p></body></p>" + tag + b"</BODY></html>"
    assert add_script(b"<p>", "a-1") == b"<p>"


def test_the_script_is_served(served: Served):
    reply = served.ask("/-/reload.js")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert b"new EventSource" in reply.body
