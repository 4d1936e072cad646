"""An archive on disk: which files are transcripts, and what is said of the others."""

import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.model.problems import ContentError, Severity
from tests.building import build
from tests.conftest import Run
from tests.writing import dialogue


def put(archive: Path, *names: str) -> None:
    for name in names:
        path = archive / "content" / "transcripts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dialogue("One."))


@pytest.mark.parametrize(
    ("match", "private"),
    [
        ("a.md", ["a.md"]),
        ("*.md", ["a.md", "b [x].md", "deep/c.md"]),
        ("deep/*", ["deep/c.md"]),
        ("b [x].md", ["b [x].md"]),
        ("?.md", []),
        ("[ab].md", []),
        ("A.MD", []),
    ],
)
def test_only_a_star_stands_for_other_characters(archive: Path, match: str, private: list[str]):
    put(archive, "a.md", "b [x].md", "deep/c.md")
    (archive / "sitegen.toml").write_text(f'[[transcripts]]\nmatch = "{match}"\npublish = false\n')
    published = {file.path for file in open_archive(archive).files}
    assert sorted({"a.md", "b [x].md", "deep/c.md"} - published) == private


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_the_same_however_its_accents_are_written(archive: Path, form: str):
    put(archive, unicodedata.normalize("NFD", "Zoë.md"))
    match = unicodedata.normalize(form, "Zoë.md")
    (archive / "sitegen.toml").write_text(f'[[transcripts]]\nmatch = "{match}"\npublish = false\n', "utf-8")
    assert open_archive(archive).files == ()


@pytest.mark.parametrize(
    ("rule", "severity"), [("publish = false", Severity.PROBLEM), ('title = "x"', Severity.NOTE)]
)
def test_a_rule_that_fits_nothing_is_told_and_one_that_hides_is_a_problem(
    archive: Path, rule: str, severity: Severity
):
    put(archive, "drafts/a.md")
    (archive / "sitegen.toml").write_text(f'\n[[transcripts]]\nmatch = "draft/*"\n{rule}\n')
    (problem,) = open_archive(archive).problems
    assert problem.severity is severity
    assert str(problem) == (
        "sitegen.toml:3: no transcript matches 'draft/*'; "
        f"paths are written as they are below {archive}/content/transcripts"
    )


def test_a_format_that_nobody_knows_is_told_where_it_is_named(archive: Path):
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "*"\nformat = "voise"\n')
    with pytest.raises(ContentError) as caught:
        open_archive(archive)
    assert str(caught.value) == (
        "sitegen.toml:2: there is no format 'voise'; "
        "the formats are voice, dialogue, backrooms, backrooms-html, markdown"
    )


def test_two_names_that_are_not_utf_8_are_two_transcripts(archive: Path):
    folder = os.fsencode(archive / "content" / "transcripts")
    for name in (b"a\xff.md", b"a\xfe.md"):
        with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123 — a path of bytes
            file.write(dialogue("One.", a=name.hex()))
    archived = open_archive(archive)
    assert [file.path for file in archived.files] == ["a\\xfe.md", "a\\xff.md"]
    assert build(archived, archive / "site").conversations == 2


def test_a_participant_whom_nobody_is_is_noted(archive: Path):
    put(archive, "a.md")
    (archive / "sitegen.toml").write_text(
        '[[transcripts]]\nmatch = "*"\n[transcripts.participants]\nAdda = "Rosa"\nAda = "Rosa"\n'
    )
    report = build(open_archive(archive), archive / "site")
    assert "sitegen.toml:2: no 'Adda' speaks in '*'; those who do are Ada" in map(str, report.problems)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem(archive: Path):
    put(archive, "a.md", "b.md")
    (archive / "content" / "transcripts" / "a.md").chmod(0)
    report = build(open_archive(archive), archive / "site")
    assert report.conversations == 1
    assert "this file cannot be read" in str(report.problems[0])


@pytest.mark.parametrize("output", [".", "..", "content", "content/transcripts", "content/transcripts/site"])
def test_a_site_never_stands_in_the_place_of_the_archive(archive: Path, output: str):
    put(archive, "a.md")
    with pytest.raises(ContentError, match="the site cannot stand here: this folder belongs to the archive"):
        build(open_archive(Path()), Path(output))
    assert (archive / "content" / "transcripts" / "a.md").read_bytes() == dialogue("One.")


