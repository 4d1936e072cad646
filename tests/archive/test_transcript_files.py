"""Files that are never transcripts are ignored with a note; every other file is read."""

import unicodedata
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.archive.transcript_files import ignored_file_code
from sitegen.cli.init import create
from sitegen.model.problems import Problem
from tests.conftest import Run
from tests.publish.conftest import git
from tests.writing import dialogue

IGNORED = {
    "editor-leftover": (
        "a.md~", "a.md.~1~", "#a.md#", "~$a.docx", "~$a.md", "a.bak", "a.md.BAK", "a.backup", "a.md.orig", "a.rej", "a.md.swp",
        "a.swo", "a.md.un~", "a.save", "a.save.1", "a.tmp", "~WRL0001.tmp", "a.md.temp", "a.asd", "a.md.kate-swp",
        "a.md.old", "a.md_old", "a.md.mine", "a.md.theirs", "a.md.r12", "a_LOCAL_4711.md", "a_BASE_4711.md",
    ),
    "conflicted-copy": (
        "a (Rosa's conflicted copy 2026-01-02).md", "a (conflicted copy 2026-01-02 101112).md", "a (Case Conflict 1).md",
        "a.sync-conflict-20260102-101112-ABCDEFG.md", "a.sync-conflict-20260102-101112.md", "a_conf(1).md",
        "a (In Konflikt stehende Kopie von Rosa 2026-01-02).md", "a (Copie en conflit de Rosa 2026-01-02).md",
    ),
    "partial-download": ("a.json.crdownload", "a.zip.part", "a.md.partial", "a.json.download"),
    "system-file": ("Thumbs.db", "desktop.ini", "Icon\r"),
    "hidden-file": (".a.md", ".a.md.swp", ".#a.md", ".DS_Store", "._a.md", ".specstory/a.md"),
}  # fmt: skip
READ = (
    "a.md", "a.txt", "a", "a~b.md", "~a.md", "#1 talk.md", "a#.md", "bak.md", "a.bak.md", "original.md", "a (1).md", "a copy.md",
    "conflict.md", "a (conflict with Rosa).md", "download.md", "swp.txt", "a.save.md", "temp.log", "tmp", "party.part.md",
    "a.old", "a_old.md", "a.mine", "a_base_2.md", "a_LOCAL.md", "a.md.1",
    ".aider.chat.history.md", "boat/.aider.chat.history.md", ".specstory/history/a.md", "boat/.specstory/history/a.md",
)  # fmt: skip


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in IGNORED.items() for name in names])
def test_a_leftover_is_recognised_by_its_name(code: str, name: str):
    assert ignored_file_code(name) == code


@pytest.mark.parametrize("name", READ)
def test_a_name_that_only_looks_like_one_of_a_leftover_is_read(name: str):
    assert ignored_file_code(name) is None


def test_every_file_is_read_or_listed_with_its_reason(archive: Path):
    folder = archive / "content" / "transcripts"
    for name in (".specstory/history", ".specstory/rules", ".git", "talks"):
        (folder / name).mkdir(parents=True)
    hidden = (".hidden.md", ".git/a.md", ".specstory/one.md", ".specstory/rules/a.md", ".specstory/rules/b.md")
    for name in ("a.md", "talks/b.md", "talks/b.md~", ".specstory/history/two.md", *hidden):
        (folder / name).write_bytes(dialogue(name))
    opened = open_archive(archive)
    assert [file.path for file in opened.files] == [".specstory/history/two.md", "a.md", "talks/b.md"]
    assert opened.problems == (
        Problem("hidden-folder", "content/transcripts/.git", files=1),
        Problem("hidden-file", "content/transcripts/.hidden.md"),
        Problem("hidden-folder", "content/transcripts/.specstory/rules", files=2),
        Problem("hidden-file", "content/transcripts/.specstory/one.md"),
        Problem("editor-leftover", "content/transcripts/talks/b.md~"),
    )
    assert [str(each).partition(": ")[2] for each in opened.problems] == [
        "Hidden folders are ignored; this one contains 1 file. Rename the folder if it contains transcripts.",
        "Hidden files are ignored. Rename the file if it is a transcript.",
        "Hidden folders are ignored; this one contains 2 files. Rename the folder if it contains transcripts.",
        "Hidden files are ignored. Rename the file if it is a transcript.",
        "Backup and temporary files of editors are ignored. Rename the file if it is a transcript.",
    ]
    assert all(each.is_note for each in opened.problems)


