import re

import pytest

from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers import detection, markdown
from sitegen.readers.backrooms import chat_log
from sitegen.readers.detection import find_reader, format_names
from sitegen.readers.markdown_front_matter import read_front_matter
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, ParsedTranscript
from tests.paths import PROJECT
from tests.readers.parsed_texts import message_texts, piece_texts, source

FRONT_MATTER = "---\nparticipants: [Rosa, Lantern]\n---\n\n"


def test_every_character_is_part_of_a_piece():
    front_matter = "---\ntitle: Tide\ndate: 2031-02-03 04:05\n"
    front_matter += "participants:\n  Rosa: {role: user}\n  Lantern: acme/parrot-2\n---\n"
    text = source(f"{front_matter}\n### Rosa\n\nhi\n\n### Lantern\n\n  /\\\n")
    offset = len(front_matter)
    assert markdown.read(text) == ParsedTranscript(
        pieces=(
            Markup(MarkupKind.HEADER, Span(0, offset)),
            Markup(MarkupKind.HEADER, Span(offset, offset + 1)),
            Markup(MarkupKind.MARKER, Span(offset + 1, offset + 9)),
            Markup(MarkupKind.SEPARATOR, Span(offset + 9, offset + 11)),
            ParsedMessage(Span(offset + 11, offset + 13), "Rosa", Role.USER),
            Markup(MarkupKind.SEPARATOR, Span(offset + 13, offset + 15)),
            Markup(MarkupKind.MARKER, Span(offset + 15, offset + 26)),
            Markup(MarkupKind.SEPARATOR, Span(offset + 26, offset + 28)),
            ParsedMessage(Span(offset + 28, offset + 32), "Lantern", Role.ASSISTANT, "acme/parrot-2"),
            Markup(MarkupKind.SEPARATOR, Span(offset + 32, offset + 33)),
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
def test_all_marker_styles_give_the_same_messages(body: str):
    transcript = source(FRONT_MATTER + body)
    parsed = markdown.read(transcript)
    assert [(speaker, text.strip()) for speaker, text in message_texts(transcript, parsed)] == [
        ("Rosa", "hi"),
        ("Lantern", "hello\nthere"),
    ]
    assert parsed.problems == ()


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
def test_lines_that_only_look_like_markers_are_text(text: str):
    transcript = source(f"{FRONT_MATTER}### Rosa\n\n{text}\n\n### Lantern\n\nyes\n\n### Rosa\n\nbye\n")
    assert message_texts(transcript, markdown.read(transcript)) == [
        ("Rosa", text),
        ("Lantern", "yes"),
        ("Rosa", "bye"),
    ]


CUT_OFF = "### Rosa\n\n```\nla\n\n### Lantern\n\n```\nlu\n\n### Rosa\n\nbye\n"


@pytest.mark.parametrize("count", ["", "messages: 3\n"])
def test_two_messages_truncated_inside_a_fence_hide_no_message(count: str):
    transcript = source(f"---\nparticipants: [Rosa, Lantern]\n{count}---\n\n{CUT_OFF}")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("Rosa", "```\nla"), ("Lantern", "```\nlu"), ("Rosa", "bye")]
    assert parsed.problems == ()


def test_fences_hide_no_messages_without_front_matter_either():
    transcript = source(
        "### You\n\nhi\n\n### Bot\n\nhello\n\n" + CUT_OFF.replace("Rosa", "You").replace("Lantern", "Bot")
    )
    assert [speaker for speaker, _ in message_texts(transcript, markdown.read(transcript))] == [
        "You",
        "Bot",
        "You",
        "Bot",
        "You",
    ]


def test_markers_of_universal_backrooms_count_inside_fences_too():
    transcript = source("### Heron 1 ###\n```\na\n### Heron 1 ###\nb\n### Otter 2 ###\n```\nc\n### Heron 1 ###\nd\n")
    assert [speaker for speaker, _ in message_texts(transcript, markdown.read(transcript))] == [
        "Heron 1",
        "Heron 1",
        "Otter 2",
        "Heron 1",
    ]


@pytest.mark.parametrize(("count", "notes"), [("", 1), ("messages: 2\n", 0)])
def test_a_transcript_quoted_in_a_fence_is_text_and_reported_unless_the_count_confirms_it(count: str, notes: int):
    quoted = "```\n### Lantern\n\nx\n\n### Rosa\n\ny\n```"
    body = f"### Rosa\n\n{quoted}\n\n### Lantern\n\nyes\n"
    transcript = source(f"---\nparticipants: [Rosa, Lantern]\n{count}---\n{body}")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("Rosa", quoted), ("Lantern", "yes")]
    line = 7 if not count else 8
    note = Problem("marker-in-code-fence", "a.md", line, count=2, fence_line=line - 1)
    assert parsed.problems == (note,) * notes
    assert str(note) == (
        f"a.md:{line}: 2 lines that may start messages are inside the code fence of line {line - 1}, and read as "
        "text. If a message starts there, close the fence above it."
    )


