"""Discord channels: exports of DiscordChatExporter in four forms, and threads that a bot wrote."""

import pytest

from sitegen.model import MessageKind, MessagePart
from sitegen.model.problems import Problem
from sitegen.readers.detection import Reader, find_reader
from sitegen.readers.discord import text_export, thread_text
from sitegen.readers.parsed import ParsedMessage
from sitegen.text.source import Source, read_source
from tests.readers.damaged_texts import assert_covers_damaged

RULE = "=" * 62
TEXT = f"""\
{RULE}
Guild: Harbour
Channel: Piers / lamp
Topic: lights
{RULE}

[31-Jan-19 10:34 AM] rosa#0001
is the lamp lit?

[31-Jan-19 10:35 AM] keeper (pinned)
since dusk

not the one
[12:34] that you mean

{{Attachments}}
https://cdn.example/1/lamp%20one.png
lamp_Files/two.png

{{Embed}}
Tides
https://tides.example

{{Reactions}}
👍 (2) 🌊

[31-Jan-19 10:36 AM] rosa#0001
Pinned a message.

[01-Feb-19 12:00 AM] rosa#0001


{{Forwarded Message}}
fog
from six

{RULE}
Exported 4 message(s)
{RULE}
"""
THREAD = """\
# Thread 'The lamp' in forum #pier
# thread_id=1101 forum_id=77
# Started 2026-01-02T21:40:00+00:00

[2026-01-02T21:40:00.124000+00:00] rosa (id=1101)
    is it lit?

      or *both*?
    [attachment] lamp.png https://cdn.example/lamp.png?ex=1
    [embed] Tides https://tides.example

[2026-01-02T21:41:00+00:00] Lantern Bot#1043 (id=1102)
    since dusk
    [reply to rosa msg=1101] is it lit?
"""

Row = tuple[str | None, str, str, str, tuple[tuple[str, ...], ...]]


def source(text: str, path: str = "a.txt") -> Source:
    return read_source(path, text.encode())


def part_row(part: MessagePart) -> tuple[str, ...]:
    return (part.kind.value, part.text, part.name, part.argument, part.asset)


def row(message: ParsedMessage, source: Source) -> Row:
    kind = "event" if message.kind is MessageKind.EVENT else message.role.value if message.role else ""
    text = message.span.of(source.text) if message.text is None else message.text
    parts = tuple(part_row(each) for each in message.parts) or (("prose", text, "", "", ""),)
    return (message.time, kind, message.speaker, message.native_id, parts)


def read(text: str, reader: Reader) -> tuple[list[Row], list[Problem]]:
    transcript = source(text)
    assert find_reader(transcript) is reader
    parsed = reader.read(transcript)
    return [row(each, transcript) for each in parsed.messages], list(parsed.problems)


def prose(text: str) -> tuple[str, ...]:
    return ("prose", text, "", "", "")


def test_the_text_export_has_words_files_and_notices():
    assert read(TEXT, text_export) == (
        [
            ("2019-01-31T10:34", "", "rosa#0001", "", (prose("is the lamp lit?"),)),
            (
                "2019-01-31T10:35",
                "",
                "keeper",
                "",
                (
                    prose("since dusk\n\nnot the one\n[12:34] that you mean"),
                    (
                        "attachment",
                        "https://cdn.example/1/lamp%20one.png",
                        "lamp one.png",
                        "image/png",
                        "https://cdn.example/1/lamp%20one.png",
                    ),
                    ("image", "", "two.png", "image/png", "lamp_Files/two.png"),
                    ("attachment", "Tides\nhttps://tides.example", "Embed", "text/plain", ""),
                    ("attachment", "👍 (2) 🌊", "Reactions", "text/plain", ""),
                ),
            ),
            ("2019-01-31T10:36", "event", "rosa#0001", "", (prose("Pinned a message."),)),
            ("2019-02-01T00:00", "", "rosa#0001", "", (prose("> fog\n> from six"),)),
        ],
        [],
    )
    parsed = text_export.read(source(TEXT))
    assert (parsed.title, parsed.started) == ("Piers / lamp (Harbour)", "2019-01-31T10:34")


@pytest.mark.parametrize(
    ("dates", "times"),
    [
        (("1/31/2019 10:34 AM", "2/1/2019 10:34 PM"), ["2019-01-31T10:34", "2019-02-01T22:34"]),
        (("31/01/2019 10:34", "01/02/2019 22:34"), ["2019-01-31T10:34", "2019-02-01T22:34"]),
        (("2019-01-31 10:34", "2019-02-01 22:34"), ["2019-01-31T10:34", "2019-02-01T22:34"]),
        (("03/04/2019 10:34", "04/03/2019 22:34"), [None, None]),
    ],
)
def test_dates_are_those_of_the_exporters_computer(dates: tuple[str, str], times: list[str | None]):
    text = f"{RULE}\nGuild: A\nChannel: b\n{RULE}\n\n[{dates[0]}] rosa\nhi\n\n[{dates[1]}] rosa\nbye\n\n"
    rows, problems = read(text, text_export)
    assert [each[0] for each in rows] == times
    assert [(each.code, each.line) for each in problems] == ([] if times[0] else [("ambiguous-date", 6)])


@pytest.mark.parametrize(
    "change",
    [
        ("Exported 4 message(s)", "Exported 1,004 message(s)"),
        ("Topic: lights", "Messages: 1,004"),
    ],
)
def test_a_stated_number_of_messages_is_checked(change: tuple[str, str]):
    text = TEXT.replace(*change)
    if change[0].startswith("Topic"):
        text = text[: text.index(f"{RULE}\nExported")]
    _, problems = read(text, text_export)
    assert [(each.code, str(each).split(": ", 1)[1]) for each in problems] == [
        (
            "message-count-differs",
            "The export says that it has 1,004 messages, but 4 were found. "
            "If messages are missing, export the conversation again.",
        )
    ]


def test_a_thread_has_the_words_of_its_speakers_without_their_indentation():
    transcript = source(THREAD)
    parsed = thread_text.read(transcript)
    assert (parsed.title, parsed.native_id, parsed.started) == ("The lamp", "1101", "2026-01-02T21:40:00+00:00")
    assert read(THREAD, thread_text) == (
        [
            (
                "2026-01-02T21:40:00+00:00",
                "",
                "rosa",
                "1101",
                (
                    prose("is it lit?\n\n  or *both*?"),
                    (
                        "attachment",
                        "https://cdn.example/lamp.png?ex=1",
                        "lamp.png",
                        "image/png",
                        "https://cdn.example/lamp.png?ex=1",
                    ),
                    ("attachment", "Tides https://tides.example", "Embed", "text/plain", ""),
                ),
            ),
            (
                "2026-01-02T21:41:00+00:00",
                "",
                "Lantern Bot#1043",
                "1102",
                (prose("since dusk"), ("attachment", "is it lit?", "In reply to rosa", "text/plain", "")),
            ),
        ],
        [],
    )


@pytest.mark.parametrize(("reader", "text"), [(text_export, TEXT), (thread_text, THREAD)])
def test_every_character_of_a_damaged_export_is_part_of_a_piece(reader: Reader, text: str):
    assert_covers_damaged(reader, text)
