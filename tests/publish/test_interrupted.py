"""What is on the branch is read whole, or not at all, whatever a fetch that was killed left in git's store."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.publish.conftest import Repositories, git
from tests.writing import dialogue

CNAME = b"talks.example.org\n"


@pytest.fixture
def elsewhere(repositories: Repositories, run: Run) -> str:
    """Somebody else's last commit of the branch, which this repository has not; it names a domain."""
    run("publish")
    other = repositories.root.parent / "other"
    git(other.parent, "clone", "--quiet", "--branch=gh-pages", str(repositories.remote), "other")
    (other / "CNAME").write_bytes(CNAME)
    git(other, "add", "CNAME")
    git(other, "commit", "--quiet", "--message=Create CNAME")
    git(other, "push", "--quiet", "origin", "gh-pages")
    return git(other, "rev-parse", "HEAD").strip()


def brought(root: Path, tip: str) -> None:
    """Every object of the commit loose in the store, as git leaves what it fetches of a small change."""
    git(root, "-c", "fetch.unpackLimit=10000", "fetch", "--quiet", "--refmap=", "origin", tip)
    (root / ".git" / "FETCH_HEAD").unlink()


def removed(root: Path, names: Iterable[str]) -> None:
    for name in names:
        (root / ".git" / "objects" / name[:2] / name[2:]).unlink()


LEFT = {
    "the commit": ["^{tree}", ":CNAME"],
    "the commit and its tree": [":CNAME"],
    "the commit and a file": ["^{tree}"],
}


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
@pytest.mark.parametrize("left", LEFT)
def test_what_a_killed_fetch_left_behind_is_fetched_again(
    repositories: Repositories, run: Run, elsewhere: str, left: str, options: list[str]
):
    brought(repositories.root, elsewhere)
    names = [git(repositories.root, "rev-parse", f"{elsewhere}{each}").strip() for each in LEFT[left]]
    removed(repositories.root, names)
    repositories.put(b=dialogue("New."))
    result = run("publish", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert repositories.published()["CNAME"] == CNAME
    if not options:
        assert repositories.published() == {**repositories.site(), "CNAME": CNAME}
        assert run("publish").exit_code == 0


def test_what_git_believes_that_it_has_is_fetched_again_too(repositories: Repositories, run: Run):
    run("publish")
    names = git(repositories.root, "ls-tree", "-r", "--format=%(objectname)", "origin/gh-pages:c").split()
    removed(repositories.root, set(names))
    (repositories.root / ".sitegen").rename(repositories.root / "memory")  # all is made anew
    repositories.put(b=dialogue("New."))
    result = run("publish")
    assert (result.exit_code, result.stderr) == (0, "")
    git(repositories.root, "fsck", "--connectivity-only")
    assert repositories.published() == repositories.site()


def test_a_fetch_leaves_one_pack_and_nothing_loose(repositories: Repositories, run: Run, elsewhere: str):
    def loose() -> list[Path]:
        return sorted((repositories.root / ".git" / "objects").glob("[0-9a-f][0-9a-f]/*"))

    before = loose()
    assert run("publish").exit_code == 0  # there is nothing to publish, but to be read
    assert loose() == before
    assert len(list((repositories.root / ".git" / "objects" / "pack").glob("*.pack"))) == 1


def test_a_store_that_stays_broken_is_one_line(
    repositories: Repositories, run: Run, elsewhere: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sitegen.publish.branch.is_whole", lambda *_: False)
    result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"{repositories.root.as_posix()}: git's store here lacks a part of the branch gh-pages of origin; "
        "`git fsck` says what is damaged; if all else fails, clone the repository anew\n"
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
    assert repositories.published() == {**repositories.site(), "CNAME": CNAME}


def test_a_commit_before_the_last_is_fetched_again_too(repositories: Repositories, run: Run, elsewhere: str):
    # Earlier than the one before it: only then does git always ask for that one when it pushes.
    dates = {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z"}
    made = ("commit-tree", "gh-pages^{tree}", "-p", "gh-pages", "-m", "More")
    tip = git(repositories.remote, *made, **dates).strip()
    git(repositories.remote, "update-ref", "refs/heads/gh-pages", tip)
    brought(repositories.root, tip)
    removed(repositories.root, [elsewhere])
    repositories.put(b=dialogue("New."))
    result = run("publish")
    assert (result.exit_code, result.stderr) == (0, "")
    assert repositories.published() == {**repositories.site(), "CNAME": CNAME}
    git(repositories.root, "cat-file", "-e", elsewhere)