def test_a_rule_separates_messages_only_if_one_is_between_all_of_them():
    everywhere = source(f"{FRONT_MATTER}### Rosa\n\nhi\n\n---\n\n### Lantern\n\nyes\n\n---\n")
    once = source(f"{FRONT_MATTER}### Rosa\n\nhi\n\n---\n\n### Lantern\n\nyes\n\n### Rosa\n\nbye\n")
    assert message_texts(everywhere, markdown.read(everywhere)) == [("Rosa", "hi"), ("Lantern", "yes")]
    assert message_texts(once, markdown.read(once)) == [
        ("Rosa", "hi\n\n---"),
        ("Lantern", "yes"),
        ("Rosa", "bye"),
    ]


def test_only_blank_lines_around_a_message_are_removed():
    transcript = source(f"{FRONT_MATTER}Rosa:   /\\\n    /  \\  \n \n\nLantern:\n\n   .\n\n\n  .\n")
    assert piece_texts(transcript, markdown.read(transcript))[2:] == [
        ("marker", "Rosa: "),
        ("> Rosa", "  /\\\n    /  \\  "),
        ("separator", "\n \n\n"),
        ("marker", "Lantern:"),
        ("separator", "\n\n"),
        ("> Lantern", "   .\n\n\n  ."),
        ("separator", "\n"),
    ]


def test_empty_messages_are_messages():
    transcript = source(f"{FRONT_MATTER}### Rosa\n\n### Lantern\n### Rosa\n\n \n")
    assert message_texts(transcript, markdown.read(transcript)) == [
        ("Rosa", ""),
        ("Lantern", ""),
        ("Rosa", ""),
    ]


UNNAMED = "A participant in the front matter has no name. Write `participants: [Name, {name: Name, role: …}]`."
EMPTY = "`participants` in the front matter is empty. Write `participants: [Name, Name]`."
INVALID_YAML = (
    'The front matter is not valid YAML: it cannot be parsed. Put quotes around values that contain ": " or "#".'
)


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
    parsed = markdown.read(transcript)
    assert [(each.speaker, each.role, each.model) for each in parsed.messages] == expected
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("front_matter", "line", "message"),
    [
        (
            "participants: [Rosa\nx",
            4,
            "The front matter is not valid YAML: expected ',' or ']', but got '<stream end>'. "
            'Put quotes around values that contain ": " or "#".',
        ),
        (
            "title: one\ntitle: two\nparticipants: [Rosa]",
            3,
            "The front matter has 'title' 2 times; the first is used. Delete the others.",
        ),
        (
            "date: 2031-02-30\nparticipants: [Rosa]",
            2,
            "The front matter value of 'date' is not a date: '2031-02-30'. Write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.",
        ),
        (
            "participants: [Rosa]\ntitle: [a]",
            3,
            "The front matter value of 'title' is not text. Write it on one line: `title: …`.",
        ),
        (
            "participants: Rosa",
            2,
            "`participants` in the front matter is not a list. Write `participants: [Name, Name]`.",
        ),
        ("participants: [Rosa, [a]]", 2, UNNAMED),
        ("participants: [Rosa, {role: user}]", 2, UNNAMED),
        (
            "participants: [{name: Rosa, modle: x}]",
            2,
            "Unknown key 'modle' of a participant in the front matter. Use name, role, model.",
        ),
        ("participants:", 2, EMPTY),
        ("participants: []", 2, EMPTY),
        ("participants: {}", 2, EMPTY),
        (
            "participants: [Rosa, ROSA]",
            2,
            "The participants 'ROSA' and 'Rosa' differ only in case; messages of both are shown as 'Rosa'. "
            "Delete one of them.",
        ),
        (
            "modell: x\nparticipants: [Rosa]",
            2,
            "The front matter key 'modell' is ignored. Did you mean 'model'?",
        ),
        (
            "titel: x\nparticipants: [Rosa]",
            2,
            "The front matter key 'titel' is ignored. Did you mean 'title'?",
        ),
        (
            "participants: {Rosa: {role: boss}}",
            2,
            "Unknown role 'boss'. Use one of: user, assistant, system, tool.",
        ),
        (
            "participants: [Rosa]\nmessages: 99999999999999999999",
            3,
            "The front matter value of 'messages' is not a number: '99999999999999999999'. "
            "Write how many messages follow.",
        ),
        (
            "participants: [Rosa]\nmessages: 4",
            3,
            "The transcript has 2 messages, but its front matter says 4. "
            "Check whether the file is cut off, or the marker of a message is missing.",
        ),
        (
            "participants: [Rosa]\nmodel: parrot",
            None,
            "No participant has the model 'parrot' of the front matter. Set `role: assistant` for one of them.",
        ),
        ("a: &a [x, x]\nparticipants: &b [Rosa, *a, *a]", 2, UNNAMED),
        ('title: "\\UFFFFFFFF"\nparticipants: [Rosa]', 2, INVALID_YAML),
        (
            f"participants: [Rosa, {', '.join(map(str, range(100)))}]",
            2,
            "The front matter lists more than 100 participants; the rest are ignored. "
            "List those with the most messages first.",
        ),
        ("participants: " + "[" * 5000, 2, INVALID_YAML),
    ],
)
def test_invalid_front_matter_is_reported_with_its_line_and_the_body_is_read(
    front_matter: str, line: int | None, message: str
):
    transcript = source(f"---\n{front_matter}\n---\n\n### Rosa\n\nhi\n\n### Rosa\n\nagain\n")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("Rosa", "hi"), ("Rosa", "again")]
    place = "a.md" if line is None else f"a.md:{line}"
    assert str(parsed.problems[0]) == f"{place}: {message}"


