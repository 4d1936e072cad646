"""Several files of one conversation: one page, the same addresses, every file named, nothing private published."""

from pathlib import Path

import pytest

from tests.build.test_pipeline import tree
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

MORE = "One crate is missing, and I know which one: it had the lamp oil for all of March."


def put(archive: Path, name: str, *texts: str, front_matter: str = "") -> Path:
    """Write a transcript with roles instead of names, and without a title."""
    turns = "".join(f"**{('User', 'Assistant')[n % 2]}:**\n\n{text}\n\n" for n, text in enumerate(texts))
    file = archive / "content/transcripts" / name
    file.write_text(f"---\n{front_matter}\n---\n\n{turns}" if front_matter else turns, "utf-8")
    return file


def sources(archive: Path) -> dict[str, list[str]]:
    """Return the paths of the sources of each page, by slug."""
    paths = sorted((archive / "site/c").glob("*.json"))
    return {path.stem: json_export(archive, path.stem)["sources"] for path in paths}


def notes(archive: Path) -> list[str]:
    return [f"{each.code} {each.path}" for each in build_site(archive).problems if each.code != "unknown-model"]


def settings(archive: Path, text: str) -> None:
    (archive / "sitegen.toml").write_text(text, "utf-8")


def test_two_exports_of_one_conversation_are_one_page_that_lists_both(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    put(archive, "b.md", *TALK)
    report = build_site(archive)
    assert (report.conversations, errors(report)) == (1, [])
    assert sources(archive) == {"ada-bob": ["a.md", "b.md"]}
    html = page(archive)
    assert html.count("2 source files") == html.count("<bdi>b.md</bdi>") == 1
    notes = [str(each) for each in report.problems if each.code == "other-exports"]
    assert notes == [
        "content/transcripts/b.md: 1 file is another export of conversations that have a page, such as this one of a.md; "
        "the pages list them."
    ]
    before = tree(archive / "site")
    assert build_site(archive).rebuilt == 0
    build_site(archive, force=True)
    assert tree(archive / "site") == before


def test_a_page_of_one_file_lists_it_in_the_json_only(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    assert sources(archive) == {"ada-bob": ["a.md"]}
    assert "source file" not in page(archive)


def test_a_fuller_export_takes_over_the_page_with_all_its_addresses(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    before = anchors(archive)
    put(archive, "b.md", *TALK, MORE)
    report = build_site(archive)
    assert (report.conversations, report.rebuilt, errors(report)) == (1, 1, [])
    after = anchors(archive)
    assert sources(archive) == {"ada-bob": ["b.md", "a.md"]}
    assert list(after.values()) == [*TALK, MORE]
    assert list(after)[: len(TALK)] == list(before)
    (archive / "content/transcripts/a.md").unlink()
    assert errors(build_site(archive)) == []
    assert (anchors(archive), sources(archive)) == (after, {"ada-bob": ["b.md"]})


def test_two_pages_that_were_published_become_one_and_both_addresses_lead_to_it(archive: Path):
    """As after an update of the program that reads one more format."""
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    ledger = {path: path.read_bytes() for path in (archive / "content/ledger").glob("*.jsonl")}
    for path in ledger:
        path.unlink()
    (archive / "content/transcripts/a.md").unlink()
    write_transcript(archive, "b.md", *TALK, MORE, started="2025-01-02 10:00:00")
    settings(archive, '[[transcripts]]\nmatch = "b.md"\nslug = "the-crates"\n')
    build_site(archive, force=True)
    settings(archive, "")
    second = anchors(archive, "the-crates")
    for path, data in ledger.items():
        path.write_bytes(data)
    write_transcript(archive, "a.md", *TALK)
    report = build_site(archive, force=True)
    assert (report.conversations, errors(report)) == (1, [])
    assert sources(archive)["the-crates"] == ["b.md", "a.md"]
    assert anchors(archive, "the-crates") == second
    assert '<link rel="canonical" href="the-crates.html">' in page(archive)
    assert notes(archive) == ["other-exports content/transcripts/a.md"]


def test_an_essay_may_link_to_each_of_the_files(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    put(archive, "b.md", *TALK)
    (archive / "content/essays").mkdir()
    (archive / "content/essays/e.md").write_text("# E\n\nSee [this](../transcripts/b.md).\n")
    assert errors(build_site(archive)) == []
    assert 'href="../c/ada-bob.html"' in (archive / "site/essays/e.html").read_text("utf-8")


def test_the_slug_and_series_of_the_other_file_and_its_place_on_the_home_page_stay(archive: Path):
    write_transcript(archive, "a.md", *TALK, MORE)
    put(archive, "b.md", *TALK)
    settings(
        archive,
        '[site]\nfeatured = ["b.md"]\n[[transcripts]]\nmatch = "b.md"\nslug = "the-fog"\nseries = "Harbour"\n',
    )
    build_site(archive)
    assert sources(archive) == {"the-fog": ["a.md", "b.md"]}
    assert json_export(archive, "the-fog")["series"] == "Harbour"


def test_two_versions_with_one_id_are_both_kept_and_named(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    put(archive, "b.md", *TALK[:5], MORE, front_matter="id: 4711\ntitle: B")
    put(archive, "c.md", *TALK, front_matter="id: 4711\ntitle: C")
    report = build_site(archive)
    assert report.conversations == 2
    assert errors(report) == [
        "content/transcripts/c.md: This file and b.md are the same conversation by its id, with 4 messages in common, "
        "but each has something that the other has not. Both are published. Set `publish = false` for "
        "the older one, or delete it if it is a file of its own. If they are two conversations, give one of them another id."
    ]


def test_short_talks_are_not_taken_for_one(archive: Path):
    put(archive, "a.md", "hi", "hello")
    put(archive, "b.md", "hi", "hello", front_matter="title: B")
    assert build_site(archive).conversations == 2


def test_an_export_of_a_withdrawn_conversation_is_not_published_whoever_has_it(archive: Path, run: Run):
    write_transcript(archive, "a.md", *TALK)
    put(archive, "b.md", *TALK, MORE)
    build_site(archive)
    (slug,) = sources(archive)
    assert run("forget", f"c/{slug}.html", "--reason", "all of it").exit_code == 0
    for _ in range(2):
        build_site(archive)
        assert (sources(archive), MORE in page(archive, slug), TALK[0] in page(archive, slug)) == ({}, False, False)
    put(archive, "c.md", *TALK, "A third file.")
    build_site(archive)
    assert sources(archive) == {}


@pytest.mark.parametrize("name", ["a.md", "b.md"])
def test_a_withdrawn_message_is_in_no_export(archive: Path, run: Run, name: str):
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    anchor = next(anchor for anchor, text in anchors(archive).items() if text == TALK[3])
    assert run("forget", f"c/ada-bob.html#{anchor}", "--reason", "x").exit_code == 0
    put(archive, "b.md", *TALK, *([MORE] if name == "b.md" else []))
    build_site(archive)
    assert sources(archive)["ada-bob"][0] == name
    assert [
        path for path in (archive / "site").rglob("*") if path.is_file() and b"count the fog" in path.read_bytes()
    ] == []


def test_a_file_is_not_published_because_a_private_one_has_the_same_messages(archive: Path):
    file = put(archive, "a.md", *TALK)
    build_site(archive)
    (slug,) = sources(archive)
    file.write_text("---\nprivate: true\n---\n\n" + file.read_text("utf-8"), "utf-8")
    write_transcript(archive, "b.md", *TALK)
    for _ in range(2):
        assert errors(build_site(archive)) == [
            "content/transcripts/b.md: The file is a copy of a.md, which is private, and is not published. "
            "Set `publish = false` for it too, or `publish = true` to publish it."
        ]
        assert (sources(archive), TALK[0] in page(archive, slug)) == ({}, False)
    settings(archive, '[[transcripts]]\nmatch = "b.md"\npublish = true\n')
    assert errors(build_site(archive)) == []
    assert list(sources(archive).values()) == [["b.md"]]


@pytest.mark.parametrize(
    ("pattern", "hidden"),
    [
        ("old/harbour-4711.md", "old/harbour-4711.md"),
        ("*harbour-4711.md", "old/harbour-4711.md"),
        ("old.zip#conversations.json/harbour-4711", "old.zip#conversations.json/harbour-4711"),
        ("old/harbour-4712.md", ""),
    ],
)
def test_a_newer_export_of_a_private_conversation_is_not_published(archive: Path, pattern: str, hidden: str):
    (archive / "content/transcripts/old").mkdir()
    put(archive, "old/harbour-4711.md", *TALK[:2], front_matter="id: harbour-4711")
    settings(archive, f'[[transcripts]]\nmatch = "{pattern}"\npublish = false\n')
    build_site(archive)
    put(archive, "b.md", *TALK, front_matter="id: harbour-4711")
    copies = [str(each) for each in build_site(archive).problems if each.code == "private-copy"]
    assert [text.partition(", which")[0] for text in copies] == (
        [f"content/transcripts/b.md: The file is a copy of {hidden}"] if hidden else []
    )
    assert (sources(archive) == {}) == bool(hidden)


def test_a_new_name_of_a_file_does_not_publish_what_a_rule_keeps_private(archive: Path):
    file = write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    settings(archive, '[[transcripts]]\nmatch = "a.md"\npublish = false\n')
    build_site(archive)
    file.rename(file.with_name("b.md"))
    for _ in range(2):
        assert [each.code for each in build_site(archive).problems] == ["unmatched-private-rule", "private-copy"]
        assert (sources(archive), TALK[0] in page(archive)) == ({}, False)


def test_an_export_without_a_redaction_blocks_the_publication(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    put(archive, "b.md", *TALK, MORE)
    settings(archive, '[[redact]]\nwords = "harbour office"\nmatch = "a.md"\n')
    blockers = [str(each) for each in build_site(archive).problems if each.severity == "blocker"]
    assert blockers == [
        "content/transcripts/b.md: The file has words that a [[redact]] rule removes from a.md, which is another export "
        "of the conversation. Let the `match` of the rule include both files."
    ]
    settings(archive, '[[redact]]\nwords = "harbour office"\n')
    build_site(archive)
    assert sources(archive) == {"ada-bob": ["b.md", "a.md"]}
    assert "harbour office" not in page(archive)


def test_redacted_words_in_the_name_of_another_source_are_not_shown(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    put(archive, "talk with Rosa.md", *TALK)
    settings(archive, '[[redact]]\nwords = "Rosa"\nmatch = "talk*"\n')
    build_site(archive)
    assert [path for path in (archive / "site").rglob("*") if path.is_file() and b"Rosa" in path.read_bytes()] == []
