"""Words that were taken back: the rest of a conversation and of its source stays as it was."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.build.withdrawal import PLACEHOLDER, without
from sitegen.model import Conversation
from sitegen.model.ai_models import load_models
from sitegen.text.source import read_source
from tests.paths import PROJECT
from tests.shared import SHARED, needs_shared

CONTENT = PROJECT / "content" / "transcripts"
MODELS = load_models()
RULE = TranscriptRule()


def check_each_message(path: Path, most: int = 40) -> None:
    """Takes out one message after the other, and looks at all that is left."""
    data = path.read_bytes()
    read = read_transcript(path.name, data, RULE, MODELS)
    if not isinstance(read, Conversation):
        return
    text = read_source(path.name, data).decoded()
    for n, message in enumerate(read.messages[:most]):
        placeholder = PLACEHOLDER if message.span else ""
        left, rest = without(read, data, [n], RULE)
        expected = text[: message.span.start] + placeholder + text[message.span.end :]
        now = read_source(path.name, rest, read.source.encoding).decoded()
        assert now == expected
        for m, (one, other) in enumerate(zip(read.messages, left.messages, strict=True)):
            said = placeholder if m == n else one.span.of(text)
            assert other.span.of(now) == said
            assert other.text == (placeholder if m == n else one.text)
            assert all(block.span.of(now) == said or m != n for block in other.blocks)
        assert left.source.bytes == len(rest)
        kept = {
            (each.before, now[each.offset : each.offset + 1])
            for each in left.repairs
            if len(each.before) == 1
        }
        assert all(before == there or before.startswith("\\x") for before, there in kept)


@pytest.mark.parametrize(
    "path", sorted(path for path in CONTENT.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_every_message_of_the_sample_archive_can_be_taken_out(path: Path):
    check_each_message(path)


@needs_shared
def test_every_message_of_the_seeds_can_be_taken_out():
    for path in sorted((SHARED / "seeds").iterdir()):
        check_each_message(path)


@given(st.sets(st.integers(0, 4), min_size=1), st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig"]))
def test_any_messages_can_be_taken_out_together(gone: set[int], encoding: str):
    texts = ["Café au lait, éh bien!", "x", "“What”", "A longer line — with a dash.", "é"]
    text = "# Voice Conversation: x\n\n---\n\n" + "".join(f"**USER:**\n\n{each}\n\n---\n\n" for each in texts)
    data = text.encode(encoding)
    read = read_transcript("a.md", data, TranscriptRule(encoding=encoding), MODELS)
    assert isinstance(read, Conversation)
    assert [each.text for each in read.messages] == texts
    left, rest = without(read, data, sorted(gone), TranscriptRule(encoding=encoding))
    shown = [PLACEHOLDER if n in gone else each for n, each in enumerate(texts)]
    assert [each.text for each in left.messages] == shown
    assert rest == (
        "# Voice Conversation: x\n\n---\n\n" + "".join(f"**USER:**\n\n{each}\n\n---\n\n" for each in shown)
    ).encode(encoding)
