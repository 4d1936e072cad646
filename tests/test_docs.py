"""README and docs say what is true: every command in the README runs."""

import importlib
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.paths import PROJECT
from tests.publish.conftest import AUTHOR, git
from tests.test_layers import ROOMS
from tests.writing import dialogue

README = (PROJECT / "README.md").read_text("utf-8")
COMMANDS = [
    line.partition(" #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]


def test_the_readme_names_these_commands():
    assert COMMANDS == [
        "make site",
        "make test",
        "pip install .",
        "sitegen init my-archive",
        "cd my-archive",
        "sitegen import ~/transcripts",
        "sitegen collect",
        "sitegen build",
        "sitegen check",
        "sitegen search light",
        "sitegen addresses",
        'sitegen cite "between two dashes"',
        "sitegen build --content ~/transcripts --output /tmp/site",
        "git init --initial-branch=main",
        "git add --all",
        'git commit --message "Start the archive"',
        "git remote add origin git@github.com:you/my-archive.git",
        "sitegen publish --dry-run",
        "sitegen publish",
    ]


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("make ")])
def test_the_makefile_knows_what_the_readme_asks_of_it(command: str):
    # A dry run: the test suite is what `make test` runs, and the sample archive is built by other tests.
    subprocess.run([*shlex.split(command), "--dry-run"], cwd=PROJECT, check=True, capture_output=True)


def test_the_readmes_commands_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run):
    home = tmp_path / "home"
    (home / "transcripts").mkdir(parents=True)
    (home / "transcripts" / "a.md").write_bytes(dialogue("One."))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(home))
    git(tmp_path, "init", "--quiet", "--bare", "my-archive.git")
    for name, value in AUTHOR.items():
        monkeypatch.setenv(name, value)
    for command in COMMANDS:
        words = [
            word.replace("/tmp/", f"{tmp_path}/").replace("~", str(home)).replace("git@github.com:you", str(tmp_path))
            for word in shlex.split(command)
        ]
        match words:
            case ["cd", folder]:
                monkeypatch.chdir(folder)
            case ["git", *arguments]:
                git(Path(), *arguments)
            case ["sitegen", *arguments]:
                assert run(*arguments).exit_code == 0, command
            case ["make", _] | ["pip", "install", "."]:
                pass  # see above; the wheel has its own test
            case _:
                pytest.fail(f"nobody runs {command!r}")


@pytest.mark.parametrize("page", sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")]), ids=lambda p: p.name)
def test_links_between_our_pages_lead_somewhere(page: Path):
    prose = re.sub(r"(?m)^    .*$|`[^`\n]*`", "", page.read_text("utf-8"))  # code may link as it likes
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", prose)
    assert [link for link in links if not (page.parent / link).exists()] == []


ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
CHANGES = re.findall(
    r"(?m)^\| (.+?) \| (.*`.*) \|$", ARCHITECTURE.partition("## Where to change what")[2].partition("##")[0]
)


def test_the_architecture_says_where_to_make_twenty_changes():
    assert len(CHANGES) >= 20


@pytest.mark.parametrize(("change", "places"), CHANGES, ids=[change for change, _ in CHANGES])
def test_the_files_to_change_exist(change: str, places: str):
    paths = [each for each in re.findall(r"`([^`]+)`", places) if "/" in each and " " not in each]
    assert paths
    assert [path for path in paths if not (PROJECT / path).exists()] == []


WALK = re.findall(
    r"(?m)^\| (.+?) \| (`.+?\.py`) \| .+ \|$",
    ARCHITECTURE.partition("## The way of one transcript")[2].partition("##")[0],
)


@pytest.mark.parametrize(("functions", "modules"), WALK, ids=[functions for functions, _ in WALK])
def test_the_functions_that_a_transcript_passes_exist(functions: str, modules: str):
    names = [path.removesuffix(".py").replace("/", ".") for path in re.findall(r"`([^`]+)`", modules)]
    found = [importlib.import_module(f"sitegen.{name}") for name in names]
    for name in re.findall(r"`(\w{5,})`", functions):
        assert any(hasattr(module, name) for module in found)


def test_the_architecture_says_what_a_transcript_passes():
    assert len(WALK) >= 20


def test_the_architecture_lists_the_rooms_in_order():
    listed = re.findall(r"(?m)^  (\w+)/ ", ARCHITECTURE)
    assert tuple(listed) == ROOMS
