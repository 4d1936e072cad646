"""Messages, dates and numbers of a language; which language an archive gets."""

from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.problems import ContentError
from sitegen.render.i18n.translator import ENGLISH, filled, languages_of, words_for
from sitegen.render.templates import theme_folder
from tests.render.i18n.sources import TAGS

BUILT_IN = theme_folder()
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n{head}\n'


def theme(folder: Path, tag: str, text: str, plural: str = "") -> Path:
    (folder / "languages").mkdir(parents=True, exist_ok=True)
    head = f'"Plural-Forms: {plural}\\n"\n' if plural else ""
    (folder / "languages" / f"{tag}.po").write_text(HEAD.replace("{head}", head) + text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("en", ("2026-11-21", "2026-11-21 21:13:46", "November 2026", "1,204", "4.2", "3 conversations")),
        ("de", ("21. November 2026", "21.11.2026, 21:13:46", "November 2026", "1.204", "4,2", "3 Gespräche")),
        ("de-AT", ("21. November 2026", "21.11.2026, 21:13:46", "November 2026", "1.204", "4,2", "3 Gespräche")),
        ("es", ("21 de noviembre de 2026", "21 nov 2026, 21:13:46", "noviembre de 2026", "1.204", "4,2", "3 conversaciones")),
        ("ja", ("2026年11月21日", "2026/11/21 21:13:46", "2026年11月", "1,204", "4.2", "3件の会話")),
        ("zh", ("2026年11月21日", "2026年11月21日 21:13:46", "2026年11月", "1,204", "4.2", "3 段对话")),
        ("ar", ("21 نوفمبر 2026", "21 نوفمبر 2026، 9:13:46 م", "نوفمبر 2026", "1,204", "4.2", "3 محادثات")),
    ],
)  # fmt: skip
def test_dates_and_numbers_are_as_readers_write_them(tag: str, told: tuple[str, ...]):
    words = words_for(tag, [BUILT_IN])
    assert words is not None
    time = "2026-11-21T21:13:46"
    dates = (words.day(time), words.clock(time), words.month("2026-11"))
    counted = words.ngettext("{number} conversation", "{number} conversations", 3)
    assert (*dates, words.number(1204), words.decimal(4.2), counted) == told


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-01-04T09:05:06", "04.01.2026, 09:05:06"),
        ("2026-01-04T09:05", "04.01.2026, 09:05"),
        ("2026-01-04T09:05:06.5Z", "04.01.2026, 09:05:06.5Z"),
        ("2026-01-04 09:05:06+02:00", "04.01.2026, 09:05:06+02:00"),
        ("2026-01-04", "4. Januar 2026"),
        ("2026-01", "Januar 2026"),
        ("2026", "2026"),
        ("2026-13-04T09:05:06", "2026-13-04, 09:05:06"),
        ("2026-01-04T29:05:06", "2026-01-04T29:05:06"),
        ("", ""),
        ("soon", "soon"),
    ],
)
def test_a_time_is_told_as_far_as_it_is_one(time: str, expected: str):
    words = words_for("de", [BUILT_IN])
    assert words is not None
    assert words.clock(time) == expected


@given(st.text(max_size=40))
def test_what_is_no_time_stays_and_never_fails(text: str):
    words = words_for("ar", [BUILT_IN]) or ENGLISH
    for each in (words, ENGLISH):
        assert isinstance(each.clock(text) + each.day(text) + each.month(text), str)
    assert ENGLISH.day(text) == text[:10]


def test_arabic_has_six_forms():
    words = words_for("ar", [BUILT_IN])
    assert words is not None
    told = [words.ngettext("{number} message", "{number} messages", n) for n in (0, 1, 2, 3, 11, 100, 1204)]
    assert told == [
        "لا رسائل", "رسالة واحدة", "رسالتان", "3 رسائل", "11 رسالة", "100 رسالة", "1,204 رسائل",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("de", "de"), ("DE", "de"), ("de-AT", "de"), ("de-Latn-AT", "de"), ("zh-Hant", "zh"), ("en", "en"),
     ("en-GB", "en"), ("ar-EG", "ar")],
)  # fmt: skip
def test_a_tag_without_words_of_its_own_takes_those_of_the_wider_one(tag: str, expected: str):
    words = words_for(tag, [BUILT_IN])
    assert words is not None
    assert words.tag.lower() == expected


