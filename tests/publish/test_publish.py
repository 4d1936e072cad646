"""Publishing pushes the old or the new site to a branch, and changes nothing else of the owner."""

from pathlib import Path
from shutil import which

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.checks import site_files
from sitegen.publish.branch import Branch
from sitegen.publish.git import open_git
from sitegen.publish.target import PublishTarget
from tests.building import build
from tests.conftest import Run
from tests.publish.conftest import Repositories, git
from tests.writing import dialogue


def test_the_branch_holds_the_site_byte_for_byte(repositories: Repositories, run: Run):
    result = run("publish")
    assert repositories.published_files() == repositories.site_files()
    assert repositories.published_files()[".nojekyll"] == b""
    commit = git(repositories.remote, "rev-parse", "--short=12", "gh-pages").strip()
    assert result.stdout.splitlines() == [
        f"Published {commit} to gh-pages of origin: {len(repositories.site_files())} files "
        f"({len(repositories.site_files())} added).",
        "Commit content/ledger: it records the addresses that are now public.",
        "On GitHub, choose once: Settings, Pages, Deploy from a branch, gh-pages, / (root).",
    ]


def test_an_unchanged_site_is_not_published_again(repositories: Repositories, run: Run):
    run("publish")
    assert run("publish").stdout.splitlines()[0] == "gh-pages of origin already has this site; nothing to publish."
    assert git(repositories.remote, "rev-list", "--count", "gh-pages") == "1\n"


def test_a_change_is_one_commit_with_numbers(repositories: Repositories, run: Run):
    run("publish")
    before = repositories.published_files()
    repositories.write_transcripts(b=dialogue("Good evening."))
    (repositories.root / "content" / "transcripts" / "a.md").unlink()
    run("publish", "--despite-problems")
    after = repositories.published_files()
    changes = {
        path: "A" if path not in before else "D" if path not in after else "M"
        for path in before | after
        if before.get(path) != after.get(path)
    }
    listed = git(repositories.remote, "diff", "--name-status", "--no-renames", "gh-pages^", "gh-pages")
    assert {path: kind for kind, path in map(str.split, listed.splitlines())} == changes
    assert after == repositories.site_files()
    assert git(repositories.remote, "log", "-1", "--format=%B", "gh-pages") == (
        "Publish the site\n\nConversations: 1\nMessages: 1\nArchive: .\n\n"
    )


@pytest.mark.parametrize("where", ["on a branch", "detached", "with uncommitted work"])
def test_the_owners_repository_is_not_changed(repositories: Repositories, run: Run, where: str):
    build(open_archive(repositories.root), repositories.root / "site")
    git(repositories.root, "add", "content/ledger")
    git(repositories.root, "commit", "--quiet", "--message=Ledger")
    if where == "detached":
        git(repositories.root, "checkout", "--quiet", "--detach")
    if where == "with uncommitted work":
        (repositories.root / "content" / "staged.txt").write_text("staged")
        git(repositories.root, "add", "content/staged.txt")
        (repositories.root / "notes.txt").write_text("untracked")
        (repositories.root / ".gitignore").write_text("/site/\n/.sitegen/\n# mine\n")
    before = repositories.owner_state()
    for options in (["--dry-run"], []):
        result = run("publish", *options)
        assert result.exit_code == 0
        assert repositories.owner_state() == before
    assert repositories.published_files() == repositories.site_files()


def test_a_dry_run_leaves_no_trace(repositories: Repositories, run: Run):
    def everything() -> dict[str, bytes]:
        folders = (repositories.root / ".git", repositories.remote, repositories.root / "content")
        return {str(path): path.read_bytes() for each in folders for path in each.rglob("*") if path.is_file()}

    before = everything()
    result = run("publish", "--dry-run")
    assert everything() == before
    *listed, last = result.stdout.splitlines()
    files = len(repositories.site_files())
    assert listed[:3] == ["+ .nojekyll", "+ .sitegen-site", "+ 404.html"]
    assert last == f"Would publish to gh-pages of origin: {files} files ({files} added)."


