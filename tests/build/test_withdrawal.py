"""Withdrawn messages are removed; the rest of the conversation and its source stays the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.build.withdrawal import PLACEHOLDER, remove_messages
from sitegen.model import Conversation
from sitegen.model.ai_models import load_models
from sitegen.text.source import read_source
from tests.paths import PROJECT
from tests.shared import SHARED, needs_shared

CONTENT = PROJECT / "content" / "transcripts"
MODELS = load_models()
RULE = TranscriptRule()


def check_each_message(path: Path, limit: int = 40) -> None:
    """Remove each message in turn, and check everything that is left."""
    data = path.read_bytes()
    conversation = read_transcript(path.name, data, RULE, MODELS)
    if not isinstance(conversation, Conversation):
        return
    text = read_source(path.name, data).decoded_text()
    for n, message in enumerate(conversation.messages[:limit]):
        placeholder = PLACEHOLDER if message.span else ""
        redacted, new_data = remove_messages(conversation, data, [n])
        expected = text[: message.span.start] + placeholder + text[message.span.end :]
        new_text = read_source(path.name, new_data, conversation.source.encoding).decoded_text()
        assert new_text == expected
        for m, (one, other) in enumerate(zip(conversation.messages, redacted.messages, strict=True)):
            expected_source = placeholder if m == n else one.span.of(text)
            assert other.span.of(new_text) == expected_source
            assert other.text == (placeholder if m == n else one.text)
            assert all(block.span.of(new_text) == expected_source or m != n for block in other.blocks)
        assert redacted.source.bytes == len(new_data)
        repaired = {
            (each.before, new_text[each.offset : each.offset + 1]) for each in redacted.repairs if len(each.before) == 1
        }
        assert all(before == char or before.startswith("\\x") for before, char in repaired)


@pytest.mark.parametrize(
    "path", sorted(path for path in CONTENT.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_every_message_of_the_sample_archive_can_be_removed(path: Path):
    check_each_message(path)


@needs_shared
def test_every_message_of_the_seeds_can_be_removed():
    for path in sorted((SHARED / "seeds").iterdir()):
        check_each_message(path)


@given(st.sets(st.integers(0, 4), min_size=1), st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-8-sig"]))
def test_any_messages_can_be_removed_together(withdrawn: set[int], encoding: str):
    texts = ["Café au lait, éh bien!", "x", "“What”", "A longer line — with a dash.", "é"]
    text = "# Voice Conversation: x\n\n---\n\n" + "".join(f"**USER:**\n\n{each}\n\n---\n\n" for each in texts)
    data = text.encode(encoding)
    conversation = read_transcript("a.md", data, TranscriptRule(encoding=encoding), MODELS)
    assert isinstance(conversation, Conversation)
    assert [each.text for each in conversation.messages] == texts
    redacted, new_data = remove_messages(conversation, data, sorted(withdrawn), encoding)
    expected = [PLACEHOLDER if n in withdrawn else each for n, each in enumerate(texts)]
    assert [each.text for each in redacted.messages] == expected
    assert new_data == (
        "# Voice Conversation: x\n\n---\n\n" + "".join(f"**USER:**\n\n{each}\n\n---\n\n" for each in expected)
    ).encode(encoding)
