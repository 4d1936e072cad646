"""Brings the ``.po`` files of this folder up to date with what templates, code and scripts say.

``python make_languages.py`` after every change of a message: new ones come in without words, those that are no longer
said go, changed ones are marked as to be looked at (``fuzzy``). ``python make_languages.py pt`` begins a language.
Needs this project's own environment. The same sources give the same bytes.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
THEME = HERE.parent
PROJECT = THEME.parent
CODE = PROJECT / "sitegen" if (PROJECT / "sitegen").is_dir() else PROJECT
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "ngettextParts": (1, 2),
    "pgettext": ((1, "c"), 2),
    "_n": None,
    "_counted": (1, 2),
}
SOURCES = (
    (THEME / "templates", "*.html", "jinja2.ext.babel_extract"),
    (THEME / "static", "*.js", "javascript"),
    (CODE, "*.py", "python"),
)
# Lines of the head that change with every run, or tell of people and programs.
OF_NOBODY = (
    "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
    "Language-Team", "Generated-By",
)  # fmt: skip
OPTIONS = {"keep_trailing_newline": "true"}
HEADER = "# PROJECT: the interface of a site, in one language. docs/translating.md tells how."


def said() -> Catalog:
    """Every message of the program, with the files that say it."""
    catalog = Catalog(
        project="sitegen",
        version="",
        header_comment=HEADER,
        charset="utf-8",
        fuzzy=False,
        creation_date=datetime(2000, 1, 1, tzinfo=UTC),
    )
    for name, message, comments, context in sorted(_messages(), key=lambda each: each[0]):
        one = message[0] if isinstance(message, tuple) else message
        known = catalog.get(one, context)
        if known is not None and not isinstance(known.id, tuple):
            message = one if not isinstance(message, tuple) else message  # noqa: PLW2901
        catalog.add(message, None, [(name, None)], auto_comments=comments, context=context)
    return catalog


def _messages() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for folder, pattern, method in SOURCES:
        for path in sorted(folder.rglob(pattern)):
            if path.is_relative_to(THEME) and folder == CODE:
                continue
            name = path.relative_to(PROJECT).as_posix()
            with path.open("rb") as file:
                found = extract(method, file, KEYWORDS, ["Translators:"], OPTIONS, strip_comment_tags=True)
                for _line, message, comments, context in found:
                    yield name, message, comments, context


def updated(text: bytes, tag: str) -> bytes:
    """The file of a language, with every message that is said and no other."""
    catalog = read_po(io.BytesIO(text), locale=tag, charset="utf-8")
    template = said()
    catalog.update(template, no_fuzzy_matching=False, update_header_comment=True)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER.replace("PROJECT", Locale.parse(tag, sep="-").english_name or tag)
    return written(catalog)


def written(catalog: Catalog) -> bytes:
    """Its bytes, without times and names of programs, so that nothing changes where nothing was changed."""
    file = io.BytesIO()
    write_po(file, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    dropped = tuple(f'"{name}'.encode() for name in OF_NOBODY)
    return b"".join(
        line for line in file.getvalue().splitlines(keepends=True) if not line.startswith(dropped)
    )


def begun(tag: str) -> bytes:
    """A file without words, with the plural forms of its language."""
    return written(Catalog(locale=Locale.parse(tag, sep="-"), charset="utf-8", fuzzy=False))


def _no_time():
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime(2000, 1, 1, tzinfo=UTC)


if __name__ == "__main__":
    for tag in sys.argv[1:]:
        if not (HERE / f"{tag}.po").exists():
            (HERE / f"{tag}.po").write_bytes(begun(tag))
    for path in sorted(HERE.glob("*.po")):
        path.write_bytes(updated(path.read_bytes(), path.stem))
