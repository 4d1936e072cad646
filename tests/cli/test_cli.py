"""The commands, as a person would use them."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.writing import dialogue


def test_a_folder_without_transcripts_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
):
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert (result.exit_code, result.stderr) == (
        1,
        "content: there is no such folder; put transcripts into content/transcripts, name their folder with "
        "--content, or make a new archive with `sitegen init`\n",
    )


def test_transcripts_elsewhere_are_built_where_one_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
):
    (tmp_path / "logs").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "logs" / "a.md").write_bytes(dialogue("One."))
    monkeypatch.chdir(tmp_path / "work")
    result = run("build", "--content", "../logs", "--output", "../out")
    assert (result.exit_code, result.stdout) == (
        0,
        "1 conversation, 1 message in ../out: 1 made, 0 kept, 0 problems\n",
    )
    assert (tmp_path / "out" / "c" / "ada-bob.html").is_file()
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["a.md"]


def test_check_lists_problems_by_path_and_line_and_notes_do_not_count(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    folder.joinpath("a.md").write_bytes(dialogue("One.", a="Zorblax 9", b="haiku-4.5"))
    result = run("check")
    assert (result.exit_code, result.stdout) == (
        0,
        "note: content/transcripts/a.md: unknown model 'Zorblax 9'; "
        "add it under [[models]] in sitegen.toml\n",
    )
    folder.joinpath("b.md").write_bytes(b"x")
    assert run("check").exit_code == 1


def test_check_speaks_json(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(
        dialogue("One.", "Two.", a="haiku-4.5", b="opus-4.5").replace(b"**Messages:** 2", b"**Messages:** 9")
    )
    result = run("check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "path": "content/transcripts/a.md",
            "line": 5,
            "message": "2 messages, but the header says 9",
            "remedy": "was the file cut off, or a turn's ### line changed?",
            "severity": "problem",
        }
    ]


def test_a_fault_in_the_settings_is_one_line_and_exit_status_1(archive: Path, run: Run):
    (archive / "sitegen.toml").write_text("[site]\ntitel = 'x'")
    result = run("build")
    assert (result.exit_code, result.stderr) == (
        1,
        "sitegen.toml:2: [site] has no key 'titel'; did you mean 'title'?\n",
    )


def test_wrong_usage_is_exit_status_2(archive: Path, run: Run):
    assert run("build", "--no-such-option").exit_code == 2


def test_a_bug_of_ours_keeps_its_traceback(archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sitegen.cli.building.open_archive", broken)
    with pytest.raises(ZeroDivisionError):
        run("build")


@pytest.mark.parametrize("command", [(), ("build",), ("check",), ("init",)])
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
