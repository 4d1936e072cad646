"""The effect of the language of an archive on its site."""

from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.assignment import Assignment
from sitegen.build.checks.archive import check_archive
from sitegen.build.context import site_renderer
from sitegen.model.problems import Severity
from tests.building import build
from tests.writing import dialogue

NOTE = (
    "sitegen.toml: The interface is not translated to {tag!r}, so it is in English. "
    "Available: {tags}. docs/translating.md explains how to add a language."
)


def archive(folder: Path, language: str) -> Path:
    (folder / "content" / "transcripts").mkdir(parents=True, exist_ok=True)
    (folder / "content" / "transcripts" / "a.md").write_bytes(dialogue("One.", "Two."))
    (folder / "sitegen.toml").write_text(f'[site]\nlanguage = "{language}"\n', "utf-8")
    return folder


def site(folder: Path) -> dict[str, bytes]:
    report = build(open_archive(folder), folder / "site", workers=1)
    assert [each for each in report.problems if each.severity is Severity.ERROR] == []
    return {
        path.relative_to(folder / "site").as_posix(): path.read_bytes()
        for path in (folder / "site").rglob("*")
        if path.is_file()
    }


def test_data_for_programs_is_the_same_in_every_language(tmp_path: Path):
    english = site(archive(tmp_path, "en"))
    arabic = site(archive(tmp_path, "ar"))
    assert english.keys() == arabic.keys()
    changed = {path.rpartition(".")[2] for path in english if english[path] != arabic[path]}
    assert changed == {"html", "js"}


def test_a_new_translation_is_on_the_pages_after_the_next_build(tmp_path: Path):
    folder = archive(tmp_path, "el")
    assert b">Search</button>" in site(folder)["index.html"]
    (folder / "theme" / "languages").mkdir(parents=True)
    words = 'msgid "Search"\nmsgstr "Αναζήτηση"\n'
    (folder / "theme" / "languages" / "el.po").write_text(words, "utf-8")
    site_renderer.cache_clear()  # each command is a new process
    assert ">Αναζήτηση</button>" in site(folder)["index.html"].decode()


@pytest.mark.parametrize("tag", ["fr", "pt-BR"])
def test_an_unavailable_language_is_a_note(tmp_path: Path, tag: str):
    (found,) = check_archive(open_archive(archive(tmp_path, tag)), (), Assignment())
    assert (str(found), found.severity) == (
        NOTE.format(tag=tag, tags="ar, de, en, es, ja, zh"),
        Severity.NOTE,
    )


@pytest.mark.parametrize("tag", ["en", "en-GB", "de-AT", "zh-Hant", "AR"])
def test_an_available_language_is_not_a_note(tmp_path: Path, tag: str):
    assert check_archive(open_archive(archive(tmp_path, tag)), (), Assignment()) == ()


def test_the_note_lists_languages_of_the_owners_theme(tmp_path: Path):
    folder = archive(tmp_path, "fr")
    (folder / "theme" / "languages").mkdir(parents=True)
    (folder / "theme" / "languages" / "el.po").write_text('msgid "Search"\nmsgstr "Αναζήτηση"\n', "utf-8")
    (found,) = check_archive(open_archive(folder), (), Assignment())
    assert str(found) == NOTE.format(tag="fr", tags="ar, de, el, en, es, ja, zh")
