"""Logs of IRC channels, as five programs write them."""

import pytest

from sitegen.model import MessageKind
from sitegen.readers.detection import find_reader
from sitegen.readers.irc import channel_log
from sitegen.readers.parsed import Confidence
from sitegen.text.source import Source, read_source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.shared import SHARED, needs_shared

IRSSI = """\
--- Log opened Fri Jan 02 21:40:00 2026
21:40 -!- rosa [~r@harbour.example] has joined #pier
21:40 < rosa> is the lamp lit?
21:41 <@keeper> since dusk
21:41  * rosa waves
23:59 < rosa> good night
00:02 <@keeper> [23:59] <rosa> good night
00:03 -!- rosa [~r@harbour.example] has quit [Quit: tide]
--- Day changed Sun Jan 04 2026
08:00 -keeper- fog from six
"""
WEECHAT = """\
2026-01-02 21:40:00\t-->\trosa (~r@harbour.example) has joined #pier
2026-01-02 21:40:10\trosa\tis the lamp lit?
2026-01-02 21:41:00\t@keeper\tsince dusk
2026-01-02 21:41:30\t *\trosa waves
2026-01-02 21:42:00\t--\tMode #pier [+o rosa] by keeper
"""
ZNC = """\
[21:40:00] *** Joins: rosa (~r@harbour.example)
[21:40:10] <rosa> is the lamp lit?
and the other one?
[21:41:00] <keeper> \x0304,01since\x03 \x02dusk\x0f
"""
HEXCHAT = """\
**** BEGIN LOGGING AT Fri Jan  2 21:40:00 2026

Jan 02 21:40:00 *\trosa (~r@harbour.example) has joined
Jan 02 21:40:10 <rosa>\tis the lamp lit?
Jan 02 21:41:00 *\tkeeper nods
"""
MIRC = """\

Session Start: Fri Jan 02 21:40:00 2026
Session Ident: #pier
\x0303[21:40] * Now talking in #pier
\x0303[21:40] * Topic is 'lamps'
[21:41] <@keeper> since dusk
\x0306[21:41] * rosa waves
Session Close: Fri Jan 02 22:00:00 2026
"""
BOT = """\
[2026-01-02 21:40:00] rosa, joining. (#pier)
[2026-01-02 21:40:10] rosa: is the lamp lit?
[2026-01-02 21:41:00] keeper: since dusk
"""
EPOCH = "1767390000\nrosa\nis the lamp lit?\n\n1767390060\nkeeper\n\n\n1767390061\nkeeper\nsince dusk\nand now\n\n"
BARE = "<rosa> is it lit?\n<keeper> since dusk\n*** rosa has left #pier\n<rosa> well\n<keeper> yes\n"

KONVERSATION = """\
[Friday 02 January 2026] [21:40:00] <rosa>\tis the lamp lit?
[Saturday 03 January 2026] [21:41:00] <Ida Keller>\tsince dusk
"""
IRCCLOUD = """\
[2026-01-02 21:40:00] → Joined channel #pier
[2026-01-02 21:40:10] <rosa> is the lamp lit?
[2026-01-02 21:41:00] <keeper> since dusk
[2026-01-02 21:41:30] — keeper nods
[2026-01-02 21:43:00] ⇐ rosa quit (~r@harbour.example): tide
"""

EVENT, SPEECH = MessageKind.EVENT, MessageKind.SPEECH


def log(text: str, path: str = "pier.log") -> Source:
    return read_source(path, text.encode())


