"""A site is written atomically, and files that sitegen did not write are never deleted."""

import os
from pathlib import Path

import pytest

from sitegen.build.output import MARKER, SiteWriter
from sitegen.model import OutputFile
from sitegen.model.problems import ContentError


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_site(folder: Path, **files: bytes) -> dict[str, bytes]:
    with SiteWriter(folder) as site:
        site.commit([site.write(OutputFile(path.replace("__", "/"), data)) for path, data in files.items()])
    return tree(folder)


def test_a_new_site_holds_its_files_and_a_list_of_them(tmp_path: Path):
    assert write_site(tmp_path / "site", index=b"home", c__a=b"page") == {
        "index": b"home",
        "c/a": b"page",
        MARKER: f"{MARKER}\nc/a\nindex\n".encode(),
    }
    assert names(tmp_path) == ["site"]


def test_a_file_that_is_no_longer_written_is_deleted(tmp_path: Path):
    write_site(tmp_path / "site", a=b"1", b=b"2")
    assert set(write_site(tmp_path / "site", a=b"1")) == {"a", MARKER}


def test_foreign_files_are_kept(tmp_path: Path):
    write_site(tmp_path / "site", a=b"1")
    (tmp_path / "site" / "CNAME").write_text("example.org")
    (tmp_path / "site" / "mine").mkdir()
    (tmp_path / "site" / "mine" / "x").write_text("x")
    assert set(write_site(tmp_path / "site", b=b"2")) == {"b", "CNAME", "mine/x", MARKER}


def test_foreign_folders_links_and_permissions_are_kept(tmp_path: Path):
    site = tmp_path / "site"
    write_site(site, c__a=b"1")
    (site / ".git" / "refs").mkdir(parents=True)
    (site / "link").symlink_to(tmp_path)
    (site / "private").mkdir(mode=0o700)
    (site / "private" / "key").write_text("k")
    (site / "c" / "theirs").write_text("t")
    assert set(write_site(site, c__b=b"2")) == {"c/b", "c/theirs", "private/key", MARKER}
    assert (site / ".git" / "refs").is_dir()
    assert (site / "link").is_symlink()
    assert (site / "private").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("foreign", ["c/b", "c"])
def test_a_foreign_file_at_the_path_of_a_page_stops_the_build(tmp_path: Path, foreign: str):
    site = tmp_path / "site"
    before = write_site(site, a=b"1")
    (site / foreign).parent.mkdir(exist_ok=True)
    (site / foreign).write_text("precious")
    with pytest.raises(
        ContentError, match=r"This file is not from sitegen, but a page needs its path\. Move it away\."
    ):
        write_site(site, c__b=b"2")
    assert tree(site) == before | {foreign: b"precious"}


@pytest.mark.parametrize("leftover", [".site.old", f".site.new-{2**22 + 1}"])
def test_foreign_files_survive_a_build_that_was_killed_after_the_swap(tmp_path: Path, leftover: str):
    write_site(tmp_path / "site", a=b"1")
    (tmp_path / "site" / "CNAME").write_text("example.org")
    (tmp_path / "site").rename(tmp_path / leftover)
    write_site(tmp_path / "other", a=b"2")
    (tmp_path / "other").rename(tmp_path / "site")
    with SiteWriter(tmp_path / "site"):
        pass
    assert tree(tmp_path / "site") == {"a": b"2", "CNAME": b"example.org", MARKER: f"{MARKER}\na\n".encode()}
    assert names(tmp_path) == ["site"]


@pytest.mark.parametrize("name", [".site.old", ".site.new-backup", f".site.new-{os.getppid()}"])
def test_a_folder_that_only_looks_like_a_killed_build_is_kept(tmp_path: Path, name: str):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis").write_text("precious")
    write_site(tmp_path / "site", a=b"1")
    assert (tmp_path / name / "thesis").read_text() == "precious"