class TestInACloneThatLacksTheBranch:
    """Git must fetch its last commit first."""

    @pytest.fixture(autouse=True)
    def clone(self, repositories: Repositories, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        run("publish")
        git(repositories.root, "push", "--quiet", "origin", "main")
        alone = "--quiet", "--single-branch", "--branch=main"
        git(tmp_path, "clone", *alone, f"file://{repositories.remote}", "clone")
        monkeypatch.chdir(tmp_path / "clone")
        return tmp_path / "clone"

    def test_a_dry_run_leaves_no_trace_either(self, clone: Path, run: Run):
        before = sorted((clone / ".git").rglob("*"))
        assert run("publish", "--dry-run").exit_code == 0
        assert sorted((clone / ".git").rglob("*")) == before

    @pytest.mark.parametrize(
        ("command", "message"),
        [
            ("fetch", "The branch gh-pages of origin cannot be fetched: fatal: no room. Check the network"),
            ("ls-tree", "Git failed: fatal: no room. Nothing was pushed"),
        ],
    )
    def test_a_git_that_fails_is_one_line(
        self, clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: str, message: str
    ):
        program = clone.parent / "bin" / "git"
        program.parent.mkdir()
        script = f'case " $* " in *" {command} "*) echo "fatal: no room" >&2; exit 1;; esac; exec {which("git")} "$@"'
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")
        result = run("publish")
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
        assert message in result.stderr


def test_tags_of_the_owner_are_not_pushed(repositories: Repositories, run: Run):
    git(repositories.root, "config", "push.followTags", "true")
    run("publish")
    git(repositories.root, "tag", "--annotate", "--message=private", "mine", "origin/gh-pages")
    repositories.write_transcripts(b=dialogue("New."))
    assert run("publish").exit_code == 0
    assert git(repositories.remote, "tag") == ""


def test_a_dry_run_shows_what_would_change(repositories: Repositories, run: Run):
    run("publish")
    theme = repositories.root / "theme" / "static"
    theme.mkdir(parents=True)
    (theme / "mine.css").write_text("a{}")
    (theme / "search.css").write_text("b{}")
    assert run("publish", "--dry-run").stdout.splitlines() == [
        "~ .sitegen-site",
        "+ static/mine.css",
        "~ static/search.css",
        "Would publish to gh-pages of origin: 3 files (1 added, 2 changed).",
    ]


def test_bytes_are_unchanged_with_any_git_settings(repositories: Repositories, run: Run):
    git(repositories.root, "config", "core.autocrlf", "true")
    git(repositories.root, "config", "core.safecrlf", "false")
    (repositories.root / ".gitattributes").write_text("* text=auto eol=crlf\n*.txt ident\n")
    repositories.write_transcripts(crlf=dialogue("One\r\ntwo $Id$\nthree").replace(b"\n\n---", b"\r\n\r\n---"))
    run("publish")
    assert repositories.published_files() == repositories.site_files()


def test_an_archive_may_be_a_folder_of_a_repository(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
):
    inner = repositories.root / "talks" / "mine"
    (inner / "content" / "transcripts").mkdir(parents=True)
    (inner / "content" / "transcripts" / "z.md").write_bytes(dialogue("Deep."))
    monkeypatch.chdir(inner)
    assert run("publish").exit_code == 0
    assert repositories.published_files() == repositories.site_files("talks/mine/site")


def test_other_remotes_and_branches_can_be_named(repositories: Repositories, run: Run, tmp_path: Path):
    git(tmp_path, "init", "--quiet", "--bare", "other.git")
    git(repositories.root, "remote", "add", "mirror", str(tmp_path / "other.git"))
    (repositories.root / "sitegen.toml").write_text('[publish]\nremote = "mirror"\nbranch = "site/live"\n')
    run("publish")
    assert git(tmp_path / "other.git", "for-each-ref", "--format=%(refname)") == "refs/heads/site/live\n"
    run("publish", "--remote", "origin", "--branch", "pages")
    assert git(repositories.remote, "for-each-ref", "--format=%(refname)") == "refs/heads/pages\n"


class TestABranchOfSomeoneElse:
    @pytest.fixture(autouse=True)
    def foreign(self, repositories: Repositories) -> None:
        other = repositories.root.parent / "other"
        git(repositories.root.parent, "clone", "--quiet", str(repositories.remote), "other")
        git(other, "checkout", "--quiet", "-b", "gh-pages")
        for name in ("index.html", "thesis.tex"):
            (other / name).write_text(name)
        git(other, "add", "--all")
        git(other, "commit", "--quiet", "--message=My thesis")
        git(other, "push", "--quiet", "origin", "gh-pages")

    def test_is_not_changed(self, repositories: Repositories, run: Run):
        before = repositories.published_files()
        result = run("publish")
        assert result.exit_code == 1
        assert result.stderr == (
            f"{repositories.root.as_posix()}: The branch gh-pages of origin has 2 files that sitegen did not create, "
            "such as index.html. Choose another with --branch, or replace its content with --take-over (its history "
            "is kept).\n"
        )
        assert repositories.published_files() == before
        assert not (repositories.root / "site").exists()

    def test_is_replaced_with_take_over_and_kept_in_the_history(self, repositories: Repositories, run: Run):
        assert run("publish", "--take-over").exit_code == 0
        assert repositories.published_files() == repositories.site_files()
        assert git(repositories.remote, "show", "gh-pages^:thesis.tex") == "thesis.tex"
        assert run("publish").exit_code == 0


@pytest.mark.parametrize("options", [[], ["--take-over"]])
def test_the_branch_of_the_archive_itself_is_never_overwritten(
    repositories: Repositories, run: Run, options: list[str]
):
    git(repositories.root, "push", "--quiet", "origin", "main")
    before = repositories.published_files("main")
    result = run("publish", "--branch", "main", *options)
    assert result.exit_code == 1
    assert "The branch main of origin has an archive, not its site. Choose another" in result.stderr
    assert repositories.published_files("main") == before


def test_a_branch_with_the_archive_in_a_folder_is_never_overwritten(repositories: Repositories, run: Run):
    (repositories.root / "talks").mkdir()
    git(repositories.root, "mv", "content", "talks/content")
    git(repositories.root, "commit", "--quiet", "--message=Move")
    git(repositories.root, "push", "--quiet", "origin", "main")
    repositories.write_transcripts(a=dialogue("Good morning."))
    result = run("publish", "--branch", "main", "--take-over")
    assert result.exit_code == 1
    assert "The branch main of origin has an archive, not its site. Choose another" in result.stderr


def test_an_archive_on_gh_pages_is_not_overwritten(repositories: Repositories, run: Run):
    git(repositories.root, "checkout", "--quiet", "-b", "gh-pages")
    before = repositories.owner_state()
    result = run("publish")
    assert (result.exit_code, git(repositories.remote, "branch", "--list", "gh-pages")) == (1, "")
    assert "The branch gh-pages is the current branch of the archive itself. Choose another" in result.stderr
    assert repositories.owner_state() == before


@pytest.mark.parametrize("options", [[], ["--take-over"], ["--dry-run"]])
def test_the_current_branch_is_rejected_before_it_was_ever_pushed(
    repositories: Repositories, run: Run, options: list[str]
):
    result = run("publish", "--branch", "main", *options)
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        f"{repositories.root.as_posix()}: The branch main is the current branch of the archive itself. Choose "
        "another with --branch, such as site.\n",
    )
    assert git(repositories.remote, "branch", "--list", "main") == ""


