"""The files of the theme that are copied, and the style sheets and the scripts that are made."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sitegen.model import OutputFile
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.render import ascii_art, code, gallery
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.query_messages import MESSAGES
from sitegen.render.script_bundle import Module, joined
from sitegen.render.templates import existing

TABLE = "table.js"


def with_words(modules: Mapping[str, Module], words: Words) -> dict[str, Module]:
    """The modules, and the table of a language for them."""
    text = "".join(each.data.decode("utf-8", "replace") for each in modules.values())
    return {**modules, TABLE: Module(TABLE, table(text, words).encode())}


def table(text: str, words: Words) -> str:
    """The module for scripts whose source is ``text``."""
    forms = words.forms
    said = {
        message: told
        for (context, message), told in sorted(words.catalogue.messages.items())
        if not context and (f'"{message}"' in text or message in MESSAGES)
    }
    values = {
        "tag": words.tag,
        "messages": said,
        "complaints": MESSAGES if "complaints.js" in text else (),
        "days": forms.days,
        "months": forms.months,
        "year": forms.year,
        "group": forms.group,
        "comma": words.pgettext("between two of many", ", "),
    }
    # The catalogue was read by gettext, which knows nothing but numbers and their comparison.
    return (
        f"const values = {json.dumps(values, ensure_ascii=False)};\n"
        f"export const TABLE = {{ ...values, form: (n) => Number({words.catalogue.plural}) }};\n"
    )


_ENTRY = "page.js"
_SHARED = "shared/"
"""The folder of modules that every script may import as if they stood beside its own."""
_SCRIPTS = tuple(script.removeprefix(f"{urls.STATIC}/") for script in (urls.SEARCH_SCRIPT, urls.QUOTE_SCRIPT))
"""Each is made of the modules in the folder of its name, beginning with their ``page.js``."""


def static_files(themes: Sequence[Path], words: Words = ENGLISH) -> Iterator[OutputFile]:
    """Everything under ``static/`` of the themes, the first theme's own file first; symlinks are left out.

    The modules of ``static/search/`` become one script, where no theme has a whole ``static/search.js``; so do
    those of ``static/quote/``. Raises `ContentError` where a name cannot be listed.
    """
    files: dict[str, bytes] = {
        "pygments.css": code.stylesheet().encode(),
        "columns.css": ascii_art.stylesheet().encode(),
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
        yield OutputFile(urls.static(name_), data)


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
    raise ContentError(Problem(f"theme/{urls.static(spelt)}", None, message, "rename it"))


def _is_module(name: str, folder: str) -> bool:
    return name.startswith(folder) and name.endswith(".js")


def _script(files: Mapping[str, bytes], shared: Mapping[str, bytes], folder: str, words: Words) -> bytes:
    modules = {
        name.removeprefix(_SHARED).removeprefix(folder): Module(f"theme/{urls.static(name)}", data)
        for name, data in (*shared.items(), *files.items())
    }
    return joined(with_words(modules, words), _ENTRY).encode()


def _has_link(path: Path, folder: Path) -> bool:
    return any(each.is_symlink() for each in (path, *path.parents) if folder in each.parents)