def test_lone_surrogates_in_escapes_are_replaced():
    transcript = source('---\ntitle: "\\ud800 \\ud83e\\udd89 \\0"\nparticipants: [Rosa]\n---\nRosa: hi\n')
    assert markdown.read(transcript).title == "\ufffd 🦉 \ufffd"


@pytest.mark.parametrize(
    ("start", "line"),
    [("---\n", 2), ("---\u00a0\t\n", 2), ("\ufeff\ufeff---\n", 2), ("\n \n---\u200b\n", 4), ("\u200b---\u3000\n", 2)],
)
def test_front_matter_is_read_below_blank_lines_and_with_invisible_characters(start: str, line: int):
    transcript = source(f"{start}title: The tide\ndate: soon\nparticipants: [Rosa]\n---\ufeff\u00a0\nRosa: hi\n")
    parsed = markdown.read(transcript)
    assert (parsed.title, message_texts(transcript, parsed)) == ("The tide", [("Rosa", "hi")])
    assert [(each.code, each.line) for each in parsed.problems] == [("invalid-front-matter-date", line + 1)]


@pytest.mark.parametrize(
    ("front_matter", "codes"),
    [
        ("k: v\n" * 19_000, ["repeated-front-matter-key"]),
        (
            "".join(f"k{n}: v\n" * 2 for n in range(5_000)),
            ["repeated-front-matter-key"] * 20 + ["further-front-matter-problems"],
        ),
        ("".join(f"titl{n}: v\n" for n in range(5_000)), []),
        ("endad: v\n" + "".join(f"key{n}: v\n" for n in range(5_000)), ["unused-front-matter-key"]),
        (f"mood: {'[' * 40_000}\n", ["invalid-front-matter"]),
        ("a: &a [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1 or str()},' * 9}]\n" for n in range(1, 30)), []),
        (f"mood: {'x' * 1_000_000}\n", []),
    ],
)
def test_long_front_matter_has_few_problems_and_the_body_is_read(front_matter: str, codes: list[str]):
    transcript = source(f"---\nparticipants: [Rosa]\ntitle: The tide\n{front_matter}---\nRosa: hi\n")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("Rosa", "hi")]
    found = [each.code for each in parsed.problems if each.code != "inferred-participants"]
    assert found == codes


