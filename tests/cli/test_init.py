"""A new archive can be built right away, and its workflow publishes it."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from importlib.metadata import Distribution
from pathlib import Path

import pytest
import yaml

from sitegen import __version__
from sitegen.archive.settings.parser import parse_settings
from sitegen.cli import init
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
    "requirements.lock",
    "requirements.txt",
    "sitegen.toml",
    "theme/README.md",
]


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Create a new archive, which becomes the current folder."""
    assert run("init", str(tmp_path / "mine")).exit_code == 0
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def test_a_new_archive_can_be_built_without_a_problem(new: Path, run: Run):
    assert sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()) == FILES
    result = run("build", "--strict")
    assert (result.exit_code, result.stdout) == (
        0,
        "Built site/: 1 conversation, 4 messages (1 rebuilt, 0 unchanged). No problems.\n"
        "Open site/index.html in a browser.\n",
    )
    result = run("check")
    assert (result.exit_code, result.output) == (0, "No problems (1 transcript).\n")
    assert b"What a lantern keeps" in (new / "site" / "c" / "first-light.html").read_bytes()  # it is quoted


def test_every_commented_setting_of_a_new_archive_is_valid(new: Path):
    text = (new / "sitegen.toml").read_text("utf-8")
    shown = re.sub(r"^# (?=\[|[\w\"-]+ = )", "", text, flags=re.MULTILINE)
    assert shown.count("\n# ") < text.count("\n# ") / 2
    settings = parse_settings(shown)
    assert settings.site.url
    assert settings.transcripts[0].participants
    assert settings.models
    assert settings.external_essays
    assert settings.redactions


def test_init_never_overwrites_a_file(archive: Path, run: Run):
    (archive / "sitegen.toml").write_text("[site]")
    result = run("init")
    assert (result.exit_code, result.stderr) == (
        1,
        "sitegen.toml: This file already exists. Choose another folder; init never overwrites a file.\n",
    )
    assert sorted(path.name for path in archive.iterdir()) == ["content", "sitegen.toml"]


def test_an_interrupted_init_is_completed(new: Path, run: Run):
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
    assert result.stderr.startswith("file/mine: Cannot read or write this: Not a directory. ")
    (archive / ".sitegen").write_bytes(b"")
    for command in ("build", "publish"):
        result = run(command)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_files_of_a_repository_are_kept(archive: Path, run: Run):
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


NAME = "sitegen-transcripts"
ORIGINS = {
    "": f"{NAME}=={__version__}",
    '{"url": "file:///nowhere/sitegen", "dir_info": {"editable": true}}': f"{NAME}=={__version__}",
    '{"url": "https://example.org/s.git", "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": "1a2b"}}': f"{NAME} @ git+https://example.org/s.git@1a2b",
    '{"url": "https://example.org/sitegen-9.whl", "archive_info": {}}': f"{NAME} @ https://example.org/sitegen-9.whl",
    '{"url": "file:///tmp/sitegen-9.whl", "archive_info": {}}': f"{NAME}=={__version__}",
}


