"""Files of state are sealed, and written so that a power failure does no harm."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.atomic_files import write_atomically
from sitegen.text.state_files import DamagedStateError, make_folder, read_sealed, remove, seal, unseal, write_sealed


@given(data=st.binary(max_size=200))
def test_a_sealed_text_is_opened(data: bytes):
    assert unseal(seal(data)) == data


@given(data=st.binary(max_size=60), byte=st.integers(1, 255), draw=st.data())
def test_no_byte_of_a_sealed_text_can_differ(data: bytes, byte: int, draw: st.DataObject):
    sealed = bytearray(seal(data))
    sealed[draw.draw(st.integers(0, len(sealed) - 1))] ^= byte
    with pytest.raises(DamagedStateError):
        unseal(bytes(sealed))


@given(data=st.binary(max_size=60), draw=st.data())
def test_no_byte_of_a_sealed_text_can_be_missing_or_too_many(data: bytes, draw: st.DataObject):
    sealed = seal(data)
    end = draw.draw(st.integers(0, len(sealed) - 1))
    for each in (sealed[:end], sealed[end + 1 :], sealed + b"\n", b" " + sealed, b""):
        with pytest.raises(DamagedStateError):
            unseal(each)


def test_a_missing_file_is_missing_and_a_damaged_one_is_deleted(tmp_path: Path):
    file = tmp_path / "state" / "a"
    with pytest.raises(FileNotFoundError):
        read_sealed(file)
    write_sealed(file, b"one")
    assert read_sealed(file) == b"one"
    file.write_bytes(b"one")
    with pytest.raises(DamagedStateError, match=r"^a: "):
        read_sealed(file)
    assert not file.exists()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "file above"])
def test_a_file_replaces_whatever_is_in_its_place(tmp_path: Path, kind: str):
    file = tmp_path / "state" / "a"
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    if kind == "file above":
        file.parent.write_bytes(b"")
    else:
        file.parent.mkdir()
    if kind == "folder":
        (file / "deep").mkdir(parents=True)
    elif kind == "pipe":
        os.mkfifo(file)
        os.mkfifo(file.with_name(".a.new"))
    elif kind == "link":
        file.symlink_to(outside)
        file.with_name(".a.new").symlink_to(outside)
    write_sealed(file, b"one")
    assert read_sealed(file) == b"one"
    assert [path.name for path in file.parent.iterdir()] == ["a"]
    assert outside.read_bytes() == b"mine"


def test_a_folder_of_state_may_be_a_link(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "state").symlink_to("elsewhere")
    make_folder(tmp_path / "state")
    assert (tmp_path / "state").is_symlink()
    remove(tmp_path / "state")
    assert (tmp_path / "elsewhere").is_dir()


def test_a_file_is_on_the_disk_before_it_replaces_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    calls: list[str] = []
    names: dict[int, str] = {}
    real_open, real_fsync, real_replace = os.open, os.fsync, Path.replace

    def open_(path: os.PathLike[str], *arguments: int) -> int:
        descriptor = real_open(path, *arguments)
        names[descriptor] = Path(path).name
        return descriptor

    def fsync(descriptor: int) -> None:
        calls.append(f"sync {names[descriptor]}")
        real_fsync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        calls.append(f"replace {target.name}")
        return real_replace(self, target)

    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    folder = tmp_path / "ledger"
    folder.mkdir()
    write_atomically(folder / "a", b"one")
    assert calls == ["sync .a.new", "replace a", "sync ledger"]
    calls.clear()
    write_atomically(folder / "a", b"two", sync=False)
    assert calls == ["replace a"]
    calls.clear()
    write_atomically(folder / "a", b"three", sync_name=False)
    assert calls == ["sync .a.new", "replace a"]


def test_a_full_disk_names_the_file_and_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "a"
    file.write_bytes(b"old")

    def fsync(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write_atomically(file, b"new")
    assert caught.value.filename == str(file)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert file.read_bytes() == b"old"


def test_the_name_of_a_file_may_be_as_long_as_the_system_allows(tmp_path: Path):
    for name in ("n" * 255, "é" * 127, "灯" * 85):
        write_atomically(tmp_path / name, b"one")
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == [b"one"] * 3
