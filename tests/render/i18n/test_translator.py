"""Translation and formatting, and the choice of a language."""

from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.problems import ContentError
from sitegen.render.i18n.template_filters import TemplateFilters
from sitegen.render.i18n.translator import ENGLISH, available_languages, fill, load_translator
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
    ("tag", "expected"),
    [
        ("en", ("21 Nov 2026", "2026-11-21 21:13:46", "November 2026", "1,204", "4.2", "3 conversations")),
        ("de", ("21. November 2026", "21.11.2026, 21:13:46", "November 2026", "1.204", "4,2", "3 Gespräche")),
        ("de-AT", ("21. November 2026", "21.11.2026, 21:13:46", "November 2026", "1.204", "4,2", "3 Gespräche")),
        ("es", ("21 de noviembre de 2026", "21 nov 2026, 21:13:46", "noviembre de 2026", "1.204", "4,2", "3 conversaciones")),
        ("ja", ("2026年11月21日", "2026/11/21 21:13:46", "2026年11月", "1,204", "4.2", "3件の会話")),
        ("zh", ("2026年11月21日", "2026年11月21日 21:13:46", "2026年11月", "1,204", "4.2", "3 段对话")),
        ("ar", ("21 نوفمبر 2026", "21 نوفمبر 2026، 9:13:46 م", "نوفمبر 2026", "1,204", "4.2", "3 محادثات")),
    ],
)  # fmt: skip
def test_dates_and_numbers_are_formatted_for_the_language(tag: str, expected: tuple[str, ...]):
    translator = load_translator(tag, [BUILT_IN])
    assert translator is not None
    time = "2026-11-21T21:13:46"
    dates = (translator.day(time), translator.date_time(time), translator.month("2026-11"))
    counted = translator.ngettext("{number} conversation", "{number} conversations", 3)
    assert (*dates, translator.number(1204), translator.decimal(4.2), counted) == expected


@pytest.mark.parametrize(
    ("tag", "start", "end", "expected"),
    [
        ("en", "2026-01-09T10:15:03", "2026-01-09T11:02:59", ("9 Jan 2026, 10:15", "–", "11:02")),
        ("en", "2026-01-09T10:15:03", "2026-01-09T10:15:59", ("9 Jan 2026, 10:15", "", "")),
        ("en", "2026-01-09T10:15", "2026-01-10T09:00", ("9 Jan 2026", " – ", "10 Jan 2026")),
        ("en", "2026-01-09T10:15:03.12Z", "2026-01-09T10:17:40.1Z", ("9 Jan 2026, 10:15", "–", "10:17 UTC")),
        ("en", "2026-01-09T10:15+00:00", "2026-01-09T10:17Z", ("9 Jan 2026, 10:15", "–", "10:17 UTC")),
        ("en", "2026-01-09T10:15+02:00", "2026-01-09T10:17Z", ("9 Jan 2026, 10:15 +02:00", "–", "10:17 UTC")),
        ("en", "2026-01-09", None, ("9 Jan 2026", "", "")),
        ("en", "2026-01-09", "2026-01-09T10:17", ("9 Jan 2026", "", "")),
        ("en", "2026-01", None, ("January 2026", "", "")),
        ("en", "2026-13-04T09:05", None, ("2026-13-04, 09:05", "", "")),
        ("de", "2026-01-09T10:15:03", "2026-01-09T11:02:59", ("09.01.2026, 10:15", "–", "11:02")),
        ("ja", "2026-01-09T10:15:03", "2026-01-09T11:02:59", ("2026/01/09 10:15", "–", "11:02")),
        ("ar", "2026-01-09T10:15:03", None, ("9 يناير 2026، 10:15 ص", "", "")),
    ],
)
def test_a_period_tells_no_seconds_and_no_day_twice(tag: str, start: str, end: str | None, expected: tuple[str, ...]):
    translator = load_translator(tag, [BUILT_IN])
    assert translator is not None
    assert translator.period(start, end) == expected


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
def test_a_time_is_formatted_as_far_as_it_is_known(time: str, expected: str):
    translator = load_translator("de", [BUILT_IN])
    assert translator is not None
    assert translator.date_time(time) == expected


@given(st.text(max_size=40))
def test_text_that_is_not_a_time_never_fails(text: str):
    translator = load_translator("ar", [BUILT_IN]) or ENGLISH
    for each in (translator, ENGLISH):
        assert isinstance(each.date_time(text) + each.day(text) + each.month(text), str)
    assert ENGLISH.day(text) == text[:10]


def test_arabic_has_six_plural_forms():
    translator = load_translator("ar", [BUILT_IN])
    assert translator is not None
    forms = [translator.ngettext("{number} message", "{number} messages", n) for n in (0, 1, 2, 3, 11, 100, 1204)]
    assert forms == [
        "لا رسائل", "رسالة واحدة", "رسالتان", "3 رسائل", "11 رسالة", "100 رسالة", "1,204 رسائل",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("de", "de"), ("DE", "de"), ("de-AT", "de"), ("de-Latn-AT", "de"), ("zh-Hant", "zh"), ("en", "en"),
     ("en-GB", "en"), ("ar-EG", "ar")],
)  # fmt: skip
def test_a_tag_without_a_catalogue_falls_back_to_a_shorter_one(tag: str, expected: str):
    translator = load_translator(tag, [BUILT_IN])
    assert translator is not None
    assert translator.tag.lower() == expected


