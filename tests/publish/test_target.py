"""The target of publishing: the repository that is pushed to, and no branch with other content."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.publish.conftest import Repositories, git
from tests.writing import dialogue


def output_of(result) -> tuple[int, str, list[str]]:
    return result.exit_code, result.stdout, result.stderr.splitlines()


class TestARemoteThatPushesElsewhere:
    """A fork, which is fetched from the original repository."""

    @pytest.fixture(autouse=True)
    def original(self, repositories: Repositories, tmp_path: Path) -> Path:
        git(tmp_path, "init", "--quiet", "--bare", "original.git")
        git(repositories.root, "remote", "set-url", "origin", str(tmp_path / "original.git"))
        git(repositories.root, "remote", "set-url", "--push", "origin", str(repositories.remote))
        return tmp_path / "original.git"

    def test_can_be_published_to_repeatedly(self, repositories: Repositories, run: Run, original: Path):
        for number in range(3):
            repositories.write_transcripts(**{f"t{number}": dialogue(f"Number {number}.")})
            assert run("publish").exit_code == 0
            assert repositories.published_files() == repositories.site_files()
        assert git(repositories.remote, "rev-list", "--count", "gh-pages") == "3\n"
        assert git(original, "for-each-ref") == ""

    def test_is_read_from_its_push_address_by_a_clone_without_the_branch(
        self, repositories: Repositories, run: Run, original: Path
    ):
        run("publish")
        git(repositories.root, "update-ref", "-d", "refs/remotes/origin/gh-pages")
        git(repositories.root, "-c", "gc.pruneExpire=now", "gc", "--quiet")
        repositories.write_transcripts(b=dialogue("Again."))
        assert run("publish").exit_code == 0
        assert repositories.published_files() == repositories.site_files()

    def test_with_two_push_addresses_is_rejected(self, repositories: Repositories, run: Run, original: Path):
        git(repositories.root, "remote", "set-url", "--push", "--add", "origin", str(original))
        assert output_of(run("publish")) == (
            1,
            "",
            [
                f"{repositories.root.as_posix()}: The remote 'origin' has 2 push addresses instead of one. Choose another "
                "with --remote; `git remote --verbose` lists them."
            ],
        )


@pytest.mark.parametrize(("existing", "wanted"), [("gh-pages", "gh-pages/x"), ("gh-pages/x/y", "gh-pages")])
def test_a_branch_name_that_conflicts_with_another_is_rejected(
    repositories: Repositories, run: Run, existing: str, wanted: str
):
    run("publish", "--branch", existing)
    assert output_of(run("publish", "--branch", wanted)) == (
        1,
        "",
        [
            f"{repositories.root.as_posix()}: The remote has a branch '{existing}', so it cannot have a branch '{wanted}'. "
            "Choose another with --branch."
        ],
    )


BRANCHES = {
    "refs/heads/pages": "'refs/heads/pages' is a full ref, not a branch name. Use --branch pages.",
    "refs/tags/pages": "'refs/tags/pages' is a ref, but not of a branch. Choose a branch with --branch.",
    "@": "'@' is not a valid branch name. Choose another with --branch.",
    "@{-1}": "'@{-1}' is not a valid branch name. Choose another with --branch.",
    "HEAD": "'HEAD' is not a valid branch name. Choose another with --branch.",
    "FETCH_HEAD": "'FETCH_HEAD' is not a valid branch name. Choose another with --branch.",
    "+pages": "'+pages' is not a valid branch name. Choose another with --branch.",
}


@pytest.mark.parametrize("branch", BRANCHES)
def test_names_that_git_reserves_are_rejected(repositories: Repositories, run: Run, branch: str):
    git(repositories.root, "checkout", "--quiet", "-b", "work")
    git(repositories.root, "checkout", "--quiet", "main")
    assert output_of(run("publish", "--branch", branch)) == (
        1,
        "",
        [f"{repositories.root.as_posix()}: {BRANCHES[branch]}"],
    )
    assert git(repositories.remote, "for-each-ref") == ""


@pytest.mark.parametrize("options", [[], ["--take-over"]])
def test_a_local_branch_with_the_archive_is_rejected_with_a_detached_head(
    repositories: Repositories, run: Run, options: list[str]
):
    git(repositories.root, "checkout", "--quiet", "--detach")
    assert output_of(run("publish", "--branch", "main", *options)) == (
        1,
        "",
        [
            f"{repositories.root.as_posix()}: The local branch main has an archive, not its site. "
            "Choose another with --branch, such as site."
        ],
    )
    assert git(repositories.remote, "for-each-ref") == ""


@pytest.mark.parametrize("is_pushed", [True, False])
def test_a_branch_with_transcripts_in_another_folder_is_rejected(repositories: Repositories, run: Run, is_pushed: bool):
    git(repositories.root, "mv", "content/transcripts", "talks")
    git(repositories.root, "commit", "--quiet", "--message=Move")
    if is_pushed:
        git(repositories.root, "push", "--quiet", "origin", "main")
    git(repositories.root, "checkout", "--quiet", "--detach")
    result = run("publish", "--content", "talks", "--branch", "main", "--take-over")
    assert (result.exit_code, result.stdout) == (1, "")
    branch = "The branch main of origin" if is_pushed else "The local branch main"
    assert f"{branch} has an archive, not its site. Choose another" in result.stderr


def test_a_local_branch_with_the_site_is_accepted(repositories: Repositories, run: Run):
    run("publish")
    git(repositories.root, "branch", "gh-pages", "origin/gh-pages")
    repositories.write_transcripts(b=dialogue("Again."))
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

    def test_do_not_overwrite_each_other(self, repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(repositories.root / "b ä")
        assert output_of(run("publish")) == (
            1,
            "",
            [
                f"{repositories.root.as_posix()}/b ä: The branch gh-pages of origin has the site of another archive "
                "in this repository, in the folder 'a'. Choose another with --branch, or replace its content with --take-over "
                "(its history is kept)."
            ],
        )
        assert repositories.published_files() == repositories.site_files("a/site")
        assert run("publish", "--take-over").exit_code == 0
        assert repositories.published_files() == repositories.site_files("b ä/site")
        monkeypatch.chdir(repositories.root / "a")
        assert "another archive in this repository, in the folder 'b ä'. Choose" in run("publish").stderr
        monkeypatch.chdir(repositories.root)
        assert run("publish", "--branch", "whole").exit_code == 0
        monkeypatch.chdir(repositories.root / "a")
        assert "in this repository, in its top folder." in run("publish", "--branch", "whole").stderr

    def test_are_distinguished_if_someone_else_made_the_last_commit(
        self, repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        tip = git(repositories.remote, "commit-tree", "gh-pages^{tree}", "-p", "gh-pages", "-m", "CNAME")
        git(repositories.remote, "update-ref", "refs/heads/gh-pages", tip.strip())
        assert run("publish").exit_code == 0
        monkeypatch.chdir(repositories.root / "b ä")
        assert "another archive in this repository, in the folder 'a'." in run("publish").stderr

    def test_are_not_distinguished_if_the_site_has_no_trailer(
        self, repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        tip = git(repositories.remote, "commit-tree", "gh-pages^{tree}", "-m", "Publish the site")
        git(repositories.remote, "update-ref", "refs/heads/gh-pages", tip.strip())
        monkeypatch.chdir(repositories.root / "b ä")
        assert run("publish").exit_code == 0
        assert repositories.published_files() == repositories.site_files("b ä/site")


@pytest.mark.parametrize("ignored", ["/inner/", "/inner/*"])
def test_an_archive_that_the_surrounding_repository_ignores_is_rejected(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch, ignored: str
):
    (repositories.root / ".gitignore").write_text(f"{ignored}\n")
    inner = repositories.root / "inner"
    (inner / "content" / "transcripts").mkdir(parents=True)
    (inner / "content" / "transcripts" / "z.md").write_bytes(dialogue("Deep."))
    monkeypatch.chdir(inner)
    assert output_of(run("publish")) == (
        1,
        "",
        [
            f"{inner.as_posix()}: The archive has no git repository of its own, and the repository "
            f"{repositories.root.as_posix()} ignores it. Run `git init` here, then `git remote add origin` with the "
            "address of a repository for it."
        ],
    )
    assert git(repositories.remote, "for-each-ref") == ""
