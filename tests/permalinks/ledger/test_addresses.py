"""Promise 2: a published address never breaks. Whole builds, with everything that happens to files."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.model.problems import ContentError, Severity
from tests.build.test_pipeline import tree
from tests.building import DAY, build
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


def put(archive: Path, name: str, *texts: str, **options: str) -> Path:
    file = archive / "content" / "transcripts" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(dialogue(*texts, **options))
    return file


def page(archive: Path, slug: str = "ada-bob") -> str:
    return (archive / "site" / "c" / f"{slug}.html").read_text("utf-8")


def twin(archive: Path, slug: str = "ada-bob") -> dict:
    return json.loads((archive / "site" / "c" / f"{slug}.json").read_bytes())


def anchors(archive: Path, slug: str = "ada-bob") -> dict[str, str]:
    """By anchor the words that stand there."""
    return {each["anchor"]: each["text"] for each in twin(archive, slug)["messages"]}


def faults(report) -> list[str]:
    return [str(problem) for problem in report.problems if problem.severity is Severity.PROBLEM]


def built(archive: Path, day: str = DAY, **options):
    return build(open_archive(archive), archive / "site", day=day, **options)


def changed(texts: Sequence[str], **changes: str) -> list[str]:
    return [changes.get(f"n{n}", text) for n, text in enumerate(texts)]


def ledger_lines(archive: Path) -> list[dict]:
    files = sorted((archive / "content" / "ledger").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_the_ledger_has_a_readable_line_for_each_message_and_each_conversation(archive: Path):
    put(archive, "a.md", *TALK[:3])
    built(archive)
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
    put(archive, "a.md", *TALK)
    built(archive)
    before = {path: path.stat().st_mtime_ns for path in (archive / "content" / "ledger").iterdir()}
    assert built(archive, LATER).published == 0
    assert built(archive, LATER, force=True).published == 1
    assert {path: path.stat().st_mtime_ns for path in (archive / "content" / "ledger").iterdir()} == before


def test_without_its_cache_a_build_makes_the_same_site_and_the_same_ledger(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive)
    put(
        archive,
        "a.md",
        "Before all that.",
        *changed(TALK, n3="Then let us count the fog again, all of it.")[:5],
    )
    built(archive, LATER)
    site, ledger = tree(archive / "site"), tree(archive / "content" / "ledger")
    for file in (archive / ".sitegen").glob("build-*.json"):
        file.unlink()
    built(archive, "2027-01-01", force=True)
    assert (tree(archive / "site"), tree(archive / "content" / "ledger")) == (site, ledger)


def test_messages_around_a_message_do_not_move_it(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive)
    before = anchors(archive)
    put(archive, "a.md", "ack", "A word before.", *TALK[:3], "And one between.", *TALK[3:])
    assert faults(built(archive)) == []
    now = anchors(archive)
    assert {anchor: now[anchor] for anchor in before} == before
    assert len(now) == len(before) + 3


def test_an_edited_message_keeps_its_address_and_says_since_when(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive)
    old = {text: anchor for anchor, text in anchors(archive).items()}[TALK[1]]
    put(archive, "a.md", *changed(TALK, n1=TALK[1].replace("fog", "rain")))
    report = built(archive, LATER)
    assert [str(each) for each in report.problems if "edited" in each.message] == [
        f"content/transcripts/a.md: 1 message is edited since publication: {old} "
        "“Eleven is what you said yesterday, and yesterday there was r”; the addresses stay, and the page says so"
    ]
    message = twin(archive)["messages"][1]
    assert (message["anchor"], message["edited_since"]) == (old, LATER)
    assert f'edited since <time datetime="{LATER}">' in page(archive)
    built(archive, "2027-01-01", force=True)
    assert twin(archive)["messages"][1]["edited_since"] == LATER
    put(archive, "a.md", *TALK)  # taken back: it says what it said
    built(archive, "2027-01-01")
    assert "edited_since" not in twin(archive)["messages"][1]


def test_a_message_that_is_gone_leaves_a_tombstone_with_its_first_words_and_comes_back_to_its_address(
    archive: Path,
):
    put(archive, "a.md", *TALK)
    built(archive)
    before = anchors(archive)
    gone = next(anchor for anchor, text in before.items() if text == TALK[3])
    put(archive, "a.md", *TALK[:3], *TALK[4:])
    report = built(archive, LATER)
    assert faults(report) == [
        f"content/transcripts/a.md: 1 message is no longer here: {gone} "
        "“Then let us count the fog. I make it one, unless it is two t”; put the words back, or let a build "
        "without --strict put tombstones in their place; to withdraw them for good say `sitegen forget`"
    ]
    assert twin(archive)["tombstones"] == [
        {"anchor": gone, "state": "gone", "since": LATER, "words": f"{TALK[3][:60]}…"}
    ]
    assert re.search(rf'<li class="tombstone" id="{gone}">', page(archive))
    assert faults(built(archive, force=True)) == []  # told once
    put(archive, "a.md", *TALK)
    built(archive)
    assert anchors(archive) == before
    assert twin(archive)["tombstones"] == []


def test_a_strict_build_loses_no_address_without_a_tombstone(archive: Path, run: Run):
    put(archive, "a.md", *TALK)
    built(archive)
    site, ledger = tree(archive / "site"), tree(archive / "content" / "ledger")
    put(archive, "a.md", *TALK[1:])
    result = run("build", "--strict")
    assert (result.exit_code, result.stdout) == (
        1, "1 conversation, 5 messages; site was left as it was: 1 problem\n",
    )  # fmt: skip
    assert (tree(archive / "site"), tree(archive / "content" / "ledger")) == (site, ledger)
    assert run("build").exit_code == 0
    assert run("build", "--strict").exit_code == 0  # the tombstone stands


def test_a_conversation_is_known_under_any_name_format_and_title(archive: Path):
    file = put(archive, "a.md", *TALK)
    built(archive)
    before = anchors(archive)
    file.unlink()
    turns = "\n\n".join(f"**{('Ada', 'Bob')[n % 2]}:** {text}" for n, text in enumerate(TALK))
    other = archive / "content" / "transcripts" / "export" / "2026.md"
    other.parent.mkdir()
    other.write_text(f"---\ntitle: Gulls\nparticipants: [Ada, Bob]\n---\n\n{turns}\n", "utf-8")
    report = built(archive, LATER)
    assert faults(report) == []
    assert twin(archive)["title"] == "Gulls"
    assert anchors(archive) == before


def test_a_longer_and_a_shorter_export_are_the_same_conversation(archive: Path):
    file = put(archive, "a.md", *TALK)
    built(archive)
    file.unlink()
    put(archive, "longer.md", *TALK, *(f"And then we counted crate number {n} twice." for n in range(30)))
    built(archive)
    assert sorted(path.name for path in (archive / "site" / "c").glob("*.html")) == [
        "ada-bob.html",
        "index.html",
    ]
    put(archive, "longer.md", *TALK[:2])
    built(archive)
    assert len(twin(archive)["tombstones"]) == 34


def test_a_conversation_in_which_every_message_was_edited_is_still_the_same(archive: Path):
    file = put(archive, "a.md", *TALK[:2])
    built(archive)
    before = list(anchors(archive))
    file.unlink()
    put(archive, "b.md", *(text.replace("and", "plus") for text in TALK[:2]))
    built(archive, LATER)
    assert list(anchors(archive)) == before


def test_the_id_of_a_conversation_outweighs_its_words(archive: Path):
    head = "---\nid: 7f3a\nparticipants: [Ada, Bob]\n---\n\n"
    file = archive / "content" / "transcripts" / "a.md"
    file.write_text(f"{head}**Ada:** One.\n\n**Bob:** Two.\n", "utf-8")
    built(archive)
    file.unlink()
    (archive / "content" / "transcripts" / "b.md").write_text(
        f"{head}**Ada:** All is new.\n\n**Bob:** Yes.\n"
    )
    built(archive)
    assert sorted(path.name for path in (archive / "site" / "c").glob("*.html")) == [
        "ada-and-bob.html",
        "index.html",
    ]


def test_a_title_or_a_date_that_changes_moves_no_page(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive)
    (archive / "sitegen.toml").write_text(
        '[[transcripts]]\nmatch = "a.md"\ntitle = "Gulls"\ndate = 2020-01-01\n'
    )
    built(archive)
    assert twin(archive)["title"] == "Gulls"


def test_an_older_conversation_that_arrives_later_takes_no_address_from_another(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive)
    put(archive, "older.md", "An older talk of the same two.", started="2019-01-01 10:00:00")
    built(archive)
    assert TALK[0] in page(archive)
    assert "An older talk" in page(archive, "ada-bob-2019-01-01")


def test_a_slug_that_the_owner_changes_leaves_a_page_that_leads_on(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive)
    source = (archive / "site" / "c" / "ada-bob.txt").read_bytes()
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    assert faults(built(archive)) == []
    moved = page(archive)
    assert '<link rel="canonical" href="gulls.html">' in moved
    assert '<script src="../static/moved.js" data-to="gulls.html"></script>' in moved
    assert re.search(r'<a id="h-moved" href="gulls.html">', moved)
    assert twin(archive)["slug"] == "gulls"
    assert (archive / "site" / "c" / "ada-bob.txt").read_bytes() == source
    assert TALK[0] in page(archive, "gulls")
    put(archive, "b.md", "Another talk of these two.")  # the former slug is nobody else's
    built(archive)
    assert "Another talk" in page(archive, "ada-bob-2025-01-01")
    (archive / "sitegen.toml").write_text("")  # without the wish it stays where it is
    built(archive)
    assert TALK[0] in page(archive, "gulls")


@pytest.mark.parametrize("wish", ["ada-bob", "gulls"])
def test_a_slug_that_another_has_or_had_is_refused(archive: Path, wish: str):
    put(archive, "a.md", *TALK)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    built(archive)
    (archive / "sitegen.toml").write_text(
        '[[transcripts]]\nmatch = "a.md"\nslug = "ada-bob"\n\n'
        f'[[transcripts]]\nmatch = "b.md"\nslug = "{wish}"\n'
    )
    put(archive, "b.md", "Another talk of other people.", a="Cy", started="2026-01-01 10:00:00")
    assert faults(built(archive)) == [
        f"sitegen.toml:6: b.md cannot have the slug {wish!r}: another conversation has it, or had it once; choose another"
    ]


def test_a_slug_that_cannot_be_a_file_is_refused(archive: Path):
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "../x"\n')
    with pytest.raises(ContentError, match=r"sitegen.toml:3: '../x' cannot be the name of a page; write 'x'"):
        open_archive(archive)


def test_a_transcript_that_cannot_be_read_any_more_is_not_said_to_be_gone(archive: Path):
    put(archive, "b.md", "Something else entirely stays here.", a="Cy")
    file = put(archive, "a.md", *TALK)
    built(archive)
    before, data = page(archive), file.read_bytes()
    file.write_bytes(b"No talk.\n")
    said = [each for each in faults(built(archive, LATER)) if each.startswith("content/ledger")]
    assert said == [
        "content/ledger/ada-bob.4xsmj5a.jsonl: the transcript of c/ada-bob.html cannot be read any more (a.md); mend "
        "it, and its addresses are as they were; a build without --strict puts tombstones there until then"
    ]
    file.write_bytes(data)
    assert faults(built(archive, LATER)) == []
    assert page(archive) == before


def test_a_transcript_that_is_deleted_leaves_a_page_of_tombstones(archive: Path):
    put(archive, "b.md", "Something else entirely stays here.", a="Cy")
    file = put(archive, "a.md", *TALK)
    built(archive)
    before = anchors(archive)
    file.unlink()
    report = built(archive, LATER)
    assert faults(report) == [
        "content/ledger/ada-bob.4xsmj5a.jsonl: the transcript of c/ada-bob.html is gone (it was a.md); put the words "
        "back, or let a build without --strict put tombstones in their place; to withdraw them for good say "
        "`sitegen forget`"
    ]
    left = page(archive)
    assert [anchor for anchor in before if f'id="{anchor}"' not in left] == []
    assert TALK[0][:60] in left
    assert "ada-bob" not in (archive / "site" / "archive.json").read_text("utf-8")
    assert faults(built(archive, "2027-01-01")) == []
    assert page(archive) == left
    put(archive, "again.md", *TALK)
    built(archive)
    assert anchors(archive) == before


def test_of_two_exports_of_one_talk_the_one_that_goes_leads_to_the_other(archive: Path):
    put(archive, "a.md", *TALK)
    file = put(archive, "b.md", "A heading that only this export has.", *TALK, started="2025-01-02 10:00:00")
    built(archive)
    second = anchors(archive, "ada-bob-2025-01-02")
    file.unlink()
    assert faults(built(archive)) == []
    assert '<link rel="canonical" href="ada-bob.html">' in page(archive, "ada-bob-2025-01-02")
    there = page(archive)
    assert [anchor for anchor in second if there.count(f'id="{anchor}"') != 1] == []
    built(archive, force=True)
    assert page(archive) == there


def test_words_that_moved_to_another_transcript_are_pointed_to(archive: Path):
    crates = [f"And a longer line about crate number {n} on the quay, counted twice." for n in range(9)]
    put(archive, "a.md", *TALK, *crates)
    built(archive)
    put(archive, "a.md", *crates)
    put(archive, "b.md", *TALK, started="2025-02-02 10:00:00")
    built(archive)
    long = [anchor for anchor, text in anchors(archive, "ada-bob-2025-02-02").items() if text != "ack"]
    assert [each.get("to") for each in twin(archive)["tombstones"] if each["words"] != "ack"] == [
        f"c/ada-bob-2025-02-02.html#{anchor}" for anchor in long
    ]
    assert f'href="ada-bob-2025-02-02.html#{long[0]}"' in page(archive)


def test_what_the_owner_makes_private_leaves_no_word_in_site_and_ledger(archive: Path):
    put(archive, "a.md", *TALK)
    put(archive, "b.md", "Something else entirely stays here.", a="Cy")
    built(archive)
    before = anchors(archive)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\npublish = false\n')
    assert faults(built(archive)) == []
    files = [
        path
        for folder in ("site", "content/ledger")
        for path in (archive / folder).rglob("*")
        if path.is_file()
    ]
    assert [
        path
        for path in files
        if any(text[:20].encode() in path.read_bytes() for text in TALK if text != "ack")
    ] == []
    assert [anchor for anchor in before if f'id="{anchor}"' not in page(archive)] == []
    (archive / "sitegen.toml").write_text("")
    built(archive)
    assert anchors(archive) == before


def test_what_its_front_matter_makes_private_leaves_no_word_either(archive: Path):
    file = archive / "content" / "transcripts" / "a.md"
    turns = "**Ada:** The canary sings at four.\n\n**Bob:** Nobody heard it.\n"
    file.write_text(f"---\nparticipants: [Ada, Bob]\n---\n\n{turns}")
    built(archive)
    file.write_text(f"---\nparticipants: [Ada, Bob]\npublish: false\n---\n\n{turns}")
    built(archive)
    files = [
        path
        for folder in ("site", "content/ledger")
        for path in (archive / folder).rglob("*")
        if path.is_file()
    ]
    assert [path for path in files if b"canary" in path.read_bytes()] == []


def test_a_preview_keeps_no_address_and_the_next_build_does(archive: Path):
    put(archive, "a.md", *TALK)
    built(archive, record=False)
    assert not (archive / "content" / "ledger").exists()
    built(archive)
    before = tree(archive / "content" / "ledger")
    put(archive, "a.md", *TALK[1:])
    built(archive, record=False)
    assert (tree(archive / "content" / "ledger"), len(twin(archive)["tombstones"])) == (before, 1)
    assert len(faults(built(archive))) == 1
    assert tree(archive / "content" / "ledger") != before


def test_transcripts_of_another_folder_have_their_ledger_beside_the_settings(archive: Path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "a.md").write_bytes(dialogue(*TALK))
    build(open_archive(archive, folder), archive / "site")
    assert sorted(path.name for path in (archive / "ledger").iterdir()) == [
        ".gitattributes",
        "ada-bob.4xsmj5a.jsonl",
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["a.md"]
