"""sitegen.toml → Settings, and what is said where it is wrong."""

import pytest

from sitegen.archive.settings.license import KNOWN, License
from sitegen.archive.settings.parser import Settings, load_settings, parse_settings
from sitegen.archive.settings.site import SiteSettings
from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.model import Role
from sitegen.model.ai_models import Model
from sitegen.model.problems import ContentError

WHOLE = """
[site]
title = "Night talks"
description = "What was said after midnight."
language = "pt-BR"
url = "https://exämple.org/archive/é/"
author = "Rosa  Oak"
license = "cc-by-4.0"
indexed = false
ai_crawlers = "refuse"

[[transcripts]]
match = "voices/*"
series = "Voices"
language = "ja"
date = 2026-01-31
[transcripts.participants]
USER = "Claude Opus 4.5"

[[transcripts]]
match = "voices/b.md"
title = "The second"
publish = false
format = "voice"
encoding = "cp1252"
[transcripts.participants]
USER = { name = "Rosa", role = "user", model = "" }

[[models]]
identity = "acme/parrot-2"
vendor = "Acme"
family = "Parrot"
name = "Parrot 2"
aliases = ["the parrot"]
"""


def test_every_field_is_read():
    assert parse_settings(WHOLE) == Settings(
        SiteSettings(
            "Night talks",
            "What was said after midnight.",
            "pt-BR",
            "https://xn--exmple-cua.org/archive/%C3%A9",
            (),
            "Rosa Oak",
            License(
                "Creative Commons Attribution 4.0 International",
                "https://creativecommons.org/licenses/by/4.0/",
                "CC-BY-4.0",
            ),
            is_indexed=False,
            refuses_ai=True,
        ),
        (
            TranscriptRule(
                "voices/*",
                date="2026-01-31",
                series="Voices",
                participants={"USER": ParticipantRule("Claude Opus 4.5", None, "Claude Opus 4.5")},
                language="ja",
            ),
            TranscriptRule(
                "voices/b.md",
                title="The second",
                format="voice",
                encoding="cp1252",
                publish=False,
                participants={"USER": ParticipantRule("Rosa", Role.USER, "")},
            ),
        ),
        (Model("acme/parrot-2", "Acme", "Parrot", "Parrot 2", ("the parrot",)),),
    )


def test_the_later_rule_wins_where_both_speak():
    assert parse_settings(WHOLE).rule("voices/b.md") == TranscriptRule(
        "voices/b.md",
        "The second",
        "2026-01-31",
        "Voices",
        "voice",
        "cp1252",
        False,
        {"USER": ParticipantRule("Rosa", Role.USER, "")},
        language="ja",
    )


def test_an_archive_without_settings_has_the_defaults(tmp_path):
    assert load_settings(tmp_path) == Settings()


def test_settings_that_are_not_utf_8_say_so(tmp_path):
    (tmp_path / "sitegen.toml").write_bytes(b'[site]\ntitle = "caf\xe9"\n')
    with pytest.raises(ContentError, match=r"^sitegen.toml: this file is not UTF-8: .*; save it as UTF-8$"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site = 3", "sitegen.toml:1: site must be a table, not a number; write [site]"),
        ("[site]\n\ntittle = 1", "sitegen.toml:3: [site] has no key 'tittle'; did you mean 'title'?"),
        ("[site]\ntitle = 1", "sitegen.toml:2: title must be a text in quotes, not a number"),
        ("[sites]", "sitegen.toml:1: this file has no key 'sites'; did you mean 'site'?"),
        (
            "[site]\nlanguage = 'very english'",
            'sitegen.toml:2: \'very english\' is not a language tag; write for example "en" or "pt-BR"',
        ),
        ("[site]\nlanguage = 'de_AT'", "sitegen.toml:2: 'de_AT' is not a language tag; write 'de-AT'"),
        (
            "[site]\nurl = 'https://github.com/Ada/talks.git'",
            "sitegen.toml:2: 'https://github.com/Ada/talks.git' is the address of a repository, not of a site; "
            "write 'https://ada.github.io/talks'",
        ),
        (
            "[site]\ntitle = 'a'\ntitle = 'b'",
            "sitegen.toml:3: this is not TOML: Cannot overwrite a value; "
            "the key stands twice in its table: keep one of them",
        ),
        (
            "[site]\ntitle = 'a'\n[site]\n",
            "sitegen.toml:3: this is not TOML: Cannot declare ('site',) twice; "
            "the table stands twice: put what both say under one heading",
        ),
        (
            "[site]\nurl = 'https://example.org/talks/index.html'",
            "sitegen.toml:2: 'https://example.org/talks/index.html' is the address of a page, not of a site; "
            'write the folder in which it stands: url = "https://example.org/talks"',
        ),
        (
            "[site]\nai_crawlers = 'maybe'",
            "sitegen.toml:2: 'maybe' is none of the choices; the choices are allow and refuse",
        ),
        (
            "[site]\nlicense = 'CC-BY-5.0'",
            "sitegen.toml:2: 'CC-BY-5.0' is no licence that sitegen knows; "
            "did you mean 'CC-BY-4.0'? Or give the license_url of other terms",
        ),
        (
            "[site]\nlicense_url = 'terms.html'",
            "sitegen.toml:2: 'terms.html' is no web address; write license_url = \"https://example.org/terms\"",
        ),
        (
            "[site]\nlicense_url = 'https://example.org/'",
            'sitegen.toml:2: license_url is the address of no license; write license = "…" too',
        ),
        (
            "[site]\nurl = 'https://a..b\u00e9/'",
            "sitegen.toml:2: 'a..b\u00e9' is not the name of a host; write it as browsers show it",
        ),
        (
            "[[transcripts]]\nmatch = 'a'\nlanguage = 'very english'",
            'sitegen.toml:3: \'very english\' is not a language tag; write for example "ja" or "pt-BR"',
        ),
        (
            "[[transcripts]]\nmatch = 'a'\n[[transcripts]]\nmatch = 'b'\ndate = 'soon'",
            "sitegen.toml:5: 'soon' is not a date; write date = 2026-01-31, or 2026-01-31T12:00:00",
        ),
        (
            "[[transcripts]]\nmatch = 'a'\ndate = 12",
            "sitegen.toml:3: 12 is not a date; write date = 2026-01-31, or 2026-01-31T12:00:00",
        ),
        (
            "[[transcripts]]\ntitle = 'a'",
            "sitegen.toml:1: [[transcripts]] does not say which transcripts it is about; "
            'write match = "name.md", or "folder/*" for all in a folder',
        ),
        (
            "[[transcripts]]\nmatch = 'a'\nencoding = 'klingon'",
            "sitegen.toml:3: 'klingon' is not an encoding that Python knows; "
            'write a name such as "cp1252" or "utf-16"',
        ),
        (
            "[[transcripts]]\nmatch = 'a'\n[transcripts.participants]\nUSER = { role = 'boss' }",
            "sitegen.toml:4: 'boss' is not a role; the roles are user, assistant, system, tool",
        ),
        (
            "[transcripts]\nmatch = 'a'",
            "sitegen.toml:1: transcripts must be an array of tables; write [[transcripts]] before each",
        ),
        (
            "[[models]]\nidentity = 'Parrot 2'",
            "sitegen.toml:2: 'Parrot 2' is not a model's identity; "
            'write vendor and model in small letters, as in "anthropic/claude-haiku-4.5"',
        ),
    ],
)
def test_a_fault_is_named_with_its_line_and_its_remedy(text: str, said: str):
    with pytest.raises(ContentError) as caught:
        parse_settings(text)
    assert str(caught.value) == said


