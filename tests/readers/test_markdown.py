import re

import pytest

from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers import detection, markdown
from sitegen.readers.backrooms import chat_log
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, MarkupKind, Reading, Utterance
from tests.paths import PROJECT
from tests.readers.problem_lines import said, source, told

CAST = "---\nparticipants: [Rosa, Lantern]\n---\n\n"


def test_a_transcript_with_front_matter_is_taken_apart_to_the_last_character():
    front = "---\ntitle: Tide\ndate: 2031-02-03 04:05\n"
    front += "participants:\n  Rosa: {role: user}\n  Lantern: acme/parrot-2\n---\n"
    text = source(f"{front}\n### Rosa\n\nhi\n\n### Lantern\n\n  /\\\n")
    at = len(front)
    assert markdown.read(text) == Reading(
        pieces=(
            Markup(MarkupKind.HEADER, Span(0, at)),
            Markup(MarkupKind.HEADER, Span(at, at + 1)),
            Markup(MarkupKind.MARKER, Span(at + 1, at + 9)),
            Markup(MarkupKind.SEPARATOR, Span(at + 9, at + 11)),
            Utterance(Span(at + 11, at + 13), "Rosa", Role.USER),
            Markup(MarkupKind.SEPARATOR, Span(at + 13, at + 15)),
            Markup(MarkupKind.MARKER, Span(at + 15, at + 26)),
            Markup(MarkupKind.SEPARATOR, Span(at + 26, at + 28)),
            Utterance(Span(at + 28, at + 32), "Lantern", Role.ASSISTANT, "acme/parrot-2"),
            Markup(MarkupKind.SEPARATOR, Span(at + 32, at + 33)),
        ),
        title="Tide",
        started="2031-02-03T04:05",
    )


@pytest.mark.parametrize(
    "body",
    [
        "### Rosa\n\nhi\n\n### Lantern\n\nhello\nthere\n",
        "## Rosa\nhi\n## Lantern:\nhello\nthere",
        "**Rosa:** hi\n\n**Lantern:**\nhello\nthere\n",
        "**Rosa**: hi\n**Lantern**:\n\nhello\nthere\n",
        "**rosa**\n\nhi\n\n---\n\n**LANTERN**\n\nhello\nthere\n",
        "Rosa: hi\nLantern: hello\nthere\n\n\n",
        "Rosa:\n hi\nLantern:\nhello\nthere\n",
        "Rosa：hi\nLantern：hello\nthere\n",
        "【Rosa】hi\n\n**【Lantern】**\nhello\nthere",
        "Rosa said:\nhi\nLantern said:\nhello\nthere",
        "### Turn 1\n\n**Rosa:** hi\n\n### Turn 2\n\n**Lantern:** hello\nthere\n",
    ],
)
def test_every_way_to_mark_a_turn_reads_the_same(body: str):
    transcript = source(CAST + body)
    reading = markdown.read(transcript)
    assert [(who, text.strip()) for who, text in said(transcript, reading)] == [
        ("Rosa", "hi"),
        ("Lantern", "hello\nthere"),
    ]
    assert reading.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "### Somebody else\n\nas a heading",
        "Rosa: in another style",
        "**Rosa:** in another style",
        "```\n### Rosa\n\nin code\n```",
        "> ### Rosa",
        "    ### Rosa",
        "---",
        "one\n\n---\n\ntwo",
        "```\nnever closed",
    ],
)
def test_what_only_looks_like_a_turn_is_text(text: str):
    transcript = source(f"{CAST}### Rosa\n\n{text}\n\n### Lantern\n\nyes\n\n### Rosa\n\nbye\n")
    assert said(transcript, markdown.read(transcript)) == [
        ("Rosa", text),
        ("Lantern", "yes"),
        ("Rosa", "bye"),
    ]


CUT_OFF = "### Rosa\n\n```\nla\n\n### Lantern\n\n```\nlu\n\n### Rosa\n\nbye\n"


@pytest.mark.parametrize("count", ["", "messages: 3\n"])
def test_two_messages_that_are_cut_off_inside_a_fence_swallow_no_turn(count: str):
    transcript = source(f"---\nparticipants: [Rosa, Lantern]\n{count}---\n\n{CUT_OFF}")
    reading = markdown.read(transcript)
    assert said(transcript, reading) == [("Rosa", "```\nla"), ("Lantern", "```\nlu"), ("Rosa", "bye")]
    assert reading.problems == ()


