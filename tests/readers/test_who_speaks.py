"""Which lines begin turns: exact forms, fields and story characters, and the many ways to write a marker."""

import json

import pytest

from sitegen.model import Role
from sitegen.model.problems import Problem, Severity
from sitegen.readers.detection import find_reader
from tests.readers.parsed_texts import message_texts, source

QUESTIONS = ("When is high tide?", "And the lamp?")
ANSWERS = ("It comes in twice a day.", "Once, at dusk.")


def talk(user: str, assistant: str, separator: str = "\n\n") -> str:
    """Return two questions and answers; ``{n}`` in a marker counts messages, ``{k}`` pairs."""
    lines = []
    for k, (question, answer) in enumerate(zip(QUESTIONS, ANSWERS, strict=True), 1):
        lines += [f"{user.format(n=2 * k - 1, k=k)}{separator}{question}"]
        lines += [f"{assistant.format(n=2 * k, k=k)}{separator}{answer}"]
    return "\n\n".join(lines) + "\n"


def read(text: str, name: str | None = None, participants: dict[str, Role | None] | None = None):
    transcript = source(text)
    reader = find_reader(transcript, name, participants)
    assert not isinstance(reader, Problem), str(reader)
    parsed = reader.read(transcript)
    return message_texts(transcript, parsed), parsed


def codes(parsed) -> list[str]:
    """Return the codes of errors."""
    return [problem.code for problem in parsed.problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("user", "assistant", "names"),
    [
        ("##### You said:", "###### ChatGPT said:", ("You", "ChatGPT")),
        ("### You said:", "#### Claude responded:", ("You", "Claude")),
        ("# User", "## Assistant", ("User", "Assistant")),
        ("### Turn {k} — User", "### Turn {k} — ChatGPT", ("User", "ChatGPT")),
        ("## Message {n}: Human", "## Message {n}: Claude", ("Human", "Claude")),
        ("### {n}) User", "### {n}) Assistant", ("User", "Assistant")),
        ("### User #{k}", "### Assistant #{k}", ("User", "Assistant")),
        ("## User {k}", "## Assistant {k}", ("User", "Assistant")),
        ("### 🧑 User", "### 🤖 Assistant", ("🧑 User", "🤖 Assistant")),
        ("### **User**", "### **Assistant:**", ("User", "Assistant")),
        ("**👤 You:**", "**🤖 Claude:**", ("👤 You", "🤖 Claude")),
        ("## User", "## GPT-4o", ("User", "GPT-4o")),
        ("## Prompt\n\n*2026-01-02 10:0{n}*", "## Response\n\n*2026-01-02 10:0{n}*", ("Prompt", "Response")),
        ("## Prompt:\n1/29/2026, 10:0{n}:00", "## Response:\n1/29/2026, 10:0{n}:10", ("Prompt", "Response")),
        ("## Question\n\n10:0{n}", "## Answer\n\n10:0{n}", ("Question", "Answer")),
        ("Q:", "A:", ("Q", "A")),
        ("**Q:**", "**A:**", ("Q", "A")),
        ("Me:", "AI:", ("Me", "AI")),
        ("You said:", "Claude responded:", ("You", "Claude")),
        ("Du hast gesagt:", "ChatGPT hat gesagt:", ("Du", "ChatGPT")),
        ("**Utilisateur :**", "**Assistant :**", ("Utilisateur", "Assistant")),
        ("## Benutzer", "## Assistent", ("Benutzer", "Assistent")),
        ("Usuario:", "Asistente:", ("Usuario", "Asistente")),
        ("**Пользователь:**", "**Ассистент:**", ("Пользователь", "Ассистент")),
        ("用户：", "助手：", ("用户", "助手")),
        ("### ユーザー", "### アシスタント", ("ユーザー", "アシスタント")),
        ("사용자:", "어시스턴트:", ("사용자", "어시스턴트")),
    ],
)
def test_an_unmistakable_talk_is_read(user: str, assistant: str, names: tuple[str, str]):
    messages, parsed = read(talk(user, assistant, "\n" if user.endswith("said:") else "\n\n"))
    assert [speaker for speaker, _ in messages] == [*names, *names]
    assert [text.split("\n")[-1] for _, text in messages] == [QUESTIONS[0], ANSWERS[0], QUESTIONS[1], ANSWERS[1]]
    assert [each.role for each in parsed.messages] == [Role.USER, Role.ASSISTANT] * 2
    assert codes(parsed) == []


