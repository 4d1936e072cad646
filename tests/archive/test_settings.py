"""Parsing of sitegen.toml, and the problems of invalid settings."""

from pathlib import Path

import pytest

from sitegen.archive.settings.parser import Settings, load_settings, parse_settings
from sitegen.archive.settings.site import KNOWN_LICENSES, License, SiteSettings
from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.model import Role
from sitegen.model.ai_models import Model
from sitegen.model.problems import ContentError

ALL_SETTINGS = """
[site]
title = "Night talks"
description = "What was said after midnight."
language = "pt-BR"
url = "https://exämple.org/archive/é/"
author = "Rosa  Oak"
license = "cc-by-4.0"
noindex = true
ai_crawlers = "disallow"
json_export = false
source_text = false

[[transcripts]]
match = "voices/*"
date_from_file_name = true
series = "Voices"
language = "ja"
date = 2026-01-31
[transcripts.participants]
USER = "Claude Opus 4.5"

[[transcripts]]
match = "voices/b.md"
title = "The second"
publish = false
date_from_file_name = false
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
    assert parse_settings(ALL_SETTINGS) == Settings(
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
            disallows_ai_crawlers=True,
            has_json_export=False,
            has_source_text=False,
        ),
        (
            TranscriptRule(
                "voices/*",
                date="2026-01-31",
                series="Voices",
                participants={"USER": ParticipantRule("Claude Opus 4.5", None, "Claude Opus 4.5")},
                language="ja",
                date_from_file_name=True,
            ),
            TranscriptRule(
                "voices/b.md",
                title="The second",
                format="voice",
                encoding="cp1252",
                publish=False,
                participants={"USER": ParticipantRule("Rosa", Role.USER, "")},
                date_from_file_name=False,
            ),
        ),
        (Model("acme/parrot-2", "Acme", "Parrot", "Parrot 2", ("the parrot",)),),
    )


def test_participants_may_be_a_list_of_names():
    settings = parse_settings('[[transcripts]]\nmatch = "*"\nparticipants = ["Rosa", "茶室: 記録係"]\n')
    assert dict(settings.rule_for("a.md").participants) == {
        "Rosa": ParticipantRule(),
        "茶室: 記録係": ParticipantRule(),
    }


def test_later_rules_override_earlier_ones():
    assert parse_settings(ALL_SETTINGS).rule_for("voices/b.md") == TranscriptRule(
        "voices/b.md",
        "The second",
        "2026-01-31",
        "Voices",
        "voice",
        "cp1252",
        False,
        {"USER": ParticipantRule("Rosa", Role.USER, "")},
        language="ja",
        date_from_file_name=False,
    )
    assert parse_settings(ALL_SETTINGS).rule_for("voices/a.md").date_from_file_name is True
    assert parse_settings(ALL_SETTINGS).rule_for("a.md").date_from_file_name is None


def test_an_archive_without_settings_has_the_defaults(tmp_path):
    assert load_settings(tmp_path) == Settings()


def test_settings_that_are_not_utf_8_are_a_problem(tmp_path):
    (tmp_path / "sitegen.toml").write_bytes(b'[site]\ntitle = "caf\xe9"\n')
    with pytest.raises(ContentError, match=r"^sitegen.toml: The file is not UTF-8: .*\. Save it as UTF-8\.$"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("site = 3", "sitegen.toml:1: `site` must be a table, not a number. Write [site]."),
        ("[site]\n\ntittle = 1", "sitegen.toml:3: [site] has no key 'tittle'. Did you mean 'title'?"),
        ("[site]\ntitle = 1", "sitegen.toml:2: `title` must be a string in quotes, not a number."),
        ("[site]\nnoindex = 'no'", "sitegen.toml:2: `noindex` must be true or false, not a string."),
        (
            "[site]\nfeatured = 'a.md'",
            'sitegen.toml:2: `featured` must be an array of strings. Write featured = ["…", "…"].',
        ),
        ("[publish]\nhost = 'a'", "sitegen.toml:2: [publish] has no key 'host'. Known keys: remote, branch."),
        ("[sites]", "sitegen.toml:1: sitegen.toml has no key 'sites'. Did you mean 'site'?"),
        (
            "[site]\nlanguage = 'very english'",
            'sitegen.toml:2: \'very english\' is not a language tag. Write for example "en" or "pt-BR".',
        ),
        ("[site]\nlanguage = 'de_AT'", "sitegen.toml:2: 'de_AT' is not a language tag. Write 'de-AT'."),
        (
            "[site]\nurl = 'https://github.com/Ada/talks.git'",
            "sitegen.toml:2: 'https://github.com/Ada/talks.git' is the address of a repository, not of a site. "
            'Write url = "https://ada.github.io/talks".',
        ),
        (
            "[site]\nurl = 'example.org'",
            "sitegen.toml:2: 'example.org' is not the address of a site. "
            'Write for example url = "https://example.org/archive".',
        ),
        (
            "[site]\ntitle = 'a'\ntitle = 'b'",
            "sitegen.toml:3: Invalid TOML: a key is set twice. Delete one of them.",
        ),
        (
            "[site]\ntitle = 'a'\n[site]\n",
            "sitegen.toml:3: Invalid TOML: a table is declared twice. Merge the two tables.",
        ),
        (
            "[site]\nurl = 'https://example.org/talks/index.html'",
            "sitegen.toml:2: 'https://example.org/talks/index.html' is the address of a page, not of a site. "
            'Write url = "https://example.org/talks".',
        ),
        (
            "[site]\nai_crawlers = 'maybe'",
            "sitegen.toml:2: 'maybe' is not a value of `ai_crawlers`. Use one of: allow, disallow.",
        ),
        (
            "[site]\nlicense = 'CC-BY-5.0'",
            "sitegen.toml:2: 'CC-BY-5.0' is not a license that sitegen knows. "
            "Did you mean 'CC-BY-4.0'? For other terms, set `license_url`.",
        ),
        (
            "[site]\nlicense = 'Ours'",
            "sitegen.toml:2: 'Ours' is not a license that sitegen knows. "
            'Write for example "CC-BY-4.0", or set `license_url`.',
        ),
        (
            "[site]\nlicense_url = 'terms.html'",
            "sitegen.toml:2: 'terms.html' is not a web address. "
            'Write for example license_url = "https://example.org/terms".',
        ),
        (
            "[site]\nlicense_url = 'https://example.org/'",
            "sitegen.toml:2: `license_url` has no license. Set `license` too.",
        ),
        (
            "[site]\nurl = 'https://a..b\u00e9/'",
            "sitegen.toml:2: 'a..b\u00e9' is not a host name. Write it as browsers show it.",
        ),
        (
            "[[transcripts]]\nmatch = 'a'\nlanguage = 'very english'",
            'sitegen.toml:3: \'very english\' is not a language tag. Write for example "en" or "pt-BR".',
        ),
        (
            "[[transcripts]]\nmatch = 'a'\nslug = 'A talk'",
            "sitegen.toml:3: 'A talk' cannot be part of an address. "
            "Write 'a-talk', or at most 60 of a-z, 0-9 and hyphens.",
        ),
        (
            "[[transcripts]]\nmatch = 'a'\n[[transcripts]]\nmatch = 'b'\ndate = 'soon'",
            "sitegen.toml:5: 'soon' is not a date. Write date = 2026-01-31, or 2026-01-31T12:00:00.",
        ),
        (
            "[[transcripts]]\nmatch = 'a'\ndate = 12",
            "sitegen.toml:3: 12 is not a date. Write date = 2026-01-31, or 2026-01-31T12:00:00.",
        ),
        (
            "[[transcripts]]\ntitle = 'a'",
            'sitegen.toml:1: [[transcripts]] has no `match`. Write match = "name.md", or "folder/*" for a whole folder.',
        ),
        (
            "[[transcripts]]\nmatch = 'a'\nencoding = 'klingon'",
            "sitegen.toml:3: 'klingon' is not an encoding that Python knows. "
            'Write a name such as "cp1252" or "utf-16".',
        ),
        (
            "[[transcripts]]\nmatch = 'a'\n[transcripts.participants]\nUSER = { role = 'boss' }",
            "sitegen.toml:4: Unknown role 'boss'. Use one of: user, assistant, system, tool.",
        ),
        (
            "[transcripts]\nmatch = 'a'",
            "sitegen.toml:1: `transcripts` must be an array of tables. Write [[transcripts]] before each table.",
        ),
        (
            "[[models]]\nidentity = 'Parrot 2'",
            "sitegen.toml:2: 'Parrot 2' is not the identity of a model. "
            'Write vendor and model in lower case, as in identity = "anthropic/claude-haiku-4.5".',
        ),
        (
            "[[models]]\nname = 'Parrot 2'",
            "sitegen.toml:1: [[models]] has no `identity`. "
            'Write vendor and model in lower case, as in identity = "anthropic/claude-haiku-4.5".',
        ),
        (
            "[[models]]\nidentity = 'acme/parrot-2'",
            'sitegen.toml:1: [[models]] has no `name`. Write name = "…".',
        ),
        (
            "[[external_essays]]\nurl = 'https://example.org/'",
            'sitegen.toml:1: [[external_essays]] has no `match`. Write for example match = "../blog/*.md".',
        ),
        (
            "[[external_essays]]\nmatch = 'a'\nurl = 'blog'",
            "sitegen.toml:3: 'blog' is not a web address. Write for example url = \"https://example.org/blog/\".",
        ),
        (
            "[[redact]]\nmatch = 'a'",
            "sitegen.toml:1: [[redact]] does not say what to redact. "
            'Write one of words = "…", pattern = "…", kind = "email", message = "m-…".',
        ),
        (
            "[[redact]]\nwords = 'a'\nkind = 'email'",
            "sitegen.toml:2: [[redact]] can have only one of these: words, kind. Write a [[redact]] for each.",
        ),
        (
            "[[redact]]\nmessage = 'n7'",
            'sitegen.toml:2: `message` is not the address of a message. Copy it from the page, as in message = "m-kwfjsn7".',
        ),
        (
            "[[redact]]\nwords = 'a'\nlabel = '<b>'",
            "sitegen.toml:3: `label` cannot replace words in every format. "
            "Use letters, digits and spaces, at most 60 characters.",
        ),
        (
            "[[redact]]\npattern = '('",
            "sitegen.toml:2: Invalid regular expression: missing ) at position 1. Write it in single quotes: '…'.",
        ),
        (
            "[[redact]]\npattern = '(a{2,9999}){999}'",
            "sitegen.toml:2: The regular expression has too many repetitions. "
            "Use + and * instead of large numbers in braces.",
        ),
        (
            "[[redact]]\npattern = '(?R)'",
            "sitegen.toml:2: The regular expression takes too long. Simplify it.",
        ),
        (
            "[[redact]]\npattern = 'x*'",
            "sitegen.toml:2: The regular expression matches empty text. "
            "Change it so that it needs at least one character.",
        ),
        (
            "[[redact]]\nkind = 'e-mail'",
            "sitegen.toml:2: There is no kind 'e-mail'. Did you mean 'email'?",
        ),
        (
            "a = " + "[" * 9999,
            "sitegen.toml: The file has too many brackets or digits. Restore an earlier version.",
        ),
    ],
)
def test_an_invalid_setting_is_reported_with_its_line_and_a_hint(text: str, printed: str):
    with pytest.raises(ContentError) as caught:
        parse_settings(text)
    assert str(caught.value) == printed


def test_invalid_toml_is_reported_with_its_line():
    with pytest.raises(
        ContentError, match=r"^sitegen.toml:2: Invalid TOML: Invalid value. Strings need straight quotes"
    ):
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
def test_a_license_is_an_identifier_or_any_words(lines: str, expected: License | None):
    assert parse_settings(f"[site]\n{lines}").site.license == expected


def test_every_known_license_has_a_unique_name_and_address():
    assert (
        len({each.spdx for each in KNOWN_LICENSES}) == len({each.url for each in KNOWN_LICENSES}) == len(KNOWN_LICENSES)
    )
    assert all(each.name and each.url.startswith("https://") for each in KNOWN_LICENSES)


@pytest.mark.parametrize(
    ("url", "ascii_url"),
    [
        ("https://straße.example.org", "https://xn--strae-oqa.example.org"),
        ("https://Bücher.example.org/100%/a%20b", "https://xn--bcher-kva.example.org/100%25/a%20b"),
    ],
)
def test_the_address_of_the_site_is_converted_to_ascii(url: str, ascii_url: str):
    assert parse_settings(f'[site]\nurl = "{url}"').site.url == ascii_url


@pytest.mark.parametrize("spelling", ["CC BY-SA 4.0", "cc by sa 4.0", "CC-BY-SA-4.0"])
def test_common_spellings_of_a_license_are_known(spelling: str):
    found = parse_settings(f'[site]\nlicense = "{spelling}"').site.license
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
def test_dates_that_html_and_sitemaps_do_not_allow_are_rejected(date: str):
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
def test_dates_have_no_fractions_of_a_second(date: str, expected: str):
    assert parse_settings(f"[[transcripts]]\nmatch = '*'\ndate = {date}").transcripts[0].date == expected


def test_a_dangling_link_is_not_taken_for_missing_settings(tmp_path: Path):
    (tmp_path / "sitegen.toml").symlink_to("gone.toml")
    with pytest.raises(ContentError) as raised:
        load_settings(tmp_path)
    assert str(raised.value.problem) == (
        "sitegen.toml: The file is a symbolic link to a file that does not exist. "
        "Correct the link, or delete it to use the default settings."
    )
