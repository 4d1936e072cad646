"""Whatever the archive's folder is called, and whatever the owner's git is set to show or to leave out."""

import os

import pytest

from tests.conftest import Run
from tests.publish.conftest import Repositories, git
from tests.writing import dialogue

FOLDERS = ["a:b", 'a"b', "a\\b", '"a', "a\nb", "a\rb", "\r", "a b ", "ä"]


@pytest.mark.parametrize("name", FOLDERS)
def test_an_archive_is_published_from_a_folder_of_any_name(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
):
    root = repositories.root.parent / name
    repositories.root.rename(root)
    monkeypatch.chdir(root)
    found = Repositories(root, repositories.remote)
    run("publish")
    assert found.published() == found.site()
    found.put(b=dialogue("New."))
    result = run("publish", "--dry-run")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("would publish to gh-pages of origin: ")
    assert run("publish").exit_code == 0
    assert found.published() == found.site()


@pytest.mark.parametrize("name", FOLDERS)
def test_and_where_it_is_a_folder_of_a_repository(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
):
    inner = repositories.root / name
    (inner / "content" / "transcripts").mkdir(parents=True)
    (inner / "content" / "transcripts" / "z.md").write_bytes(dialogue("Deep."))
    monkeypatch.chdir(inner)
    for _ in range(2):
        assert run("publish").exit_code == 0
    assert repositories.published() == repositories.site(os.path.join(name, "site"))  # noqa: PTH118 -- as it is


def told(stdout: str) -> list[str]:
    return [line for line in stdout.splitlines() if "content/ledger" in line]


COMMIT = "Commit content/ledger: it keeps the addresses that are public now."
TAKE_OUT = "Take content/ledger out of .gitignore and commit it: it keeps the addresses that are public now."


def test_that_the_ledger_must_be_committed_is_told_whatever_git_shows(repositories: Repositories, run: Run):
    git(repositories.root, "config", "status.showUntrackedFiles", "no")
    assert told(run("publish").stdout) == [COMMIT]
    git(repositories.root, "add", "content/ledger")
    git(repositories.root, "commit", "--quiet", "--message=Ledger")
    assert told(run("publish").stdout) == []


@pytest.mark.parametrize("ignored", ["ledger/", "content/ledger/*", "/content/"])
def test_and_where_git_is_told_to_leave_it_out(repositories: Repositories, run: Run, ignored: str):
    with (repositories.root / ".gitignore").open("a") as file:
        file.write(f"{ignored}\n")
    assert told(run("publish").stdout) == [TAKE_OUT]


class TestWhereGitHubHasTheRepository:
    """It is here all the same: git is told to find it elsewhere, after the program has read the address."""

    @pytest.fixture(autouse=True)
    def github(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "sitegen.publish.publisher.pages_url",
            lambda address: "https://ada.github.io/talks/" if address else "",
        )

    def test_the_url_to_set_is_told_until_it_is_set(self, repositories: Repositories, run: Run):
        note = (
            'Say url = "https://ada.github.io/talks" in sitegen.toml, under [site]: '
            "feed, sitemap and 404.html need it."
        )
        assert note not in run("publish", "--dry-run").stdout
        assert note in run("publish").stdout.splitlines()
        (repositories.root / "sitegen.toml").write_text('[site]\nurl = "https://ada.github.io/talks"\n')
        assert "Say url" not in run("publish").stdout

    def test_it_is_that_of_the_domain_where_the_branch_has_one(self, repositories: Repositories, run: Run):
        run("publish")
        repositories.set_domain("talks.example.org")
        assert 'Say url = "https://talks.example.org" in' in run("publish").stdout
