"""Two branches of one archive, merged by git itself."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.permalinks.ledger.test_addresses import TALK, anchors, built, faults, page, put, twin

GIT = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


def git(archive: Path, *arguments: str) -> str:
    done = subprocess.run([*GIT, *arguments], cwd=archive, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def repository(archive: Path) -> Path:
    """An archive with one conversation, built and committed on the branch ``main``."""
    (archive / ".gitignore").write_text("/site/\n/.sitegen/\n")
    put(archive, "a.md", *TALK)
    built(archive)
    git(archive, "init", "-q", "-b", "main")
    commit(archive, "first")
    return archive


def commit(archive: Path, message: str) -> None:
    git(archive, "add", "-A")
    git(archive, "commit", "-q", "-m", message)


def test_both_branches_addresses_lead_to_the_same_words_after_a_merge(repository: Path):
    git(repository, "checkout", "-q", "-b", "other")
    put(repository, "a.md", *TALK, "An ending that the other branch has written.")
    put(repository, "b.md", "A talk that the other branch has added.", started="2025-02-02 10:00:00")
    built(repository)
    theirs = {slug: anchors(repository, slug) for slug in ("ada-bob", "ada-bob-2025-02-02")}
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    put(
        repository,
        "a.md",
        "A beginning that this branch has written.",
        TALK[0],
        TALK[1].replace("fog", "mist"),
        *TALK[2:],
    )
    put(repository, "c.md", "A talk that this branch has added.", started="2025-03-03 10:00:00")
    built(repository, "2026-02-02")
    ours = {slug: anchors(repository, slug) for slug in ("ada-bob", "ada-bob-2025-03-03")}
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    assert git(repository, "status", "--porcelain") == ""
    report = built(repository, "2026-03-03")
    assert [fault for fault in faults(report) if "the header says" not in fault] == []
    for branch in (theirs, ours):
        for slug, before in branch.items():
            now = anchors(repository, slug)
            assert {anchor: now.get(anchor) for anchor in before} == before | {
                anchor: text
                for anchor, text in ours["ada-bob"].items()
                if anchor in before and slug == "ada-bob"
            }
    assert twin(repository)["tombstones"] == []


def test_two_conversations_of_one_slug_are_both_reached_after_a_merge(repository: Path):
    git(repository, "checkout", "-q", "-b", "other")
    put(
        repository,
        "b.md",
        "A talk of two that the other branch has added.",
        a="Cy",
        started="2025-02-02 10:00:00",
    )
    built(repository)
    theirs = anchors(repository, "cy-bob")
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    put(
        repository, "c.md", "A talk of two that this branch has added.", a="Cy", started="2025-03-03 10:00:00"
    )
    built(repository)
    ours = anchors(repository, "cy-bob")
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    report = built(repository)
    assert faults(report) == []
    assert [each.message for each in report.problems if "two conversations" in each.message] == [
        "two conversations were c/cy-bob.html; this one is now c/cy-bob-2025-03-03.html"
    ]
    assert anchors(repository, "cy-bob") == theirs
    assert anchors(repository, "cy-bob-2025-03-03") == ours
    (anchor,) = ours
    assert (
        f'<li class="tombstone" id="{anchor}"><a class="permalink" href="cy-bob-2025-03-03.html#{anchor}">'
        in page(repository, "cy-bob")
    )
    before = page(repository, "cy-bob")
    built(repository, force=True)
    assert page(repository, "cy-bob") == before


def test_the_same_transcript_on_both_branches_is_one_conversation(repository: Path):
    git(repository, "checkout", "-q", "-b", "other")
    put(repository, "b.md", "A talk that both have.", a="Cy")
    built(repository)
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    shutil.rmtree(repository / ".sitegen")  # as in another clone
    put(repository, "b.md", "A talk that both have.", a="Cy")
    built(repository)
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    assert faults(built(repository)) == []
    assert len(list((repository / "content" / "ledger").glob("*.jsonl"))) == 2


def test_what_one_branch_withdrew_the_other_does_not_bring_back(repository: Path, run):
    git(repository, "checkout", "-q", "-b", "other")
    anchor = next(anchor for anchor, text in anchors(repository).items() if text == TALK[3])
    assert run("forget", f"c/ada-bob.html#{anchor}", "--why", "asked to").exit_code == 0
    built(repository)
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    put(repository, "a.md", *TALK[:3], TALK[3].replace("fog", "mist"), *TALK[4:])
    built(repository)
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    built(repository)
    assert anchors(repository)[anchor] == "[withdrawn]"
    assert TALK[3][:30] not in page(repository)
