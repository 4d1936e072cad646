"""A published address never breaks: whole builds, with all changes that happen to files."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.model.problems import ContentError, Severity
from tests.build.test_pipeline import tree
from tests.building import TODAY, build
from tests.conftest import Run
from tests.writing import dialogue

TALK = (
    "Good morning. I counted the gulls on the breakwater and there are eleven.",
    "Eleven is what you said yesterday, and yesterday there was fog over all of it.",
    "ack",
    "Then let us count the fog. I make it one, unless it is two that overlap.",
    "ack",
    "It overlaps with the harbour office, where they deny everything before noon.",
)
LATER = "2026-05-05"


def write_transcript(archive: Path, name: str, *texts: str, **options: str) -> Path:
    file = archive / "content" / "transcripts" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(dialogue(*texts, **options))
    return file


def page(archive: Path, slug: str = "ada-bob") -> str:
    return (archive / "site" / "c" / f"{slug}.html").read_text("utf-8")


def json_export(archive: Path, slug: str = "ada-bob") -> dict:
    return json.loads((archive / "site" / "c" / f"{slug}.json").read_bytes())


def anchors(archive: Path, slug: str = "ada-bob") -> dict[str, str]:
    """Return the text of each message by its anchor."""
    return {each["anchor"]: each["text"] for each in json_export(archive, slug)["messages"]}


def errors(report) -> list[str]:
    return [str(problem) for problem in report.problems if problem.severity is Severity.ERROR]


def build_site(archive: Path, day: str = TODAY, **options):
    return build(open_archive(archive), archive / "site", day=day, **options)


def changed(texts: Sequence[str], **changes: str) -> list[str]:
    return [changes.get(f"n{n}", text) for n, text in enumerate(texts)]


def ledger_lines(archive: Path) -> list[dict]:
    files = sorted((archive / "content" / "ledger").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_the_ledger_has_a_readable_line_for_each_message_and_each_conversation(archive: Path):
    write_transcript(archive, "a.md", *TALK[:3])
    build_site(archive)
    (file,) = (archive / "content" / "ledger").glob("*.jsonl")
    assert file.name == "ada-bob.3qmasvd.jsonl"
    lines = file.read_text("utf-8").splitlines()
    assert json.loads(lines[0]) | {"sketch": "…", "sha256": "…"} == {
        "ledger": 1,
        "conversation": "3qmasvd",
        "slug": "ada-bob",
        "title": "Ada ↔ Bob",
        "source": "a.md",
        "sha256": "…",
        "sketch": "…",
        "state": "live",
    }
    assert json.loads(lines[1]) | {"sketch": "…"} == {
        "anchor": "m-nel5cvl",
        "print": "nel5cvloayyk",
        "length": 73,
        "words": "Good morning. I counted the gulls on the breakwater and ther",
        "sketch": "…",
        "state": "live",
    }
    assert lines[3].startswith('{"anchor":"m-')
    assert lines[3].endswith('"length":3,"words":"ack","state":"live"}')
    assert lines[4:] == ['{"end":true}']
    assert (archive / "content" / "ledger" / ".gitattributes").read_text().endswith("merge=union\n")


def test_a_build_that_changes_nothing_writes_no_line(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = {path: path.stat().st_mtime_ns for path in (archive / "content" / "ledger").iterdir()}
    assert build_site(archive, LATER).rebuilt == 0
    assert build_site(archive, LATER, force=True).rebuilt == 1
    assert {path: path.stat().st_mtime_ns for path in (archive / "content" / "ledger").iterdir()} == before


def test_without_its_cache_a_build_gives_the_same_site_and_the_same_ledger(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    write_transcript(
        archive,
        "a.md",
        "Before all that.",
        *changed(TALK, n3="Then let us count the fog again, all of it.")[:5],
    )
    build_site(archive, LATER)
    site, ledger = tree(archive / "site"), tree(archive / "content" / "ledger")
    for file in (archive / ".sitegen").glob("build-*.state"):
        file.unlink()
    build_site(archive, "2027-01-01", force=True)
    assert (tree(archive / "site"), tree(archive / "content" / "ledger")) == (site, ledger)


def test_messages_around_a_message_do_not_move_it(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = anchors(archive)
    write_transcript(archive, "a.md", "ack", "A word before.", *TALK[:3], "And one between.", *TALK[3:])
    assert errors(build_site(archive)) == []
    now = anchors(archive)
    assert {anchor: now[anchor] for anchor in before} == before
    assert len(now) == len(before) + 3


def test_an_edited_message_keeps_its_address_and_shows_the_date(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    old = {text: anchor for anchor, text in anchors(archive).items()}[TALK[1]]
    write_transcript(archive, "a.md", *changed(TALK, n1=TALK[1].replace("fog", "rain")))
    report = build_site(archive, LATER)
    assert [str(each) for each in report.problems if "edited" in each.message] == [
        f"content/transcripts/a.md: 1 message was edited since publication: {old} "
        "“Eleven is what you said yesterday, and yesterday there was r”. The addresses stay, and the page notes the edit."
    ]
    message = json_export(archive)["messages"][1]
    assert (message["anchor"], message["edited_since"]) == (old, LATER)
    assert f'edited since <time datetime="{LATER}">' in page(archive)
    build_site(archive, "2027-01-01", force=True)
    assert json_export(archive)["messages"][1]["edited_since"] == LATER
    write_transcript(archive, "a.md", *TALK)  # reverted
    build_site(archive, "2027-01-01")
    assert "edited_since" not in json_export(archive)["messages"][1]


def test_a_removed_message_leaves_a_tombstone_with_its_first_words_and_comes_back_to_its_address(
    archive: Path,
):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = anchors(archive)
    removed = next(anchor for anchor, text in before.items() if text == TALK[3])
    write_transcript(archive, "a.md", *TALK[:3], *TALK[4:])
    report = build_site(archive, LATER)
    assert errors(report) == [
        f"content/transcripts/a.md: 1 message is no longer in the transcript: {removed} "
        "“Then let us count the fog. I make it one, unless it is two t”. Restore the words, or build without --strict "
        "to replace them with tombstones. To withdraw them for good, run `sitegen forget`."
    ]
    assert json_export(archive)["tombstones"] == [
        {"anchor": removed, "state": "gone", "since": LATER, "words": f"{TALK[3][:60]}…"}
    ]
    assert re.search(rf'<li class="tombstone" id="{removed}">', page(archive))
    assert errors(build_site(archive, force=True)) == []  # reported once
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    assert anchors(archive) == before
    assert json_export(archive)["tombstones"] == []


def test_a_strict_build_loses_no_address_without_a_tombstone(archive: Path, run: Run):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    site, ledger = tree(archive / "site"), tree(archive / "content" / "ledger")
    write_transcript(archive, "a.md", *TALK[1:])
    result = run("build", "--strict")
    assert (result.exit_code, result.stdout) == (
        1, "Left site/ as it was: 1 problem; see above.\n",
    )  # fmt: skip
    assert (tree(archive / "site"), tree(archive / "content" / "ledger")) == (site, ledger)
    assert run("build").exit_code == 0
    assert run("build", "--strict").exit_code == 0  # it has a tombstone now


def test_a_conversation_is_known_under_any_name_format_and_title(archive: Path):
    file = write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = anchors(archive)
    file.unlink()
    turns = "\n\n".join(f"**{('Ada', 'Bob')[n % 2]}:** {text}" for n, text in enumerate(TALK))
    other = archive / "content" / "transcripts" / "export" / "2026.md"
    other.parent.mkdir()
    other.write_text(f"---\ntitle: Gulls\nparticipants: [Ada, Bob]\n---\n\n{turns}\n", "utf-8")
    report = build_site(archive, LATER)
    assert errors(report) == []
    assert json_export(archive)["title"] == "Gulls"
    assert anchors(archive) == before


def test_a_longer_and_a_shorter_export_are_the_same_conversation(archive: Path):
    file = write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    file.unlink()
    write_transcript(archive, "longer.md", *TALK, *(f"And then we counted crate number {n} twice." for n in range(30)))
    build_site(archive)
    assert sorted(path.name for path in (archive / "site" / "c").glob("*.html")) == [
        "ada-bob.html",
        "index.html",
    ]
    write_transcript(archive, "longer.md", *TALK[:2])
    build_site(archive)
    assert len(json_export(archive)["tombstones"]) == 34


def test_a_conversation_in_which_every_message_was_edited_is_still_the_same(archive: Path):
    file = write_transcript(archive, "a.md", *TALK[:2])
    build_site(archive)
    before = list(anchors(archive))
    file.unlink()
    write_transcript(archive, "b.md", *(text.replace("and", "plus") for text in TALK[:2]))
    build_site(archive, LATER)
    assert list(anchors(archive)) == before


def test_the_id_of_a_conversation_outweighs_its_words(archive: Path):
    head = "---\nid: 7f3a\nparticipants: [Ada, Bob]\n---\n\n"
    file = archive / "content" / "transcripts" / "a.md"
    file.write_text(f"{head}**Ada:** One.\n\n**Bob:** Two.\n", "utf-8")
    build_site(archive)
    file.unlink()
    (archive / "content" / "transcripts" / "b.md").write_text(f"{head}**Ada:** All is new.\n\n**Bob:** Yes.\n")
    build_site(archive)
    assert sorted(path.name for path in (archive / "site" / "c").glob("*.html")) == [
        "ada-and-bob.html",
        "index.html",
    ]


def test_a_changed_title_or_date_moves_no_page(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\ntitle = "Gulls"\ndate = 2020-01-01\n')
    build_site(archive)
    assert json_export(archive)["title"] == "Gulls"


def test_an_older_conversation_that_arrives_later_takes_no_address_from_another(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    write_transcript(archive, "older.md", "An older talk of the same two.", started="2019-01-01 10:00:00")
    build_site(archive)
    assert TALK[0] in page(archive)
    assert "An older talk" in page(archive, "ada-bob-2019-01-01")


def test_a_slug_that_the_owner_changes_leaves_a_redirect(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    source = (archive / "site" / "c" / "ada-bob.txt").read_bytes()
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    assert errors(build_site(archive)) == []
    moved = page(archive)
    assert '<link rel="canonical" href="gulls.html">' in moved
    assert '<script src="../static/redirect.js" data-to="gulls.html"></script>' in moved
    assert re.search(r'<a id="h-moved" href="gulls.html">', moved)
    assert json_export(archive)["slug"] == "gulls"
    assert (archive / "site" / "c" / "ada-bob.txt").read_bytes() == source
    assert TALK[0] in page(archive, "gulls")
    write_transcript(archive, "b.md", "Another talk of these two.")  # the former slug stays reserved
    build_site(archive)
    assert "Another talk" in page(archive, "ada-bob-2025-01-01")
    (archive / "sitegen.toml").write_text("")  # without the setting it keeps its slug
    build_site(archive)
    assert TALK[0] in page(archive, "gulls")


@pytest.mark.parametrize("wish", ["ada-bob", "gulls"])
def test_a_slug_that_another_has_or_had_is_refused(archive: Path, wish: str):
    write_transcript(archive, "a.md", *TALK)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    build_site(archive)
    (archive / "sitegen.toml").write_text(
        f'[[transcripts]]\nmatch = "a.md"\nslug = "ada-bob"\n\n[[transcripts]]\nmatch = "b.md"\nslug = "{wish}"\n'
    )
    write_transcript(archive, "b.md", "Another talk of other people.", a="Cy", started="2026-01-01 10:00:00")
    assert errors(build_site(archive)) == [
        f"sitegen.toml:6: b.md cannot have the slug {wish!r}: another conversation has it, or had it once. Choose another slug."
    ]


def test_a_slug_that_cannot_be_a_file_is_refused(archive: Path):
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "../x"\n')
    with pytest.raises(ContentError, match=r"sitegen.toml:3: '../x' cannot be part of an address. Write 'x'"):
        open_archive(archive)


def test_a_transcript_that_becomes_unreadable_is_not_reported_as_missing(archive: Path):
    write_transcript(archive, "b.md", "Something else entirely stays here.", a="Cy")
    file = write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before, data = page(archive), file.read_bytes()
    file.write_bytes(b"No talk.\n")
    reported = [each for each in errors(build_site(archive, LATER)) if each.startswith("content/ledger")]
    assert reported == [
        "content/ledger/ada-bob.4xsmj5a.jsonl: The transcript of c/ada-bob.html can no longer be read (a.md). Fix it to "
        "restore its addresses; until then, a build without --strict shows tombstones."
    ]
    file.write_bytes(data)
    assert errors(build_site(archive, LATER)) == []
    assert page(archive) == before


def test_a_deleted_transcript_leaves_a_page_of_tombstones(archive: Path):
    write_transcript(archive, "b.md", "Something else entirely stays here.", a="Cy")
    file = write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = anchors(archive)
    file.unlink()
    report = build_site(archive, LATER)
    assert errors(report) == [
        "content/ledger/ada-bob.4xsmj5a.jsonl: The transcript of c/ada-bob.html is missing (it was a.md). Restore it, "
        "or build without --strict to replace its messages with tombstones. To withdraw it for good, run "
        "`sitegen forget`."
    ]
    tombstones = page(archive)
    assert [anchor for anchor in before if f'id="{anchor}"' not in tombstones] == []
    assert TALK[0][:60] in tombstones
    assert "ada-bob" not in (archive / "site" / "archive.json").read_text("utf-8")
    assert errors(build_site(archive, "2027-01-01")) == []
    assert page(archive) == tombstones
    write_transcript(archive, "again.md", *TALK)
    build_site(archive)
    assert anchors(archive) == before


def test_of_two_exports_of_one_conversation_the_deleted_one_redirects_to_the_other(archive: Path):
    write_transcript(archive, "a.md", *TALK, "A footer that only that export has.")
    file = write_transcript(
        archive, "b.md", "A heading that only this export has.", *TALK, started="2025-01-02 10:00:00"
    )
    build_site(archive)
    second = anchors(archive, "ada-bob-2025-01-02")
    file.unlink()
    assert errors(build_site(archive)) == []
    assert '<link rel="canonical" href="ada-bob.html">' in page(archive, "ada-bob-2025-01-02")
    there = page(archive)
    assert [anchor for anchor in second if there.count(f'id="{anchor}"') != 1] == []
    build_site(archive, force=True)
    assert page(archive) == there


def test_tombstones_link_to_words_that_moved_to_another_transcript(archive: Path):
    crates = [f"And a longer line about crate number {n} on the quay, counted twice." for n in range(9)]
    write_transcript(archive, "a.md", *TALK, *crates)
    build_site(archive)
    write_transcript(archive, "a.md", *crates)
    write_transcript(archive, "b.md", *TALK, started="2025-02-02 10:00:00")
    build_site(archive)
    long = [anchor for anchor, text in anchors(archive, "ada-bob-2025-02-02").items() if text != "ack"]
    assert [each.get("to") for each in json_export(archive)["tombstones"] if each["words"] != "ack"] == [
        f"c/ada-bob-2025-02-02.html#{anchor}" for anchor in long
    ]
    assert f'href="ada-bob-2025-02-02.html#{long[0]}"' in page(archive)


def test_an_unpublished_conversation_leaves_no_word_in_site_and_ledger(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    write_transcript(archive, "b.md", "Something else entirely stays here.", a="Cy")
    build_site(archive)
    before = anchors(archive)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\npublish = false\n')
    assert errors(build_site(archive)) == []
    files = [path for folder in ("site", "content/ledger") for path in (archive / folder).rglob("*") if path.is_file()]
    assert [
        path for path in files if any(text[:20].encode() in path.read_bytes() for text in TALK if text != "ack")
    ] == []
    assert [anchor for anchor in before if f'id="{anchor}"' not in page(archive)] == []
    (archive / "sitegen.toml").write_text("")
    build_site(archive)
    assert anchors(archive) == before


def test_a_conversation_unpublished_in_its_front_matter_leaves_no_word_either(archive: Path):
    file = archive / "content" / "transcripts" / "a.md"
    turns = "**Ada:** The canary sings at four.\n\n**Bob:** Nobody heard it.\n"
    file.write_text(f"---\nparticipants: [Ada, Bob]\n---\n\n{turns}")
    build_site(archive)
    file.write_text(f"---\nparticipants: [Ada, Bob]\npublish: false\n---\n\n{turns}")
    build_site(archive)
    files = [path for folder in ("site", "content/ledger") for path in (archive / folder).rglob("*") if path.is_file()]
    assert [path for path in files if b"canary" in path.read_bytes()] == []


def test_a_preview_records_no_address_and_the_next_build_does(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive, update_ledger=False)
    assert not (archive / "content" / "ledger").exists()
    build_site(archive)
    before = tree(archive / "content" / "ledger")
    write_transcript(archive, "a.md", *TALK[1:])
    build_site(archive, update_ledger=False)
    assert (tree(archive / "content" / "ledger"), len(json_export(archive)["tombstones"])) == (before, 1)
    assert len(errors(build_site(archive))) == 1
    assert tree(archive / "content" / "ledger") != before


def test_transcripts_of_another_folder_have_their_ledger_next_to_the_settings(archive: Path, tmp_path_factory):
    (archive / "sitegen.toml").touch()
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "a.md").write_bytes(dialogue(*TALK))
    build(open_archive(archive, folder), archive / "site")
    assert sorted(path.name for path in (archive / "ledger").iterdir()) == [
        ".gitattributes",
        "ada-bob.4xsmj5a.jsonl",
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["a.md"]