@pytest.mark.parametrize(
    ("user", "assistant"),
    [
        ("**User** (2026-01-02 10:0{n}):", "**Assistant** (2026-01-02 10:0{n}):"),
        ("**User** · 2026-01-02 10:0{n}", "**Assistant** · 2026-01-02 10:0{n}"),
        ("**[2026-01-02 10:0{n}] User:**", "**[2026-01-02 10:0{n}] Assistant:**"),
        ("[2026-01-02 10:0{n}] User:", "[2026-01-02 10:0{n}] Assistant:"),
        ("User (2026-01-02 10:0{n}):", "Assistant (2026-01-02 10:0{n}):"),
        ("### User · 2026-01-02 10:0{n}", "### Assistant · 2026-01-02 10:0{n}"),
        ("#### User (2026-01-02T10:0{n})", "#### Assistant (2026-01-02T10:0{n})"),
    ],
)
def test_a_time_in_the_marker_is_that_of_the_message(user: str, assistant: str):
    messages, parsed = read(talk(user, assistant))
    assert messages == [
        ("User", QUESTIONS[0]),
        ("Assistant", ANSWERS[0]),
        ("User", QUESTIONS[1]),
        ("Assistant", ANSWERS[1]),
    ]
    assert [each.time for each in parsed.messages] == [f"2026-01-02T10:0{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("user", ["[10:0{n}] User:", "User (10:0{n} AM):", "### User · 10:0{n}", "**User** (10:0{n}):"])
@pytest.mark.parametrize(
    ("date", "times"), [("", [None] * 4), ("Date: 2026-01-02\n\n", [f"2026-01-02T10:0{n}" for n in (1, 2, 3, 4)])]
)
def test_a_time_of_day_is_that_of_the_day_that_the_header_states(user: str, date: str, times: list[str | None]):
    messages, parsed = read(date + talk(user, user.replace("User", "Assistant")))
    assert [speaker for speaker, _ in messages] == ["User", "Assistant"] * 2
    assert [each.time for each in parsed.messages] == times


def test_the_order_of_day_and_month_in_markers_is_that_of_the_file():
    text = talk("**User** (11/{n}/2026, 10:00 PM):", "**Assistant** (11/{n}/2026, 10:00 PM):")
    assert [each.time for each in read(f"Date: 12/31/2025\n\n{text}")[1].messages] == [
        f"2026-11-0{n}T22:00" for n in (1, 2, 3, 4)
    ]
    unclear = read(text)[1]
    assert ([each.time for each in unclear.messages], "ambiguous-date" in [each.code for each in unclear.problems]) == (
        [None] * 4,
        True,
    )


def test_a_model_in_the_marker_is_that_of_the_message():
    _, parsed = read(talk("## User", "## Assistant (gpt-4o)") + "\n" + talk("## User", "## Assistant (parrot-2)"))
    assert [each.model for each in parsed.messages] == ["", "gpt-4o", "", "gpt-4o", "", "parrot-2", "", "parrot-2"]
    assert {each.speaker for each in parsed.messages} == {"User", "Assistant"}


@pytest.mark.parametrize(
    ("user", "assistant"), [("**You**:", "**Claude**:"), ("**You:**", "**Claude:**"), ("## You", "## Claude")]
)
def test_fields_above_the_first_message_are_the_header(user: str, assistant: str):
    fields = (
        "**Created:** 3/1/2026, 10:00:00\n**Updated:** 3/1/2026\n**Model:** parrot-2\n**Link:** https://a.example/1\n"
    )
    messages, parsed = read(f"# Tides\n\n{fields}\n---\n\n{talk(user, assistant)}")
    assert [speaker for speaker, _ in messages] == ["You", "Claude"] * 2
    assert (parsed.title, [each.model for each in parsed.messages], codes(parsed)) == (
        "Tides",
        ["", "parrot-2"] * 2,
        [],
    )


@pytest.mark.parametrize("date", ["**Date:** 2031-01-01\n", ""])
def test_a_role_among_the_fields_of_the_header_does_not_speak(date: str):
    fields = f"**User:** Rosa\n**Assistant:** parrot-2\n{date}"
    messages, parsed = read(f"# Tides\n\n{fields}\n---\n\n" + f"{talk('**User:**', '**Assistant:**')}\n" * 3)
    assert [text for _, text in messages[-4:]] == [QUESTIONS[0], ANSWERS[0], QUESTIONS[1], ANSWERS[1]]
    assert codes(parsed) == ([] if date else ["text-before-first-message"])


FIELDS = "**Working Dir:** /boats\n**Model:** parrot-{n}\n**Tokens:** {n}00\n\n"


@pytest.mark.parametrize("reader", [None, "markdown"])
@pytest.mark.parametrize(
    "text",
    [
        "".join(FIELDS.format(n=n) + f"**User:**\n\nq{n}\n\n**Assistant:**\n\na{n}\n\n" for n in range(4)),
        "".join(f"### User\n\nq{n}\n\n### Assistant\n\n{FIELDS.format(n=n)}a{n}\n\n" for n in range(4)),
        "".join(f"**Session:** {n}\n**Model:** x\n**User:** q{n}\n**Assistant:** a{n}\n\n" for n in range(4)),
        "".join(f"User: q{n}\nTokens: {n}\nAssistant: a{n}\nCost: {n}\nDuration: {n}\n" for n in range(4)),
        "".join(f"## User\n\nq{n}\n\n## Assistant\n\n## Summary\n\na{n}\n\n## Features\n\nx\n\n" for n in range(4)),
        "".join(
            f"**Benutzer:** q{n}\n\n**Assistent:** a{n}\n\n**Kosten:** {n}\n\n**Dauer:** {n}\n\n" for n in range(4)
        ),
    ],
)
def test_fields_never_speak(text: str, reader: str | None):
    messages, parsed = read(text, reader)
    names = {name for name, _ in messages}
    assert (len(messages), len(names), codes(parsed)) == (8, 2, [])
    assert {each.role for each in parsed.messages} == {Role.USER, Role.ASSISTANT}


@pytest.mark.parametrize(
    "text",
    [
        "**Model:** parrot-2\n\nWhen is it?\n\n**Model:** parrot-2\n\nAt noon.\n",
        "Guild: Harbour\nChannel: tides\n\n[01/02/2031 10:00] rosa\nhi\n\n[01/02/2031 10:01] ben\nyes\n",
        "Ann: 1\nBob: 2\nCid: 3\nDan: 4\nEve: 5\nFay: 6\n" * 3,
        "Rosa: only one name, once\n",
    ],
)
def test_the_setting_of_a_format_invents_no_speakers(text: str):
    messages, parsed = read(text, "markdown")
    assert (messages, codes(parsed)) == ([], ["no-markers"])


def test_what_only_the_setting_of_a_format_makes_a_message_is_an_error_with_the_remedy():
    messages, parsed = read("Heron: a\nOtter: b\n", "markdown")
    assert [speaker for speaker, _ in messages] == ["Heron", "Otter"]
    assert [str(problem) for problem in parsed.problems] == [
        "a.md:1: Lines like 'Name:' were read as the start of messages, but it is not certain that these are all "
        'speakers: Heron, Otter. Name the speakers under [[transcripts]] in sitegen.toml: `participants = ["Heron", "Otter"]`.'
    ]


START = "**User:**\n\ntell a story\n\n**Assistant:**\n\nOnce.\n\n"
END = "**User:**\n\nmore\n\n**Assistant:**\n\nno\n"
HEADINGS = talk("## User", "## Claude")


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        (START + "**Human:**\n\nhi\n\n**Assistant:**\n\nyes\n\n" * 4 + END, "doubtful-speakers", ("Human",)),
        (
            START + "**Human:** hi\n\n**Assistant:** yes\n\n" * 4 + END,
            "markers-in-another-form",
            ("Human", "Assistant"),
        ),
        (START + "**User:** hi\n\n**Assistant:** yes\n\n" * 4 + END, "markers-in-another-form", ("User", "Assistant")),
        (
            START + "**User**:\n\nhi\n\n**Assistant**:\n\nyes\n\n" * 4 + END,
            "markers-in-another-form",
            ("User", "Assistant"),
        ),
        (START + "**Rosa:**\n\nhi\n\n**Assistant:**\n\nyes\n\n" * 2 + END, "doubtful-speakers", ("Rosa",)),
        (START + "**Rosa:**\n\nhi\n\n**Ben:**\n\nyes\n\n" * 2 + END, "doubtful-speakers", ("Rosa", "Ben")),
        (HEADINGS + "\n## Rosa\n\nhi\n\n## Claude\n\nyes\n\n" * 3 + HEADINGS, "doubtful-speakers", ("Rosa",)),
        (
            "Heron: a\nOtter: b\nHeron: c\nOtter: d\nGull: e\nOtter: f\nGull: g\nOtter: h\nHeron: i\nOtter: j\n",
            "doubtful-speakers",
            ("Gull",),
        ),
        (
            "Heron: a\nOtter: b\nHeron: c\nOtter: d\nGull: e\nTern: f\nGull: g\nTern: h\nHeron: i\nOtter: j\n",
            "doubtful-speakers",
            ("Gull", "Tern"),
        ),
        ("You: a\nBot: b\nUser: x\nYou: c\nBot: d\nUser: x\nYou: e\nBot: f\n", "doubtful-speakers", ("User",)),
        ("You: a\nBot: b\nGull: c\nYou: d\nBot: e\nGull: f\n", "doubtful-speakers", ("Gull",)),
        (
            "## User\n\na\n\n---\n\n## Claude\n\nOnce.\n\n## User\n\nx\n\n## Claude\n\ny\n\n---\n\n## User\n\nc\n\n---\n\n"
            "## Claude\n\nd\n\n---\n\n## User\n\ne\n",
            "markers-in-another-form",
            ("User", "Claude"),
        ),
    ],
)
def test_characters_of_a_story_do_not_speak_and_are_an_error(text: str, code: str, names: tuple[str, ...]):
    messages, parsed = read(text)
    first_two = list(dict.fromkeys(speaker for speaker, _ in messages))
    assert len(first_two) == 2
    assert [speaker for speaker, _ in messages] == [first_two[n % 2] for n in range(len(messages))]
    assert [problem.parameters["names"] for problem in parsed.problems if problem.code == code] == [names]
    assert codes(parsed) == [code]
    place = next(problem.line for problem in parsed.problems if problem.code == code)
    assert any(name in text.split("\n")[place - 1] for name in names)