def rows(source: Source) -> list[tuple[str | None, MessageKind, str, str]]:
    return [
        (each.time, each.kind, each.speaker, each.span.of(source.text) if each.text is None else each.text)
        for each in channel_log.read(source).messages
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            IRSSI,
            [
                ("2026-01-02T21:40", EVENT, "Server", "rosa has joined #pier"),
                ("2026-01-02T21:40", SPEECH, "rosa", "is the lamp lit?"),
                ("2026-01-02T21:41", SPEECH, "keeper", "since dusk"),
                ("2026-01-02T21:41", SPEECH, "rosa", "rosa waves"),
                ("2026-01-02T23:59", SPEECH, "rosa", "good night"),
                ("2026-01-03T00:02", SPEECH, "keeper", "[23:59] <rosa> good night"),
                ("2026-01-03T00:03", EVENT, "Server", "rosa has quit [Quit: tide]"),
                ("2026-01-04T08:00", SPEECH, "keeper", "fog from six"),
            ],
        ),
        (
            WEECHAT,
            [
                ("2026-01-02T21:40:00", EVENT, "Server", "rosa has joined #pier"),
                ("2026-01-02T21:40:10", SPEECH, "rosa", "is the lamp lit?"),
                ("2026-01-02T21:41:00", SPEECH, "keeper", "since dusk"),
                ("2026-01-02T21:41:30", SPEECH, "rosa", "rosa waves"),
                ("2026-01-02T21:42:00", EVENT, "Server", "Mode #pier [+o rosa] by keeper"),
            ],
        ),
        (
            ZNC,
            [
                (None, EVENT, "Server", "Joins: rosa"),
                (None, SPEECH, "rosa", "is the lamp lit?\nand the other one?"),
                (None, SPEECH, "keeper", "since dusk"),
            ],
        ),
        (
            HEXCHAT,
            [
                ("2026-01-02T21:40:00", EVENT, "Server", "rosa has joined"),
                ("2026-01-02T21:40:10", SPEECH, "rosa", "is the lamp lit?"),
                ("2026-01-02T21:41:00", SPEECH, "keeper", "keeper nods"),
            ],
        ),
        (
            MIRC,
            [
                ("2026-01-02T21:40", EVENT, "Server", "Now talking in #pier"),
                ("2026-01-02T21:40", EVENT, "Server", "Topic is 'lamps'"),
                ("2026-01-02T21:41", SPEECH, "keeper", "since dusk"),
                ("2026-01-02T21:41", SPEECH, "rosa", "rosa waves"),
            ],
        ),
        (
            KONVERSATION,
            [
                ("2026-01-02T21:40:00", SPEECH, "rosa", "is the lamp lit?"),
                ("2026-01-03T21:41:00", SPEECH, "Ida Keller", "since dusk"),
            ],
        ),
        (
            IRCCLOUD,
            [
                ("2026-01-02T21:40:00", EVENT, "Server", "Joined channel #pier"),
                ("2026-01-02T21:40:10", SPEECH, "rosa", "is the lamp lit?"),
                ("2026-01-02T21:41:00", SPEECH, "keeper", "since dusk"),
                ("2026-01-02T21:41:30", SPEECH, "keeper", "keeper nods"),
                ("2026-01-02T21:43:00", EVENT, "Server", "rosa quit: tide"),
            ],
        ),
        (
            BOT,
            [
                ("2026-01-02T21:40:00", EVENT, "Server", "rosa, joining. (#pier)"),
                ("2026-01-02T21:40:10", SPEECH, "rosa", "is the lamp lit?"),
                ("2026-01-02T21:41:00", SPEECH, "keeper", "since dusk"),
            ],
        ),
        (
            EPOCH,
            [
                ("2026-01-02T21:40:00+00:00", SPEECH, "rosa", "is the lamp lit?"),
                ("2026-01-02T21:41:00+00:00", SPEECH, "keeper", ""),
                ("2026-01-02T21:41:01+00:00", SPEECH, "keeper", "since dusk\nand now"),
            ],
        ),
        (
            BARE,
            [
                (None, SPEECH, "rosa", "is it lit?"),
                (None, SPEECH, "keeper", "since dusk"),
                (None, EVENT, "Server", "rosa has left #pier"),
                (None, SPEECH, "rosa", "well"),
                (None, SPEECH, "keeper", "yes"),
            ],
        ),
    ],
    ids=["irssi", "weechat", "znc", "hexchat", "mirc", "konversation", "irccloud", "bot", "epoch", "bare"],
)
def test_each_program_has_its_own_lines(text: str, expected: list[tuple]):
    source = log(text)
    assert find_reader(source) is channel_log
    assert rows(source) == expected


@pytest.mark.parametrize("text", [IRSSI, WEECHAT, ZNC, HEXCHAT, MIRC, KONVERSATION, IRCCLOUD, BOT, EPOCH, BARE])
def test_every_character_of_a_damaged_log_is_part_of_a_piece(text: str):
    assert_covers_damaged(channel_log, text)


def test_the_day_is_that_of_the_file_name_and_changes_at_midnight():
    source = log("23:59 < rosa> late\n23:58 < keeper> earlier\n00:01 < rosa> early\n", "pier/2026-01-02.log")
    parsed = channel_log.read(source)
    assert [each.time for each in parsed.messages] == ["2026-01-02T23:59", "2026-01-02T23:58", "2026-01-03T00:01"]
    assert (parsed.started, parsed.problems) == ("2026-01-02T23:59", ())


