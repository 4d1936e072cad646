"""`sitegen addresses`: the list of the ledger, and where an address leads now."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.permalinks.ledger.resolution import AddressTarget, parse_address
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, build_site, write_transcript


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me.github.io/archive/c/gulls.html#m-kwfjsn7", AddressTarget("gulls", "m-kwfjsn7")),
        ("c/gulls.html#m-kwfjsn7:~:text=ack,-x", AddressTarget("gulls", "m-kwfjsn7")),
        ("../c/gulls.html#m-kwfjsn7-a2", AddressTarget("gulls", "m-kwfjsn7", "-a2")),
        ("c/gulls.html#n7", AddressTarget("gulls", number=7)),
        ("c/gulls.html", AddressTarget("gulls")),
        ("c/gulls.json", AddressTarget("gulls")),
        ("gulls", AddressTarget("gulls")),
        ("gulls#m-kwfjsn7", AddressTarget("gulls", "m-kwfjsn7")),
        ("#m-kwfjsn7", AddressTarget("", "m-kwfjsn7")),
        ("m-kwfjsn7", AddressTarget("", "m-kwfjsn7")),
        ("c/gulls.html?utm=x#m-kwfjsn7", AddressTarget("gulls", "m-kwfjsn7")),
        ("c/gulls%2Ehtml#m-kwfjsn7", AddressTarget("gulls", "m-kwfjsn7")),
        ("c/gulls.html#main", AddressTarget("gulls")),
        ("https://elsewhere.org/about", None),
        ("https://[::1/c/x.html", None),
        ("#main", None),
        ("", None),
    ],
)
def test_addresses_are_parsed(url: str, expected: AddressTarget | None):
    assert parse_address(url) == expected


@given(st.text())
def test_any_text_can_be_parsed(text: str):
    parse_address(text)


def test_the_ledger_is_listed(archive: Path, run: Run):
    write_transcript(archive, "a.md", *TALK[:3])
    build_site(archive)
    one, two, three = anchors(archive)
    write_transcript(archive, "a.md", TALK[0].replace("eleven", "twelve"), TALK[1])
    build_site(archive, "2026-05-05")
    assert run("addresses").stdout.splitlines() == [
        "c/ada-bob.html  live  “Ada ↔ Bob”",
        f"c/ada-bob.html#{one}  edited since 2026-05-05  “{TALK[0][:60]}”",
        f"c/ada-bob.html#{two}  live  “{TALK[1][:60]}”",
        f"c/ada-bob.html#{three}  gone since 2026-05-05  “ack”",
    ]


def test_an_old_address_is_resolved(archive: Path, run: Run):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    anchor = next(iter(anchors(archive)))
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    build_site(archive)
    url = f"https://me.github.io/archive/c/ada-bob.html#{anchor}:~:text=fog"
    assert run("addresses", "--resolve", url).stdout == (f"c/gulls.html#{anchor}  live  moved  “{TALK[0][:60]}”\n")
    (found,) = json.loads(run("addresses", "--resolve", url, "--json").stdout)
    assert (found["address"], found["is_moved"]) == (f"c/gulls.html#{anchor}", True)
    assert run("addresses", "--resolve", "c/gulls.html#n2").stdout.startswith(
        f"c/gulls.html#{list(anchors(archive, 'gulls'))[1]}  live  a position is not a permanent address"
    )
    assert run("addresses", "--resolve", anchor).stdout.startswith(f"c/gulls.html#{anchor}  live")


@pytest.mark.parametrize(
    ("url", "is_known"),
    [
        ("https://talks.example.org/a/c/ada-bob.html", True),
        ("http://TALKS.example.org/a/c/ada-bob.json", True),
        ("http://127.0.0.1:8000/c/ada-bob.html", True),
        ("file:///home/me/site/c/ada-bob.html", True),
        ("c/ada-bob.html", True),
        ("ada-bob", True),
        ("https://elsewhere.example.org/a/c/ada-bob.html", False),
        ("https://talks.example.org/b/c/ada-bob.html", False),
        ("https://talks.example.org/ab/c/ada-bob.html", False),
        ("https://talks.example.org:8443/a/c/ada-bob.html", False),
        ("//elsewhere.example.org/a/c/ada-bob.html", False),
        ("https://talks.example.org:x/a/c/ada-bob.html", False),
    ],
)
def test_an_address_of_another_site_is_not_ours(archive: Path, run: Run, url: str, is_known: bool):
    write_transcript(archive, "a.md", *TALK[:2])
    (archive / "sitegen.toml").write_text('[site]\nurl = "https://talks.example.org/a"\n')
    build_site(archive)
    result = run("addresses", "--resolve", url)
    assert result.exit_code == (0 if is_known else 1)
    assert result.stdout.startswith("c/ada-bob.html  live" if is_known else "nowhere  unknown")
    assert run("forget", url, "--reason", "x").exit_code == (0 if is_known else 1)


@pytest.mark.parametrize(
    "url", ["c/nope.html", "c/ada-bob.html#m-aaaaaaa", "c/ada-bob.html#n99", "\x1b]52;", "m-zzzzzzz"]
)
def test_an_unknown_address_leads_nowhere(archive: Path, run: Run, url: str):
    write_transcript(archive, "a.md", *TALK[:2])
    build_site(archive)
    result = run("addresses", "--resolve", url)
    assert result.exit_code == 1
    assert result.stdout.startswith("nowhere  unknown")
    assert "\x1b" not in result.stdout


def test_without_a_ledger_the_list_is_empty(archive: Path, run: Run):
    assert (run("addresses").exit_code, run("addresses").stdout) == (0, "")
