"""Faults of the repository, the remote or the machine: one clear line, and the public site stays."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.cache import Cache
from sitegen.model.problems import Problem
from sitegen.publish.branch import push_error_code
from sitegen.publish.github_pages import custom_domain, pages_url
from tests.building import build
from tests.conftest import Run
from tests.paths import PROJECT
from tests.publish.conftest import AUTHOR, Repositories, git
from tests.waiting import TIMEOUT
from tests.writing import dialogue


def no_git(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PATH", str(found.root / "nothing"))


def no_repository(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(found.root / ".git")


def no_remote(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    git(found.root, "remote", "remove", "origin")


def another_remote(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    git(found.root, "remote", "rename", "origin", "upstream")


def remote_is_gone(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(found.remote)


def no_such_host(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    git(found.root, "remote", "set-url", "origin", "https://ada:hunter2@localhost:1/archive.git")


def a_password_with_a_slash(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    git(found.root, "remote", "set-url", "origin", "https://ada:hunter1@x/hunter2@localhost:1/archive.git")


def no_rights(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    hook = found.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'gh-pages is a protected branch' >&2\nexit 1\n")
    hook.chmod(0o755)


def remote_hook_rejects(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    no_rights(found, patch)
    hook = found.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n")


def local_hook_rejects(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    hook = found.root / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n")
    hook.chmod(0o755)


def no_author(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    for name in AUTHOR:
        patch.delenv(name)
    git(found.root, "config", "user.useConfigOnly", "true")


def no_date(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("GIT_AUTHOR_DATE", "junk")


def an_invalid_branch(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    (found.root / "sitegen.toml").write_text('[publish]\nbranch = "-f ../x"\n')


def an_invalid_remote(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    (found.root / "sitegen.toml").write_text('[publish]\nremote = "--upload-pack=touch stolen"\n')


FAULTS = {
    no_git: "Git is not installed or not on the PATH. Install it: https://git-scm.com",
    no_repository: "The archive is not in a git repository. Run `git init`, then `git remote add origin` with the address of an empty "
    "repository.",
    no_remote: "The repository has no remote 'origin', nor any other. Run `git remote add origin` with the address of the "
    "repository.",
    another_remote: "The repository has no remote 'origin'; its remotes are upstream. Choose one with --remote, or run "
    "`git remote add origin` with the address of the repository.",
    remote_is_gone: "The remote 'origin' cannot be reached: fatal:",
    no_such_host: "The remote 'origin' cannot be reached: fatal: unable to access 'https://localhost:1/archive.git/'",
    a_password_with_a_slash: "fatal: unable to access 'https://localhost:1/archive.git/'",
    no_rights: "The remote rejected the push: remote: gh-pages is a protected branch",
    remote_hook_rejects: ". Ask the administrator of the remote about its hook.",
    local_hook_rejects: "The push failed: not on a Friday",
    no_author: ". Set `git config user.name` and `git config user.email`.",
    no_date: "Git cannot create the commit: fatal: invalid date format: junk. Nothing was pushed; publish again when this is "
    "fixed.",
    an_invalid_branch: "'-f ../x' is not a valid branch name. Choose another with --branch.",
    an_invalid_remote: "The repository has no remote '--upload-pack=touch stolen'; its remotes are origin.",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.replace("_", "-"))
def test_a_fault_is_one_line_with_a_hint(repositories: Repositories, run: Run, fault, monkeypatch):
    with pytest.MonkeyPatch.context() as patch:
        fault(repositories, patch)
        result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert FAULTS[fault] in result.stderr
    assert ". " in result.stderr
    assert "hunter2" not in result.stderr
    if repositories.remote.exists():
        assert git(repositories.remote, "for-each-ref") == ""


@pytest.mark.parametrize("kind", ["a remote", "a branch"])
def test_invalid_settings_are_reported_with_their_line(repositories: Repositories, run: Run, kind: str):
    (repositories.root / "sitegen.toml").write_text("[publish]\nto = 'origin'\n")
    result = run("publish")
    assert result.exit_code == 1
    assert result.stderr.startswith("sitegen.toml:2: ")


PROTECTED = "protected-branch"
MEANWHILE = "published-meanwhile"
OTHER = "push-failed"
ACCESS = "no-push-access"

PUSH_ERRORS = {
    "remote: error: GH006: Protected branch update failed for refs/heads/gh-pages.": PROTECTED,
    "remote: error: GH013: Repository rule violations found for refs/heads/gh-pages.": PROTECTED,
    "GitLab: You are not allowed to push code to protected branches on this project. "
    "! [remote rejected] gh-pages -> gh-pages (pre-receive hook declined)": PROTECTED,
    "! [remote rejected] gh-pages -> gh-pages (pre-receive hook declined)": "push-rejected-by-hook",
    "remote: Permission to ada/archive.git denied to bob.": ACCESS,
    "fatal: unable to access: The requested URL returned error: 403": ACCESS,
    "fatal: pack 8b403f has bad object": OTHER,
    "! [rejected] 1 -> gh-pages (fetch first)": MEANWHILE,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': is at 4403 but expected 1": MEANWHILE,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': reference already exists": MEANWHILE,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': Unable to create '/x/gh-pages.lock': File exists.": MEANWHILE,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': unable to write: No space left on device": OTHER,
    "remote: error: cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'": "conflicting-branch-name",
}


@pytest.mark.parametrize("error", PUSH_ERRORS)
def test_errors_of_a_push_are_recognised(error: str):
    assert push_error_code(error) == PUSH_ERRORS[error]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            PROTECTED,
            "The remote rejected the push: no. The branch is protected; allow pushes to it "
            "(on GitHub under Settings, Rules).",
        ),
        (MEANWHILE, "Someone else published in the meantime; the branch has their site. Publish again."),
        (OTHER, "The push failed: no. The branch is unchanged; publish again when this is fixed."),
        (ACCESS, "The remote rejected the push: no. Sign in, or ask for write access."),
        (
            "push-rejected-by-hook",
            "The remote rejected the push: no. Ask the administrator of the remote about its hook.",
        ),
        (
            "conflicting-branch-name",
            "The remote cannot create the branch 'site': no. Choose another with --branch.",
        ),
    ],
)
def test_an_error_of_a_push_has_a_hint(code: str, text: str):
    assert str(Problem(code, "a", error="no", branch="site")) == f"a: {text}"


HOSTS = {
    "https://github.com/Ada/archive.git": "https://ada.github.io/archive/",
    "https://github.com/ada/archive": "https://ada.github.io/archive/",
    "https://token:x-oauth@github.com/ada/archive.git": "https://ada.github.io/archive/",
    "git@github.com:ada/ada.github.io.git": "https://ada.github.io/",
    "ssh://git@github.com/ada/my.archive.git": "https://ada.github.io/my.archive/",
    "ssh://git@github.com:22/ada/archive": "https://ada.github.io/archive/",
    "https://gitlab.com/ada/archive.git": "",
    "https://github.com.evil.example/ada/archive": "",
    "../remote.git": "",
    "": "",
}


@pytest.mark.parametrize("remote", HOSTS)
def test_the_github_pages_url_comes_from_the_address_of_the_repository(remote: str):
    assert pages_url(remote) == HOSTS[remote]


DOMAINS = {
    "https://talks.example.org": "talks.example.org",
    "https://example.org/": "example.org",
    "https://example.org/archive": "",
    "https://ada.github.io": "",
    "https://ada.gitlab.io": "",
    "http://localhost": "",
    "http://127.0.0.1": "",
    "http://example.org:8000": "",
    "": "",
}


@pytest.mark.parametrize("url", DOMAINS)
def test_a_custom_domain_is_used_if_the_site_is_at_its_root(url: str):
    assert custom_domain(url) == DOMAINS[url]


def program(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start sitegen in a new process group, to kill it with its children."""
    return subprocess.Popen(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )


def test_publishing_twice_at_once_leaves_one_complete_site(repositories: Repositories, run: Run):
    repositories.write_transcripts(**{f"t{n}": dialogue(f"Number {n}.") for n in range(20)})
    ended = [
        (each, *each.communicate(timeout=TIMEOUT)) for each in [program(repositories.root, "publish") for _ in range(3)]
    ]
    errors = [err.decode() for each, _, err in ended if each.returncode]
    refused = "Another build of this archive is running|Someone else published in the meantime"
    assert len(errors) < 3
    assert all(re.search(refused, each) for each in errors)
    assert repositories.published_files() == repositories.site_files()
    assert run("publish").stdout.splitlines()[0].endswith("nothing to publish.")


KILLS = int(os.environ.get("SITEGEN_KILLS", "3"))
"""Number of kills; a hundred takes some minutes."""


def test_killed_at_any_moment_the_public_site_is_the_old_one_or_the_new_one(repositories: Repositories, run: Run):
    repositories.write_transcripts(**{f"t{n}": dialogue("A word.", a=f"Ada {n}") for n in range(6)})
    run("publish")
    sites = [repositories.published_files()]
    (repositories.root / "sitegen.toml").write_text('[site]\ntitle = "New"\n')
    build(open_archive(repositories.root), repositories.root / "fresh")
    sites.append(repositories.site_files("fresh"))
    started = time.monotonic()
    first = program(repositories.root, "publish", "--dry-run", "--workers", "1")
    first.communicate(timeout=TIMEOUT)
    length = (time.monotonic() - started) * 1.3
    published = set()
    for n in range(KILLS):
        process = program(repositories.root, "publish", "--workers", "1")
        time.sleep(length * (0.25 + 0.75 * n / KILLS))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=TIMEOUT)
        public = repositories.published_files()
        assert public in sites
        published.add(sites.index(public))
        if public == sites[1]:  # start over
            git(repositories.remote, "update-ref", "refs/heads/gh-pages", "gh-pages^")
    git(repositories.remote, "fsck", "--strict")
    result = run("publish")
    assert (result.exit_code, result.stderr) == (0, "")
    assert repositories.published_files() == repositories.site_files() == sites[1]
    assert sorted(each.name for each in repositories.root.iterdir()) == [
        ".git", ".gitignore", ".sitegen", "content", "fresh", "site", "sitegen.toml",
    ]  # fmt: skip