def test_times_without_a_day_are_noted():
    assert [str(each) for each in channel_log.read(log(ZNC)).problems] == [
        "pier.log:1: The lines have times of day, but nothing says of which day, so they are not used. "
        "Rename the file so that its name has the day, such as 2026-01-18.log."
    ]


def test_addresses_of_computers_are_left_out():
    source = log(IRSSI)
    left_out = [each.span.of(source.text) for each in channel_log.read(source).pieces if getattr(each, "reason", None)]
    assert left_out == ["[~r@harbour.example]"] * 2


def test_the_title_is_the_channel_and_its_day():
    titles = [channel_log.read(log(each)).title for each in (WEECHAT, BOT, IRSSI, ZNC)]
    assert titles == ["#pier 2026-01-02", "#pier 2026-01-02", "#pier", ""]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("pier/2026/2026-01-02.log", "pier 2026-01-02"),
        ("2026-01-02.log", ""),
        ("pier/today.log", ""),
        ("irc/2026-01-02.log", ""),
    ],
)
def test_without_a_channel_the_title_is_the_folder_and_the_day(path: str, title: str):
    assert channel_log.read(log("[21:40] <rosa> is it lit?\n[21:41] <keeper> since dusk\n", path)).title == title


def test_who_speaks_through_a_bridge_is_the_speaker():
    bridged = [f"12:0{n} <+bridge> [pier] <Ida {n % 2}> word {n}\n" for n in range(4)]
    source = log("".join(bridged) + "12:08 <web> <Ida 7> last\n12:09 <rosa> <b> x\n12:10 <rosa> bye\n")
    parsed = channel_log.read(source)
    assert [row[2:] for row in rows(source)] == [
        ("Ida 0", "word 0"),
        ("Ida 1", "word 1"),
        ("Ida 0", "word 2"),
        ("Ida 1", "word 3"),
        ("Ida 7", "last"),
        ("rosa", "<b> x"),
        ("rosa", "bye"),
    ]
    assert [(each.code, each.line) for each in parsed.problems] == [("times-without-day", 1), ("relayed-speakers", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "12:34 lunch\n13:00 the boat\n",
        "[2026-01-02 21:40:10] Rosa: hi\n[2026-01-02 21:41:00] Lantern: hello\n",
        "<p> one\n<p> two\n<b> three\n<b> four\n<p> five </p>\n",
        '<div class="a"> x\n<div class="b"> y\n' * 4,
        "<rosa> alone\n<rosa> says\n<rosa> all\n<rosa> this\n",
        "1767390000\nrosa\nhi\n\nand then text\n",
        "2026-01-02 21:40:10 <info> started\n2026-01-02 21:40:11 <warn> no lamp\n" * 4,
        "[21:40:10] <0.7.0> started\n[21:40:11] <0.8.1> no lamp\n" * 4,
        "* one\n* two\n* three\n",
        "\n",
    ],
)
def test_other_texts_are_no_logs(text: str):
    assert channel_log.detect(log(text)) is None


def test_what_a_bot_writes_about_the_channel_is_an_event():
    text = "".join(f"[12:0{n}] <rosa> word {n}\n[12:0{n}] Ida (~i@pier) joined #pier.\n" for n in range(5))
    source = log(text)
    assert find_reader(source) is channel_log
    assert [row[2:] for row in rows(source)][:3] == [
        ("rosa", "word 0"),
        ("Server", "Ida joined #pier."),
        ("rosa", "word 1"),
    ]


def test_without_times_only_those_who_speak_can_act():
    source = log(BARE + "* lamp, oil\n* keeper nods\n* tide\n")
    assert [row[2:] for row in rows(source)][4:] == [
        ("keeper", "yes\n* lamp, oil"),
        ("keeper", "keeper nods\n* tide"),
    ]


def test_lines_without_times_are_less_certain():
    found = [channel_log.detect(log(each)) for each in (IRSSI, BARE)]
    assert [each and each.confidence for each in found] == [Confidence.CERTAIN, Confidence.LIKELY]


@needs_shared
def test_every_line_of_a_real_log_is_a_message():
    for path in sorted((SHARED / "corpus" / "TeeworldsDB__irclogs").rglob("*.log")):
        source = read_source(path.name, path.read_bytes())
        assert find_reader(source) is channel_log
        assert len(channel_log.read(source).messages) == len(source.text.split("\n")) - 1
