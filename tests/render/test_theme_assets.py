"""Files of the owner's theme whose names cannot be published."""

import json
import os
import re
from pathlib import Path

import pytest

from sitegen.build.checks import site_files
from sitegen.model.problems import ContentError
from sitegen.permalinks import urls
from sitegen.render.i18n.translator import load_translator
from sitegen.render.templates import theme_folder
from sitegen.render.theme_assets import static_files
from tests.conftest import Run
from tests.writing import dialogue

NAMES = {
    b"a\nb.txt": "theme/static/a\\nb.txt: The file name contains a line break. Rename the file.",
    b"a\rb.txt": "theme/static/a\\rb.txt: The file name contains a line break. Rename the file.",
    b"\xff.txt": "theme/static/\\xff.txt: The file name is not UTF-8. Rename the file.",
    b"\xff/a.txt": "theme/static/\\xff/a.txt: The file name is not UTF-8. Rename the file.",
}


def put(theme: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(theme), b"static", name)  # noqa: PTH118 -- bytes
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 -- bytes
    with open(path, "wb") as file:  # noqa: PTH123 -- bytes
        file.write(b"mine")


@pytest.mark.parametrize("name", NAMES)
def test_an_invalid_file_name_is_refused(tmp_path: Path, name: bytes):
    put(tmp_path, name)
    with pytest.raises(ContentError) as raised:
        list(static_files([tmp_path]))
    assert str(raised.value.problem) == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_build_fails_with_one_line_until_the_file_is_removed(archive: Path, run: Run, name: bytes):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    run("build")
    put(archive / "theme", name)
    result = run("build")
    assert (result.exit_code, result.stderr.splitlines()) == (1, [NAMES[name]])
    os.remove(os.path.join(os.fsencode(archive / "theme"), b"static", name))  # noqa: PTH107, PTH118 -- bytes
    assert run("build").exit_code == 0


@pytest.mark.parametrize("char", "\x0b\x0c\x1c\x85\u2028\u2029")
def test_unicode_line_separators_in_names_do_not_break_the_next_build(archive: Path, run: Run, char: str):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    put(archive / "theme", f"a{char}b.txt".encode())
    for title in ("One", "Two"):
        (archive / "sitegen.toml").write_text(f'[site]\ntitle = "{title}"\n')
        assert run("build").exit_code == 0
        site = archive / "site"
        assert [each.path for each in site_files.check_folder(site)] == [f"{site.as_posix()}/static/a{char}b.txt"]


def test_no_selector_looks_for_what_follows():
    # A page of 20,000 messages with `.message:has(+ .follows)` takes a browser minutes.
    styles = [each for each in static_files((theme_folder(),)) if each.path.endswith(".css")]
    assert len(styles) > 4
    assert [each.path for each in styles if re.search(rb":has\(\s*[+~]", each.data)] == []


def test_style_sheets_are_published_without_comments(tmp_path: Path):
    written = """\
/* One.
   Two. */
a { color: red; } /* three */
b::before { content: "/* four */"; } /**/ i { content: '\\'/*'; }
/*! Licence */
  /* five */
u { background: url(x.png) }
"""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "own.css").write_text(written)
    published = next(each.data for each in static_files((tmp_path, theme_folder())) if each.path == "static/own.css")
    assert (
        published.decode()
        == """\
a { color: red; }
b::before { content: "/* four */"; } i { content: '\\'/*'; }
/*! Licence */
u { background: url(x.png) }
"""
    )


def test_the_script_of_every_page_has_its_own_sentences_only():
    german = load_translator("de", [theme_folder()])
    assert german
    script = next(
        each.data.decode() for each in static_files((theme_folder(),), german) if each.path == urls.SITE_SCRIPT
    )
    sentences = re.search("const sentences = (.*);", script)
    assert sentences
    assert json.loads(sentences[1]) == {
        "Close": "Schließen",
        "Keyboard shortcuts": "Tastenkürzel",
        "Next message": "Nächste Nachricht",
        "Previous message": "Vorige Nachricht",
        "Search": "Suche",
        "Search messages": "Nachrichten durchsuchen",
        "This list": "Diese Liste",
        "Turn them off": "Ausschalten",
        "Words to search for": "Gesuchte Wörter",
    }
    assert "formatDay" not in script
