"""`sitegen forget`: the words vanish from everything that is published and from the ledger; the tombstone stays."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, built, faults, page, put, twin
from tests.writing import dialogue

CANARY = "The canary lives at 14 Harbour Row and answers to Philomena Quickstep."
WORDS = ("canary", "Harbour Row", "Philomena", "Quickstep")
FORMATS = {
    "dialogue.md": dialogue(TALK[0], CANARY, TALK[1], TALK[3]),
    "windows.md": dialogue(TALK[0], CANARY, TALK[1]).replace(b"\n", b"\r\n"),
    "utf-16.md": dialogue(TALK[0], CANARY, TALK[1]).decode().encode("utf-16"),
    "voice.txt": (
        "# Voice Conversation: anthropic/claude-haiku-4.5\n*2026-01-04 21:13:46*\n\n---\n\n"
        f"**USER:**\n\n{TALK[0]}\n\n---\n\n**ASSISTANT:**\n\n{CANARY}\n\n---\n\n**USER:**\n\n{TALK[1]}\n\n---\n"
    ).encode(),
    "markdown.md": (
        f"---\nparticipants: [Ada, Bob]\n---\n\n**Ada:** {TALK[0]}\n\n**Bob:** {CANARY}\n\n**Ada:** {TALK[1]}\n"
    ).encode(),
    "lines.txt": f"Ada: {TALK[0]}\nBob: {CANARY}\nAda: {TALK[1]}\nBob: {TALK[3]}\nAda: {TALK[5]}\n".encode(),
    "backrooms.txt": (
        f"AI-1 (Claude Opus 4.5):\n{TALK[0]}\n\nAI-2 (Gemini 3 Pro):\n{CANARY}\n\nYou:\n{TALK[1]}\n\n"
        f"AI-1 (Claude Opus 4.5):\n{TALK[3]}\n"
    ).encode(),
    "export.html": (
        "<!DOCTYPE html>\n<html><head><title>Liminal Backrooms</title></head><body><h1>Liminal Backrooms</h1>\n"
        '<div id="conversation">\n'
        + "".join(
            f'<div class="message {role}"><div class="header">{who}</div><div class="content">{text}</div></div>\n'
            for role, who, text in (
                ("user", "User", TALK[0]),
                ("assistant", "AI-1 (Claude Opus 4.5)", CANARY),
                ("assistant", "AI-2 (Gemini 3 Pro)", TALK[1]),
            )
        )
        + "</div></body></html>\n"
    ).encode(),
}


def published(archive: Path) -> list[tuple[Path, bytes]]:
    return [
        (path, path.read_bytes())
        for folder in ("site", "content/ledger")
        for path in sorted((archive / folder).rglob("*"))
        if path.is_file()
    ]


def leaks(archive: Path) -> list[str]:
    """Where a word of the canary still stands, in any case and in any encoding that we write."""
    return [
        f"{path.name}: {word}"
        for path, data in published(archive)
        for word in WORDS
        for form in (word, word.lower())
        if form.encode() in data or form.encode("utf-16-le") in data
    ]


def forgotten(archive: Path, run: Run, words: str = CANARY) -> str:
    """Withdraws the message that says the words; its anchor."""
    (slug,) = {path.stem for path in (archive / "site" / "c").glob("*.json")}
    anchor = next(anchor for anchor, text in anchors(archive, slug).items() if words in text)
    result = run("forget", f"c/{slug}.html#{anchor}", "--why", "an address of somebody")
    assert result.exit_code == 0, result.output
    return anchor


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_forgotten_is_nowhere_whatever_the_format(archive: Path, run: Run, name: str):
    (archive / "content" / "transcripts" / name).write_bytes(FORMATS[name])
    built(archive)
    assert len(leaks(archive)) > 8
    (slug,) = {path.stem for path in (archive / "site" / "c").glob("*.json")}
    before = anchors(archive, slug)
    anchor = forgotten(archive, run)
    assert [fault for fault in faults(built(archive)) if "left out" not in fault] == []
    assert leaks(archive) == []
    now = anchors(archive, slug)
    assert now == before | {anchor: "[withdrawn]"}
    assert re.search(
        rf'id="{anchor}".*?Withdrawn since .*?: <q>an address of somebody</q>', page(archive, slug), re.DOTALL
    )
    (grave,) = [each["withdrawn"] for each in twin(archive, slug)["messages"] if "withdrawn" in each]
    assert (grave["anchor"], grave["state"], grave["why"]) == (anchor, "withdrawn", "an address of somebody")
    built(archive, force=True)
    assert (leaks(archive), anchors(archive, slug)) == ([], now)


def test_what_the_command_says(archive: Path, run: Run):
    put(archive, "a.md", TALK[0], CANARY)
    put(archive, "b.md", CANARY, "Nobody else.", started="2025-01-03 10:00:00")
    built(archive)
    anchor = next(anchor for anchor, text in anchors(archive).items() if text == CANARY)
    assert run("forget", f"c/ada-bob.html#{anchor}", "--why", "private").stdout.splitlines() == [
        f"c/ada-bob.html#{anchor}: withdrawn, private",
        "next: run `sitegen build` and publish; until then the words are where they were",
        "the words still stand in content/transcripts/a.md, and in the history of git: delete them there if they "
        "must not be kept",
        f"the same words also stand at c/ada-bob-2025-01-03.html#{anchor}",
    ]


def test_an_export_that_brings_the_words_back_does_not_bring_them_back(archive: Path, run: Run):
    file = put(archive, "a.md", TALK[0], CANARY, TALK[1], TALK[3])
    built(archive)
    forgotten(archive, run)
    built(archive)
    file.unlink()
    built(archive)
    put(archive, "again.md", "A new beginning.", TALK[0], CANARY.replace(" and ", " & "), TALK[1], TALK[3])
    built(archive)
    assert leaks(archive) == []
    put(archive, "again.md", TALK[1], CANARY.upper(), TALK[3], TALK[0])
    built(archive)
    assert leaks(archive) == []


def test_changed_words_in_the_place_of_withdrawn_ones_stay_withheld_and_are_reported(archive: Path, run: Run):
    put(archive, "a.md", TALK[0], CANARY, TALK[1])
    built(archive)
    anchor = forgotten(archive, run)
    built(archive)
    put(archive, "a.md", TALK[0], f"As I told you before: {CANARY} Come at nine.", TALK[1])
    report = built(archive)
    assert leaks(archive) == []
    assert [fault for fault in faults(report) if "withheld" in fault] in (
        [],  # known by its sketch
        [f"content/transcripts/a.md: 1 message is withheld, standing where words were withdrawn: {anchor}; if these "
         "are other words, move them; if they are the same, delete them in the transcript"],
    )  # fmt: skip


def test_words_that_are_deleted_in_the_transcript_too_leave_their_tombstone_at_the_foot(
    archive: Path, run: Run
):
    put(archive, "a.md", TALK[0], CANARY, TALK[1])
    built(archive)
    anchor = forgotten(archive, run)
    put(archive, "a.md", TALK[0], TALK[1])
    assert faults(built(archive)) == []
    assert [(each["anchor"], each["why"]) for each in twin(archive)["tombstones"]] == [
        (anchor, "an address of somebody")
    ]
    assert leaks(archive) == []


def test_a_whole_conversation_is_forgotten(archive: Path, run: Run):
    put(archive, "a.md", TALK[0], CANARY)
    (archive / "sitegen.toml").write_text(
        '[[transcripts]]\nmatch = "a.md"\ntitle = "Philomena"\nslug = "talk"\n'
    )
    put(archive, "b.md", "Somebody else stays.", a="Cy")
    built(archive)
    before = anchors(archive, "talk")
    assert run("forget", "https://example.org/site/c/talk.html", "--why", "asked to").exit_code == 0
    report = built(archive)
    assert (report.conversations, faults(report), leaks(archive)) == (1, [], [])
    assert TALK[0][:30] not in "".join(data.decode("utf-8", "replace") for _, data in published(archive))
    left = page(archive, "talk")
    assert [anchor for anchor in before if f'id="{anchor}"' not in left] == []
    assert "<q>asked to</q>" in left
    (archive / "content" / "transcripts" / "a.md").rename(archive / "content" / "transcripts" / "z.md")
    assert built(archive).conversations == 1
    assert leaks(archive) == []


@pytest.mark.parametrize(
    ("address", "why", "problem"),
    [
        (
            "c/nope.html#m-aaaaaaa",
            "x",
            "nothing in the ledger has this address; `sitegen addresses` lists all",
        ),
        ("c/ada-bob.html#m-aaaaaaa", "x", "nothing in the ledger has this address"),
        ("javascript:alert(1)", "x", "nothing in the ledger has this address"),
        ("", "x", "nothing in the ledger has this address"),
        ("c/ada-bob.html#n1", "x", "this stands for c/ada-bob.html#m-"),
        (
            "c/ada-bob.html",
            " \t",
            "--why: the reason is empty or too long; write --why with up to 200 characters",
        ),
        ("c/ada-bob.html", "x" * 201, "--why: the reason is empty or too long"),
    ],
)
def test_what_cannot_be_forgotten_is_told(archive: Path, run: Run, address: str, why: str, problem: str):
    put(archive, "a.md", *TALK[:2])
    built(archive)
    before = published(archive)
    result = run("forget", address, "--why", why)
    assert result.exit_code == 1
    assert problem in result.stderr
    assert published(archive) == before


def test_a_hostile_reason_is_shown_and_not_obeyed(archive: Path, run: Run):
    put(archive, "a.md", *TALK[:2])
    built(archive)
    anchor = next(iter(anchors(archive)))
    assert run("forget", anchor, "--why", "<script>alert(1)</script>\x1b[31m\u202e").exit_code == 0
    built(archive)
    assert "<script>alert(1)" not in page(archive)
    assert "&lt;script&gt;alert(1)" in page(archive)
    assert "\x1b" not in page(archive) + json.dumps(twin(archive), ensure_ascii=False)