def test_turns_without_front_matter_are_not_swallowed_by_fences_either():
    transcript = source(
        "### You\n\nhi\n\n### Bot\n\nhello\n\n" + CUT_OFF.replace("Rosa", "You").replace("Lantern", "Bot")
    )
    assert [who for who, _ in said(transcript, markdown.read(transcript))] == [
        "You",
        "Bot",
        "You",
        "Bot",
        "You",
    ]


def test_actors_of_universal_backrooms_speak_inside_fences_too():
    transcript = source(
        "### Heron 1 ###\n```\na\n### Heron 1 ###\nb\n### Otter 2 ###\n```\nc\n### Heron 1 ###\nd\n"
    )
    assert [who for who, _ in said(transcript, markdown.read(transcript))] == [
        "Heron 1",
        "Heron 1",
        "Otter 2",
        "Heron 1",
    ]


@pytest.mark.parametrize(("count", "notes"), [("", 1), ("messages: 2\n", 0)])
def test_a_transcript_quoted_in_a_fence_stays_text_and_is_noted_unless_a_count_says_so(
    count: str, notes: int
):
    quoted = "```\n### Lantern\n\nx\n\n### Rosa\n\ny\n```"
    body = f"### Rosa\n\n{quoted}\n\n### Lantern\n\nyes\n"
    transcript = source(f"---\nparticipants: [Rosa, Lantern]\n{count}---\n{body}")
    reading = markdown.read(transcript)
    assert said(transcript, reading) == [("Rosa", quoted), ("Lantern", "yes")]
    line = 7 if not count else 8
    note = Problem(
        "a.md",
        line,
        f"a line like a turn inside the fence of line {line - 1} is read as text (and 1 more)",
        "close the fence above it if a turn begins there",
        Severity.NOTE,
    )
    assert reading.problems == (note,) * notes


def test_a_rule_separates_only_where_one_stands_between_all_turns():
    everywhere = source(f"{CAST}### Rosa\n\nhi\n\n---\n\n### Lantern\n\nyes\n\n---\n")
    once = source(f"{CAST}### Rosa\n\nhi\n\n---\n\n### Lantern\n\nyes\n\n### Rosa\n\nbye\n")
    assert said(everywhere, markdown.read(everywhere)) == [("Rosa", "hi"), ("Lantern", "yes")]
    assert said(once, markdown.read(once)) == [("Rosa", "hi\n\n---"), ("Lantern", "yes"), ("Rosa", "bye")]


def test_only_the_blank_lines_around_a_message_are_taken_away():
    transcript = source(f"{CAST}Rosa:   /\\\n    /  \\  \n \n\nLantern:\n\n   .\n\n\n  .\n")
    assert told(transcript, markdown.read(transcript))[2:] == [
        ("marker", "Rosa: "),
        ("> Rosa", "  /\\\n    /  \\  "),
        ("separator", "\n \n\n"),
        ("marker", "Lantern:"),
        ("separator", "\n\n"),
        ("> Lantern", "   .\n\n\n  ."),
        ("separator", "\n"),
    ]


def test_empty_messages_are_messages():
    transcript = source(f"{CAST}### Rosa\n\n### Lantern\n### Rosa\n\n \n")
    assert said(transcript, markdown.read(transcript)) == [("Rosa", ""), ("Lantern", ""), ("Rosa", "")]


