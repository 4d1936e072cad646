"""A build without changes repeats the last report; any change to what it reads or writes makes a real build."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build import pipeline
from sitegen.build.snapshot import BuildReport
from tests.conftest import Run
from tests.writing import dialogue


@pytest.fixture
def built(archive: Path, run: Run) -> Path:
    transcripts, essays = archive / "content" / "transcripts", archive / "content" / "essays"
    for name in ("a", "b"):
        (transcripts / f"{name}.md").write_bytes(dialogue("One lamp.", name, a=f"Ada {name}"))
    essays.mkdir()
    (essays / "e.md").write_text("# Essay\n\nWords.\n")
    (archive / "posts").mkdir()
    (archive / "posts" / "p.md").write_text("# Post\n\nWords.\n")
    (archive / "theme" / "static").mkdir(parents=True)
    (archive / "theme" / "static" / "own.css").write_text("p { color: red }\n")
    (archive / "sitegen.toml").write_text('[[external_essays]]\nmatch = "posts/**/*.md"\n')
    run("build")
    return archive


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[BuildReport]:
    """Collect the reports of all real builds."""
    reports: list[BuildReport] = []
    build = pipeline.build

    def build_and_collect(*args, **options):
        reports.append(build(*args, **options))
        return reports[-1]

    monkeypatch.setattr(pipeline, "build", build_and_collect)
    return reports


def test_a_build_without_changes_repeats_the_report(built: Path, run: Run, builds: list[BuildReport]):
    first, second = run("build"), run("build")
    assert builds == []
    assert first.output == second.output
    assert "2 conversations, 4 messages (0 rebuilt, 2 unchanged). No problems." in first.output


def test_it_repeats_problems_too(built: Path, run: Run, builds: list[BuildReport]):
    (built / "content" / "transcripts" / "c.md").write_bytes(b"nothing to read")
    outputs = [run("build").stderr for _ in range(3)]
    assert len(builds) == 1
    assert "c.md" in outputs[0]
    assert outputs == outputs[:1] * 3
    assert (run("build", "--strict").stdout, run("build", "--strict").exit_code) == (
        "Left site/ as it was: 1 problem; see above.\n",
        1,
    )


def _touch(file: str) -> Callable[[Path], None]:
    return lambda archive: os.utime(archive / file, (1, 1))


def _write(file: str, text: str = "# New\n\nWords.\n") -> Callable[[Path], None]:
    def write(archive: Path) -> None:
        (archive / file).parent.mkdir(parents=True, exist_ok=True)
        (archive / file).write_text(text)

    return write


def _same_size_and_time(archive: Path) -> None:
    file = archive / "content" / "transcripts" / "a.md"
    status = file.stat()
    file.write_bytes(file.read_bytes().replace(b"lamp", b"lump"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _damage(pattern: str) -> Callable[[Path], None]:
    def damage(archive: Path) -> None:
        file = next(each for each in sorted(archive.rglob(pattern)) if each.is_file())
        status = file.stat()
        file.write_bytes(file.read_bytes()[::-1])
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    return damage


@pytest.mark.parametrize(
    "change",
    [
        _touch("content/transcripts/a.md"),
        _same_size_and_time,
        _write("content/transcripts/folder/c.md"),
        _write("content/transcripts/.hidden/c.md"),
        lambda archive: (archive / "content/transcripts/b.md").unlink(),
        lambda archive: (archive / "content/transcripts/b.md").rename(archive / "content/transcripts/c.md"),
        lambda archive: (archive / "content/transcripts/link").symlink_to("a.md"),
        _write("content/index.md"),
        _write("content/essays/f.md"),
        _touch("content/essays/e.md"),
        _write("content/accepted.jsonl", ""),
        _write("posts/deep/er/q.md"),
        _touch("posts/p.md"),
        _write("sitegen.toml", '[site]\ntitle = "Other"\n'),
        _touch("theme/static/own.css"),
        _write("theme/languages/x.po", ""),
        lambda archive: (archive / "site/index.html").write_text("defaced"),
        lambda archive: (archive / "site/c").chmod(0o700) or (archive / "site/c/index.html").unlink(),
        lambda archive: shutil.rmtree(archive / "site"),
        _write("site/CNAME", "example.org"),
        _damage("*.state"),
        _damage(".sitegen/search/**/*"),
        _damage("content/ledger/*.jsonl"),
        lambda archive: next((archive / "content/ledger").glob("*.jsonl")).unlink(),
        lambda archive: shutil.rmtree(archive / ".sitegen"),
    ],
)
def test_any_change_makes_a_real_build(built: Path, run: Run, builds: list[BuildReport], change):
    change(built)
    result = run("build")
    assert len(builds) == 1 or result.exit_code == 1  # a damaged ledger stops it


@pytest.mark.parametrize("place", ["sitegen/model/x.py", "sitegen/__pycache__/x.pyc", "theme/static/x.css"])
def test_changes_of_the_program_count(built: Path, run: Run, builds: list[BuildReport], place: str, monkeypatch):
    program = built / "program"
    monkeypatch.setattr("sitegen.build.snapshot._PACKAGE", program / "sitegen")
    _write("sitegen/a.py")(program)
    run("build")
    _write(place)(program)
    run("build")
    assert len(builds) == (1 if "pycache" in place else 2)


def test_builds_for_other_folders_and_without_the_ledger_are_not_repeated(
    built: Path, run: Run, builds: list[BuildReport]
):
    run("build", "-o", "other")
    run("build", "--force")
    assert len(builds) == 2


def test_other_transcripts_for_the_same_site_are_built(built: Path, run: Run):
    _write("other/transcripts/c.md", dialogue("One oar.").decode())(built)
    commands = (["build"], ["build", "--content", "other"], ["build"], ["check", "--content", "other"], ["check"])
    outputs = [run(*command).output for command in commands]
    assert ["2 conversations" in each or "(2 transcripts" in each for each in outputs] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_essays_in_linked_folders_count(built: Path, run: Run, builds: list[BuildReport]):
    _write("elsewhere/q.md")(built)
    (built / "posts" / "link").symlink_to("../elsewhere")
    (built / "sitegen.toml").write_text('[[external_essays]]\nmatch = "posts/*/*.md"\n')
    run("build")
    _write("elsewhere/q.md", "# Newer\n\nWords.\n")(built)
    run("build")
    assert len(builds) == 2
