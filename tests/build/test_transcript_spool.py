"""Parsed transcripts wait in bounded memory, and leave nothing behind."""

from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build import transcript_spool
from sitegen.build.context import build_context
from sitegen.build.transcript import read_outline
from sitegen.build.transcript_job import ReadResult, TranscriptJob, with_data
from sitegen.build.transcript_spool import TranscriptSpool
from tests.writing import dialogue


def test_transcripts_come_back_and_their_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transcript_spool, "_MAX_MEMORY", 10)
    with TranscriptSpool(tmp_path) as spool:
        parsed = {str(n): bytes([n]) * 20 for n in range(50)}
        for path, data in parsed.items():
            spool.add(path, data)
        assert {path: spool.get(path) for path in reversed(parsed)} == parsed
        spool.add("later", b"more")
        assert (spool.get("later"), spool.get("unread")) == (b"more", b"")
        assert list(tmp_path.iterdir()) == []


def test_a_spool_needs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(transcript_spool, "_MAX_MEMORY", 10)
    with TranscriptSpool(tmp_path / "missing") as spool:
        spool.add("a", b"x" * 20)
        assert spool.get("a") == b"x" * 20
    assert list(tmp_path.iterdir()) == []


def read(archive: Path, data: bytes, rule: TranscriptRule | None = None) -> ReadResult:
    file = archive / "content" / "transcripts" / "a.md"
    file.write_bytes(data)
    job = with_data(TranscriptJob("a.md", file, rule or TranscriptRule()))
    return read_outline(build_context(open_archive(archive)), job)


def test_nothing_is_kept_of_an_unpublished_transcript(archive: Path):
    data = dialogue("A secret plan.")
    assert b"secret plan" in read(archive, data).parsed
    result = read(archive, b"---\npublish: false\n---\n" + data)
    assert (result.outline, result.parsed, result.is_unpublished) == (None, b"", True)


def test_a_text_that_cannot_be_encoded_is_parsed_again_later(archive: Path):
    result = read(archive, dialogue("One."), TranscriptRule(title="half a pair: \ud83d"))
    assert result.outline
    assert result.outline.title == "half a pair: \ud83d"
    assert result.parsed == b""
