"""`sitegen forget` removes the words from the published files and the ledger; the tombstone stays."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import (
    TALK,
    anchors,
    build_site,
    errors,
    json_export,
    page,
    write_transcript,
)
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


def published_files(archive: Path) -> list[tuple[Path, bytes]]:
    return [
        (path, path.read_bytes())
        for folder in ("site", "content/ledger")
        for path in sorted((archive / folder).rglob("*"))
        if path.is_file()
    ]


def leaks(archive: Path) -> list[str]:
    """Return files and words of the canary in them, in any case and in any encoding that sitegen writes."""
    return [
        f"{path.name}: {word}"
        for path, data in published_files(archive)
        for word in WORDS
        for form in (word, word.lower())
        if form.encode() in data or form.encode("utf-16-le") in data
    ]


def forget(archive: Path, run: Run, words: str = CANARY) -> str:
    """Withdraw the message with these words; return its anchor."""
    (slug,) = {path.stem for path in (archive / "site" / "c").glob("*.json")}
    anchor = next(anchor for anchor, text in anchors(archive, slug).items() if words in text)
    result = run("forget", f"c/{slug}.html#{anchor}", "--reason", "an address of somebody")
    assert result.exit_code == 0, result.output
    return anchor


@pytest.mark.parametrize("name", FORMATS)
def test_forgotten_words_are_nowhere_in_any_format(archive: Path, run: Run, name: str):
    (archive / "content" / "transcripts" / name).write_bytes(FORMATS[name])
    build_site(archive)
    assert len(leaks(archive)) > 8
    (slug,) = {path.stem for path in (archive / "site" / "c").glob("*.json")}
    before = anchors(archive, slug)
    anchor = forget(archive, run)
    assert [fault for fault in errors(build_site(archive)) if "outside all messages" not in fault] == []
    assert leaks(archive) == []
    now = anchors(archive, slug)
    assert now == before | {anchor: "[withdrawn]"}
    assert re.search(
        rf'id="{anchor}".*?Withdrawn since .*?: <q>an address of somebody</q>', page(archive, slug), re.DOTALL
    )
    (tombstone,) = [each["withdrawn"] for each in json_export(archive, slug)["messages"] if "withdrawn" in each]
    assert (tombstone["anchor"], tombstone["state"], tombstone["why"]) == (
        anchor,
        "withdrawn",
        "an address of somebody",
    )
    build_site(archive, force=True)
    assert (leaks(archive), anchors(archive, slug)) == ([], now)


def test_output_of_the_command(archive: Path, run: Run):
    write_transcript(archive, "a.md", TALK[0], CANARY)
    write_transcript(archive, "b.md", CANARY, "Nobody else.", started="2025-01-03 10:00:00")
    build_site(archive)
    anchor = next(anchor for anchor, text in anchors(archive).items() if text == CANARY)
    assert run("forget", f"c/ada-bob.html#{anchor}", "--reason", "private").stdout.splitlines() == [
        f"Withdrew c/ada-bob.html#{anchor}: private",
        "Next: run `sitegen build` and publish; until then the words are still public.",
        "The words are still in content/transcripts/a.md and in the git history; delete them there if they must not "
        "be kept.",
        f"The same words at c/ada-bob-2025-01-03.html#{anchor} will be withdrawn too.",
    ]


def test_an_export_with_withdrawn_words_does_not_publish_them_again(archive: Path, run: Run):
    file = write_transcript(archive, "a.md", TALK[0], CANARY, TALK[1], TALK[3])
    build_site(archive)
    forget(archive, run)
    build_site(archive)
    file.unlink()
    build_site(archive)
    write_transcript(archive, "again.md", "A new beginning.", TALK[0], CANARY.replace(" and ", " & "), TALK[1], TALK[3])
    build_site(archive)
    assert leaks(archive) == []
    write_transcript(archive, "again.md", TALK[1], CANARY.upper(), TALK[3], TALK[0])
    build_site(archive)
    assert leaks(archive) == []


def test_changed_words_in_the_place_of_withdrawn_ones_are_not_published_and_reported(archive: Path, run: Run):
    write_transcript(archive, "a.md", TALK[0], CANARY, TALK[1])
    build_site(archive)
    anchor = forget(archive, run)
    build_site(archive)
    write_transcript(archive, "a.md", TALK[0], f"As I told you before: {CANARY} Come at nine.", TALK[1])
    report = build_site(archive)
    assert leaks(archive) == []
    assert [fault for fault in errors(report) if "not published" in fault] in (
        [],  # recognised by its MinHash
        [f"content/transcripts/a.md: 1 message is not published, because withdrawn words were in the same place: {anchor}."
         " If these are other words, move them; if they are the same, delete them from the transcript."],
    )  # fmt: skip


def test_words_that_are_deleted_in_the_transcript_too_leave_their_tombstone_at_the_end(archive: Path, run: Run):
    write_transcript(archive, "a.md", TALK[0], CANARY, TALK[1])
    build_site(archive)
    anchor = forget(archive, run)
    write_transcript(archive, "a.md", TALK[0], TALK[1])
    assert errors(build_site(archive)) == []
    assert [(each["anchor"], each["why"]) for each in json_export(archive)["tombstones"]] == [
        (anchor, "an address of somebody")
    ]
    assert leaks(archive) == []


def test_a_whole_conversation_is_forgotten(archive: Path, run: Run):
    write_transcript(archive, "a.md", TALK[0], CANARY)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\ntitle = "Philomena"\nslug = "talk"\n')
    write_transcript(archive, "b.md", "Somebody else stays.", a="Cy")
    build_site(archive)
    before = anchors(archive, "talk")
    assert run("forget", "https://example.org/site/c/talk.html", "--reason", "asked to").exit_code == 0
    report = build_site(archive)
    assert (report.conversations, errors(report), leaks(archive)) == (1, [], [])
    assert TALK[0][:30] not in "".join(data.decode("utf-8", "replace") for _, data in published_files(archive))
    tombstones = page(archive, "talk")
    assert [anchor for anchor in before if f'id="{anchor}"' not in tombstones] == []
    assert "<q>asked to</q>" in tombstones
    (archive / "content" / "transcripts" / "a.md").rename(archive / "content" / "transcripts" / "z.md")
    assert build_site(archive).conversations == 1
    assert leaks(archive) == []


@pytest.mark.parametrize(
    ("address", "reason", "problem"),
    [
        (
            "c/nope.html#m-aaaaaaa",
            "x",
            "The ledger has no such address. Run `sitegen addresses` to list all; a new message gets its address "
            "from `sitegen build`.",
        ),
        ("c/ada-bob.html#m-aaaaaaa", "x", "The ledger has no such address."),
        ("javascript:alert(1)", "x", "The ledger has no such address."),
        ("", "x", "The ledger has no such address."),
        ("c/ada-bob.html#n1", "x", "This address leads to c/ada-bob.html#m-"),
        (
            "c/ada-bob.html",
            " \t",
            "--reason: The reason is empty or too long. Write a --reason of 1 to 200 characters.",
        ),
        ("c/ada-bob.html", "x" * 201, "--reason: The reason is empty or too long."),
    ],
)
def test_what_cannot_be_forgotten_is_reported(archive: Path, run: Run, address: str, reason: str, problem: str):
    write_transcript(archive, "a.md", *TALK[:2])
    build_site(archive)
    before = published_files(archive)
    result = run("forget", address, "--reason", reason)
    assert result.exit_code == 1
    assert problem in result.stderr
    assert published_files(archive) == before


def test_a_hostile_reason_is_escaped(archive: Path, run: Run):
    write_transcript(archive, "a.md", *TALK[:2])
    build_site(archive)
    anchor = next(iter(anchors(archive)))
    assert run("forget", anchor, "--reason", "<script>alert(1)</script>\x1b[31m\u202e").exit_code == 0
    build_site(archive)
    assert "<script>alert(1)" not in page(archive)
    assert "&lt;script&gt;alert(1)" in page(archive)
    assert "\x1b" not in page(archive) + json.dumps(json_export(archive), ensure_ascii=False)