@pytest.mark.parametrize("tag", ["fr", "xx", "pt-BR", "deu"])
def test_an_unavailable_language_is_none(tag: str):
    assert load_translator(tag, [BUILT_IN]) is None


def test_only_arabic_is_right_to_left():
    assert [tag for tag in TAGS if (load_translator(tag, [BUILT_IN]) or ENGLISH).is_rtl] == ["ar"]


def test_a_theme_adds_a_language(tmp_path: Path):
    text = 'msgid "Search"\nmsgstr "Αναζήτηση"\n'
    themes = [theme(tmp_path, "el", text, "nplurals=2; plural=(n != 1);"), BUILT_IN]
    translator = load_translator("el", themes)
    assert translator is not None
    assert available_languages(themes) == ("ar", "de", "el", "en", "es", "ja", "zh")
    assert (translator.gettext("Search"), translator.gettext("Drawings")) == ("Αναζήτηση", "Drawings")
    assert translator.ngettext("{number} message", "{number} messages", 2) == "2 messages"


def test_a_theme_overrides_one_message(tmp_path: Path):
    text = 'msgid "Search"\nmsgstr "Stöbern"\n'
    translator = load_translator("de", [theme(tmp_path, "de", text), BUILT_IN])
    assert translator is not None
    assert (translator.gettext("Search"), translator.gettext("Drawings")) == ("Stöbern", "Zeichnungen")
    assert translator.ngettext("{number} message", "{number} messages", 2) == "2 Nachrichten"


def test_a_theme_overrides_the_format_of_english_dates(tmp_path: Path):
    text = 'msgctxt "date"\nmsgid "y-MM-dd"\nmsgstr "d MMMM y"\n'
    translator = load_translator("en", [theme(tmp_path, "en", text), BUILT_IN])
    assert translator is not None
    assert translator.day("2026-01-04") == "4 January 2026"


def test_fuzzy_and_empty_translations_are_ignored(tmp_path: Path):
    text = '#, fuzzy\nmsgid "Search"\nmsgstr "Finden"\n\nmsgid "Essays"\nmsgstr ""\n'
    translator = load_translator("nl", [theme(tmp_path, "nl", text), BUILT_IN])
    assert translator is not None
    assert (translator.gettext("Search"), translator.gettext("Essays")) == ("Search", "Essays")


PLURAL_FORMS = r"^theme/languages/nl\.po: Invalid Plural-Forms: .+\. See docs/translating\.md for the plural forms"


@pytest.mark.parametrize(
    ("text", "plural", "expected"),
    [
        (
            "Search = Suche\n",
            "",
            r"^theme/languages/nl\.po:\d+: Invalid \.po file: .+\. Open it with Poedit, or see docs/translating\.md\.$",
        ),
        ("", "nplurals=2; plural=__import__('os');", PLURAL_FORMS),
        ("", "nplurals=2; plural=n.x;", PLURAL_FORMS),
    ],
)
def test_an_invalid_catalogue_is_a_problem(tmp_path: Path, text: str, plural: str, expected: str):
    with pytest.raises(ContentError, match=expected):
        load_translator("nl", [theme(tmp_path, "nl", text, plural), BUILT_IN])


def test_a_catalogue_must_be_utf_8(tmp_path: Path):
    (theme(tmp_path, "nl", "") / "languages" / "nl.po").write_bytes(b'msgid "x"\nmsgstr "\xff"\n')
    with pytest.raises(ContentError, match=r"^theme/languages/nl\.po: The file is not UTF-8: .+\. Save it as UTF-8\.$"):
        load_translator("nl", [tmp_path, BUILT_IN])


def test_values_are_not_filled_in_again():
    assert fill("{a} {b} {c}", {"a": "{b}", "b": "{a}"}) == "{b} {a} {c}"


def test_every_language_is_known_to_cldr():
    assert [tag for tag in TAGS if Locale.parse(tag, sep="-").english_name is None] == []


@pytest.mark.parametrize(
    ("tag", "months", "days"),
    [
        ("en", "Jan–Mar 2026", "3–9 Jan 2026"),
        ("de", "Jan.–März 2026", "3.–9. Jan. 2026"),
        ("ja", "2026年1月～3月", "2026年1月3日～9日"),
    ],
)
def test_a_part_of_a_list_is_named_by_what_is_in_it(tag: str, months: str, days: str):
    filters = TemplateFilters(load_translator(tag, [BUILT_IN]) or ENGLISH)
    ranges = [("2026-01", "2026-03"), ("2026-01-03", "2026-01-09")]
    assert [filters.period_range("2026", *each) for each in ranges] == [months, days]
    whole = [("", ""), ("2026-01", "2026-12"), ("2026-01", "2026-01-09"), ("2026-02-30", "2026-02-31")]
    assert {filters.period_range("2026", *each) for each in whole} == {filters.period_name("2026")}
    assert filters.period_range("2026", "2026-02", "2026-02") == filters.period_name("2026-02")


def test_a_part_of_one_day_is_named_by_it():
    assert TemplateFilters(ENGLISH).period_range("2026-01-p2", "2026-01-03", "2026-01-03") == "3 Jan 2026"
