"""The whole build: which files it writes, keeps and refuses to replace."""

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from filelock import FileLock

from sitegen.archive.folder import open_archive
from sitegen.build import transcript
from sitegen.build.output import MARKER, recover_site
from sitegen.build.snapshot import BuildReport
from sitegen.model.problems import ContentError, Severity
from tests.building import build
from tests.conftest import Run
from tests.paths import PROJECT
from tests.writing import dialogue


def tree(folder: Path) -> dict[str, str]:
    """Return the hash of each file in a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def errors(report: BuildReport) -> list[str]:
    """Return the problems without notes, as the invented speakers are unknown models."""
    return [str(problem) for problem in report.problems if problem.severity is Severity.ERROR]


def put(archive: Path, **files: bytes) -> None:
    for name, data in files.items():
        (archive / "content" / "transcripts" / f"{name}.md").write_bytes(data)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site of the project's own sample archive."""
    output = tmp_path_factory.mktemp("sample") / "site"
    build(open_archive(PROJECT), output, force=True, update_ledger=False)
    return output


def test_one_transcript_gives_a_page_a_json_export_a_source_and_overview_pages(archive: Path):
    put(archive, one=dialogue("Good morning.", "Is it?"))
    report = build(open_archive(archive), archive / "site")
    assert (report.conversations, report.messages, report.rebuilt, errors(report)) == (1, 2, 1, [])
    paths = {path for path in tree(archive / "site") if not path.startswith(("static/", "search/"))}
    assert paths == {
        MARKER,
        ".nojekyll",
        "404.html",
        "archive.json",
        "art.html",
        "c/ada-bob.html",
        "c/ada-bob.json",
        "c/ada-bob.txt",
        "c/index.html",
        "formats/dialogue.html",
        "formats/index.html",
        "index.html",
        "models/index.html",
        "robots.txt",
        "search.html",
        "series/index.html",
        "speakers/ada.html",
        "speakers/bob.html",
        "speakers/index.html",
        "stats.html",
    }
    shards = sorted(path[:8] for path in tree(archive / "site") if path.startswith("search/"))
    assert shards == [f"search/{kind}" for kind in "cddddlmpsstx"]


def test_the_source_is_published_byte_for_byte(archive: Path):
    data = dialogue("caf\u00e9 \u2028 \x1b[31m").replace(b"\n", b"\r\n")
    put(archive, one=data)
    build(open_archive(archive), archive / "site")
    assert (archive / "site" / "c" / "ada-bob.txt").read_bytes() == data


def test_json_files_follow_their_schemas(sample: Path):
    conversation_schema = json.loads((PROJECT / "docs" / "conversation.schema.json").read_text("utf-8"))
    archive_schema = json.loads((PROJECT / "docs" / "archive.schema.json").read_text("utf-8"))
    exports = [json.loads(path.read_bytes()) for path in (sample / "c").glob("*.json")]
    assert len(exports) >= 8
    for export in exports:
        jsonschema.validate(export, conversation_schema)
    listed = json.loads((sample / "archive.json").read_bytes())
    jsonschema.validate(listed, archive_schema)
    assert {each["slug"] for each in listed["conversations"]} == {export["slug"] for export in exports}


def test_two_builds_give_the_same_bytes_whatever_the_number_of_processes(sample: Path, tmp_path: Path):
    build(open_archive(PROJECT), tmp_path / "one", force=True, workers=1, update_ledger=False)
    build(open_archive(PROJECT), tmp_path / "two", force=True, workers=2, update_ledger=False)
    assert tree(sample) == tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "b.md").write_bytes(dialogue("Changed.", started="2025-01-02 10:00:00")),
        lambda folder: (folder / "b.md").unlink(),
        lambda folder: (folder / "b.md").rename(folder / "z.md"),
        lambda folder: (folder / "n.md").write_bytes(dialogue("New.", started="2024-01-01 10:00:00")),
        lambda folder: (folder / "b.md").write_bytes(b"nothing to read"),
        lambda folder: os.utime(folder / "a.md", (1, 1)),
        lambda folder: (folder / "../../sitegen.toml").write_text('[site]\ntitle = "Other"\n'),
        lambda folder: (folder / "../../sitegen.toml").write_text('[[transcripts]]\nmatch="b*"\npublish=false'),
        lambda folder: (folder / "../../sitegen.toml").write_text('[[transcripts]]\nmatch="*"\nseries="S"'),
        lambda folder: shutil.rmtree(folder / "../../site"),
        lambda folder: (folder / "../../site/c/ada-bob.html").unlink(),
        lambda folder: (folder / "../../site/c/ada-bob.html").write_text("defaced"),
        lambda folder: shutil.rmtree(folder / "../../.sitegen"),
        lambda folder: next((folder / "../../.sitegen").glob("*.state")).write_text("{]"),
    ],
)
def test_a_cached_build_equals_a_fresh_one(archive: Path, change):
    put(archive, a=dialogue("One."), b=dialogue("Two.", started="2025-01-02 10:00:00"), c=dialogue("Three."))
    build(open_archive(archive), archive / "site")
    change(archive / "content" / "transcripts")
    build(open_archive(archive), archive / "site")
    build(open_archive(archive), archive / "fresh", force=True)
    assert tree(archive / "site") == tree(archive / "fresh")


