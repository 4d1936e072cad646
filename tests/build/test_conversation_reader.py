"""Reading a transcript: from bytes to a conversation."""

import hashlib

import pytest

from sitegen.archive.settings.parser import parse_settings
from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.model import (
    Block,
    BlockKind,
    Conversation,
    Message,
    MessageKind,
    Participant,
    Role,
    SourceInfo,
    Span,
)
from sitegen.model.ai_models import load_models
from sitegen.model.problems import Problem
from tests.shared import SHARED, needs_shared
from tests.writing import dialogue

MODELS = load_models()
VOICE = b"""# Voice Conversation: anthropic/claude-haiku-4.5
*2026-01-04 21:13:46*

---

**USER:**

Are you there?

---

**ASSISTANT:**

Between two dashes.

---
"""


NO_RULE = TranscriptRule()


def read(data: bytes, rule: TranscriptRule = NO_RULE) -> Conversation:
    conversation = read_transcript("folder/a.md", data, rule, MODELS)
    assert isinstance(conversation, Conversation)
    return conversation


@pytest.mark.parametrize(
    ("texts", "rule", "expected"),
    [
        (["Good morning.", "Is it?"], NO_RULE, ""),
        (["夜の海は静かです", "波の音だけが聞こえます"], NO_RULE, "ja"),
        (["夜の海は静かです", "A voice from elsewhere."], NO_RULE, ""),
        (["Guten Morgen.", "Ist er das?"], TranscriptRule(language="de"), "de"),
    ],
)
def test_the_language_comes_from_the_settings_or_from_nearly_all_letters(texts, rule, expected: str):
    assert read(dialogue(*texts), rule).language == expected


def test_a_transcript_becomes_this_conversation():
    data = VOICE.replace(b"\n", b"\r\n")
    user = Participant("USER", Role.USER)
    model = Participant("ASSISTANT", Role.ASSISTANT, "anthropic/claude-haiku-4.5", "anthropic/claude-haiku-4.5")
    one, two = data.index(b"Are"), data.index(b"Between")
    first, second = Span(one, one + 14), Span(two, two + 19)
    assert read(data) == Conversation(
        title="Are you there?",
        plain_title="Voice Conversation: anthropic/claude-haiku-4.5",
        file_title="Voice Conversation: anthropic/claude-haiku-4.5",
        title_fingerprint="gw4tdnifz2po",
        format="voice",
        started="2026-01-04T21:13:46",
        ended=None,
        source=SourceInfo(
            "folder/a.md",
            hashlib.sha256(data).hexdigest(),
            len(data),
            "utf-8",
        ),
        participants=(user, model),
        messages=(
            Message(
                1,
                "m-gw4tdni",
                MessageKind.SPEECH,
                user,
                None,
                "Are you there?",
                first,
                (Block(BlockKind.PROSE, "Are you there?", first),),
                "gw4tdnifz2po",
            ),
            Message(
                2,
                "m-6vx4wjn",
                MessageKind.SPEECH,
                model,
                None,
                "Between two dashes.",
                second,
                (Block(BlockKind.PROSE, "Between two dashes.", second),),
                "6vx4wjntprgd",
            ),
        ),
        repairs=(),
        problems=(),
    )


@pytest.mark.parametrize(
    ("rule", "participant"),
    [
        (ParticipantRule(), Participant("USER", Role.USER)),
        (ParticipantRule("Rosa", None, "Rosa"), Participant("Rosa", Role.USER)),
        (ParticipantRule("Opus", Role.USER, ""), Participant("Opus", Role.USER)),
        (
            ParticipantRule("Claude Opus 4.5", None, "Claude Opus 4.5"),
            Participant("Claude Opus 4.5", Role.USER, "anthropic/claude-opus-4.5", "Claude Opus 4.5"),
        ),
        (
            ParticipantRule("Opus", Role.ASSISTANT, "opus-4.5"),
            Participant("Opus", Role.ASSISTANT, "anthropic/claude-opus-4.5", "opus-4.5"),
        ),
        (
            ParticipantRule("", None, "Zorblax 9"),
            Participant("USER", Role.USER, None, "Zorblax 9"),
        ),
    ],
)
def test_the_settings_identify_a_speaker(rule: ParticipantRule, participant: Participant):
    conversation = read(VOICE, TranscriptRule(participants={"USER": rule}))
    assert conversation.messages[0].participant == participant