def test_the_owners_words_for_the_home_page_stand_beside_the_transcripts(archive: Path):
    put(archive, "a.md")
    assert open_archive(archive).introduction == ""
    (archive / "content" / "index.md").write_bytes("\ufeffWelcome, *reader*.\n".encode())
    assert open_archive(archive).introduction == "Welcome, *reader*.\n"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda file: file.write_bytes(b"caf\xe9"), "this file is not UTF-8"),
        (lambda file: file.symlink_to("/etc/hostname"), "symbolic links are not followed"),
        (lambda file: file.mkdir(), "this file cannot be read: Is a directory"),
    ],
)
def test_an_introduction_that_cannot_be_read_is_a_problem(
    archive: Path, make: Callable[[Path], object], message: str
):
    put(archive, "a.md")
    make(archive / "content" / "index.md")
    found = open_archive(archive)
    assert found.introduction == ""
    assert [(each.path, each.message.partition(": 'utf-8'")[0]) for each in found.problems] == [
        ("content/index.md", message)
    ]


def test_a_folder_of_bare_transcripts_has_no_introduction(archive: Path):
    put(archive, "a.md", "index.md")
    found = open_archive(archive, archive / "content" / "transcripts")
    assert (found.introduction, [file.path for file in found.files]) == ("", ["a.md", "index.md"])


def test_featured_transcripts_come_first_on_the_home_page_in_the_owners_order(archive: Path):
    for name in ("a", "b", "c"):
        path = archive / "content" / "transcripts" / f"{name}.md"
        path.write_bytes(dialogue("One.", a=name, b="me"))
    (archive / "sitegen.toml").write_text('[site]\nfeatured = ["c.md", "a*", "lost.md"]\n')
    (archive / "content" / "index.md").write_text("Welcome, *reader*.\n")
    opened = open_archive(archive)
    assert [(each.path, each.line, each.message) for each in opened.problems] == [
        ("sitegen.toml", 2, "no transcript matches 'lost.md'")
    ]
    build(opened, archive / "site")
    home = (archive / "site" / "index.html").read_text()
    assert re.findall(r'<h3 dir="auto"><a href="(.*?)"', home) == ["c/c-me.html", "c/a-me.html"]
    assert "<p>Welcome, <em>reader</em>.</p>" in home


def test_a_link_of_the_introduction_that_leads_nowhere_is_a_problem(archive: Path):
    put(archive, "a.md")
    (archive / "content" / "index.md").write_text(
        "[one](c/ada-bob.html#m-x) [two](art.html)\n\n[three](c/nope.html) ![four](static/x.png) [five](https://a.b/)\n"
    )
    report = build(open_archive(archive), archive / "site")
    found = [(each.line, each.message) for each in report.problems if each.path == "content/index.md"]
    assert found == [
        (3, "'c/nope.html' leads to no page of this site"),
        (3, "'static/x.png' leads to no page of this site"),
    ]


@pytest.mark.parametrize("is_built", [False, True])
def test_a_check_tells_dead_links_as_a_build_does(archive: Path, run: Run, is_built: bool):
    put(archive, "a.md")
    (archive / "content/index.md").write_text(
        "[all](c/index.html) [there](c/ada-bob.html) [she](speakers/ada.html)\n\n"
        "[gone](c/gone.html) ![a picture](pic.png)\n",
        "utf-8",
    )
    (archive / "content/essays").mkdir()
    (archive / "content/essays/e.md").write_text(
        "# E\n\n[numbers](../stats.html) [none](../nothing.html)\n", "utf-8"
    )
    if is_built:
        assert run("build").exit_code == 0
    found = [line.partition("; ")[0] for line in run("check").output.splitlines() if "leads to no" in line]
    assert found == [
        "content/essays/e.md:3: '../nothing.html' leads to no page of this site",
        "content/index.md:3: 'c/gone.html' leads to no page of this site",
        "content/index.md:3: 'pic.png' leads to no page of this site",
    ]
    assert run("check").exit_code == 1


@pytest.mark.parametrize(
    ("beside", "remedy"),
    [("transcript", "did you mean content/transcript?"), ("talks", "put the transcripts there")],
)
def test_a_folder_of_transcripts_with_another_name_is_not_overlooked(
    archive: Path, run: Run, beside: str, remedy: str
):
    put(archive, "a.md")
    assert run("build").exit_code == 0
    (archive / "content/transcripts").rename(archive / "content" / beside)
    result = run("build")
    assert (result.exit_code, result.stderr) == (
        1,
        f"content/transcripts: there is no such folder; {remedy}\n",
    )
    assert not (archive / "ledger").exists()
