"""A new archive: it builds at once, and its workflow publishes it."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution
from pathlib import Path

import pytest
import yaml

from sitegen.archive.settings.parser import parse_settings
from sitegen.cli import new_archive
from tests.conftest import Run
from tests.paths import PROJECT
from tests.publish.conftest import AUTHOR, git
from tests.writing import dialogue

FILES = [
    ".gitattributes",
    ".github/dependabot.yml",
    ".github/workflows/pages.yml",
    ".gitignore",
    "content/essays/what-a-lantern-keeps.md",
    "content/transcripts/first-light.md",
    "requirements.txt",
    "sitegen.toml",
    "theme/README.md",
]


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A new archive, which is also the current folder."""
    assert run("init", str(tmp_path / "mine")).exit_code == 0
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def test_a_new_archive_builds_at_once_without_a_problem(new: Path, run: Run):
    assert sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()) == FILES
    result = run("build", "--strict")
    assert (result.exit_code, result.stdout) == (
        0,
        "1 conversation, 4 messages in site: 1 made, 0 kept, 0 problems\n",
    )
    result = run("check")
    assert (result.exit_code, result.output) == (0, "")
    assert b"What a lantern keeps" in (new / "site" / "c" / "first-light.html").read_bytes()  # it is quoted


def test_every_setting_that_a_new_archive_shows_can_be_taken_in(new: Path):
    text = (new / "sitegen.toml").read_text("utf-8")
    shown = re.sub(r"^# (?=\[|[\w\"-]+ = )", "", text, flags=re.MULTILINE)
    assert shown.count("\n# ") < text.count("\n# ") / 2
    settings = parse_settings(shown)
    assert settings.site.url
    assert settings.transcripts[0].participants
    assert settings.models
    assert settings.essays
    assert settings.redactions


def test_init_never_writes_over_anything(archive: Path, run: Run):
    (archive / "sitegen.toml").write_text("[site]")
    result = run("init")
    assert (result.exit_code, result.stderr) == (
        1,
        "sitegen.toml: this exists already; name another folder: init never writes over anything\n",
    )
    assert sorted(path.name for path in archive.iterdir()) == ["content", "sitegen.toml"]


def test_an_archive_that_was_begun_and_cut_off_is_finished(new: Path, run: Run):
    for lost in ("theme/README.md", "content/transcripts/first-light.md"):
        (new / lost).unlink()
    result = run("init", str(new))
    assert result.exit_code == 0
    assert [line for line in result.output.splitlines() if line.startswith("wrote")] == [
        f"wrote {new / 'content/transcripts/first-light.md'}",
        f"wrote {new / 'theme/README.md'}",
    ]
    assert run("init", str(new)).exit_code == 1


def test_what_the_machine_refuses_is_one_line(archive: Path, run: Run):
    (archive / "file").write_bytes(b"")
    result = run("init", "file/mine")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith("file/mine: the machine refuses this: Not a directory; ")
    (archive / ".sitegen").write_bytes(b"")
    for command in ("build", "publish"):
        result = run(command)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_what_a_repository_has_already_stays(archive: Path, run: Run):
    theirs = {
        ".gitignore": "*.o\n",
        "requirements.txt": "numpy\n",
        ".github/workflows/pages.yml": "on: push\n",
    }
    for name, text in theirs.items():
        (archive / name).parent.mkdir(parents=True, exist_ok=True)
        (archive / name).write_text(text)
    assert run("init").exit_code == 0
    assert {name: (archive / name).read_text() for name in theirs} == theirs
    assert (archive / "sitegen.toml").exists()