def test_a_nickname_does_not_hide_the_model():
    rule = TranscriptRule(participants={"ASSISTANT": ParticipantRule("Lantern", None, "Lantern")})
    name = "anthropic/claude-haiku-4.5"
    assert read(VOICE, rule).participants[1] == Participant("Lantern", Role.ASSISTANT, name, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_the_published_encoding_decodes_the_file_to_the_text_of_the_spans(encoding: str):
    data = VOICE.decode().replace("Are you", "“Aré” you").replace("\n", "\r\n").encode(encoding)
    conversation = read(data, TranscriptRule(encoding="cp1252") if encoding == "cp1252" else NO_RULE)
    decoded = data.decode(conversation.source.encoding)
    assert [each.span.of(decoded) for each in conversation.messages] == [
        "“Aré” you there?",
        "Between two dashes.",
    ]


def test_title_and_date_of_the_settings_take_precedence():
    conversation = read(VOICE, TranscriptRule(title="The lamp", date="2020-02-02"))
    assert (conversation.title, conversation.started) == ("The lamp", "2020-02-02")


def test_a_date_in_the_settings_answers_the_doubt_about_others():
    doubtful = VOICE.replace(b"2026-01-04", b"03/02/2031")
    assert "ambiguous-date" in {each.code for each in read(doubtful).problems}
    assert "ambiguous-date" not in {each.code for each in read(doubtful, TranscriptRule(date="2031-02-03")).problems}


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("logs/heron_otter_20310203_040506.txt", "2031-02-03T04:05:06"),
        ("2031-02-03 talk.md", "2031-02-03"),
        ("talk-2031-02-03T04-05-06.md", "2031-02-03T04:05:06"),
        ("2031-02-03-040506-kimi-k2.md", "2031-02-03T04:05:06"),
        ("claude-3-5-sonnet-20241022_x_20310203_040506.md", "2031-02-03T04:05:06"),
        ("claude-3-opus-20240229_claude-3-sonnet-20240229.txt", None),
        ("talk-claude-3-5-sonnet-20241022.md", None),
        ("gpt-4o-2024-08-06.md", None),
        ("2031-02-03/talk.md", None),
        ("talk.md", None),
    ],
)
def test_the_date_in_the_name_of_a_file_is_used_where_it_is_allowed(path: str, date: str | None):
    data = b"**Rosa:** hi\n\n**Lantern:** yes\n\n**Rosa:** a\n\n**Lantern:** b\n"

    def started(rule: TranscriptRule, data: bytes = data) -> str | None:
        conversation = read_transcript(path, data, rule, MODELS)
        assert isinstance(conversation, Conversation)
        return conversation.started

    assert started(TranscriptRule(date_from_file_name=True)) == date
    assert started(TranscriptRule()) is None
    assert started(TranscriptRule(date_from_file_name=False)) is None
    assert started(TranscriptRule(date_from_file_name=True), b"Date: 2032-01-01\n\n" + data) == "2032-01-01"
    assert started(TranscriptRule(date_from_file_name=True, date="2033-01-01")) == "2033-01-01"


def test_speakers_with_the_same_model_keep_their_names_in_the_title():
    talk = b"Models: gpt-4o, gpt-4o\n\n**Rosa:** hi\n\n**Lantern:** yes\n\n**Rosa:** a\n\n**Lantern:** b\n"
    assert read(talk).title == "Rosa and Lantern"
    assert read(b"AI-1 (GPT-4o) \nhi\nAI-2 (GPT-4o) \nyes\n").title == "GPT-4o"


def test_a_transcript_without_a_title_is_named_after_its_models():
    chat = "AI-1 (Claude Opus 4.5) \nhello\nAI-2 (DeepSeek R1) \nhello back\n"
    assert read(chat.encode()).title == "Claude Opus 4.5 and DeepSeek R1"


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["haiku-4.5"], "haiku-4.5"),
        (["haiku-4.5", "opus-4.5"], "haiku-4.5 and opus-4.5"),
        (["a", "b", "c", "d"], "a, b, c and d"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 others"),
    ],
)
def test_a_title_names_few_speakers_and_counts_many(names: list[str], title: str):
    chat = "".join(f"AI-{n} ({name}) \nhello\n" for n, name in enumerate(names, 1))
    assert read(chat.encode()).title == title


