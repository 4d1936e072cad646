"""Fixtures: an archive in a git repository, and the remote repository to which it is published."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.writing import dialogue

AUTHOR = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}


def git(folder: Path, *arguments: str, **environment: str) -> str:
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **AUTHOR, **environment},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@dataclass(frozen=True)
class Repositories:
    root: Path
    """The archive; it is also the current folder."""
    remote: Path

    def write_transcripts(self, **transcripts: bytes) -> None:
        folder = self.root / "content" / "transcripts"
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in transcripts.items():
            (folder / f"{name}.md").write_bytes(data)

    def published_files(self, branch: str = "gh-pages") -> dict[str, bytes]:
        """Return the files on the remote branch, by path."""
        return {
            path: subprocess.run(
                ["git", "cat-file", "blob", f"{branch}:{path}"],
                cwd=self.remote,
                check=True,
                capture_output=True,
            ).stdout
            for path in git(self.remote, "ls-tree", "-r", "--name-only", branch).splitlines()
        }

    def site_files(self, name: str = "site") -> dict[str, bytes]:
        """Return the built files, by path."""
        return {
            path.relative_to(self.root / name).as_posix(): path.read_bytes()
            for path in (self.root / name).rglob("*")
            if path.is_file()
        }

    def set_domain(self, domain: str) -> None:
        """Commit a domain to the published branch, as GitHub does when it is set under Pages."""
        page = self.root.parent / "ui"
        git(self.root.parent, "clone", "--quiet", "--branch=gh-pages", str(self.remote), page.name)
        (page / "CNAME").write_text(domain)
        git(page, "add", "CNAME")
        git(page, "commit", "--quiet", "--message=Create CNAME")
        git(page, "push", "--quiet", "origin", "gh-pages")

    def owner_state(self) -> Mapping[str, object]:
        """Return the owner's state: HEAD, index, local branches, committed and uncommitted changes."""
        return {
            "HEAD": (self.root / ".git" / "HEAD").read_bytes(),
            "index": (self.root / ".git" / "index").read_bytes(),
            "branches": git(self.root, "for-each-ref", "refs/heads"),
            "status": git(self.root, "--no-optional-locks", "status", "--porcelain", "--ignored"),
            "stash": git(self.root, "stash", "list"),
        }


@pytest.fixture
def repositories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repositories:
    for name, value in AUTHOR.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    found = Repositories(tmp_path / "archive", tmp_path / "remote.git")
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    found.write_transcripts(a=dialogue("Good morning.", "Is it?"))
    (found.root / ".gitignore").write_text("/site/\n/.sitegen/\n")
    git(found.root, "init", "--quiet", "--initial-branch=main")
    git(found.root, "remote", "add", "origin", str(found.remote))
    git(found.root, "add", "--all")
    git(found.root, "commit", "--quiet", "--message=Begin")
    monkeypatch.chdir(found.root)
    return found
