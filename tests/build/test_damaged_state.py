"""Whatever happens to `.sitegen`: a search ends with a line, and a build makes the same site as a clean one."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.archive.folder import open_archive
from sitegen.build.pipeline import build
from tests.build.test_output import tree
from tests.building import TODAY
from tests.conftest import Run
from tests.writing import dialogue

Damage = Callable[[Path, st.DataObject], None]


def _flip(file: Path, data: st.DataObject) -> None:
    content = bytearray(file.read_bytes())
    if content:
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content)


def _cut(file: Path, data: st.DataObject) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: data.draw(st.integers(0, max(len(content) - 1, 0)))])


def _replace(file: Path, data: st.DataObject) -> None:
    foreign = [b"", b"\0", b"{}", b"[]", b"null", b"1", b'{"version": 10}', b"\xff\xfe", b"[" * 100_000, b"\x80\x04."]
    others = [each.read_bytes() for each in sorted(file.parent.iterdir()) if each.is_file() and each != file]
    file.write_bytes(data.draw(st.sampled_from(foreign + others)))


def _folder(file: Path, data: st.DataObject) -> None:
    file.unlink()
    (file / "deep" / "er").mkdir(parents=True)


def _pipe(file: Path, data: st.DataObject) -> None:
    file.unlink()
    os.mkfifo(file)


def _link(file: Path, data: st.DataObject) -> None:
    file.unlink()
    file.symlink_to(data.draw(st.sampled_from([file.name, "/dev/zero", "/etc/hostname", "nothing", "/etc"])))


def _gone(file: Path, data: st.DataObject) -> None:
    file.unlink()


DAMAGE: dict[str, Damage] = {
    "flip": _flip, "cut": _cut, "replace": _replace, "folder": _folder, "pipe": _pipe, "link": _link, "gone": _gone,
}  # fmt: skip


@pytest.fixture
def built(archive: Path, run: Run) -> Path:
    for name, words in {"a": ("One lamp.", "Two lamps."), "b": ("A tide.", "灯 😀 \u202e")}.items():
        (archive / "content" / "transcripts" / f"{name}.md").write_bytes(dialogue(*words, a=f"Ada {name}"))
    (archive / "content" / "essays").mkdir()
    (archive / "content" / "essays" / "e.md").write_text(
        "# Essay\n\n“Two lamps at sea.” ([here](../c/ada-a-bob.html))\n\n“A tide” ([there](../c/ada-b-bob.html))\n"
    )
    _build(archive)
    shutil.copytree(archive / ".sitegen", archive / "state")
    shutil.copytree(archive / "site", archive / "whole")
    return archive


def _build(archive: Path) -> None:
    build(open_archive(archive), archive / "site", today=TODAY, workers=1)


def _state_files(archive: Path) -> list[str]:
    state = archive / "state"
    return sorted(path.relative_to(state).as_posix() for path in state.rglob("*") if path.is_file())


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("keeps_time", [True, False])
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_any_file_is_repaired_by_a_build(
    built: Path, run: Run, how: str, keeps_time: bool, data: st.DataObject
):
    state = built / ".sitegen"
    shutil.rmtree(state)
    shutil.copytree(built / "state", state)
    before = run("search", "lamp OR tide").output
    file = state / data.draw(st.sampled_from(_state_files(built)))
    status = file.stat()
    DAMAGE[how](file, data)
    if keeps_time and file.is_file() and not file.is_symlink():
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    searched = run("search", "lamp OR tide")
    assert searched.output in (
        before,
        ".sitegen/search/index: There is no readable search index. Run `sitegen build`.\n",
    )
    _build(built)
    assert tree(built / "site") == tree(built / "whole")
    assert run("search", "lamp OR tide").output == before
    assert run("check").exit_code == 1  # for the quotation


def _all_files(state: Path) -> list[Path]:
    return [path for path in state.rglob("*") if path.is_file()]


@pytest.mark.parametrize("how", DAMAGE)
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_to_all_files_at_once_is_repaired_by_a_build(built: Path, how: str, data: st.DataObject):
    state = built / ".sitegen"
    shutil.rmtree(state)
    shutil.copytree(built / "state", state)
    for file in _all_files(state):
        DAMAGE[how](file, data)
    _build(built)
    assert tree(built / "site") == tree(built / "whole")


@pytest.mark.parametrize("folder", ["search", "search/index", "search/conversations", "quotes"])
@pytest.mark.parametrize("how", ["file", "pipe", "loop", "elsewhere"])
def test_what_is_in_the_place_of_a_folder_is_replaced(built: Path, run: Run, folder: str, how: str):
    before = run("search", "lamp").output
    path = built / ".sitegen" / folder
    shutil.rmtree(path)
    if how == "file":
        path.write_bytes(b"")
    elif how == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path.name if how == "loop" else "/nowhere")
    assert run("search", "lamp").exit_code in (0, 1)
    _build(built)
    assert tree(built / "site") == tree(built / "whole")
    assert run("search", "lamp").output == before


def test_state_that_cannot_be_replaced_is_one_line(built: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sitegen.search.segment_store.unseal", _refuse)
    (built / "content" / "transcripts" / "c.md").write_bytes(dialogue("Three lamps."))
    result = run("build")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(".sitegen: What builds remember is damaged, and cannot be replaced: ")


def _refuse(sealed: bytes) -> bytes:
    from sitegen.text.state_files import DamagedStateError

    raise DamagedStateError("a digest does not match")
