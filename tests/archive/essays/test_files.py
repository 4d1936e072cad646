"""The folder of essays on disk."""

import os
from pathlib import Path

from sitegen.archive.essays.files import MAX_ESSAY_BYTES, read_essays
from sitegen.model.problems import Problem


def write_essays(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_every_markdown_file_below_it_is_an_essay(tmp_path: Path):
    write_essays(tmp_path, b_md="B.", a_md="A.", old__c_md="C.", empty_md="")
    essays, problems = read_essays(tmp_path)
    assert [each.path for each in essays] == ["a.md", "b.md", "old/c.md"]
    assert [each.path for each in problems] == ["empty.md"]


def test_a_missing_folder_has_no_essays(tmp_path: Path):
    assert read_essays(tmp_path / "essays") == ((), ())


def test_other_files_are_reported_and_hidden_ones_ignored(tmp_path: Path):
    (tmp_path / "lamp.png").write_bytes(b"x")
    (tmp_path / ".draft.md").write_text("Hidden.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.md").write_text("Hidden.")
    assert read_essays(tmp_path) == ((), (Problem("not-an-essay", "lamp.png"),))
    assert str(Problem("not-an-essay", "lamp.png")) == (
        "lamp.png: The file is not an essay and is ignored. Essays end in .md; put pictures into theme/static."
    )


def test_symbolic_links_are_not_followed(tmp_path: Path):
    secret, folder = tmp_path / "secret", tmp_path / "essays"
    write_essays(secret, a_md="canary")
    folder.mkdir()
    (folder / "file.md").symlink_to(secret / "a.md")
    (folder / "folder").symlink_to(secret)
    (tmp_path / "link").symlink_to(secret)
    assert ([each.path for each in read_essays(folder)[1]], read_essays(folder)[0]) == (
        ["file.md", "folder"],
        (),
    )
    essays, problems = read_essays(tmp_path / "link")
    assert (essays, problems) == ((), (Problem("symbolic-link", ""),))


def test_irregular_and_large_files_are_reported(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    with (tmp_path / "large.md").open("wb") as file:
        file.truncate(MAX_ESSAY_BYTES + 1)
    essays, problems = read_essays(tmp_path)
    assert (essays, [str(each) for each in problems]) == (
        (),
        [
            "large.md: The file has 2.0 MB; the limit is 2 MB. Split it.",
            "pipe.md: This is not a regular file. Move it to another folder.",
        ],
    )
