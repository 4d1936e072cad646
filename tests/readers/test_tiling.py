"""The pieces that a reader returns cover the whole source."""

import itertools
import re
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model.problems import Problem
from sitegen.readers import dialogue, markdown, voice
from sitegen.readers.backrooms import chat_log
from sitegen.readers.detection import Reader, detections, find_reader
from sitegen.readers.parsed import Confidence, Markup, MarkupKind, ParsedTranscript
from sitegen.readers.turn_markers import STYLES, find_markers, lines_with_signs
from sitegen.text.source import Source, read_source
from tests.readers.parsed_texts import message_texts, source
from tests.sampling import sample
from tests.shared import SHARED, needs_shared

# Valid markers by reader: a whole line, or the start of one.
MARKERS = {
    "voice": re.compile(r"\*\*(?:USER|ASSISTANT|SYSTEM|TOOL):\*\*[ \t]*"),
    "dialogue": re.compile(r"### [^\n]+"),
    "markdown": re.compile(
        r"(?:#{2,4} (?:Turn|Round) [^\n]*\s+)?"
        r"(?:#{1,6} [^\n]+|\*\*[^\n]+\*\*(?:[ \t]*[-–—·•|,]?[ \t]*[\[(]?[^\n]*\d[^\n]*)?[:：]? ?|(?:\*\*)?【[^\n】]+】(?:\*\*)?[:：]? ?"
        r"|[^\n]+(?:: ?|：[ \t]?)[ \t]*|[>*+_\[<=~─═\d-][^\n]{0,80})"
    ),
}


def assert_tiles(transcript: Source, reader: Reader, parsed: ParsedTranscript) -> None:
    spans = [piece.span for piece in parsed.pieces]
    if further := [span for each in parsed.messages for span in each.more_spans]:
        spans = sorted((*spans, *further), key=lambda span: span.start)
    assert "".join(span.of(transcript.text) for span in spans) == transcript.text
    assert [span.start for span in spans] == [0, *(span.end for span in spans)][:-1]
    for piece in parsed.pieces:
        text = piece.span.of(transcript.text)
        if isinstance(piece, Markup) and piece.kind is MarkupKind.SEPARATOR:
            assert {line.strip().strip(" \t,[]{}") for line in text.split("\n")} <= {
                "",
                "---",
                "***",
                "* * *",
                "___",
                "- - -",
            }, text[:200]
        if isinstance(piece, Markup) and piece.kind is MarkupKind.MARKER and reader.NAME in MARKERS:
            assert MARKERS[reader.NAME].fullmatch(text), text[:200]


lines = st.sampled_from(
    [
        "", " ", "words", "    art", "---", "--- ", "```", "```py", "~~~", "# title", "### A", "### B ",
        "### C", "### A ###", "### A 1 ###", "### Round 1/2", "## Turn 3", "**USER:**", "**ASSISTANT:** ",
        "**A:** hi", "**B**: hi", "**A**", "A: hi", "B:", "B：hi", "【A】hi", "You said:", "You: hi",
        "Bot: yes", "title: x", "participants: [A, B]", "**Messages:** 2",
        "A 1 has ended the conversation with ^C^C.", "A has ended the conversation with ^C^C.", "\x0b",
        "\u2028", "\x85", "*2031-02-03 04:05:06*", "| a |", "AI-1 (M) ", "AI-2 (M):",
        "[AI-2 modified their system prompt]", "*17:23*", "Copy link", "Exported by Otter 2", "Models: a, b",
        "# Voice Conversation: c/d", "# A ↔ C\n**Messages:** 1\n---", "*03/04/2031*",
        "##### You said:", "###### Bot said:", "**A** (2031-02-03 10:00):", "[10:00] B: hi", "## Turn 1 — User",
        "## Assistant (gpt-4o)", "## Prompt:", "## Response:", "10:00", "Human: hi", "**Model:** x", "Q: a", "A 2: b",
        "> **You:** hi", "- **Bot:** hi", "<b>Bot:</b> hi", "[USER]", "[BOT", "=== User ===", "_Bot:_ hi", "End of chat", "Share",
        "### Thinking", "### Pasted", "<details><summary>Thinking</summary>", "</details>", "````", "    hi", "- Link: x",
    ]
)  # fmt: skip
headers = st.sampled_from(
    [
        "", "# Voice Conversation: a/b\n*2031-02-03 04:05:06*\n\n---\n\n",
        "# A ↔ B\n\n**Messages:** 3\n\n---\n\n", "# A ↔ B ↔ C\n\n**Started:** x\n\n---\n",
        "---\nparticipants: [A, B]\n---\n", "---\nparticipants: [A\n---\n", "---\n", "### A 1 ###\n",
        "You: hi\nBot: yes\n", "A: 1\nB: 2\nA: 3\nB: 4\n",
    ]
)  # fmt: skip