def test_what_is_not_toml_says_where():
    with pytest.raises(ContentError, match=r"^sitegen.toml:2: this is not TOML: "):
        parse_settings("[site]\ntitle = \n")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", None),
        ("license = 'MIT'", License("MIT License", "https://opensource.org/license/mit", "MIT")),
        ("license = 'All rights reserved'", License("All rights reserved")),
        (
            "license = 'Ours'\nlicense_url = 'https://example.org/terms'",
            License("Ours", "https://example.org/terms"),
        ),
    ],
)
def test_a_licence_is_one_that_is_known_or_any_words(lines: str, expected: License | None):
    assert parse_settings(f"[site]\n{lines}").site.license == expected


def test_every_known_licence_has_a_name_and_an_address_of_its_own():
    assert len({each.spdx for each in KNOWN}) == len({each.url for each in KNOWN}) == len(KNOWN)
    assert all(each.name and each.url.startswith("https://") for each in KNOWN)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("https://straße.example.org", "https://xn--strae-oqa.example.org"),
        ("https://Bücher.example.org/100%/a%20b", "https://xn--bcher-kva.example.org/100%25/a%20b"),
    ],
)
def test_the_address_of_the_site_is_told_as_browsers_know_it(said: str, whole: str):
    assert parse_settings(f'[site]\nurl = "{said}"').site.url == whole


@pytest.mark.parametrize("written", ["CC BY-SA 4.0", "cc by sa 4.0", "CC-BY-SA-4.0"])
def test_a_licence_is_known_as_people_write_it(written: str):
    found = parse_settings(f'[site]\nlicense = "{written}"').site.license
    assert found is not None
    assert found.spdx == "CC-BY-SA-4.0"


@pytest.mark.parametrize(
    "date",
    [
        "20260131",
        "2026-W05-3",
        "2026-01-31x10:00",
        "2026-01-31T10",
        "2026-01-31T10:00:00,5",
        "2026-01-31T10:00+01:00:30",
    ],
)
def test_a_date_is_one_that_pages_and_sitemaps_may_have(date: str):
    with pytest.raises(ContentError, match="is not a date"):
        parse_settings(f"[[transcripts]]\nmatch = '*'\ndate = '{date}'")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("'2026-01-31 10:00'", "2026-01-31T10:00"),
        ("'2026-01-31T10:00Z'", "2026-01-31T10:00Z"),
        ("2026-01-31 10:00:00.123456", "2026-01-31T10:00:00"),
        ("2026-01-31T10:00:00.5-01:30", "2026-01-31T10:00:00-01:30"),
    ],
)
def test_a_date_is_as_precise_as_a_transcript_can_say(date: str, expected: str):
    assert parse_settings(f"[[transcripts]]\nmatch = '*'\ndate = {date}").transcripts[0].date == expected
