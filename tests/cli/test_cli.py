"""The commands, as a person uses them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.build.context import site_renderer
from sitegen.cli import main
from tests.conftest import Run
from tests.writing import dialogue


def test_a_folder_without_transcripts_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run):
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert (result.exit_code, result.stderr) == (
        1,
        "content: There is no such folder. Put transcripts into content/transcripts, set their folder with --content, "
        "or create an archive with `sitegen init`.\n",
    )


def test_transcripts_in_another_folder_are_built_into_the_given_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
):
    (tmp_path / "logs").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "logs" / "a.md").write_bytes(dialogue("One."))
    monkeypatch.chdir(tmp_path / "work")
    result = run("build", "--content", "../logs", "--output", "../out")
    assert (result.exit_code, result.stdout) == (
        0,
        "Built ../out/: 1 conversation, 1 message (1 rebuilt, 0 unchanged). No problems.\n"
        "Open ../out/index.html in a browser.\n",
    )
    assert (tmp_path / "out" / "c" / "ada-bob.html").is_file()
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["a.md"]


def test_check_lists_problems_by_path_and_line_and_notes_do_not_count(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    folder.joinpath("a.md").write_bytes(dialogue("One.", a="Zorblax 9", b="haiku-4.5"))
    result = run("check")
    assert (result.exit_code, result.stdout) == (
        0,
        "note: content/transcripts/a.md: Unknown model 'Zorblax 9'. Add it under [[models]] in sitegen.toml.\n",
    )
    folder.joinpath("b.md").write_bytes(b"x")
    assert run("check").exit_code == 1


def test_check_prints_json(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(
        dialogue("One.", "Two.", a="haiku-4.5", b="opus-4.5").replace(b"**Messages:** 2", b"**Messages:** 9")
    )
    result = run("check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "path": "content/transcripts/a.md",
            "line": 5,
            "message": "The transcript has 2 messages, but its header says 9.",
            "remedy": "Check whether the file is cut off, or a line `### Name` was changed.",
            "severity": "error",
            "code": "header-message-count",
            "parameters": {"found": 2, "stated": 9},
        }
    ]


def test_a_fault_in_the_settings_is_one_line_and_exit_status_1(archive: Path, run: Run):
    (archive / "sitegen.toml").write_text("[site]\ntitel = 'x'")
    result = run("build")
    assert (result.exit_code, result.stderr) == (
        1,
        "sitegen.toml:2: [site] has no key 'titel'. Did you mean 'title'?\n",
    )


def test_wrong_usage_is_exit_status_2(archive: Path, run: Run):
    assert run("build", "--no-such-option").exit_code == 2


def test_a_bug_of_ours_keeps_its_traceback(archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sitegen.cli.build.locate_archive", broken)
    with pytest.raises(ZeroDivisionError):
        run("build")


@pytest.mark.parametrize("command", [(), ("build",), ("check",), ("init",)])
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("buidl", "No such command 'buidl'. Did you mean 'build'?"),
        ("adresses", "No such command 'adresses'. Did you mean 'addresses'?"),
        ("frobnicate", "No such command 'frobnicate'.\n"),
    ],
)
def test_a_mistyped_command_gets_a_suggestion(run: Run, typed: str, message: str):
    result = run(typed)
    assert result.exit_code == 2
    assert message in result.stderr
    assert ("Did you mean" in result.stderr) is ("Did you mean" in message)


@pytest.mark.parametrize(
    ("variables", "terminal", "is_coloured"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours_follow_the_terminal_no_color_and_force_color(
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    terminal: bool,
    is_coloured: bool,
):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("A lamp."))
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, ["search", "lamp"], color=terminal)
    assert ("\x1b[" in result.stdout) is is_coloured


@pytest.mark.parametrize(
    ("shell", "words", "expected"),
    [
        ("bash", "sitegen se", ["plain,serve", "plain,search"]),
        ("bash", "sitegen build --str", ["plain,--strict"]),
    ],
)
def test_a_shell_completes_commands_and_options(shell: str, words: str, expected: list[str]):
    variables = {
        "_SITEGEN_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    command = [sys.executable, "-c", "from sitegen.cli import main; main(prog_name='sitegen')"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **variables})
    assert done.stdout.split() == expected


def test_build_prints_three_problems_of_each_kind_and_counts_the_others(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    folder.joinpath("talk.md").write_bytes(dialogue("One."))
    for number in range(6):
        folder.joinpath(f"{number}.md").write_text(f"Not a transcript, {number}.\n")
    (archive / "content" / "essays").mkdir()
    (archive / "content" / "essays" / "empty.md").write_text("---\ntitle: Empty\n---\n")
    lines = run("build").stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        "content/essays/empty.md",
        "content/transcripts/0.md",
        "content/transcripts/1.md",
        "content/transcripts/2.md",
        "… and 3 more of the kind unknown-format; --all prints every one.",
    ]
    lines = run("build", "--all").stderr.splitlines()
    assert len([line for line in lines if "Unknown format." in line]) == 6
    assert not [line for line in lines if line.startswith("…")]


def test_four_problems_of_a_kind_are_all_printed(archive: Path, run: Run):
    for number in range(4):
        (archive / "content" / "transcripts" / f"{number}.md").write_text("Not a transcript.\n")
    assert len(run("build").stderr.splitlines()) == 4


def test_check_says_that_there_are_no_problems(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One.", a="haiku-4.5", b="opus-4.5"))
    assert run("build").exit_code == 0
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No problems (1 transcript).\n")
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One.", a="Zorblax 9", b="opus-4.5"))
    result = run("check")
    assert result.exit_code == 0
    assert result.stderr.startswith("No problems (1 transcript, ")


def test_commands_with_content_write_nothing_into_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
):
    logs, work = tmp_path / "logs", tmp_path / "work"
    logs.mkdir()
    work.mkdir()
    logs.joinpath("a.md").write_bytes(dialogue("A lamp."))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(work)
    assert run("build", "--content", str(logs), "--output", str(tmp_path / "site")).exit_code == 0
    assert "A lamp" in run("search", "lamp", "--content", str(logs)).stdout
    listed = run("addresses", "--content", str(logs))
    assert listed.stdout.startswith("c/ada-bob.html  live")
    assert run("cite", "A lamp.", "--content", str(logs)).exit_code == 0
    assert run("check", "--content", str(logs)).exit_code == 0
    again = run("build", "--content", str(logs), "--output", str(tmp_path / "site"))
    assert "(0 rebuilt, 1 unchanged)" in again.stdout
    assert list(work.iterdir()) == []
    assert [path.name for path in logs.iterdir()] == ["a.md"]
    assert run("search", "lamp", "--content", str(tmp_path / "work")).exit_code == 1


def test_two_content_folders_have_state_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name, words in (("one", "A lamp."), ("two", "A gull.")):
        (tmp_path / name / "logs").mkdir(parents=True)
        (tmp_path / name / "logs" / "a.md").write_bytes(dialogue(words))
        monkeypatch.chdir(tmp_path / name)
        assert run("build", "--content", "logs", "--output", str(tmp_path / f"site-{name}")).exit_code == 0
    assert run("search", "lamp", "--content", str(tmp_path / "two" / "logs")).exit_code == 1
    assert run("search", "lamp", "--content", str(tmp_path / "one" / "logs")).exit_code == 0


@pytest.fixture
def no_cached_templates() -> Iterator[None]:
    """Forget loaded templates before and after: all archives of this process have the same relative theme path."""
    site_renderer.cache_clear()
    yield
    site_renderer.cache_clear()


@pytest.mark.parametrize(
    ("name", "template", "message"),
    [
        (
            "home.html",
            "<p>\n{% if %}",
            "templates/home.html:2: Error in the template: Expected an expression, got 'end of statement block'.",
        ),
        (
            "home.html",
            "{{ nothing.at_all }}",
            "templates/home.html:1: Error in the template: 'nothing' is undefined.",
        ),
        ("home.html", "a\nb\n{{ 1 / 0 }}", "templates/home.html:3: Error in the template: division by zero."),
        (
            "home.html",
            "\n{% include 'lost.html' %}",
            "templates/home.html:2: Error in the template: there is no template 'lost.html'.",
        ),
        (
            "home.html",
            "{{ 'x'|nosuchfilter }}",
            "templates/home.html:1: Error in the template: No filter named 'nosuchfilter'.",
        ),
        (
            "base.html",
            "{{ oops }}",
            "templates/base.html:1: Error in the template: 'oops' is undefined.",
        ),
        (
            "macros.html",
            "{% macro plate() %}{% endmacro %}",
            "templates/macros.html: Error in the template: there is no macro 'quoted_in'.",
        ),
    ],
)
@pytest.mark.usefixtures("no_cached_templates")
def test_an_error_in_a_template_of_the_theme_is_one_line(
    archive: Path, run: Run, name: str, template: str, message: str
):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    folder = archive / "theme" / "templates"
    folder.mkdir(parents=True)
    (folder / name).write_text(template)
    result = run("build", "--workers", "1")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"theme/{message}")
    assert not (archive / "site").exists()


@pytest.mark.usefixtures("no_cached_templates")
def test_a_template_that_is_not_utf_8_is_one_line(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    (archive / "theme" / "templates").mkdir(parents=True)
    (archive / "theme" / "templates" / "home.html").write_bytes(b"\xff\xfe{{")
    result = run("build", "--workers", "1")
    message = "theme/templates/home.html: The template is not UTF-8. Save it as UTF-8.\n"
    assert (result.exit_code, result.stderr) == (1, message)


@pytest.mark.usefixtures("no_cached_templates")
def test_an_error_in_a_built_in_template_keeps_its_traceback(archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))

    def broken(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("sitegen.permalinks.urls.relative", broken)
    with pytest.raises(ZeroDivisionError):
        run("build", "--force", "--workers", "1")


def test_every_blocker_is_printed(archive: Path, run: Run):
    for number in range(6):
        key = f"sk-ant-api03-{'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA' * 3}{number}-AAAAAAAA"[:108]
        (archive / "content" / "transcripts" / f"{number}.md").write_bytes(dialogue(f"My key is {key}", a=f"A{number}"))
    lines = run("build").stderr.splitlines()
    assert len([line for line in lines if "Found" in line]) == 6
    assert not [line for line in lines if line.startswith("…")]


def test_addresses_prints_no_personal_data(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("Write to rosa.oak@gmail.com today."))
    run("build")
    listed = run("addresses").stdout
    assert "today" in listed
    assert "rosa.oak@gmail.com" not in listed
