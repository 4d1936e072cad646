"""Two branches of one archive, merged by git."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.permalinks.ledger.test_addresses import (
    TALK,
    anchors,
    build_site,
    errors,
    json_export,
    page,
    write_transcript,
)

GIT = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


def git(archive: Path, *arguments: str) -> str:
    done = subprocess.run([*GIT, *arguments], cwd=archive, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def repository(archive: Path) -> Path:
    """Create an archive with one conversation, built and committed on the branch ``main``."""
    (archive / ".gitignore").write_text("/site/\n/.sitegen/\n")
    write_transcript(archive, "a.md", *TALK)
    build_site(archive)
    git(archive, "init", "-q", "-b", "main")
    commit(archive, "first")
    return archive


def commit(archive: Path, message: str) -> None:
    git(archive, "add", "-A")
    git(archive, "commit", "-q", "-m", message)


def test_addresses_of_both_branches_lead_to_the_same_words_after_a_merge(repository: Path):
    git(repository, "checkout", "-q", "-b", "other")
    write_transcript(repository, "a.md", *TALK, "An ending that the other branch has written.")
    write_transcript(repository, "b.md", "A talk that the other branch has added.", started="2025-02-02 10:00:00")
    build_site(repository)
    theirs = {slug: anchors(repository, slug) for slug in ("ada-bob", "ada-bob-2025-02-02")}
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    write_transcript(
        repository,
        "a.md",
        "A beginning that this branch has written.",
        TALK[0],
        TALK[1].replace("fog", "mist"),
        *TALK[2:],
    )
    write_transcript(repository, "c.md", "A talk that this branch has added.", started="2025-03-03 10:00:00")
    build_site(repository, "2026-02-02")
    ours = {slug: anchors(repository, slug) for slug in ("ada-bob", "ada-bob-2025-03-03")}
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    assert git(repository, "status", "--porcelain") == ""
    report = build_site(repository, "2026-03-03")
    assert [fault for fault in errors(report) if "its header says" not in fault] == []
    for branch in (theirs, ours):
        for slug, before in branch.items():
            now = anchors(repository, slug)
            assert {anchor: now.get(anchor) for anchor in before} == before | {
                anchor: text for anchor, text in ours["ada-bob"].items() if anchor in before and slug == "ada-bob"
            }
    assert json_export(repository)["tombstones"] == []


def test_two_conversations_with_one_slug_are_both_reachable_after_a_merge(repository: Path):
    git(repository, "checkout", "-q", "-b", "other")
    write_transcript(
        repository,
        "b.md",
        "A talk of two that the other branch has added.",
        a="Cy",
        started="2025-02-02 10:00:00",
    )
    build_site(repository)
    theirs = anchors(repository, "cy-bob")
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    write_transcript(
        repository, "c.md", "A talk of two that this branch has added.", a="Cy", started="2025-03-03 10:00:00"
    )
    build_site(repository)
    ours = anchors(repository, "cy-bob")
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    report = build_site(repository)
    assert errors(report) == []
    assert [each.message for each in report.problems if "Two conversations" in each.message] == [
        "Two conversations had the address c/cy-bob.html; this one is now c/cy-bob-2025-03-03.html."
    ]
    assert anchors(repository, "cy-bob") == theirs
    assert anchors(repository, "cy-bob-2025-03-03") == ours
    (anchor,) = ours
    assert f'<li class="tombstone" id="{anchor}"><a class="permalink" href="cy-bob-2025-03-03.html#{anchor}">' in page(
        repository, "cy-bob"
    )
    before = page(repository, "cy-bob")
    build_site(repository, force=True)
    assert page(repository, "cy-bob") == before


def test_the_same_transcript_on_both_branches_is_one_conversation(repository: Path):
    git(repository, "checkout", "-q", "-b", "other")
    write_transcript(repository, "b.md", "A talk that both have.", a="Cy")
    build_site(repository)
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    shutil.rmtree(repository / ".sitegen")  # as in another clone
    write_transcript(repository, "b.md", "A talk that both have.", a="Cy")
    build_site(repository)
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    assert errors(build_site(repository)) == []
    assert len(list((repository / "content" / "ledger").glob("*.jsonl"))) == 2


def test_words_withdrawn_on_one_branch_stay_withdrawn_after_a_merge(repository: Path, run):
    git(repository, "checkout", "-q", "-b", "other")
    anchor = next(anchor for anchor, text in anchors(repository).items() if text == TALK[3])
    assert run("forget", f"c/ada-bob.html#{anchor}", "--reason", "asked to").exit_code == 0
    build_site(repository)
    commit(repository, "other")
    git(repository, "checkout", "-q", "main")
    write_transcript(repository, "a.md", *TALK[:3], TALK[3].replace("fog", "mist"), *TALK[4:])
    build_site(repository)
    commit(repository, "ours")
    git(repository, "merge", "-q", "--no-edit", "other")
    build_site(repository)
    assert anchors(repository)[anchor] == "[withdrawn]"
    assert TALK[3][:30] not in page(repository)