@pytest.mark.parametrize(
    "participants",
    [
        f"[{'*many,' * 20_000}]",
        f"[{'*named,' * 20_000}]",
        "{" + ",".join(f"p{n}: *named" for n in range(5_000)) + "}",
    ],
)
def test_participants_that_are_aliases_are_read_once(participants: str):
    keys = ",".join(f"k{n}: 1" for n in range(2_000))
    transcript = source(
        f"---\nmany: &many {{{keys}}}\nnamed: &named {{name: Rosa, {keys}}}\nparticipants: {participants}\n---\n"
    )
    front_matter = read_front_matter(transcript)
    assert len(front_matter.participants) <= 100
    assert len(front_matter.problems) <= 21


def test_front_matter_of_several_megabytes_has_an_end():
    keys = "".join(f"key{n}: a value that somebody has noted\n" for n in range(60_000))
    front = read_front_matter(source(f"---\nparticipants: [Rosa, Kai]\n{keys}---\n\n**Rosa:** Hi\n"))
    assert not front.is_unclosed
    assert list(front.participants) == ["Rosa", "Kai"]
    assert front.problems == ()


def test_unclosed_front_matter_is_a_problem():
    transcript = source("---\nparticipants: [Rosa, Lantern]\n\nYou: hi\nAI: yes\n")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("You", "hi"), ("AI", "yes")]
    assert parsed.problems[0] == Problem("unclosed-front-matter", "a.md", 1)


def test_a_file_without_messages_of_its_participants_is_a_problem():
    transcript = source(f"{FRONT_MATTER}### Heron\n\nhi\n")
    assert markdown.read(transcript) == ParsedTranscript(
        pieces=(Markup(MarkupKind.HEADER, Span(0, len(transcript.text))),),
        problems=(Problem("no-messages-of-participants", "a.md", names=("Rosa", "Lantern")),),
    )
    assert str(markdown.read(transcript).problems[0]) == (
        "a.md: No line starts a message of a participant (Rosa, Lantern). "
        "Start each message with a line `### Name` or `**Name:**`."
    )


def test_a_file_without_markers_is_a_problem():
    assert [str(problem) for problem in markdown.read(source("Just prose.\n")).problems] == [
        "a.md: No line certainly starts a message. Say who speaks under [[transcripts]] in sitegen.toml: `participants = "
        '["Rosa", "Lantern"]`. Their messages start with lines such as `### Name` or `**Name:**`.'
    ]


def test_title_and_details_are_the_header_and_other_text_above_the_messages_is_shown():
    transcript = source(
        "# Tide talk\n\n**Date:** 2031-02-03\n*in spring 2031*\n\nWe met at noon.\n\nYou: hi\nBot: hello\n" * 1
    )
    parsed = markdown.read(transcript)
    assert (parsed.title, parsed.started) == ("Tide talk", "2031-02-03")
    assert message_texts(transcript, parsed) == [
        ("Unknown", "We met at noon."),
        ("You", "hi"),
        ("Bot", "hello"),
    ]
    assert parsed.problems[0] == Problem("text-before-first-message", "a.md", 6)


@pytest.mark.parametrize("line", ["Gull: welcome", "**Gull:** welcome", "*waves*", "Welcome."])
def test_text_above_the_messages_is_never_part_of_the_header(line: str):
    transcript = source(f"# Shore\n\n{line}\n\n" + "You: hi\nBot: yes\n" * 9)
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("Unknown", line), *[("You", "hi"), ("Bot", "yes")] * 9]
    assert [problem.line for problem in parsed.problems] == [3, None]


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
        (f"Heron: a\nOtter: b\nHeron: c\nOtter: {'d ' * 40}\n", [("Heron", None), ("Otter", None)] * 2),
        ("【木霊】やあ\n【狐】はい\n【木霊】うん\n【狐】ええ\n", [("木霊", None), ("狐", None)] * 2),
        (
            "**【木霊】**：やあ\n**結論**：なし\n**【狐】**：はい\n**【木霊】：** うん\n**結論**：\n**【狐】**\nええ\n",
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
def test_unambiguous_markers_need_no_front_matter_but_are_reported(text: str, expected: list[tuple[str, Role | None]]):
    transcript = source(text)
    assert find_reader(transcript) is markdown
    parsed = markdown.read(transcript)
    assert [(each.speaker, each.role) for each in parsed.messages] == expected
    assert [problem.severity for problem in parsed.problems] == [Severity.NOTE]


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
        "<html><body>\nYou: hi\nBot: yes\n",
        '{"a": 1}\nYou: hi\nBot: yes\n',
        "---\ntitle: A post\ndate: 2031-02-03\n---\n\n## Words\n\nand more\n",
        "---\n\nnot front matter\n\n---\n",
        "\ufeff",
        "",
    ],
)
def test_a_file_that_may_not_be_a_transcript_is_not_read_and_reported_with_a_hint(text: str):
    outcome = find_reader(source(text))
    assert isinstance(outcome, Problem)
    assert outcome.hint


