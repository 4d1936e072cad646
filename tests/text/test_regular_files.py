"""Reading of regular files only."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.model.problems import Problem
from sitegen.text.regular_files import (
    IrregularFileError,
    LargeFileError,
    SymbolicLinkError,
    file_problem,
    open_regular_file,
    read_regular_file,
    read_text_file,
    regular_files,
)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(path))


def make_link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


IRREGULAR: dict[str, Callable[[Path], None]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a socket": make_socket,
}
LINKS: dict[str, Callable[[Path], None]] = {
    "to a file": make_link("/etc/hostname"),
    "to a device": make_link("/dev/zero"),
    "to a folder": make_link("/etc"),
    "to itself": make_link("x"),
    "to nothing": make_link("nothing"),
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    return Path("x")


@pytest.mark.parametrize("kind", IRREGULAR)
@pytest.mark.parametrize("follow_links", [True, False])
def test_what_is_no_file_is_not_read(place: Path, kind: str, follow_links: bool):
    IRREGULAR[kind](place)
    with pytest.raises(IrregularFileError) as caught:
        read_regular_file(place, follow_links=follow_links)
    assert file_problem("a.md", caught.value) == Problem("irregular-file", "a.md")


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_is_not_followed(place: Path, kind: str):
    LINKS[kind](place)
    with pytest.raises(SymbolicLinkError) as caught:
        read_regular_file(place)
    assert file_problem("a.md", caught.value) == Problem("symbolic-link", "a.md")


@pytest.mark.parametrize(
    ("target", "code", "reason"),
    [
        ("/dev/zero", "irregular-file", None),
        ("/etc", "irregular-file", None),
        ("x", "unreadable-file", "Too many levels of symbolic links"),
        ("nothing", "unreadable-file", "No such file or directory"),
    ],
)
def test_a_link_that_may_be_followed_must_lead_to_a_file(place: Path, target: str, code: str, reason: str | None):
    place.symlink_to(target)
    with pytest.raises(OSError) as caught:  # noqa: PT011
        read_regular_file(place, follow_links=True)
    assert file_problem("a", caught.value) == Problem(code, "a", **({"reason": reason} if reason else {}))


@pytest.mark.parametrize("kind", IRREGULAR)
def test_a_file_that_is_replaced_before_it_is_opened_is_not_read(
    place: Path, kind: str, monkeypatch: pytest.MonkeyPatch
):
    place.write_bytes(b"text")
    status = place.lstat()
    place.unlink()
    IRREGULAR[kind](place)
    monkeypatch.setattr(Path, "lstat", lambda self: status)
    with pytest.raises(OSError):  # noqa: PT011  # a socket cannot be opened
        read_regular_file(place)


def test_a_file_that_is_replaced_by_a_link_is_not_read(place: Path, monkeypatch: pytest.MonkeyPatch):
    place.write_bytes(b"text")
    status = place.lstat()
    place.unlink()
    place.symlink_to("/etc/hostname")
    monkeypatch.setattr(Path, "lstat", lambda self: status)
    with pytest.raises(SymbolicLinkError):
        read_regular_file(place)


def test_a_file_without_data_or_with_much_is_read(place: Path):
    for data in (b"", b"a\0\xff\r\n", b"x" * 1_000_000):
        place.write_bytes(data)
        assert read_regular_file(place) == data
        assert read_regular_file(place, limit=len(data)) == data


def test_a_file_larger_than_the_limit_is_not_read(place: Path):
    with place.open("wb") as file:
        file.truncate(2_500_001)
    with pytest.raises(LargeFileError) as caught:
        read_regular_file(place, limit=2_500_000)
    problem = file_problem("a.md", caught.value)
    assert str(problem) == "a.md: The file has 2.5 MB; the limit is 2 MB. Split it."


def next_descriptor() -> int:
    descriptor = os.dup(0)
    os.close(descriptor)
    return descriptor


def test_no_descriptor_is_left_open(place: Path):
    os.mkfifo(place)
    before = next_descriptor()
    for _ in range(5):
        with pytest.raises(IrregularFileError):
            open_regular_file(place)
    assert next_descriptor() == before


def test_text_has_one_kind_of_line_end_and_no_byte_order_mark(place: Path):
    place.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text_file(place) == "a\nb\nc\n"


def test_a_folder_lists_its_files_and_says_what_is_none(place: Path):
    for name in ("b/one.txt", "a.txt", ".hidden", ".git/config", "b/.swp"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name)
    (place / "b" / "loop").symlink_to(".")
    (place / "up").symlink_to("..")
    (place / "file").symlink_to("a.txt")
    (place / ".#lock").symlink_to("ada@desk.1")
    os.mkfifo(place / "pipe")
    files, errors = regular_files(place)
    assert list(files.items()) == [("a.txt", place / "a.txt"), ("b/one.txt", place / "b" / "one.txt")]
    assert [file_problem(name, error) for name, error in errors] == [
        Problem("symbolic-link", "b/loop"),
        Problem("symbolic-link", "file"),
        Problem("irregular-file", "pipe"),
        Problem("symbolic-link", "up"),
    ]


@pytest.mark.parametrize("kind", ["a pipe", "a socket"])
def test_what_is_no_folder_has_no_files(place: Path, kind: str):
    assert regular_files(place) == ({}, [])
    IRREGULAR[kind](place)
    files, errors = regular_files(place)
    assert (files, [file_problem(*each) for each in errors]) == ({}, [Problem("irregular-file", "")])


def test_a_folder_that_is_a_loop_has_no_files(place: Path):
    place.symlink_to("x")
    assert [file_problem(*each) for each in regular_files(place)[1]] == [Problem("irregular-file", "")]