def test_private_projects_beside_an_export_are_no_doubt():
    data = b'[\n {\n  "uuid": "a",\n  "is_private": true,\n  "prompt_template": "",\n  "docs": []\n }\n]\n'
    problem = Problem("side-file", "projects.json", format="the projects in an export of Claude, 1 project")
    assert read_transcript("projects.json", data, NO_RULE, MODELS) == (problem,)


def test_a_talk_in_which_nobody_has_a_name_has_a_title():
    data = b'{"current_node": "a", "mapping": {"a": {"message": {"content": {"parts": ["12"]}}}}}'
    assert read(data).title == "Unknown"


def test_a_speaker_with_the_name_of_a_model_is_that_model():
    conversation = read(b"---\nparticipants: [Rosa, gpt-4o]\n---\n\n**Rosa:** Hi.\n\n**gpt-4o:** Hello.\n")
    assert [(each.name, each.model) for each in conversation.participants] == [
        ("Rosa", None),
        ("gpt-4o", "openai/gpt-4o"),
    ]


def test_an_unknown_model_keeps_its_name_and_is_noted():
    conversation = read(dialogue("One.", a="Zorblax 9", b="haiku-4.5"))
    assert conversation.participants == (Participant("Zorblax 9", Role.ASSISTANT, None, "Zorblax 9"),)
    assert conversation.problems == (Problem("unknown-model", "folder/a.md", label="Zorblax 9"),)


def test_spans_of_blocks_are_in_the_source_before_repair():
    text = "Look:\r\n```py\r\nx = 1\r\n```\r\nfine"
    conversation = read(dialogue("One.").replace(b"One.", text.encode()))
    spans = [block.span for block in conversation.messages[0].blocks]
    data = dialogue("One.").decode().replace("One.", text)
    assert [span.of(data) for span in spans] == ["Look:", "```py\r\nx = 1\r\n```", "fine"]


@needs_shared
def test_spans_and_repairs_of_a_damaged_chat_reproduce_every_message():
    path = next((SHARED / "seeds").glob("003*"))
    conversation = read_transcript(path.name, path.read_bytes(), TranscriptRule(), MODELS)
    assert isinstance(conversation, Conversation)
    decoded = path.read_bytes().decode("utf-8")
    applied = [each for each in conversation.repairs if each.confident]
    for message in conversation.messages:
        text = message.span.of(decoded)
        for each in reversed(applied):
            start = each.offset - message.span.start
            if 0 <= start < len(message.span):
                assert text[start:].startswith(each.before)
                text = text[:start] + each.after + text[start + len(each.before) :]
        assert text.replace("\r\n", "\n") == message.text


LISTED = """
[[transcripts]]
match = "*"
participants = ["Rosa", "Lantern", "Gull"]

[[transcripts]]
match = "two.md"
format = "markdown"
[transcripts.participants]
Rosa = { role = "user" }
Lantern = "Claude Haiku 4.5"
"""


@pytest.mark.parametrize(
    ("path", "participants"),
    [
        ("one.md", {Participant("Rosa"), Participant("Lantern")}),
        (
            "two.md",
            {
                Participant("Rosa", Role.USER),
                Participant("Claude Haiku 4.5", None, "anthropic/claude-haiku-4.5", "Claude Haiku 4.5"),
            },
        ),
    ],
)
def test_participants_of_the_settings_begin_messages_by_pattern_and_with_a_format(path: str, participants):
    data = b"### Rosa\n\nhi\n\n### Model\n\nx\n\n### Lantern\n\nyes\n"
    conversation = read_transcript(path, data, parse_settings(LISTED).rule_for(path), MODELS)
    assert isinstance(conversation, Conversation)
    assert [message.text for message in conversation.messages] == ["hi\n\n### Model\n\nx", "yes"]
    assert set(conversation.participants) == participants
    assert conversation.problems == ()


def test_a_line_of_the_problem_can_be_pasted_into_the_settings():
    data = '### Rosa\n\nhi\n\n### 茶室 "x"\n\nyes\n'.encode()
    problems = read_transcript("logs/a.md", data, TranscriptRule(), MODELS)
    assert isinstance(problems, tuple)
    parameters = problems[0].parameters
    rule = f"[[transcripts]]\nmatch = {parameters['match']}\n{parameters['setting']}\n"
    conversation = read_transcript("logs/a.md", data, parse_settings(rule).rule_for("logs/a.md"), MODELS)
    assert isinstance(conversation, Conversation)
    assert [message.participant.name for message in conversation.messages] == ["Rosa", '茶室 "x"']