def test_a_build_without_changes_writes_no_file(archive: Path):
    put(archive, a=dialogue("One."), b=dialogue("Two."))
    build(open_archive(archive), archive / "site")
    before = {path: path.stat().st_ino for path in (archive / "site").rglob("*")}
    assert build(open_archive(archive), archive / "site").rebuilt == 0
    assert {path: path.stat().st_ino for path in (archive / "site").rglob("*")} == before


def test_one_changed_transcript_rebuilds_one_page(archive: Path):
    put(archive, a=dialogue("One."), b=dialogue("Two lamps burn on the pier.", "More.", a="Cy"))
    build(open_archive(archive), archive / "site")
    put(archive, b=dialogue("Two lamps burn on the pier.", "Much more.", a="Cy"))
    assert build(open_archive(archive), archive / "site").rebuilt == 1


def test_two_transcripts_with_one_title_have_two_pages(archive: Path):
    put(archive, a=dialogue("One."), b=dialogue("Two.", started="2025-03-04 10:00:00"))
    build(open_archive(archive), archive / "site")
    assert {path.name for path in (archive / "site" / "c").glob("*.html")} == {
        "ada-bob.html",
        "ada-bob-2025-03-04.html",
        "index.html",
    }


def test_the_same_bytes_twice_are_one_page(archive: Path):
    put(archive, a=dialogue("One."), b=dialogue("One."))
    report = build(open_archive(archive), archive / "site")
    assert (report.conversations, errors(report)) == (1, [])


def test_an_unpublished_transcript_is_in_no_output(archive: Path):
    put(archive, a=dialogue("One."), secret=dialogue("canary4711"))
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "secret.md"\npublish = false\n')
    build(open_archive(archive), archive / "site")
    files = [path for folder in ("site", ".sitegen") for path in (archive / folder).rglob("*") if path.is_file()]
    assert [path for path in files if b"canary4711" in path.read_bytes() or "secret" in str(path)] == []
    assert not any(b"secret.md" in path.read_bytes() for path in files)


def test_a_strict_build_with_a_problem_leaves_the_old_site(archive: Path, run: Run):
    put(archive, a=dialogue("One."))
    assert run("build").exit_code == 0
    before = tree(archive / "site")
    put(archive, b=b"nothing to read", c=dialogue("Three.", started="2025-01-02 10:00:00"))
    result = run("build", "--strict")
    assert result.exit_code == 1
    assert result.stdout == "Left site/ as it was: 1 problem; see above.\n"
    assert tree(archive / "site") == before


def test_a_second_build_at_the_same_time_is_refused(archive: Path):
    put(archive, a=dialogue("One."))
    build(open_archive(archive), archive / "site")
    with (
        FileLock(archive / ".sitegen" / "lock"),  # as another process would hold it
        pytest.raises(ContentError, match=r"Another build of this archive is running\. Wait until it has finished\."),
    ):
        build(open_archive(archive), archive / "site")


def test_a_file_that_changes_during_the_build_is_published_as_it_was_read(archive: Path, monkeypatch):
    put(archive, a=dialogue("Same.", "One."))
    read_outline = transcript.read_outline

    def read_outline_and_change_file(context, job):
        outline = read_outline(context, job)
        put(archive, a=dialogue("Same.", "Two."))
        return outline

    with monkeypatch.context() as patch:
        patch.setattr(transcript, "read_outline", read_outline_and_change_file)
        build(open_archive(archive), archive / "site")
    page = archive / "site/c/ada-bob.html"
    assert "One." in page.read_text()
    build(open_archive(archive), archive / "site")
    assert "Two." in page.read_text()


