"""Role headings and labels as programs and people write them, and the parts that exporters mark in messages."""

import pytest

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import markdown
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import ParsedMessage
from tests.readers.parsed_texts import message_texts, source

TALK = [("User", "When?"), ("Assistant", "Noon."), ("User", "And the lamp?"), ("Assistant", "Lit.")]
MARKERS = {
    "quotation": "> **{}:** {}\n\n",
    "list": "- **{}:** {}\n",
    "numbered list": "1. **{}:** {}\n",
    "bold element": "<b>{}:</b> {}\n\n",
    "strong element": "<strong>{}</strong>:\n\n{}\n\n",
    "heading element": "<h3>{}</h3>\n\n{}\n\n",
    "slanted": "_{}:_ {}\n\n",
    "bold and slanted": "***{}:*** {}\n\n",
    "underscores": "__{}__: {}\n\n",
    "brackets": "[{}]\n{}\n\n",
    "open bracket": "[{}\n{}\n\n",
    "bracket and colon": "[{}]: {}\n",
    "rule": "=== {} ===\n{}\n\n",
    "long rule": "---------- {} ----------\n{}\n\n",
    "heading with an anchor": '### <a name="_x1"></a>**{}**\n{}\n\n',
    "heading, slanted": "#### _{}_\n\n{}\n\n",
    "arrows": ">> {}:\n{}\n\n",
    "message from": "## Message From {}:\n{}\n\n",
    "Chinese message from": "## 来自 {} 的消息:\n{}\n\n",
    "says": "**{} says:** {}\n\n",
    "rule of stars": "**{}:**\n\n{}\n\n* * *\n\n",
    "rule of three stars": "**{}**: {}\n***\n",
    "heading, bold and slanted": "##### ***{}:***\n{}\n\n",
}


def read(text: str) -> tuple[ParsedMessage, ...]:
    reader = find_reader(source(text))
    assert reader is markdown, reader
    return markdown.read(source(text)).messages


@pytest.mark.parametrize("marker", MARKERS.values(), ids=MARKERS)
def test_a_role_speaks_in_every_dress(marker: str):
    text = "".join(marker.format(*each) for each in TALK)
    assert [(each.speaker, each.span.of(text), each.role) for each in read(text)] == [
        (speaker, words, Role(speaker.lower())) for speaker, words in TALK
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- **User:** can read\n- **Assistant:** can write\n",
        "- **Rosa:** reads\n- **Ben:** writes\n- **Rosa:** again\n- **Ben:** more\n",
        "1. **User:** one\n2. **User:** two\n3. **Assistant:** three\n",
        "[INFO]\nup\n\n[WARN]\nslow\n\n[INFO]\nup\n",
        "Some words first.\n\n- **User:** a\n- **Assistant:** b\n- **User:** c\n\n" + "And an essay. " * 30,
    ],
)
def test_lists_that_name_roles_are_no_talk(text: str):
    assert isinstance(find_reader(source(text)), Problem)


def test_other_markers_come_before_a_list_of_participants():
    text = "# Talk\n\n- **User:** Rosa\n- **Model:** gpt-4o\n\n## User\n\nWhen?\n\n## Assistant\n\nNoon.\n"
    assert message_texts(source(text), markdown.read(source(text))) == TALK[:2]


def test_listed_names_speak_in_every_dress():
    text = "- **Rosa:** When?\n- **Ben:** Noon.\n"
    parsed = markdown.ListedParticipants({"Rosa": None, "Ben": None}).read(source(text))
    assert message_texts(source(text), parsed) == [("Rosa", "When?"), ("Ben", "Noon.")]


EXPORTED = """# Tides

**Created:** 3/7/2024, 12:46:01 PM
**Updated:** 3/17/2024, 12:55:54 PM
**Model:** claude-sonnet-4-5

---

## User
**2024-03-07T12:46:01.000Z**

When?

### Pasted
````
noon
````

## Claude
**2024-03-07T12:46:05.000Z**

### Thinking
````
The user asks about `noon`.
````

At noon.

#### 📦 Artifact: Table
**Type:** code | **Language:** python

```python
noon = 12
```

"""


def _part(kind: BlockKind, words: str, inner: str | None = None, name: str = "", argument: str = "") -> MessagePart:
    start = EXPORTED.index(words)
    return MessagePart(kind, words if inner is None else inner, Span(start, start + len(words)), name, argument)