def test_listing_all_who_speak_settles_the_doubt():
    text = "Heron: a\nOtter: b\nHeron: c\nOtter: d\nGull: e\nOtter: f\nGull: g\nOtter: h\nHeron: i\nOtter: j\n"
    problem = next(each for each in read(text)[1].problems if each.code == "doubtful-speakers")
    assert str(problem) == (
        "a.md:5: 2 lines such as 'Gull:' may start messages, or be quoted in one (Gull); read as text. If they are "
        'quoted, write `participants = ["Heron", "Otter"]` under [[transcripts]] in sitegen.toml; if these are speakers '
        "too, add them to the list."
    )
    everybody = read(text, None, {"Heron": None, "Otter": None, "Gull": None})
    two = read(text, None, {"Heron": None, "Otter": None})
    assert ([speaker for speaker, _ in everybody[0]], codes(everybody[1])) == (
        "Heron Otter Heron Otter Gull Otter Gull Otter Heron Otter".split(),
        [],
    )
    assert ("Otter", "d\nGull: e") in two[0]
    assert codes(two[1]) == []


def test_another_form_is_no_error_once_the_owner_has_said_who_speaks():
    text = START + "**User:** hi\n\n**Assistant:** yes\n\n" * 4 + END
    messages, parsed = read(text, None, {"User": None, "Assistant": None})
    assert [speaker for speaker, _ in messages] == ["User", "Assistant", "User", "Assistant"]
    assert [problem.code for problem in parsed.problems] == ["quoted-markers"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "**User:** hi\n\n**Assistant:**\n\nlong\n\n**User:** ok\n\n**Assistant:** short\n\n**User:**\n\nlong\n\n"
            "**Assistant:** fine\n",
            "User Assistant User Assistant User Assistant",
        ),
        (
            "**User:**\n\na\n\n**Assistant:**\n\nb\n\n**User:**\n\nc\n\n**Assistant:** short\n\n**User:**\n\nd\n\n"
            "**Assistant:** fine\n",
            "User Assistant User Assistant User Assistant",
        ),
        ("You: a\nChatGPT: b\nClaude: c\nYou: d\nChatGPT: e\nClaude: f\n", "You ChatGPT Claude You ChatGPT Claude"),
        (
            "You: a\nChatGPT: b\nYou: c\nChatGPT: d\nYou: e\nClaude: f\nYou: g\nClaude: h\n",
            "You ChatGPT You ChatGPT You Claude You Claude",
        ),
        (
            "Researcher: q\nAgent A: a\nAgent B: b\nAgent A: c\nAgent B: d\nAgent A: e\nResearcher: f\n",
            "Researcher Agent_A Agent_B Agent_A Agent_B Agent_A Researcher",
        ),
        ("Interviewer: a\nClaude: b\nInterviewer: c\nClaude: d\n", "Interviewer Claude Interviewer Claude"),
        ("Kimi K2: a\nGPT-4o: b\nKimi K2: c\nGPT-4o: d\n", "Kimi_K2 GPT-4o Kimi_K2 GPT-4o"),
        ("You: a\nBot: b\nTool: c\nBot: d\nYou: e\nBot: f\n", "You Bot Tool Bot You Bot"),
        ("You: a\nGull: b\nYou: c\nBot: d\nGull: e\nBot: f\nYou: g\nGull: h\n", "You Gull You Bot Gull Bot You Gull"),
    ],
)
def test_talks_of_several_and_mixed_forms_are_read_as_before(text: str, speakers: str):
    messages, parsed = read(text)
    assert [speaker.replace(" ", "_") for speaker, _ in messages] == speakers.split()
    assert codes(parsed) == []


