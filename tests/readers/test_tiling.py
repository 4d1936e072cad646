"""Nothing is lost: from what a reader returns, the source can be written back."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model.problems import Problem
from sitegen.readers import dialogue, markdown, voice
from sitegen.readers.backrooms import chat_log
from sitegen.readers.detection import READERS, Reader, find_reader
from sitegen.readers.parsed import Markup, MarkupKind, Reading
from sitegen.text.source import Source, read_source
from tests.readers.problem_lines import said, source
from tests.shared import SHARED, needs_shared

# What a marker may be, by reader: a line of its own, or the beginning of one.
MARKERS = {
    "voice": re.compile(r"\*\*(?:USER|ASSISTANT|SYSTEM|TOOL):\*\*[ \t]*"),
    "dialogue": re.compile(r"### [^\n]+"),
    "markdown": re.compile(
        r"(?:#{2,4} (?:Turn|Round) [^\n]*\s+)?"
        r"(?:#{2,4} [^\n]+|\*\*[^\n]+\*\*[:：]? ?|(?:\*\*)?【[^\n】]+】(?:\*\*)?[:：]? ?"
        r"|[^\n]+(?:: ?|：[ \t]?)[ \t]*)"
    ),
}


def assert_tiles(transcript: Source, reader: Reader, reading: Reading) -> None:
    assert "".join(piece.span.of(transcript.text) for piece in reading.pieces) == transcript.text
    ends = [0, *(piece.span.end for piece in reading.pieces)]
    assert [piece.span.start for piece in reading.pieces] == ends[:-1]
    for piece in reading.pieces:
        text = piece.span.of(transcript.text)
        if isinstance(piece, Markup) and piece.kind is MarkupKind.SEPARATOR:
            assert {line.strip() for line in text.split("\n")} <= {"", "---"}, text[:200]
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
        "[AI-2 modified their system prompt]",
    ]
)  # fmt: skip
heads = st.sampled_from(
    [
        "", "# Voice Conversation: a/b\n*2031-02-03 04:05:06*\n\n---\n\n",
        "# A ↔ B\n\n**Messages:** 3\n\n---\n\n", "# A ↔ B ↔ C\n\n**Started:** x\n\n---\n",
        "---\nparticipants: [A, B]\n---\n", "---\nparticipants: [A\n---\n", "---\n", "### A 1 ###\n",
        "You: hi\nBot: yes\n", "A: 1\nB: 2\nA: 3\nB: 4\n",
    ]
)  # fmt: skip


@pytest.mark.parametrize("reader", [voice, dialogue, markdown], ids=lambda reader: reader.NAME)
@settings(deadline=None)
@given(head=heads, body=st.lists(lines, max_size=30), end=st.sampled_from(["", "\n"]))
def test_whatever_a_file_holds_the_pieces_give_it_back(reader: Reader, head: str, body: list[str], end: str):
    transcript = source(head + "\n".join(body) + end)
    reading = reader.read(transcript)
    assert_tiles(transcript, reader, reading)
    assert [problem for problem in reading.problems if not problem.remedy] == []


@settings(deadline=None)
@given(head=heads, body=st.lists(lines, max_size=30))
def test_no_file_has_two_readers_and_what_is_accepted_can_be_read(head: str, body: list[str]):
    transcript = source(head + "\n".join(body))
    assert sum(reader.accepts(transcript) for reader in (voice, dialogue, markdown)) <= 1
    reader = find_reader(transcript)
    if isinstance(reader, Problem):
        assert reader.remedy
    else:
        assert_tiles(transcript, reader, reader.read(transcript))


MANY = 30_000


# Each is over in a moment unless somebody's pattern goes back over what it has read; then it takes hours.
@pytest.mark.parametrize(
    "start",
    ["", "### a", "### ", "**", "**a", "A", "A:", "*1", "> **", "---\na", "---\n", "```", "【", "# a ↔ b"],
)
@pytest.mark.parametrize(
    "much", [" ", "\n", "*", "1", "`", ":", "[", "# ", " ↔ ", "\n---\n", "\n### a\n", "\n**USER:**\n"]
)
def test_hostile_lengths_are_read_in_one_go(start: str, much: str):
    transcript = source(start + much * (MANY // len(much)) + "x")
    find_reader(transcript)
    for reader in (voice, dialogue, markdown):
        assert_tiles(transcript, reader, reader.read(transcript))


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=60)
names = st.lists(
    st.sampled_from(["Rosa", "Lantern 2", "夜", "🦉 owl", "a.b", "x:y", "(z)"]),
    min_size=2,
    max_size=2,
    unique=True,
)


def written(text: str) -> str:
    """As a source holds it: some characters are replaced when bytes become text."""
    return source(text).text


@settings(deadline=None)
@given(st.lists(words, max_size=8))
def test_a_voice_conversation_that_was_written_is_read_back(texts: list[str]):
    texts = [written(text) for text in texts]
    roles = ["USER" if index % 2 == 0 else "ASSISTANT" for index in range(len(texts))]
    turns = list(zip(roles, texts, strict=True))
    body = "".join(f"**{role}:**\n\n{text}\n\n---\n\n" for role, text in turns)
    transcript = source(f"# Voice Conversation: a/b\n*2031-02-03 04:05:06*\n\n---\n\n{body}")
    assert said(transcript, voice.read(transcript)) == turns


@settings(deadline=None)
@given(names, st.lists(words, max_size=8))
def test_a_dialogue_that_was_written_is_read_back(names: Sequence[str], texts: list[str]):
    turns = [(names[index % 2], written(text)) for index, text in enumerate(texts)]
    body = "".join(f"### {name}\n\n{text}\n\n---\n\n" for name, text in turns)
    transcript = source(f"# {names[0]} ↔ {names[1]}\n\n**Messages:** {len(turns)}\n\n---\n\n{body}")
    reading = dialogue.read(transcript)
    assert said(transcript, reading) == turns
    assert [problem.message for problem in reading.problems if turns] == []


def trimmed(text: str) -> str:
    """Without the blank lines around it."""
    return re.sub(r"\A(?:[ \t]*\n)+|(?:\n[ \t]*)+\Z|\A[ \t]+\Z", "", text)


@settings(deadline=None)
@given(
    names,
    st.lists(words.map(trimmed), min_size=2, max_size=8),
    st.sampled_from(["### {}\n\n", "**{}:**\n", "{}:\n", "## {}\n"]),
)
def test_a_markdown_transcript_that_was_written_is_read_back(
    names: Sequence[str], texts: list[str], marker: str
):
    turns = [(names[index % 2], trimmed(written(text))) for index, text in enumerate(texts)]
    body = "\n\n".join(marker.format(name) + text for name, text in turns)
    listed = ", ".join(f"'{name}'" for name in names)
    transcript = source(f"---\nparticipants: [{listed}]\nmessages: {len(turns)}\n---\n\n{body}\n")
    reading = markdown.read(transcript)
    assert said(transcript, reading) == turns
    assert reading.problems == ()


@needs_shared
def test_every_real_transcript_has_one_reader_at_most_and_is_given_back():
    for path in sorted((*(SHARED / "seeds").iterdir(), *(SHARED / "corpus").rglob("*"))):
        if not path.is_file():
            continue
        transcript = read_source(path.name, path.read_bytes())
        accepting = [reader for reader in READERS if reader.accepts(transcript)]
        assert len(accepting) <= 1, path
        for reader in accepting:
            assert_tiles(transcript, reader, reader.read(transcript))


@needs_shared
def test_the_seeds_are_read_by_the_readers_made_for_them():
    readers = [
        find_reader(read_source(path.name, path.read_bytes()))
        for path in sorted((SHARED / "seeds").iterdir())
    ]
    assert readers == [voice, voice, dialogue, chat_log, dialogue]
