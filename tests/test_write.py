"""The site is written whole or not at all, and nothing is deleted that sitegen did not make."""

from pathlib import Path

import pytest

from sitegen.errors import ContentError
from sitegen.model import OutputFile
from sitegen.write import MARKER, Site


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def built(folder: Path, **files: bytes) -> dict[str, bytes]:
    with Site(folder) as site:
        site.commit([site.write(OutputFile(path.replace("__", "/"), data)) for path, data in files.items()])
    return tree(folder)


def test_a_new_site_holds_its_files_and_a_list_of_them(tmp_path: Path):
    assert built(tmp_path / "site", index=b"home", c__a=b"page") == {
        "index": b"home",
        "c/a": b"page",
        MARKER: f"{MARKER}\nc/a\nindex\n".encode(),
    }
    assert names(tmp_path) == ["site"]


def test_a_file_that_is_no_longer_made_is_gone(tmp_path: Path):
    built(tmp_path / "site", a=b"1", b=b"2")
    assert set(built(tmp_path / "site", a=b"1")) == {"a", MARKER}


def test_files_that_others_put_there_are_kept(tmp_path: Path):
    built(tmp_path / "site", a=b"1")
    (tmp_path / "site" / "CNAME").write_text("example.org")
    (tmp_path / "site" / "mine").mkdir()
    (tmp_path / "site" / "mine" / "x").write_text("x")
    assert set(built(tmp_path / "site", b=b"2")) == {"b", "CNAME", "mine/x", MARKER}


def test_unchanged_files_are_taken_over_from_the_old_site(tmp_path: Path):
    with Site(tmp_path / "site") as site:
        stamps = [site.write(OutputFile("a", b"1")), site.write(OutputFile("b", b"2"))]
        site.commit(stamps)
    with Site(tmp_path / "site") as site:
        assert site.is_exactly(stamps)
        changed = site.write(OutputFile("b", b"3"))
        site.commit([stamps[0], changed])
        assert site.is_exactly([stamps[0], changed])
    assert tree(tmp_path / "site") == {"a": b"1", "b": b"3", MARKER: f"{MARKER}\na\nb\n".encode()}


def test_a_file_that_somebody_changed_or_deleted_does_not_stand_any_more(tmp_path: Path):
    with Site(tmp_path / "site") as site:
        stamps = [site.write(OutputFile("a", b"1")), site.write(OutputFile("b", b"2"))]
        site.commit(stamps)
    (tmp_path / "site" / "a").write_bytes(b"other")
    (tmp_path / "site" / "b").unlink()
    with Site(tmp_path / "site") as site:
        assert [site.holds([stamp]) for stamp in stamps] == [False, False]


def test_a_build_that_fails_leaves_the_old_site_and_no_litter(tmp_path: Path):
    before = built(tmp_path / "site", a=b"1")
    with pytest.raises(TypeError), Site(tmp_path / "site") as site:
        site.write(OutputFile("a", "not bytes"))  # type: ignore[arg-type]
    assert tree(tmp_path / "site") == before
    assert names(tmp_path) == ["site"]


def test_a_build_that_was_killed_in_the_swap_is_mended_by_the_next(tmp_path: Path):
    built(tmp_path / "site", a=b"1")
    (tmp_path / "site").rename(tmp_path / ".site.old")
    (tmp_path / ".site.new-99999").mkdir()
    with Site(tmp_path / "site"):
        pass
    assert names(tmp_path) == ["site"]
    assert set(tree(tmp_path / "site")) == {"a", MARKER}


@pytest.mark.parametrize("name", ["thesis.doc", "index.html"])
def test_a_folder_with_files_of_others_is_refused(tmp_path: Path, name: str):
    (tmp_path / name).write_text("precious")
    with pytest.raises(ContentError) as caught:
        Site(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: this folder holds files that sitegen did not make, such as {name!r}; "
        "choose another folder with --output, or empty this one"
    )
    assert tree(tmp_path) == {name: b"precious"}


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ContentError, match="this is not a folder; choose another with --output"):
        Site(tmp_path / "site")


def test_an_empty_folder_or_one_with_dot_files_only_is_fine(tmp_path: Path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".gitkeep").write_text("")
    assert set(built(tmp_path / "site", a=b"1")) == {"a", ".gitkeep", MARKER}
