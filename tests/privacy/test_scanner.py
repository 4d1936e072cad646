"""Secrets and personal data are found in any context, and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Span
from sitegen.privacy.false_alarms import is_plausible
from sitegen.privacy.findings import fingerprint, mask, mask_secrets
from sitegen.privacy.rules import SecretGroup, SecretHit
from sitegen.privacy.scanner import HINTS, KINDS, find_hints, is_secret, longest_hits, scan, scan_markdown
from tests.privacy.planted import IN_CONTEXT, PERSONAL, SECRETS, noise
from tests.shared import SHARED, needs_shared

KEY = SECRETS[0][1]
SHORT = SECRETS[26][1]


def scan_kinds(text: str) -> list[tuple[str, str]]:
    return [(each.kind.id, text[each.span.start : each.span.end]) for each in scan(text)]


AROUND = (
    "VALUE",
    "It is `VALUE`, keep it.",
    '{"arguments": "{\\"key\\": \\"VALUE\\"}"}',
    '{"text": "first\\nVALUE\\nlast"}',
    "**VALUE**",
    "<b>VALUE</b>",
    "“VALUE”.",
    "---\nnote: VALUE\n---\n",
    "x=VALUE&y=1",
    "VALUE\nVALUE\nVALUE\n",
)


@pytest.mark.parametrize(("kind", "value"), SECRETS, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(SECRETS)])
def test_every_planted_secret_is_found_in_any_context(kind: str, value: str):
    assert {around: scan_kinds(around.replace("VALUE", value)) for around in AROUND} == {
        around: [(kind, value)] * around.count("VALUE") for around in AROUND
    }


@pytest.mark.parametrize(("kind", "around", "value"), IN_CONTEXT)
def test_a_secret_without_a_fixed_format_is_found_by_the_text_before_it(kind: str, around: str, value: str):
    assert scan_kinds(around.format(value)) == [(kind, value)]
    assert scan_kinds(f'{{"cmd": "{around.format(value)}"}}'.replace('""', '"')) == [(kind, value)]


@pytest.mark.parametrize(("kind", "value"), PERSONAL)
def test_personal_data_are_found(kind: str, value: str):
    assert scan_kinds(value) == [(kind, value)]
    assert scan_kinds(f"Write to {value}, or not.") == [(kind, value)]
    assert KINDS[kind].group is SecretGroup.PERSONAL


@pytest.mark.parametrize(
    "text",
    [
        "sk-ant-api03-" + "x" * 95,
        "sk-ant-api03-YOUR-KEY-GOES-HERE-PLEASE-PUT-IT-HERE",
        "OPENAI_API_KEY=sk-proj-...",
        "export ANTHROPIC_API_KEY=your_api_key_here_1234567",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "the task-ant-hill-of-the-year-in-the-garden-of-ours",
        "api_key = os.environ.get('OPENAI_API_KEY_2')",
        "token = tokenizer.encode(text)[0]",
        "token: getAccessTokenFromRequest2",
        "key = f'{prefix}-{i}'",
        "secret: 123e4567-e89b-12d3-a456-426614174000",
        "password = hash_password(value1)",
        "password: z.string().min(8)",
        "Password: at least 8 characters",
        "postgres://postgres:postgres@localhost:5432/db",
        "https://user:password@host/",
        "postgres://user:${DB_PASSWORD}@db.harbour.net/x",
        "see https://example.org/a:b@c",
        "commit 3f2a9c1e5b7d8f0a1b2c3d4e5f60718293a4b5c6",
        "sha512-" + noise(86, "lock") + "==",
        "user@example.com, you@your-domain.test, git@github.com:a/b.git",
        "logo@2x.png and lodash@4.17.21 and @decorator and 5@6",
        "555-0142, (212) 555-0187, 415-555-1234 and +1 212 555 0100",
        "your.email@gmail.com, user@gmail.com, username@harbour.net, firstname.lastname@harbour.net, foo@bar.com",
        "y = x@W.t and u@v.to, w1@w2.at",
        "oracle@temple.void, kernel@porch.alpha, wrench@tool.xpi, call 1-800-662-4357",
        "127.0.0.1 10.0.0.7 192.168.1.20 8.8.8.8 203.0.113.9 1.2.3.4 v4.17.21.12",
        "2001:db8::1 fe80::1 12:34:56:78 2024:01:02:03",
        "2025-12-29 10:00:00, 20260118-214000, 1,234,567,890, 3.14159265358979",
        "4111 1111 1111 1112 and 0000 0000 0000 0000 and 1234567812345678",
        "call me on 2026-01-18, mobile: 2019 2020 2021 2022, phone: 3.14159265",
        "pwd: /home/ada/Projects2",
        "token: eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0Ij"
        "oxNTE2MjM5MDIyfQ." + "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/" + "KBHBeksoGMGw==",
        "DE00 3704 0044 0532 0130 00",
        "the task-service-worker-deployment-7d9f8b6c5d-x2x9z and desk-admin-123e4567-e89b-42d3-a456-426614174000",
        "task-service-3f2a9c1e5b7d8f0a1b2c3d4e5f607182 or risk-proj-MyFirstProject2-OfTheHarbour-Office",
        "api_key_id=8f14e45f-ceea-467f-9a3b-2c4d5e6f7a81 API_KEY=550e8400-e29b-41d4-a716-446655440000",
        "pa-per-and-ink-for-the-keeper-of-the-lighthouse-in-1",
        "0049 3082 0122 300d 0609 2a86\n0010 0000 1234 5678 9012 3456\n7573 0049 3082 0122\n",
        "00123456789012 and 001.234.567 and 2025-00-49 30 9017",
        "medium.com/%40rosa and registry.npmjs.org/%40types%2Fnode and a%40b.test",
        "Private-Lines: 12\nof them",
        "data:font/woff2;base64," + noise(40, "font") + "gh" + "p_" + noise(40, "blob") + "-" + noise(40, "rest"),
        "-----BEGIN RSA " + "PRIVATE KEY-----\n...\n-----END RSA " + "PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_placeholders_and_lookalikes_are_not_found(text: str):
    assert scan_kinds(text) == []


@pytest.mark.parametrize(
    "hidden",
    [
        KEY[:9] + "\u200b" + KEY[9:],
        KEY[:9] + "\u00ad" + KEY[9:30] + "\u2060" + KEY[30:],
        KEY[:9] + "&shy;" + KEY[9:],
        KEY[:9] + "\U000e0041\U000e0042" + KEY[9:],
        "".join(chr(ord(char) + 0xFEE0) for char in KEY),
        "&#115;" + KEY[1:],
        "".join(f"&#x{ord(char):x};" for char in KEY),
        KEY.replace("-", "\\-").replace("_", "\\_"),
        KEY.replace("-", "\u2011"),
        KEY.replace("-", "&hyphen;"),
        KEY.replace("-", "&#8209;"),
        KEY.replace("s", "\\u0073", 1).replace("-", "\\u002d"),
    ],
)
def test_a_key_is_found_as_it_is_displayed(hidden: str):
    text = f"é “{hidden}” ok"
    assert [(each.kind.id, each.value, each.span) for each in scan(text)] == [
        ("anthropic-key", KEY, Span(3, 3 + len(hidden)))
    ]


@pytest.mark.parametrize(
    "before",
    [
        "\x1b[32m",
        "\x1b[1;31m",
        "[32m",
        "[m",
        "\\033[32m",
        "\\u001b[0m",
        "https://h.net/?u=x%3D",
        "'\\x3d",
        "\\075",
        "12",
        "anthropicKEY",
        "é",
        "\\n",
        "\\\\n",
    ],
)
@pytest.mark.parametrize("after", ["", "\x1b[0m", "[0m"])
def test_a_key_can_start_after_escape_codes_and_inside_a_word(before: str, after: str):
    assert scan_kinds(f"{before}{KEY}{after}") == [("anthropic-key", KEY)]


@pytest.mark.parametrize(("prefix", "length"), [("hf" + "_", 34), ("AK" + "IA", 16), ("r8" + "_", 37)])
def test_a_short_prefix_can_start_a_value_after_escape_codes_but_not_inside_a_word(prefix: str, length: int):
    value = prefix + noise(length, "behind", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert [bool(scan_kinds(f"{before}{value}")) for before in ("\x1b[32m", "[0m", "%3D", "\\x3d", "word", "9")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


EMAIL, PHONE, IBAN, CARD = (PERSONAL[n][1] for n in (0, 2, 6, 9))


@pytest.mark.parametrize(
    ("text", "original", "value"),
    [
        ("A **rosa.**keller@harbour-post.net", "rosa.**keller@harbour-post.net", EMAIL),
        ("rosa.**keller**@harbour-post.net", "rosa.**keller**@harbour-post.net", EMAIL),
        ("**rosa.keller**@harbour-post.net!", "rosa.keller**@harbour-post.net", EMAIL),
        ("rosa.keller@**harbour-post**.net", "rosa.keller@**harbour-post**.net", EMAIL),
        ("rosa.`keller`@harbour-post.~~net~~", "rosa.`keller`@harbour-post.~~net", EMAIL),
        ("[rosa.keller](https://a.net)@harbour-post.net", "rosa.keller](https://a.net)@harbour-post.net", EMAIL),
        ("rosa.[keller](https://a.net)@harbour-post.net", "rosa.[keller](https://a.net)@harbour-post.net", EMAIL),
        ("+49 30 **9017** 3482", "+49 30 **9017** 3482", PHONE),
        ("+49 30 __9017__ 3482", "+49 30 __9017__ 3482", PHONE),
        ("+49 30 [9017](tel:1) 3482 *", "+49 30 [9017](tel:1) 3482", PHONE),
        ("+49 (**30**) 9017 3482", "+49 (**30**) 9017 3482", "+49 (30) 9017 3482"),
        ("DE89 3704 0044 **0532** 0130 00", "DE89 3704 0044 **0532** 0130 00", IBAN),
        ("4539 **5787** 6362 1486", "4539 **5787** 6362 1486", CARD),
        (f"{KEY[:12]}[{KEY[12:40]}](https://a.net){KEY[40:]}",) * 2 + (KEY,),
        (f"[{KEY[:12]}](https://a.net){KEY[12:]}", f"{KEY[:12]}](https://a.net){KEY[12:]}", KEY),
        (f'{KEY[:12]}[**{KEY[12:40]}**](<https://a.net/b_(c)> "d"){KEY[40:]}',) * 2 + (KEY,),
        (f"{KEY[:12]}[{KEY[12:40]}][1]{KEY[40:]}",) * 2 + (KEY,),
        (f"{KEY[:30]}**{KEY[30:50]}**{KEY[50:]}",) * 2 + (KEY,),
    ],
)  # fmt: skip
def test_a_value_is_found_despite_markup_inside_it(text: str, original: str, value: str):
    around = f"**One**-two a**b**c.\n\nIt is: {text}\nthree *f*our {text}"
    start = around.index(original)
    assert [(each.value, each.span) for each in longest_hits(scan_markdown(around))] == [
        (value, Span(at, at + len(original))) for at in (start, around.index(original, start + 1))
    ]
    assert scan_markdown(value) == scan(value)


@pytest.mark.parametrize("chance", ["yOuR", "your", "xxXx", "xXxx"])
def test_a_placeholder_word_by_chance_in_random_text_hides_no_key(chance: str):
    assert scan_kinds(f"{KEY[:40]}7{chance}B{KEY[40:]}") == [("anthropic-key", f"{KEY[:40]}7{chance}B{KEY[40:]}")]


def test_no_random_key_is_mistaken_for_a_placeholder():
    found = "sk-" + "proj-"
    letters = noise(400_000, "many", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert [n for n in range(0, 400_000, 80) if not is_plausible(found + letters[n : n + 80])] == []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "a[" * 100_000,
        "a[b](" * 50_000,
        "a](" + "(" * 200_000,
        "a](x(" * 50_000,
        "a" + "*" * 200_000,
        "a*b" * 70_000,
        "a*b\n" * 50_000,
        "a[" + "](x)[" * 40_000 + "b",
        "1 _" * 70_000,
        "AI" + "za" + "sk-ant-" * 30_000,
        "token=" + "a1B" * 70_000,
        "%40" * 70_000,
        "a%40" * 50_000,
        "0049 " * 40_000,
        "---- BEGIN PRIVATE KEY ----" * 8_000,
        "Private-Lines: 1\n" * 12_000,
        "1//0" * 50_000,
        "a" * 200_000,
        "sk-" * 60_000,
        "sk-ant-" * 30_000,
        "sk-ant-api03-" + "a" * 200_000,
        "a@" * 100_000,
        "a.b@" * 50_000,
        "a@" + "b." * 100_000,
        "1 " * 100_000,
        "1.1." * 50_000,
        "+1" * 100_000,
        "2a00:" * 200_000,
        "api_key=" * 25_000,
        "token" * 200_000,
        "password: " * 100_000,
        "://a:" * 200_000,
        "eyJ" * 60_000,
        "eyJaaaaaaaaaaaa." * 60_000,
        "-----BEGIN PRIVATE KEY-----" * 8_000,
        "-----BEGIN PRIVATE KEY-----\n" + "a\n" * 100_000,
        "&shy;" * 200_000,
        "\u200b" * 200_000,
        "\\-" * 100_000,
        "ibm cloudant_" * 15_000,
        "ibm_key = " * 100_000,
        "cloudant" + "=" * 200_000,
        "Password: a1 " * 15_000,
        "token = a1B2c3D4 " * 12_000,
        "password|a1B2c3d4x\n" * 10_000,
        "|password a1" * 16_000,
        ("password|" * 200 + "\n") * 100,
        "password," * 20_000 + "\n" + "a1B2c3d4," * 20_000,
        "<tr><td>password</td><td>Abc1234x</td></tr>" * 4_500,
        "<th>password" * 16_000 + "a1",
        "password " + "*" * 200_000 + "a1",
        ("password" + " " * 300 + "a1B2\n") * 600,
        "\u5bc6\u7801a1" * 40_000,
        "password: " + "a1" * 100_000,
    ],
    ids=lambda text: text[:20].encode("ascii", "backslashreplace").decode(),
)  # fmt: skip
def test_hostile_text_is_not_slower(text: str):
    begin = time.process_time()
    scan_markdown(text)
    assert time.process_time() - begin < 3


def test_at_most_prefix_and_four_characters_are_shown():
    for _, value in SECRETS:
        (hit,) = scan(value)
        shown = mask(hit)
        assert shown.startswith((hit.prefix + "…", "…"))
        assert len(shown) <= len(hit.prefix) + 5
        assert shown.count("…") == 1
    assert [mask(hit) for _, value in PERSONAL for hit in scan(value)] == [
        "r…@….net", "w…@….de", "+4…82", "+1…86", "(…86", "4…86", "DE…0 00", "GB…5432", "DE…0 00", "4…1486", "4…1486",
        "0…82", "r…@….net", "1…53", "2…0e",
    ]  # fmt: skip


def test_secrets_in_messages_are_masked():
    assert mask_secrets(f"left out: '{KEY} and'") == f"left out: 'sk-ant-…{KEY[-4:]} and'"


def test_fingerprints_differ_by_value_and_kind():
    one, other = KINDS["anthropic-key"], KINDS["openai-key"]
    assert len({fingerprint(one, "a"), fingerprint(one, "b"), fingerprint(other, "a")}) == 3
    assert fingerprint(one, "a") == fingerprint(one, "a")
    assert len(fingerprint(one, "a")) == 8


def test_personal_data_are_found_with_emphasis_and_narrow_spaces():
    assert scan_kinds("_rosa@keller.de_ and **+49\u202f151\u202f234\u202f56789**") == [
        ("email", "_rosa@keller.de"),
        ("phone", "+49\u202f151\u202f234\u202f56789"),
    ]


def test_overlapping_findings_are_reported_once():
    text = f"OPENAI_API_KEY={SECRETS[3][1]} Authorization: Bearer {SECRETS[37][1]}"
    assert [kind for kind, _ in scan_kinds(text)] == ["openai-key", "jwt"]


def test_only_wanted_kinds_are_found():
    text = f"{KEY} {PERSONAL[0][1]}"
    assert [hit.kind.id for hit in scan(text, is_secret)] == ["anthropic-key"]
    assert scan("", is_secret) == ()


@needs_shared
def test_the_seeds_hold_no_secrets():
    hits: list[SecretHit] = [
        hit for path in sorted((SHARED / "seeds").iterdir()) for hit in scan(path.read_text("utf-8"))
    ]
    assert hits == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rosa@keller.de.md", "rosa@keller.de"),
        ("content/transcripts/rosa@keller.de.md", "rosa@keller.de"),
        ("mail to rosa@keller.de (2).json", "rosa@keller.de"),
        ("rosa@keller.de_2025-01.md", "rosa@keller.de"),
        ("rosa@keller.de-2025.txt", "rosa@keller.de"),
        ("rosa@keller.de.bak.md", "rosa@keller.de"),
        ("rosa@keller.de\u3002\u4f60", "rosa@keller.de"),
        ("icon@2x.de.png", ""),
        ("react@next.min.js", ""),
        ("you@example.com.md", ""),
        ("@types.md", ""),
    ],
)
def test_an_email_address_is_found_and_masked_as_a_file_name(name: str, value: str):
    assert [hit.value for hit in scan(name)] == [value] * bool(value)
    assert mask_secrets(name) == (name.replace(value, "r\u2026@\u2026.de") if value else name)


@given(st.lists(st.sampled_from([*HINTS.patterns, *"-_.:/@+ abKS19\n"]), max_size=12).map("".join))
def test_every_hint_in_a_text_is_found(text: str):
    places = ((start, hint) for hint in HINTS.patterns for start in range(len(text)) if text.startswith(hint, start))
    assert find_hints(text) == sorted(places)