@pytest.mark.parametrize(
    "backup", ["a.md~", "#a.md#", "a.md.orig", "a (Rosa's conflicted copy 2026-01-02).md", ".a.md.swp"]
)
def test_a_backup_takes_no_address_and_publishes_no_deleted_word(archive: Path, run: Run, backup: str):
    folder = archive / "content" / "transcripts"
    words = "The lamp is lit, and the gulls know it. " * 10
    old, new = dialogue(words + "Rosa Keller.", "Yes.", "Good."), dialogue(words, "Yes.", "Good.")
    (folder / "a.md").write_bytes(old)
    assert run("build").exit_code == 0
    addresses = run("addresses").stdout
    (folder / backup).write_bytes(old)
    (folder / "a.md").write_bytes(new)
    assert run("build").exit_code == 0
    site = archive / "site"
    assert sorted(path.name for path in (site / "c").glob("*.html")) == ["ada-bob.html", "index.html"]
    assert [path for path in site.rglob("*") if path.is_file() and b"Rosa Keller" in path.read_bytes()] == []
    assert [line.split()[0] for line in run("addresses").stdout.splitlines()] == [
        line.split()[0] for line in addresses.splitlines()
    ]


def test_two_names_that_differ_only_in_unicode_normalisation_are_two_conversations(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    names = [unicodedata.normalize(form, "Ünï.md") for form in ("NFC", "NFD")]
    for name, words in zip(names, ("First.", "Second."), strict=True):
        (folder / name).write_bytes(dialogue(words))
    if len(list(folder.iterdir())) < 2:
        pytest.skip("this file system has one name for both")
    result = run("build")
    assert result.stdout.startswith("Built site/: 2 conversations")
    notes = [line for line in run("check").stdout.splitlines() if "Unicode normalisation" in line]
    assert len(notes) == 1
    again = run("build")
    assert "(0 rebuilt, 2 unchanged)" in again.stdout
    assert {
        words
        for words in ("First.", "Second.")
        if any(words.encode() in path.read_bytes() for path in (archive / "site" / "c").glob("*.txt"))
    } == {"First.", "Second."}


@pytest.mark.parametrize("name", [*IGNORED["editor-leftover"][:3], "a.bak", "a.md.orig", "a.md.swp", "~$a.md", "a.tmp"])
def test_git_ignores_leftovers_in_a_new_archive(tmp_path: Path, name: str):
    list(create(tmp_path))
    git(tmp_path, "init", "--quiet")
    (tmp_path / "content" / "transcripts" / name).write_text("x")
    assert name not in git(tmp_path, "status", "--porcelain", "--untracked-files=all")


COPY = (
    "content/transcripts/{copy}: This is an earlier version of a.md, which was edited; both are published, each with its "
    "own addresses. Delete this file if it is an old copy, or set `publish = false` for it."
)


@pytest.mark.parametrize("copy", ["a copy.md", "0.md", "z/a.md", "a (1).md", "A.MD"])
def test_a_copy_of_an_earlier_version_takes_no_address_and_is_a_problem(archive: Path, run: Run, copy: str):
    folder = archive / "content" / "transcripts"
    old, new = dialogue("The lamp of Rosa.", "Yes.", "Good.", "Bye."), dialogue("The lamp.", "Yes.", "Good.", "Bye.")
    (folder / "a.md").write_bytes(old)
    assert run("build").exit_code == 0
    [page] = [path.name for path in (archive / "site" / "c").glob("*.txt")]
    (folder / copy).parent.mkdir(exist_ok=True)
    (folder / copy).write_bytes(old)
    (folder / "a.md").write_bytes(new)
    assert COPY.format(copy=copy) in run("check").stdout.splitlines()
    assert COPY.format(copy=copy) in run("build").stderr.splitlines()
    assert (archive / "site" / "c" / page).read_bytes() == new  # a.md keeps its page


def test_a_renamed_transcript_with_a_new_one_in_its_place_keeps_its_addresses(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    old = dialogue("The lamp of Rosa.", "Yes.", "Good.", "Bye.")
    (folder / "a.md").write_bytes(old)
    assert run("build").exit_code == 0
    [page] = [path.name for path in (archive / "site" / "c").glob("*.txt")]
    (folder / "b.md").write_bytes(old)
    (folder / "a.md").write_bytes(dialogue("Gulls, all day.", "How many?", "Nine.", a="Cy", b="Di"))
    assert "earlier version" not in run("build").stderr
    assert (archive / "site" / "c" / page).read_bytes() == old


def test_two_transcripts_that_swap_their_names_keep_their_addresses(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    texts = [dialogue("The lamp.", "Yes.", end, "Bye.") for end in ("Good.", "Bad.")]
    for name, text in zip(("a.md", "b.md"), texts, strict=True):
        (folder / name).write_bytes(text)
    assert run("build").exit_code == 0
    pages = {path.name: path.read_bytes() for path in (archive / "site" / "c").glob("*.txt")}
    for name, text in zip(("b.md", "a.md"), texts, strict=True):
        (folder / name).write_bytes(text)
    assert "earlier version" not in run("build").stderr
    assert {path.name: path.read_bytes() for path in (archive / "site" / "c").glob("*.txt")} == pages
