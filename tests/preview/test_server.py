"""What a browser, and what an enemy, gets from the server."""

import json
import os
import socket
import threading
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.build.output import MARKER, SiteWriter
from sitegen.model import OutputFile
from sitegen.preview.server import MAX_REQUEST_LINE, SiteServer
from tests.preview.conftest import MISSING, Served
from tests.waiting import wait_until


def plain(served: Served, body: bytes) -> bytes:
    """Remove the script that the server adds to a page."""
    tag = f'<script src="/-/reload.js" data-state="{served.server.reload_events.state}" defer></script>\n'
    assert tag.encode() in body
    return body.replace(tag.encode(), b"")


@pytest.mark.parametrize("path", ["/archive/of/talks/c/one.txt", "/c/one.txt"])
def test_what_the_published_site_asks_for_by_its_whole_path_is_found(served: Served, path: str):
    assert served.ask(path).status == 200
    assert served.ask("/archive/of/talks/nothing.html").status == 404
    assert served.ask("/archive/of/talksc/one.txt").status == 404


def test_a_page_comes_with_its_type_and_with_the_script_at_its_end(served: Served):
    reply = served.ask("/c/one.html")
    state = served.server.reload_events.state
    body = f'<html><body>One<script src="/-/reload.js" data-state="{state}" defer></script>\n</body></html>'
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": "frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Length": str(len(body)),
    }
    reply.headers.pop("Date")
    assert (reply.status, reply.headers, reply.body) == (200, {"Server": "sitegen", **headers}, body.encode())
    assert (served.folder / "c/one.html").read_bytes() == b"<html><body>One</body></html>"


@pytest.mark.parametrize(
    ("path", "method", "host", "status"),
    [
        ("/c/one.html", "GET", None, 200),
        ("/c/one.html", "HEAD", None, 200),
        ("/c", "GET", None, 302),
        ("/nothing.html", "GET", None, 404),
        ("/search.json?limit=x", "GET", None, 400),
        ("/c/one.html", "POST", None, 405),
        ("/c/one.html", "GET", "example.org", 421),
        ("/" + "x" * 300_000, "GET", None, 414),
        ("/-/reload.js", "GET", None, 200),
    ],
)
def test_no_response_may_be_shown_in_a_frame(served: Served, path: str, method: str, host: str | None, status: int):
    reply = served.ask(path, method, host)
    policy = {
        name: reply.headers[name] for name in ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options")
    }
    assert (reply.status, policy) == (
        status,
        {
            "Content-Security-Policy": "frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/c/one.json", "application/json; charset=utf-8", b"{}"),
        ("/c/one.txt", "text/plain; charset=utf-8", b"One </body>"),
        ("/static/style.css", "text/css; charset=utf-8", b"a{}"),
        ("/static/font.woff2", "font/woff2", b"wOF2"),
        ("/static/part.html", "text/html; charset=utf-8", b"<p>No end"),
        ("/strange.bin", "application/octet-stream", b"\0"),
        ("/c/%6fne.txt?any=thing", "text/plain; charset=utf-8", b"One </body>"),
    ],
)
def test_other_files_come_byte_for_byte(served: Served, path: str, kind: str, body: bytes):
    reply = served.ask(path)
    assert (reply.status, reply.headers["Content-Type"], reply.body) == (200, kind, body)


def test_a_folder_shows_its_index(served: Served):
    assert plain(served, served.ask("/").body) == b"<html><body>Home</body></html>"
    assert plain(served, served.ask("/c/").body) == b"<html><body>All</body></html>"
    moved = served.ask("/c?x=1")
    assert (moved.status, moved.headers["Location"]) == (302, "/c/")


def test_head_is_get_without_the_body(served: Served):
    for path in ("/", "/c/one.txt", "/nothing", "/search.html?q=a", "/search.json?q=a", "/-/changes"):
        head, length = served.ask(path, "HEAD"), None
        if path != "/-/changes":
            length = str(len(served.ask(path).body))
        assert (head.body, head.headers.get("Content-Length")) == (b"", length)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "__init__"])