@pytest.mark.parametrize(
    ("participants", "expected"),
    [
        ("[Rosa, Lantern]", [("Rosa", None, ""), ("Lantern", None, "")]),
        ("{Rosa: , Lantern: parrot 2}", [("Rosa", None, ""), ("Lantern", Role.ASSISTANT, "parrot 2")]),
        (
            "{Rosa: {role: user}, Lantern: 4.50}",
            [("Rosa", Role.USER, ""), ("Lantern", Role.ASSISTANT, "4.50")],
        ),
        ("[Rosa, {Lantern: 2026-01-01}]", [("Rosa", None, ""), ("Lantern", Role.ASSISTANT, "2026-01-01")]),
        (
            "[{name: Rosa, role: system}, {name: Lantern, model: p, role: tool}]",
            [("Rosa", Role.SYSTEM, ""), ("Lantern", Role.TOOL, "p")],
        ),
        (
            "{Rosa: {role: user}, Lantern: {role: assistant}}\nmodel: no",
            [("Rosa", Role.USER, ""), ("Lantern", Role.ASSISTANT, "no")],
        ),
    ],
)
def test_participants_may_be_written_as_list_or_mapping(
    participants: str, expected: list[tuple[str, Role | None, str]]
):
    transcript = source(f"---\nparticipants: {participants}\n---\nRosa: hi\nLantern: hello\n")
    reading = markdown.read(transcript)
    assert [(each.speaker, each.role, each.model) for each in reading.utterances] == expected
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("front", "line", "message"),
    [
        (
            "participants: [Rosa\nx",
            4,
            "the front matter is not YAML: expected ',' or ']', but got '<stream end>'",
        ),
        (
            "title: one\ntitle: two\nparticipants: [Rosa]",
            3,
            "front matter: 'title' stands here twice; the first is used",
        ),
        ("date: 2031-02-30\nparticipants: [Rosa]", 2, "front matter: date: '2031-02-30' is no date"),
        ("participants: [Rosa]\ntitle: [a]", 3, "front matter: title is no text"),
        ("participants: Rosa", 2, "front matter: participants is no list"),
        ("participants: [Rosa, [a]]", 2, "front matter: a participant has no name"),
        ("participants: [Rosa, {role: user}]", 2, "front matter: a participant has no name"),
        (
            "participants: [{name: Rosa, modle: x}]",
            2,
            "front matter: 'modle' is nothing that a participant has",
        ),
        ("participants:", 2, "front matter: participants lists nobody"),
        ("participants: []", 2, "front matter: participants lists nobody"),
        ("participants: {}", 2, "front matter: participants lists nobody"),
        ("participants: [Rosa, ROSA]", 2, "front matter: 'ROSA' and 'Rosa' differ only in case"),
        ("modell: x\nparticipants: [Rosa]", 2, "front matter: 'modell' is left alone"),
        ("titel: x\nparticipants: [Rosa]", 2, "front matter: 'titel' is left alone"),
        ("participants: {Rosa: {role: boss}}", 2, "front matter: role: 'boss' is unknown"),
        (
            "participants: [Rosa]\nmessages: 99999999999999999999",
            3,
            "front matter: messages: '99999999999999999999' is no number",
        ),
        ("participants: [Rosa]\nmessages: 4", 3, "2 messages, but the front matter says 4"),
        ("participants: [Rosa]\nmodel: parrot", None, "nobody here is the model 'parrot'"),
        ("a: &a [x, x]\nparticipants: &b [Rosa, *a, *a]", 2, "front matter: a participant has no name"),
        ('title: "\\UFFFFFFFF"\nparticipants: [Rosa]', 2, "the front matter is not YAML: it cannot be read"),
        (
            f"participants: [Rosa, {', '.join(map(str, range(100)))}]",
            2,
            "front matter: more than 100 participants",
        ),
        ("participants: " + "[" * 5000, 2, "the front matter is not YAML: it cannot be read"),
    ],
)
def test_wrong_front_matter_is_reported_with_its_line_and_the_body_is_read(
    front: str, line: int | None, message: str
):
    transcript = source(f"---\n{front}\n---\n\n### Rosa\n\nhi\n\n### Rosa\n\nagain\n")
    reading = markdown.read(transcript)
    assert said(transcript, reading) == [("Rosa", "hi"), ("Rosa", "again")]
    assert (reading.problems[0].line, reading.problems[0].message) == (line, message)


def test_half_characters_in_escapes_never_reach_a_page():
    transcript = source('---\ntitle: "\\ud800 \\ud83e\\udd89 \\0"\nparticipants: [Rosa]\n---\nRosa: hi\n')
    assert markdown.read(transcript).title == "\ufffd 🦉 \ufffd"


def test_front_matter_that_never_ends_is_a_problem():
    transcript = source("---\nparticipants: [Rosa, Lantern]\n\nYou: hi\nAI: yes\n")
    reading = markdown.read(transcript)
    assert said(transcript, reading) == [("You", "hi"), ("AI", "yes")]
    assert reading.problems[0] == Problem(
        "a.md", 1, "the front matter has no end", "write --- on a line of its own below it"
    )


