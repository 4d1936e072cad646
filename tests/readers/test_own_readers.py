"""Readers of an archive, and the example in the documentation."""

import pickle

import pytest

from sitegen.model import Role
from sitegen.model.problems import ContentError, Problem
from sitegen.readers import markdown
from sitegen.readers.detection import find_reader
from sitegen.readers.own_readers import OwnReader
from sitegen.text.source import read_source
from tests.paths import PROJECT
from tests.readers.parsed_texts import piece_texts

GUIDE = (PROJECT / "docs/writing-a-reader.md").read_text("utf-8")
LOG = GUIDE.split("```text\n")[1].split("```")[0]
EXAMPLE = GUIDE.split("```python\n")[1].split("```")[0]
PIER = OwnReader("pier", EXAMPLE)
TALK = read_source("a.md", b"You: hi\n\nBot: yes\n\nYou: and\n\nBot: no\n")


def test_the_example_in_the_guide_reads_its_log():
    assert len([line for line in EXAMPLE.splitlines() if line.strip()]) <= 40
    source = read_source("pier.log", LOG.encode())
    reader = find_reader(source, own_readers=[PIER])
    assert reader == PIER
    parsed = PIER.read(source)
    assert [(each.speaker, each.role, each.model, each.time, each.span.of(source.text)) for each in parsed.messages] == [
        ("rosa", Role.USER, "", "2026-01-18T21:40", "Is the tide in?"),
        ("lantern", Role.ASSISTANT, "claude-haiku-4.5", "2026-01-18T21:41", "Not yet."),
    ]  # fmt: skip
    assert "".join(text for _, text in piece_texts(source, parsed)) == LOG
    assert (parsed.title, parsed.started, parsed.problems) == ("Log of the pier", "2026-01-18", ())


def test_other_files_are_read_as_without_it():
    assert find_reader(TALK, own_readers=[PIER]) is markdown
    assert find_reader(TALK, "pier", own_readers=[PIER]) == PIER


def test_a_reader_is_sent_to_other_processes():
    copy = pickle.loads(pickle.dumps(PIER))
    assert copy.detect(read_source("pier.log", LOG.encode())) == PIER.detect(read_source("pier.log", LOG.encode()))


def test_it_wins_over_a_reader_that_is_as_sure():
    code = EXAMPLE.replace("if TITLE.match(source.text)", "if source.text").replace("CERTAIN", "LIKELY")
    own = OwnReader("mine", code)
    assert find_reader(read_source("a.json", b'[{"role": "user", "content": "a"}, {"role": "ai", "content": "b"}]'),
                       own_readers=[own]) == own  # fmt: skip


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def detect(:", Problem("own-reader-broken", "readers/x.py", 1, error="SyntaxError: invalid syntax (x.py, line 1)")),
        ("import re\n\nre.compile('(')", Problem(
            "own-reader-broken", "readers/x.py", 3, error="error: missing ), unterminated subpattern at position 0")),
        ("import sys\n\nsys.exit(3)", Problem("own-reader-broken", "readers/x.py", 3, error="SystemExit: 3")),
        ("def detect(source): ...", Problem("own-reader-incomplete", "readers/x.py", function="read")),
    ],
)  # fmt: skip
def test_a_broken_reader_is_a_problem_with_its_line(code: str, problem: Problem):
    with pytest.raises(ContentError) as raised:
        OwnReader("x", code).check()
    assert raised.value.problem == problem
    assert problem.hint


DETECT = (
    "from sitegen.readers.parsed import *\nfrom sitegen.model import Span\n\ndef detect(source):\n    return {}\n\n"
)
READ = DETECT.format("None") + "def read(source):\n    return {}\n"
GAP = "ParsedTranscript((ParsedMessage(Span(0, 8), 'You'), Markup(MarkupKind.SEPARATOR, Span(9, len(source.text)))))"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (READ.format("1 / 0"), Problem(
            "own-reader-failed", "a.md", reader="readers/x.py:8", error="ZeroDivisionError: division by zero")),
        (READ.format("exit(0)"), Problem("own-reader-failed", "a.md", reader="readers/x.py:8", error="SystemExit: 0")),
        (READ.format("None"), Problem(
            "own-reader-failed", "a.md", reader="readers/x.py", error="read returned NoneType, not a ParsedTranscript")),
        (READ.format(GAP), Problem("own-reader-left-gap", "a.md", 2, reader="readers/x.py")),
        (READ.format("ParsedTranscript(())"), Problem("own-reader-left-gap", "a.md", 1, reader="readers/x.py")),
    ],
)  # fmt: skip
def test_what_a_reader_does_wrong_is_a_problem(code: str, problem: Problem):
    with pytest.raises(ContentError) as raised:
        OwnReader("x", code).read(TALK)
    assert raised.value.problem == problem
    assert problem.hint


def test_a_failing_detection_is_a_problem_too():
    own = OwnReader("x", DETECT.format("source.nothing") + "def read(source): ...\n")
    with pytest.raises(ContentError) as raised:
        find_reader(TALK, own_readers=[own])
    assert raised.value.problem == Problem(
        "own-reader-failed",
        "a.md",
        reader="readers/x.py:5",
        error="AttributeError: 'Source' object has no attribute 'nothing'",
    )
