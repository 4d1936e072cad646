"""The files of the theme that are copied, and the style sheets that are made."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sitegen import permalinks
from sitegen.model import OutputFile
from sitegen.render import art, code, gallery
from sitegen.render.environment import existing


def static_files(themes: Sequence[Path]) -> Iterator[OutputFile]:
    """Everything under ``static/`` of the themes, the first theme's own file first; symlinks are left out."""
    files: dict[str, bytes] = {
        "pygments.css": code.stylesheet().encode(),
        "columns.css": art.stylesheet().encode(),
        "gallery.css": gallery.stylesheet().encode(),
    }
    for folder in existing(themes, "static"):
        for path in folder.rglob("*"):
            name = path.relative_to(folder)
            # A link could publish what lies outside; names with a dot are an editor's or a system's.
            if (
                path.is_file()
                and not _has_link(path, folder)
                and not any(p.startswith(".") for p in name.parts)
            ):
                files[name.as_posix()] = path.read_bytes()
    for name_, data in sorted(files.items()):
        yield OutputFile(permalinks.static(name_), data)


def _has_link(path: Path, folder: Path) -> bool:
    return any(each.is_symlink() for each in (path, *path.parents) if folder in each.parents)