@pytest.mark.parametrize("reader", [voice, dialogue, markdown], ids=lambda reader: reader.NAME)
@settings(deadline=None)
@given(header=headers, body=st.lists(lines, max_size=30), end=st.sampled_from(["", "\n"]))
def test_the_pieces_of_any_file_cover_it(reader: Reader, header: str, body: list[str], end: str):
    transcript = source(header + "\n".join(body) + end)
    parsed = reader.read(transcript)
    assert_tiles(transcript, reader, parsed)
    assert [problem for problem in parsed.problems if not problem.hint] == []


@settings(deadline=None)
@given(header=headers, body=st.lists(lines, max_size=30))
def test_at_most_one_reader_is_certain_of_a_file_and_can_read_it(header: str, body: list[str]):
    transcript = source(header + "\n".join(body))
    certain = [each for each, detection in detections(transcript) if detection.confidence is Confidence.CERTAIN]
    assert len(certain) <= 1
    reader = find_reader(transcript)
    if isinstance(reader, Problem):
        assert reader.hint
    else:
        assert_tiles(transcript, reader, reader.read(transcript))


LENGTH = 30_000


# Each takes a moment, or hours if a pattern backtracks. A sample has every start and everything repeated.
STARTS = ["", "### a", "### ", "**", "**a", "A", "A:", "*1", "> **", "---\na", "---\n", "```", "【", "# a ↔ b"]
REPEATED = [" ", "\n", "*", "1", "`", ":", "[", "# ", " ↔ ", "\n---\n", "\n### a\n", "\n**USER:**\n"]


