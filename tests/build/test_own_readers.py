"""Readers in an archive's own folder, and fields of JSON in its settings, in a build."""

import json
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.model.problems import ContentError, Problem
from tests.building import build

SETTINGS = (
    '[readers]\nnames = ["shouts"]\n\n[[transcripts]]\nmatch = "log.json"\nfields = { speaker = "x", text = "y" }\n'
)
READER = """
from sitegen.model import Role, Span
from sitegen.readers.parsed import Confidence, Detection, ParsedMessage, ParsedTranscript

def detect(source):
    return Detection(Confidence.CERTAIN, "it is loud") if source.text.isupper() else None

def read(source):
    return ParsedTranscript((ParsedMessage(Span(0, len(source.text)), "Ann"),))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    transcripts = tmp_path / "content" / "transcripts"
    transcripts.mkdir(parents=True)
    (tmp_path / "readers").mkdir()
    (tmp_path / "readers" / "shouts.py").write_text(READER)
    (tmp_path / "readers" / "never.py").write_text("raise SystemExit\n")  # not named, so not loaded
    (tmp_path / "sitegen.toml").write_text(SETTINGS)
    (transcripts / "loud.txt").write_text("IS THE TIDE IN?")
    (transcripts / "log.json").write_text(json.dumps([{"x": "Rosa", "y": "Hi."}, {"x": "Kai", "y": "Hm."}]))
    return tmp_path


def speakers(root: Path) -> dict[str, list[str]]:
    """Return the speaker of each message in the site, by the path of the transcript."""
    exports = [json.loads(path.read_bytes()) for path in sorted((root / "site" / "c").glob("*.json"))]
    return {each["source"]["path"]: [message["speaker"] for message in each["messages"]] for each in exports}


def test_own_readers_and_named_fields_are_used_and_a_changed_reader_reads_again(root: Path):
    report = build(open_archive(root), root / "site", workers=1)
    assert [each.code for each in report.problems if not each.is_note] == []
    assert speakers(root) == {"loud.txt": ["Ann"], "log.json": ["Rosa", "Kai"]}
    assert build(open_archive(root), root / "site", workers=1).rebuilt == 0
    (root / "readers" / "shouts.py").write_text(READER.replace("Ann", "Bea"))
    build(open_archive(root), root / "site", workers=2)
    assert speakers(root) == {"loud.txt": ["Bea"], "log.json": ["Rosa", "Kai"]}


def test_a_reader_that_fails_leaves_out_its_transcripts_with_a_problem(root: Path):
    (root / "readers" / "shouts.py").write_text(READER.replace('"Ann"', "source.speaker"))
    report = build(open_archive(root), root / "site", workers=1)
    error = "AttributeError: 'Source' object has no attribute 'speaker'"
    assert [each for each in report.problems if each.code == "own-reader-failed"] == [
        Problem("own-reader-failed", "content/transcripts/loud.txt", reader="readers/shouts.py:9", error=error)
    ]
    assert speakers(root) == {"log.json": ["Rosa", "Kai"]}


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ('[readers]\nnames = ["absent"]\n', "unreadable-file"),
        ('[readers]\nnames = ["../shouts"]\n', "invalid-reader-name"),
        ('[readers]\nnames = "shouts"\n', "setting-without-strings"),
        ('[readers]\nname = ["shouts"]\n', "misspelled-setting"),
        ('[[transcripts]]\nmatch = "*"\nfields = { who = "x" }\n', "unknown-setting"),
    ],
)
def test_wrong_settings_stop_the_build(root: Path, settings: str, code: str):
    (root / "sitegen.toml").write_text(settings)
    with pytest.raises(ContentError) as raised:
        open_archive(root)
    assert raised.value.problem.code == code


def test_a_reader_may_not_have_the_name_of_a_format(root: Path):
    (root / "readers" / "voice.py").write_text(READER)
    (root / "sitegen.toml").write_text('[readers]\nnames = ["voice"]\n')
    with pytest.raises(ContentError) as raised:
        open_archive(root)
    assert raised.value.problem == Problem("own-reader-of-known-format", "readers/voice.py", name="voice")