@pytest.mark.parametrize(
    "lead_in",
    ["**Big idea:** read this.", "**重要提示（Important Notice）：**请注意。", "**Also**", "**Lamps:**\n\n- one"],
)
def test_a_bold_lead_in_does_not_make_a_talk_unreadable(lead_in: str):
    text = f"**User:**\n\na\n\n**Assistant:**\n\nb\n\n{lead_in}\n\n**User:**\n\nc\n\n**Assistant:**\n\nd\n"
    messages, parsed = read(text)
    assert messages == [("User", "a"), ("Assistant", f"b\n\n{lead_in}"), ("User", "c"), ("Assistant", "d")]
    assert codes(parsed) == []


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "How do I tie a rope?\n\nChatGPT said:\nSo.\n\nYou said:\nthanks\n\nChatGPT said:\nok\n",
            "You ChatGPT You ChatGPT",
        ),
        ("How?\n" + "\nClaude: " + "so. " * 30 + "\nMe: ok\nClaude: fine\n", "Me Claude Me Claude"),
        (
            "# Ropes\n\nHow?\n" + "\n## Claude\n\n" + "so. " * 30 + "\n\n## User\n\nok\n\n## Claude\n\nfine\n",
            "User Claude User Claude",
        ),
    ],
)
def test_words_above_the_first_answer_are_those_of_the_user_who_takes_turns(text: str, speakers: str):
    messages, parsed = read(text)
    assert [speaker for speaker, _ in messages] == speakers.split()
    assert [each.role for each in parsed.messages] == [Role.USER, Role.ASSISTANT] * 2
    assert [problem.code for problem in parsed.problems] == ["opening-without-marker", "inferred-participants"]