def test_participants_who_never_speak_make_a_problem_not_a_guess():
    transcript = source(f"{CAST}### Heron\n\nhi\n")
    assert markdown.read(transcript) == Reading(
        pieces=(Markup(MarkupKind.HEADER, Span(0, len(transcript.text))),),
        problems=(
            Problem(
                "a.md",
                None,
                "none of the participants (Rosa, Lantern) begins a turn",
                "begin each turn with a line ### Name or **Name:**",
            ),
        ),
    )


def test_title_and_details_are_the_header_and_words_before_the_first_turn_are_shown():
    transcript = source(
        "# Tide talk\n\n**Date:** 2031-02-03\n*in spring 2031*\n\nWe met at noon.\n\nYou: hi\nBot: hello\n"
        * 1
    )
    reading = markdown.read(transcript)
    assert (reading.title, reading.started) == ("Tide talk", "2031-02-03")
    assert said(transcript, reading) == [("Unknown", "We met at noon."), ("You", "hi"), ("Bot", "hello")]
    assert reading.problems[0] == Problem(
        "a.md",
        6,
        "what stands before the first turn names no speaker",
        "it is shown as said by Unknown: write a line above it that names who said it",
    )


@pytest.mark.parametrize("line", ["Gull: welcome", "**Gull:** welcome", "*waves*", "Welcome."])
def test_words_above_the_turns_are_never_hidden_in_the_header(line: str):
    transcript = source(f"# Shore\n\n{line}\n\n" + "You: hi\nBot: yes\n" * 9)
    reading = markdown.read(transcript)
    assert said(transcript, reading) == [("Unknown", line), *[("You", "hi"), ("Bot", "yes")] * 9]
    assert [problem.line for problem in reading.problems] == [3, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You: hi\nBot: hello\n", [("You", Role.USER), ("Bot", Role.ASSISTANT)]),
        ("**User:** hi\n\n**Claude:** hello\n", [("User", Role.USER), ("Claude", Role.ASSISTANT)]),
        (
            "## 🧑 User\n\nhi\n\n## 🤖 Assistant\n\nhello\n",
            [("🧑 User", Role.USER), ("🤖 Assistant", Role.ASSISTANT)],
        ),
        (
            "**Agent A**: hi\n\n**Agent B**: hello\n",
            [("Agent A", Role.ASSISTANT), ("Agent B", Role.ASSISTANT)],
        ),
        ("Heron: a\nOtter: b\nHeron: c\nOtter: d\n", [("Heron", None), ("Otter", None)] * 2),
        ("【木霊】やあ\n【狐】はい\n【木霊】うん\n【狐】ええ\n", [("木霊", None), ("狐", None)] * 2),
        (
            "**【木霊】**：やあ\n**結論**：なし\n**【狐】**：はい\n"
            "**【木霊】：** うん\n**結論**：\n**【狐】**\nええ\n",
            [("木霊", None), ("狐", None)] * 2,
        ),
        (
            "**You:** hi\n\n**Claude Opus 4.5:** hello\n",
            [("You", Role.USER), ("Claude Opus 4.5", Role.ASSISTANT)],
        ),
        ("Me: hi\nYou: hello\n", [("Me", None), ("You", None)]),
        ("Me: hi\nClaude: hello\n", [("Me", Role.USER), ("Claude", Role.ASSISTANT)]),
    ],
)
def test_turns_that_are_unmistakable_need_no_front_matter_but_are_noted(
    text: str, expected: list[tuple[str, Role | None]]
):
    transcript = source(text)
    assert find_reader(transcript) is markdown
    reading = markdown.read(transcript)
    assert [(each.speaker, each.role) for each in reading.utterances] == expected
    assert [problem.severity for problem in reading.problems] == [Severity.NOTE]