def test_a_transcript_with_participants_may_quote_a_terminal():
    assert find_reader(source(f"{FRONT_MATTER}Rosa: it printed\n  ⎿  3 lines\n")) is markdown


def test_a_file_that_two_readers_accept_is_a_problem_that_names_both(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(detection, "readers", lambda: (markdown, markdown))
    assert find_reader(source("You: hi\nBot: yes\n")) == Problem(
        "ambiguous-format", "a.md", formats=("markdown", "markdown"), example="markdown"
    )
    assert str(find_reader(source("You: hi\nBot: yes\n"))) == (
        "a.md: The file matches several formats: markdown, markdown. "
        'Set `format = "markdown"` for it under [[transcripts]] in sitegen.toml.'
    )


DOCS = (PROJECT / "docs" / "formats.md").read_text("utf-8")
EXAMPLES = re.findall(r"(?ms)^```(?:markdown|text)\n(.*?)^```$", DOCS)


def test_the_examples_of_the_documentation_are_read_as_it_says():
    results = [(find_reader(source(text)), text) for text in EXAMPLES]
    assert [
        (reader.NAME, len(reader.read(source(text)).messages))
        for reader, text in results
        if not isinstance(reader, Problem) and reader.NAME in ("markdown", "voice", "dialogue", "backrooms")
    ] == [("markdown", 4), ("voice", 2), ("dialogue", 2), ("backrooms", 3)]
    assert [reader.read(source(text)).problems for reader, text in results[:3]] == [(), (), ()]


def test_labels_such_as_note_are_no_speakers():
    parsed = markdown.read(source("You: hi\nNote: one\nTip: two\nBot: yes\nSummary: three\n"))
    assert [(each.speaker, len(each.span)) for each in parsed.messages] == [("You", 21), ("Bot", 18)]
    assert [str(problem) for problem in parsed.problems] == [
        "a.md: Messages were found by lines like 'Name:', participants are: You, Bot. "
        "To be sure, list the participants under [[transcripts]] in sitegen.toml, or in the front matter."
    ]


def test_markers_of_unknown_names_are_reported():
    many = "Heron: a\nOtter: b\n" * 10
    parsed = markdown.read(source(many + "Gull: once\n"))
    assert str(parsed.problems[0]) == (
        "a.md:21: These lines look like messages, but the names are not participants, so they were kept as text: "
        "Gull. If they speak, list all participants under [[transcripts]] in sitegen.toml, or in the front matter."
    )
    assert parsed.problems[0].severity is Severity.NOTE


def test_universal_backrooms_has_models_agents_and_departures():
    transcript = source(
        "\n### Round 1/2\n\n### Heron 1 ###\nsplash\n\n### Round 2/2\n\n"
        "### Otter 2 ###\n### A box ###\n^C^C\n\n### Media Agent ###\nposted\n\n"
        "### Otter 2 ###\n\nOtter 2 has ended the conversation with ^C^C.\n"
    )
    parsed = markdown.read(transcript)
    assert [(each.speaker, each.role, each.kind) for each in parsed.messages] == [
        ("Heron 1", Role.ASSISTANT, MessageKind.SPEECH),
        ("Otter 2", Role.ASSISTANT, MessageKind.SPEECH),
        ("Media Agent", Role.TOOL, MessageKind.SPEECH),
        ("Otter 2", Role.ASSISTANT, MessageKind.SPEECH),
        ("Otter 2", Role.ASSISTANT, MessageKind.EVENT),
    ]
    assert piece_texts(transcript, parsed) == [
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


def test_a_section_heading_at_the_end_is_the_footer():
    transcript = source("### Heron 1 ###\nsplash\n\n### Round 2/2\n")
    assert piece_texts(transcript, markdown.read(transcript))[-2:] == [
        ("separator", "\n\n"),
        ("footer", "### Round 2/2\n"),
    ]


def test_the_format_may_be_set_if_the_markers_are_ambiguous():
    transcript = source("Heron: a\nOtter: b\n")
    assert find_reader(transcript, "markdown") is markdown
    assert message_texts(transcript, markdown.read(transcript)) == [("Heron", "a"), ("Otter", "b")]


def test_a_format_that_does_not_exist_is_a_problem():
    assert find_reader(source("Heron: a\n"), "word") == Problem(
        "unknown-format-name",
        "a.md",
        format="word",
        formats=format_names(),
    )
    assert str(find_reader(source("Heron: a\n"), "word")).startswith(
        "a.md: There is no format 'word'. Use one of: voice, dialogue, backrooms, backrooms-html, "
    )


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ("### Rosa\n\nhi\n\n### Lantern\n\nyes\n\n### Rosa\n\n### Lanternn\n\nno\n", [(15, "error")]),
        ("### Rosa\n\nhi\n\n### Lanternn\n\nyes\n\n### Rosa\n\nbye\n", [(9, "error")]),
        ("### Rosa\n\nhi\n\n**Lantern:** yes\n\n### Rosa\n\nbye\n", [(9, "error")]),
        ("### Rosa\n\nhi\n\n### Rosa\n\nbye\n", [(2, "error")]),
        ("### Rosa\n\nhi\n", [(2, "note")]),
        ("### Rosa\n\nhi\n\n### Lantern\n\nyes\n\n### Lanterns of the sea\n", []),
        ("### Rosa\n\nhi\n\n### Lantern\n\nyes\n\n```\n### Lanternn\n```\n", []),
    ],
)
def test_listed_participants_should_have_messages(body: str, problems: list[tuple[int, str]]):
    found = markdown.read(source(FRONT_MATTER + body)).problems
    assert [(problem.line, problem.severity) for problem in found] == problems
    assert all(problem.hint for problem in found)


