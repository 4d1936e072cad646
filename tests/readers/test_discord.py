"""Discord channels: exports of DiscordChatExporter in four forms, and threads that a bot wrote."""

import json

import pytest

from sitegen.model import MessageKind, MessagePart
from sitegen.model.problems import Problem
from sitegen.readers.detection import Reader, find_reader
from sitegen.readers.discord import client_copy, csv_export, html_export, json_export, text_export, thread_text
from sitegen.readers.parsed import ParsedMessage, spoken_text
from sitegen.text.normalization import normalize_words
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
JSON = """\
{
  "guild": {"id": "7", "name": "Harbour"},
  "channel": {"id": "1101", "type": "GuildTextChat", "category": "Piers", "name": "lamp", "topic": null},
  "dateRange": {"after": null, "before": null},
  "messages": [
    {"id": "1", "type": "Default", "timestamp": "2026-01-02T21:40:00.124+00:00", "content": "is it *lit*?",
     "author": {"id": "10", "name": "rosa", "nickname": "Rosa", "isBot": false}, "attachments": [], "reactions": [
      {"emoji": {"name": "👍"}, "count": 2}, {"emoji": {"name": "🌊"}, "count": 1}]},
    {"id": "2", "type": "Reply", "timestamp": "2026-01-02T21:41:00+00:00", "content": "since dusk",
     "author": {"id": "11", "name": "haiku", "nickname": "Claude Haiku 4.5", "isBot": true},
     "attachments": [{"id": "5", "url": "lamp_Files/two.png", "fileName": "two.png", "fileSizeBytes": 9}],
     "embeds": [{"title": "Tides", "url": "https://tides.example", "description": "low",
                 "fields": [{"name": "at", "value": "six"}], "footer": {"text": "end"}}],
     "stickers": [{"id": "9", "name": "Wave", "sourceUrl": "https://cdn.example/wave.png"}],
     "reference": {"messageId": "1"}},
    {"id": "2", "type": "ChannelPinnedMessage", "timestamp": "2026-01-02T21:42:00+00:00", "content": "Pinned a message.",
     "author": {"id": "12", "name": "rosa_2", "nickname": "Rosa", "isBot": false}},
    {"id": "3", "type": "Default", "timestamp": "2026-01-02T21:43:00+00:00", "content": "",
     "author": {"id": "13", "name": "Ferry", "nickname": "Ferry", "isBot": true},
     "reference": {"type": "Forward", "messageId": "99"},
     "forwardedMessage": {"content": "fog\\nfrom six", "attachments": [{"url": "https://cdn.example/fog.txt"}]}},
    {"id": "1", "type": "Default", "timestamp": "2026-01-02T21:40:00.124+00:00", "content": "is it *lit*?",
     "author": {"id": "10", "name": "rosa", "nickname": "Rosa", "isBot": false}, "attachments": [], "reactions": [
      {"emoji": {"name": "👍"}, "count": 2}, {"emoji": {"name": "🌊"}, "count": 1}]}
  ],
  "messageCount": 5
}
"""
CSV = """\
AuthorID,Author,Date,Content,Attachments,Reactions
"10","rosa","2026-01-02T21:40:00.1240000+00:00","is it ""lit""?

now","",""
"11","Lantern","2026-01-02T21:41:00.0000000+00:00","","lamp_Files/two.png,https://cdn.example/fog.txt","👍 (2),🌊 (1)"
"10","rosa","2026-01-02T21:42:00.0000000+00:00","Joined the server.","",""
"""
HTML = """\
<!DOCTYPE html><html><head><title>Harbour - lamp</title></head><body>
<div class=preamble><div class=preamble__entry>Harbour</div><div class=preamble__entry>Piers / lamp</div></div>
<div class=chatlog><div class=chatlog__message-group>
<div id=chatlog__message-container-1 class=chatlog__message-container data-message-id=1><div class=chatlog__message>
<div class=chatlog__message-aside><img class=chatlog__avatar src=a.png alt=Avatar></div>
<div class=chatlog__message-primary><div class=chatlog__header>
<span class=chatlog__author title=rosa data-user-id=10>Rosa</span>
<span class=chatlog__timestamp><a href=#chatlog__message-container-1>2026-01-02 21:40</a></span></div>
<div class="chatlog__content chatlog__markdown"><span class=chatlog__markdown-preserve>is it <em>lit</em> &amp; bright?
<img class=chatlog__emoji alt=🌊 title=ocean src=x.png> <a href="https://tides.example">tides</a>
<code class="chatlog__markdown-pre chatlog__markdown-pre--multiline language-py">x = 1</code></span>
<span class=chatlog__edited-timestamp title="2026-01-03 00:00">(edited)</span></div>
<div class=chatlog__attachment><a href=lamp_Files/two.png><img class=chatlog__attachment-media src=lamp_Files/two.png
 alt="Image attachment" title="Image: two.png (9 KB)"></a></div>
<div class=chatlog__attachment><div class=chatlog__attachment-generic><div class=chatlog__attachment-generic-name>
<a href=https://cdn.example/fog.txt>fog.txt</a></div><div class=chatlog__attachment-generic-size>1 KB</div></div></div>
<div class=chatlog__embed><div class=chatlog__embed-title>Tides</div><div>low</div></div>
<div class=chatlog__reactions><div class=chatlog__reaction title=thumbsup><img alt=👍 src=y.png><span
 class=chatlog__reaction-count>2</span></div></div></div></div></div>
<div id=chatlog__message-container-2 class=chatlog__message-container data-message-id=2><div class=chatlog__message>
<div class=chatlog__message-aside><div class=chatlog__short-timestamp title="2026-01-02 21:41">21:41</div></div>
<div class="chatlog__content chatlog__markdown"><span class=chatlog__markdown-preserve>well?</span></div></div></div>
</div>
<div class=chatlog__message-group><div class=chatlog__message-container data-message-id=3>
<div class=chatlog__reply><div class=chatlog__reply-author>Rosa</div><div class=chatlog__reply-content>is it lit</div>
</div><span class=chatlog__author>Claude Haiku 4.5</span><span class=chatlog__author-tag>BOT</span>
<span class=chatlog__timestamp>2026-01-02 21:42</span>
<div class=chatlog__content>since dusk</div></div></div>
<div class=chatlog__message-group><div class=chatlog__message-container data-message-id=4>
<span class=chatlog__system-notification-author>Rosa</span>
<span class=chatlog__system-notification-content><span>pinned </span><a href=#1>a message</a><span> to this channel.</span>
</span><span class=chatlog__system-notification-timestamp>2026-01-02 21:43</span></div></div>
<div class=chatlog__message-group><div class="chatlog__message-container chatlog__message-container--pinned"
 data-message-id=1456789012345678901><span class=chatlog__author>Rosa</span>
<span class=chatlog__timestamp title="Friday, 2 January 2026 22:44">03/04/2026 22:44</span><div class=chatlog__forwarded>
<div class=chatlog__forwarded-header>Forwarded</div><div class="chatlog__forwarded-content chatlog__markdown">fog<br>six</div>
<div class=chatlog__forwarded-attachments><img class=chatlog__forwarded-attachment src=a.png><img src=b.png></div>
<div class=chatlog__forwarded-timestamp>02/01/2026</div></div><div class=chatlog__sticker title=Wave><img src=w.png></div>
</div></div>
</div><div class=postamble><div class=postamble__entry>Exported 5 message(s)</div></div></body></html>
"""
OLD_HTML = """\
<html><body><div class="chatlog"><div class="chatlog__message-group"><div class="chatlog__messages">
<span class="chatlog__author-name" title="rosa#0001">rosa</span><span class="chatlog__timestamp">31-Jan-19 10:34 AM</span>
<div class="chatlog__message" data-message-id="1" title="Message sent: 31-Jan-19 10:34 AM"><div class="chatlog__content">
<div class="markdown"><span class="preserve-whitespace">is it <strong>lit</strong>?</span></div></div></div>
<div class="chatlog__message" data-message-id="2" title="Message sent: 31-Jan-19 10:35 AM"><div class="chatlog__content">
<div class="markdown">now?</div></div></div></div></div></div></body></html>
"""
COPY = """\
rosa — 01/18/2026 9:40 PM
is it lit?

[12:34] that one
[9:41 PM]
or both?
Claude Haiku 4.5
APP
 — 2/21/26, 9:42 PM
since dusk — at 9:30
rosa — Yesterday at 21:43
thanks
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


def test_what_was_copied_from_the_window_has_speakers_and_days():
    assert read(COPY, client_copy) == (
        [
            ("2026-01-18T21:40", "", "rosa", "", (prose("is it lit?"),)),
            ("2026-01-18T12:34", "", "rosa", "", (prose("that one"),)),
            ("2026-01-18T21:41", "", "rosa", "", (prose("or both?"),)),
            ("2026-02-21T21:42", "assistant", "Claude Haiku 4.5", "", (prose("since dusk — at 9:30"),)),
            (None, "", "rosa", "", (prose("thanks"),)),
        ],
        [],
    )


def test_words_above_the_first_name_have_no_speaker():
    rows, problems = read("9:39 PM\nand so?\n" + COPY, client_copy)
    assert rows[0] == (None, "", "Unknown", "", (prose("9:39 PM\nand so?"),))
    assert [(each.code, each.line) for each in problems] == [("text-before-first-message", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Rosa — she came at 9:40\nand left\nIda — it was 9:41\nso\n",
        "rosa — 9:40\nalone\n",
        "one\n" * 9 + "rosa — 9:40\nhi\nida — 9:41\nho\n",
    ],
)
def test_other_texts_were_not_copied_from_the_window(text: str):
    assert client_copy.detect(source(text)) is None


def test_the_json_export_has_answers_embeds_and_forwarded_words():
    assert read(JSON, json_export) == (
        [
            (
                "2026-01-02T21:40:00+00:00",
                "",
                "Rosa (rosa)",
                "1",
                (prose("is it *lit*?"), ("attachment", "👍 (2) 🌊", "Reactions", "text/plain", "")),
            ),
            (
                "2026-01-02T21:41:00+00:00",
                "assistant",
                "Claude Haiku 4.5",
                "2",
                (
                    ("attachment", "is it *lit*?", "In reply to Rosa", "text/plain", ""),
                    prose("since dusk"),
                    ("image", "", "two.png", "image/png", "lamp_Files/two.png"),
                    ("attachment", "Tides\nhttps://tides.example\nlow\nat: six\nend", "Tides", "text/plain", ""),
                    ("attachment", "https://cdn.example/wave.png", "Wave", "text/plain", ""),
                ),
            ),
            ("2026-01-02T21:42:00+00:00", "event", "Rosa (rosa_2)", "2", (prose("Pinned a message."),)),
            (
                "2026-01-02T21:43:00+00:00",
                "",
                "Ferry",
                "3",
                (
                    prose("> fog\n> from six"),
                    (
                        "attachment",
                        "https://cdn.example/fog.txt",
                        "fog.txt",
                        "text/plain",
                        "https://cdn.example/fog.txt",
                    ),
                ),
            ),
        ],
        [],
    )
    transcript = source(JSON)
    parsed = json_export.read(transcript)
    assert (parsed.title, parsed.native_id) == ("Piers / lamp (Harbour)", "1101")
    repeated = [
        each.span.of(transcript.text)[:10] for each in parsed.pieces if getattr(each, "reason", "") == "duplicate"
    ]
    assert repeated == ['{"id": "1"']


def test_a_later_part_of_a_channel_is_no_copy_of_the_first():
    parsed = json_export.read(source(JSON, "lamp [part 2].json"))
    assert (parsed.title, parsed.native_id) == ("Piers / lamp (Harbour), part 2", "")
    assert json_export.read(source(JSON, "lamp [part 1].json")).native_id == "1101"
    after = JSON.replace('"after": null', '"after": "2026-01-01T00:00:00+00:00"')
    assert json_export.read(source(after)).native_id == ""


def test_the_csv_export_has_words_files_and_notices():
    assert read(CSV, csv_export) == (
        [
            ("2026-01-02T21:40:00+00:00", "", "rosa", "", (prose('is it "lit"?\n\nnow'),)),
            (
                "2026-01-02T21:41:00+00:00",
                "",
                "Lantern",
                "",
                (
                    ("image", "", "two.png", "image/png", "lamp_Files/two.png"),
                    (
                        "attachment",
                        "https://cdn.example/fog.txt",
                        "fog.txt",
                        "text/plain",
                        "https://cdn.example/fog.txt",
                    ),
                    ("attachment", "👍 (2) 🌊 (1)", "Reactions", "text/plain", ""),
                ),
            ),
            ("2026-01-02T21:42:00+00:00", "event", "rosa", "", (prose("Joined the server."),)),
        ],
        [],
    )


def test_the_html_export_has_markdown_again():
    assert read(HTML, html_export) == (
        [
            (
                "2026-01-02T21:40",
                "",
                "Rosa",
                "1",
                (
                    prose("is it *lit* & bright?\n🌊 [tides](https://tides.example)\n\n```py\nx = 1\n```"),
                    ("image", "", "two.png", "image/png", "lamp_Files/two.png"),
                    (
                        "attachment",
                        "https://cdn.example/fog.txt",
                        "fog.txt",
                        "text/plain",
                        "https://cdn.example/fog.txt",
                    ),
                    ("attachment", "Tides\nlow", "Embed", "text/plain", ""),
                    ("attachment", "👍 (2)", "Reactions", "text/plain", ""),
                ),
            ),
            ("2026-01-02T21:41", "", "Rosa", "2", (prose("well?"),)),
            (
                "2026-01-02T21:42",
                "assistant",
                "Claude Haiku 4.5",
                "3",
                (("attachment", "is it lit", "In reply to Rosa", "text/plain", ""), prose("since dusk")),
            ),
            ("2026-01-02T21:43", "event", "Rosa", "4", (prose("pinned a message to this channel."),)),
            (
                "2026-01-02T23:19:26+00:00",
                "",
                "Rosa",
                "1456789012345678901",
                (
                    prose("> fog\n> six"),
                    ("image", "", "a.png", "image/png", "a.png"),
                    ("image", "", "b.png", "image/png", "b.png"),
                    ("attachment", "w.png", "Wave", "text/plain", ""),
                ),
            ),
        ],
        [],
    )
    assert html_export.read(source(HTML)).title == "Piers / lamp (Harbour)"


def test_html_of_older_versions_has_the_speaker_before_the_messages():
    assert read(OLD_HTML, html_export) == (
        [
            ("2019-01-31T10:34", "", "rosa", "1", (prose("is it **lit**?"),)),
            ("2019-01-31T10:35", "", "rosa", "2", (prose("now?"),)),
        ],
        [],
    )


def test_all_forms_of_one_channel_have_the_same_words():
    """So that they are known as exports of one conversation."""
    url = "https://cdn.example/fog.txt"
    first, second = (
        "is it **lit**, `now` or [later](https://tides.example)? 🌊\n\nor\n```py\nx = 1\n```",
        "> fog\nsince *dusk*",
    )
    author = {"id": "10", "name": "rosa", "nickname": "rosa"}
    messages = [
        {"id": "1", "type": "Default", "content": first, "author": author, "attachments": [{"url": url}]},
        {"id": "2", "type": "Reply", "content": second, "author": author, "reference": {"messageId": "1"}},
        {"id": "3", "type": "Default", "content": "", "author": author, "attachments": [{"url": url}]},
    ]
    page = (
        "is it <strong>lit</strong>, <code class='chatlog__markdown-pre chatlog__markdown-pre--inline'>now</code> or "
        "<a href='https://tides.example'>later</a>? <img class=chatlog__emoji alt=🌊>\n\nor\n"
        "<code class='chatlog__markdown-pre chatlog__markdown-pre--multiline language-py'>x = 1</code>",
        "<div class=chatlog__markdown-quote><div class=chatlog__markdown-quote-border></div>"
        "<div class=chatlog__markdown-quote-content>fog</div></div>since <em>dusk</em>",
    )
    file = f"<div class=chatlog__attachment><a href={url}>fog.txt</a></div>"
    html = "".join(
        f"<div class=chatlog__message-group><div data-message-id={n}><span class=chatlog__author>rosa</span>{body}</div></div>"
        for n, body in enumerate(
            (
                f"<div class=chatlog__content>{page[0]}</div>{file}",
                "<div class=chatlog__reply><div class=chatlog__reply-author>rosa</div>is it</div>"
                f"<div class=chatlog__content>{page[1]}</div>",
                file,
            )
        )
    )
    forms = {
        json_export: json.dumps({"guild": {"id": "7"}, "channel": {"id": "1101"}, "messages": messages}),
        csv_export: CSV.partition("\n")[0] + f'\n"10","rosa","","{first}","{url}",""\n"10","rosa","","{second}","",""\n'
        f'"10","rosa","","","{url}",""\n',
        text_export: f"{RULE}\nGuild: a\nChannel: b\n{RULE}\n\n[1-Jan-26 10:34 AM] rosa\n{first}\n\n{{Attachments}}\n{url}\n\n\n"
        f"[1-Jan-26 10:35 AM] rosa\n{second}\n\n\n[1-Jan-26 10:36 AM] rosa\n\n\n{{Attachments}}\n{url}\n",
        html_export: f"<html><body><div class=chatlog>{html}</div></body></html>",
    }
    words = {}
    for reader, text in forms.items():
        transcript = source(text)
        assert find_reader(transcript) is reader
        messages_read = reader.read(transcript).messages
        texts = (each.span.of(transcript.text) if each.text is None else each.text for each in messages_read)
        words[reader.NAME] = [
            normalize_words(spoken_text(each, text)) for each, text in zip(messages_read, texts, strict=True)
        ]
    assert len(words["discord"]) == 3
    assert [each for each in words.values() if each != words["discord"]] == []


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (html_export, "<html><div class=chatlog__message data-message-id=1>" + "<b>" * 30_000 + "x" * 30_000),
        (csv_export, CSV + ',"' * 100_000),
        (text_export, TEXT[:200] + "\n[1] a\n" * 30_000),
    ],
)
def test_hostile_exports_are_read(reader: Reader, text: str):
    transcript = source(text)
    assert "".join(each.span.of(transcript.text) for each in reader.read(transcript).pieces) == transcript.text


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (text_export, TEXT),
        (thread_text, THREAD),
        (client_copy, COPY),
        (csv_export, CSV),
        (html_export, HTML),
        (html_export, OLD_HTML),
        (json_export, JSON),
    ],
)
def test_every_character_of_a_damaged_export_is_part_of_a_piece(reader: Reader, text: str):
    assert_covers_damaged(reader, text, step=17)