@pytest.mark.parametrize(
    "text",
    [
        "Heron: a\nOtter: b\n",
        "Just an essay.\n\nNote: short.\n",
        "### Input\n\na\n\n### Output\n\nb\n\n### Input\n\nc\n\n### Output\n\nd\n",
        "Prompt: a\nResponse: b\nPrompt: c\nResponse: d\n",
        "**結論**：一\n**理由**：二\n**結論**：三\n**理由**：四\n",
        "**Claude Opus 4.5:** good at prose\n\n**GPT-5:** good at sums\n",
        "Rosa: a\n\nClaude Opus 4.5: b\n",
        "Heron: a\nOtter: b\nHeron: c\nOtter: d\n" + "Something: else\nAnother: one\n",
        "An essay of some length that quotes.\n\nHeron: a\nOtter: b\nHeron: c\nOtter: d\n",
        "⏺ Read(a.py)\n  ⎿  3 lines\nYou: hi\nBot: yes\n",
        "<!-- Generated by SpecStory -->\n\nYou: hi\nBot: yes\n",
        "<html><body>\nYou: hi\nBot: yes\n",
        '{"a": 1}\nYou: hi\nBot: yes\n',
        "---\ntitle: A post\ndate: 2031-02-03\n---\n\n## Words\n\nand more\n",
        "---\n\nnot front matter\n\n---\n",
        "\ufeff",
        "",
    ],
)
def test_what_could_be_a_transcript_or_not_is_left_unread_with_a_remedy(text: str):
    outcome = find_reader(source(text))
    assert isinstance(outcome, Problem)
    assert outcome.remedy


def test_who_lists_participants_may_quote_a_terminal():
    assert find_reader(source(f"{CAST}Rosa: it printed\n  ⎿  3 lines\n")) is markdown


def test_a_file_that_two_readers_accept_is_a_problem_that_names_both(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(detection, "READERS", (markdown, markdown))
    assert find_reader(source("You: hi\nBot: yes\n")) == Problem(
        "a.md",
        None,
        "the file can be read as markdown and markdown",
        'name one under [[transcripts]] in sitegen.toml, such as format = "markdown"',
    )


DOCS = (PROJECT / "docs" / "formats.md").read_text("utf-8")
EXAMPLES = re.findall(r"(?ms)^```(?:markdown|text)\n(.*?)^```$", DOCS)


def test_the_examples_of_the_documentation_are_read_as_it_says():
    readings = [(find_reader(source(text)), text) for text in EXAMPLES]
    assert [
        (reader.NAME, len(reader.read(source(text)).utterances))
        for reader, text in readings
        if not isinstance(reader, Problem)
    ] == [("markdown", 4), ("voice", 2), ("dialogue", 2), ("backrooms", 3)]
    assert [reader.read(source(text)).problems for reader, text in readings[:3]] == [(), (), ()]


def test_labels_such_as_note_are_nobody_and_do_not_count():
    reading = markdown.read(source("You: hi\nNote: one\nTip: two\nBot: yes\nSummary: three\n"))
    assert [(each.speaker, len(each.span)) for each in reading.utterances] == [("You", 21), ("Bot", 18)]
    assert [problem.message for problem in reading.problems] == [
        "the turns were found by lines like 'Name:': You, Bot"
    ]


def test_lines_like_turns_of_somebody_unknown_are_noted():
    many = "Heron: a\nOtter: b\n" * 10
    reading = markdown.read(source(many + "Gull: once\n"))
    assert reading.problems[0] == Problem(
        "a.md",
        21,
        "lines like turns, but of nobody who is known to speak, are read as text: Gull",
        "list all participants in the front matter",
        Severity.NOTE,
    )


def test_universal_backrooms_actors_speak_agents_are_tools_and_leaving_is_an_event():
    transcript = source(
        "\n### Round 1/2\n\n### Heron 1 ###\nsplash\n\n### Round 2/2\n\n"
        "### Otter 2 ###\n### A box ###\n^C^C\n\n### Media Agent ###\nposted\n\n"
        "### Otter 2 ###\n\nOtter 2 has ended the conversation with ^C^C.\n"
    )
    reading = markdown.read(transcript)
    assert [(each.speaker, each.role, each.kind) for each in reading.utterances] == [
        ("Heron 1", Role.ASSISTANT, MessageKind.SPEECH),
        ("Otter 2", Role.ASSISTANT, MessageKind.SPEECH),
        ("Media Agent", Role.TOOL, MessageKind.SPEECH),
        ("Otter 2", Role.ASSISTANT, MessageKind.SPEECH),
        ("Otter 2", Role.ASSISTANT, MessageKind.EVENT),
    ]
    assert told(transcript, reading) == [
        ("header", "\n"),
        ("marker", "### Round 1/2\n\n### Heron 1 ###"),
        ("separator", "\n"),
        ("> Heron 1", "splash"),
        ("separator", "\n\n"),
        ("marker", "### Round 2/2\n\n### Otter 2 ###"),
        ("separator", "\n"),
        ("> Otter 2", "### A box ###\n^C^C"),
        ("separator", "\n\n"),
        ("marker", "### Media Agent ###"),
        ("separator", "\n"),
        ("> Media Agent", "posted"),
        ("separator", "\n\n"),
        ("marker", "### Otter 2 ###"),
        ("separator", "\n\n"),
        ("> Otter 2", ""),
        ("> Otter 2", "Otter 2 has ended the conversation with ^C^C."),
        ("separator", "\n"),
    ]


def test_a_section_that_nothing_follows_is_the_footer():
    transcript = source("### Heron 1 ###\nsplash\n\n### Round 2/2\n")
    assert told(transcript, markdown.read(transcript))[-2:] == [
        ("separator", "\n\n"),
        ("footer", "### Round 2/2\n"),
    ]


def test_an_owner_may_name_the_format_where_the_marks_are_not_unmistakable():
    transcript = source("Heron: a\nOtter: b\n")
    assert find_reader(transcript, "markdown") is markdown
    assert said(transcript, markdown.read(transcript)) == [("Heron", "a"), ("Otter", "b")]


def test_a_format_that_does_not_exist_is_a_problem():
    assert find_reader(source("Heron: a\n"), "word") == Problem(
        "a.md",
        None,
        "there is no format 'word'",
        "sitegen reads voice, dialogue, backrooms, backrooms-html, markdown",
    )


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ("### Rosa\n\nhi\n\n### Lantern\n\nyes\n\n### Rosa\n\n### Lanternn\n\nno\n", [(15, "problem")]),
        ("### Rosa\n\nhi\n\n### Lanternn\n\nyes\n\n### Rosa\n\nbye\n", [(9, "problem")]),
        ("### Rosa\n\nhi\n\n**Lantern:** yes\n\n### Rosa\n\nbye\n", [(9, "problem")]),
        ("### Rosa\n\nhi\n\n### Rosa\n\nbye\n", [(2, "problem")]),
        ("### Rosa\n\nhi\n", [(2, "note")]),
        ("### Rosa\n\nhi\n\n### Lantern\n\nyes\n\n### Lanterns of the sea\n", []),
        ("### Rosa\n\nhi\n\n### Lantern\n\nyes\n\n```\n### Lanternn\n```\n", []),
    ],
)
def test_who_is_listed_should_speak_under_that_name(body: str, problems: list[tuple[int, str]]):
    found = markdown.read(source(CAST + body)).problems
    assert [(problem.line, problem.severity) for problem in found] == problems
    assert all(problem.remedy for problem in found)