@pytest.mark.parametrize("body", ["### Rosa\n\nhi\n\n### Rosa\n\nbye\n", "### Rosa\n\nhi\n"])
def test_participants_without_messages_are_printed(body: str):
    assert [str(problem) for problem in markdown.read(source(FRONT_MATTER + body)).problems] == [
        "a.md:2: Participants without messages: Lantern. "
        "Write ### Name where their messages start, or remove them from the list."
    ]


def test_the_log_of_universal_backrooms_is_the_header():
    header = "### Backrooms Run ###\nTemplate: pond\nStarted: 2031-02-03T04:05:06+00:00\n\n"
    header += "[backrooms] template vars resolved (pond): {'a': 'b'}\n{\n  \"a\": \"b\"\n}\n\n"
    transcript = source(f"{header}### Round 1/2\n\n### Heron 1 ###\nsplash\n")
    parsed = markdown.read(transcript)
    assert (piece_texts(transcript, parsed), parsed.started, parsed.problems) == (
        [
            ("header", header),
            ("marker", "### Round 1/2\n\n### Heron 1 ###"),
            ("separator", "\n"),
            ("> Heron 1", "splash"),
            ("separator", "\n"),
        ],
        "2031-02-03T04:05:06+00:00",
        (),
    )


@pytest.mark.parametrize(
    ("header", "body", "models"),
    [
        ("**Model:** parrot-2", "You: hi\nBot: yes\n", ["", "parrot-2"]),
        ("Model: `acme/parrot-2` (the small one)", "You: hi\nBot: yes\n", ["", "acme/parrot-2"]),
        ("**Models:** parrot-2", "You: hi\nBot: yes\n", ["", "parrot-2"]),
        ("**Model:** parrot-2", "Agent A: hi\nAgent B: yes\n", ["", ""]),
        ("**Model:** parrot-2", "Claude: hi\nHeron: yes\nClaude: hi\nHeron: yes\n", ["", ""] * 2),
        ("**Model:** parrot-2", "You: hi\nClaude Opus 4.5: yes\n", ["", ""]),
    ],
)
def test_a_model_in_the_header_is_that_of_the_only_assistant(header: str, body: str, models: list[str]):
    assert [each.model for each in markdown.read(source(f"{header}\n\n{body}")).messages] == models


def test_front_matter_overrides_the_model_in_the_header():
    front_matter = "---\nparticipants: [You, {Bot: parrot-3}]\n---\n"
    parsed = markdown.read(source(f"{front_matter}**Model:** parrot-2\n\nYou: hi\nBot: yes\n"))
    assert [each.model for each in parsed.messages] == ["", "parrot-3"]


