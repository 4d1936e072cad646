"""Where a site goes: to the repository that is pushed to, and to no branch that is anybody else's."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.publish.conftest import Repositories, git
from tests.writing import dialogue


def said(result) -> tuple[int, str, list[str]]:
    return result.exit_code, result.stdout, result.stderr.splitlines()


class TestARemoteThatPushesElsewhere:
    """As a fork does: it is fetched from the original."""

    @pytest.fixture(autouse=True)
    def original(self, repositories: Repositories, tmp_path: Path) -> Path:
        git(tmp_path, "init", "--quiet", "--bare", "original.git")
        git(repositories.root, "remote", "set-url", "origin", str(tmp_path / "original.git"))
        git(repositories.root, "remote", "set-url", "--push", "origin", str(repositories.remote))
        return tmp_path / "original.git"

    def test_is_published_to_as_often_as_one_likes(
        self, repositories: Repositories, run: Run, original: Path
    ):
        for number in range(3):
            repositories.put(**{f"t{number}": dialogue(f"Number {number}.")})
            assert run("publish").exit_code == 0
            assert repositories.published() == repositories.site()
        assert git(repositories.remote, "rev-list", "--count", "gh-pages") == "3\n"
        assert git(original, "for-each-ref") == ""

    def test_is_read_from_where_it_pushes_by_a_clone_that_lacks_the_branch(
        self, repositories: Repositories, run: Run, original: Path
    ):
        run("publish")
        git(repositories.root, "update-ref", "-d", "refs/remotes/origin/gh-pages")
        git(repositories.root, "-c", "gc.pruneExpire=now", "gc", "--quiet")
        repositories.put(b=dialogue("Again."))
        assert run("publish").exit_code == 0
        assert repositories.published() == repositories.site()

    def test_is_refused_where_it_pushes_to_two(self, repositories: Repositories, run: Run, original: Path):
        git(repositories.root, "remote", "set-url", "--push", "--add", "origin", str(original))
        assert said(run("publish")) == (
            1,
            "",
            [
                f"{repositories.root.as_posix()}: the remote 'origin' pushes to 2 addresses; name one that has one "
                "address with --remote; `git remote --verbose` shows them, `git remote add` adds"
            ],
        )


@pytest.mark.parametrize(("there", "wanted"), [("gh-pages", "gh-pages/x"), ("gh-pages/x/y", "gh-pages")])
def test_a_branch_that_another_stands_in_the_way_of_is_refused_for_that_reason(
    repositories: Repositories, run: Run, there: str, wanted: str
):
    run("publish", "--branch", there)
    assert said(run("publish", "--branch", wanted)) == (
        1,
        "",
        [
            f"{repositories.root.as_posix()}: the remote has a branch '{there}', and so can have none of this name; "
            "name another with --branch"
        ],
    )


BRANCHES = {
    "refs/heads/pages": "'refs/heads/pages' is not how a branch is named; say --branch pages",
    "refs/tags/pages": "'refs/tags/pages' is not how a branch is named; name another with --branch",
    "@": "'@' cannot be the name of a branch; name another with --branch",
    "@{-1}": "'@{-1}' cannot be the name of a branch; name another with --branch",
    "HEAD": "'HEAD' cannot be the name of a branch; name another with --branch",
    "FETCH_HEAD": "'FETCH_HEAD' cannot be the name of a branch; name another with --branch",
    "+pages": "'+pages' cannot be the name of a branch; name another with --branch",
}


@pytest.mark.parametrize("branch", BRANCHES)
def test_what_git_means_something_else_by_is_no_branch(repositories: Repositories, run: Run, branch: str):
    git(repositories.root, "checkout", "--quiet", "-b", "work")
    git(repositories.root, "checkout", "--quiet", "main")
    assert said(run("publish", "--branch", branch)) == (
        1,
        "",
        [f"{repositories.root.as_posix()}: {BRANCHES[branch]}"],
    )
    assert git(repositories.remote, "for-each-ref") == ""


@pytest.mark.parametrize("options", [[], ["--take-over"]])
def test_a_local_branch_that_holds_the_archive_is_not_the_sites_while_its_owner_is_on_none(
    repositories: Repositories, run: Run, options: list[str]
):
    git(repositories.root, "checkout", "--quiet", "--detach")
    assert said(run("publish", "--branch", "main", *options)) == (
        1,
        "",
        [
            f"{repositories.root.as_posix()}: main is a branch of yours that holds an archive, not its site; "
            "choose another with --branch, such as site"
        ],
    )
    assert git(repositories.remote, "for-each-ref") == ""


@pytest.mark.parametrize("is_pushed", [True, False])
def test_nor_where_its_transcripts_stand_in_a_folder_of_another_name(
    repositories: Repositories, run: Run, is_pushed: bool
):
    git(repositories.root, "mv", "content/transcripts", "talks")
    git(repositories.root, "commit", "--quiet", "--message=Move")
    if is_pushed:
        git(repositories.root, "push", "--quiet", "origin", "main")
    git(repositories.root, "checkout", "--quiet", "--detach")
    result = run("publish", "--content", "talks", "--branch", "main", "--take-over")
    assert (result.exit_code, result.stdout) == (1, "")
    whose = "the branch main of origin" if is_pushed else "main is a branch of yours that"
    assert f"{whose} holds an archive, not its site; choose another" in result.stderr


def test_a_local_branch_that_holds_the_site_is_no_hindrance(repositories: Repositories, run: Run):
    run("publish")
    git(repositories.root, "branch", "gh-pages", "origin/gh-pages")
    repositories.put(b=dialogue("Again."))
    assert run("publish").exit_code == 0


class TestTwoArchivesInOneRepository:
    @pytest.fixture(autouse=True)
    def archives(self, repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("a", "b ä"):
            folder = repositories.root / name / "content" / "transcripts"
            folder.mkdir(parents=True)
            (folder / "x.md").write_bytes(dialogue(f"This is {name}."))
        monkeypatch.chdir(repositories.root / "a")
        assert run("publish").exit_code == 0

    def test_do_not_take_each_others_place(
        self, repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.chdir(repositories.root / "b ä")
        assert said(run("publish")) == (
            1,
            "",
            [
                f"{repositories.root.as_posix()}/b ä: the branch gh-pages of origin holds the site of another archive "
                "of this repository, that in 'a/'; choose another with --branch; or say --take-over to put the "
                "site in its place, with what stands there in its history"
            ],
        )
        assert repositories.published() == repositories.site("a/site")
        assert run("publish", "--take-over").exit_code == 0
        assert repositories.published() == repositories.site("b ä/site")
        monkeypatch.chdir(repositories.root / "a")
        assert "another archive of this repository, that in 'b ä/'; choose" in run("publish").stderr
        monkeypatch.chdir(repositories.root)
        assert run("publish", "--branch", "whole").exit_code == 0
        monkeypatch.chdir(repositories.root / "a")
        assert "that in its topmost folder" in run("publish", "--branch", "whole").stderr

    def test_are_told_apart_where_somebody_else_made_the_last_commit(
        self, repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        tip = git(repositories.remote, "commit-tree", "gh-pages^{tree}", "-p", "gh-pages", "-m", "CNAME")
        git(repositories.remote, "update-ref", "refs/heads/gh-pages", tip.strip())
        assert run("publish").exit_code == 0
        monkeypatch.chdir(repositories.root / "b ä")
        assert "another archive of this repository, that in 'a/'" in run("publish").stderr

    def test_are_not_where_the_site_does_not_say_whose_it_is(
        self, repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        tip = git(repositories.remote, "commit-tree", "gh-pages^{tree}", "-m", "Publish the site")
        git(repositories.remote, "update-ref", "refs/heads/gh-pages", tip.strip())
        monkeypatch.chdir(repositories.root / "b ä")
        assert run("publish").exit_code == 0
        assert repositories.published() == repositories.site("b ä/site")


@pytest.mark.parametrize("ignored", ["/inner/", "/inner/*"])
def test_an_archive_that_the_repository_around_it_ignores_is_in_none(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch, ignored: str
):
    (repositories.root / ".gitignore").write_text(f"{ignored}\n")
    inner = repositories.root / "inner"
    (inner / "content" / "transcripts").mkdir(parents=True)
    (inner / "content" / "transcripts" / "z.md").write_bytes(dialogue("Deep."))
    monkeypatch.chdir(inner)
    assert said(run("publish")) == (
        1,
        "",
        [
            f"{inner.as_posix()}: the archive is in no git repository of its own, and that of "
            f"{repositories.root.as_posix()} ignores it; run `git init` here, then `git remote add origin` with the "
            "address of a repository of yours"
        ],
    )
    assert git(repositories.remote, "for-each-ref") == ""
