"""Redaction removes words from the bytes in every encoding; all other bytes and messages stay."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.build.conversation_reader import make_conversation, read_transcript
from sitegen.build.transcript_redaction import RedactedTranscript, redact_transcript
from sitegen.model import Conversation, Role
from sitegen.model.ai_models import load_models
from sitegen.model.problems import Problem, Severity
from sitegen.privacy.redaction import find_redactions
from sitegen.privacy.rules import RedactRule
from sitegen.text.encoding.decoding import BINARY
from sitegen.text.source import read_source
from tests.paths import PROJECT
from tests.writing import dialogue

CONTENT = PROJECT / "content" / "transcripts"
MODELS = load_models()
ROSA = RedactRule(words="Rosa")


def redact_all(data: bytes, *rules: RedactRule, rule: TranscriptRule | None = None) -> RedactedTranscript:
    redacted = redact_transcript("a.md", data, TranscriptRule("*", redactions=rules) if rule is None else rule)
    assert redacted.problems == ()
    return redacted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp437", "shift_jis"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_other_bytes_stay_the_same(encoding: str, end: str):
    text = dialogue("Said Rosa, twice: ROSA.", "Nothing of her.", "rosary").decode().replace("↔", "&")
    text = text.replace("# Ada & Bob", "# Ada ↔ Bob") if encoding.startswith("utf") else text
    text = text.replace("\n", end)
    rule = TranscriptRule(encoding=encoding, redactions=(ROSA,), format="dialogue")
    redacted = redact_all(text.encode(encoding), rule=rule)
    expected = text.replace("Rosa,", "[redacted],").replace("ROSA", "[redacted]")
    assert redacted.data == expected.encode(encoding)
    first = expected.index("[")
    decoded = read_source("a.md", redacted.data, encoding).decoded_text()
    assert [decoded[each.offset :][:10] for each in redacted.redactions] == ["[redacted]"] * 2
    assert [(each.line, each.label, each.rule) for each in redacted.redactions] == [
        (expected.count("\n", 0, first) + 1, "", "words")
    ] * 2


PARTS = [
    "Rosa",
    "x",
    "\r\n",
    "\n",
    "é",
    "“",
    " ",
    "\0",
    "â€™",
    "â€œ",
    "](x)",
    "&amp;",
    "\u200b",
    "[",
    "#",
    "**",
    ":",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30))
@example(["é", "“", "â€œ", "Rosa", "â€™", "x"])
@settings(deadline=None)  # the machine may be busy
def test_only_the_words_are_removed_whatever_is_around_them(parts: list[str]):
    text = "".join(parts)
    assume(read_source("a.md", text.encode()).encoding != BINARY)  # with too many NULs it is no transcript
    redacted = redact_transcript("a.md", text.encode(), TranscriptRule(redactions=(ROSA,)))
    new_text = redacted.data.decode()
    pattern = re.sub(r"\\\[redacted\\\]|\(redacted\)|Redacted", "\u200b*Rosa\u200b*", re.escape(new_text))
    assert re.fullmatch(pattern, text)
    assert redact_transcript("a.md", redacted.data, redacted.rule).data == redacted.data
    assert not find_redactions([ROSA], new_text)
    assert not re.search("(?<![aéx])Rosa(?![Réx])", new_text.replace("\u200b", ""))


@pytest.mark.parametrize(
    "listed",
    [
        "participants: [Rosa Keller, Ada]",
        "participants:\n  - Rosa Keller\n  - Ada",
        "participants:\n  Rosa Keller: {role: user}\n  Ada: {role: assistant}",
    ],
)
def test_a_speaker_with_a_redacted_name_remains_a_speaker(listed: str):
    text = f"---\ntitle: Tides\n{listed}\n---\n\n### Rosa Keller\n\nHigh?\n\n### Ada\n\nLow.\n"
    rule = RedactRule(words="Rosa Keller", label="a friend")
    redacted = redact_transcript("a.md", text.encode(), TranscriptRule(redactions=(rule,)))
    assert redacted.data.decode() == text.replace("Rosa Keller", "Redacted a friend")
    assert redacted.problems == ()


@pytest.mark.parametrize(
    "path", sorted(path for path in CONTENT.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_the_sample_archive_has_the_same_messages_without_its_most_common_words(path: Path):
    data = path.read_bytes()
    words = tuple(RedactRule(words=each) for each in ("the", "Rosa", "Wren", "in", "and"))
    redacted = redact_transcript(path.name, data, TranscriptRule(redactions=words))
    original = read_transcript(path.name, data, TranscriptRule(), MODELS)
    conversation = make_conversation(redacted.parsed, redacted.rule, MODELS)
    if not isinstance(original, Conversation):
        return
    assert isinstance(conversation, Conversation)
    assert [each.message for each in redacted.problems] == []
    assert [each.kind for each in conversation.messages] == [each.kind for each in original.messages]
    assert redacted.original_fingerprints == (
        tuple(each.fingerprint for each in original.messages) if redacted.redactions else ()
    )


@pytest.mark.parametrize("marker", ["### {}\n\n", "**{}:** ", "{}: ", "**{}** (2031-01-01 10:00):\n\n"])
def test_participants_whom_the_settings_list_remain_speakers_with_a_redacted_name(marker: str):
    rule = TranscriptRule(
        "*",
        participants={"Rosa Oak": ParticipantRule(role=Role.USER), "Lantern": ParticipantRule()},
        redactions=(ROSA, RedactRule(words="Lantern", label="a lamp")),
    )
    said = (("Rosa Oak", "hi"), ("Lantern", "yes"), ("Note", "x"))
    redacted = redact_all("".join(marker.format(name) + words + "\n\n" for name, words in said).encode(), rule=rule)
    assert not re.search("rosa|lantern", redacted.data.decode(), re.IGNORECASE)
    conversation = make_conversation(redacted.parsed, redacted.rule, MODELS)
    assert isinstance(conversation, Conversation)
    assert [(each.participant.role, each.text.split("\n")[0]) for each in conversation.messages] == [
        (Role.USER, "hi"),
        (None, "yes"),
    ]


def test_settings_apply_to_a_participant_with_a_redacted_name():
    data = dialogue("One.", "Two.", "Three.", a="Rosa", b="Bob")
    rule = TranscriptRule(redactions=(ROSA,), participants={"Rosa": ParticipantRule(name="A gardener")})
    redacted = redact_all(data, rule=rule)
    conversation = make_conversation(redacted.parsed, redacted.rule, MODELS)
    assert isinstance(conversation, Conversation)
    assert [each.participant.name for each in conversation.messages] == ["A gardener", "Bob", "A gardener"]
    assert b"Rosa" not in redacted.data


def test_front_matter_stays_front_matter():
    data = b"---\ntitle: Rosa\nparticipants:\n  Rosa: {role: user}\n  Lamp: gpt-4o\n---\n\n### Rosa\n\nI, Rosa.\n\n### Lamp\n\nYes.\n"
    redacted = redact_all(data, RedactRule(words="Rosa", label="a person"))
    conversation = make_conversation(redacted.parsed, redacted.rule, MODELS)
    assert isinstance(conversation, Conversation)
    assert b"Rosa" not in redacted.data
    assert conversation.title == "Redacted a person"
    assert [(each.participant.name, each.text) for each in conversation.messages] == [
        ("Redacted a person", "I, [redacted: a person]."),
        ("Lamp", "Yes."),
    ]
    assert [each.role for each in conversation.participants][:1] == ["user"]


def test_a_label_that_the_encoding_lacks_is_left_out():
    rule = TranscriptRule(encoding="cp1252", format="dialogue", redactions=(RedactRule(words="Rosa", label="имя"),))
    redacted = redact_all(dialogue("Said Rosa.").replace("↔".encode(), b"&"), rule=rule)
    assert b"Said [redacted]." in redacted.data


def test_a_private_message_is_found_by_its_anchor_before_and_after_other_redactions():
    data = dialogue("Nothing.", "Rosa lives at the mill.", "No.")
    original = read_transcript("a.md", data, TranscriptRule(), MODELS)
    assert isinstance(original, Conversation)
    by_words = redact_all(data, ROSA)
    later = make_conversation(by_words.parsed, by_words.rule, MODELS)
    assert isinstance(later, Conversation)
    for anchor in (original.messages[1].anchor, later.messages[1].anchor):
        redacted = redact_all(data, ROSA, RedactRule(message=anchor))
        conversation = make_conversation(redacted.parsed, redacted.rule, MODELS)
        assert isinstance(conversation, Conversation)
        assert [each.text for each in conversation.messages] == ["Nothing.", "[redacted: message]", "No."]
        assert [each.rule for each in redacted.redactions] == ["message"]
        assert b"mill" not in redacted.data


def test_a_transcript_with_private_front_matter_is_not_redacted():
    data = b"---\nprivate: true\n---\n\n### Rosa\n\nHello.\n"
    assert redact_all(data, ROSA).data == data


def test_words_that_remain_visible_are_blockers():
    redacted = redact_transcript(
        "rosa/a.md",
        dialogue("Redacted, and Rosa."),
        TranscriptRule(redactions=(ROSA, RedactRule(words="redacted"))),
    )
    assert [(each.severity, str(each)) for each in redacted.problems] == [
        (
            Severity.BLOCKER,
            "rosa/a.md: A message still contains words that a [[redact]] rule removes. "
            "Remove them from the transcript itself, or set `publish = false` for it in sitegen.toml.",
        ),
        (
            Severity.BLOCKER,
            "rosa/a.md: The file name contains words that a [[redact]] rule removes. Rename the file.",
        ),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Zorba**nella** Quix",
        "Z~~orban~~ella Quix",
        "Zorb`anella` **Quix**",
        "*Z*orbanella Quix",
        "[Zorba](x)nella Quix",
        "Zorba[nella](https://x.net 'y') Quix",
        "[Zor](x)[ba](y)nella **Quix**",
        "**[Zorba](x)**nella Quix",
    ],
)
def test_words_with_markdown_syntax_inside_are_blockers(text: str):
    data = dialogue("Good evening.", f"It was {text}, I think.")
    redacted = redact_transcript("a.md", data, TranscriptRule("*", redactions=(RedactRule(words="Zorbanella Quix"),)))
    assert redacted.problems == (Problem("redacted-words-in-message", "a.md"),)
    assert redacted.problems[0].severity is Severity.BLOCKER


@pytest.mark.parametrize(
    "text",
    ["rosa.**keller**@keller.de", "rosa**@**keller.de", "rosa@`keller`.de", "rosa.keller@[keller](x).de"],
)
def test_an_email_address_with_markdown_syntax_inside_is_removed_completely(text: str):
    data = dialogue("Good evening.", f"Write to {text}, I think.")
    redacted = redact_transcript("a.md", data, TranscriptRule("*", redactions=(RedactRule(kind="email"),)))
    assert redacted.problems == ()
    assert [part for part in (b"rosa", b"keller") if part in redacted.data] == []


@pytest.mark.parametrize("before", ["\\", "\\n", "C:\\", "~\\"])
def test_a_backslash_before_an_email_address_does_not_protect_it(before: str):
    data = dialogue("Good evening.", f"Write to {before}kim.keller@keller.de, I think.")
    assert b"keller" not in redact_all(data, RedactRule(kind="email")).data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "---\ntitle: Zorba**nella**\nparticipants: [Ada, Bob]\n---\n\n### Ada\n\nYes.\n",
            ["a.md: The title still contains words that a [[redact]] rule removes."],
        ),
        (
            "---\ntitle: T\nparticipants: [Zorba**nella**, Bob]\n---\n\n### Bob\n\nYes.\n\n### Zorba**nella**\n\nNo.\n",
            ["a.md: The name of a participant still contains words that a [[redact]] rule removes."],
        ),
    ],
)
def test_words_with_markdown_syntax_in_titles_and_names_are_blockers(text: str, expected: list[str]):
    rule = TranscriptRule("*", redactions=(RedactRule(words="Zorbanella"),))
    redacted = redact_transcript("a.md", text.encode(), rule)
    assert [str(each).partition(" Remove them")[0] for each in redacted.problems] == expected


def test_a_redaction_that_removes_the_marker_of_a_message_is_a_blocker():
    rule = TranscriptRule("*", redactions=(RedactRule(pattern="### Ada\n"),))
    redacted = redact_transcript("a.md", dialogue("One.", "Two.", "Three."), rule)
    assert [str(each) for each in redacted.problems] == [
        "a.md: Without its redacted words, the transcript is read as different messages. "
        "Choose another replacement with `label`, or remove the words from the transcript itself."
    ]