def test_a_file_that_changes_before_its_page_is_rendered_again_stops_the_build(archive: Path, monkeypatch):
    put(archive, a=dialogue("One."))
    build(open_archive(archive), archive / "site")
    opened = open_archive(archive)
    shutil.rmtree(archive / "site/c")
    put(archive, a=dialogue("Two."))
    with pytest.raises(ContentError, match=r"^a.md: The file changed during the build. Build again.$"):
        build(opened, archive / "site")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_write_errors_are_reported_and_the_old_site_stays(archive: Path, monkeypatch, code: int):
    put(archive, a=dialogue("One."))
    build(open_archive(archive), archive / "site")
    before = tree(archive / "site")
    put(archive, b=dialogue("Two."))

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), "site/x")

    monkeypatch.setattr("sitegen.build.output.SiteWriter.write", fail)
    with pytest.raises(
        ContentError,
        match=r"The site was not built: .+ \(site/x\). Check the permissions and the free space, or choose another folder",
    ):
        build(open_archive(archive), archive / "site")
    assert tree(archive / "site") == before


KILLS = int(os.environ.get("SITEGEN_KILLS", "3"))
"""Number of builds to kill; a hundred take one or two minutes."""


def test_killed_at_any_moment_a_build_leaves_the_old_site_or_the_new_one(archive: Path):
    for n in range(40):
        put(archive, **{f"t{n}": dialogue(*["word " * 40] * 8, a=f"Ada {n}")})
    build(open_archive(archive), archive / "site")
    sites = [tree(archive / "site")]
    (archive / "sitegen.toml").write_text('[site]\ntitle = "New"\n')
    build(open_archive(archive), archive / "fresh", force=True)
    sites.append(tree(archive / "fresh"))
    command = [sys.executable, "-m", "sitegen", "build", "--force", "--workers", "1"]
    start = time.monotonic()
    subprocess.run([*command, "--output", "third"], check=True, capture_output=True)
    duration = time.monotonic() - start
    shutil.rmtree(archive / "third")
    for n in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(duration * (0.3 + 0.75 * n / KILLS))
        process.send_signal(signal.SIGKILL)
        process.wait()
        recover_site(archive / "site")
        assert tree(archive / "site") in sites
    build(open_archive(archive), archive / "site")
    assert tree(archive / "site") == sites[1]
    assert sorted(path.name for path in archive.iterdir()) == [
        ".sitegen",
        "content",
        "fresh",
        "site",
        "sitegen.toml",
    ]


def test_lock_files_of_editors_in_the_theme_are_ignored(tmp_path: Path):
    """Emacs marks open files by dangling links."""
    (tmp_path / "content" / "transcripts").mkdir(parents=True)
    (tmp_path / "theme" / "static").mkdir(parents=True)
    (tmp_path / "theme" / "static" / ".#style.css").symlink_to("ada@desk.1234")
    build(open_archive(tmp_path), tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_change_in_any_room_of_the_program_rebuilds_every_page(archive: Path, monkeypatch):
    put(archive, a=dialogue("One."))
    build(open_archive(archive), archive / "site")
    monkeypatch.setattr(
        "sitegen.build.run.code_key", lambda folders: "changed" if PROJECT / "sitegen" in folders else ""
    )
    assert build(open_archive(archive), archive / "site").rebuilt == 1
    assert build(open_archive(archive), archive / "site").rebuilt == 0


def test_a_change_of_a_style_writes_that_style_only(archive: Path, run: Run):
    put(archive, a=dialogue("One."))
    style = archive / "theme" / "static" / "style.css"
    style.parent.mkdir(parents=True)
    for text, rebuilt in (("p { color: red }", 1), ("p { color: blue }", 0)):
        style.write_text(text)
        before = tree(archive / "site")
        assert build(open_archive(archive), archive / "site").rebuilt == rebuilt
    after = tree(archive / "site")
    assert {path for path in after if before.get(path) != after[path]} == {"static/style.css"}
    assert (archive / "site" / "static" / "style.css").read_text() == text
    build(open_archive(archive), archive / "fresh", force=True)
    assert tree(archive / "fresh") == after