def test_with_a_problem_nothing_is_published_without_despite_problems(repositories: Repositories, run: Run):
    run("publish")
    before = repositories.published_files()
    repositories.write_transcripts(b=b"no transcript at all", c=dialogue("Three."))
    result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == "Nothing was published: 1 problem."
    assert repositories.published_files() == before
    assert run("publish", "--despite-problems").exit_code == 0
    assert repositories.published_files() == repositories.site_files() != before


@pytest.mark.parametrize("limit", ["LARGEST_FILE", "LARGEST_SITE"])
def test_a_site_that_github_would_reject_is_never_published(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch, limit: str
):
    monkeypatch.setattr(site_files, limit, 60_000)
    monkeypatch.setattr(site_files, limit.replace("LARGEST", "BIG"), 50_000)
    for options in ([], ["--despite-problems"], ["--dry-run", "--despite-problems"]):
        result = run("publish", *options)
        assert (result.exit_code, result.stdout) == (1, "")
    assert git(repositories.remote, "for-each-ref") == ""


def test_foreign_files_in_the_site_are_not_published(repositories: Repositories, run: Run):
    run("build")
    (repositories.root / "site" / "notes.txt").write_text("private")
    assert run("publish").exit_code == 0
    assert "notes.txt" not in repositories.published_files()
    (repositories.root / "site" / "deep").mkdir()
    (repositories.root / "site" / "deep" / "keys").symlink_to("/etc")
    result = run("publish", "--despite-problems")
    assert result.exit_code == 1
    assert "site/deep/keys: This is a symbolic link, and some hosts publish its target." in result.stderr
    assert "notes.txt" not in repositories.published_files()


