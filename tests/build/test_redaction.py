"""Words are taken out of the bytes; all other bytes stay, in every encoding, and the rest is read as before."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.build.redaction import Redacted, redacted
from sitegen.model import Conversation
from sitegen.model.ai_models import load_models
from sitegen.model.problems import Severity
from sitegen.privacy.redaction import RedactRule, cuts
from sitegen.text.encoding.decoding import BINARY
from sitegen.text.source import read_source
from tests.paths import PROJECT
from tests.writing import dialogue

CONTENT = PROJECT / "content" / "transcripts"
MODELS = load_models()
ROSA = RedactRule(words="Rosa")


def left(data: bytes, *rules: RedactRule, rule: TranscriptRule | None = None) -> Redacted:
    found = redacted("a.md", data, TranscriptRule("*", redactions=rules) if rule is None else rule)
    assert found.problems == ()
    return found


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp437", "shift_jis"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_other_bytes_stay_as_they_were(encoding: str, end: str):
    text = dialogue("Said Rosa, twice: ROSA.", "Nothing of her.", "rosary").decode().replace("↔", "&")
    told = text.replace("# Ada & Bob", "# Ada ↔ Bob") if encoding.startswith("utf") else text
    told = told.replace("\n", end)
    rule = TranscriptRule(encoding=encoding, redactions=(ROSA,), format="dialogue")
    found = left(told.encode(encoding), rule=rule)
    expected = told.replace("Rosa,", "[redacted],").replace("ROSA", "[redacted]")
    assert found.data == expected.encode(encoding)
    first = expected.index("[")
    decoded = read_source("a.md", found.data, encoding).decoded()
    assert [decoded[each.offset :][:10] for each in found.redactions] == ["[redacted]"] * 2
    assert [(each.line, each.label, each.how) for each in found.redactions] == [
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
def test_whatever_stands_around_them_only_the_words_are_taken_out(parts: list[str]):
    text = "".join(parts)
    assume(read_source("a.md", text.encode()).encoding != BINARY)  # too many NULs: that is no transcript
    found = redacted("a.md", text.encode(), TranscriptRule(redactions=(ROSA,)))
    now = found.data.decode()
    before = re.sub(r"\\\[redacted\\\]|\(redacted\)|Redacted", "\u200b*Rosa\u200b*", re.escape(now))
    assert re.fullmatch(before, text)
    assert redacted("a.md", found.data, found.rule).data == found.data
    assert not cuts([ROSA], now)
    assert not re.search("(?<![aéx])Rosa(?![Réx])", now.replace("\u200b", ""))


@pytest.mark.parametrize(
    "listed",
    [
        "participants: [Rosa Keller, Ada]",
        "participants:\n  - Rosa Keller\n  - Ada",
        "participants:\n  Rosa Keller: {role: user}\n  Ada: {role: assistant}",
    ],
)
def test_a_speaker_whose_name_is_taken_out_stays_a_speaker(listed: str):
    text = f"---\ntitle: Tides\n{listed}\n---\n\n### Rosa Keller\n\nHigh?\n\n### Ada\n\nLow.\n"
    rule = RedactRule(words="Rosa Keller", label="a friend")
    found = redacted("a.md", text.encode(), TranscriptRule(redactions=(rule,)))
    assert found.data.decode() == text.replace("Rosa Keller", "Redacted a friend")
    assert found.problems == ()


@pytest.mark.parametrize(
    "path", sorted(path for path in CONTENT.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_the_sample_archive_is_read_as_before_without_its_commonest_words(path: Path):
    data = path.read_bytes()
    words = tuple(RedactRule(words=each) for each in ("the", "Rosa", "Wren", "in", "and"))
    found = redacted(path.name, data, TranscriptRule(redactions=words))
    before = read_transcript(path.name, data, TranscriptRule(), MODELS)
    now = read_transcript(path.name, found.data, found.rule, MODELS)
    if not isinstance(before, Conversation):
        return
    assert isinstance(now, Conversation)
    assert [each.message for each in found.problems] == []
    assert [each.kind for each in now.messages] == [each.kind for each in before.messages]
    assert found.origins == (tuple(each.fingerprint for each in before.messages) if found.redactions else ())


def test_a_name_that_is_taken_out_still_speaks():
    data = dialogue("One.", "Two.", "Three.", a="Rosa", b="Bob")
    rule = TranscriptRule(redactions=(ROSA,), participants={"Rosa": ParticipantRule(name="A gardener")})
    found = left(data, rule=rule)
    now = read_transcript("a.md", found.data, found.rule, MODELS)
    assert isinstance(now, Conversation)
    assert [each.participant.name for each in now.messages] == ["A gardener", "Bob", "A gardener"]
    assert b"Rosa" not in found.data


def test_front_matter_stays_front_matter():
    data = b"---\ntitle: Rosa\nparticipants:\n  Rosa: {role: user}\n  Lamp: gpt-4o\n---\n\n### Rosa\n\nI, Rosa.\n\n### Lamp\n\nYes.\n"
    found = left(data, RedactRule(words="Rosa", label="a person"))
    now = read_transcript("a.md", found.data, found.rule, MODELS)
    assert isinstance(now, Conversation)
    assert b"Rosa" not in found.data
    assert now.title == "Redacted a person"
    assert [(each.participant.name, each.text) for each in now.messages] == [
        ("Redacted a person", "I, [redacted: a person]."),
        ("Lamp", "Yes."),
    ]
    assert [each.role for each in now.participants][:1] == ["user"]


def test_a_label_that_the_encoding_lacks_is_left_out():
    rule = TranscriptRule(
        encoding="cp1252", format="dialogue", redactions=(RedactRule(words="Rosa", label="имя"),)
    )
    found = left(dialogue("Said Rosa.").replace("↔".encode(), b"&"), rule=rule)
    assert b"Said [redacted]." in found.data


def test_a_private_message_is_named_by_its_anchor_before_and_after_other_words_are_taken_out():
    data = dialogue("Nothing.", "Rosa lives at the mill.", "No.")
    read = read_transcript("a.md", data, TranscriptRule(), MODELS)
    assert isinstance(read, Conversation)
    by_words = left(data, ROSA)
    later = read_transcript("a.md", by_words.data, by_words.rule, MODELS)
    assert isinstance(later, Conversation)
    for anchor in (read.messages[1].anchor, later.messages[1].anchor):
        found = left(data, ROSA, RedactRule(message=anchor))
        now = read_transcript("a.md", found.data, found.rule, MODELS)
        assert isinstance(now, Conversation)
        assert [each.text for each in now.messages] == ["Nothing.", "[redacted: message]", "No."]
        assert [each.how for each in found.redactions] == ["message"]
        assert b"mill" not in found.data


def test_what_its_own_front_matter_keeps_private_is_left_alone():
    data = b"---\nprivate: true\n---\n\n### Rosa\n\nHello.\n"
    assert left(data, ROSA).data == data


def test_words_that_stay_to_be_seen_are_a_danger():
    found = redacted(
        "rosa/a.md",
        dialogue("Redacted, and Rosa."),
        TranscriptRule(redactions=(ROSA, RedactRule(words="redacted"))),
    )
    assert [(each.path, each.severity, each.message) for each in found.problems] == [
        ("rosa/a.md", "danger", "a message still says what a [[redact]] rule takes out"),
        ("rosa/a.md", "danger", "the name of this file says what a [[redact]] rule takes out"),
    ]


@pytest.mark.parametrize(
    "said",
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
def test_words_that_a_page_would_show_behind_signs_within_them_are_a_danger(said: str):
    data = dialogue("Good evening.", f"It was {said}, I think.")
    found = redacted("a.md", data, TranscriptRule("*", redactions=(RedactRule(words="Zorbanella Quix"),)))
    assert [(each.severity, each.message) for each in found.problems] == [
        (Severity.DANGER, "a message still says what a [[redact]] rule takes out")
    ]


@pytest.mark.parametrize(
    "said",
    ["rosa.**keller**@keller.de", "rosa**@**keller.de", "rosa@`keller`.de", "rosa.keller@[keller](x).de"],
)
def test_an_address_that_a_page_would_show_behind_signs_within_it_is_taken_out_whole(said: str):
    data = dialogue("Good evening.", f"Write to {said}, I think.")
    found = redacted("a.md", data, TranscriptRule("*", redactions=(RedactRule(kind="email"),)))
    assert found.problems == ()
    assert [part for part in (b"rosa", b"keller") if part in found.data] == []


@pytest.mark.parametrize("before", ["\\", "\\n", "C:\\", "~\\"])
def test_a_backslash_before_an_address_does_not_keep_it(before: str):
    data = dialogue("Good evening.", f"Write to {before}kim.keller@keller.de, I think.")
    assert b"keller" not in left(data, RedactRule(kind="email")).data
