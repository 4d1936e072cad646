"""The folder of essays on disk."""

import os
from pathlib import Path

from sitegen.archive.essays.files import LARGEST, read_folder
from sitegen.model.problems import Problem, Severity


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_every_markdown_file_below_it_is_an_essay(tmp_path: Path):
    put(tmp_path, b_md="B.", a_md="A.", old__c_md="C.", empty_md="")
    essays, problems = read_folder(tmp_path)
    assert [each.path for each in essays] == ["a.md", "b.md", "old/c.md"]
    assert [each.path for each in problems] == ["empty.md"]


def test_a_folder_that_is_not_there_has_none(tmp_path: Path):
    assert read_folder(tmp_path / "essays") == ((), ())


def test_what_is_no_essay_is_noted_and_what_is_hidden_passed_over(tmp_path: Path):
    (tmp_path / "lamp.png").write_bytes(b"x")
    (tmp_path / ".draft.md").write_text("Hidden.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.md").write_text("Hidden.")
    remedy = "essays end in .md; pictures belong into theme/static"
    assert read_folder(tmp_path) == (
        (),
        (Problem("lamp.png", None, "this file is no essay and is left out", remedy, Severity.NOTE),),
    )


def test_no_link_is_followed(tmp_path: Path):
    secret, folder = tmp_path / "secret", tmp_path / "essays"
    put(secret, a_md="canary")
    folder.mkdir()
    (folder / "file.md").symlink_to(secret / "a.md")
    (folder / "folder").symlink_to(secret)
    (tmp_path / "link").symlink_to(secret)
    assert ([each.path for each in read_folder(folder)[1]], read_folder(folder)[0]) == (
        ["file.md", "folder"],
        (),
    )
    essays, problems = read_folder(tmp_path / "link")
    assert (essays, [each.message for each in problems]) == ((), ["symbolic links are not followed"])


def test_what_is_no_file_or_too_large_is_told(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    with (tmp_path / "large.md").open("wb") as file:
        file.truncate(LARGEST + 1)
    essays, problems = read_folder(tmp_path)
    assert (essays, [str(each) for each in problems]) == (
        (),
        [
            "large.md: 2.0 MB is more than the 2 MB of the longest essay; split it",
            "pipe.md: this is not a regular file; move it elsewhere",
        ],
    )