def test_what_universal_backrooms_reports_of_itself_is_the_header():
    head = "### Backrooms Run ###\nTemplate: pond\nStarted: 2031-02-03T04:05:06+00:00\n\n"
    head += "[backrooms] template vars resolved (pond): {'a': 'b'}\n{\n  \"a\": \"b\"\n}\n\n"
    transcript = source(f"{head}### Round 1/2\n\n### Heron 1 ###\nsplash\n")
    reading = markdown.read(transcript)
    assert (told(transcript, reading), reading.started, reading.problems) == (
        [
            ("header", head),
            ("marker", "### Round 1/2\n\n### Heron 1 ###"),
            ("separator", "\n"),
            ("> Heron 1", "splash"),
            ("separator", "\n"),
        ],
        "2031-02-03T04:05:06+00:00",
        (),
    )


@pytest.mark.parametrize(
    ("head", "body", "models"),
    [
        ("**Model:** parrot-2", "You: hi\nBot: yes\n", ["", "parrot-2"]),
        ("Model: `acme/parrot-2` (the small one)", "You: hi\nBot: yes\n", ["", "acme/parrot-2"]),
        ("**Models:** parrot-2", "You: hi\nBot: yes\n", ["", ""]),
        ("**Model:** parrot-2", "Agent A: hi\nAgent B: yes\n", ["", ""]),
        ("**Model:** parrot-2", "Claude: hi\nHeron: yes\nClaude: hi\nHeron: yes\n", ["", ""] * 2),
        ("**Model:** parrot-2", "You: hi\nClaude Opus 4.5: yes\n", ["", ""]),
    ],
)
def test_a_model_above_the_turns_is_that_of_the_only_assistant(head: str, body: str, models: list[str]):
    assert [each.model for each in markdown.read(source(f"{head}\n\n{body}")).utterances] == models


