"""A ledger that cannot be read is told with its place, and neither it nor the site is touched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.build.test_pipeline import tree
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, built, put


def no_end(file: Path) -> None:
    file.write_bytes(file.read_bytes().removesuffix(b'{"end":true}\n'))


def newer(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"ledger":1', b'"ledger":9'))


def by_hand(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"live"', b"live", 2))


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def gone(file: Path) -> None:
    file.unlink()


def linked(file: Path) -> None:
    file.rename(file.with_suffix(".bak"))
    file.symlink_to(file.with_suffix(".bak"))


def doubled(file: Path) -> None:
    file.with_name("copy.jsonl").write_bytes(file.read_bytes())


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (no_end, ".jsonl: this file is cut off: its last line"),
        (
            newer,
            ".jsonl:1: this ledger has form 9, and this sitegen knows forms up to 1; use the newer sitegen",
        ),
        (by_hand, ".jsonl:1: this line is no JSON: Expecting value"),
        (
            emptied,
            ".jsonl: no line of this file says which conversation it is about; put it back as git has it",
        ),
        (gone, ".jsonl: this is gone, and with it the addresses of a.md; put it back as git has it"),
        (linked, ".jsonl: symbolic links are not followed; put the file itself here"),
        (doubled, ".jsonl: this and ada-bob."),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_build_that_cannot_read_the_ledger_writes_nothing(
    archive: Path, run: Run, damage: Callable[[Path], None], message: str
):
    put(archive, "a.md", *TALK)
    built(archive)
    (file,) = (archive / "content" / "ledger").glob("*.jsonl")
    damage(file)
    put(archive, "a.md", *TALK, "One more.")
    before = tree(archive / "site"), tree(archive / "content" / "ledger")
    for options in ((), ("--force",), ("--strict",)):
        result = run("build", *options)
        assert result.exit_code == 1
        assert result.stderr.startswith("content/ledger/")
        assert message in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert (tree(archive / "site"), tree(archive / "content" / "ledger")) == before


@pytest.mark.parametrize("command", ["check", "addresses"])
def test_other_commands_tell_it_too(archive: Path, run: Run, command: str):
    put(archive, "a.md", *TALK)
    built(archive)
    (file,) = (archive / "content" / "ledger").glob("*.jsonl")
    no_end(file)
    result = run(command)
    assert result.exit_code == 1
    assert "this file is cut off" in result.stderr


def test_windows_line_ends_are_read_and_left_alone(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive)
    before = anchors(archive)
    (file,) = (archive / "content" / "ledger").glob("*.jsonl")
    data = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(data)
    built(archive, force=True)
    assert (anchors(archive), file.read_bytes()) == (before, data)


def test_a_ledger_that_never_was_is_begun(archive: Path, run: Run):
    put(archive, "a.md", *TALK)
    built(archive)
    before = anchors(archive)
    for file in (archive / "content" / "ledger").iterdir():
        file.unlink()
    (archive / "content" / "ledger").rmdir()
    for file in (archive / ".sitegen").glob("build-*.json"):
        file.unlink()  # as the message says
    assert run("build").exit_code == 0
    assert anchors(archive) == before


def test_check_says_what_a_build_would_do_and_does_nothing(archive: Path, run: Run):
    put(archive, "a.md", *TALK)
    built(archive)
    one, two, *_ = anchors(archive)
    put(
        archive,
        "a.md",
        TALK[0].replace("gulls", "terns"),
        *TALK[2:],
        "And a new line of all that was counted.",
    )
    put(archive, "b.md", "A talk that is new.", a="Cy")
    before = tree(archive / "content")
    result = run("check")
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "unknown" not in line] == [
        "note: content/ledger: 1 transcript has no lasting addresses yet: b.md; `sitegen build` gives them some; "
        "commit what it writes here",
        "note: content/transcripts/a.md: 1 message is edited since publication: "
        f"{one} “{TALK[0].replace('gulls', 'terns')[:60]}”; the addresses stay, and the page says so",
        f"content/transcripts/a.md: 1 message is no longer here: {two} “{TALK[1][:60]}”; put the words back, or let a "
        "build without --strict put tombstones in their place; to withdraw them for good say `sitegen forget`",
        "note: content/transcripts/a.md: 1 message is not in the ledger yet: m-tld766a “And a new line of all that was "
        "counted.”; `sitegen build` gives them their addresses for good",
    ]
    assert tree(archive / "content") == before
