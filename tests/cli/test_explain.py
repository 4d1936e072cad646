"""What ``sitegen check --explain FILE`` prints."""

import json
from pathlib import Path

from tests.conftest import Run
from tests.paths import PROJECT

TALK = "# Tides\n\n**User** (2026-01-02 10:00):\nWhen?\n\n**Assistant** (2026-01-02 10:01):\nAt noon.\n"


def test_an_explanation_says_format_reason_facts_and_problems(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_text(TALK, "utf-8")
    result = run("check", "--explain", "content/transcripts/a.md")
    assert (result.exit_code, result.stdout) == (
        0,
        "a.md\n"
        "  file      88 bytes, utf-8\n"
        "  format    markdown\n"
        "            markdown: likely, because a user and an assistant take turns in 2 lines such as "
        "`**User** (2026-01-02 10:00):`\n"
        "  title     Tides\n"
        "  dates     2026-01-02T10:00\n"
        "  messages  2\n"
        "            1 by User (user)\n"
        "            1 by Assistant (assistant)\n"
        "  first     User: When?\n"
        "  last      Assistant: At noon.\n"
        "note: a.md: Messages were found by lines like '**Name:**', participants are: User, Assistant. To be sure, list "
        "the participants under [[transcripts]] in sitegen.toml, or in the front matter.\n",
    )


def test_a_file_outside_the_archive_that_is_no_transcript(archive: Path, tmp_path: Path, run: Run):
    (tmp_path / "note.md").write_text("Only words.\n", "utf-8")
    result = run("check", "--explain", str(tmp_path / "note.md"))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:3] == [
        f"{tmp_path.as_posix()}/note.md",
        "  file      12 bytes, utf-8",
        "  format    none: the file is not read",
    ]
    assert "Unknown format." in result.stdout


def test_a_format_of_the_settings_is_named_as_such(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_text(TALK, "utf-8")
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nformat = "voice"\n', "utf-8")
    result = run("check", "--explain", "content/transcripts/a.md")
    assert result.exit_code == 1
    assert "  format    voice, which sitegen.toml sets\n" in result.stdout


def test_a_file_that_does_not_exist_is_a_problem(archive: Path, run: Run):
    result = run("check", "--explain", "nothing.md")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("nothing.md: It cannot be read")


def test_an_explanation_in_json(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_text(TALK, "utf-8")
    found = json.loads(run("check", "--json", "--explain", "content/transcripts/a.md").stdout)
    assert (found["format"], found["candidates"][0]["confidence"], found["conversation"]) == (
        "markdown",
        "likely",
        {
            "title": "Tides",
            "started": "2026-01-02T10:00",
            "ended": None,
            "messages": 2,
            "events": 0,
            "branches": 0,
            "speakers": [
                {"name": "User", "role": "user", "model": None, "messages": 1},
                {"name": "Assistant", "role": "assistant", "model": None, "messages": 1},
            ],
            "left_out": [],
        },
    )


MANY = json.dumps(
    [
        {"uuid": name, "messages": [{"role": "user", "content": "When?"}, {"role": "assistant", "content": "Noon."}]}
        for name in ("a1", "b2")
    ]
)


def test_a_file_with_many_conversations_is_listed_and_each_can_be_explained(archive: Path, tmp_path: Path, run: Run):
    file = tmp_path / "talks.json"
    file.write_text(MANY, "utf-8")
    listed = run("check", "--explain", str(file)).stdout.splitlines()
    assert listed[0] == f"{file}: 2 conversations; explain one by its id: {file}#a1"
    assert [line.split("  ")[1] for line in listed if line.startswith("  ")] == [f"{file}#a1", f"{file}#b2"]
    assert run("check", "--explain", f"{file}#b2").stdout.startswith(f"{file}#b2\n  file ")
    assert len(json.loads(run("check", "--json", "--explain", str(file)).stdout)) == 2


def test_a_conversation_that_is_not_in_the_file_is_a_problem(archive: Path, tmp_path: Path, run: Run):
    file = tmp_path / "talks.json"
    file.write_text(MANY, "utf-8")
    result = run("check", "--explain", f"{file}#c3")
    assert (result.exit_code, result.stderr) == (
        1,
        f"{file}: The file has no conversation 'c3'. `sitegen check --explain` with the file alone lists its "
        "conversations.\n",
    )


def test_a_model_of_the_whole_conversation_is_called_inferred(archive: Path, run: Run):
    head = "**Created:** 2026-01-02\n**Updated:** 2026-01-03\n**Model:** claude-opus-4.5\n\n---\n\n"
    (archive / "content" / "transcripts" / "a.md").write_text(
        f"# Tides\n\n{head}## User\n\nHi.\n\n## Claude\n\nHi.\n", "utf-8"
    )
    printed = run("check", "--explain", "content/transcripts/a.md").stdout
    assert "  1 by Claude (assistant, anthropic/claude-opus-4.5, inferred)\n" in printed


def test_a_reader_of_the_archive_explains_its_files(archive: Path, run: Run):
    guide = (PROJECT / "docs/writing-a-reader.md").read_text("utf-8")
    log, reader, settings = (guide.split(f"```{kind}\n")[1].split("```")[0] for kind in ("text", "python", "toml"))
    for name, text in {
        "content/transcripts/pier.log": log,
        "readers/pier.py": reader,
        "sitegen.toml": settings,
    }.items():
        (archive / name).parent.mkdir(exist_ok=True)
        (archive / name).write_text(text, "utf-8")
    lines = run("check", "--explain", "content/transcripts/pier.log").stdout.splitlines()
    assert lines[2:5] == [
        "  format    pier",
        "            pier: certain, because its first line is `== Log of the pier, … ==`",
        "  title     Log of the pier",
    ]
