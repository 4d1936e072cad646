"""Changes of published addresses are reported as problems, a few names each."""

from pathlib import Path

from sitegen.build.checks.permalinks import message_problems, unrecorded_transcripts
from sitegen.permalinks.ledger.reconciliation import AddressChange, ChangeKind
from tests.conftest import Run
from tests.privacy.planted import SECRETS
from tests.writing import dialogue


def changes(kind: ChangeKind, count: int) -> list[AddressChange]:
    return [AddressChange(kind, f"m-{n}", f"Word {n}") for n in range(count)]


def test_a_problem_names_three_messages_and_counts_all():
    assert [str(each) for each in message_problems("a.md", changes(ChangeKind.RESTORED, 1))] == [
        "a.md: 1 message is back, at the old addresses: m-0 “Word 0”."
    ]
    assert [str(each) for each in message_problems("a.md", changes(ChangeKind.EDITED, 5))] == [
        "a.md: 5 messages were edited since publication: m-0 “Word 0”, m-1 “Word 1”, m-2 “Word 2”, …. "
        "The addresses stay, and the page notes the edit."
    ]


def test_new_messages_are_reported_on_request_only():
    new = changes(ChangeKind.NEW, 2)
    assert list(message_problems("a.md", new)) == []
    assert len(list(message_problems("a.md", new, report_new=True))) == 1


def test_blocked_transcripts_are_told_apart_from_new_ones():
    assert [str(each) for each in unrecorded_transcripts("ledger", ["a.md", "b.md"], {"b.md"})] == [
        "ledger: 1 transcript has no permanent addresses yet: a.md. Run `sitegen build`, then commit ledger.",
        "ledger: 1 transcript has no permanent addresses, because of blockers: b.md. "
        "Fix these blockers first, then run `sitegen build`.",
    ]


def test_check_reports_that_a_secret_keeps_a_transcript_out_of_the_ledger(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    (folder / "a.md").write_bytes(dialogue("Hello.", "Yes."))
    assert run("build").exit_code == 0
    (folder / "b.md").write_bytes(dialogue("Here.", f"It is {SECRETS[0][1]}.", a="Cy"))
    assert run("build").exit_code == 0
    assert "no permanent addresses, because of blockers: b.md." in run("check").stdout


def test_a_record_that_was_merged_into_another_leads_there(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    talk = [f"A long sentence about the lighthouse, number {n}, with enough words in it." for n in range(8)]
    (folder / "a.md").write_bytes(dialogue(*talk[:4]))
    (folder / "b.md").write_bytes(dialogue(*talk[4:], started="2025-01-02 10:00:00"))
    assert run("build").exit_code == 0
    (folder / "b.md").unlink()
    (folder / "a.md").write_bytes(dialogue(*talk))
    output = run("check").stdout
    assert "This conversation is now part of a.md, and its addresses lead there." in output