@pytest.mark.parametrize("tag", ["fr", "xx", "pt-BR", "deu"])
def test_a_language_without_words_is_none(tag: str):
    assert words_for(tag, [BUILT_IN]) is None


def test_only_what_runs_from_the_right_runs_from_the_right():
    assert [tag for tag in TAGS if (words_for(tag, [BUILT_IN]) or ENGLISH).is_rtl] == ["ar"]


def test_a_theme_adds_a_language(tmp_path: Path):
    text = 'msgid "Search"\nmsgstr "Αναζήτηση"\n'
    themes = [theme(tmp_path, "el", text, "nplurals=2; plural=(n != 1);"), BUILT_IN]
    words = words_for("el", themes)
    assert words is not None
    assert languages_of(themes) == ("ar", "de", "el", "en", "es", "ja", "zh")
    assert (words.gettext("Search"), words.gettext("Drawings")) == ("Αναζήτηση", "Drawings")
    assert words.ngettext("{number} message", "{number} messages", 2) == "2 messages"


def test_a_theme_says_one_thing_otherwise_and_the_rest_stays(tmp_path: Path):
    text = 'msgid "Search"\nmsgstr "Stöbern"\n'
    words = words_for("de", [theme(tmp_path, "de", text), BUILT_IN])
    assert words is not None
    assert (words.gettext("Search"), words.gettext("Drawings")) == ("Stöbern", "Zeichnungen")
    assert words.ngettext("{number} message", "{number} messages", 2) == "2 Nachrichten"


def test_an_owner_chooses_the_form_of_english_dates(tmp_path: Path):
    text = 'msgctxt "date"\nmsgid "y-MM-dd"\nmsgstr "d MMMM y"\n'
    words = words_for("en", [theme(tmp_path, "en", text), BUILT_IN])
    assert words is not None
    assert words.day("2026-01-04") == "4 January 2026"


def test_a_message_that_is_only_perhaps_right_is_not_said(tmp_path: Path):
    text = '#, fuzzy\nmsgid "Search"\nmsgstr "Finden"\n\nmsgid "Essays"\nmsgstr ""\n'
    words = words_for("nl", [theme(tmp_path, "nl", text), BUILT_IN])
    assert words is not None
    assert (words.gettext("Search"), words.gettext("Essays")) == ("Search", "Essays")


@pytest.mark.parametrize(
    ("text", "plural", "expected"),
    [
        ("Search = Suche\n", "", r"theme/languages/nl\.po:\d+: this is no \.po file"),
        ("", "nplurals=2; plural=__import__('os');", r"theme/languages/nl\.po: its Plural-Forms"),
        ("", "nplurals=2; plural=n.x;", r"theme/languages/nl\.po: its Plural-Forms"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named(tmp_path: Path, text: str, plural: str, expected: str):
    with pytest.raises(ContentError, match=expected):
        words_for("nl", [theme(tmp_path, "nl", text, plural), BUILT_IN])


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path):
    (theme(tmp_path, "nl", "") / "languages" / "nl.po").write_bytes(b'msgid "x"\nmsgstr "\xff"\n')
    with pytest.raises(ContentError, match=r"theme/languages/nl\.po"):
        words_for("nl", [tmp_path, BUILT_IN])


def test_what_is_filled_in_is_not_filled_again():
    assert filled("{a} {b} {c}", {"a": "{b}", "b": "{a}"}) == "{b} {a} {c}"


def test_every_language_is_one_that_unicode_knows():
    assert [tag for tag in TAGS if Locale.parse(tag, sep="-").english_name is None] == []
