"""Collect the static files of a site: copied theme files, generated style sheets, bundled scripts."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sitegen.model import SEARCHABLE_KINDS, OutputFile
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.render import ascii_art, code, gallery
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.script_bundle import Module, bundle
from sitegen.render.theme_files import read_theme
from sitegen.search.query.problems import QUERY_MESSAGES

TABLE = "table.js"
SENTENCES = "sentences.js"


def with_translations(modules: Mapping[str, Module], translator: Translator) -> dict[str, Module]:
    """Return the modules with two modules of translations for them: with formats and plurals, and sentences alone."""
    source = "".join(each.data.decode("utf-8", "replace") for each in modules.values())
    table, sentences = translation_table(source, translator), _sentences(source, translator)
    return {**modules, TABLE: Module(TABLE, table.encode()), SENTENCES: Module(SENTENCES, sentences.encode())}


def _messages(source: str, translator: Translator) -> dict[str, Sequence[str]]:
    """Return the translations of all messages in the source of scripts."""
    return {
        message: translations
        for (context, message), translations in sorted(translator.catalogue.messages.items())
        if not context and f'"{message}"' in source
    }


def _sentences(source: str, translator: Translator) -> str:
    """Return the module ``sentences.js`` for a script on every page, which must be small: its function translates."""
    sentences = {message: translations[0] for message, translations in _messages(source, translator).items()}
    return (
        f"const sentences = {json.dumps(sentences, ensure_ascii=False)};\n"
        "export function _(message) {\n  return sentences[message] ?? message;\n}\n"
    )


def translation_table(source: str, translator: Translator) -> str:
    """Return the module ``table.js`` with the translations and formats that scripts with this source need."""
    forms = translator.formats
    values = {
        "tag": translator.tag,
        "messages": _messages(source, translator),
        "queryMessages": {code: translator.gettext(message) for code, message in QUERY_MESSAGES.items()}
        if "queryMessages" in source
        else {},
        "blockKinds": {kind: translator.gettext(kind.label) for kind in SEARCHABLE_KINDS}
        if "blockKinds" in source
        else {},
        "days": forms.days,
        "months": forms.months,
        "year": forms.year,
        "group": forms.group_separator,
        "comma": translator.pgettext("between two of many", ", "),
    }
    # The expression is safe: gettext has parsed it and allows only numbers and operators.
    return (
        f"const values = {json.dumps(values, ensure_ascii=False)};\n"
        f"export const TABLE = {{ ...values, form: (n) => Number({translator.catalogue.plural_expression}) }};\n"
    )


_ENTRY = "page.js"
_SHARED = "shared/"
"""Folder of modules that every script can import as if they were in its own folder."""
_SCRIPTS = tuple(
    script.removeprefix(f"{urls.STATIC}/")
    for script in (urls.SITE_SCRIPT, urls.SEARCH_SCRIPT, urls.CONVERSATION_SCRIPT, urls.QUOTE_SCRIPT)
)
"""Scripts that are bundled from the modules in the folder with their name; ``page.js`` is the entry."""


_STYLE_COMMENT = re.compile(
    rb"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?m:^)[ \t]*/\*(?!!)[\s\S]*?\*/[ \t]*\n|[ \t]*/\*(?!!)[\s\S]*?\*/"""
)
"""A comment, with its line if it begins one; or a string, in which there is none."""


def static_files(themes: Sequence[Path], translator: Translator = ENGLISH) -> Iterator[OutputFile]:
    """Yield all files below ``static/`` of the themes; the first theme overrides the others. Skip symbolic links.

    The modules in ``static/search/`` become one script, unless a theme has its own ``static/search.js``; the same for
    the other scripts. Raise `ContentError` for a file name that cannot be published.
    """
    files: dict[str, bytes] = {
        "pygments.css": code.stylesheet().encode(),
        "columns.css": ascii_art.stylesheet().encode(),
        "gallery.css": gallery.stylesheet().encode(),
    }
    for theme in reversed(themes):
        for name, data in read_theme(theme, f"{urls.STATIC}/"):
            files[_checked_name(name)] = data
    shared = {name: files.pop(name) for name in sorted(files) if _is_module(name, _SHARED)}
    for script in _SCRIPTS:
        folder_ = f"{script.removesuffix('.js')}/"
        modules = {name: files.pop(name) for name in sorted(files) if _is_module(name, folder_)}
        if script not in files:
            files[script] = _script(modules, shared, folder_, translator)
    for name_, data in sorted(files.items()):
        yield OutputFile(urls.static(name_), _without_comments(data) if name_.endswith(".css") else data)


def _without_comments(style: bytes) -> bytes:
    """Return a style sheet without comments, a fifth of its compressed size; those of licences, ``/*!``, stay."""
    return _STYLE_COMMENT.sub(lambda match: match[1] or b"", style)


def _checked_name(name: str) -> str:
    """Return a file name that is safe in URLs and in the list of files. Raise `ContentError` for others."""
    escaped = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if escaped != name:
        problem = Problem("theme-file-name-not-utf-8", f"theme/{urls.static(escaped)}")
    elif set(name) & set("\n\r"):
        escaped = name.replace("\n", "\\n").replace("\r", "\\r")
        problem = Problem("theme-file-name-with-line-end", f"theme/{urls.static(escaped)}")
    else:
        return name
    raise ContentError(problem)


def _is_module(name: str, folder: str) -> bool:
    return name.startswith(folder) and name.endswith(".js")


def _script(files: Mapping[str, bytes], shared: Mapping[str, bytes], folder: str, translator: Translator) -> bytes:
    modules = {
        name.removeprefix(_SHARED).removeprefix(folder): Module(f"theme/{urls.static(name)}", data)
        for name, data in (*shared.items(), *files.items())
    }
    return bundle(with_translations(modules, translator), _ENTRY).encode()
