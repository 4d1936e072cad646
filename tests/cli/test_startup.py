"""Commands import only what they use: guarded by the names and the number of loaded modules, not by a clock."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.cli import COMMANDS, main
from tests.conftest import Run
from tests.writing import dialogue

BUILD_ONLY = {
    "PIL", "babel", "charset_normalizer", "concurrent.futures.process", "jinja2", "lxml", "markdown_it", "phonenumbers",
    "pygments", "rapidfuzz", "watchfiles", "yaml",
}  # fmt: skip


def modules_after(*arguments: str) -> set[str]:
    """Return the modules that a command leaves loaded in a process of its own."""
    code = (
        "import json, sys\n"
        "from sitegen.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def own(modules: set[str]) -> set[str]:
    return {each for each in modules if each.partition(".")[0] == "sitegen"}


@pytest.fixture
def built(archive: Path, run: Run) -> Path:
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("The harbour was dark.", "One light."))
    assert run("build").exit_code == 0
    return archive


@pytest.mark.usefixtures("built")
def test_search_loads_nothing_that_only_a_build_needs():
    modules = modules_after("search", "harbour")
    assert modules & BUILD_ONLY == set()
    rooms = {each.split(".")[1] for each in own(modules) if "." in each}
    assert rooms == {"cli", "build", "search", "archive", "privacy", "permalinks", "text", "model"}
    assert len(own(modules)) <= 68


@pytest.mark.usefixtures("built")
def test_a_build_without_changes_loads_little_also_after_a_search(run: Run):
    assert run("build").exit_code == 0  # after the first one, the state folder is as it stays
    assert run("search", "harbour").exit_code == 0
    modules = modules_after("build")
    assert modules & (BUILD_ONLY | {"numpy", "whoosh"}) == set()
    assert len(own(modules)) <= 36


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_a_question_about_the_program_loads_no_command(arguments: tuple[str, ...]):
    assert own(modules_after(*arguments)) == {"sitegen", "sitegen.cli"}


def test_the_list_of_commands_has_their_own_first_sentences():
    for name, sentence in COMMANDS.items():
        command = main.get_command(None, name)  # type: ignore[arg-type]  # the context is unused
        assert command is not None
        assert (command.help or "").split("\n\n")[0].replace("\n", " ") == sentence
