"""A file that is replaced whole or not at all."""

from pathlib import Path


def write_atomically(file: Path, data: bytes) -> None:
    """Makes ``data`` the content of ``file``, in a folder that is there. Who is killed in it leaves the old content,
    and at most a hidden file beside it.
    """
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(data)
    new.replace(file)
