"""The branch is read completely or not at all, whatever an interrupted fetch left in git's object store."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.publish.conftest import Repositories, git
from tests.writing import dialogue

CNAME = b"talks.example.org\n"


@pytest.fixture
def elsewhere(repositories: Repositories, run: Run) -> str:
    """Push a commit of someone else to the branch, with a domain; return its name."""
    run("publish")
    other = repositories.root.parent / "other"
    git(other.parent, "clone", "--quiet", "--branch=gh-pages", str(repositories.remote), "other")
    (other / "CNAME").write_bytes(CNAME)
    git(other, "add", "CNAME")
    git(other, "commit", "--quiet", "--message=Create CNAME")
    git(other, "push", "--quiet", "origin", "gh-pages")
    return git(other, "rev-parse", "HEAD").strip()


def fetch_loose(root: Path, tip: str) -> None:
    """Fetch the objects of the commit as loose objects, as git does for small changes."""
    git(root, "-c", "fetch.unpackLimit=10000", "fetch", "--quiet", "--refmap=", "origin", tip)
    (root / ".git" / "FETCH_HEAD").unlink()


def remove_objects(root: Path, names: Iterable[str]) -> None:
    for name in names:
        (root / ".git" / "objects" / name[:2] / name[2:]).unlink()


MISSING = {
    "the commit": ["^{tree}", ":CNAME"],
    "the commit and its tree": [":CNAME"],
    "the commit and a file": ["^{tree}"],
}


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
@pytest.mark.parametrize("present", MISSING)
def test_objects_missing_after_a_killed_fetch_are_fetched_again(
    repositories: Repositories, run: Run, elsewhere: str, present: str, options: list[str]
):
    fetch_loose(repositories.root, elsewhere)
    names = [git(repositories.root, "rev-parse", f"{elsewhere}{each}").strip() for each in MISSING[present]]
    remove_objects(repositories.root, names)
    repositories.write_transcripts(b=dialogue("New."))
    result = run("publish", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert repositories.published_files()["CNAME"] == CNAME
    if not options:
        assert repositories.published_files() == {**repositories.site_files(), "CNAME": CNAME}
        assert run("publish").exit_code == 0


def test_missing_objects_of_known_refs_are_fetched_again_too(repositories: Repositories, run: Run):
    run("publish")
    names = git(repositories.root, "ls-tree", "-r", "--format=%(objectname)", "origin/gh-pages:c").split()
    remove_objects(repositories.root, set(names))
    (repositories.root / ".sitegen").rename(repositories.root / "old-state")  # rebuild everything
    repositories.write_transcripts(b=dialogue("New."))
    result = run("publish")
    assert (result.exit_code, result.stderr) == (0, "")
    git(repositories.root, "fsck", "--connectivity-only")
    assert repositories.published_files() == repositories.site_files()


def test_a_fetch_leaves_one_pack_and_no_loose_objects(repositories: Repositories, run: Run, elsewhere: str):
    def loose() -> list[Path]:
        return sorted((repositories.root / ".git" / "objects").glob("[0-9a-f][0-9a-f]/*"))

    before = loose()
    assert run("publish").exit_code == 0  # there is nothing to publish, but the branch is read
    assert loose() == before
    assert len(list((repositories.root / ".git" / "objects" / "pack").glob("*.pack"))) == 1


def test_a_damaged_repository_is_one_line(
    repositories: Repositories, run: Run, elsewhere: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sitegen.publish.branch.is_complete", lambda *_: False)
    result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"{repositories.root.as_posix()}: The local repository lacks objects of the branch gh-pages of origin. "
        "Run `git fsck` to see what is damaged, or clone the repository again.\n"
    )


def test_a_git_of_2020_can_fetch_too(
    repositories: Repositories, run: Run, elsewhere: str, monkeypatch: pytest.MonkeyPatch
):
    program = repositories.root.parent / "bin" / "git"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nPATH="${PATH#*:}"\ncase " $* " in *" --no-write-fetch-head "*)\n'
        'echo "error: unknown option \\`no-write-fetch-head\'" >&2; exit 129;;\n'
        '*" --path-format="*) exit 129;; esac\nexec git "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    for options in (["--dry-run"], []):
        assert run("publish", *options).exit_code == 0
    assert repositories.published_files() == {**repositories.site_files(), "CNAME": CNAME}


def test_a_missing_ancestor_is_fetched_again_too(repositories: Repositories, run: Run, elsewhere: str):
    # Older than its parent: only then does git always need the parent to push.
    dates = {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z"}
    command = ("commit-tree", "gh-pages^{tree}", "-p", "gh-pages", "-m", "More")
    tip = git(repositories.remote, *command, **dates).strip()
    git(repositories.remote, "update-ref", "refs/heads/gh-pages", tip)
    fetch_loose(repositories.root, tip)
    remove_objects(repositories.root, [elsewhere])
    repositories.write_transcripts(b=dialogue("New."))
    result = run("publish")
    assert (result.exit_code, result.stderr) == (0, "")
    assert repositories.published_files() == {**repositories.site_files(), "CNAME": CNAME}
    git(repositories.root, "cat-file", "-e", elsewhere)