def test_front_matter_knows_better_than_a_model_above_the_turns():
    front = "---\nparticipants: [You, {Bot: parrot-3}]\n---\n"
    reading = markdown.read(source(f"{front}**Model:** parrot-2\n\nYou: hi\nBot: yes\n"))
    assert [each.model for each in reading.utterances] == ["", "parrot-3"]


@pytest.mark.parametrize(
    "text",
    [
        "AI-1 (GPT 5):\nhi\n\nAI-2 (Kimi K2):\nyes\n\nAI-1 (GPT 5):\nhi\n\nAI-2 (Kimi K2):\nyes\n",
        "AI-1 (GPT 5):\nhi\n\nYou:\nyes\n\nAI-1 (GPT 5):\nhi\n",
    ],
)
def test_slots_of_a_group_chat_are_left_to_its_reader(text: str):
    assert find_reader(source(text)) is chat_log


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Some prose.\n", "markdown, but no line looks like the beginning of a turn"),
        ("Heron: a\nOtter: b\n", "markdown, but of lines like 'Name:' (Heron, Otter) not two recur"),
        (
            "An essay of some length that quotes.\n\nHeron: a\nOtter: b\nHeron: c\nOtter: d\n",
            "markdown, but lines like 'Name:' (Heron, Otter) may be turns or not",
        ),
        ("---\ntitle: x\n---\n\nWords.\n", "markdown, but its front matter lists no participants"),
        ("# a ↔ b\n\n---\n\n### a\n\nx\n", "dialogue, but it has no **Started:** or **Messages:** line"),
        (
            "# Talk\n\n---\n\n**USER:**\n\nhi\n",
            "voice, but its first line is not # Voice Conversation: and the model",
        ),
        ("<html><body>hi</body></html>\n", "backrooms-html, but it is another page"),
        ("x\nAI-1 (M)\nhi\n", "backrooms, but only one line such as AI-1 (Model): begins a message"),
    ],
)
def test_what_nobody_can_read_is_told_what_it_lacks(text: str, nearest: str):
    assert find_reader(source(text)) == Problem(
        "a.md",
        None,
        f"no reader knows this format: nearest is {nearest}",
        "put front matter with participants: [Name, Name] above it and ### Name above each turn, or "
        f'name one under [[transcripts]] in sitegen.toml, such as format = "{nearest.partition(",")[0]}", '
        "or publish = false if it is no transcript",
    )


def test_who_talks_with_a_user_by_role_and_has_a_model_is_an_assistant():
    front = "---\nparticipants:\n  Rosa: {role: user}\n  Kimi K2:\n  Gull: {model: gpt-4o}\n---\n"
    reading = markdown.read(source(f"{front}### Rosa\n\nhi\n\n### Kimi K2\n\nyes\n\n### Gull\n\nso\n"))
    assert [(each.speaker, each.role) for each in reading.utterances] == [
        ("Rosa", Role.USER),
        ("Kimi K2", Role.ASSISTANT),
        ("Gull", Role.ASSISTANT),
    ]
    assert reading.problems == ()


def test_who_left_the_conversation_is_the_speaker_of_the_event():
    text = "### Heron 1 ###\na\n### Otter 2 ###\nb\nHeron 1 has ended the conversation with ^C^C.\n"
    reading = markdown.read(source(text))
    assert [(each.speaker, each.kind) for each in reading.utterances] == [
        ("Heron 1", MessageKind.SPEECH),
        ("Otter 2", MessageKind.SPEECH),
        ("Heron 1", MessageKind.EVENT),
    ]


def test_keys_of_front_matter_may_be_written_with_capitals():
    reading = markdown.read(
        source(
            "---\nTitle: Lamps\nParticipants: [Rosa, Lantern]\n---\n### Rosa\n\nhi\n\n### Lantern\n\nyes\n"
        )
    )
    assert (reading.title, [each.speaker for each in reading.utterances]) == ("Lamps", ["Rosa", "Lantern"])
