"""An archive on disk: its transcripts, and the problems of other files."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.model.problems import ContentError, Severity
from sitegen.readers.detection import format_names
from tests.building import build
from tests.conftest import Run
from tests.writing import dialogue


def write_transcripts(archive: Path, *names: str) -> None:
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
def test_only_a_star_matches_other_characters(archive: Path, match: str, private: list[str]):
    write_transcripts(archive, "a.md", "b [x].md", "deep/c.md")
    (archive / "sitegen.toml").write_text(f'[[transcripts]]\nmatch = "{match}"\npublish = false\n')
    published = {file.path for file in open_archive(archive).files}
    assert sorted({"a.md", "b [x].md", "deep/c.md"} - published) == private


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_match_in_every_unicode_normalization(archive: Path, form: str):
    write_transcripts(archive, unicodedata.normalize("NFD", "Zoë.md"))
    match = unicodedata.normalize(form, "Zoë.md")
    (archive / "sitegen.toml").write_text(f'[[transcripts]]\nmatch = "{match}"\npublish = false\n', "utf-8")
    assert open_archive(archive).files == ()


@pytest.mark.parametrize(
    ("rule", "severity", "message"),
    [
        (
            "publish = false",
            Severity.ERROR,
            "No transcript matches 'draft/*', so this rule keeps nothing private.",
        ),
        ('title = "x"', Severity.NOTE, "No transcript matches 'draft/*'."),
    ],
)
def test_an_unmatched_rule_is_a_note_and_an_unmatched_private_rule_an_error(
    archive: Path, rule: str, severity: Severity, message: str
):
    write_transcripts(archive, "drafts/a.md")
    (archive / "sitegen.toml").write_text(f'\n[[transcripts]]\nmatch = "draft/*"\n{rule}\n')
    (problem,) = open_archive(archive).problems
    assert problem.severity is severity
    hint = f"Write the path relative to {archive}/content/transcripts."
    assert str(problem) == f"sitegen.toml:3: {message} {hint}"


def test_an_unknown_format_in_the_settings_is_a_problem(archive: Path):
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "*"\nformat = "voise"\n')
    with pytest.raises(ContentError) as caught:
        open_archive(archive)
    assert str(caught.value) == (
        f"sitegen.toml:2: There is no format 'voise'. Use one of: {', '.join(format_names())}."
    )


def test_two_names_that_are_not_utf_8_are_two_transcripts(archive: Path):
    folder = os.fsencode(archive / "content" / "transcripts")
    for name in (b"a\xff.md", b"a\xfe.md"):
        with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123 — a path of bytes
            file.write(dialogue("One.", a=name.hex()))
    archived = open_archive(archive)
    assert [file.path for file in archived.files] == ["a\\xfe.md", "a\\xff.md"]
    assert build(archived, archive / "site").conversations == 2


def test_an_absent_participant_is_a_note(archive: Path):
    write_transcripts(archive, "a.md")
    (archive / "sitegen.toml").write_text(
        '[[transcripts]]\nmatch = "*"\n[transcripts.participants]\nAdda = "Rosa"\nAda = "Rosa"\n'
    )
    report = build(open_archive(archive), archive / "site")
    assert "sitegen.toml:2: No participant in '*' is named 'Adda'. The names there: Ada." in map(str, report.problems)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_a_problem(archive: Path):
    write_transcripts(archive, "a.md", "b.md")
    (archive / "content" / "transcripts" / "a.md").chmod(0)
    report = build(open_archive(archive), archive / "site")
    assert report.conversations == 1
    assert "The file cannot be read" in str(report.problems[0])


@pytest.mark.parametrize("output", [".", "..", "content", "content/transcripts", "content/transcripts/site"])
def test_a_site_never_replaces_the_archive(archive: Path, output: str):
    write_transcripts(archive, "a.md")
    with pytest.raises(
        ContentError, match="The site cannot be written here, because this folder belongs to the archive"
    ):
        build(open_archive(Path()), Path(output))
    assert (archive / "content" / "transcripts" / "a.md").read_bytes() == dialogue("One.")


def test_the_introduction_of_the_home_page_is_in_the_content_folder(archive: Path):
    write_transcripts(archive, "a.md")
    assert open_archive(archive).introduction == ""
    (archive / "content" / "index.md").write_bytes("\ufeffWelcome, *reader*.\n".encode())
    assert open_archive(archive).introduction == "Welcome, *reader*.\n"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("---\ndraft: true\n---\n\n", "unpublished-by-front-matter"),
        ("<!-- private -->\n\n", "unclear-publish-flag"),
        ("", None),
    ],
)
def test_a_private_introduction_is_not_shown(archive: Path, head: str, code: str | None):
    (archive / "content" / "index.md").write_text(f"{head}Welcome to a private talk.\n")
    found = open_archive(archive)
    assert found.introduction == ("" if code else "Welcome to a private talk.\n")
    assert [each.code for each in found.problems if each.path == "content/index.md"] == ([code] if code else [])


@pytest.mark.parametrize(
    ("create", "message"),
    [
        (lambda file: file.write_bytes(b"caf\xe9"), "The file is not UTF-8"),
        (lambda file: file.symlink_to("/etc/hostname"), "Symbolic links are not followed."),
        (lambda file: file.mkdir(), "This is not a regular file."),
    ],
)
def test_an_introduction_that_cannot_be_read_is_a_problem(
    archive: Path, create: Callable[[Path], object], message: str
):
    write_transcripts(archive, "a.md")
    create(archive / "content" / "index.md")
    found = open_archive(archive)
    assert found.introduction == ""
    assert [(each.path, each.message.partition(": 'utf-8'")[0]) for each in found.problems] == [
        ("content/index.md", message)
    ]


def test_an_unreadable_baseline_is_a_problem(archive: Path):
    (archive / "content" / "accepted.jsonl").write_bytes(b"\xff")
    with pytest.raises(ContentError) as caught:
        open_archive(archive)
    assert str(caught.value) == (
        "content/accepted.jsonl: The file is not UTF-8: 'utf-8' codec can't decode byte 0xff in position 0: "
        "invalid start byte. Save it as UTF-8."
    )


def test_a_folder_of_bare_transcripts_has_no_introduction(archive: Path):
    write_transcripts(archive, "a.md", "index.md")
    found = open_archive(archive, archive / "content" / "transcripts")
    assert (found.introduction, [file.path for file in found.files]) == ("", ["a.md", "index.md"])


def test_featured_transcripts_come_first_on_the_home_page_in_order(archive: Path):
    for name in ("a", "b", "c"):
        path = archive / "content" / "transcripts" / f"{name}.md"
        path.write_bytes(dialogue("One.", a=name, b="me"))
    (archive / "sitegen.toml").write_text('[site]\nfeatured = ["c.md", "a*", "lost.md"]\n')
    (archive / "content" / "index.md").write_text("Welcome, *reader*.\n")
    opened = open_archive(archive)
    assert [(each.path, each.line, each.message) for each in opened.problems] == [
        ("sitegen.toml", 2, "No transcript matches 'lost.md'.")
    ]
    build(opened, archive / "site")
    home = (archive / "site" / "index.html").read_text()
    assert re.findall(r'<h3 dir="auto"><a href="(.*?)"', home) == ["c/c-me.html", "c/a-me.html"]
    assert "<p>Welcome, <em>reader</em>.</p>" in home


def test_a_broken_link_in_the_introduction_is_a_problem(archive: Path):
    write_transcripts(archive, "a.md")
    (archive / "content" / "index.md").write_text(
        "[one](c/ada-bob.html#m-x) [two](art.html)\n\n[three](c/nope.html) ![four](static/x.png) [five](https://a.b/)\n"
    )
    report = build(open_archive(archive), archive / "site")
    found = [(each.line, each.message) for each in report.problems if each.path == "content/index.md"]
    assert found == [
        (3, "The link 'c/nope.html' leads to no page of this site."),
        (3, "The link 'static/x.png' leads to no page of this site."),
        (1, "Dead link: c/ada-bob.html#m-x does not exist."),
    ]


@pytest.mark.parametrize("is_built", [False, True])
def test_check_reports_the_same_broken_links_as_build(archive: Path, run: Run, is_built: bool):
    write_transcripts(archive, "a.md")
    (archive / "content/index.md").write_text(
        "[all](c/index.html) [there](c/ada-bob.html) [she](speakers/ada.html)\n\n"
        "[gone](c/gone.html) ![a picture](pic.png)\n",
        "utf-8",
    )
    (archive / "content/essays").mkdir()
    (archive / "content/essays/e.md").write_text("# E\n\n[numbers](../stats.html) [none](../nothing.html)\n", "utf-8")
    if is_built:
        assert run("build").exit_code == 0
    found = [line.partition(" See ")[0] for line in run("check").output.splitlines() if "leads to no" in line]
    assert found == [
        "content/essays/e.md:3: The link '../nothing.html' leads to no page of this site.",
        "content/index.md:3: The link 'c/gone.html' leads to no page of this site.",
        "content/index.md:3: The link 'pic.png' leads to no page of this site.",
    ]
    assert run("check").exit_code == 1


@pytest.mark.parametrize(
    ("folder_name", "hint"),
    [("transcript", "Did you mean content/transcript?"), ("talks", "Move the transcripts there.")],
)
def test_a_missing_folder_of_transcripts_is_a_problem(archive: Path, run: Run, folder_name: str, hint: str):
    write_transcripts(archive, "a.md")
    assert run("build").exit_code == 0
    (archive / "content/transcripts").rename(archive / "content" / folder_name)
    result = run("build")
    assert (result.exit_code, result.stderr) == (
        1,
        f"content/transcripts: There is no such folder. {hint}\n",
    )
    assert not (archive / "ledger").exists()


def test_an_unreadable_folder_of_transcripts_stops(archive: Path, monkeypatch: pytest.MonkeyPatch):
    folder = archive / "content" / "transcripts"

    def refused(path: Path, onerror: Callable[[OSError], None], **_: object) -> Iterator[object]:
        onerror(PermissionError(13, "Permission denied", str(path)))
        yield from ()

    monkeypatch.setattr("sitegen.archive.transcript_files.os.walk", refused)
    with pytest.raises(ContentError) as raised:
        open_archive(archive)
    assert raised.value.problem.path == folder.as_posix()