@pytest.mark.parametrize(
    "text",
    [
        "This is my conversation with it.\n\nChatGPT said:\nSo.\n\nYou said:\nthanks\n\nChatGPT said:\nok\n",
        "*In spring, at noon it was*\n" + "\nClaude: " + "so. " * 40 + "\nMe: ok\nClaude: fine\n",
        "> How?\n" + "\nClaude: " + "so. " * 30 + "\nMe: ok\nClaude: fine\n",
        "How?\n" + "\nClaude: " + "so. " * 30 + "\nClaude: or so\nMe: ok\nClaude: fine\n",
        "How?\n" + "\nMe: " + "so. " * 30 + "\nClaude: ok\nMe: fine\nClaude: yes\n",
    ],
)
def test_words_above_the_first_message_stay_unknown_if_anybody_may_have_written_them(text: str):
    messages, parsed = read(text)
    assert messages[0][0] == "Unknown"
    assert "text-before-first-message" in codes(parsed)


@pytest.mark.parametrize("reader", [None, "markdown"])
def test_the_settings_define_who_begins_turns_as_front_matter_does(reader: str | None):
    body = "### Rosa\n\nhi\n\n### Lantern\n\nyes\n\n### Words\n\nx\n\n### ROSA\n\nbye\n"
    listed = read(body, reader, {"Rosa": Role.USER, "Lantern": None})
    front_matter = read(f"---\nparticipants: {{Rosa: {{role: user}}, Lantern: }}\n---\n{body}")
    assert listed[0] == front_matter[0] == [("Rosa", "hi"), ("Lantern", "yes\n\n### Words\n\nx"), ("Rosa", "bye")]
    assert [each.role for each in listed[1].messages] == [each.role for each in front_matter[1].messages]
    assert listed[1].problems == ()