ORIGINS = {
    "": "",
    '{"url": "file:///home/ada/sitegen", "dir_info": {"editable": true}}': "",
    '{"url": "https://example.org/s.git", "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": "1a2b"}}': "sitegen @ git+https://example.org/s.git@1a2b",
    '{"url": "https://example.org/sitegen-9.whl", "archive_info": {}}': "sitegen @ https://example.org/sitegen-9.whl",
    '{"url": "file:///tmp/sitegen-9.whl", "archive_info": {}}': "",
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_workflow_installs_the_version_that_is_here(origin: str, monkeypatch: pytest.MonkeyPatch):
    class Installed(Distribution):
        def read_text(self, filename: str) -> str | None:
            return origin or None

        def locate_file(self, path: object) -> Path:
            return Path(str(path))

    monkeypatch.setattr(new_archive, "distribution", lambda name: Installed())
    assert new_archive.requirement() == ORIGINS[origin]


@pytest.mark.parametrize("source", ["", "sitegen @ git+https://example.org/s.git@1a2b"])
def test_no_workflow_installs_what_others_call_sitegen(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, source: str
):
    monkeypatch.setattr(new_archive, "requirement", lambda: source)
    result = run("init", str(tmp_path / "mine"))
    written = (tmp_path / "mine" / "requirements.txt").read_text().splitlines()
    assert [line for line in written if not line.startswith("#")] == ([source] if source else [])
    assert ("say in requirements.txt first" in result.stdout) is not bool(source)


def tool(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


@pytest.mark.parametrize(
    ("schema", "path"),
    [("github-workflows", ".github/workflows/pages.yml"), ("dependabot", ".github/dependabot.yml")],
)
def test_what_github_reads_is_in_its_form(new: Path, schema: str, path: str):
    done = subprocess.run(
        [tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", str(new / path)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def test_the_workflow_gives_nobody_more_than_it_must(new: Path):
    """Zizmor knows what goes wrong with workflows: unpinned actions, credentials left about, words run as code."""
    command = [tool("zizmor"), "--offline", "--no-progress", "--persona", "pedantic", str(new / ".github")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


class Runner:
    """What GitHub does with the workflow's job that builds: a fresh clone, the cache, every command."""

    def __init__(self, remote: Path, folder: Path) -> None:
        self.remote, self.cache, self.folder = remote, folder / "cache.tar", folder
        job = yaml.safe_load((folder / "mine" / ".github" / "workflows" / "pages.yml").read_text())["jobs"][
            "build"
        ]
        self.steps = job["steps"]
        self.runs = 0

    def run(self) -> tuple[Path, str, int]:
        """The clone, what was printed, and the status of the first command that failed."""
        self.runs += 1
        clone = self.folder / f"clone-{self.runs}"
        git(self.folder, "clone", "--quiet", "--branch=main", str(self.remote), str(clone))
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "gh").write_text('#!/bin/sh\ntest -n "$GH_TOKEN"\n')
        (tools / "gh").chmod(0o755)
        (tools / "sitegen").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sitegen "$@"\n')
        (tools / "sitegen").chmod(0o755)
        root = str(PROJECT)
        environment = {**os.environ, **AUTHOR, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": root}
        printed = ""
        for step in self.steps:
            if "cache@" in step.get("uses", "") and self.cache.exists():
                subprocess.run(["tar", "--extract", "--file", self.cache, "--directory", clone], check=True)
            command = step.get("run", "")
            if command and not command.startswith("python -m pip"):
                done = subprocess.run(
                    ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
                    cwd=clone,
                    env={**environment, **dict.fromkeys(step.get("env", {}), "token")},
                    capture_output=True,
                    text=True,
                    check=False,
                )
                printed += done.stdout + done.stderr
                if done.returncode:
                    return clone, printed, done.returncode
        # As actions/cache does it: POSIX archives keep times to the nanosecond.
        cached = [
            "tar",
            "--posix",
            "--create",
            "--file",
            self.cache,
            "--directory",
            clone,
            ".sitegen",
            "site",
        ]
        subprocess.run(cached, check=True)
        return clone, printed, 0


def test_the_workflow_builds_checks_and_keeps_the_ledger(new: Path, tmp_path: Path):
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(new, "init", "--quiet", "--initial-branch=main")
    git(new, "remote", "add", "origin", str(tmp_path / "remote.git"))

    def push(message: str) -> None:
        git(new, "add", "--all")
        git(new, "commit", "--quiet", f"--message={message}")
        git(new, "pull", "--quiet", "--rebase", "origin", "main") if message != "Begin" else None
        git(new, "push", "--quiet", "origin", "main")

    push("Begin")
    runner = Runner(tmp_path / "remote.git", tmp_path)
    clone, printed, status = runner.run()
    assert status == 0, printed
    assert (clone / "site" / "c" / "first-light.html").exists()
    assert "1 made, 0 kept" in printed
    kept = git(tmp_path / "remote.git", "ls-tree", "-r", "--name-only", "main", "content/ledger").split()
    assert kept
    assert all(path.startswith("content/ledger/") for path in kept)

    (new / "content" / "transcripts" / "second.md").write_bytes(dialogue("One more."))
    push("More")
    clone, printed, status = runner.run()
    assert status == 0, printed
    assert "1 made, 1 kept" in printed  # the cache was of use in a fresh clone

    (new / "content" / "transcripts" / "third.md").write_bytes(b"no transcript")
    push("Worse")
    _, printed, status = runner.run()
    assert status == 1
    assert "third.md" in printed


def test_transcripts_stay_as_they_are_in_a_repository_that_changes_ends_of_lines(new: Path, tmp_path: Path):
    data = dialogue("One.\r\nTwo.\nThree.")
    (new / "content" / "transcripts" / "mixed.md").write_bytes(data)
    git(new, "init", "--quiet", "--initial-branch=main")
    git(new, "config", "core.autocrlf", "true")
    git(new, "add", "--all")
    git(new, "commit", "--quiet", "--message=Begin")
    shutil.rmtree(new / "content" / "transcripts")
    git(new, "checkout", "--", "content/transcripts")
    assert (new / "content" / "transcripts" / "mixed.md").read_bytes() == data