@pytest.fixture
def small_disk(tmp_path: Path):
    """Mount a disk of two megabytes, if possible."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if not mount or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("what", ["out", ".git/objects", ".sitegen"])
def test_a_full_disk_leaves_the_public_and_the_built_site(
    repositories: Repositories, run: Run, small_disk: Path, what: str
):
    run("publish", "--output", "out/site")
    before, built = repositories.published_files(), repositories.site_files("out/site")
    folder = repositories.root / what
    shutil.copytree(folder, small_disk, dirs_exist_ok=True)
    subprocess.run(["mount", "--bind", str(small_disk), str(folder)], check=True)
    try:
        repositories.write_transcripts(**{f"t{n}": dialogue(*["word " * 500] * 8, a=f"Ada {n}") for n in range(120)})
        result = run("publish", "--output", "out/site")
        built_now = repositories.site_files("out/site")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.search("No space left on device|unable to write|failed to write", result.stderr)
    assert repositories.published_files() == before
    if what == "out":
        assert built_now == built


def test_a_folder_that_cannot_be_written_is_one_line(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
):
    def lock(self: Cache) -> None:
        raise OSError(errno.EROFS, "Read-only file system", self.folder.as_posix())

    monkeypatch.setattr(Cache, "lock", lock)
    result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(".sitegen: Cannot read or write this: Read-only file system. ")


def test_messages_of_ssh_are_reported_with_any_line_ends(repositories: Repositories, run: Run):
    ssh = repositories.root.parent / "ssh"
    ssh.write_text("#!/bin/sh\nprintf 'ssh: no host of that name\\r\\n' >&2\nexit 255\n")
    ssh.chmod(0o755)
    git(repositories.root, "remote", "set-url", "origin", "git@nowhere.invalid:me/archive.git")
    git(repositories.root, "config", "core.sshCommand", str(ssh))
    result = run("publish")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "ssh: no host of that name" in result.stderr