@pytest.mark.parametrize(("start", "repeated"), sample(list(itertools.product(STARTS, REPEATED)), 5))
def test_hostile_lengths_are_read_in_linear_time(start: str, repeated: str):
    transcript = source(start + repeated * (LENGTH // len(repeated)) + "x")
    find_reader(transcript)
    for reader in (voice, dialogue, markdown):
        assert_tiles(transcript, reader, reader.read(transcript))


@pytest.mark.parametrize("marker", ["**A**", "**A:**", "**A** -", "**A** (", "## A", "**A** (12:00)"])
@pytest.mark.parametrize("gap", [" ", "\t", " \t"])
def test_wide_gaps_after_markers_take_linear_time(marker: str, gap: str):
    text = marker + gap * (100_000 // len(gap)) + "x"
    started = time.process_time()
    assert [found for style in STYLES for found in find_markers(text, 0, style) if found.end > len(marker) + 1] == []
    assert time.process_time() - started < 3


def test_only_lines_with_the_sign_of_a_style_are_matched():
    text = "The tide came in, and it went.\n\n" * 200 + "## Rosa\n\n**Kai**\n\nRosa said:\n\n【Kai】"
    lines = [offset for offsets in lines_with_signs(text).values() for offset in offsets]
    assert [text[offset : offset + 4] for offset in sorted(set(lines))] == ["## R", "**Ka", "Rosa", "【Kai"]
    found = [marker.name for style in STYLES for marker in find_markers(text, 0, style)]
    assert found == ["Rosa", "Kai", "Kai", "Rosa", "Rosa"]


@pytest.mark.parametrize("field", ["Date:", "|", "| Date |", "Date: a |"])
def test_wide_gaps_in_headers_take_linear_time(field: str):
    transcript = source(f"{field}{' ' * 60_000}x\n\n**User:** a\n\n**Assistant:** b\n")
    started = time.process_time()
    assert message_texts(transcript, markdown.read(transcript)) == [("User", "a"), ("Assistant", "b")]
    assert time.process_time() - started < 3


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=60)
names = st.lists(
    st.sampled_from(["Rosa", "Lantern 2", "夜", "🦉 owl", "a.b", "x:y", "(z)"]),
    min_size=2,
    max_size=2,
    unique=True,
)


def decoded(text: str) -> str:
    """Return text as a source holds it: decoding replaces some characters."""
    return source(text).text


@settings(deadline=None)
@given(st.lists(words, max_size=8))
def test_a_voice_conversation_round_trips(texts: list[str]):
    texts = [decoded(text) for text in texts]
    roles = ["USER" if index % 2 == 0 else "ASSISTANT" for index in range(len(texts))]
    turns = list(zip(roles, texts, strict=True))
    body = "".join(f"**{role}:**\n\n{text}\n\n---\n\n" for role, text in turns)
    transcript = source(f"# Voice Conversation: a/b\n*2031-02-03 04:05:06*\n\n---\n\n{body}")
    assert message_texts(transcript, voice.read(transcript)) == turns


@settings(deadline=None)
@given(names, st.lists(words, max_size=8))
def test_a_dialogue_round_trips(names: Sequence[str], texts: list[str]):
    turns = [(names[index % 2], decoded(text)) for index, text in enumerate(texts)]
    body = "".join(f"### {name}\n\n{text}\n\n---\n\n" for name, text in turns)
    transcript = source(f"# {names[0]} ↔ {names[1]}\n\n**Messages:** {len(turns)}\n\n---\n\n{body}")
    parsed = dialogue.read(transcript)
    assert message_texts(transcript, parsed) == turns
    assert [problem.message for problem in parsed.problems if turns] == []


def strip_blank_lines(text: str) -> str:
    """Remove the blank lines around a text."""
    return re.sub(r"\A(?:[ \t]*\n)+|(?:\n[ \t]*)+\Z|\A[ \t]+\Z", "", text)


@settings(deadline=None)
@given(
    names,
    st.lists(words.map(strip_blank_lines), min_size=2, max_size=8),
    st.sampled_from(["### {}\n\n", "**{}:**\n", "{}:\n", "## {}\n"]),
)
def test_a_markdown_transcript_round_trips(names: Sequence[str], texts: list[str], marker: str):
    turns = [(names[index % 2], strip_blank_lines(decoded(text))) for index, text in enumerate(texts)]
    body = "\n\n".join(marker.format(name) + text for name, text in turns)
    participants = ", ".join(f"'{name}'" for name in names)
    transcript = source(f"---\nparticipants: [{participants}]\nmessages: {len(turns)}\n---\n\n{body}\n")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == turns
    assert parsed.problems == ()


@needs_shared
def test_no_two_readers_are_equally_sure_of_a_real_transcript_and_its_pieces_cover_it():
    paths = sorted(path for path in (SHARED / "corpus").rglob("*") if path.is_file())
    for path in (*sorted((SHARED / "seeds").iterdir()), *sample(paths, 5)):
        transcript = read_source(path.name, path.read_bytes())
        found = detections(transcript)
        confidences = [detection.confidence for _, detection in found]
        assert len(confidences) < 2 or confidences[0] > confidences[1], path
        for reader, _ in found:
            assert_tiles(transcript, reader, reader.read(transcript))


@needs_shared
def test_the_seeds_are_read_by_the_right_readers():
    readers = [find_reader(read_source(path.name, path.read_bytes())) for path in sorted((SHARED / "seeds").iterdir())]
    assert readers == [voice, voice, dialogue, chat_log, dialogue]