def test_only_get_and_head_are_answered(served: Served, method: str):
    reply = served.ask("/", method)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_our_own_names_are_answered(served: Served, name: str):
    assert served.ask("/", host=f"{name}:{served.server.server_port}").status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "localhost.evil.example:{port}",
     "127.0.0.1:{port}@evil.example", "localhost:{port}, evil.example", "0.0.0.0:{port}", " ", "é:{port}"],
)  # fmt: skip
def test_names_that_are_not_ours_are_refused(served: Served, host: str):
    reply = served.ask("/search.json?q=secret", host=host.format(port=served.server.server_port))
    assert (reply.status, reply.body) == (421, f"421: this server is {served.server.address}\n".encode())


def test_a_request_must_say_once_whom_it_asks(served: Served):
    assert served.send(b"GET / HTTP/1.1\r\n\r\n").status == 421
    assert served.send(b"GET / HTTP/1.0\r\n\r\n").status == 421
    assert served.send(b"GET /\r\n\r\n").status == 421
    host = f"Host: {served.host}\r\n".encode()
    assert served.send(b"GET / HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n").status == 421
    assert served.send(b"GET / HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n").status == 200


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/c/../../secret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt",
     "/..%5csecret.txt", "/c/..%2f..%2fsecret.txt", "/%252e%252e%252fsecret.txt", "//secret.txt",
     "/c//one.html", "/c/./one.html",
     "/c/one.html%00", "/%00", "/c/one.html/", "/c/one.html/index.html", "/c%2fone.html", "/c\\one.html",
     "/.git/config", "/%2egit/config", "/.sitegen-site", "/.", "/..", "/...", "/C:/secret.txt", "/%ff", "/%",
     "http://127.0.0.1/index.html", "*", "index.html", "/" + "a" * 5000, "/" + "a/" * 5000,
     "/-/", "/-/other"],
)  # fmt: skip
def test_paths_lead_nowhere_but_into_the_site(served: Served, path: str):
    reply = served.ask(path)
    assert (reply.status, plain(served, reply.body)) == (404, MISSING)


def test_an_absolute_path_of_the_machine_is_none_of_the_site(served: Served):
    secret = served.folder.parent / "secret.txt"
    for path in (f"/{secret}", quote(str(secret), safe=""), f"/{quote(str(secret), safe='')}", str(secret)):
        assert served.ask(path).status == 404


def test_links_out_of_the_site_and_to_hidden_files_are_not_followed(served: Served):
    (served.folder / "out.txt").symlink_to(served.folder.parent / "secret.txt")
    (served.folder / "parent").symlink_to(served.folder.parent)
    (served.folder / "config").symlink_to(served.folder / ".git/config")
    (served.folder / "ring").symlink_to(served.folder / "ring")
    (served.folder / "same.txt").symlink_to(served.folder / "c/one.txt")
    os.mkfifo(served.folder / "pipe")
    paths = ("/out.txt", "/parent/secret.txt", "/parent/", "/config", "/ring", "/pipe", "/same.txt")
    assert [served.ask(path).status for path in paths] == [404, 404, 404, 404, 404, 404, 200]


