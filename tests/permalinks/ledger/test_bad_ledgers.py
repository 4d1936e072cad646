"""An invalid ledger is reported with its line, and neither it nor the site is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.build.test_pipeline import tree
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, build_site, write_transcript


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
        (no_end, ".jsonl: The ledger file is incomplete: its last line"),
        (
            newer,
            ".jsonl:1: The ledger has format 9; this sitegen supports formats up to 1. Update sitegen.",
        ),
        (by_hand, ".jsonl:1: The line is not valid JSON: Expecting value"),
        (
            emptied,
            ".jsonl: The ledger file has no header line that names its conversation. Restore the file from git",
        ),
        (
            gone,
            ".jsonl: The file is missing, and with it the addresses of a.md. Restore it with `git restore`",
        ),
        (
            linked,
            ".jsonl: The ledger file is a symbolic link, which sitegen does not follow. Replace it with the file itself.",
        ),
        (doubled, ".jsonl: This file and ada-bob."),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_build_that_cannot_read_the_ledger_writes_nothing(
    archive: Path, run: Run, damage: Callable[[Path], None], message: str
):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    (file,) = (archive / "content" / "ledger").glob("*.jsonl")
    damage(file)
    write_transcript(archive, "a.md", *TALK, "One more.")
    before = tree(archive / "site"), tree(archive / "content" / "ledger")
    for options in ((), ("--force",), ("--strict",)):
        result = run("build", *options)
        assert result.exit_code == 1
        assert result.stderr.startswith("content/ledger/")
        assert message in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert (tree(archive / "site"), tree(archive / "content" / "ledger")) == before


@pytest.mark.parametrize("command", ["check", "addresses"])
def test_other_commands_report_it_too(archive: Path, run: Run, command: str):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    (file,) = (archive / "content" / "ledger").glob("*.jsonl")
    no_end(file)
    result = run(command)
    assert result.exit_code == 1
    assert "The ledger file is incomplete" in result.stderr


def test_windows_line_ends_are_read_and_kept(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = anchors(archive)
    (file,) = (archive / "content" / "ledger").glob("*.jsonl")
    data = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(data)
    build_site(archive, force=True)
    assert (anchors(archive), file.read_bytes()) == (before, data)


def test_a_missing_ledger_is_created(archive: Path, run: Run):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = anchors(archive)
    for file in (archive / "content" / "ledger").iterdir():
        file.unlink()
    (archive / "content" / "ledger").rmdir()
    for file in (archive / ".sitegen").glob("build-*.state"):
        file.unlink()  # as the hint says
    assert run("build").exit_code == 0
    assert anchors(archive) == before


def test_check_reports_what_a_build_would_do_and_changes_nothing(archive: Path, run: Run):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    one, two, *_ = anchors(archive)
    write_transcript(
        archive,
        "a.md",
        TALK[0].replace("gulls", "terns"),
        *TALK[2:],
        "And a new line of all that was counted.",
    )
    write_transcript(archive, "b.md", "A talk that is new.", a="Cy")
    before = tree(archive / "content")
    result = run("check")
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "Unknown model" not in line] == [
        "note: content/ledger: 1 transcript has no permanent addresses yet: b.md. Run `sitegen build`, then commit "
        "content/ledger.",
        f"content/transcripts/a.md: 1 message is no longer in the transcript: {two} “{TALK[1][:60]}”. Restore the "
        "words, or build without --strict to replace them with tombstones. To withdraw them for good, run "
        "`sitegen forget`.",
        "note: content/transcripts/a.md: 1 message is not in the ledger yet: m-tld766a “And a new line of all that was "
        "counted.”. Run `sitegen build` to make each address permanent.",
        "note: content/transcripts/a.md: 1 message was edited since publication: "
        f"{one} “{TALK[0].replace('gulls', 'terns')[:60]}”. The addresses stay, and the page notes the edit.",
    ]
    assert tree(archive / "content") == before
