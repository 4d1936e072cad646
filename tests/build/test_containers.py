"""Files with many conversations: one page for each, and only what changed is rendered again."""

import json
import zipfile
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.pipeline import check
from sitegen.readers.containers import ConversationPart, find_parts
from tests.building import build

TALK = "---\ntitle: {title}\nparticipants: [Rosa, Lantern]\n---\n\n### Rosa\n\n{words}\n\n### Lantern\n\nTwice a day.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "transcripts").mkdir(parents=True)
    write_zip(
        tmp_path, tide="When does the marlin basin fill with water?", lamp="Who lights the lamp on the bollard tonight?"
    )
    return tmp_path


def write_zip(root: Path, **talks: str) -> None:
    with zipfile.ZipFile(root / "content" / "transcripts" / "export.zip", "w") as target:
        for name, words in talks.items():
            target.writestr(f"{name}.md", TALK.format(title=name, words=words))


def pages(root: Path) -> set[str]:
    return {each.name for each in (root / "site" / "c").glob("*.html")} - {"index.html"}


def published_text(root: Path) -> str:
    return "\n".join(
        each.read_text("utf-8", "replace")
        for folder in ("site", "content/ledger")
        for each in (root / folder).rglob("*.*")
    )


def test_each_conversation_has_a_page_and_a_build_again_renders_none(root: Path):
    first = build(open_archive(root), root / "site", workers=1)
    assert (first.conversations, first.rebuilt, pages(root)) == (2, 2, {"tide.html", "lamp.html"})
    assert build(open_archive(root), root / "site", workers=1).rebuilt == 0
    assert check(open_archive(root), root / "site", day="2031-02-03", workers=1).report.problems == ()


def test_a_newer_export_renders_only_what_is_new(root: Path):
    build(open_archive(root), root / "site", workers=1)
    write_zip(
        root, tide="When does the marlin basin fill with water?", lamp="Who lights the lamp on the bollard tonight?",
        boat="Which boat leaves for the island in the morning?",
    )  # fmt: skip
    report = build(open_archive(root), root / "site", workers=1)
    assert (report.rebuilt, pages(root)) == (1, {"tide.html", "lamp.html", "boat.html"})


@pytest.mark.parametrize(
    ("pattern", "kept", "hidden"),
    [
        ("export.zip", "", "marlin bollard"),
        ("export.zip#tide.md", "bollard", "marlin"),
        ("*lamp*", "marlin", "bollard"),
    ],
)
def test_a_private_conversation_of_a_zip_leaves_no_words(root: Path, pattern: str, kept: str, hidden: str):
    build(open_archive(root), root / "site", workers=1)
    (root / "sitegen.toml").write_text(f'[[transcripts]]\nmatch = "{pattern}"\npublish = false\n', "utf-8")
    build(open_archive(root), root / "site", workers=1)
    text = published_text(root).casefold()
    assert [word for word in kept.split() if word not in text] == []
    assert [word for word in hidden.split() if word in text] == []


def test_a_damaged_zip_is_a_problem_with_its_place(root: Path):
    file = root / "content" / "transcripts" / "export.zip"
    file.write_bytes(file.read_bytes()[:80])
    (problem,) = open_archive(root).problems
    assert (problem.code, problem.path) == ("unreadable-file", "content/transcripts/export.zip")
    assert "zip is damaged" in problem.message


def test_a_newer_export_of_a_private_one_publishes_nothing_of_it(tmp_path: Path):
    folder = tmp_path / "content" / "transcripts"
    folder.mkdir(parents=True)
    for name, ids in (("old.zip", "a"), ("new.zip", "ab")):
        talks = [
            {
                "uuid": f"7f1c0c1e-0000-4000-8000-00000000000{each}",
                "name": f"Talk {each}",
                "chat_messages": [
                    {"uuid": f"{each}{n}", "sender": sender, "text": text}
                    for n, (sender, text) in enumerate(
                        [("human", f"Is marlin {each} in the basin?"), ("assistant", "Yes.")]
                    )
                ],
            }
            for each in ids
        ]
        with zipfile.ZipFile(folder / name, "w") as target:
            target.writestr("conversations.json", json.dumps(talks))
    (tmp_path / "sitegen.toml").write_text('[[transcripts]]\nmatch = "old.zip"\npublish = false\n', "utf-8")
    report = build(open_archive(tmp_path), tmp_path / "site", workers=1)
    assert pages(tmp_path) == {"talk-b.html"}
    assert [each.code for each in report.problems] == ["private-copy"]
    assert "marlin a" not in published_text(tmp_path).casefold()


def test_a_file_is_cut_again_if_it_or_the_program_changed(root: Path, monkeypatch: pytest.MonkeyPatch):
    cut: list[str] = []

    def find(file: Path) -> tuple[ConversationPart, ...]:
        cut.append(file.name)
        return find_parts(file)

    monkeypatch.setattr("sitegen.archive.transcript_files.find_parts", find)
    build(open_archive(root), root / "site", workers=1)
    open_archive(root)
    assert cut == ["export.zip"]
    monkeypatch.setattr("sitegen.archive.folder._cutting_key", lambda: "of another version")
    build(open_archive(root), root / "site", workers=1)
    open_archive(root)
    assert cut == ["export.zip"] * 2
    write_zip(root, tide="When does the marlin basin fill with water?")
    open_archive(root)
    assert cut == ["export.zip"] * 3


def test_no_list_of_conversations_stays_if_there_is_no_such_file(root: Path):
    build(open_archive(root), root / "site", workers=1)
    assert (root / ".sitegen" / "parts").exists()
    (root / "content" / "transcripts" / "export.zip").unlink()
    build(open_archive(root), root / "site", workers=1)
    assert not (root / ".sitegen" / "parts").exists()
