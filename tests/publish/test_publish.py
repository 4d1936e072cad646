"""The site on a branch of a remote repository: the old one or the new one, and nothing of the owner's touched."""

from pathlib import Path
from shutil import which

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.checks import site_files
from sitegen.publish.branch import Branch
from sitegen.publish.git import open_git
from sitegen.publish.target import Target
from tests.building import build
from tests.conftest import Run
from tests.publish.conftest import Repositories, git
from tests.writing import dialogue


def test_the_branch_holds_the_site_byte_for_byte(repositories: Repositories, run: Run):
    result = run("publish")
    assert repositories.published() == repositories.site()
    assert repositories.published()[".nojekyll"] == b""
    commit = git(repositories.remote, "rev-parse", "--short=12", "gh-pages").strip()
    assert result.stdout.splitlines() == [
        f"published {commit} to gh-pages of origin: {len(repositories.site())} files "
        f"({len(repositories.site())} added)",
        "Commit content/ledger: it keeps the addresses that are public now.",
        "On GitHub, choose once: Settings, Pages, Deploy from a branch, gh-pages, / (root).",
    ]


def test_what_did_not_change_is_not_published_again(repositories: Repositories, run: Run):
    run("publish")
    assert (
        run("publish").stdout.splitlines()[0]
        == "gh-pages of origin has this site already: nothing to publish"
    )
    assert git(repositories.remote, "rev-list", "--count", "gh-pages") == "1\n"


def test_a_change_is_a_commit_of_its_own_and_says_how_much_it_changed(repositories: Repositories, run: Run):
    run("publish")
    before = repositories.published()
    repositories.put(b=dialogue("Good evening."))
    (repositories.root / "content" / "transcripts" / "a.md").unlink()
    run("publish", "--despite-problems")
    after = repositories.published()
    changes = {
        path: "A" if path not in before else "D" if path not in after else "M"
        for path in before | after
        if before.get(path) != after.get(path)
    }
    listed = git(repositories.remote, "diff", "--name-status", "--no-renames", "gh-pages^", "gh-pages")
    assert {path: kind for kind, path in map(str.split, listed.splitlines())} == changes
    assert after == repositories.site()
    assert git(repositories.remote, "log", "-1", "--format=%B", "gh-pages") == (
        "Publish the site\n\nConversations: 1\nMessages: 1\nArchive: .\n\n"
    )


@pytest.mark.parametrize("where", ["on a branch", "detached", "in the midst of work"])
def test_nothing_of_the_owners_is_touched(repositories: Repositories, run: Run, where: str):
    build(open_archive(repositories.root), repositories.root / "site")
    git(repositories.root, "add", "content/ledger")
    git(repositories.root, "commit", "--quiet", "--message=Ledger")
    if where == "detached":
        git(repositories.root, "checkout", "--quiet", "--detach")
    if where == "in the midst of work":
        (repositories.root / "content" / "staged.txt").write_text("staged")
        git(repositories.root, "add", "content/staged.txt")
        (repositories.root / "notes.txt").write_text("untracked")
        (repositories.root / ".gitignore").write_text("/site/\n/.sitegen/\n# mine\n")
    before = repositories.own()
    for options in (["--dry-run"], []):
        result = run("publish", *options)
        assert result.exit_code == 0
        assert repositories.own() == before
    assert repositories.published() == repositories.site()


def test_a_dry_run_leaves_no_trace(repositories: Repositories, run: Run):
    def everything() -> dict[str, bytes]:
        folders = (repositories.root / ".git", repositories.remote, repositories.root / "content")
        return {
            str(path): path.read_bytes() for each in folders for path in each.rglob("*") if path.is_file()
        }

    before = everything()
    result = run("publish", "--dry-run")
    assert everything() == before
    *listed, last = result.stdout.splitlines()
    files = len(repositories.site())
    assert listed[:3] == ["+ .nojekyll", "+ .sitegen-site", "+ 404.html"]
    assert last == f"would publish to gh-pages of origin: {files} files ({files} added)"


class TestInACloneThatLacksTheBranch:
    """Git must bring its last commit first."""

    @pytest.fixture(autouse=True)
    def clone(
        self, repositories: Repositories, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Path:
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
        ("fails", "said"),
        [
            ("fetch", "the branch gh-pages of origin cannot be fetched: fatal: no room; check the network"),
            ("ls-tree", "git failed: fatal: no room; nothing was pushed"),
        ],
    )
    def test_a_git_that_fails_is_one_line(
        self, clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch, fails: str, said: str
    ):
        program = clone.parent / "bin" / "git"
        program.parent.mkdir()
        script = f'case " $* " in *" {fails} "*) echo "fatal: no room" >&2; exit 1;; esac; exec {which("git")} "$@"'
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")
        result = run("publish")
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
        assert said in result.stderr


def test_tags_of_the_owner_are_not_pushed(repositories: Repositories, run: Run):
    git(repositories.root, "config", "push.followTags", "true")
    run("publish")
    git(repositories.root, "tag", "--annotate", "--message=private", "mine", "origin/gh-pages")
    repositories.put(b=dialogue("New."))
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
        "would publish to gh-pages of origin: 3 files (1 added, 2 changed)",
    ]


