"""Count what a build does to each transcript: everything once, and only where something changed."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build import conversation_reader, pipeline, transcript, transcript_job
from sitegen.build.parallel import PARALLEL_FROM
from sitegen.readers import dialogue as dialogue_reader
from tests.building import TODAY, build
from tests.writing import dialogue

_STEPS = {
    "read": (transcript_job, "read_regular_file"),
    "decode": (conversation_reader, "read_source"),
    "detect": (conversation_reader, "find_reader"),
    "parse": (dialogue_reader, "read"),
    "blocks": (conversation_reader, "parse_speech"),
    "words": (conversation_reader, "normalize_words"),
    "minhash": (conversation_reader, "minhash"),
    "reconcile": (transcript, "reconcile"),
}
_MESSAGES = 3
_LONG = "A sentence of more than sixty characters, so that the ledger has a MinHash of its words, number"


class Steps:
    """The number of times that each step ran since the last look, in this process and its workers."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.touch()

    def counting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            with self._file.open("a") as opened:
                opened.write(f"{name}\n")
            return function(*arguments, **options)

        return counted

    def take(self) -> dict[str, int]:
        counts = Counter(self._file.read_text().split())
        os.truncate(self._file, 0)
        return dict(counts)


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    steps = Steps(tmp_path / "steps.txt")
    for name, (module, attribute) in _STEPS.items():
        monkeypatch.setattr(module, attribute, steps.counting(name, getattr(module, attribute)))
    return steps


def put(archive: Path, n: int, ending: str = "") -> None:
    """Write a transcript of three messages, the last of which is long, by two speakers of its own."""
    texts = (f"Greetings from number {n}.", f"Welcome, number {n}.", f"{_LONG} {n}.{ending}")
    file = archive / "content" / "transcripts" / f"talk-{n}.md"
    file.write_bytes(dialogue(*texts, a=f"Ada {n}", b=f"Bob {n}", started=f"2025-01-{n % 28 + 1:02} 10:00:00"))


def once(transcripts: int) -> dict[str, int]:
    """Return the counts of a build that reads this many transcripts."""
    return {
        "read": transcripts,
        "decode": transcripts,
        "detect": transcripts,
        "parse": transcripts,
        "blocks": transcripts * _MESSAGES,
        "words": transcripts * (_MESSAGES + 1),  # those of the conversation's MinHash are cut from all messages
        "minhash": transcripts * 2,
        "reconcile": transcripts,
    }


def build_site(archive: Path, workers: int = 1) -> None:
    build(open_archive(archive), archive / "site", workers=workers)


@pytest.mark.parametrize("size", [3, 9])
def test_a_build_reads_each_changed_transcript_once(archive: Path, steps: Steps, size: int):
    for n in range(size):
        put(archive, n)
    build_site(archive)
    assert steps.take() == once(size)
    build_site(archive)
    assert steps.take() == {}
    put(archive, 1, " Changed.")
    build_site(archive)
    assert steps.take() == once(1)
    put(archive, size)
    build_site(archive)
    again = {"words": _MESSAGES, "minhash": 1}  # of the one before it, which gets a link to it
    assert steps.take() == Counter(once(1)) + Counter({**once(1), **again})


@pytest.mark.parametrize("size", [3, 9])
def test_a_check_reads_each_changed_transcript_once(archive: Path, steps: Steps, size: int):
    for n in range(size):
        put(archive, n)
    pipeline.check(open_archive(archive), archive / "site", day=TODAY, workers=1)
    assert steps.take() == once(size)
    build_site(archive)
    steps.take()
    put(archive, 1, " Changed.")
    pipeline.check(open_archive(archive), archive / "site", day=TODAY, workers=1)
    assert steps.take() == once(1)


def test_workers_read_each_transcript_once(archive: Path, steps: Steps):
    for n in range(PARALLEL_FROM):
        put(archive, n)
    build_site(archive, workers=2)
    assert steps.take() == once(PARALLEL_FROM)


def test_a_transcript_with_a_new_time_but_the_same_bytes_is_only_read(archive: Path, steps: Steps):
    put(archive, 0)
    build_site(archive)
    steps.take()
    os.utime(archive / "content" / "transcripts" / "talk-0.md", (1, 1))
    build_site(archive)
    assert steps.take() == {"read": 1}


def test_a_page_that_is_rendered_again_is_parsed_from_one_reading(archive: Path, steps: Steps):
    put(archive, 0)
    build_site(archive)
    steps.take()
    next((archive / "site" / "c").glob("ada*.html")).unlink()
    build_site(archive)
    assert steps.take() == {**once(1), "words": _MESSAGES, "minhash": 1}  # its outline is known


def test_a_redacted_transcript_is_decoded_and_parsed_before_and_after(archive: Path, steps: Steps):
    put(archive, 0)
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Greetings"\n')
    build_site(archive)
    twice = {"decode": 2, "detect": 2, "parse": 2}
    # The words of the original are normalised too: its fingerprints keep the addresses.
    assert steps.take() == {**once(1), **twice, "words": 2 * _MESSAGES + 1}