def test_without_the_system_call_the_swap_takes_two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sitegen.build.output._exchange_folders", lambda one, other: False)
    write_site(tmp_path / "site", a=b"1")
    (tmp_path / "site" / "CNAME").write_text("example.org")
    assert set(write_site(tmp_path / "site", b=b"2")) == {"b", "CNAME", MARKER}
    assert names(tmp_path) == ["site"]


def test_unchanged_files_are_taken_from_the_old_site(tmp_path: Path):
    with SiteWriter(tmp_path / "site") as site:
        stamps = [site.write(OutputFile("a", b"1")), site.write(OutputFile("b", b"2"))]
        site.commit(stamps)
    with SiteWriter(tmp_path / "site") as site:
        assert site.consists_of(stamps)
        changed = site.write(OutputFile("b", b"3"))
        site.commit([stamps[0], changed])
        assert site.consists_of([stamps[0], changed])
    assert tree(tmp_path / "site") == {"a": b"1", "b": b"3", MARKER: f"{MARKER}\na\nb\n".encode()}


def test_a_file_of_two_conversations_is_taken_once(tmp_path: Path):
    with SiteWriter(tmp_path / "site") as site:
        stamps = [site.write(OutputFile("a", b"1")), site.write(OutputFile("a", b"1"))]
        site.commit(stamps)
    with SiteWriter(tmp_path / "site") as site:
        site.commit([*stamps, site.write(OutputFile("b", b"2"))])
    assert tree(tmp_path / "site") == {"a": b"1", "b": b"2", MARKER: f"{MARKER}\na\nb\n".encode()}


def test_changed_and_deleted_files_are_detected(tmp_path: Path):
    with SiteWriter(tmp_path / "site") as site:
        stamps = [site.write(OutputFile("a", b"1")), site.write(OutputFile("b", b"2"))]
        site.commit(stamps)
    (tmp_path / "site" / "a").write_bytes(b"other")
    (tmp_path / "site" / "b").unlink()
    with SiteWriter(tmp_path / "site") as site:
        assert [site.has_unchanged([stamp]) for stamp in stamps] == [False, False]


def test_a_failed_build_leaves_the_old_site_and_no_temporary_files(tmp_path: Path):
    before = write_site(tmp_path / "site", a=b"1")
    with pytest.raises(TypeError), SiteWriter(tmp_path / "site") as site:
        site.write(OutputFile("a", "not bytes"))  # type: ignore[arg-type]
    assert tree(tmp_path / "site") == before
    assert names(tmp_path) == ["site"]


def test_a_build_that_was_killed_in_the_swap_is_repaired_by_the_next(tmp_path: Path):
    write_site(tmp_path / "site", a=b"1")
    (tmp_path / "site").rename(tmp_path / ".site.old")
    (tmp_path / ".site.new-99999").mkdir()
    with SiteWriter(tmp_path / "site"):
        pass
    assert names(tmp_path) == ["site"]
    assert set(tree(tmp_path / "site")) == {"a", MARKER}


@pytest.mark.parametrize("name", ["thesis.doc", "index.html", ".ssh"])
def test_a_folder_with_foreign_files_is_refused(tmp_path: Path, name: str):
    (tmp_path / name).write_text("precious")
    with pytest.raises(ContentError) as caught:
        SiteWriter(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: The folder contains files that are not from sitegen, such as {name!r}. "
        "Choose another folder with --output."
    )
    assert tree(tmp_path) == {name: b"precious"}


def test_a_symbolic_link_as_output_folder_is_refused(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ContentError, match=r"The output path is not a folder\. Choose another folder with --output\."):
        SiteWriter(tmp_path / "site")


def test_an_empty_folder_or_one_with_only_dot_files_is_accepted(tmp_path: Path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".gitkeep").write_text("")
    assert set(write_site(tmp_path / "site", a=b"1")) == {"a", ".gitkeep", MARKER}


def test_an_output_folder_that_cannot_be_created_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ContentError) as caught:
        SiteWriter(tmp_path / "file" / "site")
    assert str(caught.value) == (
        f"{tmp_path}/file/site: The site cannot be created here: File exists. Choose another folder with --output."
    )