def test_thinking_pasted_text_and_artifacts_of_an_exporter_are_parts():
    asked, answered = read(EXPORTED)
    assert (asked.time, answered.time) == ("2024-03-07T12:46:01+00:00", "2024-03-07T12:46:05+00:00")
    assert asked.parts == (
        _part(BlockKind.PROSE, "When?"),
        _part(BlockKind.ATTACHMENT, "### Pasted\n````\nnoon\n````", "noon", "Pasted"),
    )
    thinking = "The user asks about `noon`."
    artifact = "**Type:** code | **Language:** python\n\n```python\nnoon = 12\n```"
    assert answered.parts == (
        _part(BlockKind.THINKING, f"### Thinking\n````\n{thinking}\n````", thinking),
        _part(BlockKind.PROSE, "At noon."),
        _part(BlockKind.ATTACHMENT, f"#### 📦 Artifact: Table\n{artifact}", "noon = 12", "Table", "python"),
    )
    assert (answered.model, answered.is_model_inferred, asked.is_model_inferred) == ("claude-sonnet-4-5", True, False)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (
            "<details>\n<summary>Thinking</summary>\n\nhm\n\n</details>\n\nNoon.",
            [("thinking", "hm"), ("prose", "Noon.")],
        ),
        (
            '<details type="reasoning" done="true">\n<summary>Thought for 3 seconds</summary>\n> hm\n> so\n</details>\nNoon.',
            [("thinking", "hm\nso"), ("prose", "Noon.")],
        ),
        (
            "<details><summary>Reasoning</summary>\n<details>a</details>\n</details>\nNoon.",
            [("thinking", "<details>a</details>"), ("prose", "Noon.")],
        ),
        ("#### Tool result\n```\n12\n```\n\nNoon.", [("tool_result", "12"), ("prose", "Noon.")]),
        ("<details>\n<summary>Thinking</summary>\nhm", []),
        ("<details>\n<summary>Show the map</summary>\nhm\n</details>", []),
        ("```\n### Thinking\n```\nNoon.", []),
        ("### Thinking\n```python\nnoon = 12\n```", []),
        ("### Thinking\n\nwithout a fence", []),
        ("### Thinking\n```\nnever closed", []),
    ],
)
def test_marked_parts_of_an_answer(words: str, parts: list[tuple[str, str]]):
    answer = read(f"## User\n\nWhen?\n\n## Assistant\n\n{words}\n")[1]
    assert [(each.kind.value, each.text) for each in answer.parts] == parts


def test_what_a_user_calls_thinking_is_text():
    asked = read("## User\n\n### Thinking\n```\nhm\n```\n\n## Assistant\n\nNoon.\n")[0]
    assert asked.parts == ()


def test_words_that_an_exporter_indents_are_read_without_indent():
    head = "# Tides\n\n- Created: 2025-01-02T10:00:00Z\n- Link: https://example.org/1\n\n"
    body = "## user\n\n    When?\n        noon\n\n    - so\n\n## assistant\n\n    code\n\n## tool (clock)\n\n    12\n\n## assistant\n\nYes.\n"
    assert [(each.speaker, each.text) for each in read(head + body)] == [
        ("user", "When?\n    noon\n\n- so"),
        ("assistant", None),
        ("tool (clock)", "12"),
        ("assistant", None),
    ]
    assert [each.text for each in read(body)] == [None] * 4


def test_the_time_in_a_time_element_is_complete():
    mark = '<time datetime="2024-03-07T12:{}:00.000Z" title="7.3.2024">12:{}</time>'
    text = "".join(f"#### {name}:\n{mark.format(n, n)}\n\nwords\n\n" for n, name in ((10, "You"), (11, "ChatGPT")))
    assert [each.time for each in read(text)] == ["2024-03-07T12:10:00+00:00", "2024-03-07T12:11:00+00:00"]


def _lines(person: str, program: str, turns: int, inside: str = "") -> str:
    return "".join(f"{person} question {n}\n\n{program} answer {n}\n{inside}\n" for n in range(turns))


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (_lines("rosa:", "Cursor:", 3, "Ran terminal command: ls\n"), ["rosa", "Cursor"] * 3),
        ("## Background\n\nwords\n\n" + _lines("## rosa\n", "## chatgpt\n", 2), ["Unknown", *["rosa", "chatgpt"] * 2]),
        (
            "A note of hers.\n\n" + _lines("## rosa\n", "## chatgpt\n", 3, "## More"),
            ["Unknown", *["rosa", "chatgpt"] * 3],
        ),
        (
            "# Notes\n\nA note.\n\n" + _lines("## Part\n\n【Rosa】", "【Iris】", 5),
            ["Unknown", *["Rosa", "Iris"] * 5],
        ),
    ],
)
def test_who_takes_turns_with_a_program_or_for_long_is_read_among_other_lines(text: str, speakers: list[str]):
    assert [each.speaker for each in read(text)] == speakers


@pytest.mark.parametrize(
    "text",
    [
        _lines("rosa:", "Cursor:", 2, "Ran terminal command: ls\n"),
        _lines("Price:", "ChatGPT:", 4, "Ran terminal command: ls\n"),
        "An essay. " * 60 + "\n\n" + _lines("## rosa\n", "## chatgpt\n", 3),
        "rosa: a\n\nChatGPT: b\n\nrosa: c\n\nClaude: d\n\nrosa: e\n\nChatGPT: f\n\nLamp: g\n\nLamp: h\n",
        "# Notes\n\n" + _lines("## Part\n\n【Rosa】", "【Iris】", 3) + "【Ben】 me too\n",
    ],
)
def test_few_turns_among_other_lines_are_not_read(text: str):
    assert isinstance(find_reader(source(text)), Problem)


def test_prompt_and_response_speak_where_an_exporter_signs():
    body = "## Prompt:\nWhen?\n\n## Response:\nNoon.\n\n---\n"
    assert isinstance(find_reader(source(body)), Problem)
    signed = f"{body}Powered by [ChatGPT Exporter](https://example.org)\n"
    assert message_texts(source(signed), markdown.read(source(signed))) == [("Prompt", "When?"), ("Response", "Noon.")]
