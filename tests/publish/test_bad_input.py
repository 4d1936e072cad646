"""Whatever is wrong with the repository, the remote or the machine: one clear line, and what is public stays."""

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
from sitegen.publish.branch import no_push
from sitegen.publish.github_pages import custom_domain, pages_url
from tests.building import build
from tests.conftest import Run
from tests.paths import PROJECT
from tests.publish.conftest import AUTHOR, Repositories, git
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


def a_hook_there_says_no(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    no_rights(found, patch)
    hook = found.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n")


def own_hook_says_no(found: Repositories, patch: pytest.MonkeyPatch) -> None:
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


def a_strange_branch(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    (found.root / "sitegen.toml").write_text('[publish]\nbranch = "-f ../x"\n')


def a_strange_remote(found: Repositories, patch: pytest.MonkeyPatch) -> None:
    (found.root / "sitegen.toml").write_text('[publish]\nremote = "--upload-pack=touch stolen"\n')


TROUBLE = {
    no_git: "git is not installed, or not on the PATH; install it: https://git-scm.com",
    no_repository: "the archive is in no git repository; run `git init`, then `git remote add origin`",
    no_remote: "the repository has no remote 'origin' (there is none); `git remote add origin`",
    another_remote: "the repository has no remote 'origin' (those there are: upstream)",
    remote_is_gone: "the remote 'origin' does not answer: fatal:",
    no_such_host: "the remote 'origin' does not answer: fatal: unable to access 'https://localhost:1/archive.git/'",
    a_password_with_a_slash: "fatal: unable to access 'https://localhost:1/archive.git/'",
    no_rights: "the remote does not let you push: remote: gh-pages is a protected branch",
    a_hook_there_says_no: "a hook of the remote forbids it: ask who keeps it; the branch is as it was",
    own_hook_says_no: "the push failed: not on a Friday",
    no_author: "; `git config user.name` and `git config user.email` set one",
    no_date: "fatal: invalid date format: junk; nothing was pushed; publish again when this is mended",
    a_strange_branch: "'-f ../x' cannot be the name of a branch; name another with --branch",
    a_strange_remote: "the repository has no remote '--upload-pack=touch stolen'",
}


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda trouble: trouble.__name__.replace("_", "-"))
def test_trouble_is_one_line_with_a_remedy(repositories: Repositories, run: Run, trouble, monkeypatch):
    with pytest.MonkeyPatch.context() as patch:
        trouble(repositories, patch)
        result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert TROUBLE[trouble] in result.stderr
    assert "; " in result.stderr
    assert "hunter2" not in result.stderr
    if repositories.remote.exists():
        assert git(repositories.remote, "for-each-ref") == ""


@pytest.mark.parametrize("kind", ["a remote", "a branch"])
def test_what_is_no_name_is_named_in_the_settings(repositories: Repositories, run: Run, kind: str):
    (repositories.root / "sitegen.toml").write_text("[publish]\nto = 'origin'\n")
    result = run("publish")
    assert result.exit_code == 1
    assert result.stderr.startswith("sitegen.toml:2: ")


PROTECTED = "the branch is protected: allow it under Settings, Rules; the branch is as it was"
OVERTAKEN = "publish again: the branch has their site, whole"
MENDED = "the branch is as it was; publish again when this is mended"
RIGHTS = "ask for the right to write there, or sign in to it; the branch is as it was"

SAID = {
    "remote: error: GH006: Protected branch update failed for refs/heads/gh-pages.": PROTECTED,
    "remote: error: GH013: Repository rule violations found for refs/heads/gh-pages.": PROTECTED,
    "GitLab: You are not allowed to push code to protected branches on this project. "
    "! [remote rejected] gh-pages -> gh-pages (pre-receive hook declined)": PROTECTED,
    "! [remote rejected] gh-pages -> gh-pages (pre-receive hook declined)": "a hook of the remote forbids it: ask "
    "who keeps it; the branch is as it was",
    "remote: Permission to ada/archive.git denied to bob.": RIGHTS,
    "fatal: unable to access: The requested URL returned error: 403": RIGHTS,
    "fatal: pack 8b403f has bad object": MENDED,
    "! [rejected] 1 -> gh-pages (fetch first)": OVERTAKEN,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': is at 4403 but expected 1": OVERTAKEN,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': reference already exists": OVERTAKEN,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': Unable to create '/x/gh-pages.lock': File exists.": OVERTAKEN,
    "remote: error: cannot lock ref 'refs/heads/gh-pages': unable to write: No space left on device": MENDED,
    "remote: error: cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'": "name "
    "another with --branch",
}


@pytest.mark.parametrize("said", SAID)
def test_what_a_remote_says_has_the_remedy_that_helps(said: str):
    assert no_push(said)[1] == SAID[said]


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
def test_github_pages_are_found_by_the_address_of_the_repository(remote: str):
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
def test_a_domain_is_the_owners_where_the_site_is_all_of_it(url: str):
    assert custom_domain(url) == DOMAINS[url]


def program(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Sitegen with its children in a group of their own, so that all can be killed at once."""
    return subprocess.Popen(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )


def test_two_publications_at_once_leave_one_whole_site(repositories: Repositories, run: Run):
    repositories.put(**{f"t{n}": dialogue(f"Number {n}.") for n in range(20)})
    ended = [
        (each, *each.communicate()) for each in [program(repositories.root, "publish") for _ in range(3)]
    ]
    said = [err.decode() for each, _, err in ended if each.returncode]
    refused = "another build of this archive is under way|somebody else published in the meantime"
    assert len(said) < 3
    assert all(re.search(refused, each) for each in said)
    assert repositories.published() == repositories.site()
    assert run("publish").stdout.splitlines()[0].endswith("nothing to publish")


KILLS = int(os.environ.get("SITEGEN_KILLS", "3"))
"""How often to kill; a hundred takes some minutes."""


def test_killed_at_any_moment_what_is_public_is_the_old_site_or_the_new(repositories: Repositories, run: Run):
    repositories.put(**{f"t{n}": dialogue("A word.", a=f"Ada {n}") for n in range(6)})
    run("publish")
    sites = [repositories.published()]
    (repositories.root / "sitegen.toml").write_text('[site]\ntitle = "New"\n')
    build(open_archive(repositories.root), repositories.root / "fresh")
    sites.append(repositories.site("fresh"))
    begun = time.monotonic()
    first = program(repositories.root, "publish", "--dry-run", "--workers", "1")
    first.communicate()
    length = (time.monotonic() - begun) * 1.3
    seen = set()
    for n in range(KILLS):
        process = program(repositories.root, "publish", "--workers", "1")
        time.sleep(length * (0.25 + 0.75 * n / KILLS))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        public = repositories.published()
        assert public in sites
        seen.add(sites.index(public))
        if public == sites[1]:  # from the beginning again
            git(repositories.remote, "update-ref", "refs/heads/gh-pages", "gh-pages^")
    git(repositories.remote, "fsck", "--strict")
    result = run("publish")
    assert (result.exit_code, result.stderr) == (0, "")
    assert repositories.published() == repositories.site() == sites[1]
    assert sorted(each.name for each in repositories.root.iterdir()) == [
        ".git", ".gitignore", ".sitegen", "content", "fresh", "site", "sitegen.toml",
    ]  # fmt: skip


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of two megabytes, where one may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if not mount or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("what", ["out", ".git/objects", ".sitegen"])
def test_a_full_disk_leaves_what_is_public_and_what_was_built(
    repositories: Repositories, run: Run, small_disk: Path, what: str
):
    run("publish", "--output", "out/site")
    before, built = repositories.published(), repositories.site("out/site")
    folder = repositories.root / what
    shutil.copytree(folder, small_disk, dirs_exist_ok=True)
    subprocess.run(["mount", "--bind", str(small_disk), str(folder)], check=True)
    try:
        repositories.put(**{f"t{n}": dialogue(*["word " * 500] * 8, a=f"Ada {n}") for n in range(120)})
        result = run("publish", "--output", "out/site")
        left = repositories.site("out/site")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.search("No space left on device|unable to write|failed to write", result.stderr)
    assert repositories.published() == before
    if what == "out":
        assert left == built


def test_a_folder_that_cannot_be_written_is_one_line(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
):
    def lock(self: Cache) -> None:
        raise OSError(errno.EROFS, "Read-only file system", self.folder.as_posix())

    monkeypatch.setattr(Cache, "lock", lock)
    result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "Read-only file system (.sitegen); " in result.stderr


def test_what_ssh_says_is_told_whatever_its_line_ends_are(repositories: Repositories, run: Run):
    ssh = repositories.root.parent / "ssh"
    ssh.write_text("#!/bin/sh\nprintf 'ssh: no host of that name\\r\\n' >&2\nexit 255\n")
    ssh.chmod(0o755)
    git(repositories.root, "remote", "set-url", "origin", "git@nowhere.invalid:me/archive.git")
    git(repositories.root, "config", "core.sshCommand", str(ssh))
    result = run("publish")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "ssh: no host of that name" in result.stderr
