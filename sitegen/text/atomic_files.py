"""Write files atomically."""

from pathlib import Path


def write_atomically(file: Path, data: bytes) -> None:
    """Replace the content of ``file``; its folder must exist.

    An interrupted write leaves the old content, and at most a hidden file next to it.
    """
    temporary = file.with_name(f".{file.name}.new")
    temporary.write_bytes(data)
    temporary.replace(file)