PIECES = st.sampled_from(
    ["/", "..", ".", "%2e", "%2f", "%5c", "%00", "\\", "secret.txt", "c", "one.txt", "site", ".git", "config",
     "//", "%", "?", "#", "~", ":", "%c0%ae", "\xff", "http:", "a", "%25"]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_path_whatever_gives_what_is_not_in_the_site(served: Served, path: str):
    reply = served.ask(f"/{path}")
    assert reply.status in {200, 302, 404}
    assert b"secret" not in reply.body
    assert served.said == []


def test_without_a_page_of_its_own_nothing_is_a_sentence(served: Served):
    (served.folder / "404.html").unlink()
    reply = served.ask("/nothing")
    assert (reply.status, reply.body) == (404, b"404: not found\n")


def test_a_long_query_is_answered_and_an_endless_one_refused(served: Served):
    text = "\N{SPOUTING WHALE}" * 10_000
    assert json.loads(served.ask(f"/search.json?q={quote(text)}").body) == {"query": text, "limit": 10}
    assert served.ask(f"/?{'a' * MAX_REQUEST_LINE}").status == 414
    assert served.ask(f"/?{'a' * 3_000_000}").status == 414


@pytest.mark.parametrize(
    ("parameters", "query", "limit"),
    [("q=a+b", "a b", 10), ("q=", "", 10), ("q=a&n=40", "a", 40), ("q=a&n=41", "a", 50), ("q=a&n=x", "a", 10),
     ("q=a&n=-5", "a", 10), ("q=a&n=5000", "a", 1000), ("q=a&n=", "a", 10), ("q=a&q=b", "a", 10),
     ("n=40&q=%3Cscript%3E", "<script>", 40), ("q=%ff", "\ufffd", 10), ("q=a%26b%3Bc", "a&b;c", 10)],
)  # fmt: skip
def test_the_search_page_comes_with_its_answer(served: Served, parameters: str, query: str, limit: int):
    reply = served.ask(f"/search.html?{parameters}")
    said = json.dumps({"query": query, "limit": limit})
    assert (reply.status, plain(served, reply.body)) == (200, f"<html><body>{said}</body></html>".encode())


@pytest.mark.parametrize("target", ["/search.html", "/search.html?", "/search.html?n=40", "/search.html#q=a"])
def test_without_a_query_the_search_page_is_the_published_one(served: Served, target: str):
    assert plain(served, served.ask(target).body) == b"<html><body>As published</body></html>"


@pytest.mark.parametrize(
    "parameters",
    ["q=a&limit=0", "q=a&limit=1001", "q=a&limit=x", "q=a&limit=", "limit=5", "", "q=a&limit=%D9%A5",
     "q=a" + "&a=b" * 200],
)  # fmt: skip
def test_absurd_parameters_are_refused_in_a_sentence(served: Served, parameters: str):
    reply = served.ask(f"/search.json?{parameters}")
    assert (reply.status, reply.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert reply.body.startswith(b"400: ")


def test_too_many_parameters_of_the_page_are_refused_too(served: Served):
    assert served.ask("/search.html?q=a" + "&a=b" * 200).status == 400


def test_our_bugs_are_told_on_the_terminal_only(served: Served):
    reply = served.ask("/search.html?q=bug")
    assert (reply.status, reply.body) == (500, b"500: sitegen failed; its terminal shows the traceback\n")
    assert wait_until(lambda: served.said)  # the terminal may hear of it a moment later
    assert (served.said[0], served.said[-1]) == (
        "Traceback (most recent call last):", "ZeroDivisionError: a bug of ours",
    )  # fmt: skip


@pytest.mark.parametrize(
    "request_",
    [b"\0\0\0\r\n\r\n", b"GET\r\n\r\n", b"GET / / /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
     b"GET / HTTP/x\r\n\r\n", b"<script> / HTTP/1.1x\r\n\r\n",
     b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n"],
)  # fmt: skip
def test_what_is_no_request_is_refused_in_a_plain_sentence(served: Served, request_: bytes):
    reply = served.send(request_)
    assert (reply.status // 100, reply.headers["Content-Type"]) in {
        (4, "text/plain; charset=utf-8"),
        (5, "text/plain; charset=utf-8"),
    }
    assert b"<" not in reply.body
    assert served.said == []


def test_one_connection_serves_many_requests(served: Served):
    request = f"GET /c/one.txt HTTP/1.1\r\nHost: {served.host}\r\n"
    last = f"{request}Connection: close\r\n"
    with served.connect() as connection:
        connection.sendall(f"{request}\r\n{request}\r\n{last}\r\n".encode())
        with connection.makefile("rb") as stream:
            assert stream.read().count(b"One </body>") == 3


def test_a_request_does_not_fail_while_a_build_replaces_the_file(served: Served):
    files = [path for path in served.folder.rglob("*") if path.is_file()]
    (served.folder / MARKER).write_text("\n".join(path.relative_to(served.folder).as_posix() for path in files))
    data = (served.folder / "c/one.txt").read_bytes()
    done = threading.Event()

    def build() -> None:
        try:
            for n in range(100):
                with SiteWriter(served.folder) as site:
                    site.commit([site.write(OutputFile("c/one.txt", data + b"%d" % n))])
        finally:
            done.set()

    thread = threading.Thread(target=build)
    thread.start()
    statuses = []
    while not done.is_set():
        statuses.append(served.ask("/c/one.txt").status)
    thread.join()
    assert set(statuses) == {200}


def test_a_taken_port_is_the_callers_problem(served: Served, tmp_path: Path):
    with pytest.raises(OSError, match="in use"):
        SiteServer(tmp_path, served.server.server_port, print)


def test_only_this_machine_is_listened_to(served: Served):
    assert served.server.socket.getsockname()[0] == "127.0.0.1"
    assert served.server.socket.family is socket.AF_INET