@pytest.mark.parametrize(
    "text",
    [
        "AI-1 (GPT 5):\nhi\n\nAI-2 (Kimi K2):\nyes\n\nAI-1 (GPT 5):\nhi\n\nAI-2 (Kimi K2):\nyes\n",
        "AI-1 (GPT 5):\nhi\n\nYou:\nyes\n\nAI-1 (GPT 5):\nhi\n",
    ],
)
def test_a_group_chat_is_read_by_its_own_reader(text: str):
    assert find_reader(source(text)) is chat_log


@pytest.mark.parametrize(
    ("text", "closest", "lacks"),
    [
        ("Some prose.\n", "markdown", "no line looks like the start of a message"),
        (
            "Heron: a\nOtter: b\n",
            "markdown",
            "fewer than two names occur more than once in lines like 'Name:' (Heron, Otter)",
        ),
        (
            "An essay of some length that quotes.\n\nHeron: a\nOtter: b\nHeron: c\nOtter: d\n",
            "markdown",
            "lines like 'Name:' (Heron, Otter) may start messages or not",
        ),
        ("---\ntitle: x\n---\n\nWords.\n", "markdown", "its front matter lists no participants"),
        ("---\ntitle: x\n\nWords.\n", "markdown", "its front matter has no last line `---`"),
        (
            "---\ntitle: x\n\n**USER:**\n\nhi\n\n---\n\n**ASSISTANT:**\n\nyes\n",
            "markdown",
            "its front matter is not valid YAML, or has no last line `---`",
        ),
        (
            "# a ↔ b\n\n---\n\n### a\n\nx\n",
            "dialogue",
            "it has no **Started:** or **Messages:** line",
        ),
        (
            "# Talk\n\n---\n\n**USER:**\n\nhi\n",
            "voice",
            "its first line is not `# Voice Conversation:` and the model",
        ),
        (
            "x\nAI-1 (M)\nhi\n",
            "backrooms",
            "only one line such as `AI-1 (Model):` starts a message",
        ),
    ],
)
def test_an_unknown_format_is_reported_with_the_closest_one(text: str, closest: str, lacks: str):
    problem = find_reader(source(text))
    names = '["Heron", "Otter"]' if "Heron" in text else '["Rosa", "Lantern"]'
    assert problem == Problem(
        "unknown-format", "a.md", closest=closest, lacks=lacks, match='"a.md"', setting=f"participants = {names}"
    )
    assert str(problem) == (
        f"a.md: Unknown format. Closest match: {closest}, but {lacks}. If it is a transcript, say who speaks under "
        f'[[transcripts]] in sitegen.toml, with `match = "a.md"` and `participants = {names}`; otherwise with '
        "`publish = false` (docs/formats.md)."
    )


def test_a_participant_with_a_model_who_talks_with_a_user_is_an_assistant():
    front_matter = "---\nparticipants:\n  Rosa: {role: user}\n  Kimi K2:\n  Gull: {model: gpt-4o}\n---\n"
    parsed = markdown.read(source(f"{front_matter}### Rosa\n\nhi\n\n### Kimi K2\n\nyes\n\n### Gull\n\nso\n"))
    assert [(each.speaker, each.role) for each in parsed.messages] == [
        ("Rosa", Role.USER),
        ("Kimi K2", Role.ASSISTANT),
        ("Gull", Role.ASSISTANT),
    ]
    assert parsed.problems == ()


def test_the_speaker_of_a_departure_is_the_one_who_left():
    text = "### Heron 1 ###\na\n### Otter 2 ###\nb\nHeron 1 has ended the conversation with ^C^C.\n"
    parsed = markdown.read(source(text))
    assert [(each.speaker, each.kind) for each in parsed.messages] == [
        ("Heron 1", MessageKind.SPEECH),
        ("Otter 2", MessageKind.SPEECH),
        ("Heron 1", MessageKind.EVENT),
    ]


def test_keys_of_front_matter_may_be_written_with_capitals():
    parsed = markdown.read(
        source("---\nTitle: Lamps\nParticipants: [Rosa, Lantern]\n---\n### Rosa\n\nhi\n\n### Lantern\n\nyes\n")
    )
    assert (parsed.title, [each.speaker for each in parsed.messages]) == ("Lamps", ["Rosa", "Lantern"])