@pytest.fixture
def installed_from(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Pretend that sitegen was installed from an origin, given as the ``direct_url.json`` of pip."""

    def pretend(origin: str) -> None:
        class Installed(Distribution):
            def read_text(self, filename: str) -> str | None:
                return origin or None

            def locate_file(self, path: object) -> Path:
                return Path(str(path))

        monkeypatch.setattr(init, "distribution", lambda name: Installed())

    return pretend


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_workflow_installs_the_version_that_is_here(origin: str, installed_from: Callable[[str], None]):
    installed_from(origin)
    assert init.requirement() == ORIGINS[origin]


@pytest.mark.parametrize(
    ("url", "is_pushed", "expected"),
    [
        ("https://example.org/s.git", True, f"{NAME} @ git+https://example.org/s.git@COMMIT"),
        ("https://example.org/s.git", False, f"{NAME}=={__version__}"),
        ("https://me:secret@example.org/s.git", True, f"{NAME}=={__version__}"),
        ("git@example.org:s.git", True, f"{NAME}=={__version__}"),
        ("/home/ada/s.git", True, f"{NAME}=={__version__}"),
    ],
)
def test_a_clone_is_installed_from_its_public_origin(
    tmp_path: Path, installed_from: Callable[[str], None], url: str, is_pushed: bool, expected: str
):
    clone = tmp_path / "a clone"
    clone.mkdir()
    git(clone, "init", "--quiet", "--initial-branch=main")
    git(clone, "commit", "--quiet", "--allow-empty", "--message=Start")
    git(clone, "remote", "add", "origin", url)
    commit = git(clone, "rev-parse", "HEAD").strip()
    if is_pushed:
        git(clone, "update-ref", "refs/remotes/origin/main", commit)
    installed_from(json.dumps({"url": clone.as_uri(), "dir_info": {}}))
    assert init.requirement() == expected.replace("COMMIT", commit)


def test_init_writes_the_requirement_and_the_next_steps_in_order(tmp_path: Path, run: Run):
    folder = tmp_path / "mine"
    result = run("init", str(folder))
    written = (folder / "requirements.txt").read_text().splitlines()
    assert [line for line in written if not line.startswith("#")] == [init.requirement()]
    assert result.stdout.partition("Next:\n")[2].splitlines() == [
        f"  1. cd {folder}",
        "  2. sitegen build",
        "  3. open site/index.html in a browser",
        "  4. put your transcripts into content/transcripts and build again",
        "  5. git init --initial-branch=main && git add --all && git commit --message 'Start'",
        "  6. git remote add origin <address of an empty repository> && sitegen publish",
    ]


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
    """Zizmor finds faults of workflows: unpinned actions, exposed credentials, template injection."""
    command = [tool("zizmor"), "--offline", "--no-progress", "--persona", "pedantic", str(new / ".github")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


class Runner:
    """Run the jobs of the workflow as GitHub does: fresh clones, the cache, artifacts, every command."""

    def __init__(self, remote: Path, folder: Path) -> None:
        self.remote, self.cache, self.folder = remote, folder / "cache.tar", folder
        self.jobs = yaml.safe_load((folder / "mine" / ".github" / "workflows" / "pages.yml").read_text())["jobs"]
        self.artifacts = folder / "artifacts"
        self.output = folder / "output"
        self.temp = folder / "temp"
        self.clones = 0

    def run(self) -> tuple[Path, str, int]:
        """Return the clone of the build, what was printed, and the status of the first command that failed."""
        for folder in (self.artifacts, self.temp):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        self.output.write_text("")
        clone, printed, status = self.run_job("build")
        if status:
            return clone, printed, status
        # As actions/cache does: POSIX archives keep times to the nanosecond.
        cached = ["tar", "--posix", "--create", "--file", self.cache, "--directory", clone, ".sitegen", "site"]
        subprocess.run(cached, check=True)
        if self.output.read_text() == "has-new-addresses=true\n":
            _, more, status = self.run_job("ledger")
            printed += more
        return clone, printed, status

    def run_job(self, name: str) -> tuple[Path, str, int]:
        self.clones += 1
        clone = self.folder / f"clone-{self.clones}"
        git(self.folder, "clone", "--quiet", "--branch=main", str(self.remote), str(clone))
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "gh").write_text('#!/bin/sh\ntest -n "$GH_TOKEN"\n')
        (tools / "gh").chmod(0o755)
        (tools / "sitegen").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sitegen "$@"\n')
        (tools / "sitegen").chmod(0o755)
        environment = {
            **os.environ,
            **AUTHOR,
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT),
            "GITHUB_OUTPUT": str(self.output),
            "RUNNER_TEMP": str(self.temp),
        }
        printed = ""
        for step in self.jobs[name]["steps"]:
            action = step.get("uses", "").partition("@")[0]
            if action == "actions/cache" and self.cache.exists():
                subprocess.run(["tar", "--extract", "--file", self.cache, "--directory", clone], check=True)
            elif action == "actions/upload-artifact" and self.output.read_text():
                shutil.copy(clone / step["with"]["path"], self.artifacts)
            elif action == "actions/download-artifact":
                shutil.copytree(self.artifacts, self.temp, dirs_exist_ok=True)
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
        return clone, printed, 0


def ledger_of(remote: Path) -> list[str]:
    return git(remote, "ls-tree", "-r", "--name-only", "main", "content/ledger").split()


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
    assert "(1 rebuilt, 0 unchanged)" in printed
    assert [re.sub(r"\.\w{7}\.", ".KEY.", path) for path in ledger_of(tmp_path / "remote.git")] == [
        "content/ledger/.gitattributes",
        "content/ledger/first-light.KEY.jsonl",
    ]

    before = git(tmp_path / "remote.git", "rev-parse", "main")
    assert runner.run()[2] == 0
    assert git(tmp_path / "remote.git", "rev-parse", "main") == before  # no new addresses, no commit

    undated = b"---\nparticipants: [Ada, Bob]\n---\n\n**Ada:** One more.\n\n**Bob:** Yes.\n"  # so it has no neighbours
    (new / "content" / "transcripts" / "second.md").write_bytes(undated)
    push("More")
    clone, printed, status = runner.run()
    assert status == 0, printed
    assert "(1 rebuilt, 1 unchanged)" in printed  # the cache was used in a fresh clone
    assert len(ledger_of(tmp_path / "remote.git")) == 3

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


def test_only_what_needs_no_package_may_write(new: Path):
    workflow = yaml.safe_load((new / ".github" / "workflows" / "pages.yml").read_text())
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "read"},
        "ledger": {"contents": "write"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    writing = [step for name in ("ledger", "deploy") for step in workflow["jobs"][name]["steps"]]
    assert {step["uses"].partition("@")[0] for step in writing if "uses" in step} == {
        "actions/checkout",
        "actions/download-artifact",
        "actions/deploy-pages",
    }
    commands = "\n".join(step.get("run", "") for step in writing)
    assert {line.split()[0] for line in commands.splitlines() if line} == {"git", "gh"}
    build = workflow["jobs"]["build"]["steps"]
    assert "token" not in json.dumps([step.get("env") for step in build])


def test_a_patch_of_the_build_changes_nothing_but_the_ledger(new: Path, tmp_path: Path):
    """The build runs packages of others; what they put into the patch must not reach the rest of the repository."""
    git(new, "init", "--quiet", "--initial-branch=main")
    git(new, "add", "--all")
    git(new, "commit", "--quiet", "--message=Begin")
    for name in ("content/ledger/a.abc.jsonl", ".github/workflows/pages.yml", "sitegen.toml", "content/ledgers/x"):
        (new / name).parent.mkdir(exist_ok=True)
        (new / name).write_text("changed\n")
    git(new, "add", "--all")
    (tmp_path / "ledger.patch").write_text(git(new, "diff", "--cached", "--binary") + "\n")
    git(new, "reset", "--quiet", "--hard")
    workflow = yaml.safe_load((new / ".github" / "workflows" / "pages.yml").read_text())
    command = workflow["jobs"]["ledger"]["steps"][-1]["run"].splitlines()[0]
    subprocess.run(["bash", "-ec", command], cwd=new, env={**os.environ, "RUNNER_TEMP": str(tmp_path)}, check=True)
    assert git(new, "status", "--porcelain").split() == ["A", "content/ledger/a.abc.jsonl"]


def test_the_workflow_installs_only_packages_with_known_hashes(new: Path):
    lock = (new / "requirements.lock").read_text()
    assert lock.partition("\n")[2] == (PROJECT / "requirements" / "site.txt").read_text()
    steps = yaml.safe_load((new / ".github" / "workflows" / "pages.yml").read_text())["jobs"]["build"]["steps"]
    assert [step["run"] for step in steps if "pip" in step.get("run", "")] == [
        "python -m pip install --require-hashes --requirement requirements.lock",
        "python -m pip install --no-deps --no-build-isolation --requirement requirements.txt",
        "python -m pip check",
    ]


def test_the_requirements_are_renewed_alone(new: Path, run: Run):
    (new / "sitegen.toml").write_text("[site]\n")
    for name in ("requirements.txt", "requirements.lock"):
        (new / name).write_text("old\n")
    result = run("init", "--requirements")
    assert (result.exit_code, result.output) == (0, "wrote requirements.txt\nwrote requirements.lock\n")
    assert init.requirement() in (new / "requirements.txt").read_text()
    assert "--hash=sha256:" in (new / "requirements.lock").read_text()
    assert (new / "sitegen.toml").read_text() == "[site]\n"
