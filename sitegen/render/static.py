"""The files of the theme that are copied, and the style sheets and the scripts that are made."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sitegen import permalinks
from sitegen.errors import ContentError, Problem
from sitegen.languages import ENGLISH, Words
from sitegen.model import OutputFile
from sitegen.render import art, code, gallery
from sitegen.render.environment import existing
from sitegen.render.script_words import with_words
from sitegen.render.scripts import Module, joined

_ENTRY = "page.js"
_SHARED = "shared/"
"""The folder of modules that every script may import as if they stood beside its own."""
_SCRIPTS = tuple(
    script.removeprefix(f"{permalinks.STATIC}/")
    for script in (permalinks.SEARCH_SCRIPT, permalinks.QUOTE_SCRIPT)
)
"""Each is made of the modules in the folder of its name, beginning with their ``page.js``."""


def static_files(themes: Sequence[Path], words: Words = ENGLISH) -> Iterator[OutputFile]:
    """Everything under ``static/`` of the themes, the first theme's own file first; symlinks are left out.

    The modules of ``static/search/`` become one script, where no theme has a whole ``static/search.js``; so do
    those of ``static/quote/``. Raises `ContentError` where a name cannot be listed.
    """
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
                files[_listable(name.as_posix())] = path.read_bytes()
    shared = {name: files.pop(name) for name in sorted(files) if _is_module(name, _SHARED)}
    for script in _SCRIPTS:
        folder_ = f"{script.removesuffix('.js')}/"
        modules = {name: files.pop(name) for name in sorted(files) if _is_module(name, folder_)}
        if script not in files:
            files[script] = _script(modules, shared, folder_, words)
    for name_, data in sorted(files.items()):
        yield OutputFile(permalinks.static(name_), data)


def _listable(name: str) -> str:
    """``name``, where it can be a line of a site's marker, and in an address. Raises `ContentError`."""
    spelt = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if spelt != name:
        message = "this name is not UTF-8"
    elif set(name) & set("\n\r"):
        spelt = name.replace("\n", "\\n").replace("\r", "\\r")
        message = "this name holds the end of a line"
    else:
        return name
    raise ContentError(Problem(f"theme/{permalinks.static(spelt)}", None, message, "rename it"))


def _is_module(name: str, folder: str) -> bool:
    return name.startswith(folder) and name.endswith(".js")


def _script(files: Mapping[str, bytes], shared: Mapping[str, bytes], folder: str, words: Words) -> bytes:
    modules = {
        name.removeprefix(_SHARED).removeprefix(folder): Module(f"theme/{permalinks.static(name)}", data)
        for name, data in (*shared.items(), *files.items())
    }
    return joined(with_words(modules, words), _ENTRY).encode()


def _has_link(path: Path, folder: Path) -> bool:
    return any(each.is_symlink() for each in (path, *path.parents) if folder in each.parents)
