"""`serve` as a whole: build, serve, rebuild, stop."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.preview import program
from tests.preview.running import archive, received, running
from tests.waiting import TIMEOUT, wait_until
from tests.writing import dialogue


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_and_quietly(tmp_path: Path, number: signal.Signals):
    with running(archive(tmp_path)) as served:
        host, port = served.address.removeprefix("http://").rstrip("/").split(":")
        with socket.create_connection((host, int(port)), timeout=TIMEOUT) as events:
            events.sendall(f"GET /-/changes HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            received(events)
            began = time.monotonic()
            assert served.stop(number) == 0
            assert time.monotonic() - began < 5  # seconds, on a busy machine
            assert events.recv(4096) == b""
        assert served.lines.empty()


def test_a_signal_ends_a_build_too(tmp_path: Path):
    folder = archive(tmp_path) / "content" / "transcripts"
    for n in range(300):
        (folder / f"{n}.md").write_bytes(dialogue(*[f"Lamp {n} is lit."] * 40))
    command = [sys.executable, program.__file__, str(tmp_path), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert wait_until(lambda: list(tmp_path.glob(".site.new-*")))
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, said) == (0, b"")
    assert not (tmp_path / "site").exists()


def test_changes_are_rebuilt_and_searched(tmp_path: Path):
    with running(archive(tmp_path)) as served:
        assert json.loads(served.get("search.json?q=lamp")) == {"query": "lamp", "pages": 1}
        served.write("b.md", "The second lamp is lit.")
        assert served.wait_for("Built") == "Built: 2 rebuilt, 0 unchanged, problems: 0"
        assert json.loads(served.get("search.json?q=lamp")) == {"query": "lamp", "pages": 2}
        (tmp_path / "content" / "transcripts" / "b.md").unlink()
        served.wait_for("Built")
        assert json.loads(served.get("search.json?q=lamp")) == {"query": "lamp", "pages": 1}
        assert served.stop() == 0


def test_faulty_settings_keep_the_old_site(tmp_path: Path):
    with running(archive(tmp_path)) as served:
        (tmp_path / "sitegen.toml").write_text("[site\n")
        assert served.wait_for("sitegen.toml").startswith("sitegen.toml:1: ")
        assert b"<h1" in served.get("index.html")
        (tmp_path / "sitegen.toml").write_text('[site]\ntitle = "Lamps at night"\n')
        served.wait_for("Built")
        assert b"Lamps at night" in served.get("index.html")
        assert served.stop() == 0


def test_a_theme_that_is_added_later_is_used(tmp_path: Path):
    with running(archive(tmp_path)) as served:
        (tmp_path / "theme" / "static").mkdir(parents=True)
        (tmp_path / "theme" / "static" / "own.css").write_text("a{}")
        for _ in range(2):  # the folder may have been seen before the file was in it
            served.wait_for("Built")
            if (tmp_path / "site" / "static" / "own.css").exists():
                break
        assert served.get("static/own.css") == b"a{}"
        (tmp_path / "theme" / "static" / "own.css").write_text("b{}")
        served.wait_for("Built")
        assert served.get("static/own.css") == b"b{}"
        assert served.stop() == 0


def test_a_port_in_use_is_reported_with_a_hint(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, program.__file__, str(archive(tmp_path)), str(port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    said = f"127.0.0.1:{port}: This port is in use. Choose another with --port; 0 picks a free one.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, said, "")
    assert not (tmp_path / "site").exists()


def test_a_folder_without_an_archive_ends_with_a_message(tmp_path: Path):
    command = [sys.executable, program.__file__, str(tmp_path), "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT)
    assert (done.returncode, done.stderr) == (1, "")
    assert "no such folder" in done.stdout.lower()