def test_settings_for_many_transcripts_may_list_participants_who_are_not_in_this_one():
    messages, parsed = read(
        "### Rosa\n\nhi\n\n### Lantern\n\nyes\n", None, {"Rosa": None, "Lantern": None, "Gull": None}
    )
    assert messages == [("Rosa", "hi"), ("Lantern", "yes")]
    assert parsed.problems == ()


def test_settings_that_describe_one_of_two_speakers_do_not_give_them_the_words_of_the_other():
    inferred = read("USER: a\nDeep: b\nUSER: c\nDeep: d\n", None, {"USER": None})
    assert [speaker for speaker, _ in inferred[0]] == ["USER", "Deep", "USER", "Deep"]
    unclear = find_reader(source("### Rosa\n\nhi\n\n### Deep\n\nyes\n"), None, {"Rosa": None})
    assert isinstance(unclear, Problem)
    assert unclear.parameters["setting"] == 'participants = ["Rosa", "Deep"]'


def test_settings_that_leave_out_an_evident_speaker_are_an_error():
    messages, parsed = read("You: a\nChatGPT: b\nRosa: c\nYou: d\nChatGPT: e\n", None, {"You": None, "Rosa": None})
    assert [speaker for speaker, _ in messages] == ["You", "Rosa", "You"]
    assert [(each.code, each.parameters["setting"]) for each in parsed.problems if not each.is_note] == [
        ("unlisted-speakers", 'participants = ["You", "Rosa", "ChatGPT"]')
    ]


@pytest.mark.parametrize("participants", [None, {"User": None, "Assistant": None}])
@pytest.mark.parametrize("marker", ["**{}:** ", "## {}\n\n", "{}: "])
@pytest.mark.parametrize(
    "thought", ["Thinking", "Thoughts", "Chain of Thought", "Tool Result", "Thought for 5 seconds"]
)
def test_what_a_model_thinks_is_not_silently_said_by_the_user(
    marker: str, thought: str, participants: dict[str, Role | None] | None
):
    names = ("User", thought, "Assistant") * 2
    text = "\n\n".join(marker.format(name) + f"words {n}" for n, name in enumerate(names))
    problems = read(text, None, participants)[1].problems
    problem = next(each for each in problems if not each.is_note)
    setting = f'participants = ["User", "Assistant", "{thought}"]'
    assert (problem.code, problem.parameters["setting"]) == ("unlisted-speakers", setting)
    assert len([each for each in problems if not each.is_note]) == 1
    messages, parsed = read(text, None, dict.fromkeys(names))
    assert messages == [(name, f"words {n}") for n, name in enumerate(names)]
    assert codes(parsed) == []


@pytest.mark.parametrize(
    ("order", "setting"),
    [
        ("User Gull Assistant", 'participants = ["User", "Assistant", "Gull"]'),
        ("User Assistant Gull", 'participants = ["User", "Assistant"]'),
    ],
)
def test_the_setting_for_a_doubtful_speaker_never_makes_words_after_the_user_theirs(order: str, setting: str):
    text = "".join(f"**{name}:** words {n}\n\n" for n, name in enumerate(order.split() * 2))
    problems = [each for each in read(text)[1].problems if not each.is_note]
    assert [each.parameters["setting"] for each in problems] == [setting]


