"""Update the ``.po`` files of this folder from the messages in templates, code and scripts.

Run ``python make_languages.py`` after every change of a message: new messages are added untranslated, unused ones
removed, changed ones marked ``fuzzy``. ``python make_languages.py pt`` starts a new language. Run it in the
environment of this project. The output is deterministic.
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
# Header lines that change with every run, or name people and programs.
DROPPED_HEADERS = (
    "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
    "Language-Team", "Generated-By",
)  # fmt: skip
OPTIONS = {"keep_trailing_newline": "true"}
HEADER = "# PROJECT: messages of the interface. See docs/translating.md."


def extract_messages() -> Catalog:
    """Return all messages of the interface, each with the files that use it."""
    catalog = Catalog(
        project="sitegen",
        version="",
        header_comment=HEADER,
        charset="utf-8",
        fuzzy=False,
        creation_date=datetime(2000, 1, 1, tzinfo=UTC),
    )
    for name, message, comments, context in sorted(_extracted(), key=lambda each: each[0]):
        catalog.add(message, None, [(name, None)], auto_comments=comments, context=context)
    return catalog


def _extracted() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for folder, pattern, method in SOURCES:
        for path in sorted(folder.rglob(pattern)):
            if path.is_relative_to(THEME) and folder == CODE:
                continue
            name = path.relative_to(PROJECT).as_posix()
            with path.open("rb") as file:
                messages = extract(method, file, KEYWORDS, ["Translators:"], OPTIONS, strip_comment_tags=True)
                for _line, message, comments, context in messages:
                    yield name, message, comments, context


def update(text: bytes, tag: str) -> bytes:
    """Return the ``.po`` file of a language with exactly the messages that are in use."""
    catalog = read_po(io.BytesIO(text), locale=tag, charset="utf-8")
    template = extract_messages()
    catalog.update(template, no_fuzzy_matching=False, update_header_comment=True)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER.replace("PROJECT", Locale.parse(tag, sep="-").english_name or tag)
    return serialize(catalog)


def serialize(catalog: Catalog) -> bytes:
    """Return the ``.po`` file without times and names of programs, so that equal messages give equal bytes."""
    file = io.BytesIO()
    write_po(file, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    dropped = tuple(f'"{name}'.encode() for name in DROPPED_HEADERS)
    return b"".join(line for line in file.getvalue().splitlines(keepends=True) if not line.startswith(dropped))


def new_language(tag: str) -> bytes:
    """Return a ``.po`` file without messages, with the plural forms of its language."""
    return serialize(Catalog(locale=Locale.parse(tag, sep="-"), charset="utf-8", fuzzy=False))


if __name__ == "__main__":
    for tag in sys.argv[1:]:
        if not (HERE / f"{tag}.po").exists():
            (HERE / f"{tag}.po").write_bytes(new_language(tag))
    for path in sorted(HERE.glob("*.po")):
        path.write_bytes(update(path.read_bytes(), path.stem))