def test_of_two_at_once_the_later_one_is_rejected(repositories: Repositories, run: Run):
    slow = Branch(open_git(repositories.root), PublishTarget())
    tree = git(repositories.root, "hash-object", "-w", "-t", "tree", "/dev/null").strip()
    run("publish")
    first = repositories.published_files()
    with pytest.raises(
        Exception, match=r"Someone else published in the meantime; the branch has their site\. Publish again"
    ):
        slow.push(slow.commit(tree, "Late"))
    assert repositories.published_files() == first


def test_an_archive_on_two_machines_is_published_from_either(repositories: Repositories, run: Run, tmp_path: Path):
    run("publish")
    git(repositories.root, "add", "--all")
    git(repositories.root, "commit", "--quiet", "--message=Ledger")
    git(repositories.root, "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", "--branch=main", str(repositories.remote), "second")
    second = Repositories(tmp_path / "second", repositories.remote)
    second.write_transcripts(b=dialogue("From elsewhere."))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(second.root)
        assert run("publish").exit_code == 0
    assert repositories.published_files() == second.site_files()
    repositories.write_transcripts(b=dialogue("From elsewhere."), c=dialogue("And here."))
    assert run("publish").exit_code == 0  # based on a commit that this machine had to fetch
    assert repositories.published_files() == repositories.site_files()


class TestTheDomain:
    def set_url(self, repositories: Repositories, url: str) -> None:
        (repositories.root / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\n')

    def test_of_the_owner_is_published_in_cname(self, repositories: Repositories, run: Run):
        self.set_url(repositories, "https://talks.example.org")
        assert (
            run("publish").stdout.splitlines()[0].endswith(". It will appear at https://talks.example.org in a minute.")
        )
        assert repositories.published_files() == {
            **repositories.site_files(),
            "CNAME": b"talks.example.org\n",
        }

    @pytest.mark.parametrize("url", ["https://ada.github.io/archive", "https://example.org/archive"])
    def test_is_not_published_if_the_site_is_below_its_root(self, repositories: Repositories, run: Run, url: str):
        self.set_url(repositories, url)
        run("publish")
        assert "CNAME" not in repositories.published_files()

    def test_set_under_github_pages_is_kept(self, repositories: Repositories, run: Run):
        run("publish")
        repositories.set_domain("talks.example.org")
        repositories.write_transcripts(b=dialogue("New."))
        assert run("publish").exit_code == 0
        assert repositories.published_files()["CNAME"].strip() == b"talks.example.org"
        self.set_url(repositories, "https://words.example.org")
        result = run("publish")
        assert result.exit_code == 1
        assert result.stderr == (
            "sitegen.toml: The site is published at talks.example.org, but url in sitegen.toml is "
            "words.example.org. Make both the same, here or in the repository's settings under Pages.\n"
        )


def test_a_clone_of_the_branch_is_a_complete_site(repositories: Repositories, run: Run, tmp_path: Path):
    run("publish")
    git(tmp_path, "clone", "--quiet", "--branch=gh-pages", "--single-branch", str(repositories.remote), "live")
    git(repositories.remote, "fsck", "--strict")
    published = {
        path.relative_to(tmp_path / "live").as_posix(): path.read_bytes()
        for path in (tmp_path / "live").rglob("*")
        if path.is_file() and ".git" not in path.relative_to(tmp_path / "live").parts
    }
    assert published == repositories.site_files()


def test_despite_problems_still_reports_blockers(repositories: Repositories, run: Run):
    repositories.write_transcripts(
        b=b"no transcript at all", c=dialogue("Take ghp_" + "a7Kq9ZxW2eRt5YuI8oPs3DfG6hJk4LzX1cVb", "No.")
    )
    result = run("publish", "--despite-problems")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        1,
        "Nothing was published: 1 blocker that no option allows (content/transcripts/c.md).",
    )