@pytest.mark.parametrize("participants", [None, {"User": None, "Assistant": None}])
def test_what_a_model_thinks_may_be_part_of_its_answer(participants: dict[str, Role | None] | None):
    text = talk("**User:**", "**Assistant:**\n\n**Thinking:**\n\nhm", " ")
    assert codes(read(text, None, participants)[1]) == []


VOICE = "# Voice Conversation: a/b\n*2031-01-01 10:00:00*\n\n---\n\n"
DIALOGUE = "# Heron ↔ Otter\n\n**Started:** 2031-01-01 10:00:00\n\n---\n\n"


@pytest.mark.parametrize(
    ("header", "marker", "names", "line"),
    [
        (VOICE, "**{}:**", "USER ASSISTANT HUMAN ASSISTANT", 18),
        (VOICE, "**{}:**", "USER ASSISTANT User ASSISTANT", 18),
        (DIALOGUE, "### {}", "Heron Otter Human Heron Otter", 19),
        (DIALOGUE, "### {}", "Heron Otter System Heron Otter System Heron Otter", 19),
    ],
)
def test_a_role_that_the_format_does_not_have_is_an_error(header: str, marker: str, names: str, line: int):
    speakers = names.split()
    text = header + "".join(f"{marker.format(name)}\n\nwords {n}\n\n---\n\n" for n, name in enumerate(speakers))
    problem = next(each for each in read(text)[1].problems if not each.is_note)
    assert (problem.code, problem.line) == ("other-role-below-rule", line)
    listed = dict.fromkeys(speakers)
    if "User" not in listed:
        assert problem.parameters["setting"] == f"participants = {json.dumps(list(listed))}"
        messages, parsed = read(text, "markdown", listed)
        assert messages == [(name, f"words {n}") for n, name in enumerate(speakers)]
        assert codes(parsed) == []


@pytest.mark.parametrize(
    "words",
    [
        "### Human\n\nwithout a rule",
        "---\n\n### Humans and machines",
        "```\n---\n\n### Human\n\nin code\n\n---\n```",
        "---\n\n**Note:**\n\nno role",
    ],
)
def test_other_headings_in_a_message_are_no_roles(words: str):
    for header, marker, names in ((VOICE, "**{}:**", ("USER", "ASSISTANT")), (DIALOGUE, "### {}", ("Heron", "Otter"))):
        text = header + "".join(f"{marker.format(name)}\n\n{words}\n\n---\n\n" for name in names)
        messages, parsed = read(text)
        assert messages == [(name, words) for name in names]
        assert codes(parsed) == []


def test_the_setting_for_an_unread_file_lists_all_who_probably_speak():
    text = "**Rosa:** a\n\n**Narrator:** b\n\n**Lantern:** c\n\n" * 2
    problem = find_reader(source(text))
    assert isinstance(problem, Problem)
    assert problem.parameters["setting"] == 'participants = ["Rosa", "Narrator", "Lantern"]'
    messages, parsed = read(text, None, {"Rosa": None, "Narrator": None, "Lantern": None})
    assert ([speaker for speaker, _ in messages], codes(parsed)) == (["Rosa", "Narrator", "Lantern"] * 2, [])


def test_recurring_names_that_the_settings_leave_out_are_noted():
    text = "**Rosa:** a\n\n**Ben:** b\n\n**Lantern:** c\n\n" * 3
    parsed = read(text, None, {"Rosa": None, "Lantern": None})[1]
    assert [(each.code, each.parameters["names"]) for each in parsed.problems] == [
        ("markers-of-unknown-names", ("Ben",))
    ]


