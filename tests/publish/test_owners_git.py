"""Publishing works with any folder name and any git settings of the owner."""

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
    assert found.published_files() == found.site_files()
    found.write_transcripts(b=dialogue("New."))
    result = run("publish", "--dry-run")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("Would publish to gh-pages of origin: ")
    assert run("publish").exit_code == 0
    assert found.published_files() == found.site_files()


@pytest.mark.parametrize("name", FOLDERS)
def test_an_archive_is_published_from_a_folder_of_any_name_in_a_repository(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
):
    inner = repositories.root / name
    (inner / "content" / "transcripts").mkdir(parents=True)
    (inner / "content" / "transcripts" / "z.md").write_bytes(dialogue("Deep."))
    monkeypatch.chdir(inner)
    for _ in range(2):
        assert run("publish").exit_code == 0
    assert repositories.published_files() == repositories.site_files(os.path.join(name, "site"))  # noqa: PTH118 -- as it is


def ledger_lines(stdout: str) -> list[str]:
    return [line for line in stdout.splitlines() if "content/ledger" in line]


COMMIT = "Commit content/ledger: it records the addresses that are now public."
UNIGNORE = "Remove content/ledger from .gitignore and commit it: it records the addresses that are now public."


def test_an_uncommitted_ledger_is_reported_with_any_git_settings(repositories: Repositories, run: Run):
    git(repositories.root, "config", "status.showUntrackedFiles", "no")
    assert ledger_lines(run("publish").stdout) == [COMMIT]
    git(repositories.root, "add", "content/ledger")
    git(repositories.root, "commit", "--quiet", "--message=Ledger")
    assert ledger_lines(run("publish").stdout) == []


@pytest.mark.parametrize("ignored", ["ledger/", "content/ledger/*", "/content/"])
def test_an_ignored_ledger_is_reported(repositories: Repositories, run: Run, ignored: str):
    with (repositories.root / ".gitignore").open("a") as file:
        file.write(f"{ignored}\n")
    assert ledger_lines(run("publish").stdout) == [UNIGNORE]


class TestARepositoryOnGitHub:
    """The repository is local; only its GitHub Pages URL is patched."""

    @pytest.fixture(autouse=True)
    def github(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "sitegen.publish.publisher.pages_url",
            lambda address: "https://ada.github.io/talks/" if address else "",
        )

    def test_the_url_to_set_is_shown_until_it_is_set(self, repositories: Repositories, run: Run):
        note = (
            'Set url = "https://ada.github.io/talks" under [site] in sitegen.toml; '
            "the feed, the sitemap and 404.html need it."
        )
        assert note not in run("publish", "--dry-run").stdout
        assert note in run("publish").stdout.splitlines()
        (repositories.root / "sitegen.toml").write_text('[site]\nurl = "https://ada.github.io/talks"\n')
        assert "Set url" not in run("publish").stdout

    def test_the_url_has_the_domain_of_the_branch(self, repositories: Repositories, run: Run):
        run("publish")
        repositories.set_domain("talks.example.org")
        assert 'Set url = "https://talks.example.org" under' in run("publish").stdout