def test_bytes_stay_as_they_are_whatever_git_is_set_to(repositories: Repositories, run: Run):
    git(repositories.root, "config", "core.autocrlf", "true")
    git(repositories.root, "config", "core.safecrlf", "false")
    (repositories.root / ".gitattributes").write_text("* text=auto eol=crlf\n*.txt ident\n")
    repositories.put(crlf=dialogue("One\r\ntwo $Id$\nthree").replace(b"\n\n---", b"\r\n\r\n---"))
    run("publish")
    assert repositories.published() == repositories.site()


def test_an_archive_may_be_a_folder_of_a_repository(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch
):
    inner = repositories.root / "talks" / "mine"
    (inner / "content" / "transcripts").mkdir(parents=True)
    (inner / "content" / "transcripts" / "z.md").write_bytes(dialogue("Deep."))
    monkeypatch.chdir(inner)
    assert run("publish").exit_code == 0
    assert repositories.published() == repositories.site("talks/mine/site")


def test_other_remotes_and_branches_can_be_named(repositories: Repositories, run: Run, tmp_path: Path):
    git(tmp_path, "init", "--quiet", "--bare", "other.git")
    git(repositories.root, "remote", "add", "mirror", str(tmp_path / "other.git"))
    (repositories.root / "sitegen.toml").write_text('[publish]\nremote = "mirror"\nbranch = "site/live"\n')
    run("publish")
    assert git(tmp_path / "other.git", "for-each-ref", "--format=%(refname)") == "refs/heads/site/live\n"
    run("publish", "--remote", "origin", "--branch", "pages")
    assert git(repositories.remote, "for-each-ref", "--format=%(refname)") == "refs/heads/pages\n"


class TestTheBranchOfSomebodyElse:
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

    def test_is_left_alone(self, repositories: Repositories, run: Run):
        before = repositories.published()
        result = run("publish")
        assert result.exit_code == 1
        assert result.stderr == (
            f"{repositories.root.as_posix()}: the branch gh-pages of origin holds what sitegen did not make: "
            "index.html and 1 more; choose another with --branch; or say --take-over to put the site in its place, "
            "with what stands there in its history\n"
        )
        assert repositories.published() == before
        assert not (repositories.root / "site").exists()

    def test_is_taken_over_when_its_owner_says_so_and_stays_in_the_history(
        self, repositories: Repositories, run: Run
    ):
        assert run("publish", "--take-over").exit_code == 0
        assert repositories.published() == repositories.site()
        assert git(repositories.remote, "show", "gh-pages^:thesis.tex") == "thesis.tex"
        assert run("publish").exit_code == 0


@pytest.mark.parametrize("options", [[], ["--take-over"]])
def test_the_branch_of_the_archive_itself_is_never_its_sites(
    repositories: Repositories, run: Run, options: list[str]
):
    git(repositories.root, "push", "--quiet", "origin", "main")
    before = repositories.published("main")
    result = run("publish", "--branch", "main", *options)
    assert result.exit_code == 1
    assert "the branch main of origin holds an archive, not its site; choose another" in result.stderr
    assert repositories.published("main") == before


def test_nor_where_the_archive_is_a_folder_of_it(repositories: Repositories, run: Run):
    (repositories.root / "talks").mkdir()
    git(repositories.root, "mv", "content", "talks/content")
    git(repositories.root, "commit", "--quiet", "--message=Move")
    git(repositories.root, "push", "--quiet", "origin", "main")
    repositories.put(a=dialogue("Good morning."))
    result = run("publish", "--branch", "main", "--take-over")
    assert result.exit_code == 1
    assert "the branch main of origin holds an archive, not its site; choose another" in result.stderr


def test_an_archive_on_gh_pages_itself_is_not_published_over(repositories: Repositories, run: Run):
    git(repositories.root, "checkout", "--quiet", "-b", "gh-pages")
    before = repositories.own()
    result = run("publish")
    assert (result.exit_code, git(repositories.remote, "branch", "--list", "gh-pages")) == (1, "")
    assert "gh-pages is the branch that the archive itself is on; choose another" in result.stderr
    assert repositories.own() == before


@pytest.mark.parametrize("options", [[], ["--take-over"], ["--dry-run"]])
def test_the_branch_that_the_owner_works_on_is_not_the_sites_before_it_was_ever_pushed_either(
    repositories: Repositories, run: Run, options: list[str]
):
    result = run("publish", "--branch", "main", *options)
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "",
        f"{repositories.root.as_posix()}: main is the branch that the archive itself is on; choose another with "
        "--branch, such as site\n",
    )
    assert git(repositories.remote, "branch", "--list", "main") == ""


def test_with_a_problem_nothing_is_published_unless_it_is_meant(repositories: Repositories, run: Run):
    run("publish")
    before = repositories.published()
    repositories.put(b=b"no transcript at all", c=dialogue("Three."))
    result = run("publish")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == "nothing was published: 1 problem; what is public is as it was"
    assert repositories.published() == before
    assert run("publish", "--despite-problems").exit_code == 0
    assert repositories.published() == repositories.site() != before