@pytest.mark.parametrize("participants", [None, {"User": None, "Assistant": None}])
@pytest.mark.parametrize("bold", ["**", ""])
@pytest.mark.parametrize(
    "header",
    [
        "# Talk\n\n**User:** Rosa\n**Assistant:** gpt-4o\n**Date:** 2026-01-02\n\n---\n\n",
        "**User:** Rosa\n**Assistant:** Lantern\n**Date:** 2026-01-02\n\n",
        "**Title:** Talk\n**User:** rosa@example.org\n**Model:** gpt-4o\n\n",
        "# Talk\n**Date:** 2026-01-02\n**Model:** gpt-4o\n**Version:** 4\n",
    ],
)
def test_fields_in_the_form_of_the_messages_are_the_header(
    header: str, bold: str, participants: dict[str, Role | None] | None
):
    messages, parsed = read((header + talk("**User:**", "**Assistant:**", " ")).replace("**", bold), None, participants)
    assert messages == list(
        zip(("User", "Assistant") * 2, (QUESTIONS[0], ANSWERS[0], QUESTIONS[1], ANSWERS[1]), strict=True)
    )
    assert codes(parsed) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("User: hi\nAssistant: hello\nNote: be kind\n\nUser: a\nAssistant: b\n", "hello\nNote: be kind"),
        ("User: name a model\nAssistant: gpt-4o\n\nUser: a\nAssistant: b\n", "gpt-4o"),
        ("User: when?\nAssistant: soon.\nDate: 2026-01-02\n\nUser: a\nAssistant: b\n", "soon.\nDate: 2026-01-02"),
    ],
)
def test_messages_without_blank_lines_are_not_the_header(text: str, first: str):
    messages, _ = read(text)
    assert [speaker for speaker, _ in messages] == ["User", "Assistant"] * 2
    assert messages[1][1] == first


def test_a_role_in_other_letters_does_not_silently_speak():
    code = "Write\n\nuser: rosa\nassistant: lamp\n\nand run."
    messages, parsed = read(f"User: how?\n\nAssistant: {code}\n\nUser: ok\n\nAssistant: fine\n")
    assert messages == [("User", "how?"), ("Assistant", code), ("User", "ok"), ("Assistant", "fine")]
    assert codes(parsed) == ["markers-in-another-form"]
    messages, parsed = read(f"User: how?\n\nAssistant: {code}\n\nUser: ok\n", None, {"User": None, "Assistant": None})
    assert messages == [("User", "how?"), ("Assistant", code), ("User", "ok")]
    assert codes(parsed) == []


@pytest.mark.parametrize("participants", [None, {"User": None, "Assistant": None}])
def test_a_role_in_other_letters_speaks_where_the_speakers_alternate_only_so(
    participants: dict[str, Role | None] | None,
):
    messages, parsed = read("User: a\n\nAssistant: b\n\nUSER: c\n\nAssistant: d\n\nUser: e\n", None, participants)
    assert messages == [("User", "a"), ("Assistant", "b"), ("User", "c"), ("Assistant", "d"), ("User", "e")]
    assert codes(parsed) == []


def test_settings_may_list_the_only_speaker():
    assert read("### Rosa\n\nhi there\n", None, {"Rosa": None})[0] == [("Rosa", "hi there")]


def test_front_matter_takes_precedence_over_the_settings():
    text = "---\nparticipants: [Heron, Otter]\n---\nHeron: a\nRosa: b\nOtter: c\n"
    assert [speaker for speaker, _ in read(text, None, {"Rosa": None, "Heron": None})[0]] == ["Heron", "Otter"]


def test_the_settings_do_not_decide_who_speaks_in_other_formats():
    voice = "# Voice Conversation: a/b\n*2031-01-01 10:00:00*\n\n---\n\n**USER:**\n\nhi\n\n---\n\n**ASSISTANT:**\n\nyes\n\n---\n"
    transcript = source(voice)
    reader = find_reader(transcript, None, {"USER": None, "ASSISTANT": None})
    assert not isinstance(reader, Problem)
    assert reader.NAME == "voice"


def test_a_listed_speaker_may_have_a_time_or_count_at_the_name():
    text = "### Turn 1 — Rosa\n\nhi\n\n### Turn 1 — Lantern (2031-01-01 10:00)\n\nyes\n"
    messages, parsed = read(text, None, {"Rosa": None, "Lantern": None})
    assert messages == [("Rosa", "hi"), ("Lantern", "yes")]
    assert [each.time for each in parsed.messages] == [None, "2031-01-01T10:00"]
