"""A site is written atomically, and files that sitegen did not write are never deleted."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sitegen.build.output import MARKER, SiteWriter, recover_site
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


@pytest.mark.parametrize("name", [".site.old", ".site.new-backup", f".site.new-{os.getppid()}"])
def test_a_folder_that_only_looks_like_a_killed_build_is_kept(tmp_path: Path, name: str):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis").write_text("precious")
    write_site(tmp_path / "site", a=b"1")
    assert (tmp_path / name / "thesis").read_text() == "precious"


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


class KilledError(BaseException):
    """Stands for SIGKILL: nothing is cleaned up."""


@contextmanager
def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Kill the process before the step with this number; yield a list that gets the number of steps done."""
    done = [0]

    def counted(function):
        def call(*args, **options):
            if done[0] == step:
                raise KilledError
            done[0] += 1
            return function(*args, **options)

        return call

    with monkeypatch.context() as patches:
        for name in ("replace", "unlink", "rmdir", "mkdir"):
            patches.setattr(os, name, counted(getattr(os, name)))
        yield done


OLD = {"a": b"1", "b/x": b"2", "b/y": b"3", "Case": b"4", "c": b"5", "d/deep/z": b"6", "same": b"7"}
NEW = {"a": b"11", "b": b"22", "case": b"4", "c/x": b"55", "e/f": b"6", "same": b"7"}


def open_and_write(folder: Path, files: dict[str, bytes]) -> None:
    """Write a site as `write_site` does, but leave everything as it is when an exception comes."""
    site = SiteWriter(folder)
    try:
        site.commit([site.write(OutputFile(path, data)) for path, data in files.items()])
    finally:
        if site._lock is not None:
            os.close(site._lock)


def test_killed_at_any_step_a_build_leaves_the_old_site_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Between old and new site are changed, new and deleted files, a file that becomes a folder and the reverse."""
    outcomes = []
    for step in range(100):
        site = tmp_path / str(step) / "site"
        open_and_write(site, OLD)
        (site / "CNAME").write_text("example.org")
        marker = (site / MARKER).read_bytes()
        try:
            with killed_at(step, monkeypatch) as done:
                open_and_write(site, NEW)
        except KilledError:
            pass
        for _ in range(step % 3):  # the recovery is killed too
            with suppress(KilledError), killed_at(step % 7, monkeypatch):
                recover_site(site)
        recover_site(site)
        files = {path: data for path, data in tree(site).items() if path not in (MARKER, "CNAME")}
        is_old = (site / MARKER).read_bytes() == marker
        assert files == (OLD if is_old else NEW)
        assert (site / "CNAME").read_text() == "example.org"
        assert names(site.parent) == ["site"]
        outcomes.append(is_old)
        if done[0] < step:
            break
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count(True) > 0  # before the journal is complete
    assert outcomes.count(False) > len(NEW) + len(OLD)  # at each step after that


def test_what_a_killed_build_wrote_before_its_journal_is_deleted(tmp_path: Path):
    before = write_site(tmp_path / "site", a=b"1")
    site = SiteWriter(tmp_path / "site")
    site.write(OutputFile("a", b"2"))
    (tmp_path / f".site.new-{os.getpid()}").rename(tmp_path / f".site.new-{2**22 + 1}")
    with SiteWriter(tmp_path / "site"):
        pass
    assert tree(tmp_path / "site") == before
    assert names(tmp_path) == ["site"]


def test_a_damaged_journal_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = write_site(tmp_path / "site", a=b"1")
    with suppress(KilledError), killed_at(6, monkeypatch):
        open_and_write(tmp_path / "site", {"a": b"2"})
    staging = tmp_path / f".site.new-{os.getpid()}"
    (staging / "journal").write_bytes((staging / "journal").read_bytes()[:-1])
    recover_site(tmp_path / "site")
    assert tree(tmp_path / "site") == before
    assert names(tmp_path) == ["site"]


def test_a_running_build_is_left_alone(tmp_path: Path):
    before = write_site(tmp_path / "site", a=b"1")
    with SiteWriter(tmp_path / "site") as site:
        stamps = [site.write(OutputFile("a", b"2"))]
        recover_site(tmp_path / "site")
        assert tree(tmp_path / "site") == before
        site.commit(stamps)
    assert tree(tmp_path / "site")["a"] == b"2"


def test_of_two_builds_of_one_site_the_second_to_finish_is_refused(tmp_path: Path):
    with SiteWriter(tmp_path / "site") as site:
        stamps = [site.write(OutputFile("a", b"1"))]
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / MARKER).write_text(f"{MARKER}\nb\n")
        with pytest.raises(ContentError, match="Another build"):
            site.commit(stamps)


def test_a_folder_without_permission_is_noticed_before_anything_changes(tmp_path: Path, monkeypatch):
    before = write_site(tmp_path / "site", a=b"1", c__b=b"2")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("/c") and access(path, mode))
    with pytest.raises(PermissionError, match="site/c"):
        write_site(tmp_path / "site", a=b"11", c__b=b"22")
    assert tree(tmp_path / "site") == before
    assert names(tmp_path) == ["site"]


@pytest.mark.parametrize("foreign", ["c/x/theirs", "c/x/"])
def test_a_foreign_folder_at_the_path_of_a_page_stops_the_build(tmp_path: Path, foreign: str):
    site = tmp_path / "site"
    before = write_site(site, a=b"1", c__b=b"2")
    (site / "c/x").mkdir()
    if not foreign.endswith("/"):
        (site / foreign).write_text("precious")
    with pytest.raises(ContentError, match="This file is not from sitegen"):
        write_site(site, a=b"1", c__x=b"3")
    assert before.items() <= tree(site).items()
    assert (site / "c/x").is_dir()


def test_only_changed_files_are_written(tmp_path: Path):
    files = {f"f{n}": b"1" for n in range(20)}
    write_site(tmp_path / "site", **files)
    before = {path.name: path.stat().st_ino for path in (tmp_path / "site").iterdir()}
    write_site(tmp_path / "site", **files | {"f3": b"2"})
    after = {path.name: path.stat().st_ino for path in (tmp_path / "site").iterdir()}
    assert {name for name in after if before[name] != after[name]} == {"f3", MARKER}


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