@pytest.mark.parametrize("limit", ["LARGEST_FILE", "LARGEST_SITE"])
def test_what_github_would_refuse_is_never_published(
    repositories: Repositories, run: Run, monkeypatch: pytest.MonkeyPatch, limit: str
):
    monkeypatch.setattr(site_files, limit, 60_000)
    monkeypatch.setattr(site_files, limit.replace("LARGEST", "BIG"), 50_000)
    for options in ([], ["--despite-problems"], ["--dry-run", "--despite-problems"]):
        result = run("publish", *options)
        assert (result.exit_code, result.stdout) == (1, "")
    assert git(repositories.remote, "for-each-ref") == ""


def test_what_others_put_into_the_site_is_not_published(repositories: Repositories, run: Run):
    run("build")
    (repositories.root / "site" / "notes.txt").write_text("private")
    assert run("publish").exit_code == 0
    assert "notes.txt" not in repositories.published()
    (repositories.root / "site" / "deep").mkdir()
    (repositories.root / "site" / "deep" / "keys").symlink_to("/etc")
    result = run("publish", "--despite-problems")
    assert result.exit_code == 1
    assert "site/deep/keys: this is a symbolic link, and some hosts publish what it leads to" in result.stderr
    assert "notes.txt" not in repositories.published()


def test_of_two_at_once_the_later_one_is_refused(repositories: Repositories, run: Run):
    slow = Branch(open_git(repositories.root), Target())
    tree = git(repositories.root, "hash-object", "-w", "-t", "tree", "/dev/null").strip()
    run("publish")
    first = repositories.published()
    with pytest.raises(Exception, match="somebody else published in the meantime; publish again"):
        slow.push(slow.commit(tree, "Late"))
    assert repositories.published() == first


def test_an_archive_on_two_machines_is_published_from_either(
    repositories: Repositories, run: Run, tmp_path: Path
):
    run("publish")
    git(repositories.root, "add", "--all")
    git(repositories.root, "commit", "--quiet", "--message=Ledger")
    git(repositories.root, "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", "--branch=main", str(repositories.remote), "second")
    second = Repositories(tmp_path / "second", repositories.remote)
    second.put(b=dialogue("From elsewhere."))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(second.root)
        assert run("publish").exit_code == 0
    assert repositories.published() == second.site()
    repositories.put(b=dialogue("From elsewhere."), c=dialogue("And here."))
    assert run("publish").exit_code == 0  # from a commit that this machine had to fetch
    assert repositories.published() == repositories.site()


class TestTheDomain:
    def said(self, repositories: Repositories, url: str) -> None:
        (repositories.root / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\n')

    def test_of_the_owner_is_told_to_the_host(self, repositories: Repositories, run: Run):
        self.said(repositories, "https://talks.example.org")
        assert run("publish").stdout.splitlines()[0].endswith("; soon at https://talks.example.org")
        assert repositories.published() == {**repositories.site(), "CNAME": b"talks.example.org\n"}

    @pytest.mark.parametrize("url", ["https://ada.github.io/archive", "https://example.org/archive"])
    def test_is_no_domain_of_the_archives_where_it_is_a_part_of_it(
        self, repositories: Repositories, run: Run, url: str
    ):
        self.said(repositories, url)
        run("publish")
        assert "CNAME" not in repositories.published()

    def test_that_was_set_on_githubs_pages_stays(self, repositories: Repositories, run: Run):
        run("publish")
        repositories.set_domain("talks.example.org")
        repositories.put(b=dialogue("New."))
        assert run("publish").exit_code == 0
        assert repositories.published()["CNAME"].strip() == b"talks.example.org"
        self.said(repositories, "https://words.example.org")
        result = run("publish")
        assert result.exit_code == 1
        assert result.stderr == (
            "sitegen.toml: the site is published at talks.example.org, but url in sitegen.toml says "
            "words.example.org; make both the same: there, or in the repository's settings under Pages\n"
        )


def test_a_clone_of_the_branch_is_a_whole_site(repositories: Repositories, run: Run, tmp_path: Path):
    run("publish")
    git(
        tmp_path, "clone", "--quiet", "--branch=gh-pages", "--single-branch", str(repositories.remote), "live"
    )
    git(repositories.remote, "fsck", "--strict")
    published = {
        path.relative_to(tmp_path / "live").as_posix(): path.read_bytes()
        for path in (tmp_path / "live").rglob("*")
        if path.is_file() and ".git" not in path.relative_to(tmp_path / "live").parts
    }
    assert published == repositories.site()


def test_who_lets_problems_through_is_told_what_no_option_lets_through(repositories: Repositories, run: Run):
    repositories.put(
        b=b"no transcript at all", c=dialogue("Take ghp_" + "a7Kq9ZxW2eRt5YuI8oPs3DfG6hJk4LzX1cVb", "No.")
    )
    result = run("publish", "--despite-problems")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        1,
        "nothing was published: 1 danger, which no option lets through (content/transcripts/c.md); "
        "what is public is as it was",
    )
